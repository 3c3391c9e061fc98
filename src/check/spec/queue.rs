//! A queue: first in, first out. Taking from an empty one is answered with nothing.

use super::{Complaint, Operation, Spec, answered, initially, unknown};
use crate::check::value::Value;

/// A queue, and what waits in it at first.
#[derive(Clone, Debug)]
pub struct Queue {
    /// What waits in it before anybody asks, the next one first.
    pub initial: Vec<Value>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum QueueCall {
    /// This was put at the end.
    Enqueue(Value),
    /// This was taken from the front, or nil because it was empty; nothing where the answer is not
    /// known.
    Dequeue(Option<Value>),
}

impl Queue {
    /// A queue with these in it at first, or empty where nothing is given.
    ///
    /// # Errors
    ///
    /// An initial value of another shape.
    pub fn new(initial: Option<&Value>) -> Result<Queue, Complaint> {
        match initial {
            None | Some(Value::Nil) => Ok(Queue { initial: Vec::new() }),
            Some(Value::List(members)) => Ok(Queue { initial: members.to_vec() }),
            Some(other) => Err(initially(other, "a list")),
        }
    }
}

impl Spec for Queue {
    type Call = QueueCall;
    type State = Vec<Value>;
    const FINITE: bool = false;

    fn size(&self, state: &Vec<Value>) -> usize {
        state.iter().map(Value::size).sum()
    }

    fn initial(&self) -> Vec<Value> {
        self.initial.clone()
    }

    fn call(&self, operation: &Operation) -> Result<Option<QueueCall>, Complaint> {
        match &*operation.f {
            "enqueue" | "add" | "offer" => Ok(Some(QueueCall::Enqueue(operation.asked.clone()))),
            "dequeue" | "take" | "poll" => {
                Ok(Some(QueueCall::Dequeue(answered(operation).then(|| operation.told.clone()))))
            }
            _ => Err(unknown(operation, "enqueue, dequeue")),
        }
    }

    fn step(&self, state: &Vec<Value>, call: &QueueCall) -> Option<Vec<Value>> {
        match call {
            QueueCall::Enqueue(value) => Some(state.iter().chain([value]).cloned().collect()),
            QueueCall::Dequeue(None) => Some(state.get(1..).unwrap_or_default().to_vec()),
            QueueCall::Dequeue(Some(seen)) => match state.split_first() {
                Some((first, rest)) => (first == seen).then(|| rest.to_vec()),
                None => seen.is_nil().then(Vec::new),
            },
        }
    }

    fn observes(&self, call: &QueueCall) -> bool {
        matches!(call, QueueCall::Dequeue(Some(_)))
    }

    fn forget(&self, call: &QueueCall) -> Option<QueueCall> {
        Some(match call {
            QueueCall::Enqueue(value) => QueueCall::Enqueue(value.clone()),
            QueueCall::Dequeue(_) => QueueCall::Dequeue(None),
        })
    }

    /// What nobody takes out explains nothing by being put in.
    fn helps(&self, _state: &Vec<Value>, call: &QueueCall, seen: &[QueueCall]) -> bool {
        let QueueCall::Enqueue(value) = call else {
            return true;
        };
        seen.iter().any(|call| matches!(call, QueueCall::Dequeue(Some(taken)) if taken == value))
    }

    fn puts(&self, call: &QueueCall) -> Option<Value> {
        if let QueueCall::Enqueue(value) = call { Some(value.clone()) } else { None }
    }

    fn shows(&self, call: &QueueCall) -> Vec<Value> {
        match call {
            QueueCall::Dequeue(Some(value)) if !value.is_nil() => vec![value.clone()],
            _ => Vec::new(),
        }
    }

    fn begins_with(&self, value: &Value) -> bool {
        self.initial.contains(value)
    }
}
