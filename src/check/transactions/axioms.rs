//! The levels of Biswas & Enea (2019), decided exactly: is there an order of commits in which no
//! read misses a write that it should have seen?
//!
//! All levels have one form. Let transaction c read key x from a, and let another transaction b
//! write x. If b is *visible enough* for c, then b committed before a. What is visible enough is
//! all that tells the levels apart; up to causal consistency it does not depend on the order of
//! commits, so that one pass over the reads decides. The others are decided by [`commits`].

use super::append::Inferred;
use super::commits::{self, Isolation};
use super::cycles::components;
use super::graph::{Edge, Graph, Order, kind, orders};
use super::reach::Reach;
use super::txn::{Micro, Txns, Writer};
use crate::check::history::Outcome;
use crate::check::verdict::{Unknown, Why};
use std::collections::{BTreeMap, BTreeSet};

/// An isolation level that axioms define, after Biswas and Enea (2019).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// Read committed: what c read from before, in the same transaction.
    Rc,
    /// Repeatable reads: read committed, and two reads of one key in one transaction see the same.
    Rr,
    /// Read atomic: what c reads from, and what its session did before.
    Ra,
    /// Causal: what came before c by reads and sessions, over any number of steps.
    Cc,
    /// Prefix: what committed before something that c reads from.
    Pc,
    /// Snapshot isolation: that, and what committed before something that wrote a key of c.
    Si,
    /// Serializable: what committed before c.
    Ser,
}

impl Level {
    /// All of them, the weakest first.
    pub const ALL: [Level; 7] =
        [Level::Rc, Level::Rr, Level::Ra, Level::Cc, Level::Pc, Level::Si, Level::Ser];

    /// The letters of the paper.
    pub fn word(self) -> &'static str {
        ["RC", "RR", "RA", "CC", "PC", "SI", "SER"][self as usize]
    }
}

/// What the search for a commit order came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// There is such an order.
    Holds,
    /// No commit order satisfies the axioms.
    Violated,
    /// The budget is spent.
    Unknown(Unknown),
}

/// Anomalies that no level of this file allows: reads of what was never committed, or of the middle
/// of a transaction, and transactions that do not see themselves.
const NEVER: [&str; 7] =
    ["garbage-read", "G1a", "G1b", "future-read", "duplicate-elements", "incompatible-order", "dirty-update"];

/// Decides a level, with the order of sessions (or of real time) as the paper has it, or without.
/// The budget is in steps.
pub fn decide(txns: &Txns, inferred: &Inferred, level: Level, order: Order, budget: u64) -> Answer {
    if inferred.found.iter().any(|found| NEVER.contains(&found.anomaly)) {
        return Answer::Violated;
    }
    if inferred.found.iter().any(|found| found.anomaly == "internal")
        && (level != Level::Rc || !rereads(txns))
    {
        return Answer::Violated;
    }
    let isolation = match level {
        Level::Pc => Isolation::Prefix,
        Level::Si => Isolation::Snapshot,
        Level::Ser => Isolation::Serial,
        _ => return saturate(txns, inferred, level, order, budget),
    };
    // A write of unknown outcome whose value was there otherwise too may have been the one that was
    // read.
    let unsure = unsure(txns, &inferred.happened);
    if unsure.len() > UNSURE {
        return match commits::search(
            txns,
            &inferred.happened,
            isolation,
            order,
            &inferred.graph.edges,
            budget,
        ) {
            commits::Found::Order(_) => Answer::Holds,
            commits::Found::None => Answer::Unknown(Unknown::because_of(Why::WrittenTwice, budget)),
            commits::Found::Spent(unknown) => Answer::Unknown(unknown),
        };
    }
    let mut answer = Answer::Violated;
    for taken in 0..1usize << unsure.len() {
        let mut happened = inferred.happened.clone();
        unsure.iter().enumerate().for_each(|(nth, &at)| happened[at] = taken >> nth & 1 == 1);
        match commits::search(
            txns,
            &happened,
            isolation,
            order,
            &inferred.graph.edges,
            budget >> unsure.len(),
        ) {
            commits::Found::Order(_) => return Answer::Holds,
            commits::Found::None => {}
            commits::Found::Spent(unknown) => answer = Answer::Unknown(Unknown { budget, ..unknown }),
        }
    }
    answer
}

/// Of so many transactions of which nobody knows whether they happened every choice is tried.
const UNSURE: usize = 4;

/// The transactions of unknown outcome that wrote what was there otherwise too: what they wrote,
/// nobody needs to have read from them.
fn unsure(txns: &Txns, happened: &[bool]) -> Vec<usize> {
    if !txns.ambiguous() {
        return Vec::new();
    }
    let several = |micro: &Micro| matches!(micro, Micro::Write(key, value) if txns.writer(*key, *value) == Writer::Several);
    let wrote =
        |at: &usize| txns.all[*at].outcome == Outcome::Info && txns.all[*at].micros.iter().any(several);
    (0..txns.all.len()).filter(|at| !happened[*at]).filter(wrote).collect()
}

/// Whether all that is inconsistent inside transactions is that a key was read twice and differed:
/// no transaction fails to see its own writes.
fn rereads(txns: &Txns) -> bool {
    txns.all.iter().all(|txn| {
        let mut own: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        txn.micros.iter().all(|micro| match micro {
            Micro::Write(key, value) => {
                own.entry(*key).or_default().push(*value);
                true
            }
            Micro::List(key, seen) => own.get(key).is_none_or(|own| txns.list(*seen).ends_with(own)),
            Micro::Register(key, seen) => own.get(key).is_none_or(|own| own.last() == seen.as_ref()),
        })
    })
}

/// A read from another transaction, or from the initial state, in the order inside its transaction.
struct Read<'a> {
    key: u32,
    from: Option<usize>,
    list: Option<&'a [u32]>,
}

/// What a transaction read from others. `None` where it cannot be told from whom.
fn reads<'a>(txns: &'a Txns, happened: &[bool], at: usize) -> Option<Vec<Read<'a>>> {
    let mut out = Vec::new();
    for micro in &txns.all[at].micros {
        let (key, value, list) = match micro {
            Micro::Write(..) => continue,
            Micro::Register(key, seen) => (*key, *seen, None),
            Micro::List(key, seen) => {
                let other = |value: &&u32| {
                    ![Writer::Elsewhere, Writer::Here(at)].contains(&txns.writer(*key, **value))
                };
                let seen = txns.list(*seen);
                (*key, seen.iter().rev().find(other).copied(), Some(seen))
            }
        };
        let from = match value.map(|value| txns.writer(key, value)) {
            None => None,
            Some(Writer::Elsewhere) => continue,
            Some(Writer::Here(by)) if by == at => continue,
            Some(Writer::Here(by)) if happened[by] => Some(by),
            Some(_) => return None,
        };
        out.push(Read { key, from, list });
    }
    Some(out)
}

/// Whether one transaction came before another in its session, or in real time.
fn before(txns: &Txns, one: usize, other: usize, order: Order) -> bool {
    let (one, other) = (&txns.all[one], &txns.all[other]);
    let session = one.process == other.process && (one.invoked, one.place) < (other.invoked, other.place);
    let time = one.returned.is_some_and(|returned| returned < other.invoked);
    (order >= Order::Process && session) || (order == Order::Realtime && time)
}

fn saturate(txns: &Txns, inferred: &Inferred, level: Level, order: Order, budget: u64) -> Answer {
    let unknown = |why| Answer::Unknown(Unknown::because_of(why, budget));
    let count = txns.all.len();
    let happened = &inferred.happened;
    let mut base = Graph::new(count);
    let mut all = Vec::new();
    let mut writers: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for at in 0..count {
        let Some(read) = (if happened[at] { reads(txns, happened, at) } else { Some(Vec::new()) }) else {
            return unknown(Why::WrittenTwice);
        };
        read.iter().filter_map(|it| it.from).for_each(|from| base.add(Edge::order(from, at, kind::WR)));
        if happened[at] {
            txns.all[at].installs.keys().for_each(|key| writers.entry(key).or_default().push(at));
        }
        all.push(read);
    }
    orders(txns, happened, order, &mut base);
    let base = base.sorted();
    let Some(reach) = (count <= super::register::CHAINS_UP_TO).then(|| Reach::of(&base)) else {
        return unknown(Why::Undecided);
    };
    let Some(reach) = reach else { return Answer::Violated };
    // Orders of writes that lists told, also of those that nobody read.
    let told = inferred.graph.edges.iter().filter(|it| it.kind & (kind::WW | kind::PASS) != 0);
    let mut forced = Graph::new(inferred.graph.nodes.max(count));
    forced.edges = base.edges.iter().chain(told).copied().collect();
    let mut steps = 0u64;
    for (at, reads) in all.iter().enumerate() {
        let mut earlier: BTreeSet<usize> = BTreeSet::new();
        let sources: BTreeSet<usize> = reads.iter().filter_map(|it| it.from).collect();
        for read in reads {
            for &by in writers
                .get(&read.key)
                .into_iter()
                .flatten()
                .filter(|by| **by != at && Some(**by) != read.from)
            {
                steps += 1;
                let visible = match level {
                    Level::Rc | Level::Rr => earlier.contains(&by),
                    Level::Ra => sources.contains(&by) || before(txns, by, at, order),
                    _ => reach.leads(by, at),
                };
                let missed = |list: &[u32]| {
                    txns.all[by].installs.get(read.key).is_some_and(|value| !list.contains(&value))
                };
                if visible && read.list.is_some_and(missed) {
                    return Answer::Violated;
                }
                match read.from {
                    Some(from) if visible => forced.add(Edge::order(by, from, kind::WW)),
                    None if visible => return Answer::Violated,
                    _ => {}
                }
            }
            if steps > budget {
                txns.take(steps);
                return unknown(Why::Spent);
            }
            earlier.extend(read.from);
        }
    }
    txns.take(steps);
    let forced = forced.sorted();
    let component = components(&forced, u8::MAX);
    let cycle = forced.edges.iter().any(|it| component[it.from as usize] == component[it.to as usize]);
    if cycle { Answer::Violated } else { Answer::Holds }
}
