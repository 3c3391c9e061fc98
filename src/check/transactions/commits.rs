//! Is there an order of commits that explains every read? Decided by search, within a budget.
//!
//! Every transaction reads from a snapshot and commits later. What may lie between the two is all that tells the levels apart (Biswas & Enea 2019, section 5):
//!
//! | level | between the snapshot of a transaction and its commit |
//! | --- | --- |
//! | serializable | nothing |
//! | snapshot isolation | commits of transactions that write none of its keys |
//! | prefix | anything |
//!
//! The search places snapshots and commits one after the other. It never needs to choose what may come at once: a transaction that only reads, when it reads what is
//! there. It gives up a branch as soon as something is about to be overwritten that a transaction still has to read, and it remembers where it failed before.

use super::graph::{Edge, Order, kind, orders};
use super::register::external;
use super::txn::{Data, Micro, Txns, Writer};
use crate::check::verdict::{Unknown, Why};
use std::collections::{BTreeMap, BTreeSet};

/// What may lie between a snapshot and its commit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Isolation {
    /// Anything: snapshots are prefixes of one order of commits.
    Prefix,
    /// Nothing that writes the same key.
    Snapshot,
    /// Nothing.
    Serial,
}

/// What the search found out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// An order of commits, as places in the history.
    Order(Vec<usize>),
    /// There is none.
    None,
    /// The budget is spent.
    Spent(Unknown),
}

/// At most this many failed positions are remembered.
const REMEMBERED: usize = 1 << 16;

struct Member {
    /// What it has to find: for each key the list, or the one value, that is there.
    reads: Vec<(u32, Vec<u32>)>,
    /// What it leaves behind: keys with what is appended or written.
    writes: Vec<(u32, Vec<u32>)>,
}

struct Search<'a> {
    txns: &'a Txns,
    isolation: Isolation,
    members: Vec<Member>,
    /// Event 2t is the snapshot of t, 2t + 1 its commit. When serial they are one event, 2t.
    after: Vec<Vec<usize>>,
    waiting: Vec<usize>,
    ready: BTreeSet<(u64, usize)>,
    placed: Vec<usize>,
    state: BTreeMap<u32, Vec<u32>>,
    /// For each key and state, how many still have to read it; not kept where a value may come twice.
    readers: BTreeMap<(u32, Vec<u32>), usize>,
    careful: bool,
    /// Keys that a transaction between its snapshot and its commit will write.
    held: BTreeSet<u32>,
    failed: BTreeSet<(Vec<u64>, Vec<Vec<u32>>)>,
}

/// One level of the search: what was placed, and what is still to be tried instead.
struct Frame {
    undo: Vec<Undo>,
    untried: Vec<usize>,
}

struct Undo {
    event: usize,
    state: Vec<(u32, Option<Vec<u32>>)>,
}

/// Searches an order of commits of the transactions that happened. `known` are edges that hold at this level. The budget counts events that were tried.
pub fn search(txns: &Txns, happened: &[bool], isolation: Isolation, order: Order, known: &[Edge], budget: u64) -> Found {
    let mut search = Search::new(txns, happened, isolation, order, known);
    search.run(happened.iter().filter(|it| **it).count(), budget)
}

impl<'a> Search<'a> {
    fn new(txns: &'a Txns, happened: &[bool], isolation: Isolation, order: Order, known: &[Edge]) -> Search<'a> {
        let members: Vec<Member> =
            (0..txns.all.len()).map(|at| if happened[at] { member(txns, at) } else { Member { reads: vec![], writes: vec![] } }).collect();
        let serial = isolation == Isolation::Serial;
        let events = 2 * txns.all.len();
        let (mut after, mut waiting) = (vec![Vec::new(); events], vec![0; events]);
        let mut before = |from: usize, to: usize| {
            after[from].push(to);
            waiting[to] += 1;
        };
        let commit = |txn: usize| if serial { 2 * txn } else { 2 * txn + 1 };
        let mut graph = super::graph::Graph::new(txns.all.len());
        orders(txns, happened, order, &mut graph);
        for edge in graph.edges.iter().chain(&between(txns.all.len() as u32, known)) {
            let (from, to) = (edge.from as usize, edge.to as usize);
            match edge.kind {
                kind::RW => before(2 * from, commit(to)),
                kind::WW if isolation == Isolation::Prefix => before(commit(from), commit(to)),
                _ => before(commit(from), 2 * to),
            }
        }
        let mut readers = BTreeMap::new();
        for at in (0..txns.all.len()).filter(|&at| happened[at]) {
            if !serial {
                before(2 * at, 2 * at + 1);
            }
            for (key, seen) in &members[at].reads {
                *readers.entry((*key, seen.clone())).or_insert(0) += 1;
            }
        }
        let ready = (0..events).filter(|&it| happened[it / 2] && waiting[it] == 0 && (!serial || it % 2 == 0));
        let ready = ready.map(|it| (txns.all[it / 2].invoked, it)).collect();
        let (placed, state, held, failed) = (Vec::new(), BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
        let careful = !txns.ambiguous();
        Search { txns, isolation, members, after, waiting, ready, placed, state, readers, careful, held, failed }
    }

    fn run(&mut self, members: usize, budget: u64) -> Found {
        let total = if self.isolation == Isolation::Serial { members } else { 2 * members };
        let (mut tried, mut longest, mut frames): (u64, Vec<usize>, Vec<Frame>) = (0, Vec::new(), Vec::new());
        let mut down = true;
        loop {
            if down {
                let mut undo = Vec::new();
                self.free(&mut undo, &mut tried);
                if self.placed.len() > longest.len() {
                    longest.clone_from(&self.placed);
                }
                if self.placed.len() == total {
                    return Found::Order(self.order(&longest));
                }
                let mut untried = Vec::new();
                if self.failed.is_empty() || !self.failed.contains(&self.position()) {
                    untried = self.ready.iter().map(|(_, event)| *event).filter(|&event| self.may(event)).collect();
                    tried += self.ready.len() as u64;
                    untried.reverse();
                }
                frames.push(Frame { undo, untried });
            }
            if tried > budget {
                return Found::Spent(Unknown { why: Why::Spent, budget, longest: self.order(&longest) });
            }
            let Some(frame) = frames.last_mut() else { return Found::None };
            // What was chosen here before is the last thing to be undone; what came at once stays.
            if let Some(event) = frame.untried.pop() {
                tried += 1;
                let chosen = self.place(event);
                frames.push(Frame { undo: vec![chosen], untried: Vec::new() });
                down = true;
                continue;
            }
            if self.failed.len() < REMEMBERED {
                self.failed.insert(self.position());
            }
            // This position and the choice that led to it.
            for _ in 0..2 {
                for undo in frames.pop().map(|frame| frame.undo).into_iter().flatten().rev() {
                    self.unplace(undo);
                }
            }
            down = false;
        }
    }

    /// The commits among events, as places in the history.
    fn order(&self, events: &[usize]) -> Vec<usize> {
        let commit = |event: &&usize| self.isolation == Isolation::Serial || **event % 2 == 1;
        events.iter().filter(commit).map(|event| self.txns.all[event / 2].place).collect()
    }

    /// Places all that may come at once: it reads what is there, changes nothing and holds nothing up.
    fn free(&mut self, undo: &mut Vec<Undo>, tried: &mut u64) {
        loop {
            let at_once = |event: usize| {
                let writes = !self.members[event / 2].writes.is_empty();
                let snapshot = event.is_multiple_of(2);
                match self.isolation {
                    _ if !writes => true,
                    Isolation::Prefix => snapshot,
                    _ => false,
                }
            };
            *tried += 1 + self.ready.len() as u64 / 16;
            let Some(event) = self.ready.iter().map(|(_, event)| *event).find(|&event| at_once(event) && self.may(event)) else { return };
            let placed = self.place(event);
            undo.push(placed);
        }
    }

    fn may(&self, event: usize) -> bool {
        let (member, serial) = (&self.members[event / 2], self.isolation == Isolation::Serial);
        let (snapshot, commit) = (event.is_multiple_of(2), serial || event % 2 == 1);
        let there = |key: &u32| self.state.get(key).map_or(&[][..], Vec::as_slice);
        if snapshot && member.reads.iter().any(|(key, seen)| there(key) != seen) {
            return false;
        }
        if snapshot && self.isolation == Isolation::Snapshot && member.writes.iter().any(|(key, _)| self.held.contains(key)) {
            return false;
        }
        // Nobody else may still have to read what is about to be overwritten.
        let needed = |(key, _): &(u32, Vec<u32>)| {
            let here = there(key);
            let own = usize::from(serial && member.reads.iter().any(|(k, _)| k == key));
            self.readers.get(&(*key, here.to_vec())).is_some_and(|&readers| readers > own)
        };
        !(commit && self.careful && member.writes.iter().any(needed))
    }

    fn place(&mut self, event: usize) -> Undo {
        let (txn, serial) = (event / 2, self.isolation == Isolation::Serial);
        let mut undo = Undo { event, state: Vec::new() };
        if event.is_multiple_of(2) {
            for (key, seen) in &self.members[txn].reads {
                self.readers.entry((*key, seen.clone())).and_modify(|it| *it -= 1);
            }
            if self.isolation == Isolation::Snapshot {
                self.held.extend(self.members[txn].writes.iter().map(|(key, _)| *key));
            }
        }
        if serial || event % 2 == 1 {
            for (key, values) in &self.members[txn].writes {
                let old = self.state.get(key).cloned();
                let new = match (self.txns.data, &old) {
                    (Data::Append, Some(old)) => [old.as_slice(), values].concat(),
                    _ => values.clone(),
                };
                self.state.insert(*key, new);
                self.held.remove(key);
                undo.state.push((*key, old));
            }
        }
        self.ready.remove(&(self.txns.all[txn].invoked, event));
        for &next in &self.after[event] {
            self.waiting[next] -= 1;
            if self.waiting[next] == 0 {
                self.ready.insert((self.txns.all[next / 2].invoked, next));
            }
        }
        self.placed.push(event);
        undo
    }

    fn unplace(&mut self, undo: Undo) {
        let (event, txn) = (undo.event, undo.event / 2);
        self.placed.pop();
        for &next in &self.after[event] {
            if self.waiting[next] == 0 {
                self.ready.remove(&(self.txns.all[next / 2].invoked, next));
            }
            self.waiting[next] += 1;
        }
        self.ready.insert((self.txns.all[txn].invoked, event));
        if self.isolation == Isolation::Snapshot && event % 2 == 1 {
            self.held.extend(undo.state.iter().map(|(key, _)| *key));
        }
        for (key, old) in undo.state.into_iter().rev() {
            match old {
                Some(old) => _ = self.state.insert(key, old),
                None => _ = self.state.remove(&key),
            }
        }
        if event.is_multiple_of(2) {
            for (key, seen) in &self.members[txn].reads {
                self.readers.entry((*key, seen.clone())).and_modify(|it| *it += 1);
            }
            if self.isolation == Isolation::Snapshot {
                self.members[txn].writes.iter().for_each(|(key, _)| _ = self.held.remove(key));
            }
        }
    }

    /// What the rest of the search depends on: what is placed, and what the keys hold.
    fn position(&self) -> (Vec<u64>, Vec<Vec<u32>>) {
        let mut bits = vec![0u64; self.waiting.len().div_ceil(64)];
        self.placed.iter().for_each(|event| bits[event / 64] |= 1 << (event % 64));
        (bits, self.state.values().cloned().collect())
    }
}

/// The edges between transactions. Of those that lead to helpers only `ww` are followed, of which each key has one: the others are not needed here.
fn between(count: u32, known: &[Edge]) -> Vec<Edge> {
    let mut out: Vec<Edge> = known.iter().filter(|edge| edge.from < count && edge.to < count).copied().collect();
    let mut passes: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    known.iter().filter(|edge| edge.kind == kind::PASS).for_each(|edge| passes.entry(edge.from).or_default().push(edge.to));
    for edge in known.iter().filter(|edge| edge.kind == kind::WW && edge.to >= count) {
        let (mut open, mut seen) = (vec![edge.to], BTreeSet::new());
        while let Some(node) = open.pop() {
            for &to in passes.get(&node).into_iter().flatten().filter(|to| seen.insert(**to)) {
                if to < count { out.push(Edge { to, ..*edge }) } else { open.push(to) }
            }
        }
    }
    out
}

/// What a transaction has to find and what it leaves behind. What was written by transactions that are not looked at may be there at any time.
fn member(txns: &Txns, at: usize) -> Member {
    let txn = &txns.all[at];
    let elsewhere = |key: u32, value: u32| txns.writer(key, value) == Writer::Elsewhere;
    let mut writes: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let mut reads: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    match txns.data {
        Data::Register => {
            writes = txn.installs.iter().map(|(key, value)| (*key, vec![*value])).collect();
            let known = |(key, seen): &(u32, Option<u32>)| seen.is_none_or(|value| !elsewhere(*key, value));
            external(txns, at).into_iter().filter(known).for_each(|(key, seen)| _ = reads.entry(key).or_insert(seen.into_iter().collect()));
        }
        Data::Append => {
            for micro in &txn.micros {
                match micro {
                    Micro::Write(key, value) => writes.entry(*key).or_default().push(*value),
                    Micro::List(key, seen) => {
                        let own = writes.get(key).map_or(0, Vec::len);
                        let others = &seen[..seen.len().saturating_sub(own)];
                        reads.entry(*key).or_insert(others.iter().copied().filter(|value| !elsewhere(*key, *value)).collect());
                    }
                    Micro::Register(..) => {}
                }
            }
        }
    }
    Member { reads: reads.into_iter().collect(), writes: writes.into_iter().collect() }
}
