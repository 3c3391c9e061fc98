//! Files of JSON: one value, or one a line.

use super::number::Unit;
use super::taken::{Asked, Refused, Taken};
use super::{atlas, curl, k6, k6_summary, mtr, table};
use serde_json::Value;

/// A value and where it stands: its line where there is one a line, else its place in the list.
pub(super) type Entry = (u64, Value);

/// What the number of an entry counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Places {
    /// Lines of the file.
    Lines,
    /// Entries of its one list.
    Entries,
}

/// A number, or a text that holds one, as it is written.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.trim().to_owned()),
        _ => None,
    }
}

/// The entries of a text, if it begins as JSON does.
///
/// # Errors
/// It begins as JSON and is none; the line is named.
pub(super) fn entries(text: &str) -> Result<Option<(Vec<Entry>, Places)>, Refused> {
    let begin = text.trim_start();
    // `[1644854957.413278] 64 bytes` is a moment that ping and fping print with -D. A list ends as
    // it begins, and whose mark is damaged is still a list.
    let is_moment = !begin.trim_end().ends_with(']')
        && begin.strip_prefix('[').and_then(|rest| rest.split_once(']')).is_some_and(|(inner, rest)| {
            !inner.contains(',') && rest.starts_with(' ') && !rest.trim().is_empty()
        });
    if !begin.starts_with(['{', '[']) || is_moment {
        return Ok(None);
    }
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Array(list)) => Ok(Some(((1..).zip(list).collect(), Places::Entries))),
        Ok(value) => Ok(Some((vec![(1, value)], Places::Entries))),
        Err(error) => {
            let mut all = Vec::new();
            let lines: Vec<(u64, &str)> =
                (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()).collect();
            let whole = lines.first().is_some_and(|(_, line)| serde_json::from_str::<Value>(line).is_ok());
            for (number, line) in lines {
                match serde_json::from_str(line) {
                    Ok(value) if whole => all.push((number, value)),
                    _ => {
                        let number = if whole { number } else { error.line() as u64 };
                        return Err(Refused::at(number, "is no JSON", "不是 JSON"));
                    }
                }
            }
            Ok(Some((all, Places::Lines)))
        }
    }
}

/// Reads entries as what wrote them.
pub(super) fn read(entries: &[Entry], asked: &Asked) -> Result<Taken, Refused> {
    let any = |key: &str| entries.iter().any(|(_, value)| value.get(key).is_some());
    if let [(_, value)] = entries {
        if value.pointer("/report/hubs").is_some() {
            return mtr::json(value);
        }
        if let Some(metrics) = value.get("metrics") {
            return k6_summary::json(metrics, asked);
        }
    }
    if any("metric") && any("data") {
        return k6::points(entries, asked);
    }
    if any("msm_id") || any("prb_id") {
        return atlas::read(entries, asked);
    }
    if any("time_total") {
        return curl::json(entries, asked);
    }
    table::json(entries, asked)
}

/// A number that is known to be in a unit.
pub(super) fn micros(value: &Value, unit: Unit) -> Option<u64> {
    super::number::micros(&text(value)?, unit, '.')
}
