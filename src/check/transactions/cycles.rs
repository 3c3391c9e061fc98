//! Circles in the dependency graph: which kinds there are, and the shortest of each.
//!
//! ```text
//! G0              only ww                        dirty write
//! G1c             ww and wr, at least one wr     circular information
//! G-single        exactly one rw                 read skew
//! G-nonadjacent   rw never next to rw            long fork
//! G2-item         any other                      write skew
//! ```
//!
//! Each with the order of sessions (`-process`) and of real time (`-realtime`) among its edges too. That a kind is there is decided exactly, by strongly connected
//! components and, where edges must not meet, in the graph of (node, last edge was rw). A walk without two adjacent rw that returns to its start always contains a circle
//! of that kind which passes no node twice.

use super::found::Found;
use super::graph::{Edge, Graph, Order, kind};
use crate::check::model_map::Name;
use std::collections::VecDeque;

/// How many circles of one kind are compared to find a short one.
const COMPARED: usize = 64;

const NAMES: [[Name; 3]; 5] = [
    ["G0", "G0-process", "G0-realtime"],
    ["G1c", "G1c-process", "G1c-realtime"],
    ["G-single-item", "G-single-item-process", "G-single-item-realtime"],
    ["G-nonadjacent-item", "G-nonadjacent-item-process", "G-nonadjacent-item-realtime"],
    ["G2-item", "G2-item-process", "G2-item-realtime"],
];

/// Strongly connected components over edges of these kinds (Tarjan 1972): a number for each node. Edges between components lead from higher to lower numbers.
pub fn components(graph: &Graph, kinds: u8) -> Vec<usize> {
    const NONE: usize = usize::MAX;
    let (mut index, mut low, mut component) = (vec![NONE; graph.nodes], vec![0; graph.nodes], vec![NONE; graph.nodes]);
    let (mut stack, mut next, mut count) = (Vec::new(), 0, 0);
    for root in 0..graph.nodes {
        if index[root] != NONE {
            continue;
        }
        let mut calls: Vec<(usize, usize)> = vec![(root, graph.out(root).start)];
        (index[root], low[root]) = (next, next);
        next += 1;
        stack.push(root);
        while let Some((node, at)) = calls.pop() {
            if at < graph.out(node).end {
                calls.push((node, at + 1));
                let edge = &graph.edges[at];
                let to = edge.to as usize;
                if edge.kind & kinds == 0 {
                } else if index[to] == NONE {
                    (index[to], low[to]) = (next, next);
                    next += 1;
                    stack.push(to);
                    calls.push((to, graph.out(to).start));
                } else if component[to] == NONE {
                    low[node] = low[node].min(index[to]);
                }
                continue;
            }
            if let Some((parent, _)) = calls.last() {
                low[*parent] = low[*parent].min(low[node]);
            }
            if low[node] == index[node] {
                while let Some(member) = stack.pop() {
                    component[member] = count;
                    if member == node {
                        break;
                    }
                }
                count += 1;
            }
        }
    }
    component
}

/// The shortest way over edges of these kinds inside one component, as places of edges.
fn way(graph: &Graph, kinds: u8, component: &[usize], from: usize, to: usize) -> Option<Vec<usize>> {
    let mut came: Vec<Option<usize>> = vec![None; graph.nodes];
    let mut open = VecDeque::from([from]);
    while let Some(node) = open.pop_front() {
        if node == to {
            let (mut path, mut node) = (Vec::new(), to);
            while node != from {
                let at = came[node]?;
                path.push(at);
                node = graph.edges[at].from as usize;
            }
            path.reverse();
            return Some(path);
        }
        for at in graph.out(node) {
            let edge = &graph.edges[at];
            let next = edge.to as usize;
            if edge.kind & kinds != 0 && component[next] == component[from] && came[next].is_none() && next != from {
                came[next] = Some(at);
                open.push_back(next);
            }
        }
    }
    None
}

fn edges(graph: &Graph, path: &[usize]) -> Vec<Edge> {
    path.iter().map(|&at| graph.edges[at]).collect()
}

/// The shortest circle over edges of these kinds that begins with one of the first edges of kind `with`.
fn circle(graph: &Graph, kinds: u8, with: u8, back: u8) -> Option<Vec<Edge>> {
    let component = components(graph, kinds);
    let inside = |at: &usize| {
        let edge = &graph.edges[*at];
        edge.kind & with != 0 && component[edge.from as usize] == component[edge.to as usize]
    };
    let mut best: Option<Vec<usize>> = None;
    for at in (0..graph.edges.len()).filter(inside).take(COMPARED) {
        let edge = &graph.edges[at];
        if let Some(mut path) = way(graph, back, &component, edge.to as usize, edge.from as usize) {
            path.insert(0, at);
            if best.as_ref().is_none_or(|best| path.len() < best.len()) {
                best = Some(path);
            }
        }
    }
    best.map(|path| edges(graph, &path))
}

/// A circle with one edge `rw` and else only those kinds: the edges `rw` from whose end a way leads back, found for 64 ends at once.
fn single(graph: &Graph, kinds: u8) -> Option<Vec<Edge>> {
    let whole = components(graph, kinds | kind::RW);
    let part = components(graph, kinds);
    let inside = |edge: &Edge| whole[edge.from as usize] == whole[edge.to as usize];
    let candidates: Vec<usize> =
        (0..graph.edges.len()).filter(|&at| graph.edges[at].kind == kind::RW && inside(&graph.edges[at])).collect();
    if candidates.is_empty() {
        return None;
    }
    // Edges between components of `part`, later components first, so that one pass carries the labels all the way.
    let follows = |edge: &&Edge| edge.kind & kinds != 0 && inside(edge);
    let mut between: Vec<(usize, usize)> = graph
        .edges
        .iter()
        .filter(follows)
        .map(|edge| (part[edge.from as usize], part[edge.to as usize]))
        .filter(|(from, to)| from != to)
        .collect();
    between.sort_unstable_by(|a, b| b.cmp(a));
    between.dedup();
    let mut ends: Vec<usize> = candidates.iter().map(|&at| part[graph.edges[at].to as usize]).collect();
    ends.sort_unstable();
    ends.dedup();
    let mut labels = vec![0u64; graph.nodes];
    for ends in ends.chunks(64) {
        labels.fill(0);
        ends.iter().enumerate().for_each(|(bit, &end)| labels[end] |= 1 << bit);
        for &(from, to) in &between {
            labels[to] |= labels[from];
        }
        let returns = |at: &&usize| {
            let edge = &graph.edges[**at];
            let bit = ends.binary_search(&part[edge.to as usize]);
            bit.is_ok_and(|bit| labels[part[edge.from as usize]] >> bit & 1 == 1)
        };
        let found: Vec<usize> = candidates.iter().filter(returns).copied().take(COMPARED).collect();
        let paths = found.into_iter().filter_map(|at| {
            let edge = &graph.edges[at];
            let mut path = way(graph, kinds, &whole, edge.to as usize, edge.from as usize)?;
            path.insert(0, at);
            Some(path)
        });
        if let Some(path) = paths.min_by_key(Vec::len) {
            return Some(edges(graph, &path));
        }
    }
    None
}

/// A circle with edges `rw`, no two of them adjacent. Node 2n of the second graph is node n reached by another edge; node 2n + 1 is n reached by `rw`.
///
/// `before` are the kinds that an edge `rw` may follow.
fn nonadjacent(graph: &Graph, kinds: u8, before: u8) -> Option<Vec<Edge>> {
    let whole = components(graph, kinds | kind::RW);
    let mut second = Graph::new(3 * graph.nodes);
    // 3n: reached by an edge that no rw may follow. 3n + 1: by rw. 3n + 2: by one that rw may follow.
    for edge in graph.edges.iter().filter(|edge| whole[edge.from as usize] == whole[edge.to as usize]) {
        for state in 0..3 {
            let next = match edge.kind {
                kind::PASS => state,
                kind::RW if state == 2 => 1,
                it if it & kinds & before != 0 => 2,
                it if it & kinds != 0 => 0,
                _ => continue,
            };
            second.add(Edge { from: edge.from * 3 + state, to: edge.to * 3 + next, ..*edge });
        }
    }
    let second = second.sorted();
    let found = circle(&second, u8::MAX, kind::RW, u8::MAX)?;
    let mut walk: Vec<Edge> = found.into_iter().map(|edge| Edge { from: edge.from / 3, to: edge.to / 3, ..edge }).collect();
    // Cut it where it passes a node twice, keeping a part in which no two rw meet.
    'cut: loop {
        for first in 0..walk.len() {
            for last in first + 1..walk.len() {
                if walk[first].from != walk[last].from {
                    continue;
                }
                let inner = walk[first..last].to_vec();
                let outer = [&walk[..first], &walk[last..]].concat();
                walk = if allowed(&inner, before) { inner } else { outer };
                continue 'cut;
            }
        }
        return Some(walk);
    }
}

/// Whether every `rw` of the circle follows an edge of these kinds.
fn allowed(circle: &[Edge], before: u8) -> bool {
    let steps: Vec<u8> = circle.iter().map(|edge| edge.kind).filter(|kind| *kind != kind::PASS).collect();
    (0..steps.len()).all(|at| steps[at] != kind::RW || steps[(at + steps.len() - 1) % steps.len()] & before != 0)
}

/// The circles of a graph whose edges beside the data are those of `order`: for each kind one, unless a weaker order shows it already.
pub fn search(graph: &Graph, order: Order, known: &[Found]) -> Vec<Found> {
    use kind::{PASS, RW, WR, WW};
    let suffix = order as usize;
    let fresh = |kind: usize| known.iter().all(|found| !NAMES[kind][..suffix].contains(&found.anomaly));
    let all = components(graph, u8::MAX);
    let mut found = Vec::new();
    if graph.edges.iter().all(|edge| all[edge.from as usize] != all[edge.to as usize]) {
        return found;
    }
    let (time, mut add) = (order.kinds(), |kind: usize, circle: Option<Vec<Edge>>| {
        if let Some(circle) = circle {
            found.push(Found::cycle(NAMES[kind][suffix], &circle));
        }
    });
    let depends = WW | WR | PASS | time;
    if fresh(0) {
        add(0, circle(graph, WW | PASS | time, WW, WW | PASS | time));
    }
    if fresh(1) {
        add(1, circle(graph, depends, WR, depends));
    }
    let skew = if fresh(2) { single(graph, depends) } else { None };
    let fork = if fresh(2) && fresh(3) && skew.is_none() { nonadjacent(graph, depends, depends) } else { None };
    let any = if fresh(2) && fresh(3) && fresh(4) && skew.is_none() && fork.is_none() { circle(graph, u8::MAX, RW, u8::MAX) } else { None };
    add(2, skew);
    add(3, fork);
    add(4, any);
    found
}

/// How many edges the search for [`cuts`] looks at before it gives up.
const LOOKED_AT: usize = 2_000_000;

/// The circles that the axioms of weaker levels forbid, each found in the order of the data alone: a read of half of what another transaction wrote, a read that
/// misses what its cause had seen, and reads of two states of which neither came first.
///
/// These three only give a violation its name; whether there is one is decided by [`axioms`](super::axioms).
pub fn cuts(graph: &Graph) -> Vec<Found> {
    use kind::{PASS, WR, WW};
    if let Some(read) = missed(graph) {
        let half = read.iter().filter(|edge| edge.kind == WR).count() == 1;
        return vec![Found::cycle(if half { "fractured-read" } else { "causality-cut" }, &read)];
    }
    nonadjacent(graph, WW | WR | PASS, WR).map(|fork| Found::cycle("prefix-cut", &fork)).into_iter().collect()
}

/// The shortest circle of one `rw`, then later writes of the same key, then only `wr`.
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
