//! What lists tell: every read is a prefix of the one order in which a key was appended to.
//!
//! Here are the orders; `anomalies` are what contradicts them without a circle, and `edges` what follows from them.
//!
//! The longest read of a key gives the order of all it contains; what was appended and never read comes after it, in an order that nobody knows. So nearly every edge
//! can be inferred, also from the read of an empty list and for the appends that nobody read (Kingsbury & Alvaro 2020, section 4).

mod anomalies;
mod edges;

use super::found::Found;
use super::graph::Graph;
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

/// A read of a list.
struct Read<'a> {
    /// Whose.
    at: usize,
    key: u32,
    seen: &'a [u32],
    /// Whether the order of the key begins so.
    agrees: bool,
}

struct Look<'a> {
    txns: &'a Txns,
    /// Reads in the order in which they became known, so that a later one never changes what an earlier one proved.
    reads: Vec<Read<'a>>,
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
                reads.push(Read { at, key: *key, seen, agrees: false });
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
        for Read { at, key, seen, .. } in std::mem::take(&mut self.reads) {
            let mut known = self.versions.remove(&key).unwrap_or(Versions { teller: at, ..Versions::default() });
            let shared = seen.len().min(known.order.len());
            let agree = seen[..shared] == known.order[..shared];
            let (goes_on, mut alone) = (agree && seen.len() >= known.order.len(), Shown::default());
            let whole = if agree && seen.len() == shared {
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
                // The order only grows, so that what agrees with it now will.
                kept.push(Read { at, key, seen, agrees: agree });
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

    /// A list without what its reader appended to its end.
    fn of_others<'b>(&self, at: usize, key: u32, seen: &'b [u32]) -> &'b [u32] {
        let others = seen.iter().rposition(|&value| self.here(key, value) != Some(at));
        &seen[..others.map_or(0, |last| last + 1)]
    }
}
