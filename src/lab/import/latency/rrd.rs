//! What `rrdtool fetch` prints of the databases of SmokePing: a column a ping, in seconds, and how
//! many of them were lost.

use super::found::{Found, Read, both};
use super::number::{Unit, micros};
use super::rows::{is_lost, words};
use super::taken::{Ask, Asked, Format, Refused, Taken, UnitBy};
use crate::base::text::named;

/// A row: its moment and its values.
fn row(line: &str) -> Option<(&str, Vec<&str>)> {
    let (moment, rest) = line.trim().split_once(':')?;
    let is_moment = (9..=11).contains(&moment.len()) && moment.bytes().all(|byte| byte.is_ascii_digit());
    is_moment.then(|| (moment, rest.split_whitespace().collect()))
}

/// Whether a text is what rrdtool prints: names, and rows that begin with a moment.
pub(super) fn is_fetch(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.next().is_some_and(|names| row(names).is_none() && !names.contains([',', ';', '=']))
        && lines.next().is_some_and(|line| row(line).is_some_and(|(_, values)| !values.is_empty()))
}

/// Reads what rrdtool prints.
///
/// # Errors
/// A row that has no value for each name, a value that is no round trip, no column of round trips.
pub(super) fn fetch(text: &str, asked: &Asked) -> Result<Taken, Refused> {
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let names: Vec<&str> =
        lines.next().map(|(_, line)| line.split_whitespace().collect()).unwrap_or_default();
    let is_ping = |name: &str| {
        name.strip_prefix("ping")
            .is_some_and(|n| !n.is_empty() && n.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let pings: Vec<usize> = (0..names.len()).filter(|at| is_ping(names[*at])).collect();
    let known = |name: &str| matches!(name, "uptime" | "loss" | "median");
    let in_order = pings.iter().zip(1..).all(|(at, n)| names[*at] == format!("ping{n}"));
    if asked.column.is_none()
        && !pings.is_empty()
        && !(in_order && names.iter().all(|name| known(name) || is_ping(name)))
    {
        return Err(Refused::at(
            1,
            "does not name ping1, ping2 and so on in order",
            "没有依次列出 ping1、ping2……",
        )
        .asking(Ask::Column { names: names.iter().map(|name| named(name, 40)).collect() }));
    }
    let columns = match &asked.column {
        Some(name) => names.iter().position(|known| known == name).into_iter().collect(),
        None if !pings.is_empty() => pings.clone(),
        None => {
            const KNOWN: [&str; 5] = ["median", "rtt", "ping", "latency", "time"];
            let called =
                |known: &&str| names.iter().position(|name| words(name).iter().any(|word| word == known));
            KNOWN.iter().find_map(called).into_iter().collect::<Vec<_>>()
        }
    };
    if columns.is_empty() {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        return Err(super::columns::unknown(asked.column.as_deref().unwrap_or("ping1"), &names));
    }
    let is_smokeping = !pings.is_empty();
    let (unit, unit_by) = match asked.unit {
        Some(unit) => (unit, UnitBy::Option),
        None if is_smokeping => (Unit::S, UnitBy::Format),
        None => {
            return Err(Refused::file(
                "what rrdtool prints does not tell its unit",
                "rrdtool 的输出没有写明单位",
            )
            .asking(Ask::Unit));
        }
    };
    let loss =
        names.iter().position(|name| *name == "loss").filter(|_| is_smokeping && asked.column.is_none());
    let (mut found, mut lost_us) = (Found::default(), 0u64);
    for (number, line) in lines {
        let Some((_, values)) = row(line).filter(|(_, values)| values.len() == names.len()) else {
            return Err(Refused::at(
                number,
                format!("is no row of a moment and {} values", names.len()),
                format!("不是“时刻加 {} 个值”的一行", names.len()),
            ));
        };
        if values.iter().all(|value| is_lost(value)) {
            found.leave(number, both("nothing was measured then", "该时刻没有测量"));
            continue;
        }
        let mut missing = 0;
        for column in &columns {
            let value = values[*column];
            if is_lost(value) {
                missing += 1;
            } else {
                found
                    .samples
                    .push(micros(value, unit, '.').ok_or_else(|| Refused::no_round_trip(number, value))?);
            }
        }
        match loss.map(|at| values[at]).filter(|value| !is_lost(value)) {
            // A mean over several rounds need not be whole.
            Some(value) => {
                let many =
                    micros(value, Unit::S, '.').ok_or_else(|| Refused::no_round_trip(number, value))?;
                lost_us = lost_us.saturating_add(many);
            }
            None => found.timeouts += missing,
        }
    }
    found.timeouts += (lost_us + 500_000) / 1_000_000;
    let column = match columns.as_slice() {
        [one] => names[*one].to_owned(),
        [first, .., last] => format!("{}–{}", names[*first], names[*last]),
        [] => String::new(),
    };
    let how = if is_smokeping {
        both(
            "what rrdtool fetch prints of SmokePing: every ping of every round, in seconds, and their loss",
            "rrdtool fetch 输出的 SmokePing 数据：每轮的每次 ping（单位秒）及其丢失数",
        )
    } else {
        both("what rrdtool fetch prints: one column", "rrdtool fetch 的输出：其中一列")
    };
    found.taken(Read { unit_by, ..Read::by_format(Format::Rrdtool, Some(&column), unit) }, how)
}
