//! Registers to which every value is written once: near-linear (Gibbons & Korach, Testing shared memories, SIAM J. Comput. 1997, section 4).
//!
//! All operations of one value stand together in any order: its write, then its reads. Let `f` be the first return among them and `s` the last invocation. The values
//! `a` and `b` exclude each other exactly when `a` must come before `b`, because something of `a` returned before something of `b` was invoked (`f(a) < s(b)`), and `b`
//! before `a`. Longer circles contain such a pair. So sort the values by `f` and keep the one that reaches furthest.
//!
//! A write of unknown outcome took effect if it was read, and need not have otherwise.

use super::task::NEVER;
use crate::base::chance::mix;
use crate::check::history::{History, Operation, Outcome, Usual};
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

/// The operations of one value. Moments are one later than in the history, so that what was there at first can be before all.
struct Cluster {
    /// When its write was invoked.
    invoked: u64,
    /// When one of them returned first. The write that was there at first returned before everything.
    first: u64,
    /// When one of them was invoked last.
    last: u64,
    /// Who wrote it, returned first, was invoked last.
    write: u32,
    first_name: u32,
    last_name: u32,
    /// Whether anybody read it.
    read: bool,
}

impl Cluster {
    /// Takes a read in. False where it returned before its value began to be written.
    #[inline]
    fn take(&mut self, read: &Read) -> bool {
        self.read = true;
        if read.returned < self.first {
            (self.first, self.first_name) = (read.returned, read.name);
        }
        if read.invoked > self.last {
            (self.last, self.last_name) = (read.invoked, read.name);
        }
        read.returned >= self.invoked
    }
}

/// A read of which the write is not known yet.
struct Read {
    value: i64,
    invoked: u64,
    returned: u64,
    name: u32,
}

/// Numbers for values: whole numbers are their own as long as there is nothing else, for then values that are close in time are close in the table too.
struct Numbers<'a> {
    given: Option<BTreeMap<&'a Value, i64>>,
}

impl<'a> Numbers<'a> {
    #[inline(always)]
    fn of(&mut self, value: &'a Value) -> Option<i64> {
        match (&mut self.given, value) {
            (None, Value::Int(number)) => Some(*number),
            (None, _) => None,
            (Some(given), _) => Some(Numbers::give(given, value)),
        }
    }

    #[inline(never)]
    fn give(given: &mut BTreeMap<&'a Value, i64>, value: &'a Value) -> i64 {
        let next = given.len() as i64;
        *given.entry(value).or_insert(next)
    }
}

/// Finds the cluster of a value: by itself where values go up from the first one and leave few out, else by hash.
struct Index {
    from: i64,
    near: Vec<u32>,
    far: Option<Vec<(i64, u32)>>,
    /// How many operations there are, which bounds how many places may be left empty.
    most: usize,
}

impl Index {
    fn new(from: i64, most: usize) -> Index {
        Index { from, near: Vec::with_capacity(most / 2 + 1), far: None, most }
    }

    #[inline]
    fn near(&self, value: i64) -> Option<usize> {
        usize::try_from(value.checked_sub(self.from)?).ok()
    }

    fn slot(far: &[(i64, u32)], value: i64) -> usize {
        let mask = far.len() - 1;
        let mut slot = mix(value as u64) as usize & mask;
        while far[slot].1 != NONE && far[slot].0 != value {
            slot = (slot + 1) & mask;
        }
        slot
    }

    #[inline]
    fn get(&self, value: i64) -> u32 {
        match &self.far {
            None => self.near(value).and_then(|slot| self.near.get(slot).copied()).unwrap_or(NONE),
            Some(far) => far[Index::slot(far, value)].1,
        }
    }

    /// Puts in what is not there yet.
    #[inline(always)]
    fn put(&mut self, value: i64, cluster: u32) {
        match self.near(value) {
            // Most values are the next after the last one.
            Some(slot) if self.far.is_none() && slot == self.near.len() && slot < 4 * self.most => self.near.push(cluster),
            _ => self.put_elsewhere(value, cluster),
        }
    }

    #[inline(never)]
    fn put_elsewhere(&mut self, value: i64, cluster: u32) {
        if self.far.is_none() {
            match self.near(value).filter(|slot| *slot < 4 * self.most) {
                Some(slot) => {
                    if slot >= self.near.len() {
                        self.near.resize(slot + 1, NONE);
                    }
                    self.near[slot] = cluster;
                    return;
                }
                None => self.spread(),
            }
        }
        let Some(far) = &mut self.far else { return };
        let slot = Index::slot(far, value);
        far[slot] = (value, cluster);
    }

    /// Goes over to hashes.
    fn spread(&mut self) {
        let mut far = vec![(0, NONE); (2 * self.most + 2).next_power_of_two()];
        for (slot, &cluster) in self.near.iter().enumerate().filter(|(_, cluster)| **cluster != NONE) {
            let value = self.from + slot as i64;
            let slot = Index::slot(&far, value);
            far[slot] = (value, cluster);
        }
        (self.far, self.near) = (Some(far), Vec::new());
    }
}

/// Looks at a history of reads and writes.
pub(super) fn look(history: &History, register: &Register) -> Seen {
    let operations = &history.operations;
    if operations.len() >= NONE as usize {
        return Seen::NotUnique;
    }
    if operations.iter().take(1).all(|operation| operation.key.is_none()) {
        if let Some(seen) = any(operations.iter().zip(0..), operations.len(), register, true) {
            return seen;
        }
        if operations.iter().all(|operation| operation.key.is_none()) {
            return Seen::NotUnique;
        }
    }
    let mut keys: BTreeMap<Option<&Value>, Vec<u32>> = BTreeMap::new();
    for (name, operation) in operations.iter().enumerate() {
        keys.entry(operation.key.as_ref()).or_default().push(name as u32);
    }
    let mut holds = false;
    for names in keys.values() {
        match any(names.iter().map(|&name| (&operations[name as usize], name)), names.len(), register, false) {
            Some(Seen::Holds) => holds = true,
            // A key that was never read is no reason to leave the short way.
            Some(Seen::NotUnique) => {}
            Some(violated) => return violated,
            None => return Seen::NotUnique,
        }
    }
    if holds { Seen::Holds } else { Seen::NotUnique }
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
    let is = match operation.f.usual()? {
        Usual::Read | Usual::R | Usual::Get => Is::Read,
        Usual::Write | Usual::W | Usual::Put | Usual::Set => Is::Write,
        _ => return None,
    };
    let known = match (operation.outcome, is) {
        (Outcome::Ok | Outcome::Info, Is::Write) => is,
        (Outcome::Ok, _) if register.tells(operation) => is,
        _ => Is::Nothing,
    };
    Some(known)
}

/// Looks at one register. Nothing where the short way does not lead there; not unique where there is only nothing to read.
fn any<'a>(some: impl Iterator<Item = (&'a Operation, u32)> + Clone, count: usize, register: &'a Register, no_keys: bool) -> Option<Seen> {
    one(some.clone(), count, register, no_keys, Numbers { given: None })
        .or_else(|| one(some, count, register, no_keys, Numbers { given: Some(BTreeMap::new()) }))
}

fn one<'a>(
    some: impl Iterator<Item = (&'a Operation, u32)>,
    count: usize,
    register: &'a Register,
    no_keys: bool,
    mut numbers: Numbers<'a>,
) -> Option<Seen> {
    // Nil is no number, and so no value that is one.
    let initial = if numbers.given.is_none() && register.initial.is_nil() { None } else { Some(numbers.of(&register.initial)?) };
    let mut clusters: Vec<Cluster> = Vec::with_capacity(count / 2 + 2);
    clusters.push(Cluster { invoked: 0, first: 0, last: 0, write: NONE, first_name: NONE, last_name: NONE, read: true });
    let mut index: Option<Index> = None;
    let (mut late, mut any) = (Vec::new(), false);
    for (operation, name) in some {
        if no_keys && operation.key.is_some() {
            return None;
        }
        let is = kind(register, operation)?;
        let invoked = operation.invoked.saturating_add(1);
        let returned = operation.returned.map_or(NEVER - 1, |returned| returned.saturating_add(1));
        if is == Is::Write {
            let value = numbers.of(&operation.asked)?;
            let index = index.get_or_insert_with(|| Index::new(value, count));
            if Some(value) == initial || index.get(value) != NONE {
                return None;
            }
            index.put(value, clusters.len() as u32);
            let first = if operation.outcome == Outcome::Ok { returned } else { NEVER };
            clusters.push(Cluster { invoked, first, last: invoked, write: name, first_name: name, last_name: name, read: false });
        } else if is == Is::Read {
            any = true;
            let found = if operation.told == register.initial {
                0
            } else {
                let value = numbers.of(&operation.told)?;
                match index.as_ref().map_or(NONE, |index| index.get(value)) {
                    // It may have been invoked before its write was.
                    NONE => {
                        late.push(Read { value, invoked, returned, name });
                        continue;
                    }
                    found => found,
                }
            };
            let cluster = &mut clusters[found as usize];
            if !cluster.take(&Read { value: 0, invoked, returned, name }) {
                return Some(violated([name, cluster.write]));
            }
        }
    }
    for read in &late {
        match index.as_ref().map_or(NONE, |index| index.get(read.value)) {
            NONE => return Some(violated([read.name])),
            found => {
                let cluster = &mut clusters[found as usize];
                if !cluster.take(read) {
                    return Some(violated([read.name, cluster.write]));
                }
            }
        }
    }
    if any { Some(overlaps(&clusters).unwrap_or(Seen::Holds)) } else { Some(Seen::NotUnique) }
}

/// Two values that exclude each other.
fn overlaps(clusters: &[Cluster]) -> Option<Seen> {
    // A write of unknown outcome that nobody read need not have happened.
    let happened = clusters.iter().zip(0..).filter(|(cluster, _)| cluster.read || cluster.first != NEVER);
    let mut order: Vec<u32> = Vec::with_capacity(clusters.len());
    order.extend(happened.map(|(_, at)| at));
    sort(&mut order, |at| clusters[at as usize].first);
    let mut furthest: Option<&Cluster> = None;
    for at in order {
        let next = &clusters[at as usize];
        if let Some(far) = furthest
            && far.first < next.last
            && next.first < far.last
        {
            return Some(violated([far.write, far.first_name, far.last_name, next.write, next.first_name, next.last_name]));
        }
        if furthest.is_none_or(|far| next.last > far.last) {
            furthest = Some(next);
        }
    }
    None
}

/// Sorts what is nearly sorted by moving each one to its place, which takes no longer the longer the history is; and what is not, as everything is sorted.
fn sort(order: &mut [u32], key: impl Fn(u32) -> u64) {
    let mut moves = 8 * order.len();
    for at in 1..order.len() {
        let it = order[at];
        let (mine, mut to) = (key(it), at);
        while to > 0 && key(order[to - 1]) > mine {
            order[to] = order[to - 1];
            to -= 1;
            moves -= 1;
            if moves == 0 {
                order[to] = it;
                order.sort_unstable_by_key(|at| key(*at));
                return;
            }
        }
        order[to] = it;
    }
}

fn violated<const N: usize>(names: [u32; N]) -> Seen {
    let mut names: Vec<usize> = names.into_iter().filter(|name| *name != NONE).map(|name| name as usize).collect();
    names.sort_unstable();
    names.dedup();
    Seen::Violated(names)
}
