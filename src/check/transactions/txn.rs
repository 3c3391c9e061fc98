//! Transactions as checkers see them: keys and values as small numbers, every write known by who wrote it.

use super::written::Written;
use crate::check::history::{Complaint, History, Operation, Outcome};
use crate::check::value::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What the keys hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Data {
    /// Lists that only grow: `[append k v]` and `[r k [v ...]]`. A read tells the order of all writes before it.
    Append,
    /// Registers: `[w k v]` and `[r k v]`. A read tells one write and nothing about the order of others.
    Register,
}

impl Data {
    /// What a history seems to be about: lists where something is appended or a list is read, else registers.
    pub fn of(history: &History) -> Data {
        let lists = |micro: &Value| match micro.list() {
            Some([f, _, value]) => f.word() == Some("append") || (f.word() == Some("r") && value.list().is_some()),
            _ => false,
        };
        let any =
            |op: &Operation| op.f == "append" || [&op.asked, &op.told].iter().any(|it| it.list().is_some_and(|it| it.iter().any(lists)));
        if history.operations.iter().any(any) { Data::Append } else { Data::Register }
    }
}

/// One step of a transaction. Keys and values are places in [`Txns::keys`] and [`Txns::values`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Micro {
    /// Appended or wrote.
    Write(u32, u32),
    /// Read a list of elements, the first one first.
    List(u32, Vec<u32>),
    /// Read a register: nothing is its initial state.
    Register(u32, Option<u32>),
}

/// A transaction.
#[derive(Clone, Debug)]
pub struct Txn {
    /// Its place in the history's list.
    pub place: usize,
    /// Whose it is.
    pub process: u64,
    /// When it was invoked.
    pub invoked: u64,
    /// When it returned, if it is known to have.
    pub returned: Option<u64>,
    /// How it ended. What is not [`Outcome::Ok`] has no reads.
    pub outcome: Outcome,
    /// Its steps in order.
    pub micros: Vec<Micro>,
    /// The last write to each key: what it leaves behind.
    pub installs: BTreeMap<u32, u32>,
}

impl Txn {
    /// Where in the transaction each key and value was written for the last time.
    pub fn writes(&self) -> BTreeMap<(u32, u32), usize> {
        let writes = self.micros.iter().enumerate();
        writes.filter_map(|(nth, it)| if let Micro::Write(key, value) = it { Some(((*key, *value), nth)) } else { None }).collect()
    }

    /// Whether it read anything.
    pub fn reads(&self) -> bool {
        self.micros.iter().any(|it| !matches!(it, Micro::Write(..)))
    }
}

/// The transactions of a history, or some of them. Values that others wrote are then known to be written, and by nobody here.
#[derive(Clone, Debug)]
pub struct Txns {
    /// What the keys hold.
    pub data: Data,
    /// Keys by number.
    pub keys: Rc<Vec<Value>>,
    /// Values by number.
    pub values: Rc<Vec<Value>>,
    /// In the order in which they were invoked.
    pub all: Vec<Txn>,
    /// What was written in the whole history.
    written: Rc<Written>,
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
    /// Nobody, ever.
    Nobody,
}

/// Numbers for values, in the order in which they are first seen.
#[derive(Default)]
struct Names {
    numbers: BTreeMap<Value, u32>,
    /// One more than the number of each small whole number that has one.
    small: Vec<u32>,
    list: Vec<Value>,
}

/// Whole numbers from zero to this are looked up by themselves.
const SMALL: i64 = 1 << 16;

impl Names {
    fn number(&mut self, value: &Value) -> u32 {
        if let Value::Int(small @ 0..SMALL) = value {
            let place = *small as usize;
            if place >= self.small.len() {
                self.small.resize((place + 1).next_power_of_two(), 0);
            }
            if self.small[place] == 0 {
                self.list.push(value.clone());
                self.small[place] = self.list.len() as u32;
            }
            return self.small[place] - 1;
        }
        if let Some(&known) = self.numbers.get(value) {
            return known;
        }
        let number = self.list.len() as u32;
        self.numbers.insert(value.clone(), number);
        self.list.push(value.clone());
        number
    }
}

fn complaint(op: &Operation, reason: String) -> Complaint {
    let place = op.place.returned.filter(|_| op.outcome == Outcome::Ok).unwrap_or(op.place.invoked);
    Complaint { place, field: "value", reason }
}

impl Txns {
    /// Reads the transactions out of a history. `initial` is what a register holds before its first write.
    ///
    /// # Errors
    /// A value that is no list of steps `[f k v]`, a step that these data do not know, or a read of a list that is none.
    pub fn read(history: &History, data: Data, initial: &Value) -> Result<Txns, Complaint> {
        let (mut keys, mut values, mut all) = (Names::default(), Names::default(), Vec::new());
        let mut rewritten = BTreeSet::new();
        let mut lists: BTreeMap<u32, (&[Value], Vec<u32>)> = BTreeMap::new();
        let is_initial = |value: &Value| value.is_nil() || value == initial;
        for (place, op) in history.operations.iter().enumerate() {
            let happened = op.outcome == Outcome::Ok;
            let value = if happened && !op.told.is_nil() { &op.told } else { &op.asked };
            let mut micros = Vec::new();
            for (f, key, value) in steps(op, value)? {
                let key = keys.number(key);
                match (did(f), data) {
                    (Did::Append, Data::Append) => micros.push(Micro::Write(key, values.number(value))),
                    (Did::Write, Data::Register) => {
                        if is_initial(value) {
                            rewritten.insert(key);
                        }
                        micros.push(Micro::Write(key, values.number(value)));
                    }
                    (Did::Read, _) if !happened => {}
                    (Did::Read, Data::Append) => match value {
                        Value::Nil => micros.push(Micro::List(key, Vec::new())),
                        Value::List(seen) => {
                            // Lists mostly begin as the last one of their key did.
                            let (last, numbers) = lists.entry(key).or_default();
                            let same = seen.iter().zip(last.iter()).take_while(|(one, other)| one == other).count();
                            if same < last.len() {
                                numbers.truncate(same);
                            }
                            numbers.extend(seen[same..].iter().map(|it| values.number(it)));
                            *last = seen.as_slice();
                            micros.push(Micro::List(key, numbers.clone()));
                        }
                        other => return Err(complaint(op, format!("a read of a list returned {other}; it must be a list or nil"))),
                    },
                    (Did::Read, Data::Register) => {
                        micros.push(Micro::Register(key, (!is_initial(value)).then(|| values.number(value))));
                    }
                    _ => {
                        let known = if data == Data::Append { "append and r" } else { "w and r" };
                        return Err(complaint(op, format!("a step named {f:?}; here are {known}")));
                    }
                }
            }
            let returned = op.returned.filter(|_| op.outcome != Outcome::Info);
            let installs =
                micros.iter().filter_map(|it| if let Micro::Write(key, value) = it { Some((*key, *value)) } else { None }).collect();
            all.push(Txn { place, process: op.process, invoked: op.invoked, returned, outcome: op.outcome, micros, installs });
        }
        let mut written = Written::default();
        for txn in &all {
            for micro in &txn.micros {
                if let Micro::Write(key, value) = micro {
                    written.add(*key, *value, txn.place);
                }
            }
        }
        // Where somebody wrote the initial value again, nobody can tell which of the two was read.
        for key in &rewritten {
            for value in [initial, &Value::Nil] {
                written.blur(*key, values.number(value));
            }
        }
        let first = values.number(initial);
        for micro in all.iter_mut().flat_map(|txn: &mut Txn| &mut txn.micros) {
            if let Micro::Register(key, seen @ None) = micro
                && rewritten.contains(key)
            {
                *seen = Some(first);
            }
        }
        Ok(Txns { data, keys: Rc::new(keys.list), values: Rc::new(values.list), all, written: Rc::new(written) })
    }

    /// Some of the transactions, by their places in the history, in the same order. What the others wrote is known to be written.
    pub fn only(&self, places: &[usize]) -> Txns {
        let mut wanted: Vec<usize> = places.iter().filter_map(|&place| self.here(place)).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let all: Vec<Txn> = wanted.iter().map(|&at| self.all[at].clone()).collect();
        Txns { all, keys: Rc::clone(&self.keys), values: Rc::clone(&self.values), written: Rc::clone(&self.written), ..*self }
    }

    /// Who wrote a value of a key.
    pub fn writer(&self, key: u32, value: u32) -> Writer {
        match self.written.get(key, value) {
            None => Writer::Nobody,
            Some(write) if write.several => Writer::Several,
            Some(write) => self.here(write.place).map_or(Writer::Elsewhere, Writer::Here),
        }
    }

    /// Where the operation at a place of the history is in `all`, which is in the history's order. Of a whole history it is at the same place.
    fn here(&self, place: usize) -> Option<usize> {
        if self.all.get(place).is_some_and(|txn| txn.place == place) {
            return Some(place);
        }
        self.all.binary_search_by_key(&place, |txn| txn.place).ok()
    }

    /// Whether some value of some key was written more than once, so that its readers cannot tell by whom.
    pub fn ambiguous(&self) -> bool {
        self.written.any_several()
    }
}

/// What a step does.
enum Did {
    Append,
    Write,
    Read,
    Else,
}

/// What a step of this name does. Its bytes are compared one by one, which in wasm is quicker than a call.
fn did(f: &str) -> Did {
    match f.as_bytes() {
        b"append" => Did::Append,
        b"w" | b"write" => Did::Write,
        b"r" | b"read" => Did::Read,
        _ => Did::Else,
    }
}

fn steps<'a>(op: &'a Operation, value: &'a Value) -> Result<Vec<(&'a str, &'a Value, &'a Value)>, Complaint> {
    const NIL: &Value = &Value::Nil;
    if let "append" | "r" | "read" | "w" | "write" = &*op.f {
        return match (&op.key, value) {
            (Some(key), value) => Ok(vec![(&op.f, key, value)]),
            (None, Value::List(pair)) if pair.len() == 2 => Ok(vec![(&op.f, &pair[0], &pair[1])]),
            (None, other) => Err(complaint(op, format!("{other} is about no key; expected [key value] or a field `key`"))),
        };
    }
    let Value::List(list) = value else {
        return Err(complaint(op, format!("{value} is no transaction; expected a list of steps [f key value]")));
    };
    let step = |micro: &'a Value| match micro.list() {
        Some([f, key, value]) if f.word().is_some() => Ok((f.word().unwrap_or_default(), key, value)),
        Some([f, key]) if matches!(f.word(), Some("r" | "read")) => Ok((f.word().unwrap_or_default(), key, NIL)),
        _ => Err(complaint(op, format!("{micro} is no step; expected [f key value]"))),
    };
    list.iter().map(step).collect()
}
