//! Cycles in the dependency graph: which kinds there are, and the shortest of each.
//!
//! ```text
//! G0              only ww                        dirty write
//! G1c             ww and wr, at least one wr     circular information
//! G-single        exactly one rw                 read skew
//! G-nonadjacent   rw never next to rw            long fork
//! G2-item         any other                      write skew
//! ```
//!
//! Each with the order of sessions (`-process`) and of real time (`-realtime`) among its edges too.
//! That a kind is there is decided exactly, by strongly connected components and, where edges must
//! not meet, in the graph of (node, last edge was rw). A walk without two adjacent rw that returns
//! to its start always contains a cycle of that kind which passes no node twice.

mod components;
mod cuts;
mod shortest;

pub use components::components;
pub use cuts::cuts;

use super::found::Found;
use super::graph::{Edge, Graph, Order, kind};
use crate::check::model_map::Name;
use shortest::{cycle, nonadjacent, single};

const NAMES: [[Name; 3]; 5] = [
    ["G0", "G0-process", "G0-realtime"],
    ["G1c", "G1c-process", "G1c-realtime"],
    ["G-single-item", "G-single-item-process", "G-single-item-realtime"],
    ["G-nonadjacent-item", "G-nonadjacent-item-process", "G-nonadjacent-item-realtime"],
    ["G2-item", "G2-item-process", "G2-item-realtime"],
];

/// Whether a graph has no cycle.
pub fn none(graph: &Graph) -> bool {
    let all = components(graph, u8::MAX);
    graph.edges.iter().all(|edge| all[edge.from as usize] != all[edge.to as usize])
}

/// The cycles of a graph whose edges beside the data are those of `order`: for each kind one,
/// unless a weaker order shows it already.
pub fn search(graph: &Graph, order: Order, known: &[Found]) -> Vec<Found> {
    use kind::{PASS, RW, WR, WW};
    let suffix = order as usize;
    let fresh = |kind: usize| known.iter().all(|found| !NAMES[kind][..suffix].contains(&found.anomaly));
    let mut found = Vec::new();
    if none(graph) {
        return found;
    }
    let (time, mut add) = (order.kinds(), |kind: usize, cycle: Option<Vec<Edge>>| {
        if let Some(cycle) = cycle {
            found.push(Found::cycle(NAMES[kind][suffix], &cycle));
        }
    });
    let depends = WW | WR | PASS | time;
    if fresh(0) {
        add(0, cycle(graph, WW | PASS | time, WW, WW | PASS | time));
    }
    if fresh(1) {
        add(1, cycle(graph, depends, WR, depends));
    }
    let skew = if fresh(2) { single(graph, depends) } else { None };
    let fork =
        if fresh(2) && fresh(3) && skew.is_none() { nonadjacent(graph, depends, depends) } else { None };
    let any = if fresh(2) && fresh(3) && fresh(4) && skew.is_none() && fork.is_none() {
        cycle(graph, u8::MAX, RW, u8::MAX)
    } else {
        None
    };
    add(2, skew);
    add(3, fork);
    add(4, any);
    found
}
