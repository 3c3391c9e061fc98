//! What the axioms of weaker levels forbid, as cycles.

use super::components;
use super::shortest::{edges, nonadjacent};
use crate::check::transactions::found::Found;
use crate::check::transactions::graph::{Edge, Graph, kind};
use std::collections::VecDeque;

/// How many edges the search for [`cuts`] looks at before it gives up.
const LOOKED_AT: usize = 2_000_000;

/// The cycles that the axioms of weaker levels forbid, each found in the order of the data alone: a
/// read of half of what another transaction wrote, a read that misses what its cause had seen, and
/// reads of two states of which neither came first.
///
/// These three only give a violation its name; whether there is one is decided by
/// [`axioms`](crate::check::transactions::axioms).
pub fn cuts(graph: &Graph) -> Vec<Found> {
    use kind::{PASS, WR, WW};
    if let Some(read) = missed(graph) {
        let half = read.iter().filter(|edge| edge.kind == WR).count() == 1;
        return vec![Found::cycle(if half { "fractured-read" } else { "causality-cut" }, &read)];
    }
    nonadjacent(graph, WW | WR | PASS, WR).map(|fork| Found::cycle("prefix-cut", &fork)).into_iter().collect()
}

/// The shortest cycle of one `rw`, then later writes of the same key, then only `wr`.
fn missed(graph: &Graph) -> Option<Vec<Edge>> {
    use kind::{PASS, RW, WR, WW};
    let whole = components(graph, WW | WR | RW | PASS);
    let (mut looked, mut best): (usize, Option<Vec<usize>>) = (0, None);
    // Node 2n: later writes of the key. Node 2n + 1: reads.
    const NONE: usize = usize::MAX;
    // For which edge `rw` a node was reached, by which edge and from where.
    let mut came: Vec<(usize, usize, usize)> = vec![(NONE, 0, NONE); 2 * graph.nodes];
    for at in 0..graph.edges.len() {
        let start = &graph.edges[at];
        let home = whole[start.from as usize];
        if start.kind != RW || whole[start.to as usize] != home {
            continue;
        }
        let goal = start.from as usize * 2 + 1;
        let mut open = VecDeque::from([start.to as usize * 2]);
        came[start.to as usize * 2] = (at, at, NONE);
        while let Some(node) = open.pop_front().filter(|node| *node != goal) {
            for next in graph.out(node / 2) {
                looked += 1;
                let edge = &graph.edges[next];
                let state = match edge.kind {
                    WR => 1,
                    WW | PASS if node % 2 == 0 && edge.key == start.key => 0,
                    _ => continue,
                };
                let to = edge.to as usize * 2 + state;
                if whole[edge.to as usize] == home && came[to].0 != at {
                    came[to] = (at, next, node);
                    open.push_back(to);
                }
            }
        }
        if came[goal].0 == at {
            let (mut path, mut node) = (Vec::new(), goal);
            while node != NONE {
                path.push(came[node].1);
                node = came[node].2;
            }
            path.reverse();
            if best.as_ref().is_none_or(|best| path.len() < best.len()) {
                best = Some(path);
            }
        }
        if looked > LOOKED_AT || best.as_ref().is_some_and(|best| best.len() == 2) {
            break;
        }
    }
    best.map(|path| edges(graph, &path))
}
