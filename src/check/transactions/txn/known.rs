//! Transactions that somebody watched from inside: the order of all versions is known, and of whom
//! every read is.

use super::super::pairs::{Entry, Pairs};
use super::super::written::Written;
use super::{Data, Installs, Micro, Txn, Txns};
use crate::check::history::Outcome;
use crate::check::judge::MEMORY;
use crate::check::value::Value;
use std::rc::Rc;

/// A transaction of which everything is known.
#[derive(Clone, Debug)]
pub struct Known {
    /// Whose it is.
    pub process: u64,
    /// When it was invoked.
    pub invoked: u64,
    /// When it returned; nothing where its client never learned how it ended.
    pub returned: Option<u64>,
    /// Whether it happened. What it wrote is else in no order.
    pub committed: bool,
    /// What it read and wrote, in its order.
    pub steps: Vec<Step>,
}

/// One step. Keys and versions are places in the lists that [`Txns::known`] is given; no version is
/// of two keys.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// It read this version of a key, or the state before the first one.
    Read(u32, Option<u32>),
    /// It wrote this version of a key.
    Write(u32, u32),
}

/// The order of the versions of each key.
#[derive(Clone, Debug)]
pub struct Orders {
    of: Vec<Vec<u32>>,
    places: Pairs<u32>,
}

impl Orders {
    fn new(of: Vec<Vec<u32>>) -> Orders {
        let mut places = Pairs::default();
        for (key, order) in (0..).zip(&of) {
            for (place, &version) in (0..).zip(order) {
                assert!(
                    matches!(places.entry(key, version, place), Entry::New),
                    "version {version} of key {key} is in its order twice"
                );
            }
        }
        Orders { of, places }
    }

    /// Keys, and the versions of each in their order.
    pub fn each(&self) -> impl Iterator<Item = (u32, &[u32])> {
        (0..).zip(self.of.iter().map(Vec::as_slice))
    }

    /// Where a version lies in the order of its key; nothing for one that never became a version.
    pub fn place(&self, key: u32, version: u32) -> Option<u32> {
        self.places.get(key, version).copied()
    }
}

impl Txns {
    /// Transactions over registers with the order of versions that they had. `orders` has for each
    /// key the versions that were left to others, the first one first.
    pub fn known(all: Vec<Known>, keys: Vec<Value>, versions: Vec<Value>, orders: Vec<Vec<u32>>) -> Txns {
        let mut written = Written::default();
        let txn = |(place, it): (usize, Known)| {
            let micro = |step: &Step| match *step {
                Step::Read(key, version) => Micro::Register(key, version),
                Step::Write(key, version) => Micro::Write(key, version),
            };
            let micros: Box<[Micro]> = it.steps.iter().map(micro).collect();
            let writes = micros.iter().filter_map(|it| {
                if let Micro::Write(key, version) = it { Some((*key, *version)) } else { None }
            });
            writes.clone().for_each(|(key, version)| written.add(key, version, place));
            let installs = Installs::of(writes);
            let outcome = if it.committed { Outcome::Ok } else { Outcome::Fail };
            Txn {
                place,
                line: 0,
                process: it.process,
                invoked: it.invoked,
                returned: it.returned,
                outcome,
                micros,
                installs,
            }
        };
        let all = all.into_iter().enumerate().map(txn).collect();
        let orders = Some(Rc::new(Orders::new(orders)));
        let (keys, values, lists) = (Rc::new(keys), Rc::new(versions), Rc::default());
        let (first, taken) = (Rc::default(), Rc::default());
        Txns {
            data: Data::Register,
            keys,
            values,
            lists,
            all,
            orders,
            written: Rc::new(written),
            first,
            taken,
            memory: MEMORY,
        }
    }
}
