//! Round trips: what ping prints in any language, or the one column of a table that holds them, in
//! the unit that its name says.

use crate::base::text::named;
use crate::lab::import::table::{Row, digits, split, words};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// The names of a column of round trips, those that say it best first.
const NAMES: [&str; 22] = [
    "rtt",
    "latency",
    "ping",
    "roundtrip",
    "delay",
    "elapsed",
    "duration",
    "responsetime",
    "往返",
    "延迟",
    "时延",
    "耗时",
    "响应时间",
    "latenz",
    "latence",
    "latencia",
    "response",
    "total",
    "ms",
    "us",
    "s",
    "time",
];

/// What a ping prints where no answer came.
const LOST: [&str; 9] = [
    "timed out",
    "timeout",
    "请求超时",
    "要求逾時",
    "zeitüberschreitung",
    "délai",
    "tiempo de espera",
    "unreachable",
    "no answer",
];

/// Reads round trips; what is taken, or one line about what a person must decide or mend.
pub(super) fn read(text: &str, options: &BTreeMap<&str, &str>) -> Result<Json, String> {
    let (samples, lost, mut about) = match ping(text)? {
        Some((samples, lost)) => (samples, lost, json!({"format": "ping", "unit": "ms"})),
        None => {
            let (samples, about) = table(text, options)?;
            (samples, 0, about)
        }
    };
    if samples.is_empty() {
        return Err("there is no round trip in this file".to_owned());
    }
    let mut sorted = samples;
    sorted.sort_unstable();
    let at = |of: usize, out_of: usize| sorted[(sorted.len() * of).div_ceil(out_of) - 1];
    about["samples"] = json!(sorted.len());
    about["median_us"] = json!(at(1, 2));
    about["p99_us"] = json!(at(99, 100));
    about["timeouts"] = json!(lost);
    Ok(about)
}

/// The round trips that a ping printed, and how many answers never came. A line of an answer tells
/// its TTL in every language, and a time in milliseconds.
fn ping(text: &str) -> Result<Option<(Vec<u64>, u64)>, String> {
    let (mut samples, mut lost) = (Vec::new(), 0);
    for (line, number) in text.lines().zip(1..) {
        let small = line.to_lowercase();
        if LOST.iter().any(|word| small.contains(word)) {
            lost += 1;
            continue;
        }
        if !small.contains("ttl=") {
            continue;
        }
        let end =
            small.rfind("ms").ok_or_else(|| format!("line {number}: an answer without a time in ms"))?;
        let from = small[..end].rfind(['=', '<']).map_or(0, |at| at + 1);
        let time = small[from..end].trim();
        samples.push(
            micros(time, "ms")
                .ok_or_else(|| format!("line {number}: \"{}\" is no round trip", named(time, 40)))?,
        );
    }
    Ok((!samples.is_empty()).then_some((samples, lost)))
}

/// Microseconds out of a decimal number in a unit, with a point or a comma.
fn micros(text: &str, unit: &str) -> Option<u64> {
    let (digits, places) = digits(text, if text.contains(',') { ',' } else { '.' })?;
    let power = match unit {
        "s" => 6,
        "ms" => 3,
        _ => 0,
    };
    let number: u128 = digits.parse().ok()?;
    let us = if places <= power {
        number * 10u128.pow((power - places) as u32)
    } else {
        number / 10u128.pow((places - power) as u32)
    };
    u64::try_from(us).ok().filter(|us| *us <= 3_600_000_000)
}

/// The column of round trips in a table, and how it was read.
fn table(text: &str, options: &BTreeMap<&str, &str>) -> Result<(Vec<u64>, Json), String> {
    let mut rows = split(text).map_err(|problem| problem.to_string())?.rows;
    // Numbers with a decimal comma and nothing else are one column.
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.iter().all(|line| micros(line, "s").is_some() || micros(line, "us").is_some()) {
        let one = |(at, line): (usize, &str)| {
            (!line.trim().is_empty()).then(|| Row::of_one(at as u64 + 1, line.trim()))
        };
        rows = text.lines().enumerate().filter_map(one).collect();
    }
    let is_number = |field: &str| micros(field, "us").is_some() || digits(field, '.').is_some();
    let header: Option<Vec<String>> = rows
        .first()
        .filter(|row| !row.cells().any(is_number))
        .map(|row| row.cells().map(str::to_owned).collect());
    let all = &rows[usize::from(header.is_some())..];
    let width = all.iter().map(|row| row.width()).max().unwrap_or(0);
    let numeric = |column: usize| {
        let cells = all.iter().filter(|row| is_number(row.cell(column))).count();
        cells > 0 && cells * 10 >= all.len() * 9
    };
    let mut candidates: Vec<usize> = (0..width).filter(|column| numeric(*column)).collect();
    let name = |column: usize| header.as_ref().and_then(|names| names.get(column)).cloned();
    let column = match options.get("--column") {
        Some(asked) => {
            (0..width).find(|column| name(*column).as_deref() == Some(*asked)).ok_or_else(|| {
                format!(
                    "--column: no column is called \"{}\"; there are {}",
                    named(asked, 40),
                    named(&header.clone().unwrap_or_default().join(", "), 120)
                )
            })?
        }
        None => {
            let called = |wanted: &str| {
                candidates.iter().copied().find(|&column| {
                    let name = name(column).unwrap_or_default();
                    let joined = words(&name).concat();
                    words(&name).iter().any(|word| word == wanted)
                        || joined == wanted
                        || (!wanted.is_ascii() && name.contains(wanted))
                })
            };
            // A column that only goes up tells when, and one of statuses tells how it ended.
            match NAMES.iter().find_map(|name| called(name)) {
                Some(column) => column,
                None => {
                    let told = |column: &usize| {
                        let words = words(&name(*column).unwrap_or_default());
                        words.iter().any(|it| {
                            matches!(
                                it.as_str(),
                                "status"
                                    | "code"
                                    | "id"
                                    | "seq"
                                    | "size"
                                    | "bytes"
                                    | "count"
                                    | "port"
                                    | "timestamp"
                            )
                        })
                    };
                    candidates.retain(|column| !told(column));
                    match candidates.as_slice() {
                        [only] => *only,
                        [] => return Err("no column holds round trips; --column names it".to_owned()),
                        several => {
                            let names: Vec<String> = several
                                .iter()
                                .map(|&column| name(column).unwrap_or_else(|| (column + 1).to_string()))
                                .collect();
                            return Err(format!(
                                "several columns may hold the round trips: {}; --column names it",
                                named(&names.join(", "), 120)
                            ));
                        }
                    }
                }
            }
        }
    };
    let heading = name(column).unwrap_or_default();
    let said = words(&heading).into_iter().find_map(|word| match word.as_str() {
        "us" | "µs" | "μs" | "usec" | "micros" | "microseconds" | "微秒" => Some("us"),
        "ms" | "msec" | "millis" | "milliseconds" | "毫秒" => Some("ms"),
        "s" | "sec" | "seconds" | "秒" => Some("s"),
        _ => None,
    });
    let unit = options.get("--unit").copied().or(said).unwrap_or("ms");
    let mut samples = Vec::new();
    for row in all {
        let cell = row.cell(column);
        samples.push(micros(cell, unit).ok_or_else(|| {
            format!("line {}: \"{}\" is no round trip of at most an hour", row.line, named(cell, 40))
        })?);
    }
    let by = if options.contains_key("--unit") { "option" } else { said.map_or("usual", |_| "header") };
    Ok((
        samples,
        json!({"format": "table", "column": if header.is_some() { json!(heading) } else { json!(column + 1) }, "unit": unit, "unit_by": by}),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips_are_found_by_name_and_evidence_in_their_unit() {
        for (text, samples, median) in [
            ("10\n20\n30\n", 3, 20_000),
            ("12,5\n13,1\n", 2, 12_500),
            ("time,ping\n1,20\n2,21\n", 2, 20_000),
            ("url,status,duration\n/a,200,114.3\n/b,200,80\n", 2, 80_000),
            ("序号,延迟\n1,20\n2,22\n", 2, 20_000),
            ("latency (us)\n500\n700\n", 2, 500),
            ("rtt_s\n0.042\n0.050\n", 2, 42_000),
            ("timeStamp,elapsed,label\n1700000000000,35,a\n1700000000100,36,b\n", 2, 35_000),
            (
                "64 bytes from a: icmp_seq=1 ttl=55 time=25.0 ms\nRequest timeout for icmp_seq 2\n64 bytes from a: icmp_seq=3 ttl=55 time=31.4 ms\n",
                2,
                25_000,
            ),
            (
                "Antwort von 1.2.3.4: Bytes=32 Zeit=38ms TTL=53\nZeitüberschreitung der Anforderung.\nAntwort von 1.2.3.4: Bytes=32 Zeit<1ms TTL=53\n",
                2,
                1_000,
            ),
        ] {
            let taken = read(text, &BTreeMap::new()).unwrap_or_else(|reason| panic!("{reason} in {text}"));
            assert_eq!((&taken["samples"], &taken["median_us"]), (&json!(samples), &json!(median)), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_known_is_asked_in_one_line() {
        for (text, says) in [
            ("a,b\n1,2\n3,4\n", "--column"),
            ("name\nx\n", "--column"),
            ("rtt\n5\n6\n7\n8\n9\n1\n2\n3\n4\n5\nsoon\n", "line 12"),
            ("", "--column"),
        ] {
            let reason = read(text, &BTreeMap::new()).expect_err(text);
            assert!(reason.contains(says) && !reason.contains('\n'), "{reason}");
        }
    }
}
