//! A counter: a number that is added to.

use super::{Complaint, Operation, Spec, amount, answered, complain, initially, unknown};
use crate::check::value::{Value, brief};

/// A counter, and where it begins.
#[derive(Clone, Debug)]
pub struct Counter {
    /// What it stands at before anybody adds.
    pub initial: i64,
}

/// What can be asked of a counter.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum CounterCall {
    /// It stood at this.
    Read(i64),
    /// This was added, which may be negative, and after that it stood at the second, where that was
    /// told.
    Add(i64, Option<i64>),
}

impl Counter {
    /// A counter that begins at this, or at 0 where nothing is given.
    ///
    /// # Errors
    ///
    /// An initial value of another shape.
    pub fn new(initial: Option<&Value>) -> Result<Counter, Complaint> {
        match initial {
            None | Some(Value::Nil) => Ok(Counter { initial: 0 }),
            Some(Value::Int(initial)) => Ok(Counter { initial: *initial }),
            Some(other) => Err(initially(other, "a whole number")),
        }
    }
}

impl Spec for Counter {
    type Call = CounterCall;
    type State = i64;
    const FINITE: bool = false;

    fn initial(&self) -> i64 {
        self.initial
    }

    fn call(&self, operation: &Operation) -> Result<Option<CounterCall>, Complaint> {
        let by = |sign: i64| -> Result<i64, Complaint> {
            Ok(if operation.asked.is_nil() { sign } else { sign.saturating_mul(amount(operation)?) })
        };
        match &*operation.f {
            "read" | "r" | "get" if !answered(operation) => Ok(None),
            "read" | "r" | "get" => match operation.told {
                Value::Int(seen) => Ok(Some(CounterCall::Read(seen))),
                ref other => Err(complain(
                    operation,
                    "value",
                    format!("{} is no whole number, which a counter always is", brief(other)),
                )),
            },
            "add" => Ok(Some(CounterCall::Add(amount(operation)?, None))),
            "inc" | "increment" => Ok(Some(CounterCall::Add(by(1)?, None))),
            "dec" | "decrement" => Ok(Some(CounterCall::Add(by(-1)?, None))),
            // What was added, and what it came to.
            "add-and-get" => {
                let added = amount(operation)?;
                let seen = match &operation.told {
                    Value::Int(seen) => Some(*seen),
                    Value::List(pair) => pair.get(1).and_then(Value::int),
                    _ => None,
                };
                Ok(Some(CounterCall::Add(added, seen.filter(|_| answered(operation)))))
            }
            _ => Err(unknown(operation, "add, inc, dec, add-and-get, read")),
        }
    }

    fn step(&self, state: &i64, call: &CounterCall) -> Option<i64> {
        match *call {
            CounterCall::Read(seen) => (seen == *state).then_some(seen),
            CounterCall::Add(by, seen) => {
                let sum = state.checked_add(by)?;
                seen.is_none_or(|seen| seen == sum).then_some(sum)
            }
        }
    }

    fn observes(&self, call: &CounterCall) -> bool {
        matches!(call, CounterCall::Read(_) | CounterCall::Add(_, Some(_)))
    }

    fn forget(&self, call: &CounterCall) -> Option<CounterCall> {
        match *call {
            CounterCall::Read(_) => None,
            CounterCall::Add(by, _) => Some(CounterCall::Add(by, None)),
        }
    }
}
