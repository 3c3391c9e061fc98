//! Reads actions: the planned faults of an experiment and the inputs of a run.

use super::network::{cut, link, node, treatment};
use super::workload::call;
use super::{Fields, Reader};
use crate::base::distribution::{Distribution, LONGEST_US};
use crate::base::ids::{CommandId, FlightId};
use crate::base::time::Time;
use crate::sim::input::{Action, DiskFault, Input};
use crate::sim::network::Link;
use serde_json::Value;

/// No file has more inputs than this.
const MOST_INPUTS: usize = 10_000;
pub(super) const TIME: core::ops::RangeInclusive<i128> = 0..=LONGEST_US as i128;

const NAMES: [&str; 21] = [
    "submit",
    "crash",
    "restart",
    "pause",
    "resume",
    "cut",
    "heal",
    "fork",
    "hold",
    "release",
    "drop",
    "duplicate",
    "set_link",
    "set_clock",
    "set_slow",
    "crash_at_write",
    "disk",
    "set_timers",
    "order",
    "treat",
    "spare",
];

/// A list of inputs for a cluster of so many services, so many nodes in all, and `accounts`
/// accounts.
pub(super) fn inputs(
    reader: &mut Reader,
    value: &Value,
    path: &str,
    nodes: (u16, u16),
    accounts: u32,
) -> Vec<Input> {
    let list = reader.list(value, path, MOST_INPUTS);
    list.iter()
        .enumerate()
        .map(|(n, value)| input(reader, value, &format!("{path}[{n}]"), nodes, accounts))
        .collect()
}

fn input(reader: &mut Reader, value: &Value, path: &str, nodes: (u16, u16), accounts: u32) -> Input {
    let fields = reader.object(value, path);
    input_of(reader, fields, nodes, accounts)
}

/// The input that an object is, whose other fields were asked for before.
pub(super) fn input_of(
    reader: &mut Reader,
    mut fields: Fields<'_>,
    nodes: (u16, u16),
    accounts: u32,
) -> Input {
    let at = Time(fields.need_whole(reader, "at_us", TIME));
    let step = fields.whole(reader, "step", 0..=1 << 40, 0u64);
    let action = action(reader, &mut fields, nodes, accounts);
    match action {
        Some(action) => {
            fields.done(reader);
            Input { at, step, action }
        }
        None => Input { at, step, action: Action::Heal { rule: None } },
    }
}

fn action(
    reader: &mut Reader,
    fields: &mut Fields<'_>,
    (services, nodes): (u16, u16),
    accounts: u32,
) -> Option<Action> {
    let flight = |reader: &mut Reader, fields: &mut Fields<'_>| {
        FlightId(fields.need_whole(reader, "flight", 0..=i128::from(u32::MAX)))
    };
    Some(match fields.one_of(reader, "do", &NAMES) {
        "submit" => {
            let node = node(reader, fields, "node", services);
            let path = fields.path_of("call");
            let call = fields.need(reader, "call").and_then(|value| {
                let mut inner = reader.object(value, &path);
                let read = call(reader, &mut inner, accounts);
                inner.done(reader);
                read
            });
            let command = fields.get("command").map(|value| {
                CommandId(reader.whole(value, &fields.path_of("command"), 0..=0x7fff_ffff) as u32)
            });
            return call.map(|call| Action::Submit { node, call, command });
        }
        "crash" => Action::Crash {
            node: node(reader, fields, "node", nodes),
            torn: fields.switch(reader, "torn", false),
        },
        "restart" => Action::Restart {
            node: node(reader, fields, "node", nodes),
            version: fields
                .get("version")
                .map(|value| reader.whole(value, &fields.path_of("version"), 1..=9) as u32),
        },
        "pause" => Action::Pause { node: node(reader, fields, "node", nodes) },
        "resume" => Action::Resume { node: node(reader, fields, "node", nodes) },
        "cut" => Action::Cut {
            cut: cut(reader, fields, nodes),
            heal_at: fields
                .get("heal_at_us")
                .map(|value| Time(reader.whole(value, &fields.path_of("heal_at_us"), TIME) as u64)),
        },
        "heal" => Action::Heal {
            rule: fields
                .get("rule")
                .map(|value| reader.whole(value, &fields.path_of("rule"), 0..=i128::from(u32::MAX)) as u32),
        },
        "fork" => Action::Fork,
        "hold" => Action::Hold { flight: flight(reader, fields) },
        "release" => Action::Release { flight: flight(reader, fields) },
        "drop" => Action::Drop { flight: flight(reader, fields) },
        "duplicate" => Action::Duplicate {
            flight: flight(reader, fields),
            after_us: fields.whole(reader, "after_us", TIME, 0),
        },
        "treat" => Action::Treat { flight: flight(reader, fields), then: treatment(reader, fields) },
        "spare" => Action::Spare { node: node(reader, fields, "node", nodes) },
        "set_link" => {
            let (from, to) = (node(reader, fields, "from", nodes), node(reader, fields, "to", nodes));
            let path = fields.path_of("link");
            let plain = Link::with_latency(Distribution::Constant { us: 0 });
            let link = fields.need(reader, "link").map(|value| link(reader, value, &path, &plain))?;
            Action::SetLink { from, to, link }
        }
        "set_clock" => Action::SetClock {
            node: node(reader, fields, "node", nodes),
            skew_us: fields.whole(reader, "skew_us", -(LONGEST_US as i128)..=LONGEST_US as i128, 0),
            drift_ppm: fields.whole(reader, "drift_ppm", -900_000..=1_000_000, 0),
        },
        "set_slow" => Action::SetSlow {
            node: node(reader, fields, "node", nodes),
            factor_milli: fields.need_whole(reader, "factor_milli", 1..=1_000_000),
        },
        "crash_at_write" => Action::CrashAtWrite {
            node: node(reader, fields, "node", nodes),
            writes: fields.need_whole(reader, "writes", 1..=1_000_000),
            torn: fields.switch(reader, "torn", false),
        },
        "disk" => Action::Disk {
            node: node(reader, fields, "node", nodes),
            what: match fields.one_of(reader, "what", &["full", "free", "copy", "put_back", "flip"]) {
                "full" => DiskFault::Full,
                "free" => DiskFault::Free,
                "copy" => DiskFault::Copy,
                "put_back" => DiskFault::PutBack,
                "flip" => DiskFault::Flip,
                _ => return None,
            },
        },
        "set_timers" => Action::SetTimers {
            node: node(reader, fields, "node", nodes),
            grain_us: fields.need_whole(reader, "grain_us", 0..=60_000_000),
        },
        "order" => Action::Order {
            node: node(reader, fields, "node", nodes),
            order: fields.need_whole(reader, "order", 0..=31),
            about: fields.whole(reader, "about", 0..=i128::from(u32::MAX), 0),
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::catalog::CATALOG;

    /// What is wrong with an action for three services and one part.
    fn complaints(action: &str) -> Vec<String> {
        let mut reader = Reader::new(CATALOG);
        let list = serde_json::from_str(&format!("[{action}]")).expect("JSON");
        inputs(&mut reader, &list, "faults", (3, 4), 2);
        reader
            .finish(())
            .err()
            .map_or_else(Vec::new, |problems| problems.list.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn whatever_happens_to_a_node_may_happen_to_a_part_but_nobody_asks_it() {
        assert_eq!(complaints(r#"{"at_us": 1, "do": "crash", "node": 3}"#), [""; 0]);
        assert_eq!(complaints(r#"{"at_us": 1, "do": "cut", "shape": "link", "a": 0, "b": 3}"#), [""; 0]);
        let beyond = complaints(r#"{"at_us": 1, "do": "pause", "node": 4}"#);
        assert_eq!(beyond, ["faults[0].node: is 4; it must be a whole number from 0 to 3"]);
        let asked =
            complaints(r#"{"at_us": 1, "do": "submit", "node": 3, "call": {"kind": "read", "account": 0}}"#);
        assert_eq!(asked, ["faults[0].node: is 3; it must be a whole number from 0 to 2"]);
    }
}
