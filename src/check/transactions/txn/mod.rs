//! Transactions as checkers see them: keys and values as small numbers, every write known by who
//! wrote it.

mod installs;
mod known;
mod read;

pub use installs::Installs;
pub use known::{Known, Orders, Step};

use super::written::Written;
use crate::check::history::{History, Operation, Outcome};
use crate::check::value::Value;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What the keys hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Data {
    /// Lists that only grow: `[append k v]` and `[r k [v ...]]`. A read tells the order of all
    /// writes before it.
    Append,
    /// Registers: `[w k v]` and `[r k v]`. A read tells one write and nothing about the order of
    /// others.
    Register,
}

impl Data {
    /// What a history seems to be about: lists where something is appended or a list is read, else
    /// registers.
    pub fn of(history: &History) -> Data {
        let lists = |micro: &Value| match micro.list() {
            Some([f, _, value]) => {
                f.word() == Some("append") || (f.word() == Some("r") && value.list().is_some())
            }
            _ => false,
        };
        let any = |op: &Operation| {
            op.f == "append"
                || [&op.asked, &op.told].iter().any(|it| it.list().is_some_and(|it| it.iter().any(lists)))
        };
        if history.operations.iter().any(any) { Data::Append } else { Data::Register }
    }
}

/// One step of a transaction. Keys and values are places in [`Txns::keys`] and [`Txns::values`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Micro {
    /// Appends to a list or writes a register: the key and the value, by their numbers.
    Write(u32, u32),
    /// Read a list of elements, the first one first: see [`Txns::list`].
    List(u32, Seen),
    /// Read a register: nothing is its initial state.
    Register(u32, Option<u32>),
}

/// A list that was read: the beginning of one of [`Txns::lists`]. Reads of one key mostly are
/// beginnings of one list, and such ones differ in nothing but their length.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Seen {
    /// The list that was read, by its place among the lists of the history.
    pub list: u32,
    /// How many of its elements.
    pub length: u32,
}

/// A transaction: its operations in their order, and what became of it.
#[derive(Clone, Debug)]
pub struct Txn {
    /// Its place in the history's list.
    pub place: usize,
    /// The line or the fact where it was invoked; 0 where there is none.
    pub line: u32,
    /// The process that ran it, by its number in the history.
    pub process: u64,
    /// When it was invoked.
    pub invoked: u64,
    /// When it returned, if it is known to have.
    pub returned: Option<u64>,
    /// How it ended. What is not [`Outcome::Ok`] has no reads.
    pub outcome: Outcome,
    /// Its steps in order.
    pub micros: Box<[Micro]>,
    /// The last write to each key: what it leaves behind.
    pub installs: Installs,
}

impl Txn {
    /// Where in the transaction each key and value was written for the last time.
    pub fn writes(&self) -> BTreeMap<(u32, u32), usize> {
        let writes = self.micros.iter().enumerate();
        writes
            .filter_map(
                |(nth, it)| {
                    if let Micro::Write(key, value) = it { Some(((*key, *value), nth)) } else { None }
                },
            )
            .collect()
    }

    /// Whether it read anything.
    pub fn reads(&self) -> bool {
        self.micros.iter().any(|it| !matches!(it, Micro::Write(..)))
    }
}

/// The transactions of a history, or some of them. Values that others wrote are then known to be
/// written, and by nobody here.
#[derive(Clone, Debug)]
pub struct Txns {
    /// What the keys hold.
    pub data: Data,
    /// The names of keys; a transaction names a key by its place here.
    pub keys: Rc<Vec<Value>>,
    /// The values; a transaction names a value by its place here.
    pub values: Rc<Vec<Value>>,
    /// Lists that were read, as [`Seen`] names them.
    pub lists: Rc<Vec<Vec<u32>>>,
    /// In the order in which they were invoked, or for [`Txns::known`] in the order in which they
    /// were given.
    pub all: Vec<Txn>,
    /// The order of the versions of each key, where it is known and need not be inferred.
    pub orders: Option<Rc<Orders>>,
    /// What was written in the whole history.
    written: Rc<Written>,
    /// Of each register that was written as it was at first, the number of that value: it is there
    /// before anybody writes. Of all others nothing is, which is no number.
    first: Rc<BTreeMap<u32, u32>>,
    /// The steps that were taken to judge these, in whole and in parts.
    taken: Rc<Cell<u64>>,
    /// How many bytes a search may keep.
    pub memory: u64,
}

/// Who wrote a value of a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Writer {
    /// A transaction: its place in [`Txns::all`].
    Here(usize),
    /// A transaction that is not looked at.
    Elsewhere,
    /// Several: which of them a reader saw cannot be told.
    Several,
    /// No transaction of the history wrote it.
    Nobody,
}

impl Txns {
    /// Some of the transactions, by their places in the history, in the same order. What the others
    /// wrote is known to be written.
    pub fn only(&self, places: &[usize]) -> Txns {
        let mut wanted: Vec<usize> = places.iter().filter_map(|&place| self.here(place)).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let all: Vec<Txn> = wanted.iter().map(|&at| self.all[at].clone()).collect();
        let (keys, values, lists) = (Rc::clone(&self.keys), Rc::clone(&self.values), Rc::clone(&self.lists));
        Txns {
            data: self.data,
            keys,
            values,
            lists,
            all,
            orders: self.orders.clone(),
            written: Rc::clone(&self.written),
            first: Rc::clone(&self.first),
            taken: Rc::clone(&self.taken),
            memory: self.memory,
        }
    }

    /// Counts steps that a search took.
    pub fn take(&self, steps: u64) {
        self.taken.set(self.taken.get().saturating_add(steps));
    }

    /// How many steps were taken so far, for these and for whatever is a part of the same history.
    pub fn taken(&self) -> u64 {
        self.taken.get()
    }

    /// The registers whose first value has a number, because somebody wrote it again, with that
    /// number.
    pub fn at_first(&self) -> impl Iterator<Item = (u32, u32)> {
        self.first.iter().map(|(key, value)| (*key, *value))
    }

    /// The elements of a list that was read.
    #[inline]
    pub fn list(&self, seen: Seen) -> &[u32] {
        &self.lists[seen.list as usize][..seen.length as usize]
    }

    /// Whether one of two lists begins with the other one.
    pub fn agree(&self, one: Seen, other: Seen) -> bool {
        let shared = one.length.min(other.length) as usize;
        one.list == other.list || self.list(one)[..shared] == self.list(other)[..shared]
    }

    /// Who wrote a value of a key.
    pub fn writer(&self, key: u32, value: u32) -> Writer {
        match self.written.get(key, value) {
            None => Writer::Nobody,
            Some(write) if write.several => {
                // Where one of them is not looked at, it may have been that one.
                let all = self.written.all(key, value);
                if all.iter().all(|&place| self.here(place).is_some()) {
                    Writer::Several
                } else {
                    Writer::Elsewhere
                }
            }
            Some(write) => self.here(write.place).map_or(Writer::Elsewhere, Writer::Here),
        }
    }

    /// Where the operation at a place of the history is in `all`, which is in the history's order.
    /// Of a whole history it is at the same place.
    fn here(&self, place: usize) -> Option<usize> {
        if self.all.get(place).is_some_and(|txn| txn.place == place) {
            return Some(place);
        }
        self.all.binary_search_by_key(&place, |txn| txn.place).ok()
    }

    /// Whether some value of some key was written more than once, so that its readers cannot tell
    /// by whom.
    pub fn ambiguous(&self) -> bool {
        self.written.any_several()
    }
}
