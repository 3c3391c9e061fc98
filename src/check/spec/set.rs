//! A set that only grows. A read tells all of it.

use super::{Complaint, Operation, Spec, answered, complain, initially, unknown};
use crate::check::value::{Value, brief};
use std::collections::BTreeSet;

/// A set, and what is in it at first.
#[derive(Clone, Debug)]
pub struct Set {
    /// What is in it before anybody adds.
    pub initial: BTreeSet<Value>,
}

/// What can be asked of a set.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SetCall {
    /// This was added.
    Add(Value),
    /// These were in it.
    Read(BTreeSet<Value>),
}

impl Set {
    /// A set with these in it at first, or empty where nothing is given.
    ///
    /// # Errors
    ///
    /// An initial value of another shape.
    pub fn new(initial: Option<&Value>) -> Result<Set, Complaint> {
        match initial {
            None | Some(Value::Nil) => Ok(Set { initial: BTreeSet::new() }),
            Some(Value::List(members) | Value::Set(members)) => {
                Ok(Set { initial: members.iter().cloned().collect() })
            }
            Some(other) => Err(initially(other, "a list or a set")),
        }
    }
}

impl Spec for Set {
    type Call = SetCall;
    type State = BTreeSet<Value>;
    const FINITE: bool = true;

    fn size(&self, state: &BTreeSet<Value>) -> usize {
        state.iter().map(Value::size).sum()
    }

    fn initial(&self) -> BTreeSet<Value> {
        self.initial.clone()
    }

    fn call(&self, operation: &Operation) -> Result<Option<SetCall>, Complaint> {
        match &*operation.f {
            "add" | "insert" => Ok(Some(SetCall::Add(operation.asked.clone()))),
            "read" | "r" | "get" if !answered(operation) => Ok(None),
            "read" | "r" | "get" => match &operation.told {
                Value::List(members) | Value::Set(members) => {
                    Ok(Some(SetCall::Read(members.iter().cloned().collect())))
                }
                Value::Nil => Ok(Some(SetCall::Read(BTreeSet::new()))),
                other => Err(complain(
                    operation,
                    "value",
                    format!("{} is no list of what is in the set", brief(other)),
                )),
            },
            _ => Err(unknown(operation, "add, read")),
        }
    }

    fn step(&self, state: &BTreeSet<Value>, call: &SetCall) -> Option<BTreeSet<Value>> {
        match call {
            SetCall::Add(value) => {
                let mut state = state.clone();
                state.insert(value.clone());
                Some(state)
            }
            SetCall::Read(seen) => (seen == state).then(|| state.clone()),
        }
    }

    fn observes(&self, call: &SetCall) -> bool {
        matches!(call, SetCall::Read(_))
    }

    fn forget(&self, call: &SetCall) -> Option<SetCall> {
        matches!(call, SetCall::Add(_)).then(|| call.clone())
    }

    /// A set only grows, so what is in no answer that has all the rest too helps nobody.
    fn helps(&self, state: &BTreeSet<Value>, _call: &SetCall, seen: &[SetCall]) -> bool {
        seen.iter().any(|call| matches!(call, SetCall::Read(members) if state.is_subset(members)))
    }

    fn puts(&self, call: &SetCall) -> Option<Value> {
        if let SetCall::Add(value) = call { Some(value.clone()) } else { None }
    }

    fn shows(&self, call: &SetCall) -> Vec<Value> {
        if let SetCall::Read(members) = call { members.iter().cloned().collect() } else { Vec::new() }
    }

    fn begins_with(&self, value: &Value) -> bool {
        self.initial.contains(value)
    }
}
