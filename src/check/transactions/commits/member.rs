//! What each transaction has to find and leaves behind, and which of them come before which.

use crate::check::transactions::graph::{Edge, kind};
use crate::check::transactions::register::external;
use crate::check::transactions::txn::{Data, Micro, Txns, Writer};
use std::collections::{BTreeMap, BTreeSet};

/// A transaction as the search sees it.
pub(super) struct Member {
    /// What it has to find: for each key the list, or the one value, that is there.
    pub reads: Vec<(u32, Vec<u32>)>,
    /// What it leaves behind: keys with what is appended or written.
    pub writes: Vec<(u32, Vec<u32>)>,
}

/// The edges between transactions. Of those that lead to helpers only `ww` are followed, of which
/// each key has one: the others are not needed here.
pub(super) fn between(count: u32, known: &[Edge]) -> Vec<Edge> {
    let mut out: Vec<Edge> =
        known.iter().filter(|edge| edge.from < count && edge.to < count).copied().collect();
    let mut passes: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    known
        .iter()
        .filter(|edge| edge.kind == kind::PASS)
        .for_each(|edge| passes.entry(edge.from).or_default().push(edge.to));
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

/// What a transaction has to find and what it leaves behind. What was written by transactions that
/// are not looked at may be there at any time.
pub(super) fn member(txns: &Txns, at: usize) -> Member {
    let txn = &txns.all[at];
    let elsewhere = |key: u32, value: u32| txns.writer(key, value) == Writer::Elsewhere;
    let mut writes: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let mut reads: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    match txns.data {
        Data::Register => {
            writes = txn.installs.iter().map(|(key, value)| (key, vec![value])).collect();
            let known = |(key, seen): &(u32, Option<u32>)| seen.is_none_or(|value| !elsewhere(*key, value));
            external(txns, at)
                .into_iter()
                .filter(known)
                .for_each(|(key, seen)| _ = reads.entry(key).or_insert(seen.into_iter().collect()));
        }
        Data::Append => {
            for micro in &txn.micros {
                match micro {
                    Micro::Write(key, value) => writes.entry(*key).or_default().push(*value),
                    Micro::List(key, seen) => {
                        let (seen, own) = (txns.list(*seen), writes.get(key).map_or(0, Vec::len));
                        let others = &seen[..seen.len().saturating_sub(own)];
                        reads.entry(*key).or_insert(
                            others.iter().copied().filter(|value| !elsewhere(*key, *value)).collect(),
                        );
                    }
                    Micro::Register(..) => {}
                }
            }
        }
    }
    Member { reads: reads.into_iter().collect(), writes: writes.into_iter().collect() }
}
