//! What lists tell: every read is a prefix of the one order in which a key was appended to.
//!
//! The longest read of a key gives the order of all it contains; what was appended and never read comes after it, in an order that nobody knows. So nearly every edge
//! can be inferred, also from the read of an empty list and for the appends that nobody read (Kingsbury & Alvaro 2020, section 4).

use super::found::Found;
use super::graph::{Edge, Fan, Graph, kind};
use super::txn::{Micro, Txns, Writer};
use crate::check::history::Outcome;
use std::collections::BTreeMap;

/// What was inferred from the reads and writes alone.
#[derive(Clone, Debug, Default)]
pub struct Inferred {
    /// The anomalies that are no cycles.
    pub found: Vec<Found>,
    /// Which transactions happened: those that returned well, and those of unknown outcome of which something was read.
    pub happened: Vec<bool>,
    /// Edges `ww`, `wr` and `rw`.
    pub graph: Graph,
    /// Whether the order of some writes to one key stays unknown.
    pub loose: bool,
}

/// The order of a key's elements as far as it is known.
#[derive(Default)]
struct Versions {
    order: Vec<u32>,
    /// Whose read told it.
    teller: usize,
    shown: Shown,
}

/// What a list shows.
#[derive(Default)]
struct Shown {
    /// Its elements, each with its place.
    once: BTreeMap<u32, usize>,
    /// How many elements of each transaction.
    parts: BTreeMap<usize, usize>,
}

/// A key with the length of a list and its last element, by which lists are found quickly.
type State<'a> = (u32, usize, Option<&'a u32>);

struct Look<'a> {
    txns: &'a Txns,
    /// Reads in the order in which they became known, so that a later one never changes what an earlier one proved.
    reads: Vec<(usize, u32, &'a [u32])>,
    found: Vec<Found>,
    happened: Vec<bool>,
    versions: BTreeMap<u32, Versions>,
}

/// Infers what the reads of lists tell.
pub fn infer(txns: &Txns) -> Inferred {
    let mut readers: Vec<usize> = (0..txns.all.len()).collect();
    readers.sort_by_key(|&at| (txns.all[at].returned, at));
    let mut reads = Vec::new();
    for at in readers {
        for micro in &txns.all[at].micros {
            if let Micro::List(key, seen) = micro {
                reads.push((at, *key, seen.as_slice()));
            }
        }
    }
    let happened = txns.all.iter().map(|txn| txn.outcome == Outcome::Ok).collect();
    let mut look = Look { txns, reads, found: Vec::new(), happened, versions: BTreeMap::new() };
    look.order();
    look.dirty_updates();
    look.inside();
    look.intermediate();
    look.lost_updates();
    look.edges()
}

impl Look<'_> {
    /// The order of each key: each read goes on where the longest one so far ends, or contradicts it. Only what is new in a read needs to be looked at.
    fn order(&mut self) {
        let mut appended: BTreeMap<(usize, u32), Vec<u32>> = BTreeMap::new();
        for (at, txn) in self.txns.all.iter().enumerate() {
            for micro in &txn.micros {
                if let Micro::Write(key, value) = micro {
                    appended.entry((at, *key)).or_default().push(*value);
                }
            }
        }
        let mut kept = Vec::new();
        for (at, key, seen) in std::mem::take(&mut self.reads) {
            let mut known = self.versions.remove(&key).unwrap_or(Versions { teller: at, ..Versions::default() });
            let (goes_on, mut alone) = (seen.starts_with(&known.order), Shown::default());
            let whole = if known.order.starts_with(seen) {
                true
            } else if goes_on {
                let whole = self.elements(at, key, &seen[known.order.len()..], &mut known.shown, &appended);
                if whole {
                    (known.order, known.teller) = (seen.to_vec(), at);
                }
                whole
            } else {
                let whole = self.elements(at, key, seen, &mut alone, &appended);
                if whole {
                    self.found.push(Found::direct("incompatible-order", &[known.teller, at], key, None));
                }
                whole
            };
            if whole {
                kept.push((at, key, seen));
            } else if goes_on {
                // What it showed twice is no order; begin again with what was known.
                known.shown = Shown::default();
                for (nth, &value) in known.order.iter().enumerate() {
                    known.shown.once.insert(value, nth);
                    if let Some(by) = self.here(key, value) {
                        *known.shown.parts.entry(by).or_insert(0) += 1;
                    }
                }
            }
            self.versions.insert(key, known);
        }
        self.reads = kept;
    }

    /// Values from nowhere, from transactions that never happened, and out of their order. Whether none is there twice.
    fn elements(&mut self, at: usize, key: u32, seen: &[u32], shown: &mut Shown, appended: &BTreeMap<(usize, u32), Vec<u32>>) -> bool {
        let mut whole = true;
        for &value in seen {
            let nth = shown.once.len();
            if shown.once.insert(value, nth).is_some() {
                self.found.push(Found::direct("duplicate-elements", &[at], key, Some(value)));
                whole = false;
                continue;
            }
            match self.txns.writer(key, value) {
                Writer::Nobody => self.found.push(Found::direct("garbage-read", &[at], key, Some(value))),
                Writer::Here(by) => {
                    match self.txns.all[by].outcome {
                        Outcome::Fail => self.found.push(Found::direct("G1a", &[at, by], key, Some(value))),
                        Outcome::Info => self.happened[by] = true,
                        Outcome::Ok => {}
                    }
                    // What one transaction appended is there in the order in which it did so, from the first on.
                    let part = shown.parts.entry(by).or_insert(0);
                    if appended[&(by, key)].get(*part).is_some_and(|next| *next != value) {
                        self.found.push(Found::direct("incompatible-order", &[at, by], key, Some(value)));
                    }
                    *part += 1;
                }
                Writer::Elsewhere | Writer::Several => {}
            }
        }
        whole
    }

    fn here(&self, key: u32, value: u32) -> Option<usize> {
        if let Writer::Here(by) = self.txns.writer(key, value) { Some(by) } else { None }
    }

    /// An element of a transaction that never happened stands before one of a transaction that did.
    fn dirty_updates(&mut self) {
        for (&key, known) in &self.versions {
            let mut aborted = None;
            for &value in &known.order {
                let Some(by) = self.here(key, value) else { continue };
                if self.txns.all[by].outcome == Outcome::Fail {
                    aborted = Some(by);
                } else if let Some(aborted) = aborted {
                    self.found.push(Found::direct("dirty-update", &[by, aborted, known.teller], key, Some(value)));
                    break;
                }
            }
        }
    }

    /// Transactions that do not see what they themselves did, or see it too early.
    fn inside(&mut self) {
        for (at, txn) in self.txns.all.iter().enumerate() {
            if txn.outcome != Outcome::Ok || !txn.reads() {
                continue;
            }
            let writes = txn.writes();
            // What a list is known to end with, and whether that is all of it.
            let mut known: BTreeMap<u32, (Vec<u32>, bool)> = BTreeMap::new();
            for (nth, micro) in txn.micros.iter().enumerate() {
                match micro {
                    Micro::Write(key, value) => known.entry(*key).or_default().0.push(*value),
                    Micro::List(key, seen) => {
                        let later = |value: &&u32| !writes.is_empty() && writes.get(&(*key, **value)).is_some_and(|&write| write > nth);
                        if let Some(value) = seen.iter().find(later) {
                            self.found.push(Found::direct("future-read", &[at], *key, Some(*value)));
                            continue;
                        }
                        let as_known = match known.get(key) {
                            None => true,
                            Some((all, true)) => seen == all,
                            Some((end, false)) => seen.ends_with(end),
                        };
                        if !as_known {
                            self.found.push(Found::direct("internal", &[at], *key, seen.last().copied()));
                        }
                        known.insert(*key, (seen.clone(), true));
                    }
                    Micro::Register(..) => {}
                }
            }
        }
    }

    /// A list without what its reader appended to its end.
    fn of_others<'b>(&self, at: usize, key: u32, seen: &'b [u32]) -> &'b [u32] {
        let others = seen.iter().rposition(|&value| self.here(key, value) != Some(at));
        &seen[..others.map_or(0, |last| last + 1)]
    }

    /// Reads of what another transaction appended before it appended more.
    fn intermediate(&mut self) {
        let mut found = Vec::new();
        for &(at, key, seen) in &self.reads {
            let Some(&value) = self.of_others(at, key, seen).last() else { continue };
            let Some(by) = self.here(key, value) else { continue };
            if self.txns.all[by].installs.get(&key) != Some(&value) && self.txns.all[by].outcome != Outcome::Fail {
                found.push(Found::direct("G1b", &[at, by], key, Some(value)));
            }
        }
        self.found.extend(found);
    }

    /// Transactions that read one and the same state of a key and each appended to it.
    fn lost_updates(&mut self) {
        let mut states: BTreeMap<State, (&[u32], Vec<usize>)> = BTreeMap::new();
        for (at, txn) in self.txns.all.iter().enumerate().filter(|(_, txn)| txn.outcome == Outcome::Ok) {
            let mut first = BTreeMap::new();
            for micro in &txn.micros {
                match micro {
                    Micro::List(key, seen) => _ = first.entry(*key).or_insert((Some(seen.as_slice()), false)),
                    Micro::Write(key, _) => first.entry(*key).or_insert((None, false)).1 = true,
                    Micro::Register(..) => {}
                }
            }
            for (key, (seen, wrote)) in first {
                if let (Some(seen), true) = (seen, wrote) {
                    let (first, txns) = states.entry((key, seen.len(), seen.last())).or_insert((seen, Vec::new()));
                    if *first == seen {
                        txns.push(at);
                    }
                }
            }
        }
        for ((key, _, last), (_, txns)) in states.into_iter().filter(|(_, (_, txns))| txns.len() > 1) {
            self.found.push(Found::direct("lost-update", &txns[..2], key, last.copied()));
        }
    }

    fn edges(self) -> Inferred {
        let mut graph = Graph::new(self.txns.all.len());
        let happened = |by: &usize| self.happened[*by];
        // What was appended to each key and is in no read.
        let mut unread: BTreeMap<u32, Vec<(u32, Option<u32>)>> = BTreeMap::new();
        for (at, txn) in self.txns.all.iter().enumerate().filter(|(at, _)| self.happened[*at]) {
            for micro in &txn.micros {
                if let Micro::Write(key, value) = micro
                    && !self.versions.get(key).is_some_and(|it| it.shown.once.contains_key(value))
                {
                    unread.entry(*key).or_default().push((at as u32, Some(*value)));
                }
            }
        }
        let mut fans: BTreeMap<u32, Fan> = unread.into_iter().map(|(key, targets)| (key, Fan::new(targets))).collect();
        let loose = fans.values().any(|fan| fan.width() > 1) || self.txns.ambiguous();
        // For each key the next place of the order, from each place on, whose writer is here and happened.
        let mut next: BTreeMap<u32, Vec<Option<(usize, u32)>>> = BTreeMap::new();
        for (&key, it) in &self.versions {
            let mut nexts = vec![None; it.order.len() + 1];
            for (nth, &value) in it.order.iter().enumerate().rev() {
                nexts[nth] = self.here(key, value).filter(happened).map(|by| (by, value)).or(nexts[nth + 1]);
            }
            next.insert(key, nexts);
        }
        for (&key, it) in &self.versions {
            let mut last: Option<(usize, u32)> = None;
            for &value in &it.order {
                let Some(by) = self.here(key, value).filter(happened) else { continue };
                if let Some((before, old)) = last {
                    let (from, to) = (before as u32, by as u32);
                    graph.add(Edge { from, to, kind: kind::WW, key, before: Some(old), after: Some(value) });
                }
                last = Some((by, value));
            }
            if let (Some((from, old)), Some(fan)) = (last, fans.get_mut(&key)) {
                graph.fan(fan, Edge { from: from as u32, to: 0, kind: kind::WW, key, before: Some(old), after: None });
            }
        }
        for &(at, key, seen) in &self.reads {
            let others = self.of_others(at, key, seen);
            let last = others.iter().rev().find_map(|&value| self.here(key, value).filter(happened).map(|by| (by, value)));
            if let Some((by, value)) = last {
                let (from, to) = (by as u32, at as u32);
                graph.add(Edge { from, to, kind: kind::WR, key, before: Some(value), after: None });
            }
            let Some(it) = self.versions.get(&key).filter(|it| it.order.starts_with(seen)) else { continue };
            let edge = Edge { from: at as u32, to: 0, kind: kind::RW, key, before: seen.last().copied(), after: None };
            match next[&key][seen.len()] {
                Some((by, value)) => graph.add(Edge { to: by as u32, after: Some(value), ..edge }),
                None if seen.len() <= it.order.len() => {
                    if let Some(fan) = fans.get_mut(&key) {
                        graph.fan(fan, edge);
                    }
                }
                None => {}
            }
        }
        Inferred { found: self.found, happened: self.happened, graph, loose }
    }
}
