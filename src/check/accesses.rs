//! Reads and writes of registers in which every value is written once to a key, so that the value
//! that a read saw names the write.

use super::history::{Complaint, History, Outcome};
use super::spec::{Register, RegisterCall, Spec};
use super::value::Value;
use super::verdict::{Unknown, Verdict, Why};
use crate::base::text::text;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What a read saw, by who wrote it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum From {
    /// What was there before anybody wrote.
    Initial,
    /// A write: its place in [`Accesses::all`].
    Write(usize),
    /// A write that is not looked at.
    Elsewhere,
    /// A value that nobody ever wrote.
    Nowhere,
}

/// A read or a write.
#[derive(Clone, Debug)]
pub struct Access {
    /// Its place in the history's list.
    pub place: usize,
    /// The process whose session it belongs to.
    pub process: u64,
    /// Of what; a number of this history.
    pub key: usize,
    /// What went in or came out.
    pub value: Value,
    /// What a read saw; nothing for a write.
    pub read: Option<From>,
}

/// The reads and writes that happened, each session's in its order.
#[derive(Clone, Debug)]
pub struct Accesses {
    /// In the order of the history.
    pub all: Vec<Access>,
    /// The names of keys; an access names a key by its place here.
    pub keys: Rc<Vec<Value>>,
    /// Sessions: places in `all`, in their order.
    pub sessions: Vec<Vec<usize>>,
    /// Where each access is: its session, and its place in it.
    pub seats: Vec<(usize, usize)>,
    /// Whether two writes of a key wrote the same value, or one wrote the initial one: then nothing
    /// can be told.
    pub ambiguous: bool,
}

impl Accesses {
    /// Reads them out of a history. Writes of unknown outcome count where they were read. `initial`
    /// is what is there before anybody writes.
    ///
    /// # Errors
    /// An operation that is no read and no write.
    pub fn read(history: &History, initial: Option<&Value>) -> Result<Accesses, Complaint> {
        let register = Register::new(initial, false);
        let mut keys: BTreeMap<Value, usize> = BTreeMap::new();
        let mut all = Vec::new();
        let mut open = Vec::new();
        for (place, operation) in history.operations.iter().enumerate() {
            if operation.outcome == Outcome::Fail {
                continue;
            }
            let Some(call) = register.call(operation)? else { continue };
            let next = keys.len();
            let key = *keys.entry(operation.key.clone().unwrap_or_default()).or_insert(next);
            let (value, read) = match call {
                RegisterCall::Read(value) => (value, Some(From::Nowhere)),
                RegisterCall::Write(value) => (value, None),
                RegisterCall::Cas(..) => continue,
            };
            open.push(operation.outcome == Outcome::Info);
            all.push(Access { place, process: operation.process, key, value, read });
        }
        let mut ambiguous = false;
        let mut writers: BTreeMap<(usize, Value), usize> = BTreeMap::new();
        for (at, access) in all.iter().enumerate().filter(|(_, it)| it.read.is_none()) {
            ambiguous |= access.value == register.initial
                || writers.insert((access.key, access.value.clone()), at).is_some();
        }
        let mut seen = vec![false; all.len()];
        for access in all.iter_mut().filter(|it| it.read.is_some()) {
            let by = writers.get(&(access.key, access.value.clone()));
            access.read = Some(match by {
                _ if access.value == register.initial => From::Initial,
                Some(&by) => {
                    seen[by] = true;
                    From::Write(by)
                }
                None => From::Nowhere,
            });
        }
        let kept: Vec<usize> = (0..all.len()).filter(|&at| !open[at] || seen[at]).collect();
        let mut names: Vec<Value> = vec![Value::Nil; keys.len()];
        keys.into_iter().for_each(|(key, number)| names[number] = key);
        let whole =
            Accesses { all, keys: Rc::new(names), sessions: Vec::new(), seats: Vec::new(), ambiguous };
        Ok(whole.part(&kept))
    }

    /// The verdict of every judge of reads and writes where there is nothing to judge, or where
    /// reads do not tell which write they saw.
    pub fn beyond_judging(&self, budget: u64) -> Option<Verdict> {
        if self.is_vacuous() {
            let why = text(
                "Nothing was read, so nothing can contradict a promise.",
                "没有任何读取，因此没有什么会与承诺矛盾。",
            );
            return Some(Verdict::Vacuous(why.into()));
        }
        self.ambiguous.then(|| Verdict::Unknown(Unknown::because_of(Why::WrittenTwice, budget)))
    }

    /// Only what nothing to come can explain away: what ended well, without what was read from
    /// nobody, which may still be written.
    pub fn ended(&self, history: &History) -> Accesses {
        let ended = self.all.iter().filter(|it| {
            history.operations[it.place].outcome == Outcome::Ok && it.read != Some(From::Nowhere)
        });
        self.only(&ended.map(|it| it.place).collect::<Vec<_>>())
    }

    /// Some of them, by their places in the history. What the others wrote is known to be written.
    pub fn only(&self, places: &[usize]) -> Accesses {
        let places: BTreeSet<usize> = places.iter().copied().collect();
        let kept: Vec<usize> =
            (0..self.all.len()).filter(|&at| places.contains(&self.all[at].place)).collect();
        self.part(&kept)
    }

    fn part(&self, kept: &[usize]) -> Accesses {
        let mut new = vec![None; self.all.len()];
        kept.iter().enumerate().for_each(|(at, &old)| new[old] = Some(at));
        let mut all: Vec<Access> = kept.iter().map(|&old| self.all[old].clone()).collect();
        for access in &mut all {
            if let Some(From::Write(by)) = access.read {
                access.read = Some(new[by].map_or(From::Elsewhere, From::Write));
            }
        }
        let mut sessions: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        all.iter().enumerate().for_each(|(at, access)| sessions.entry(access.process).or_default().push(at));
        let sessions: Vec<Vec<usize>> = sessions.into_values().collect();
        let mut seats = vec![(0, 0); all.len()];
        for (session, members) in sessions.iter().enumerate() {
            members.iter().enumerate().for_each(|(seat, &at)| seats[at] = (session, seat));
        }
        Accesses { all, keys: Rc::clone(&self.keys), sessions, seats, ambiguous: self.ambiguous }
    }

    /// Whether nobody read anything.
    pub fn is_vacuous(&self) -> bool {
        self.all.iter().all(|access| access.read.is_none())
    }

    /// `x = 1`, as sentences say it; without a key where there is none.
    pub fn named(&self, at: usize) -> String {
        let access = &self.all[at];
        match &self.keys[access.key] {
            Value::Nil => access.value.to_string(),
            key => format!("{key} = {}", access.value),
        }
    }
}
