//! The shortest cycle of each kind, among those that are compared.

use super::components;
use crate::check::transactions::graph::{Edge, Graph, kind};
use std::collections::VecDeque;

/// How many cycles of one kind are compared to find a short one.
const COMPARED: usize = 64;

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
            if edge.kind & kinds != 0
                && component[next] == component[from]
                && came[next].is_none()
                && next != from
            {
                came[next] = Some(at);
                open.push_back(next);
            }
        }
    }
    None
}

pub(super) fn edges(graph: &Graph, path: &[usize]) -> Vec<Edge> {
    path.iter().map(|&at| graph.edges[at]).collect()
}

/// The shortest cycle over edges of these kinds that begins with one of the first edges of kind
/// `with`.
pub(super) fn cycle(graph: &Graph, kinds: u8, with: u8, back: u8) -> Option<Vec<Edge>> {
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

/// A cycle with one edge `rw` and else only those kinds: the edges `rw` from whose end a way leads
/// back, found for 64 ends at once.
pub(super) fn single(graph: &Graph, kinds: u8) -> Option<Vec<Edge>> {
    let whole = components(graph, kinds | kind::RW);
    let part = components(graph, kinds);
    let inside = |edge: &Edge| whole[edge.from as usize] == whole[edge.to as usize];
    let candidates: Vec<usize> = (0..graph.edges.len())
        .filter(|&at| graph.edges[at].kind == kind::RW && inside(&graph.edges[at]))
        .collect();
    if candidates.is_empty() {
        return None;
    }
    // Edges between components of `part`, later components first, so that one pass carries the
    // labels all the way.
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

/// A cycle with edges `rw`, no two of them adjacent. Node 2n of the second graph is node n reached
/// by another edge; node 2n + 1 is n reached by `rw`.
///
/// `before` are the kinds that an edge `rw` may follow.
pub(super) fn nonadjacent(graph: &Graph, kinds: u8, before: u8) -> Option<Vec<Edge>> {
    let whole = components(graph, kinds | kind::RW);
    let mut second = Graph::new(3 * graph.nodes);
    // 3n: reached by an edge that no rw may follow. 3n + 1: by rw. 3n + 2: by one that rw may
    // follow.
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
    let found = cycle(&second, u8::MAX, kind::RW, u8::MAX)?;
    let mut walk: Vec<Edge> =
        found.into_iter().map(|edge| Edge { from: edge.from / 3, to: edge.to / 3, ..edge }).collect();
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

/// Whether every `rw` of the cycle follows an edge of these kinds.
fn allowed(cycle: &[Edge], before: u8) -> bool {
    let steps: Vec<u8> = cycle.iter().map(|edge| edge.kind).filter(|kind| *kind != kind::PASS).collect();
    (0..steps.len())
        .all(|at| steps[at] != kind::RW || steps[(at + steps.len() - 1) % steps.len()] & before != 0)
}
