//! The log of a run for ShiViz (Beschastnikh, Wang, Brun, Ernst: *Debugging distributed systems*, CACM
//! 59(8), 2016), which draws what nodes did as a diagram of space and time: two lines an event, the
//! node with its vector clock as JSON, and what happened.
//!
//! A vector clock counts for each node how many of its events are known to have been before this
//! one. A node's own entry grows by one with each of its events; with a message comes what its
//! sender knew.

use crate::base::ids::{FactId, FlightId, NodeId};
use crate::sim::run::AnyRun;
use crate::sim::trace::FactKind;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// How ShiViz reads the log: its "log parsing regular expression". The file begins with it, so that it
/// can be opened as it is.
pub const REGEX: &str = r"(?<host>\S*) (?<clock>{.*})\n(?<event>.*)";

/// The events of every node, in the order of the run. What the network alone did to a message, no node
/// knows of: it is left out.
pub(super) fn log(run: &dyn AnyRun) -> String {
    let nodes = usize::from(run.node_count());
    // A host has no space in its name.
    let cast = run.cast();
    let names: Vec<String> =
        (0..run.node_count()).map(|n| cast.name(NodeId(n)).en.replace(' ', "_")).collect();
    let mut clocks = vec![vec![0u32; nodes]; nodes];
    let mut sent: BTreeMap<FlightId, Vec<u32>> = BTreeMap::new();
    // The first line of a file says how it is read, the second where another run would begin.
    let mut text = format!("{REGEX}\n\n");
    for fact in (0..run.fact_count()).map(|id| run.fact(FactId(id))) {
        let node = fact.node.index();
        let Some(host) = names.get(node) else { continue };
        let event = match fact.what {
            FactKind::Duplicated { flight, copy } => {
                if let Some(known) = sent.get(&flight).cloned() {
                    sent.insert(copy, known);
                }
                continue;
            }
            FactKind::Lost { .. } | FactKind::Held { .. } | FactKind::Released { .. } => continue,
            FactKind::Sent { flight } | FactKind::Delivered { flight } => {
                let (it, is_sent) = (run.flight(flight), matches!(fact.what, FactKind::Sent { .. }));
                if let Some(known) = sent.get(&flight).filter(|_| !is_sent) {
                    merge(&mut clocks[node], known);
                }
                let (what, with) = if is_sent { ("sends", it.to) } else { ("receives", it.from) };
                let way = if is_sent { "to" } else { "from" };
                let with = names.get(with.index()).map_or("nobody", String::as_str);
                format!("{what} {} {way} {with}: {}", it.label.name.en, it.label.gist)
            }
            FactKind::Noted { fact, a, b } => {
                format!("{} {a} {b}", run.own_facts()[usize::from(fact)].name)
            }
            FactKind::Invoked { op, .. } => {
                let request = run.operation(op).request;
                format!("operation {op}: a client asks to {}", request.call.word())
            }
            FactKind::Returned { op, outcome, .. } => {
                format!("operation {op}: {}", json!(outcome).as_str().unwrap_or_default())
            }
            other => plain(&json!(other)),
        };
        clocks[node][node] += 1;
        if let FactKind::Sent { flight } = fact.what {
            sent.insert(flight, clocks[node].clone());
        }
        let known = clocks[node].iter().zip(&names).filter(|(count, _)| **count > 0);
        let clock: Map<String, Value> = known.map(|(count, name)| (name.clone(), json!(count))).collect();
        let event = event.replace(['\n', '\r'], " ");
        text += &format!("{host} {}\n{} {event}\n", Value::Object(clock), fact.at);
    }
    text
}

fn merge(clock: &mut [u32], other: &[u32]) {
    clock.iter_mut().zip(other).for_each(|(mine, theirs)| *mine = (*mine).max(*theirs));
}

/// A fact by its name in files, and what belongs to it.
fn plain(fact: &Value) -> String {
    let Some((name, rest)) = fact.as_object().and_then(|it| it.iter().next()) else {
        return fact.as_str().unwrap_or_default().to_owned();
    };
    format!("{name} {rest}")
}
