//! A register: holds one value. With or without compare-and-set.
//!
//! A read that tells nil tells that nothing was there, where nil is what the register holds at first. Where it holds something else at first, nil is no value of it
//! but a missing one, and such a read tells nothing, as in Jepsen's own models.

use super::{Complaint, Operation, Spec, answered, complain, unknown};
use crate::check::history::Usual;
use crate::check::value::Value;

/// A register, and what it holds at first.
#[derive(Clone, Debug)]
pub struct Register {
    /// What it holds before anybody writes.
    pub initial: Value,
    /// Whether it can compare and set.
    pub cas: bool,
}

/// A call of a register.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum RegisterCall {
    /// It was read, and this was there.
    Read(Value),
    /// This was written.
    Write(Value),
    /// If the first was there, the second was written. The answer: whether it was; nothing where that is not known.
    Cas(Value, Value, Option<bool>),
}

impl Register {
    /// A register that holds this, or nil where nothing is given.
    pub fn new(initial: Option<&Value>, cas: bool) -> Register {
        Register { initial: initial.cloned().unwrap_or_default(), cas }
    }

    /// Whether the answer of a read tells a value.
    pub fn tells(&self, read: &Operation) -> bool {
        answered(read) && (!read.told.is_nil() || self.initial.is_nil())
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
            Some(usual) if usual.reads() => Ok(self.tells(operation).then(|| RegisterCall::Read(operation.told.clone()))),
            Some(usual) if usual.writes() => Ok(Some(RegisterCall::Write(operation.asked.clone()))),
            Some(Usual::Cas) if self.cas => {
                let Some([old, new]) = operation.asked.list() else {
                    let reason = format!("{} is no [old new]", operation.asked);
                    return Err(Complaint { place: operation.place.invoked, field: "value", reason });
                };
                let answer = answered(operation).then_some(!matches!(operation.told, Value::Bool(false)));
                Ok(Some(RegisterCall::Cas(old.clone(), new.clone(), answer)))
            }
            Some(Usual::Cas) => {
                Err(complain(operation, "f", "a register without compare-and-set knows no \"cas\"; see cas-register".to_owned()))
            }
            _ => Err(unknown(operation, if self.cas { "read, write, cas" } else { "read, write" })),
        }
    }

    #[inline]
    fn place(&self, operation: &Operation) -> u64 {
        let number = |value: &Value| value.int().unwrap_or(-1) as u64;
        match (operation.f.usual(), operation.asked.list()) {
            (Some(usual), _) if usual.reads() => number(&operation.told).wrapping_mul(2),
            (_, Some([old, new])) => {
                // Behind the reads and writes of the five values that Jepsen mostly uses.
                let both = number(old).wrapping_mul(5).wrapping_add(number(new)).wrapping_add(5);
                both.wrapping_mul(2).wrapping_add(u64::from(matches!(operation.told, Value::Bool(false))))
            }
            _ => number(&operation.asked).wrapping_mul(2).wrapping_add(1),
        }
    }

    #[inline]
    fn is(&self, operation: &Operation, call: &RegisterCall) -> bool {
        let Some(usual) = operation.f.usual() else { return false };
        match call {
            RegisterCall::Read(value) => usual.reads() && operation.told == *value && self.tells(operation),
            RegisterCall::Write(value) => usual.writes() && operation.asked == *value,
            RegisterCall::Cas(old, new, answer) => {
                let same = |asked: &[Value]| asked.len() == 2 && asked[0] == *old && asked[1] == *new;
                let told = answered(operation).then_some(!matches!(operation.told, Value::Bool(false)));
                usual == Usual::Cas && self.cas && *answer == told && operation.asked.list().is_some_and(same)
            }
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
            RegisterCall::Write(value) | RegisterCall::Cas(_, value, Some(true) | None) => Some(value.clone()),
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
