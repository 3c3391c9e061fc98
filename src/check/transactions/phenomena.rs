//! The phenomena of Adya (1999) and of Bailis et al. (2013) that no cycle of whole transactions
//! shows, and those that need the order of versions.
//!
//! | phenomenon | forbidden by | what it is |
//! | --- | --- | --- |
//! | G-single | PL-2+, and PL-FCV and parallel snapshot isolation, see below | a cycle with exactly one `rw` |
//! | G-monotonic | PL-2L | such a cycle through the steps of one transaction: from a read, and back to it or to an earlier step (Adya, section 4.2) |
//! | G-MSR | PL-MSR | no order of commits gives each read a snapshot of its own that never goes back in a transaction |
//! | G-update | PL-3U | a cycle among the transactions that write and at most one that does not |
//! | observed transaction vanishes | monotonic atomic view | a read of what a transaction wrote, and after it a read of a version older than another of its writes |
//! | fractured update | update atomic | a read older than what somebody wrote from whom the reader reads, or whose version it overwrites |
//! | G2-item | PL-2.99 | any cycle |
//!
//! All of them forbid cycles of `ww` and `wr` too. PL-FCV is defined over moments at which
//! transactions start, which the model is free to choose: with all of them at the beginning its
//! phenomenon, G-SIb, is G-single, and with others it forbids more. Parallel snapshot isolation
//! without sessions is the absence of cycles with at most one `rw` (Cerone & Gotsman, *Analysing
//! Snapshot Isolation*, 2016, theorem 21), of which update atomicity keeps what one step shows.

use super::cycles::components;
use super::graph::{Edge, Graph, kind};
use super::reach::Reach;
use super::versions::{Event, Later, Versions};
use std::collections::VecDeque;
use std::slice::SliceIndex;

/// A kind of anomaly, as a pattern in the graph of dependencies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phenomenon {
    /// A cycle with exactly one `rw`.
    Single,
    /// The view of a transaction goes back.
    Monotonic,
    /// The reads of a transaction are from no snapshots, or from some that go back.
    Snapshots,
    /// The transactions that write are not serializable, or one that does not sees them otherwise.
    Update,
    /// What was seen of a transaction is gone.
    Vanishes,
    /// Half of a transaction is seen or overwritten.
    Fractured,
    /// Any cycle, whatever its edges.
    Any,
}

/// What shows a phenomenon: a cycle, which is empty where it is one of `ww` and `wr` alone.
pub type Circle = Vec<Edge>;

/// A phenomenon in what is known of the order of versions. What is there once, stays there when
/// more is known.
pub fn find(versions: &Versions, phenomenon: Phenomenon) -> Option<Circle> {
    let [found] = find_each(versions, [phenomenon]);
    found
}

/// Several phenomena.
pub fn find_each<const N: usize>(versions: &Versions, phenomena: [Phenomenon; N]) -> [Option<Circle>; N] {
    let look = Look::new(versions);
    phenomena.map(|phenomenon| look.as_ref().map_or(Some(Vec::new()), |look| look.find(phenomenon)))
}

/// A read: the transaction, the place of the event in it, the key, and by whom what it saw was
/// written.
type Read = (usize, usize, u32, Option<usize>);

struct Look<'a> {
    versions: &'a Versions<'a>,
    /// Edges `ww` and `wr`.
    depends: Graph,
    reach: Reach,
    reads: Vec<Read>,
    /// Edges `rw`, each with the place of the read in its transaction.
    anti: Vec<(usize, Edge)>,
}

impl<'a> Look<'a> {
    /// Nothing where there is a cycle of `ww` and `wr` already.
    fn new(versions: &'a Versions<'a>) -> Option<Look<'a>> {
        let mut depends = Graph::new(versions.count());
        versions.overwrites().into_iter().for_each(|edge| depends.add(edge));
        let (mut reads, mut anti) = (Vec::new(), Vec::new());
        for (at, events) in versions.events.iter().enumerate() {
            for (nth, event) in events.iter().enumerate() {
                let Event::Read { key, from, later } = event else { continue };
                reads.push((at, nth, *key, *from));
                from.iter().for_each(|&from| depends.add(versions.edge(from, at, kind::WR, *key)));
                let later = versions.later(*key, later).into_iter().filter(|by| *by != at);
                anti.extend(later.map(|by| (nth, versions.anti(at, *from, by, *key))));
            }
        }
        let depends = depends.sorted();
        let reach = Reach::of(&depends)?;
        Some(Look { versions, depends, reach, reads, anti })
    }

    fn find(&self, phenomenon: Phenomenon) -> Option<Circle> {
        match phenomenon {
            Phenomenon::Single => self.single(),
            Phenomenon::Monotonic => self.monotonic(),
            Phenomenon::Snapshots => self.snapshots(),
            Phenomenon::Update => self.update(),
            Phenomenon::Vanishes => self.vanishes(),
            Phenomenon::Fractured => self.fractured(),
            Phenomenon::Any => self.any(),
        }
    }

    /// Whether one is the other or leads to it.
    fn leads(&self, from: usize, to: usize) -> bool {
        from == to || self.reach.leads(from, to)
    }

    /// The cycle of an edge `rw`, a way of dependencies, and a last edge.
    fn closed(&self, anti: &Edge, last: Option<Edge>) -> Circle {
        let to = last.map_or(anti.from, |edge| edge.from) as usize;
        let mut circle = vec![*anti];
        circle.extend(way(&self.depends, anti.to as usize, to));
        circle.extend(last);
        circle
    }

    fn single(&self) -> Option<Circle> {
        let found = self.anti.iter().find(|(_, edge)| self.reach.leads(edge.to as usize, edge.from as usize));
        found.map(|(_, edge)| self.closed(edge, None))
    }

    fn monotonic(&self) -> Option<Circle> {
        for (nth, edge) in &self.anti {
            let (at, to) = (edge.from as usize, edge.to as usize);
            for event in &self.versions.events[at][..=*nth] {
                let (sources, key, kind) = match event {
                    Event::Read { from, key, .. } => (from.iter().copied().collect(), *key, kind::WR),
                    Event::Write(key) => (self.versions.earlier(*key, at), *key, kind::WW),
                };
                if let Some(source) = sources.into_iter().find(|&source| self.leads(to, source)) {
                    return Some(self.closed(edge, Some(self.versions.edge(source, at, kind, key))));
                }
            }
        }
        None
    }

    /// Nodes are commits and, behind them, reads: a read comes after the commit it reads from and
    /// before every later version is committed, a transaction's reads come one after the other, and
    /// before its commit.
    fn snapshots(&self) -> Option<Circle> {
        let count = self.versions.count();
        let mut graph = Graph::new(count + self.reads.len());
        let mut owner: Vec<u32> = (0..count as u32).collect();
        self.depends.edges.iter().filter(|edge| edge.kind == kind::WW).for_each(|edge| graph.add(*edge));
        let mut before: Option<(usize, u32)> = None;
        for (nth, &(at, place, key, from)) in self.reads.iter().enumerate() {
            let node = (count + nth) as u32;
            owner.push(at as u32);
            let pass = |from, to| Edge { from, to, kind: kind::PASS, key, before: None, after: None };
            graph.add(pass(node, at as u32));
            if let Some((_, before)) = before.filter(|(by, _)| *by == at) {
                graph.add(pass(before, node));
            }
            before = Some((at, node));
            from.iter().for_each(|&from| {
                graph.add(Edge { to: node, ..self.versions.edge(from, at, kind::WR, key) })
            });
            let mine = self.anti.iter().filter(|(it, edge)| *it == place && edge.from as usize == at);
            mine.for_each(|(_, edge)| graph.add(Edge { from: node, ..*edge }));
        }
        let name = |edge: Edge| Edge { from: owner[edge.from as usize], to: owner[edge.to as usize], ..edge };
        circle(&graph.sorted()).map(|circle| circle.into_iter().map(name).collect())
    }

    fn update(&self) -> Option<Circle> {
        let updates = |at: u32| self.versions.updates(at as usize);
        let all = || self.depends.edges.iter().copied().chain(self.anti.iter().map(|(_, edge)| *edge));
        let mut graph = Graph::new(self.versions.count());
        all().filter(|edge| updates(edge.from) && updates(edge.to)).for_each(|edge| graph.add(edge));
        let graph = graph.sorted();
        let Some(reach) = Reach::of(&graph) else { return circle(&graph) };
        let mut into: Vec<Vec<&Edge>> = vec![Vec::new(); self.versions.count()];
        self.depends
            .edges
            .iter()
            .filter(|edge| !updates(edge.to))
            .for_each(|edge| into[edge.to as usize].push(edge));
        for (_, out) in self.anti.iter().filter(|(_, edge)| !updates(edge.from)) {
            let back =
                |edge: &&&Edge| edge.from == out.to || reach.leads(out.to as usize, edge.from as usize);
            if let Some(&back) = into[out.from as usize].iter().find(back) {
                let mut circle = vec![*out];
                circle.extend(way(&graph, out.to as usize, back.from as usize));
                circle.push(*back);
                return Some(circle);
            }
        }
        None
    }

    fn vanishes(&self) -> Option<Circle> {
        self.older(|at, nth, _, _| self.read_from(at, ..nth).collect())
    }

    fn fractured(&self) -> Option<Circle> {
        self.older(|at, _, key, later| {
            let mut backs: Vec<Edge> = self.read_from(at, ..).collect();
            for event in &self.versions.events[at] {
                let Event::Write(to) = *event else { continue };
                // Of those who wrote the key that was read, the next one is enough; of another key
                // all count.
                let all = if to == key {
                    self.versions.later(key, later)
                } else {
                    self.versions.writers(key).to_vec()
                };
                let overwritten = all.into_iter().filter(|&by| {
                    self.versions.txns.all[by].installs.has(to) && self.versions.is_after(to, by, at)
                });
                backs.extend(overwritten.map(|by| self.versions.edge(by, at, kind::WW, to)));
            }
            backs
        })
    }

    /// What a transaction read from others in these of its steps.
    fn read_from(
        &self,
        at: usize,
        steps: impl SliceIndex<[Event], Output = [Event]>,
    ) -> impl Iterator<Item = Edge> {
        let read = move |event: &Event| match event {
            Event::Read { from: Some(from), key, .. } if *from != at => {
                Some(self.versions.edge(*from, at, kind::WR, *key))
            }
            _ => None,
        };
        self.versions.events[at][steps].iter().filter_map(read)
    }

    /// A read of a version that is older than one of somebody from whom one of these edges leads to
    /// the reader. The edges are asked for by the reader, the place of the read in it, the key, and
    /// what comes after what was read.
    fn older(&self, edges: impl Fn(usize, usize, u32, &Later) -> Vec<Edge>) -> Option<Circle> {
        for (at, events) in self.versions.events.iter().enumerate() {
            for (nth, event) in events.iter().enumerate() {
                let Event::Read { key, from, later } = event else { continue };
                let is_later = |back: &Edge| {
                    back.from as usize != at && self.versions.is_later(*key, later, back.from as usize)
                };
                if let Some(back) = edges(at, nth, *key, later).into_iter().find(is_later) {
                    return Some(vec![self.versions.anti(at, *from, back.from as usize, *key), back]);
                }
            }
        }
        None
    }

    fn any(&self) -> Option<Circle> {
        let mut graph = Graph::new(self.versions.count());
        let all = self.depends.edges.iter().copied().chain(self.anti.iter().map(|(_, edge)| *edge));
        all.for_each(|edge| graph.add(edge));
        circle(&graph.sorted())
    }
}

/// The edges of a shortest way.
fn way(graph: &Graph, from: usize, to: usize) -> Vec<Edge> {
    let mut came: Vec<Option<usize>> = vec![None; graph.nodes];
    let mut open = VecDeque::from([from]);
    while let Some(node) = open.pop_front().filter(|node| *node != to) {
        for at in graph.out(node) {
            let next = graph.edges[at].to as usize;
            if came[next].is_none() && next != from {
                came[next] = Some(at);
                open.push_back(next);
            }
        }
    }
    let (mut path, mut node) = (Vec::new(), to);
    while let Some(at) = came[node].filter(|_| node != from) {
        path.push(graph.edges[at]);
        node = graph.edges[at].from as usize;
    }
    path.reverse();
    path
}

/// Some cycle of a graph.
fn circle(graph: &Graph) -> Option<Circle> {
    let component = components(graph, u8::MAX);
    let inside = |edge: &&Edge| component[edge.from as usize] == component[edge.to as usize];
    let first = graph.edges.iter().filter(inside).find(|edge| edge.kind != kind::PASS)?;
    let mut circle = vec![*first];
    circle.extend(way(graph, first.to as usize, first.from as usize));
    Some(circle)
}
