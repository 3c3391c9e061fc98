//! Transactions out of a history.

use super::super::written::Written;
use super::{Data, Installs, Micro, Seen, Txn, Txns};
use crate::check::history::{Complaint, History, Operation, Outcome};
use crate::check::judge::MEMORY;
use crate::check::value::{Value, brief};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

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
    #[inline]
    fn number(&mut self, value: &Value) -> u32 {
        if let Value::Int(small @ 0..SMALL) = value
            && let Some(&number @ 1..) = self.small.get(*small as usize)
        {
            return number - 1;
        }
        self.give(value)
    }

    #[inline(never)]
    fn give(&mut self, value: &Value) -> u32 {
        if let Value::Int(small @ 0..SMALL) = value {
            let place = *small as usize;
            if place >= self.small.len() {
                self.small.resize((place + 1).next_power_of_two(), 0);
            }
            self.list.push(value.clone());
            self.small[place] = self.list.len() as u32;
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

/// Lists that were read. Most of them are the beginning of another one, and then only how long it
/// is needs to be kept.
#[derive(Default)]
struct Lists<'a> {
    all: Vec<Vec<u32>>,
    /// Of each key the list that was read last, or one that begins with it.
    last: Vec<Option<(&'a [Value], u32)>>,
}

impl<'a> Lists<'a> {
    fn add(&mut self, key: u32, read: &'a [Value], values: &mut Names) -> Seen {
        if self.last.len() <= key as usize {
            self.last.resize(key as usize + 1, None);
        }
        let (last, mut list) = self.last[key as usize].unwrap_or((&[], u32::MAX));
        let same = read.iter().zip(last).take_while(|(one, other)| one == other).count();
        if same < read.len() || list == u32::MAX {
            if same < last.len() || list == u32::MAX {
                // It goes another way than the last one.
                let begin =
                    if list == u32::MAX { Vec::new() } else { self.all[list as usize][..same].to_vec() };
                list = self.all.len() as u32;
                self.all.push(begin);
            }
            self.all[list as usize].extend(read[same..].iter().map(|it| values.number(it)));
            self.last[key as usize] = Some((read, list));
        }
        Seen { list, length: read.len() as u32 }
    }
}

pub(super) fn complaint(op: &Operation, reason: String) -> Complaint {
    let place = op.place.returned.filter(|_| op.outcome == Outcome::Ok).unwrap_or(op.place.invoked);
    Complaint { place, field: "value", reason }
}

impl Txns {
    /// Reads the transactions out of a history. `initial` is what a register holds before its first
    /// write.
    ///
    /// # Errors
    /// A value that is no list of steps `[f k v]`, a step that these data do not know, or a read of
    /// a list that is none.
    pub fn read(history: &History, data: Data, initial: &Value) -> Result<Txns, Complaint> {
        let (mut keys, mut values, mut all) =
            (Names::default(), Names::default(), Vec::with_capacity(history.operations.len()));
        let (mut rewritten, mut lists, mut written) = (BTreeSet::new(), Lists::default(), Written::default());
        // The steps of one transaction, whose room the next one uses again.
        let mut micros: Vec<Micro> = Vec::new();
        for (place, op) in history.operations.iter().enumerate() {
            let happened = op.outcome == Outcome::Ok;
            // A read by itself may tell nil: nothing is there. A transaction that completed without
            // its steps told of none of its reads.
            let told =
                happened && (!op.told.is_nil() || (op.key.is_some() && matches!(did(&op.f), Did::Read)));
            let value = if told { &op.told } else { &op.asked };
            micros.clear();
            steps(op, value, |f, key, value| {
                let key = keys.number(key);
                match (did(f), data) {
                    (Did::Append, Data::Append) => micros.push(Micro::Write(key, values.number(value))),
                    (Did::Write, Data::Register) => {
                        if value == initial && op.outcome != Outcome::Fail {
                            rewritten.insert(key);
                        }
                        micros.push(Micro::Write(key, values.number(value)));
                    }
                    (Did::Read, _) if !told => {}
                    (Did::Read, Data::Append) => match value {
                        Value::Nil => micros.push(Micro::List(key, lists.add(key, &[], &mut values))),
                        Value::List(seen) => micros.push(Micro::List(key, lists.add(key, seen, &mut values))),
                        other => {
                            return Err(complaint(
                                op,
                                format!(
                                    "a read of a list returned {}; it must be a list or nil",
                                    brief(other)
                                ),
                            ));
                        }
                    },
                    (Did::Read, Data::Register) => {
                        micros.push(Micro::Register(key, (value != initial).then(|| values.number(value))));
                    }
                    _ => {
                        let known = if data == Data::Append { "append and r" } else { "w and r" };
                        return Err(complaint(op, format!("a step named {:?}; here are {known}", brief(&f))));
                    }
                }
                Ok(())
            })?;
            let writes = micros
                .iter()
                .filter_map(|it| if let Micro::Write(key, value) = it { Some((*key, *value)) } else { None });
            if op.outcome != Outcome::Fail {
                writes.clone().for_each(|(key, value)| written.add(key, value, place));
            }
            let returned = op.returned.filter(|_| op.outcome != Outcome::Info);
            let installs = Installs::of(writes);
            all.push(Txn {
                place,
                line: op.place.invoked,
                process: op.process,
                invoked: op.invoked,
                returned,
                outcome: op.outcome,
                micros: micros.as_slice().into(),
                installs,
            });
        }
        for txn in all.iter().filter(|txn: &&Txn| txn.outcome == Outcome::Fail) {
            let writes = txn
                .micros
                .iter()
                .filter_map(|it| if let Micro::Write(key, value) = it { Some((*key, *value)) } else { None });
            writes.for_each(|(key, value)| written.add_failed(key, value, txn.place));
        }
        // Where somebody wrote the initial value again, nobody can tell which of the two was read.
        let first = values.number(initial);
        rewritten.iter().for_each(|&key| written.was_there(key, first));
        if !rewritten.is_empty() {
            for micro in all.iter_mut().flat_map(|txn: &mut Txn| &mut txn.micros) {
                if let Micro::Register(key, seen @ None) = micro
                    && rewritten.contains(key)
                {
                    *seen = Some(first);
                }
            }
        }
        let first = rewritten.into_iter().map(|key| (key, first)).collect();
        let (keys, values, lists) = (Rc::new(keys.list), Rc::new(values.list), Rc::new(lists.all));
        Ok(Txns {
            data,
            keys,
            values,
            lists,
            all,
            orders: None,
            written: Rc::new(written),
            first: Rc::new(first),
            taken: Rc::default(),
            memory: MEMORY,
        })
    }
}

/// What a step does.
enum Did {
    Append,
    Write,
    Read,
    Else,
}

/// What a step of this name does. Its bytes are compared one by one, which in wasm is quicker than
/// a call.
fn did(f: &str) -> Did {
    match f.as_bytes() {
        b"append" => Did::Append,
        b"w" | b"write" => Did::Write,
        b"r" | b"read" => Did::Read,
        _ => Did::Else,
    }
}

/// Does something with each step `[f key value]` of an operation.
fn steps<'a>(
    op: &'a Operation,
    value: &'a Value,
    mut each: impl FnMut(&'a str, &'a Value, &'a Value) -> Result<(), Complaint>,
) -> Result<(), Complaint> {
    const NIL: &Value = &Value::Nil;
    if let "append" | "r" | "read" | "w" | "write" = &*op.f {
        return match (&op.key, value) {
            (Some(key), value) => each(&op.f, key, value),
            (None, Value::List(pair)) if pair.len() == 2 => each(&op.f, &pair[0], &pair[1]),
            (None, other) => Err(complaint(
                op,
                format!("{} is about no key; expected [key value] or a field `key`", brief(other)),
            )),
        };
    }
    let Value::List(list) = value else {
        return Err(complaint(
            op,
            format!("{} is no transaction; expected a list of steps [f key value]", brief(value)),
        ));
    };
    for micro in &**list {
        match micro.list() {
            Some([f, key, value]) if f.word().is_some() => each(f.word().unwrap_or_default(), key, value)?,
            Some([f, key]) if matches!(f.word(), Some("r" | "read")) => {
                each(f.word().unwrap_or_default(), key, NIL)?
            }
            _ => return Err(complaint(op, format!("{} is no step; expected [f key value]", brief(micro)))),
        }
    }
    Ok(())
}
