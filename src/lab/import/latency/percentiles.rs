//! Percentiles of HdrHistogram, as its tools and wrk2 print them, and those of wrk.

use super::found::{Found, Read, both};
use super::number::{Unit, duration, micros};
use super::quantiles::{Knot, ascend, with_tail};
use super::taken::{Ask, Asked, Format, Refused, Taken, UnitBy};

/// The cells of a line, divided by spaces or commas.
fn cells(line: &str) -> Vec<&str> {
    let divided = line.split(|letter: char| letter.is_whitespace() || letter == ',');
    divided.map(|cell| cell.trim_matches('"')).filter(|cell| !cell.is_empty()).collect()
}

fn is_header(line: &str) -> bool {
    let cells = cells(line);
    cells.first().is_some_and(|cell| cell.starts_with("Value")) && cells.contains(&"Percentile")
}

/// Whether a text has a table of percentiles.
pub(super) fn is_table(text: &str) -> bool {
    text.lines().any(is_header)
}

/// Reads a table of percentiles: value, percentile (0 to 1), and how many lie up to there.
///
/// # Errors
/// A row that is none or does not ascend, a table that ends before all round trips, a unit that
/// nothing tells.
pub(super) fn table(text: &str, asked: &Asked) -> Result<Taken, Refused> {
    let is_wrk = text.contains("Latency Distribution") || text.contains("Thread Stats");
    let (unit, unit_by) = match (asked.unit, is_wrk) {
        (Some(unit), _) => (unit, UnitBy::Option),
        (None, true) => (Unit::Ms, UnitBy::Format),
        (None, false) => {
            return Err(Refused::file(
                "a table of HdrHistogram does not tell its unit",
                "HdrHistogram 的表格没有写明单位",
            )
            .asking(Ask::Unit));
        }
    };
    let (mut knots, mut counts) = (Vec::<Knot>::new(), Vec::<u64>::new());
    let (mut inside, mut found, mut ends) = (false, Found::default(), 0);
    for (line, number) in text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
        if is_header(line) {
            ends += 1;
            inside = ends == 1;
            if ends > 1 {
                found.leave(number, both("a second table of percentiles", "第二张百分位表"));
            }
        } else if line.trim_start().starts_with(['#', '-']) {
            inside = false;
        } else if inside {
            let row = cells(line);
            let us = row.first().and_then(|value| micros(value, unit, '.'));
            let share =
                row.get(1).and_then(|share| micros(share, Unit::S, '.')).filter(|it| *it <= 1_000_000);
            let count = row.get(2).and_then(|count| count.parse::<u64>().ok());
            let (Some(us), Some(share), Some(count)) = (us, share, count) else {
                return Err(Refused::at(
                    number,
                    "is no row of value, percentile and count",
                    "不是“值、百分位、计数”的一行",
                ));
            };
            knots.push(Knot { share, us });
            counts.push(count);
            if !ascend(&knots[knots.len().saturating_sub(2)..])
                || !counts[counts.len().saturating_sub(2)..].is_sorted()
            {
                return Err(Refused::at(number, "is less than the row before", "小于前一行"));
            }
        }
    }
    let total = counts.last().copied().unwrap_or(0);
    if knots.last().is_some_and(|last| last.share < 1_000_000) {
        return Err(Refused::file(
            "the table of percentiles ends before 100 %",
            "百分位表在 100% 之前就结束了",
        ));
    }
    // A step, not a slope: each row tells how many lie up to its value.
    if total > 0 {
        for (knot, count) in knots.iter_mut().zip(&counts) {
            knot.share = (u128::from(*count) * 1_000_000 / u128::from(total)) as u64;
        }
        found.knots = Some((stepped(&knots), total));
    }
    let how = both(
        "percentiles of HdrHistogram, taken as a distribution: samples are drawn by quantile",
        "HdrHistogram 的百分位，作为分布导入：按分位数生成样本",
    );
    found.taken(Read { unit_by, ..Read::by_format(Format::HdrHistogram, Some("Value"), unit) }, how)
}

/// Knots between which the value of the upper one holds.
fn stepped(knots: &[Knot]) -> Vec<Knot> {
    let mut all: Vec<Knot> = Vec::with_capacity(knots.len() * 2);
    for knot in knots {
        if let Some(before) = all.last().copied() {
            all.push(Knot { share: before.share.saturating_add(1).min(knot.share), us: knot.us });
        }
        all.push(*knot);
    }
    all
}

/// A line such as ` 99.000%    3.10ms`.
fn percentile(line: &str) -> Option<(&str, &str)> {
    let (share, value) = line.trim().split_once('%')?;
    let value = value.trim();
    (!value.contains(char::is_whitespace) && !share.contains(char::is_whitespace)).then_some((share, value))
}

/// Whether a text has the percentiles of wrk.
pub(super) fn is_wrk(text: &str) -> bool {
    text.lines().any(|line| line.trim_start().starts_with("Latency Distribution"))
}

/// Reads the percentiles of `wrk --latency`: below the first one its value stands for all, and what
/// `Latency` tells as the most is the last.
///
/// # Errors
/// A percentile that is none or does not ascend.
pub(super) fn wrk(text: &str) -> Result<Taken, Refused> {
    let (mut knots, mut inside, mut most, mut count) = (Vec::<Knot>::new(), false, None, 0);
    for (line, number) in text.lines().zip(1..) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["Latency", "Distribution", ..] => inside = true,
            ["Latency", _, _, max, ..] => most = duration(max),
            [requests, "requests", "in", ..] => count = requests.parse().unwrap_or(0),
            [] => inside &= knots.is_empty(),
            _ if inside => match percentile(line) {
                Some((share, value)) => {
                    let share = micros(share, Unit::S, '.').filter(|share| *share <= 100_000_000);
                    let us = duration(value);
                    let (Some(share), Some(us)) = (share, us) else {
                        return Err(Refused::no_round_trip(number, line.trim()));
                    };
                    knots.push(Knot { share: share / 100, us });
                    if !ascend(&knots) {
                        return Err(Refused::at(number, "is less than the line before", "小于前一行"));
                    }
                }
                None if knots.is_empty() => return Err(Refused::no_round_trip(number, line.trim())),
                None => inside = false,
            },
            _ => {}
        }
    }
    let last = knots.last().copied();
    if let (Some(last), Some(most)) = (last, most)
        && last.share < 1_000_000
        && most >= last.us
    {
        knots.push(Knot { share: 1_000_000, us: most });
        knots = with_tail(knots, count);
    }
    let mut found = Found::default();
    if !knots.is_empty() {
        found.knots = Some((knots, count));
    }
    let how = both(
        "percentiles of wrk, taken as a distribution: samples are drawn by quantile",
        "wrk 的百分位，作为分布导入：按分位数生成样本",
    );
    found.taken(Read::by_cells(Format::Wrk, Unit::Ms), how)
}
