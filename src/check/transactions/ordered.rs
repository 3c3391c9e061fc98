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
use super::phenomena::{Phenomenon, find_each};
use super::register;
use super::txn::Txns;
use super::versions::Versions;
use crate::check::model_map::{self, Name};
use crate::check::verdict::{Unknown, Why};

/// Up to so many transactions are asked for the phenomena that need to know of all pairs whether
/// one leads to the other: then that takes 32 megabytes.
const PAIRS_UP_TO: usize = 16_384;

/// The phenomena that circles of whole transactions do not tell apart, by their names on the map.
const FINER: [(Phenomenon, Name); 5] = [
    (Phenomenon::Vanishes, "observed-transaction-vanishes"),
    (Phenomenon::Fractured, "fractured-update"),
    (Phenomenon::Monotonic, "G-monotonic"),
    (Phenomenon::Snapshots, "G-MSR"),
    (Phenomenon::Update, "G-update"),
];

/// Every kind of anomaly with all orders up to this one, each once: first those that are no
/// circles, then circles, each in the weakest order that shows it, then the finer phenomena. The
/// second value is how many transactions show it: those that are wrong by themselves, or stand in
/// circles of that kind; nothing for the finer ones, which are not counted.
pub fn anomalies(txns: &Txns, up_to: Order) -> Vec<(Found, Option<u32>)> {
    let examined = examine(txns, up_to);
    let mut all: Vec<(Found, Option<u32>)> = Vec::new();
    let finer = |found: &Found| matches!(found.anomaly, "fractured-read" | "causality-cut" | "prefix-cut");
    for found in &examined.found {
        if all.iter().all(|(known, _)| known.anomaly != found.anomaly) {
            let count = match () {
                () if finer(found) => None,
                () if found.edges.is_empty() => Some(direct(&examined.found, found.anomaly)),
                () => Some(circling(txns, &examined.inferred.happened, found.anomaly)),
            };
            all.push((found.clone(), count));
        }
    }
    let circles = |found: &Found| {
        !found.edges.is_empty()
            && !found.anomaly.ends_with("-process")
            && !found.anomaly.ends_with("-realtime")
    };
    if txns.all.len() <= PAIRS_UP_TO && examined.found.iter().any(circles) {
        let versions = Versions::new(txns, &examined.inferred.happened);
        let found = find_each(&versions, FINER.map(|(phenomenon, _)| phenomenon));
        // Where there is a circle of writes and reads alone, that is the anomaly and the rest is
        // not looked at.
        let shown = found
            .into_iter()
            .zip(FINER)
            .filter_map(|(circle, (_, name))| circle.filter(|it| !it.is_empty()).map(|it| (it, name)));
        all.extend(shown.map(|(circle, name)| (Found::cycle(name, &circle), None)));
    }
    all
}

/// How many transactions show an anomaly that is no circle.
fn direct(found: &[Found], anomaly: Name) -> u32 {
    let mut guilty: Vec<usize> =
        found.iter().filter(|it| it.anomaly == anomaly).filter_map(|it| it.txns.first().copied()).collect();
    guilty.sort_unstable();
    guilty.dedup();
    guilty.len() as u32
}

/// How many transactions stand in circles of the edges of a kind of anomaly.
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
    in_circles(&graph.sorted(), kinds)
}

fn in_circles(graph: &Graph, kinds: u8) -> u32 {
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
    if let Some((found, _)) = found.into_iter().find(|(found, _)| breaks(found)) {
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
