//! A stack: last in, first out. Taking from an empty one is answered with nothing.

use super::{Complaint, Operation, Spec, answered, complain, initially, unknown};
use crate::check::value::{Value, brief};

/// A stack, and what lies on it at first.
#[derive(Clone, Debug)]
pub struct Stack {
    /// What lies on it before anybody asks, the top last.
    pub initial: Vec<Value>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum StackCall {
    /// This was put on top.
    Push(Value),
    /// This was taken from the top, or nil because it was empty; nothing where the answer is not
    /// known.
    Pop(Option<Value>),
    /// So many lay on it.
    Len(i64),
}

impl Stack {
    /// A stack with these in it at first, or empty where nothing is given.
    ///
    /// # Errors
    ///
    /// An initial value of another shape.
    pub fn new(initial: Option<&Value>) -> Result<Stack, Complaint> {
        match initial {
            None | Some(Value::Nil) => Ok(Stack { initial: Vec::new() }),
            Some(Value::List(members)) => Ok(Stack { initial: members.to_vec() }),
            Some(other) => Err(initially(other, "a list")),
        }
    }
}

impl Spec for Stack {
    type Call = StackCall;
    type State = Vec<Value>;
    const FINITE: bool = false;

    fn size(&self, state: &Vec<Value>) -> usize {
        state.iter().map(Value::size).sum()
    }

    fn initial(&self) -> Vec<Value> {
        self.initial.clone()
    }

    fn call(&self, operation: &Operation) -> Result<Option<StackCall>, Complaint> {
        match &*operation.f {
            "push" => Ok(Some(StackCall::Push(operation.asked.clone()))),
            "pop" => Ok(Some(StackCall::Pop(answered(operation).then(|| operation.told.clone())))),
            "len" | "size" if !answered(operation) => Ok(None),
            "len" | "size" => match operation.told {
                Value::Int(length) => Ok(Some(StackCall::Len(length))),
                ref other => {
                    Err(complain(operation, "value", format!("{} is no whole number", brief(other))))
                }
            },
            _ => Err(unknown(operation, "push, pop, len")),
        }
    }

    fn step(&self, state: &Vec<Value>, call: &StackCall) -> Option<Vec<Value>> {
        match call {
            StackCall::Push(value) => Some(state.iter().chain([value]).cloned().collect()),
            StackCall::Pop(None) => Some(state[..state.len().saturating_sub(1)].to_vec()),
            StackCall::Pop(Some(seen)) => match state.split_last() {
                Some((top, rest)) => (top == seen).then(|| rest.to_vec()),
                None => seen.is_nil().then(Vec::new),
            },
            StackCall::Len(length) => (state.len() as i64 == *length).then(|| state.clone()),
        }
    }

    fn observes(&self, call: &StackCall) -> bool {
        matches!(call, StackCall::Pop(Some(_)) | StackCall::Len(_))
    }

    fn forget(&self, call: &StackCall) -> Option<StackCall> {
        match call {
            StackCall::Push(value) => Some(StackCall::Push(value.clone())),
            StackCall::Pop(_) => Some(StackCall::Pop(None)),
            StackCall::Len(_) => None,
        }
    }

    fn puts(&self, call: &StackCall) -> Option<Value> {
        if let StackCall::Push(value) = call { Some(value.clone()) } else { None }
    }

    fn shows(&self, call: &StackCall) -> Vec<Value> {
        match call {
            StackCall::Pop(Some(value)) if !value.is_nil() => vec![value.clone()],
            _ => Vec::new(),
        }
    }

    fn begins_with(&self, value: &Value) -> bool {
        self.initial.contains(value)
    }
}
