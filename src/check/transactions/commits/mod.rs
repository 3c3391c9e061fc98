//! Is there an order of commits that explains every read? Decided by search, within a budget.
//!
//! Every transaction reads from a snapshot and commits later. What may lie between the two is all
//! that tells the levels apart (Biswas & Enea 2019, section 5):
//!
//! | level | between the snapshot of a transaction and its commit |
//! | --- | --- |
//! | serializable | nothing |
//! | snapshot isolation | commits of transactions that write none of its keys |
//! | prefix | anything |
//!
//! The search places snapshots and commits one after the other. It never needs to choose what may
//! come at once: a transaction that only reads, when it reads what is there. It gives up a branch
//! as soon as something is about to be overwritten that a transaction still has to read, and it
//! remembers where it failed before.

mod member;
mod place;

use super::graph::{Edge, Order, kind, orders};
use super::txn::Txns;
use crate::check::verdict::{Unknown, Why};
use member::{Member, between, member};
use std::collections::{BTreeMap, BTreeSet};

/// What may lie between a snapshot and its commit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Isolation {
    /// Anything: snapshots are prefixes of one order of commits.
    Prefix,
    /// Nothing that writes the same key.
    Snapshot,
    /// Nothing at all: a transaction commits where its snapshot is.
    Serial,
}

/// What the search found out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// An order of commits, as places in the history.
    Order(Vec<usize>),
    /// No order of commits exists.
    None,
    /// The budget is spent.
    Spent(Unknown),
}

/// At most this many failed positions are remembered.
const REMEMBERED: usize = 1 << 16;

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
    /// For each key and state, how many still have to read it; not kept where a value may come
    /// twice.
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

/// Searches an order of commits of the transactions that happened. `known` are edges that hold at
/// this level. The budget counts events that were tried.
pub fn search(
    txns: &Txns,
    happened: &[bool],
    isolation: Isolation,
    order: Order,
    known: &[Edge],
    budget: u64,
) -> Found {
    let mut search = Search::new(txns, happened, isolation, order, known);
    let (found, tried) = search.run(happened.iter().filter(|it| **it).count(), budget);
    txns.take(tried);
    found
}

impl<'a> Search<'a> {
    fn new(
        txns: &'a Txns,
        happened: &[bool],
        isolation: Isolation,
        order: Order,
        known: &[Edge],
    ) -> Search<'a> {
        let members: Vec<Member> = (0..txns.all.len())
            .map(|at| if happened[at] { member(txns, at) } else { Member { reads: vec![], writes: vec![] } })
            .collect();
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
        let ready =
            (0..events).filter(|&it| happened[it / 2] && waiting[it] == 0 && (!serial || it % 2 == 0));
        let ready = ready.map(|it| (txns.all[it / 2].invoked, it)).collect();
        let state = txns.at_first().map(|(key, value)| (key, vec![value])).collect();
        let (placed, held, failed) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        let careful = !txns.ambiguous();
        Search {
            txns,
            isolation,
            members,
            after,
            waiting,
            ready,
            placed,
            state,
            readers,
            careful,
            held,
            failed,
        }
    }

    fn run(&mut self, members: usize, budget: u64) -> (Found, u64) {
        let total = if self.isolation == Isolation::Serial { members } else { 2 * members };
        let (mut tried, mut longest, mut frames): (u64, Vec<usize>, Vec<Frame>) = (0, Vec::new(), Vec::new());
        let mut down = true;
        let mut kept = 0u64;
        loop {
            if down {
                let mut undo = Vec::new();
                self.free(&mut undo, &mut tried);
                if self.placed.len() > longest.len() {
                    longest.clone_from(&self.placed);
                }
                if self.placed.len() == total {
                    return (Found::Order(self.order(&longest)), tried);
                }
                let mut untried = Vec::new();
                // To look a position up, every word of it is copied and compared.
                tried += if self.failed.is_empty() { 0 } else { self.words() / 16 };
                if self.failed.is_empty() || !self.failed.contains(&self.position()) {
                    untried =
                        self.ready.iter().map(|(_, event)| *event).filter(|&event| self.may(event)).collect();
                    tried += self.ready.len() as u64;
                    untried.reverse();
                }
                frames.push(Frame { undo, untried });
            }
            if tried > budget || kept > self.txns.memory {
                let why = if tried > budget { Why::Spent } else { Why::Memory(self.txns.memory) };
                return (Found::Spent(Unknown { why, budget, longest: self.order(&longest) }), tried);
            }
            let Some(frame) = frames.last_mut() else { return (Found::None, tried) };
            // What was chosen here before is the last thing to be undone; what came at once stays.
            if let Some(event) = frame.untried.pop() {
                tried += 1;
                let chosen = self.place(event);
                frames.push(Frame { undo: vec![chosen], untried: Vec::new() });
                down = true;
                continue;
            }
            if self.failed.len() < REMEMBERED && self.failed.insert(self.position()) {
                let words = self.words();
                tried += words / 8;
                kept += 8 * words + 64;
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

    /// How many words a position takes, more or less.
    fn words(&self) -> u64 {
        (self.waiting.len() / 64 + self.state.values().map(|held| 4 + held.len() / 2).sum::<usize>()) as u64
    }

    /// What the rest of the search depends on: what is placed, and what the keys hold.
    fn position(&self) -> (Vec<u64>, Vec<Vec<u32>>) {
        let mut bits = vec![0u64; self.waiting.len().div_ceil(64)];
        self.placed.iter().for_each(|event| bits[event / 64] |= 1 << (event % 64));
        (bits, self.state.values().cloned().collect())
    }
}
