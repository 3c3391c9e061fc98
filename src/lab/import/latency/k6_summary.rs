//! The summary that k6 prints at the end of a test, or writes as JSON.

use super::found::{Found, Read, both};
use super::json;
use super::k6::DURATION;
use super::number::{Unit, duration, micros};
use super::quantiles::{Knot, ascend, with_tail};
use super::taken::{Asked, Format, Refused, Taken};
use crate::base::text::{TextBuf, named};
use serde_json::Value;

/// The name of a metric and what a line of the summary tells of it.
fn told(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.trim().trim_start_matches(['✓', '✗']).split_once(':')?;
    let name = name.trim().trim_end_matches(['.', '…']).trim();
    (!name.is_empty() && !name.contains(char::is_whitespace)).then_some((name, rest.trim()))
}

/// Whether a text is the summary at the end of a test.
pub(super) fn is_summary(text: &str) -> bool {
    text.lines()
        .any(|line| told(line).is_some_and(|(_, rest)| rest.starts_with("avg=") && rest.contains(" med=")))
}

/// Reads the summary at the end of a test.
///
/// # Errors
/// A metric that is not there, or percentiles that are none.
pub(super) fn text(text: &str, asked: &Asked) -> Result<Taken, Refused> {
    let wanted = asked.column.as_deref().unwrap_or(DURATION);
    let (mut names, mut count, mut trend) = (Vec::new(), 0, None);
    for (line, number) in text.lines().zip(1..) {
        let Some((name, rest)) = told(line) else { continue };
        if name == "http_reqs" {
            count = rest.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or(0);
        }
        if rest.starts_with("avg=") {
            names.push(name.to_owned());
            if name == wanted && trend.is_none() {
                trend = Some((number, rest));
            }
        }
    }
    let Some((number, rest)) = trend else { return Err(super::columns::unknown(wanted, &names)) };
    let mut values = Vec::new();
    // `p(95) = 1ms` does not happen, but padding between two of them does.
    for part in rest.split_whitespace() {
        let (name, value) = part.split_once('=').ok_or_else(|| Refused::no_round_trip(number, part))?;
        let us = duration(value).ok_or_else(|| Refused::no_round_trip(number, value))?;
        values.push((name.to_owned(), us));
    }
    distribution(values, number, count, wanted)
}

/// Reads the summary that `handleSummary` or `--summary-export` write.
///
/// # Errors
/// A metric that is not there, or percentiles that are none.
pub(super) fn json(metrics: &Value, asked: &Asked) -> Result<Taken, Refused> {
    let wanted = asked.column.as_deref().unwrap_or(DURATION);
    let of = |name: &str| metrics.get(name).map(|metric| metric.get("values").unwrap_or(metric));
    let Some(trend) = of(wanted).and_then(Value::as_object) else {
        let names: Vec<String> =
            metrics.as_object().map(|map| map.keys().cloned().collect()).unwrap_or_default();
        return Err(super::columns::unknown(wanted, &names));
    };
    let mut values = Vec::new();
    for (name, value) in trend.iter().filter(|(_, value)| !value.is_object()) {
        if matches!(name.as_str(), "type" | "contains" | "count") {
            continue;
        }
        let us = json::micros(value, Unit::Ms);
        values.push((name.clone(), us.ok_or_else(|| Refused::no_round_trip(1, &value.to_string()))?));
    }
    let count = trend.get("count").or_else(|| of("http_reqs")?.get("count")).and_then(Value::as_u64);
    distribution(values, 1, count.unwrap_or(0), wanted)
}

/// Least, median, percentiles and most as a distribution.
fn distribution(values: Vec<(String, u64)>, line: u64, count: u64, wanted: &str) -> Result<Taken, Refused> {
    let mut knots = Vec::new();
    for (name, us) in values {
        let share = match name.as_str() {
            "min" => 0,
            "med" => 500_000,
            "max" => 1_000_000,
            other => {
                let inner = other.strip_prefix("p(").and_then(|rest| rest.strip_suffix(')'));
                match inner.and_then(|inner| micros(inner, Unit::S, '.')).filter(|it| *it <= 100_000_000) {
                    Some(share) => share / 100,
                    // The mean is no percentile.
                    None => continue,
                }
            }
        };
        knots.push(Knot { share, us });
    }
    knots.sort_unstable_by_key(|knot| knot.share);
    if knots.len() < 3 || !knots.iter().any(|knot| knot.share == 500_000) {
        return Err(Refused::at(
            line,
            "has no med, and min, max or a percentile beside it",
            "缺少 med，以及 min、max 或其他百分位",
        ));
    }
    if !ascend(&knots) {
        return Err(Refused::at(line, "its percentiles do not ascend", "百分位不是递增的"));
    }
    if knots.last().is_some_and(|last| last.share == 1_000_000) {
        knots = with_tail(knots, count);
    }
    let found = Found { knots: Some((knots, count)), ..Found::default() };
    found.taken(Read::by_format(Format::K6, Some(wanted), Unit::Ms), how_summary(wanted))
}

fn how_summary(wanted: &str) -> TextBuf {
    let wanted = named(wanted, 40);
    both(
        format!(
            "the summary of k6, taken as a distribution: samples are drawn from the percentiles of {wanted}"
        ),
        format!("k6 的汇总，作为分布导入：按 {wanted} 的百分位生成样本"),
    )
}
