//! What is to be said where the order of versions is known: nothing is searched, because each
//! anomaly is there or is not.
//!
//! Elle infers the order of versions from what clients read. Whoever watches the copies themselves
//! knows it, and then the definitions of Adya (*Weak Consistency*, 1999, chapter 4) and Bailis et
//! al. (*Highly Available Transactions*, 2013) can be asked as they stand. Every model of the map
//! that forbids anomalies is decided both ways by them; those that only ask for some order of
//! commits, whatever the versions were, are read as the anomalies that break them under this order.

use super::cycles::components;
use super::examine::{Decision, Promise, examine};
use super::found::Found;
use super::graph::{Graph, Order, kind, orders};
use super::phenomena::{Phenomenon, find_and_count};
use super::register;
use super::txn::Txns;
use super::versions::Versions;
use crate::check::model_map::{self, Name};
use crate::check::verdict::{Unknown, Why};

/// Up to so many transactions are asked for the phenomena that need to know of all pairs whether
/// one leads to the other: then that takes 32 megabytes.
const PAIRS_UP_TO: usize = 16_384;

/// The phenomena that cycles of whole transactions do not tell apart, by their names on the map.
const FINER: [(Phenomenon, Name); 5] = [
    (Phenomenon::Vanishes, "observed-transaction-vanishes"),
    (Phenomenon::Fractured, "fractured-update"),
    (Phenomenon::Monotonic, "G-monotonic"),
    (Phenomenon::Snapshots, "G-MSR"),
    (Phenomenon::Update, "G-update"),
];

/// A kind of anomaly, with one witness.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seen {
    /// What was found first.
    pub found: Found,
    /// How many transactions show it: those that are wrong by themselves, or stand in cycles of that
    /// kind.
    pub transactions: u32,
    /// Whether it is a finer name for what another anomaly shows already.
    pub is_finer: bool,
}

/// Every kind of anomaly with all orders up to this one, each once: first those that are no cycles,
/// then cycles, each in the weakest order that shows it, then the finer phenomena.
pub fn anomalies(txns: &Txns, up_to: Order) -> Vec<Seen> {
    let examined = examine(txns, up_to);
    let mut all: Vec<Seen> = Vec::new();
    for found in &examined.found {
        if all.iter().all(|known| known.found.anomaly != found.anomaly) {
            let transactions = if found.edges.is_empty() {
                direct(&examined.found, found.anomaly)
            } else {
                circling(txns, &examined.inferred.happened, found.anomaly)
            };
            let is_finer = matches!(found.anomaly, "fractured-read" | "causality-cut" | "prefix-cut");
            all.push(Seen { found: found.clone(), transactions, is_finer });
        }
    }
    let cycles = |found: &Found| {
        !found.edges.is_empty()
            && !found.anomaly.ends_with("-process")
            && !found.anomaly.ends_with("-realtime")
    };
    if txns.all.len() <= PAIRS_UP_TO && examined.found.iter().any(cycles) {
        let versions = Versions::new(txns, &examined.inferred.happened);
        let found = find_and_count(&versions, FINER.map(|(phenomenon, _)| phenomenon));
        // Where there is a cycle of writes and reads alone, that is the anomaly and the rest is
        // not looked at.
        for (seen, (_, name)) in found.into_iter().zip(FINER) {
            if let Some((cycle, transactions)) = seen.filter(|(cycle, _)| !cycle.is_empty()) {
                all.push(Seen { found: Found::cycle(name, &cycle), transactions, is_finer: true });
            }
        }
    }
    all
}

/// How many transactions show an anomaly that is no cycle.
fn direct(found: &[Found], anomaly: Name) -> u32 {
    let mut guilty: Vec<usize> =
        found.iter().filter(|it| it.anomaly == anomaly).filter_map(|it| it.txns.first().copied()).collect();
    guilty.sort_unstable();
    guilty.dedup();
    guilty.len() as u32
}

/// How many transactions stand in cycles of the edges of a kind of anomaly.
fn circling(txns: &Txns, happened: &[bool], anomaly: Name) -> u32 {
    let order = match anomaly {
        it if it.ends_with("-realtime") => Order::Realtime,
        it if it.ends_with("-process") => Order::Process,
        _ => Order::Data,
    };
    let kinds = order.kinds()
        | match anomaly {
            it if it.starts_with("G0") => kind::WW,
            it if it.starts_with("G1c") => kind::WW | kind::WR,
            _ => kind::WW | kind::WR | kind::RW,
        };
    let mut graph = register::infer(txns, Order::Data).graph;
    orders(txns, happened, order, &mut graph);
    in_cycles(&graph.sorted(), kinds)
}

fn in_cycles(graph: &Graph, kinds: u8) -> u32 {
    let component = components(graph, kinds);
    let mut sizes = vec![0u32; graph.nodes];
    component.iter().for_each(|&of| sizes[of] += 1);
    sizes.into_iter().filter(|&size| size > 1).sum()
}

/// Decides a model of the map.
pub fn decide(txns: &Txns, promise: Promise, model: Name, broken_by: Name, budget: u64) -> Decision {
    let found = anomalies(txns, promise.order());
    // What nobody ever wrote, no promise explains.
    let breaks =
        |found: &Found| found.anomaly == "garbage-read" || model_map::breaks(found.anomaly, broken_by);
    if let Some(Seen { found, .. }) = found.into_iter().find(|seen| breaks(&seen.found)) {
        return Decision::Violated(found.anomaly, Some(found));
    }
    let unseen = model_map::forbidden(broken_by).is_empty();
    let weaker = || model_map::contains("sequential").contains(model);
    let serial = || {
        decide(txns, Promise::Model("sequential"), "sequential", "strong-session-serializable", budget)
            == Decision::Holds
    };
    if (unseen && !(weaker() && serial())) || (!unseen && txns.all.len() > PAIRS_UP_TO) {
        return Decision::Unknown(Unknown::because_of(Why::Undecided, budget));
    }
    Decision::Holds
}
