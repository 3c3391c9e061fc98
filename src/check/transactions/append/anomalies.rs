//! The anomalies of lists that are no circles: what was built on something that never happened, what a transaction sees of itself, and updates that were lost.

use super::{Look, Read};
use crate::check::history::Outcome;
use crate::check::transactions::found::Found;
use crate::check::transactions::txn::Micro;
use std::collections::BTreeMap;

/// A key with the length of a list and its last element, by which lists are found quickly.
type State<'a> = (u32, usize, Option<&'a u32>);

impl Look<'_> {
    /// An element of a transaction that never happened stands before one of a transaction that did.
    pub(super) fn dirty_updates(&mut self) {
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
    pub(super) fn inside(&mut self) {
        for (at, txn) in self.txns.all.iter().enumerate() {
            if txn.outcome != Outcome::Ok || !txn.reads() {
                continue;
            }
            // What a list was last read as, and what was appended to it since.
            let mut known: BTreeMap<u32, (Option<&[u32]>, Vec<u32>)> = BTreeMap::new();
            for (nth, micro) in txn.micros.iter().enumerate() {
                match micro {
                    Micro::Write(key, value) => known.entry(*key).or_default().1.push(*value),
                    Micro::List(key, seen) => {
                        let later = |value: &&u32| txn.micros[nth..].contains(&Micro::Write(*key, **value));
                        let writes_later = txn.micros[nth..].iter().any(|it| matches!(it, Micro::Write(to, _) if to == key));
                        if let Some(value) = seen.iter().find(|value| writes_later && later(value)) {
                            self.found.push(Found::direct("future-read", &[at], *key, Some(*value)));
                            continue;
                        }
                        let as_known = match known.get(key) {
                            None => true,
                            Some((Some(all), more)) => {
                                seen.len() == all.len() + more.len() && seen.starts_with(all) && seen.ends_with(more)
                            }
                            Some((None, end)) => seen.ends_with(end),
                        };
                        if !as_known {
                            self.found.push(Found::direct("internal", &[at], *key, seen.last().copied()));
                        }
                        known.insert(*key, (Some(seen), Vec::new()));
                    }
                    Micro::Register(..) => {}
                }
            }
        }
    }

    /// Reads of what another transaction appended before it appended more.
    pub(super) fn intermediate(&mut self) {
        let mut found = Vec::new();
        for &Read { at, key, seen, .. } in &self.reads {
            let Some(&value) = self.of_others(at, key, seen).last() else { continue };
            let Some(by) = self.here(key, value) else { continue };
            if self.txns.all[by].installs.get(&key) != Some(&value) && self.txns.all[by].outcome != Outcome::Fail {
                found.push(Found::direct("G1b", &[at, by], key, Some(value)));
            }
        }
        self.found.extend(found);
    }

    /// Transactions that read one and the same state of a key and each appended to it.
    pub(super) fn lost_updates(&mut self) {
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
}
