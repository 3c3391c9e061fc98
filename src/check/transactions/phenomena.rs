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
use std::collections::{BTreeSet, VecDeque};
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
pub type Cycle = Vec<Edge>;

/// A phenomenon in what is known of the order of versions. What is there once, stays there when
/// more is known.
pub fn find(versions: &Versions, phenomenon: Phenomenon) -> Option<Cycle> {
    Look::new(versions).map_or(Some(Vec::new()), |look| look.find(phenomenon))
}

/// Several phenomena, each with how many transactions show it.
pub fn find_and_count<const N: usize>(
    versions: &Versions,
    phenomena: [Phenomenon; N],
) -> [Option<(Cycle, u32)>; N] {
    let look = Look::new(versions);
    phenomena.map(|phenomenon| match &look {
        Some(look) => look.find(phenomenon).map(|cycle| (cycle, look.count(phenomenon))),
        None => Some((Vec::new(), 0)),
    })
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

    fn find(&self, phenomenon: Phenomenon) -> Option<Cycle> {
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
    fn closed(&self, anti: &Edge, last: Option<Edge>) -> Cycle {
        let to = last.map_or(anti.from, |edge| edge.from) as usize;
        let mut cycle = vec![*anti];
        cycle.extend(way(&self.depends, anti.to as usize, to));
        cycle.extend(last);
        cycle
    }

    /// How many transactions show a phenomenon: those that see by themselves what they must not, or
    /// stand in cycles of the kind.
    fn count(&self, phenomenon: Phenomenon) -> u32 {
        let readers = |edges: &mut dyn Iterator<Item = Edge>| {
            edges.map(|edge| edge.from).collect::<BTreeSet<u32>>().len() as u32
        };
        let circling = |graph: Graph, owner: &[u32]| {
            let component = components(&graph, u8::MAX);
            let mut sizes = vec![0u32; graph.nodes];
            component.iter().for_each(|&of| sizes[of] += 1);
            let inside = (0..graph.nodes).filter(|&node| sizes[component[node]] > 1);
            inside.map(|node| owner[node]).collect::<BTreeSet<u32>>().len() as u32
        };
        let each: Vec<u32> = (0..self.versions.count() as u32).collect();
        match phenomenon {
            Phenomenon::Single => readers(&mut self.singles().copied()),
            Phenomenon::Monotonic => readers(&mut self.going_back().map(|(edge, _)| *edge)),
            Phenomenon::Vanishes => readers(&mut self.vanishing().map(|[anti, _]| anti)),
            Phenomenon::Fractured => readers(&mut self.fractures().map(|[anti, _]| anti)),
            Phenomenon::Snapshots => {
                let (graph, owner) = self.commits_and_reads();
                circling(graph, &owner)
            }
            Phenomenon::Update => {
                let writers = self.among_updates();
                let inside = circling(writers.clone(), &each);
                let reach = Reach::of(&writers);
                inside + reach.map_or(0, |reach| readers(&mut self.unordered(&reach).map(|[out, _]| out)))
            }
            Phenomenon::Any => circling(self.all(), &each),
        }
    }

    fn singles(&self) -> impl Iterator<Item = &Edge> {
        let edges = self.anti.iter().map(|(_, edge)| edge);
        edges.filter(|edge| self.reach.leads(edge.to as usize, edge.from as usize))
    }

    fn single(&self) -> Option<Cycle> {
        self.singles().next().map(|edge| self.closed(edge, None))
    }

    /// Reads that missed what is before the same step or an earlier one of their transaction, with
    /// the edge that leads to that step.
    fn going_back(&self) -> impl Iterator<Item = (&Edge, Edge)> {
        self.anti.iter().filter_map(|(nth, edge)| {
            let (at, to) = (edge.from as usize, edge.to as usize);
            self.versions.events[at][..=*nth].iter().find_map(|event| {
                let (sources, key, kind) = match event {
                    Event::Read { from, key, .. } => (from.iter().copied().collect(), *key, kind::WR),
                    Event::Write(key) => (self.versions.earlier(*key, at), *key, kind::WW),
                };
                let source = sources.into_iter().find(|&source| self.leads(to, source))?;
                Some((edge, self.versions.edge(source, at, kind, key)))
            })
        })
    }

    fn monotonic(&self) -> Option<Cycle> {
        self.going_back().next().map(|(edge, back)| self.closed(edge, Some(back)))
    }

    /// Nodes are commits and, behind them, reads: a read comes after the commit it reads from and
    /// before every later version is committed, a transaction's reads come one after the other, and
    /// before its commit.
    fn commits_and_reads(&self) -> (Graph, Vec<u32>) {
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
        (graph.sorted(), owner)
    }

    fn snapshots(&self) -> Option<Cycle> {
        let (graph, owner) = self.commits_and_reads();
        let name = |edge: Edge| Edge { from: owner[edge.from as usize], to: owner[edge.to as usize], ..edge };
        cycle(&graph).map(|cycle| cycle.into_iter().map(name).collect())
    }

    /// All edges between transactions that write.
    fn among_updates(&self) -> Graph {
        let updates = |at: u32| self.versions.updates(at as usize);
        let mut graph = Graph::new(self.versions.count());
        let all = self.depends.edges.iter().copied().chain(self.anti.iter().map(|(_, edge)| *edge));
        all.filter(|edge| updates(edge.from) && updates(edge.to)).for_each(|edge| graph.add(edge));
        graph.sorted()
    }

    /// Reads of transactions that do not write, each with another edge into the same one, which
    /// close a cycle among those that write.
    fn unordered(&self, reach: &Reach) -> impl Iterator<Item = [Edge; 2]> {
        let updates = |at: u32| self.versions.updates(at as usize);
        let mut into: Vec<Vec<&Edge>> = vec![Vec::new(); self.versions.count()];
        self.depends
            .edges
            .iter()
            .filter(|edge| !updates(edge.to))
            .for_each(|edge| into[edge.to as usize].push(edge));
        self.anti.iter().filter(move |(_, edge)| !updates(edge.from)).filter_map(move |(_, out)| {
            let back =
                |edge: &&&Edge| edge.from == out.to || reach.leads(out.to as usize, edge.from as usize);
            into[out.from as usize].iter().find(back).map(|&&back| [*out, back])
        })
    }

    fn update(&self) -> Option<Cycle> {
        let graph = self.among_updates();
        let Some(reach) = Reach::of(&graph) else { return cycle(&graph) };
        let [out, back] = self.unordered(&reach).next()?;
        let mut cycle = vec![out];
        cycle.extend(way(&graph, out.to as usize, back.from as usize));
        cycle.push(back);
        Some(cycle)
    }

    fn vanishing(&self) -> impl Iterator<Item = [Edge; 2]> {
        self.older(|at, nth, _, _| self.read_from(at, ..nth).collect())
    }

    fn vanishes(&self) -> Option<Cycle> {
        self.vanishing().next().map(Vec::from)
    }

    fn fractured(&self) -> Option<Cycle> {
        self.fractures().next().map(Vec::from)
    }

    fn fractures(&self) -> impl Iterator<Item = [Edge; 2]> {
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

    /// Reads of a version that is older than one of somebody from whom one of these edges leads to
    /// the reader. The edges are asked for by the reader, the place of the read in it, the key, and
    /// what comes after what was read.
    fn older(
        &self,
        edges: impl Fn(usize, usize, u32, &Later) -> Vec<Edge>,
    ) -> impl Iterator<Item = [Edge; 2]> {
        let all = self.versions.events.iter().enumerate();
        let all =
            all.flat_map(|(at, events)| events.iter().enumerate().map(move |(nth, event)| (at, nth, event)));
        all.filter_map(move |(at, nth, event)| {
            let Event::Read { key, from, later } = event else { return None };
            let is_later = |back: &Edge| {
                back.from as usize != at && self.versions.is_later(*key, later, back.from as usize)
            };
            let back = edges(at, nth, *key, later).into_iter().find(is_later)?;
            Some([self.versions.anti(at, *from, back.from as usize, *key), back])
        })
    }

    fn all(&self) -> Graph {
        let mut graph = Graph::new(self.versions.count());
        let all = self.depends.edges.iter().copied().chain(self.anti.iter().map(|(_, edge)| *edge));
        all.for_each(|edge| graph.add(edge));
        graph.sorted()
    }

    fn any(&self) -> Option<Cycle> {
        cycle(&self.all())
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
fn cycle(graph: &Graph) -> Option<Cycle> {
    let component = components(graph, u8::MAX);
    let inside = |edge: &&Edge| component[edge.from as usize] == component[edge.to as usize];
    let first = graph.edges.iter().filter(inside).find(|edge| edge.kind != kind::PASS)?;
    let mut cycle = vec![*first];
    cycle.extend(way(graph, first.to as usize, first.from as usize));
    Some(cycle)
}
