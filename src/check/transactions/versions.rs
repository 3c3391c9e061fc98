//! The orders in which the versions of each key may have come: what is known of them, and what a transaction read in its own order.
//!
//! Adya's phenomena (*Weak Consistency*, 1999) speak of one order of versions for each key. Lists tell it; registers do not, and of what was appended and never read
//! nobody knows it. So an order is known in part, one pair of writers after the other can be added to it, and what is known once stays so.

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
    /// Those that come after the version of this writer.
    Than(usize),
}

/// The versions of one key.
#[derive(Clone, Debug, Default)]
struct Key {
    writers: Vec<usize>,
    /// For each pair of writers, by their places in the list, whether the second one's version is known to come after the first one's.
    after: Vec<Vec<bool>>,
}

/// What is known of the order of versions.
#[derive(Clone, Debug)]
pub struct Versions<'a> {
    txns: &'a Txns,
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
        keys.values_mut().for_each(|key| key.after = vec![vec![false; key.writers.len()]; key.writers.len()]);
        let mut versions = Versions { txns, keys, events: Vec::new() };
        versions.told();
        versions.events = (0..txns.all.len()).map(|at| if happened[at] { versions.of(at, happened) } else { Vec::new() }).collect();
        versions
    }

    /// The order that the longest list of each key shows; what is in no list comes after all that is.
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
            let place = |at: usize| list.iter().position(|value| self.txns.all[at].installs.get(key) == Some(*value));
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
        let (mut events, mut wrote) = (Vec::new(), BTreeMap::new());
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
                    let other = seen.iter().rev().find(|value| self.txns.writer(*key, **value) != Writer::Here(at));
                    let from = other.and_then(|&value| here(*key, value));
                    let unseen =
                        |by: &&usize| **by != at && self.txns.all[**by].installs.get(*key).is_some_and(|value| !seen.contains(&value));
                    let unseen = self.writers(*key).iter().filter(unseen).copied().collect();
                    events.push(Event::Read { key: *key, from, later: Later::These(unseen) });
                }
                Micro::Register(key, None) => {
                    let all = if wrote.contains_key(key) { Vec::new() } else { self.writers(*key).to_vec() };
                    let others = all.into_iter().filter(|by| *by != at).collect();
                    events.push(Event::Read { key: *key, from: None, later: Later::These(others) });
                }
                Micro::Register(key, Some(value)) => {
                    let Some(from) = here(*key, *value).filter(|by| *by != at) else { continue };
                    // What it read after its own write says nothing about what came later.
                    let later = if wrote.contains_key(key) { Later::These(Vec::new()) } else { Later::Than(from) };
                    events.push(Event::Read { key: *key, from: Some(from), later });
                }
            }
        }
        events
    }

    fn writers(&self, key: u32) -> &[usize] {
        self.keys.get(&key).map_or(&[], |key| &key.writers)
    }

    /// Whether a writer's version of a key is known to come after another one's.
    pub fn is_after(&self, key: u32, one: usize, other: usize) -> bool {
        let Some(versions) = self.keys.get(&key) else { return false };
        let place = |at: usize| versions.writers.binary_search(&at).ok();
        matches!((place(one), place(other)), (Some(one), Some(other)) if versions.after[one][other])
    }

    /// Whether somebody leaves a version of a key behind.
    pub fn writes(&self, at: usize, key: u32) -> bool {
        self.keys.get(&key).is_some_and(|versions| versions.writers.binary_search(&at).is_ok())
    }

    /// Whether somebody leaves anything behind.
    pub fn updates(&self, at: usize) -> bool {
        self.events[at].iter().any(|event| matches!(event, Event::Write(_)))
    }

    /// The writers whose versions are known to come after what a read saw.
    pub fn later(&self, key: u32, later: &Later) -> Vec<usize> {
        match later {
            Later::These(writers) => writers.clone(),
            Later::Than(from) => self.writers(key).iter().copied().filter(|by| self.is_after(key, *from, *by)).collect(),
        }
    }

    /// The writers whose versions of a key are known to come before that of one.
    pub fn earlier(&self, key: u32, at: usize) -> Vec<usize> {
        self.writers(key).iter().copied().filter(|by| self.is_after(key, *by, at)).collect()
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
            let open = pairs.filter(|&(one, other)| !versions.after[one][other] && !versions.after[other][one]);
            open.map(move |(one, other)| (key, versions.writers[one], versions.writers[other]))
        });
        pairs.take(most).collect()
    }

    /// Takes the first one's version to come before the other one's, with all that follows.
    pub fn put(&mut self, (key, one, other): Pair) {
        let Some(versions) = self.keys.get_mut(&key) else { return };
        let (Ok(one), Ok(other)) = (versions.writers.binary_search(&one), versions.writers.binary_search(&other)) else { return };
        let count = versions.writers.len();
        let before: Vec<usize> = (0..count).filter(|&it| it == one || versions.after[it][one]).collect();
        let behind: Vec<usize> = (0..count).filter(|&it| it == other || versions.after[other][it]).collect();
        for &first in &before {
            behind.iter().for_each(|&second| versions.after[first][second] = true);
        }
    }

    /// The same with the order of all versions known: that of these ranks. Nothing where what is known already contradicts them.
    pub fn ranked(&self, rank: &[(u64, usize)]) -> Option<Versions<'a>> {
        let mut whole = self.clone();
        for versions in whole.keys.values_mut() {
            for (one, first) in versions.writers.iter().enumerate() {
                for (other, second) in versions.writers.iter().enumerate().filter(|(other, _)| *other != one) {
                    let forward = rank[*first] < rank[*second];
                    if versions.after[one][other] && !forward {
                        return None;
                    }
                    versions.after[one][other] = forward;
                }
            }
        }
        Some(whole)
    }

    /// Every edge `ww` that is known.
    pub fn overwrites(&self) -> Vec<Edge> {
        let mut out = Vec::new();
        for (&key, versions) in &self.keys {
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
