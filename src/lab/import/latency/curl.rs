//! What `curl -w` prints: the variables of its timing, in seconds, by name or as JSON.

use super::found::{Found, Read, both};
use super::json::{self, Entry};
use super::number::{Unit, micros, with_unit};
use super::taken::{Asked, Format, Refused, Taken, UnitBy};
use crate::base::text::named;
use serde_json::Value;

/// What is taken unless a person names another timing.
const TOTAL: &str = "time_total";

/// The names and values of a line: `time_total:  0.145s`, `code=200 time_total=0.145`. What
/// follows a value without a mark belongs to it, as a unit does.
fn pairs(line: &str) -> Vec<(&str, String)> {
    let mut all: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut lead = None;
    for word in words(line) {
        match (word.split_once([':', '=']), all.last_mut()) {
            // The mark stands by itself, behind the name.
            (Some(("", value)), last) => {
                let name = match last {
                    Some((_, parts)) => parts.pop(),
                    None => lead.take(),
                };
                all.extend(name.map(|name| (name.trim_matches('"'), vec![value])));
            }
            (Some((name, value)), _) => all.push((name.trim_matches('"'), vec![value])),
            (None, Some((_, parts))) => parts.push(word),
            (None, None) => lead = Some(word),
        }
    }
    let value = |parts: Vec<&str>| parts.join(" ").trim_matches([' ', ',', ';', '"']).to_owned();
    all.into_iter().map(|(name, parts)| (name, value(parts))).collect()
}

/// The words of a line. A comma before a digit may be a decimal one.
fn words(line: &str) -> impl Iterator<Item = &str> {
    let mut ends: Vec<usize> = Vec::new();
    let mut letters = line.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let decimal = letters.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        if letter.is_whitespace() || matches!(letter, ';' | '|') || (letter == ',' && !decimal) {
            ends.push(at);
        }
    }
    ends.push(line.len());
    let mut from = 0;
    ends.into_iter().filter_map(move |to| {
        let word = &line[from..to];
        from = to + line[to..].chars().next().map_or(0, char::len_utf8);
        (!word.is_empty()).then_some(word)
    })
}

/// Whether a text has the timings of curl by name.
pub(super) fn is_timings(text: &str) -> bool {
    text.lines().any(|line| line.contains(TOTAL) && pairs(line).iter().any(|(name, _)| *name == TOTAL))
}

/// Reads timings by name, one or several a line.
///
/// # Errors
/// A timing that is no number, a name that is not there.
pub(super) fn timings(text: &str, asked: &Asked) -> Result<Taken, Refused> {
    let wanted = asked.column.as_deref().unwrap_or(TOTAL);
    let (mut found, mut names) = (Found::default(), Vec::new());
    // The names of a line that tells of a whole call.
    let mut form: Option<Vec<String>> = None;
    let other = || both("another timing of the same call", "同一次调用的其他计时");
    for (line, number) in text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
        let pairs = pairs(line);
        // What curl prints is the same for each call: another name, or one less, is a damaged one.
        if line.contains("time_") && (pairs.len() > 1 || form.is_some()) {
            let these: Vec<String> = pairs.iter().map(|(name, _)| (*name).to_owned()).collect();
            if *form.get_or_insert_with(|| these.clone()) != these {
                let (en, zh) = ("has other names than the calls before", "与前面各次调用的名称不同");
                return Err(Refused::at(number, en, zh));
            }
        }
        let without_answer = pairs.iter().any(|(name, code)| {
            matches!(*name, "http_code" | "response_code") && matches!(code.as_str(), "0" | "000")
        });
        if pairs.is_empty() {
            found.leave(number, both("no timing", "不是计时"));
        }
        for (name, value) in pairs {
            if !name.starts_with("time_") {
                found.leave(number, both("no timing", "不是计时"));
            } else if name != wanted {
                found.leave(number, other());
                if !names.iter().any(|known| known == name) {
                    names.push(name.to_owned());
                }
            } else if without_answer {
                found.leave(number, no_answer());
            } else {
                let (text, word) = with_unit(&value);
                let unit = if word.is_empty() { Some(Unit::S) } else { Unit::of_word(word) };
                let mark = if text.contains(',') { ',' } else { '.' };
                let us = unit.and_then(|unit| micros(text, unit, mark));
                found.samples.push(us.ok_or_else(|| Refused::no_round_trip(number, &value))?);
            }
        }
    }
    if found.samples.is_empty() && found.left_out.iter().all(|left| left.reason != no_answer()) {
        return Err(super::columns::unknown(wanted, &names));
    }
    found.taken(read(wanted), how(wanted))
}

fn no_answer() -> crate::base::text::TextBuf {
    both("curl had no answer", "curl 没有得到应答")
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
            found.leave(*number, no_answer());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_one_timing_or_several_and_none_is_put_together_of_pieces() {
        for (line, want) in [
            ("  time_total:  0.145322s", 145_322),
            ("time_total : 0.145322 s", 145_322),
            ("time_connect: 20 ms time_total: 145 ms", 145_000),
            ("time_total=0,145", 145_000),
            ("code=200;time_total=0.2,time_connect=0.1;", 200_000),
            ("time_connect: 0.1 | time_total: 0.2 | url=http://a.example/?b=c", 200_000),
            ("\"time_total\": 0.3, \"time_connect\": 0.1", 300_000),
        ] {
            let taken =
                timings(line, &Asked::default()).unwrap_or_else(|refused| panic!("{line}: {refused:?}"));
            assert_eq!(taken.samples_us, [want], "{line}");
        }
        for line in ["time_total=0.|38110 size=1", "time_total=0. 38110", "time_total=0.1xtime_connect=0.2"] {
            assert_eq!(timings(line, &Asked::default()).expect_err(line).problem.place, "line 1", "{line}");
        }
    }
}
