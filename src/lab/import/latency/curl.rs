//! What `curl -w` prints: the variables of its timing, in seconds, by name or as JSON.

use super::found::{Found, Read, both};
use super::json::{self, Entry};
use super::number::{Unit, micros, with_unit};
use super::taken::{Asked, Format, Refused, Taken, UnitBy};
use crate::base::text::named;
use serde_json::Value;

/// What is taken unless a person names another timing.
const TOTAL: &str = "time_total";

/// Name and value of a line such as `time_total:  0.145s`.
fn named_value(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.trim().split_once([':', '='])?;
    let name = name.trim().trim_matches('"');
    name.starts_with("time_").then(|| (name, value.trim().trim_end_matches([',', ';']).trim_matches('"')))
}

/// Whether a text has the timings of curl by name.
pub(super) fn is_timings(text: &str) -> bool {
    text.lines().any(|line| named_value(line).is_some_and(|(name, _)| name == TOTAL))
}

/// Reads timings by name, one a line.
///
/// # Errors
/// A timing that is no number, a name that is not there.
pub(super) fn timings(text: &str, asked: &Asked) -> Result<Taken, Refused> {
    let wanted = asked.column.as_deref().unwrap_or(TOTAL);
    let (mut found, mut names) = (Found::default(), Vec::new());
    for (line, number) in text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
        match named_value(line) {
            Some((name, value)) if name == wanted => {
                let (text, word) = with_unit(value);
                let unit = if word.is_empty() { Some(Unit::S) } else { Unit::of_word(word) };
                let mark = if text.contains(',') { ',' } else { '.' };
                let us = unit.and_then(|unit| micros(text, unit, mark));
                found.samples.push(us.ok_or_else(|| Refused::no_round_trip(number, value))?);
            }
            Some((name, _)) => {
                found.leave(number, both("another timing of the same call", "同一次调用的其他计时"));
                if !names.iter().any(|known| known == name) {
                    names.push(name.to_owned());
                }
            }
            None => found.leave(number, both("no timing", "不是计时")),
        }
    }
    if found.samples.is_empty() {
        return Err(super::columns::unknown(wanted, &names));
    }
    found.taken(read(wanted), how(wanted))
}

/// Reads one object a call, as `-w '%{json}'` writes it.
///
/// # Errors
/// A timing that is no number, a name that is not there.
pub(super) fn json(entries: &[Entry], asked: &Asked) -> Result<Taken, Refused> {
    let wanted = asked.column.as_deref().unwrap_or(TOTAL);
    let mut found = Found::default();
    for (number, entry) in entries {
        // 28: the time was out. Any other code but 0: there was no whole answer.
        match entry.get("exitcode").and_then(Value::as_u64).unwrap_or(0) {
            0 => {}
            28 => {
                found.timeouts += 1;
                continue;
            }
            _ => {
                found.leave(*number, both("curl failed", "curl 调用失败"));
                continue;
            }
        }
        let code = ["http_code", "response_code"].iter().find_map(|key| json::text(entry.get(key)?));
        if code.is_some_and(|code| matches!(code.as_str(), "0" | "000")) {
            found.leave(*number, both("curl had no answer", "curl 没有得到应答"));
            continue;
        }
        let Some(value) = entry.get(wanted) else {
            let names: Vec<String> = entry
                .as_object()
                .map(|map| map.keys().filter(|key| key.starts_with("time_")).cloned().collect())
                .unwrap_or_default();
            return Err(super::columns::unknown(wanted, &names));
        };
        found.samples.push(json::micros(value, Unit::S).ok_or_else(|| {
            Refused::no_round_trip(*number, &json::text(value).unwrap_or_else(|| value.to_string()))
        })?);
        for key in ["url_effective", "url", "remote_ip"] {
            if let Some(name) = entry.get(key).and_then(Value::as_str) {
                found.target(name);
                break;
            }
        }
    }
    found.taken(read(wanted), how(wanted))
}

fn read(wanted: &str) -> Read {
    Read { unit_by: UnitBy::Format, ..Read::by_format(Format::Curl, Some(wanted), Unit::S) }
}

fn how(wanted: &str) -> crate::base::text::TextBuf {
    let wanted = named(wanted, 40);
    both(
        format!("the timings of curl: {wanted} of each call, in seconds"),
        format!("curl 的计时：每次调用的 {wanted}，单位秒"),
    )
}
