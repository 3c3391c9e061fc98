//! Registers to which every value is written once: near-linear (Gibbons & Korach, Testing shared memories, SIAM J. Comput. 1997, section 4).
//!
//! All operations of one value stand together in any order: its write, then its reads. Let `f` be the first return among them and `s` the last invocation. The values
//! `a` and `b` exclude each other exactly when `a` must come before `b`, because something of `a` returned before something of `b` was invoked (`f(a) < s(b)`), and `b`
//! before `a`. Longer circles contain such a pair. So sort the values by `f` and keep the one that reaches furthest.
//!
//! A write of unknown outcome took effect if it was read, and need not have otherwise.

use super::task::NEVER;
use crate::base::chance::mix;
use crate::check::history::{History, Operation, Outcome};
use crate::check::spec::Register;
use crate::check::value::Value;
use std::collections::BTreeMap;

/// What the short way found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Seen {
    /// There is an order, and something was read.
    Holds,
    /// There is none. A few operations that prove it, by their places in the history's list, in order.
    Violated(Vec<usize>),
    /// The short way does not lead there: a value was written twice, or there is more than reads and writes, or nothing was read, or something cannot be read.
    NotUnique,
}

const NONE: u32 = u32::MAX;

/// The operations of one value.
struct Cluster {
    write: u32,
    /// Who returned first, and when. The write that was there at first returned before everything.
    first: (u64, u32),
    /// Who was invoked last, and when.
    last: (u64, u32),
    /// Whether anybody read it.
    read: bool,
}

/// Finds the cluster of a value: by itself where values are whole numbers close to each other, else by hash.
struct Index<'a> {
    slots: Vec<u32>,
    /// The least number, where all values are whole numbers close to each other.
    from: Option<i64>,
    values: Vec<&'a Value>,
}

impl<'a> Index<'a> {
    fn new(writes: impl Iterator<Item = &'a Value> + Clone) -> Index<'a> {
        let (mut least, mut most, mut count, mut whole) = (i64::MAX, i64::MIN, 0usize, true);
        for value in writes {
            count += 1;
            match value {
                Value::Int(number) => (least, most) = (least.min(*number), most.max(*number)),
                _ => whole = false,
            }
        }
        let width = most.checked_sub(least).and_then(|width| usize::try_from(width).ok());
        match width.filter(|width| whole && *width < 4 * count) {
            Some(width) => Index { slots: vec![NONE; width + 1], from: Some(least), values: Vec::new() },
            None => Index { slots: vec![NONE; (2 * count + 2).next_power_of_two()], from: None, values: Vec::with_capacity(count) },
        }
    }

    /// The slot of a value; nothing where no slot can be its own.
    fn slot(&self, value: &Value) -> Option<usize> {
        if let Some(from) = self.from {
            let Value::Int(number) = value else {
                return None;
            };
            return usize::try_from(number.checked_sub(from)?).ok().filter(|slot| *slot < self.slots.len());
        }
        let mask = self.slots.len() - 1;
        let mut slot = hash(value) as usize & mask;
        while self.slots[slot] != NONE && self.values[self.slots[slot] as usize] != value {
            slot = (slot + 1) & mask;
        }
        Some(slot)
    }

    /// Puts a value in; nothing where it is there already.
    fn insert(&mut self, value: &'a Value, cluster: u32) -> Option<()> {
        let slot = self.slot(value)?;
        if self.slots[slot] != NONE {
            return None;
        }
        self.slots[slot] = cluster;
        if self.from.is_none() {
            self.values.push(value);
        }
        Some(())
    }

    fn get(&self, value: &Value) -> Option<u32> {
        self.slot(value).map(|slot| self.slots[slot]).filter(|cluster| *cluster != NONE)
    }
}

fn hash(value: &Value) -> u64 {
    let all = |seed: u64, members: &[Value]| members.iter().fold(seed, |sum, member| mix(sum ^ hash(member)));
    match value {
        Value::Nil => 1,
        Value::Bool(it) => 2 + u64::from(*it),
        Value::Int(it) => mix(*it as u64 ^ 5),
        Value::Text(it) | Value::Name(it) => it.bytes().fold(6, |sum, byte| mix(sum ^ u64::from(byte))),
        Value::List(members) => all(7, members),
        Value::Set(members) => all(8, members),
        Value::Map(members) => members.iter().fold(9, |sum, (key, member)| mix(mix(sum ^ hash(key)) ^ hash(member))),
    }
}

/// Looks at a history of reads and writes.
pub(super) fn look(history: &History, register: &Register) -> Seen {
    let operations = &history.operations;
    if operations.len() >= NONE as usize || operations.iter().any(|operation| kind(register, operation).is_none()) {
        return Seen::NotUnique;
    }
    if operations.iter().all(|operation| operation.key.is_none()) {
        return one(operations, None, operations.len(), register);
    }
    let mut keys: BTreeMap<Option<&Value>, Vec<u32>> = BTreeMap::new();
    for (name, operation) in operations.iter().enumerate() {
        keys.entry(operation.key.as_ref()).or_default().push(name as u32);
    }
    let mut found = Seen::NotUnique;
    for names in keys.values() {
        match one(operations, Some(names), names.len(), register) {
            Seen::Holds => found = Seen::Holds,
            violated @ Seen::Violated(_) => return violated,
            // A key that was never read is no reason to leave the short way.
            Seen::NotUnique if names.iter().any(|&name| kind(register, &operations[name as usize]) == Some(Is::Read)) => {
                return Seen::NotUnique;
            }
            Seen::NotUnique => {}
        }
    }
    found
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Is {
    Read,
    Write,
    Nothing,
}

/// What an operation is here; nothing where it is neither a read nor a write.
#[inline]
fn kind(register: &Register, operation: &Operation) -> Option<Is> {
    let is = match operation.f.as_str() {
        "read" | "r" | "get" => Is::Read,
        "write" | "w" | "put" | "set" => Is::Write,
        _ => return None,
    };
    let known = match (operation.outcome, is) {
        (Outcome::Ok | Outcome::Info, Is::Write) => is,
        (Outcome::Ok, _) if register.tells(operation) => is,
        _ => Is::Nothing,
    };
    Some(known)
}

/// Looks at one register: at all operations, or at those that are named.
fn one(operations: &[Operation], names: Option<&[u32]>, count: usize, register: &Register) -> Seen {
    let name = |at: usize| names.map_or(at as u32, |names| names[at]);
    let of =
        |is: Is| (0..count).map(name).map(|name| (name, &operations[name as usize])).filter(move |(_, it)| kind(register, it) == Some(is));
    let mut index = Index::new(of(Is::Write).map(|(_, write)| &write.asked));
    let mut clusters: Vec<Cluster> = Vec::with_capacity(count / 2);
    for (name, write) in of(Is::Write) {
        if index.insert(&write.asked, clusters.len() as u32).is_none() || write.asked == register.initial {
            return Seen::NotUnique;
        }
        let returned =
            if write.outcome == Outcome::Ok { write.returned.map_or(NEVER - 1, |returned| returned.saturating_add(1)) } else { NEVER };
        clusters.push(Cluster { write: name, first: (returned, name), last: (write.invoked.saturating_add(1), name), read: false });
    }
    let first = clusters.len() as u32;
    clusters.push(Cluster { write: NONE, first: (0, NONE), last: (0, NONE), read: true });
    let mut any = false;
    for (name, read) in of(Is::Read) {
        any = true;
        let found = if read.told == register.initial { Some(first) } else { index.get(&read.told) };
        let Some(cluster) = found.map(|at| &mut clusters[at as usize]) else {
            return Seen::Violated(vec![name as usize]);
        };
        let returned = read.returned.map_or(NEVER - 1, |returned| returned.saturating_add(1));
        let invoked = read.invoked.saturating_add(1);
        if cluster.write != NONE && returned < operations[cluster.write as usize].invoked.saturating_add(1) {
            return violated([name, cluster.write]);
        }
        cluster.read = true;
        cluster.first = cluster.first.min((returned, name));
        cluster.last = cluster.last.max((invoked, name));
    }
    if !any {
        return Seen::NotUnique;
    }
    // A write of unknown outcome that nobody read need not have happened.
    let mut order: Vec<(u64, u32)> = clusters
        .iter()
        .zip(0..)
        .filter(|(cluster, _)| cluster.read || cluster.first.0 != NEVER)
        .map(|(cluster, at)| (cluster.first.0, at))
        .collect();
    order.sort_unstable();
    let mut furthest: Option<&Cluster> = None;
    for (_, at) in order {
        let next = &clusters[at as usize];
        if let Some(far) = furthest
            && far.first.0 < next.last.0
            && next.first.0 < far.last.0
        {
            return violated([far.write, far.first.1, far.last.1, next.write, next.first.1, next.last.1]);
        }
        if furthest.is_none_or(|far| next.last.0 > far.last.0) {
            furthest = Some(next);
        }
    }
    Seen::Holds
}

fn violated<const N: usize>(names: [u32; N]) -> Seen {
    let mut names: Vec<usize> = names.into_iter().filter(|name| *name != NONE).map(|name| name as usize).collect();
    names.sort_unstable();
    names.dedup();
    Seen::Violated(names)
}
