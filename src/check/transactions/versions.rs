//! The orders in which the versions of each key may have come: what is known of them, and what a
//! transaction read in its own order.
//!
//! Adya's phenomena (*Weak Consistency*, 1999) speak of one order of versions for each key. Lists
//! tell it; registers do not, and of what was appended and never read nobody knows it. So an order
//! is known in part, one pair of writers after the other can be added to it, and what is known once
//! stays so. Where somebody watched, the order is known from the beginning, and edges lead to the
//! next version only, so that there are no more of them than reads and writes.

use super::graph::{Edge, kind};
use super::txn::{Micro, Txns, Writer};
use std::collections::BTreeMap;

/// What a transaction did to or saw of a key.
#[derive(Clone, Debug)]
pub enum Event {
    /// It read a version that another transaction left behind, or the initial state.
    Read {
        /// The key that was read, by its number.
        key: u32,
        /// Who wrote what was read; nothing for the initial state and where that is not looked at.
        from: Option<usize>,
        /// Which writers' versions come after what was read.
        later: Later,
    },
    /// It wrote what it leaves behind.
    Write(u32),
}

/// Which versions come after one that was read.
#[derive(Clone, Debug)]
pub enum Later {
    /// Those of these writers: all that a list does not show.
    These(Vec<usize>),
    /// Those that come after the version of this writer, or after the initial state.
    Than(Option<usize>),
}

/// The versions of one key.
#[derive(Clone, Debug, Default)]
struct Key {
    writers: Vec<usize>,
    /// For each pair of writers, by their places in the list, whether the second one's version is
    /// known to come after the first one's. Empty where the line is known.
    after: Vec<Vec<bool>>,
    /// All of them in the order of their versions, where that is known, and the place of each
    /// writer in it.
    line: Option<(Vec<usize>, Vec<usize>)>,
}

impl Key {
    /// Where a writer is in the list.
    fn place(&self, at: usize) -> Option<usize> {
        self.writers.binary_search(&at).ok()
    }

    /// Whether the second one's version is known to come after the first one's, by their places in
    /// the list.
    fn precedes(&self, one: usize, other: usize) -> bool {
        match &self.line {
            Some((_, ranks)) => ranks[one] < ranks[other],
            None => self.after[one][other],
        }
    }

    /// The writer of the version after one in the line, or after the initial state.
    fn next(&self, of: Option<usize>) -> Option<usize> {
        let (line, ranks) = self.line.as_ref()?;
        let place = of.map_or(Some(0), |at| Some(ranks[self.place(at)?] + 1));
        line.get(place?).copied()
    }

    /// The writer of the version before one in the line.
    fn last(&self, of: usize) -> Option<usize> {
        let (line, ranks) = self.line.as_ref()?;
        ranks[self.place(of)?].checked_sub(1).map(|before| line[before])
    }
}

/// What is known of the order of versions.
#[derive(Clone, Debug)]
pub struct Versions<'a> {
    /// The transactions.
    pub txns: &'a Txns,
    keys: BTreeMap<u32, Key>,
    /// For each transaction that happened, what it did, in its order.
    pub events: Vec<Vec<Event>>,
}

/// A pair of writers of a key: `(key, one, other)`.
pub type Pair = (u32, usize, usize);

impl<'a> Versions<'a> {
    /// What the reads alone tell.
    pub fn new(txns: &'a Txns, happened: &[bool]) -> Versions<'a> {
        let mut keys: BTreeMap<u32, Key> = BTreeMap::new();
        for at in (0..txns.all.len()).filter(|&at| happened[at]) {
            txns.all[at].installs.keys().for_each(|key| keys.entry(key).or_default().writers.push(at));
        }
        if let Some(orders) = &txns.orders {
            for (key, versions) in &mut keys {
                let mut line = versions.writers.clone();
                line.sort_by_key(|&at| {
                    txns.all[at].installs.get(*key).and_then(|value| orders.place(*key, value))
                });
                let mut ranks = vec![0; line.len()];
                line.iter()
                    .enumerate()
                    .for_each(|(rank, at)| ranks[versions.place(*at).expect("a writer")] = rank);
                versions.line = Some((line, ranks));
            }
        } else {
            keys.values_mut()
                .for_each(|key| key.after = vec![vec![false; key.writers.len()]; key.writers.len()]);
        }
        let mut versions = Versions { txns, keys, events: Vec::new() };
        versions.told();
        versions.events = (0..txns.all.len())
            .map(|at| if happened[at] { versions.of(at, happened) } else { Vec::new() })
            .collect();
        versions
    }

    /// The order that the longest list of each key shows; what is in no list comes after all that
    /// is.
    fn told(&mut self) {
        let mut longest: BTreeMap<u32, &[u32]> = BTreeMap::new();
        for micro in self.txns.all.iter().flat_map(|txn| &txn.micros) {
            if let Micro::List(key, seen) = micro
                && let seen = self.txns.list(*seen)
                && longest.get(key).is_none_or(|known| known.len() < seen.len())
            {
                longest.insert(*key, seen);
            }
        }
        for (key, list) in longest {
            let Some(versions) = self.keys.get_mut(&key) else { continue };
            let place =
                |at: usize| list.iter().position(|value| self.txns.all[at].installs.get(key) == Some(*value));
            let places: Vec<Option<usize>> = versions.writers.iter().map(|&at| place(at)).collect();
            for (one, first) in places.iter().enumerate() {
                for (other, second) in places.iter().enumerate() {
                    versions.after[one][other] = match (first, second) {
                        (Some(first), Some(second)) => first < second,
                        (Some(_), None) => true,
                        _ => false,
                    };
                }
            }
        }
    }

    fn of(&self, at: usize, happened: &[bool]) -> Vec<Event> {
        let txn = &self.txns.all[at];
        let here = |key: u32, value: u32| match self.txns.writer(key, value) {
            Writer::Here(by) if happened[by] => Some(by),
            _ => None,
        };
        let (mut events, mut wrote, known) = (Vec::new(), BTreeMap::new(), self.txns.orders.is_some());
        for (nth, micro) in txn.micros.iter().enumerate() {
            match micro {
                Micro::Write(key, value) => {
                    wrote.insert(*key, nth);
                    if txn.installs.get(*key) == Some(*value) {
                        events.push(Event::Write(*key));
                    }
                }
                Micro::List(key, seen) => {
                    let seen = self.txns.list(*seen);
                    let other =
                        seen.iter().rev().find(|value| self.txns.writer(*key, **value) != Writer::Here(at));
                    let from = other.and_then(|&value| here(*key, value));
                    let unseen = |by: &&usize| {
                        **by != at
                            && self.txns.all[**by]
                                .installs
                                .get(*key)
                                .is_some_and(|value| !seen.contains(&value))
                    };
                    let unseen = self.writers(*key).iter().filter(unseen).copied().collect();
                    events.push(Event::Read { key: *key, from, later: Later::These(unseen) });
                }
                Micro::Register(key, None) => {
                    let later = if wrote.contains_key(key) && !known {
                        Later::These(Vec::new())
                    } else {
                        Later::Than(None)
                    };
                    events.push(Event::Read { key: *key, from: None, later });
                }
                Micro::Register(key, Some(value)) => {
                    let Some(from) = here(*key, *value).filter(|by| *by != at) else { continue };
                    // What it read after its own write says nothing about what came later, unless
                    // the order is known.
                    let later = if wrote.contains_key(key) && !known {
                        Later::These(Vec::new())
                    } else {
                        Later::Than(Some(from))
                    };
                    events.push(Event::Read { key: *key, from: Some(from), later });
                }
            }
        }
        events
    }

    /// The transactions that leave a version of a key behind.
    pub fn writers(&self, key: u32) -> &[usize] {
        self.keys.get(&key).map_or(&[], |key| &key.writers)
    }

    /// Whether a writer's version of a key is known to come after another one's.
    pub fn is_after(&self, key: u32, one: usize, other: usize) -> bool {
        let Some(versions) = self.keys.get(&key) else { return false };
        matches!((versions.place(one), versions.place(other)), (Some(one), Some(other)) if versions.precedes(one, other))
    }

    /// Whether somebody leaves a version of a key behind.
    pub fn writes(&self, at: usize, key: u32) -> bool {
        self.keys.get(&key).is_some_and(|versions| versions.place(at).is_some())
    }

    /// Whether somebody leaves anything behind.
    pub fn updates(&self, at: usize) -> bool {
        self.events[at].iter().any(|event| matches!(event, Event::Write(_)))
    }

    /// The writers whose versions are known to come after what a read saw; where the whole order is
    /// known only the next one, from whom `ww` leads to the others.
    pub fn later(&self, key: u32, later: &Later) -> Vec<usize> {
        match (later, self.line(key)) {
            (Later::These(writers), _) => writers.clone(),
            (Later::Than(from), Some(versions)) => versions.next(*from).into_iter().collect(),
            (Later::Than(_), None) => {
                self.writers(key).iter().copied().filter(|by| self.is_later(key, later, *by)).collect()
            }
        }
    }

    /// Whether a writer's version is known to come after what a read saw, however far.
    pub fn is_later(&self, key: u32, later: &Later, by: usize) -> bool {
        match later {
            Later::These(writers) => writers.contains(&by),
            Later::Than(None) => self.writes(by, key),
            Later::Than(Some(from)) => self.is_after(key, *from, by),
        }
    }

    /// The writers whose versions of a key are known to come before that of one; where the whole
    /// order is known only the last of them.
    pub fn earlier(&self, key: u32, at: usize) -> Vec<usize> {
        match self.line(key) {
            Some(versions) => versions.last(at).into_iter().collect(),
            None => self.writers(key).iter().copied().filter(|by| self.is_after(key, *by, at)).collect(),
        }
    }

    /// The versions of a key whose whole order is known.
    fn line(&self, key: u32) -> Option<&Key> {
        self.keys.get(&key).filter(|versions| versions.line.is_some())
    }

    /// How many transactions there are.
    pub fn count(&self) -> usize {
        self.events.len()
    }

    /// The first pairs of which the order is not known, at most so many.
    pub fn unknown(&self, most: usize) -> Vec<Pair> {
        let pairs = self.keys.iter().flat_map(|(&key, versions)| {
            let count = versions.writers.len();
            let pairs = (0..count).flat_map(move |one| (one + 1..count).map(move |other| (one, other)));
            let open = pairs
                .filter(|&(one, other)| !versions.precedes(one, other) && !versions.precedes(other, one));
            open.map(move |(one, other)| (key, versions.writers[one], versions.writers[other]))
        });
        pairs.take(most).collect()
    }

    /// Takes the first one's version to come before the other one's, with all that follows.
    pub fn put(&mut self, (key, one, other): Pair) {
        let Some(versions) = self.keys.get_mut(&key).filter(|versions| versions.line.is_none()) else {
            return;
        };
        let (Ok(one), Ok(other)) =
            (versions.writers.binary_search(&one), versions.writers.binary_search(&other))
        else {
            return;
        };
        let count = versions.writers.len();
        let before: Vec<usize> = (0..count).filter(|&it| it == one || versions.after[it][one]).collect();
        let behind: Vec<usize> = (0..count).filter(|&it| it == other || versions.after[other][it]).collect();
        for &first in &before {
            behind.iter().for_each(|&second| versions.after[first][second] = true);
        }
    }

    /// The same with the order of all versions known: that of these ranks. Nothing where what is
    /// known already contradicts them.
    pub fn ranked(&self, rank: &[(u64, usize)]) -> Option<Versions<'a>> {
        let mut whole = self.clone();
        for versions in whole.keys.values_mut() {
            for (one, first) in versions.writers.iter().enumerate() {
                for (other, second) in versions.writers.iter().enumerate().filter(|(other, _)| *other != one)
                {
                    let forward = rank[*first] < rank[*second];
                    if versions.precedes(one, other) && !forward {
                        return None;
                    }
                    if versions.line.is_none() {
                        versions.after[one][other] = forward;
                    }
                }
            }
        }
        Some(whole)
    }

    /// Every edge `ww` that is known; where the whole order is, those to the next version.
    pub fn overwrites(&self) -> Vec<Edge> {
        let mut out = Vec::new();
        for (&key, versions) in &self.keys {
            if let Some((line, _)) = &versions.line {
                out.extend(line.windows(2).map(|pair| self.edge(pair[0], pair[1], kind::WW, key)));
                continue;
            }
            for (one, &from) in versions.writers.iter().enumerate() {
                for (other, &to) in versions.writers.iter().enumerate() {
                    if versions.after[one][other] {
                        out.push(self.edge(from, to, kind::WW, key));
                    }
                }
            }
        }
        out
    }

    /// An edge between two transactions about a key, with the values that it is about.
    pub fn edge(&self, from: usize, to: usize, kind: u8, key: u32) -> Edge {
        let value = |at: usize| self.txns.all[at].installs.get(key);
        let before = if kind == kind::RW { None } else { value(from) };
        let after = if kind == kind::WR { None } else { value(to) };
        Edge { from: from as u32, to: to as u32, kind, key, before, after }
    }

    /// An edge from a reader to somebody who wrote later than what it read.
    pub fn anti(&self, reader: usize, read: Option<usize>, to: usize, key: u32) -> Edge {
        let before = read.and_then(|from| self.txns.all[from].installs.get(key));
        Edge { before, ..self.edge(reader, to, kind::RW, key) }
    }
}
