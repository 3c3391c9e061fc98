//! Is there an order of versions without a phenomenon? Where the order is known there is nothing to
//! choose; else it is searched, within a budget.
//!
//! A phenomenon that is there stays there when more of the order is known. So a pair of writers
//! whose order brings one, one way round, must be the other way round, and if both bring one, what
//! was chosen before was wrong. What is likely is tried first: the order in which everything that
//! is known so far leads, and that of time.

use super::cycles::components;
use super::graph::{Graph, kind};
use super::phenomena::{Cycle, Phenomenon, find};
use super::txn::Txns;
use super::versions::{Event, Pair, Versions};

/// Up to so many transactions are looked at.
const MOST: usize = 1_024;
/// Up to so many pairs of unknown order are chosen one by one.
const PAIRS: usize = 512;

/// What was found out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// There is such an order.
    Holds,
    /// There is none; with the cycle that what is known without a choice leads to, where it does.
    Violated(Option<Cycle>),
    /// The budget is spent.
    Spent,
    /// There are too many transactions, or too many pairs of unknown order.
    TooMany,
}

/// Searches an order of versions without a phenomenon. The budget is in transactions that are
/// looked at.
pub fn search(txns: &Txns, happened: &[bool], phenomenon: Phenomenon, budget: u64) -> Outcome {
    if txns.all.len() > MOST {
        return Outcome::TooMany;
    }
    let versions = Versions::new(txns, happened);
    let mut search = Search { txns, phenomenon, left: budget, too_many: false };
    if let Some(cycle) = find(&versions, phenomenon) {
        return Outcome::Violated(Some(cycle).filter(|cycle| !cycle.is_empty()));
    }
    let goes = search.goes(versions);
    txns.take(budget - search.left);
    match goes {
        Some(true) => Outcome::Holds,
        Some(false) => Outcome::Violated(None),
        None if search.too_many => Outcome::TooMany,
        None => Outcome::Spent,
    }
}

struct Search<'a> {
    txns: &'a Txns,
    phenomenon: Phenomenon,
    left: u64,
    /// Whether it was given up because there is too much to choose.
    too_many: bool,
}

impl Search<'_> {
    /// Whether it is there; nothing where the budget is spent.
    fn shows(&mut self, versions: &Versions) -> Option<bool> {
        self.left = self.left.checked_sub(1 + versions.count() as u64)?;
        Some(find(versions, self.phenomenon).is_some())
    }

    /// Whether what is known can be completed without the phenomenon, which it does not show yet.
    fn goes(&mut self, mut versions: Versions) -> Option<bool> {
        loop {
            if versions.unknown(1).is_empty() || self.likely(&versions)? {
                return Some(true);
            }
            let pairs = versions.unknown(PAIRS + 1);
            if pairs.len() > PAIRS {
                self.too_many = true;
                return None;
            }
            let mut forced = false;
            for (key, one, other) in pairs {
                if versions.is_after(key, one, other) || versions.is_after(key, other, one) {
                    continue;
                }
                let [first, second] = [(key, one, other), (key, other, one)].map(|pair: Pair| {
                    let mut with = versions.clone();
                    with.put(pair);
                    with
                });
                match (self.shows(&first)?, self.shows(&second)?) {
                    (true, true) => return Some(false),
                    (true, false) => versions = second,
                    (false, true) => versions = first,
                    (false, false) => continue,
                }
                forced = true;
            }
            if !forced {
                break;
            }
        }
        let Some(&(key, one, other)) = versions.unknown(1).first() else { return Some(true) };
        for pair in [(key, one, other), (key, other, one)] {
            let mut with = versions.clone();
            with.put(pair);
            if self.goes(with)? {
                return Some(true);
            }
        }
        Some(false)
    }

    /// Whether a likely order is without the phenomenon.
    fn likely(&mut self, versions: &Versions) -> Option<bool> {
        let time: Vec<(u64, usize)> =
            (0..versions.count()).map(|at| (self.txns.all[at].returned.unwrap_or(u64::MAX), at)).collect();
        for rank in [led(versions, true), led(versions, false), Some(time)].into_iter().flatten() {
            let Some(whole) = versions.ranked(&rank) else { continue };
            if !self.shows(&whole)? {
                return Some(true);
            }
        }
        Some(false)
    }
}

/// An order of all transactions in which everything that is known leads forward, with or without
/// the edges `rw`.
fn led(versions: &Versions, anti: bool) -> Option<Vec<(u64, usize)>> {
    let mut graph = Graph::new(versions.count());
    versions.overwrites().into_iter().for_each(|edge| graph.add(edge));
    for (at, events) in versions.events.iter().enumerate() {
        for event in events {
            let Event::Read { key, from, later } = event else { continue };
            from.iter().for_each(|&from| graph.add(versions.edge(from, at, kind::WR, *key)));
            if anti {
                let later = versions.later(*key, later).into_iter().filter(|by| *by != at);
                later.for_each(|by| graph.add(versions.anti(at, *from, by, *key)));
            }
        }
    }
    let component = components(&graph.sorted(), u8::MAX);
    let count = component.iter().max().map_or(0, |last| last + 1);
    (count == versions.count())
        .then(|| component.iter().enumerate().map(|(at, number)| ((count - number) as u64, at)).collect())
}
