//! What `fping -J` prints: an object a line (`resp`, `timeout`, `vSum`, `summary`), or one object
//! of `hosts`. Times are in milliseconds.

use super::found::{Found, Read, both};
use super::json::{Entry, micros};
use super::number::Unit;
use super::taken::{Asked, Format, Refused, Taken};
use serde_json::Value;

/// What one line is about.
const KEYS: [&str; 7] = ["resp", "timeout", "vSum", "summary", "intSum", "stats", "err"];

/// Whether entries are what fping prints.
pub(super) fn is_fping(entries: &[Entry]) -> bool {
    let one = |value: &Value| {
        let map = value.as_object().filter(|map| map.len() == 1);
        map.and_then(|map| map.iter().next()).is_some_and(|(key, inner)| {
            (KEYS.contains(&key.as_str()) && inner.get("host").is_some())
                || (key == "hosts" && inner.is_object())
        })
    };
    entries.iter().any(|(_, value)| one(value))
}

/// Reads what fping prints; `--column` names one host of many.
///
/// # Errors
/// A line that fping does not print, a time that is none, a host that is not there, summaries
/// alone.
pub(super) fn read(entries: &[Entry], asked: &Asked) -> Result<Taken, Refused> {
    let (mut found, mut names, mut summary) = (Found::default(), Vec::<String>::new(), None);
    for (number, entry) in entries {
        let bad = || Refused::at(*number, "is no line of fping -J", "不是 fping -J 的一行");
        let (key, inner) = entry
            .as_object()
            .filter(|map| map.len() == 1)
            .and_then(|map| map.iter().next())
            .ok_or_else(bad)?;
        if key == "hosts" {
            for (host, told) in inner.as_object().ok_or_else(bad)? {
                of_host(&mut found, &mut names, &mut summary, (*number, host, told), asked)?;
            }
            continue;
        }
        let host = inner.get("host").and_then(Value::as_str).unwrap_or_default();
        let told = match key.as_str() {
            "resp" => inner.get("rtt").ok_or_else(bad)?,
            "timeout" => &Value::Null,
            "vSum" => inner.get("values").ok_or_else(bad)?,
            "summary" | "intSum" | "stats" | "err" => inner,
            _ => return Err(bad()),
        };
        of_host(&mut found, &mut names, &mut summary, (*number, host, told), asked)?;
    }
    if let Some(name) = asked.column.as_ref().filter(|name| !names.contains(name)) {
        return Err(super::columns::unknown(name, &names));
    }
    if let Some(number) = summary.filter(|_| found.samples.is_empty() && found.timeouts == 0) {
        return Err(Refused::at(
            number,
            "only summaries are here; fping -J with -c or -C, and without -q, tells each round trip",
            "这里只有汇总；fping -J 配合 -c 或 -C、不带 -q 才会给出每次往返时间",
        ));
    }
    let how = both(
        "what fping -J prints: each answer is one round trip in milliseconds",
        "fping -J 的输出：每个应答是一个往返时间，单位毫秒",
    );
    found.taken(Read::by_format(Format::Fping, asked.column.as_deref(), Unit::Ms), how)
}

/// What is told of a host: a time, none, a list of both, or a summary.
fn of_host(
    found: &mut Found,
    names: &mut Vec<String>,
    summary: &mut Option<u64>,
    (number, host, told): (u64, &str, &Value),
    asked: &Asked,
) -> Result<(), Refused> {
    if !host.is_empty() && !names.iter().any(|known| known == host) {
        names.push(host.to_owned());
    }
    if asked.column.as_ref().is_some_and(|wanted| wanted != host) {
        found.leave(number, both("of another host", "属于其他主机"));
        return Ok(());
    }
    match told {
        Value::Null => found.timeouts += 1,
        Value::Array(list) => {
            for one in list {
                of_host(found, names, summary, (number, host, one), asked)?;
            }
        }
        Value::Object(_) => {
            summary.get_or_insert(number);
            found.leave(number, both("a summary of round trips", "往返时间的汇总"));
        }
        time => {
            let us =
                micros(time, Unit::Ms).ok_or_else(|| Refused::no_round_trip(number, &time.to_string()))?;
            found.samples.push(us);
            found.target(host);
        }
    }
    Ok(())
}
