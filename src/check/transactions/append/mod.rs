//! What lists tell: every read is a prefix of the one order in which a key was appended to.
//!
//! Here are the orders; `anomalies` are what contradicts them without a cycle, and `edges` what
//! follows from them.
//!
//! The longest read of a key gives the order of all it contains; what was appended and never read
//! comes after it, in an order that nobody knows. So nearly every edge can be inferred, also from
//! the read of an empty list and for the appends that nobody read (Kingsbury & Alvaro 2020, section
//! 4).

mod anomalies;
mod edges;

use super::found::Found;
use super::graph::Graph;
use super::pairs::{Entry, Pairs};
use super::txn::{Micro, Seen, Txns, Writer};
use crate::check::history::Outcome;
use std::collections::{BTreeMap, BTreeSet};

/// What was inferred from the reads and writes alone.
#[derive(Clone, Debug, Default)]
pub struct Inferred {
    /// The anomalies that are no cycles.
    pub found: Vec<Found>,
    /// Which transactions happened: those that returned well, and those of unknown outcome of which
    /// something was read.
    pub happened: Vec<bool>,
    /// Edges `ww`, `wr` and `rw`.
    pub graph: Graph,
    /// Whether the order of some writes to one key stays unknown.
    pub loose: bool,
}

/// The order of a key's elements as far as it is known.
struct Versions {
    order: Seen,
    /// Whose read told it.
    teller: usize,
    /// Of each transaction that appended several elements, how many are in the order.
    parts: BTreeMap<usize, usize>,
}

/// A read of a list.
#[derive(Clone, Copy)]
struct Read {
    at: usize,
    key: u32,
    seen: Seen,
    /// Whether the order of the key begins so.
    agrees: bool,
}

struct Look<'a> {
    txns: &'a Txns,
    /// Reads in the order in which they became known, so that a later one never changes what an
    /// earlier one proved.
    reads: Vec<Read>,
    found: Vec<Found>,
    happened: Vec<bool>,
    /// For each key, if it was read.
    versions: Vec<Option<Versions>>,
    /// For each element of each key its place in the order.
    places: Pairs<u32>,
    /// What one transaction appended to one key, where that is more than one element.
    several: BTreeMap<(usize, u32), Vec<u32>>,
}

/// Infers what the reads of lists tell.
pub fn infer(txns: &Txns) -> Inferred {
    let mut readers: Vec<usize> = (0..txns.all.len()).collect();
    readers.sort_by_key(|&at| txns.all[at].returned);
    let (mut reads, mut several) = (Vec::new(), BTreeMap::new());
    for at in readers {
        let (txn, before) = (&txns.all[at], reads.len());
        let seen = txn
            .micros
            .iter()
            .filter_map(|it| if let Micro::List(key, seen) = it { Some((*key, *seen)) } else { None });
        reads.extend(seen.map(|(key, seen)| Read { at, key, seen, agrees: false }));
        // More writes than keys.
        if txn.micros.len() - (reads.len() - before) > txn.installs.len() {
            for key in txn.installs.keys() {
                let of_key = |it: &Micro| {
                    if let Micro::Write(to, value) = it { (*to == key).then_some(*value) } else { None }
                };
                let appended: Vec<u32> = txn.micros.iter().filter_map(of_key).collect();
                if appended.len() > 1 {
                    several.insert((at, key), appended);
                }
            }
        }
    }
    let happened = txns.all.iter().map(|txn| txn.outcome == Outcome::Ok).collect();
    let versions = txns.keys.iter().map(|_| None).collect();
    let mut look =
        Look { txns, reads, found: Vec::new(), happened, versions, places: Pairs::default(), several };
    look.order();
    look.dirty_updates();
    look.inside();
    look.intermediate();
    look.lost_updates();
    look.edges()
}

impl<'a> Look<'a> {
    /// The order of each key: each read goes on where the longest one so far ends, or contradicts
    /// it. Only what is new in a read needs to be looked at.
    fn order(&mut self) {
        let mut reads = std::mem::take(&mut self.reads);
        reads.retain_mut(|read| {
            let Read { at, key, seen, .. } = *read;
            let nothing =
                || Versions { order: Seen { length: 0, ..seen }, teller: at, parts: BTreeMap::new() };
            let mut known = self.versions[key as usize].take().unwrap_or_else(nothing);
            let agrees = self.txns.agree(seen, known.order);
            let whole =
                if agrees { self.go_on(read, &mut known) } else { self.contradict(read, known.teller) };
            self.versions[key as usize] = Some(known);
            // The order only grows, so that what agrees with it now will.
            read.agrees = agrees;
            whole
        });
        self.reads = reads;
    }

    /// A read that begins as what is known does. Whether it shows no element twice.
    fn go_on(&mut self, &Read { at, key, seen, .. }: &Read, known: &mut Versions) -> bool {
        if seen.length <= known.order.length {
            return true;
        }
        let (txns, from) = (self.txns, known.order.length);
        let new = &txns.list(seen)[from as usize..];
        let mut next = from;
        let whole = self.elements(at, key, new, &mut known.parts, |places, value| {
            next += 1;
            matches!(places.entry(key, value, next - 1), Entry::New)
        });
        if whole {
            (known.order, known.teller) = (seen, at);
            return true;
        }
        // What it showed twice is no order; begin again with what was known.
        for &value in new {
            if self.places.get(key, value).is_some_and(|place| *place >= from) {
                self.places.remove(key, value);
            }
        }
        known.parts.clear();
        for &value in txns.list(known.order) {
            if let Some(by) = self.here(key, value).filter(|by| self.several.contains_key(&(*by, key))) {
                *known.parts.entry(by).or_insert(0) += 1;
            }
        }
        false
    }

    /// A read that goes another way than what is known. Whether it shows no element twice.
    fn contradict(&mut self, &Read { at, key, seen, .. }: &Read, teller: usize) -> bool {
        let mut shown = BTreeSet::new();
        let whole = self
            .elements(at, key, self.txns.list(seen), &mut BTreeMap::new(), |_, value| shown.insert(value));
        if whole {
            self.found.push(Found::direct("incompatible-order", &[teller, at], key, None));
        }
        whole
    }

    /// Values from nowhere, from transactions that never happened, and out of their order. Whether
    /// none is there twice.
    fn elements(
        &mut self,
        at: usize,
        key: u32,
        seen: &[u32],
        parts: &mut BTreeMap<usize, usize>,
        mut is_first: impl FnMut(&mut Pairs<u32>, u32) -> bool,
    ) -> bool {
        let mut whole = true;
        for &value in seen {
            if !is_first(&mut self.places, value) {
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
                    // What one transaction appended is there in the order in which it did so, from
                    // the first on.
                    if self.txns.all[by].micros.len() > 1
                        && let Some(appended) = self.several.get(&(by, key))
                    {
                        let part = parts.entry(by).or_insert(0);
                        if appended.get(*part).is_some_and(|next| *next != value) {
                            self.found.push(Found::direct("incompatible-order", &[at, by], key, Some(value)));
                        }
                        *part += 1;
                    }
                }
                Writer::Elsewhere | Writer::Several => {}
            }
        }
        whole
    }

    /// The orders that are known, by key.
    fn orders(&self) -> impl Iterator<Item = (u32, &Versions)> {
        (0..).zip(&self.versions).filter_map(|(key, known)| Some((key, known.as_ref()?)))
    }

    #[inline]
    fn here(&self, key: u32, value: u32) -> Option<usize> {
        if let Writer::Here(by) = self.txns.writer(key, value) { Some(by) } else { None }
    }

    /// A list without what its reader appended to its end.
    fn of_others(&self, &Read { at, key, seen, .. }: &Read) -> &'a [u32] {
        let seen = self.txns.list(seen);
        let others = seen.iter().rposition(|&value| self.here(key, value) != Some(at));
        &seen[..others.map_or(0, |last| last + 1)]
    }
}
