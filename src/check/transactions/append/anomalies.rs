//! The anomalies of lists that are no cycles: what was built on something that never happened, what
//! a transaction sees of itself, and updates that were lost.

use super::Look;
use crate::check::history::Outcome;
use crate::check::transactions::found::Found;
use crate::check::transactions::txn::{Micro, Seen, Txn, Writer};
use std::collections::{BTreeMap, BTreeSet};

/// A key with the length of a list and its last element, by which states are found before they are
/// held against each other.
type State = (u32, u32, Option<u32>);

/// Up to so many steps, each is held against each other one.
const FEW: usize = 16;

impl Micro {
    fn key(&self) -> u32 {
        let (Micro::Write(key, _) | Micro::List(key, _) | Micro::Register(key, _)) = self;
        *key
    }
}

/// The steps that are the first ones of their transaction on their keys.
fn first_steps(txn: &Txn) -> impl Iterator<Item = &Micro> {
    let (few, mut known) = (txn.micros.len() <= FEW, BTreeSet::new());
    txn.micros.iter().enumerate().filter_map(move |(nth, micro)| {
        let key = micro.key();
        let first = if few { txn.micros[..nth].iter().all(|it| it.key() != key) } else { known.insert(key) };
        first.then_some(micro)
    })
}

impl Look<'_> {
    /// An element of a transaction that never happened stands before one of a transaction that did.
    pub(super) fn dirty_updates(&mut self) {
        let mut found = Vec::new();
        for (key, known) in self.orders() {
            let mut aborted = None;
            for &value in self.txns.list(known.order) {
                let Some(by) = self.here(key, value) else { continue };
                if self.txns.all[by].outcome == Outcome::Fail {
                    aborted = Some(by);
                } else if let Some(aborted) = aborted {
                    found.push(Found::direct("dirty-update", &[by, aborted, known.teller], key, Some(value)));
                    break;
                }
            }
        }
        self.found.extend(found);
    }

    /// Transactions that do not see what they themselves did, or see it too early.
    pub(super) fn inside(&mut self) {
        for (at, txn) in self.txns.all.iter().enumerate() {
            // Of a key that it meets only once, a transaction can see nothing of itself.
            if txn.outcome != Outcome::Ok
                || !txn.reads()
                || (txn.micros.len() <= FEW && first_steps(txn).count() == txn.micros.len())
            {
                continue;
            }
            // What a list was last read as, and what was appended to it since.
            let mut known: BTreeMap<u32, (Option<&[u32]>, Vec<u32>)> = BTreeMap::new();
            for (nth, micro) in txn.micros.iter().enumerate() {
                match micro {
                    Micro::Write(key, value) => known.entry(*key).or_default().1.push(*value),
                    Micro::List(key, seen) => {
                        let (key, seen, later) = (*key, self.txns.list(*seen), &txn.micros[nth..]);
                        let own = |value: u32| match self.txns.writer(key, value) {
                            Writer::Here(by) => by == at,
                            Writer::Several => true,
                            Writer::Elsewhere | Writer::Nobody => false,
                        };
                        let writes_later =
                            later.iter().any(|it| matches!(it, Micro::Write(to, _) if *to == key));
                        let future = |value: &&u32| {
                            writes_later && own(**value) && later.contains(&Micro::Write(key, **value))
                        };
                        if let Some(value) = seen.iter().find(future) {
                            self.found.push(Found::direct("future-read", &[at], key, Some(*value)));
                            continue;
                        }
                        let as_known = match known.get(&key) {
                            None => true,
                            Some((Some(all), more)) => {
                                seen.len() == all.len() + more.len()
                                    && seen.starts_with(all)
                                    && seen.ends_with(more)
                            }
                            Some((None, end)) => seen.ends_with(end),
                        };
                        if !as_known {
                            self.found.push(Found::direct("internal", &[at], key, seen.last().copied()));
                        }
                        known.insert(key, (Some(seen), Vec::new()));
                    }
                    Micro::Register(..) => {}
                }
            }
        }
    }

    /// Reads of what another transaction appended before it appended more.
    pub(super) fn intermediate(&mut self) {
        let mut found = Vec::new();
        for read in &self.reads {
            let Some(&value) = self.of_others(read).last() else { continue };
            let Some(by) = self.here(read.key, value) else { continue };
            if self.txns.all[by].installs.get(read.key) != Some(value)
                && self.txns.all[by].outcome != Outcome::Fail
            {
                found.push(Found::direct("G1b", &[read.at, by], read.key, Some(value)));
            }
        }
        self.found.extend(found);
    }

    /// Transactions that read one and the same state of a key and each appended to it.
    pub(super) fn lost_updates(&mut self) {
        let txns = self.txns;
        let mut updates: Vec<(State, usize, Seen)> = Vec::new();
        for (at, txn) in txns
            .all
            .iter()
            .enumerate()
            .filter(|(_, txn)| txn.outcome == Outcome::Ok && !txn.installs.is_empty())
        {
            for micro in first_steps(txn) {
                if let Micro::List(key, seen) = micro
                    && txn.installs.has(*key)
                {
                    updates.push(((*key, seen.length, txns.list(*seen).last().copied()), at, *seen));
                }
            }
        }
        updates.sort_unstable_by_key(|(state, at, _)| (*state, *at));
        for alike in updates.chunk_by(|one, other| one.0 == other.0).filter(|alike| alike.len() > 1) {
            let ((key, _, last), first, seen) = alike[0];
            if let Some((_, second, _)) = alike[1..].iter().find(|(_, _, it)| txns.agree(seen, *it)) {
                self.found.push(Found::direct("lost-update", &[first, *second], key, last));
            }
        }
    }
}
