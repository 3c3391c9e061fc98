//! A lock: it is free when it is taken and held when it is given back. The holder is not checked.

use super::{Complaint, Operation, Spec, answered, initially, unknown};
use crate::check::value::Value;

/// A lock, and whether it is held at first.
#[derive(Clone, Debug)]
pub struct Mutex {
    /// Whether somebody holds it before anybody asks.
    pub held: bool,
}

/// A call of a lock.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum MutexCall {
    /// It was taken. Whether that was told.
    Acquire(bool),
    /// It was given back. Whether that was told.
    Release(bool),
}

impl Mutex {
    /// A lock that is held at first or not; not where nothing is given.
    ///
    /// # Errors
    ///
    /// An initial value of another shape.
    pub fn new(initial: Option<&Value>) -> Result<Mutex, Complaint> {
        match initial {
            None | Some(Value::Nil | Value::Bool(false)) => Ok(Mutex { held: false }),
            Some(Value::Bool(true)) => Ok(Mutex { held: true }),
            Some(other) => Err(initially(other, "true where it is held at first, or false")),
        }
    }
}

impl Spec for Mutex {
    type Call = MutexCall;
    type State = bool;
    const FINITE: bool = true;

    fn initial(&self) -> bool {
        self.held
    }

    fn call(&self, operation: &Operation) -> Result<Option<MutexCall>, Complaint> {
        match &*operation.f {
            "acquire" | "lock" => Ok(Some(MutexCall::Acquire(answered(operation)))),
            "release" | "unlock" => Ok(Some(MutexCall::Release(answered(operation)))),
            _ => Err(unknown(operation, "acquire, release")),
        }
    }

    fn step(&self, held: &bool, call: &MutexCall) -> Option<bool> {
        match call {
            MutexCall::Acquire(_) => (!held).then_some(true),
            MutexCall::Release(_) => held.then_some(false),
        }
    }

    fn observes(&self, call: &MutexCall) -> bool {
        matches!(call, MutexCall::Acquire(true) | MutexCall::Release(true))
    }

    fn forget(&self, call: &MutexCall) -> Option<MutexCall> {
        Some(match call {
            MutexCall::Acquire(_) => MutexCall::Acquire(false),
            MutexCall::Release(_) => MutexCall::Release(false),
        })
    }
}
