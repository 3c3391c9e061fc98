//! Results of RIPE Atlas: pings of many probes to one target, as JSON. See
//! <https://atlas.ripe.net/docs/apis/measurement-result-format/>.

use super::found::{Found, Read, both};
use super::json::{Entry, micros};
use super::number::Unit;
use super::taken::{Asked, Format, Refused, Taken};
use crate::base::text::named;
use serde_json::Value;

/// Reads results; `--column` names one probe by its number, or one target.
///
/// # Errors
/// An entry that is no result of a ping in a version since 4400, a round trip that is none.
pub(super) fn read(entries: &[Entry], asked: &Asked) -> Result<Taken, Refused> {
    let mut found = Found::default();
    let mut seen = Vec::new();
    for (number, entry) in entries {
        let kind = entry.get("type").and_then(Value::as_str).unwrap_or("ping");
        if kind != "ping" && !matches!(kind, "traceroute" | "dns" | "sslcert" | "http" | "ntp" | "wifi") {
            let kind = named(kind, 40);
            return Err(Refused::at(
                *number,
                format!("\"{kind}\" is no type of a result"),
                format!("没有名为“{kind}”的结果类型"),
            ));
        }
        if kind != "ping" {
            found.leave(
                *number,
                both(format!("a {}, no ping", named(kind, 40)), format!("是 {}，不是 ping", named(kind, 40))),
            );
            continue;
        }
        let probe = entry.get("prb_id").and_then(super::json::text).unwrap_or_default();
        let target = ["dst_name", "dst_addr", "addr"].iter().find_map(|key| entry.get(key)?.as_str());
        if let Some(name) = &asked.column {
            let is = *name == probe || target == Some(name);
            seen.extend([probe.clone(), target.unwrap_or_default().to_owned()]);
            if !is {
                found.leave(*number, both("of another probe or target", "属于其他探针或目标"));
                continue;
            }
        }
        target.into_iter().for_each(|name| found.target(name));
        let Some(results) = entry.get("result").and_then(Value::as_array) else {
            // The first version told least, mean and most alone.
            if !is_first(entry) {
                return Err(Refused::at(*number, "has no list \"result\"", "没有“result”列表"));
            }
            found.leave(*number, both("tells no single round trip", "没有给出单次往返时间"));
            continue;
        };
        results.iter().try_for_each(|result| one(result, *number, &mut found))?;
    }
    if let Some(name) = asked.column.as_ref().filter(|name| !seen.contains(name)) {
        seen.retain(|name| !name.is_empty());
        seen.sort_unstable();
        seen.dedup();
        return Err(super::columns::unknown(name, &seen));
    }
    if found.samples.is_empty() && found.timeouts == 0 && entries.iter().any(|(_, entry)| is_first(entry)) {
        let number = entries.iter().find(|(_, entry)| is_first(entry)).map_or(1, |(number, _)| *number);
        return Err(Refused::at(
            number,
            "a result of firmware 1 tells only least, mean and most; results that list each round trip are read",
            "固件版本 1 的结果只有最小、平均、最大值；可以读取列出每次往返时间的结果",
        ));
    }
    let how = both(
        "results of RIPE Atlas: each answer to a ping is one round trip in milliseconds",
        "RIPE Atlas 的结果：每个 ping 应答是一个往返时间，单位毫秒",
    );
    found.taken(Read::by_format(Format::RipeAtlas, Some("rtt"), Unit::Ms), how)
}

/// Whether a result is of the first version of the firmware.
fn is_first(entry: &Value) -> bool {
    entry.get("fw").and_then(Value::as_u64) == Some(1)
}

fn one(result: &Value, number: u64, found: &mut Found) -> Result<(), Refused> {
    if result.get("dup").is_some() {
        found.leave(number, both("the second answer to one request", "同一请求的重复应答"));
    } else if let Some(rtt) = result.get("rtt") {
        let us = micros(rtt, Unit::Ms)
            .ok_or_else(|| Refused::at(number, "\"rtt\" is no round trip", "“rtt”不是往返时间"))?;
        found.samples.push(us);
    } else if result.get("x").is_some() {
        found.timeouts += 1;
    } else if result.get("error").is_some() {
        found.leave(number, both("the probe could not send", "探针无法发送"));
    } else {
        return Err(Refused::at(
            number,
            "a result has neither \"rtt\" nor \"x\" nor \"error\"",
            "结果中没有“rtt”“x”或“error”",
        ));
    }
    Ok(())
}
