//! A register: holds one value. With or without compare-and-set.
//!
//! Nil is a value like any other: a read that tells nil tells that nothing is there, whatever the
//! register held at first, and to write nil is to delete.

use super::{Complaint, Operation, Spec, answered, complain, unknown};
use crate::check::history::Usual;
use crate::check::value::{Value, brief};

/// A register, and what it holds at first.
#[derive(Clone, Debug)]
pub struct Register {
    /// What it holds before anybody writes.
    pub initial: Value,
    /// Whether it can compare and set.
    pub cas: bool,
}

/// What can be asked of a register.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum RegisterCall {
    /// It was read, and this was there.
    Read(Value),
    /// The register holds this from then on.
    Write(Value),
    /// If the first was there, the second was written. The answer: whether it was; nothing where
    /// that is not known.
    Cas(Value, Value, Option<bool>),
}

impl Register {
    /// A register that holds this, or nil where nothing is given.
    pub fn new(initial: Option<&Value>, cas: bool) -> Register {
        Register { initial: initial.cloned().unwrap_or_default(), cas }
    }
}

impl Spec for Register {
    type Call = RegisterCall;
    type State = Value;
    const FINITE: bool = true;

    fn initial(&self) -> Value {
        self.initial.clone()
    }

    fn call(&self, operation: &Operation) -> Result<Option<RegisterCall>, Complaint> {
        match operation.f.usual() {
            Some(usual) if usual.reads() => {
                Ok(answered(operation).then(|| RegisterCall::Read(operation.told.clone())))
            }
            Some(usual) if usual.writes() => Ok(Some(RegisterCall::Write(operation.asked.clone()))),
            Some(Usual::Cas) if self.cas => {
                let Some([old, new]) = operation.asked.list() else {
                    let reason = format!("{} is no [old new]", brief(&operation.asked));
                    return Err(Complaint { place: operation.place.invoked, field: "value", reason });
                };
                let answer = answered(operation).then_some(!matches!(operation.told, Value::Bool(false)));
                Ok(Some(RegisterCall::Cas(old.clone(), new.clone(), answer)))
            }
            Some(Usual::Cas) => Err(complain(
                operation,
                "f",
                "a register without compare-and-set knows no \"cas\"; see cas-register".to_owned(),
            )),
            _ => Err(unknown(operation, if self.cas { "read, write, cas" } else { "read, write" })),
        }
    }

    #[inline]
    fn short(&self, operation: &Operation) -> Option<u64> {
        // Of a value of 28 bits, three go to the lowest bits of the name, after two for what is
        // asked.
        let number = |value: &Value| value.int().map(|it| it as u64).filter(|it| it >> 28 == 0);
        let name = |kind: u64, first: u64, second: u64| {
            1 << 63 | kind | (first & 7) << 2 | (second & 7) << 5 | (first >> 3) << 8 | (second >> 3) << 33
        };
        let usual = operation.f.usual()?;
        if usual.reads() && answered(operation) {
            number(&operation.told).map(|value| name(0, value & 7, value >> 3))
        } else if usual.writes() {
            number(&operation.asked).map(|value| name(1, value & 7, value >> 3))
        } else if let (Usual::Cas, true, true, Some([old, new])) =
            (usual, self.cas, answered(operation), operation.asked.list())
        {
            let missed = matches!(operation.told, Value::Bool(false));
            Some(name(2 + u64::from(missed), number(old)?, number(new)?))
        } else {
            None
        }
    }

    fn step(&self, state: &Value, call: &RegisterCall) -> Option<Value> {
        match call {
            RegisterCall::Read(seen) => (seen == state).then(|| seen.clone()),
            RegisterCall::Write(value) => Some(value.clone()),
            RegisterCall::Cas(old, new, answer) => match (old == state, answer) {
                (true, Some(true) | None) => Some(new.clone()),
                (false, Some(false) | None) => Some(state.clone()),
                _ => None,
            },
        }
    }

    fn observes(&self, call: &RegisterCall) -> bool {
        matches!(call, RegisterCall::Read(_) | RegisterCall::Cas(_, _, Some(_)))
    }

    fn forget(&self, call: &RegisterCall) -> Option<RegisterCall> {
        match call {
            RegisterCall::Read(_) => None,
            RegisterCall::Write(value) => Some(RegisterCall::Write(value.clone())),
            RegisterCall::Cas(old, new, _) => Some(RegisterCall::Cas(old.clone(), new.clone(), None)),
        }
    }

    fn puts(&self, call: &RegisterCall) -> Option<Value> {
        match call {
            RegisterCall::Write(value) | RegisterCall::Cas(_, value, Some(true) | None) => {
                Some(value.clone())
            }
            _ => None,
        }
    }

    fn shows(&self, call: &RegisterCall) -> Vec<Value> {
        match call {
            RegisterCall::Read(value) | RegisterCall::Cas(value, _, Some(true)) => vec![value.clone()],
            _ => Vec::new(),
        }
    }

    fn begins_with(&self, value: &Value) -> bool {
        self.initial == *value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::history::{Outcome, Place};
    use std::collections::{BTreeMap, BTreeSet};

    fn operations(values: &[i64]) -> Vec<Operation> {
        let mut all = Vec::new();
        for outcome in [Outcome::Ok, Outcome::Info] {
            let mut add = |f: &str, asked: Value, told: Value| {
                all.push(Operation {
                    process: 0,
                    f: f.into(),
                    key: None,
                    asked,
                    told,
                    invoked: 0,
                    returned: None,
                    outcome,
                    place: Place::default(),
                });
            };
            add("read", Value::Nil, Value::Nil);
            for &value in values {
                ["read", "r", "get"].iter().for_each(|f| add(f, Value::Nil, Value::Int(value)));
                ["write", "w", "put", "set"]
                    .iter()
                    .for_each(|f| add(f, Value::Int(value), Value::Int(value)));
                for &new in values {
                    for matched in [true, false] {
                        add(
                            "cas",
                            [Value::Int(value), Value::Int(new)].into_iter().collect(),
                            Value::Bool(matched),
                        );
                    }
                }
            }
        }
        all
    }

    #[test]
    fn what_has_one_short_name_is_one_call() {
        let (register, mut calls) = (Register::new(None, true), BTreeMap::new());
        let few: Vec<i64> = (-9..20).collect();
        let far = [i64::MIN, 255, 256, (1 << 28) - 8, (1 << 28) - 1, 1 << 28, (1 << 31) + 1, i64::MAX];
        for operation in operations(&[&few[..], &far[..]].concat()) {
            if let Some(short) = register.short(&operation) {
                let call = register.call(&operation).expect("it can be read").expect("it says something");
                assert_ne!(short, 0);
                assert_eq!(*calls.entry(short).or_insert_with(|| call.clone()), call);
            }
        }
        let different: BTreeSet<&RegisterCall> = calls.values().collect();
        assert_eq!(different.len(), calls.len(), "and no call has two");
        assert_eq!(calls.len(), 24 + 24 + 2 * 24 * 24, "24 of these values are neither below zero nor large");
    }

    #[test]
    fn of_few_values_the_lowest_bits_are_enough() {
        let register = Register::new(None, true);
        let shorts: BTreeSet<u64> =
            operations(&[0, 1, 2, 3, 4, 5, 6, 7]).iter().filter_map(|it| register.short(it)).collect();
        let lowest: BTreeSet<u64> = shorts.iter().map(|short| short % 256).collect();
        assert_eq!((shorts.len(), lowest.len()), (8 + 8 + 2 * 64, 8 + 8 + 2 * 64));
    }
}
