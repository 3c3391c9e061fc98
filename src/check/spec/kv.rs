//! Texts by key: get, put, append. Each key is an object of its own.

use super::{Complaint, Operation, Spec, answered, complain, initially, unknown};
use crate::check::value::{Value, brief};

/// One text, and what it is at first.
#[derive(Clone, Debug)]
pub struct Kv {
    /// What it is before anybody writes.
    pub initial: String,
}

/// A call of a text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum KvCall {
    /// It was read, and this was there.
    Get(String),
    /// This was put there, instead of what was.
    Put(String),
    /// This was put behind what was there.
    Append(String),
}

impl Kv {
    /// A text that is this at first, or empty where nothing is given.
    ///
    /// # Errors
    ///
    /// An initial value of another shape.
    pub fn new(initial: Option<&Value>) -> Result<Kv, Complaint> {
        match initial {
            None | Some(Value::Nil) => Ok(Kv { initial: String::new() }),
            Some(Value::Text(text)) => Ok(Kv { initial: text.to_string() }),
            Some(other) => Err(initially(other, "a text")),
        }
    }
}

impl Spec for Kv {
    type Call = KvCall;
    type State = String;
    const FINITE: bool = false;

    fn size(&self, state: &String) -> usize {
        1 + state.len() / 16
    }

    fn initial(&self) -> String {
        self.initial.clone()
    }

    fn call(&self, operation: &Operation) -> Result<Option<KvCall>, Complaint> {
        let text = |value: &Value| match value {
            Value::Nil => Ok(String::new()),
            Value::Text(text) => Ok(text.to_string()),
            Value::Int(_) | Value::Decimal(_) => Ok(value.to_string()),
            other => Err(format!("{} is no text", brief(other))),
        };
        let asked = || {
            text(&operation.asked).map_err(|reason| Complaint {
                place: operation.place.invoked,
                field: "value",
                reason,
            })
        };
        match &*operation.f {
            "get" | "read" | "r" if !answered(operation) => Ok(None),
            "get" | "read" | "r" => text(&operation.told)
                .map(|seen| Some(KvCall::Get(seen)))
                .map_err(|reason| complain(operation, "value", reason)),
            "put" | "write" | "w" | "set" => asked().map(|new| Some(KvCall::Put(new))),
            "append" => asked().map(|more| Some(KvCall::Append(more))),
            _ => Err(unknown(operation, "get, put, append, read, write")),
        }
    }

    fn step(&self, state: &String, call: &KvCall) -> Option<String> {
        match call {
            KvCall::Get(seen) => (seen == state).then(|| seen.clone()),
            KvCall::Put(new) => Some(new.clone()),
            KvCall::Append(more) => Some(format!("{state}{more}")),
        }
    }

    fn observes(&self, call: &KvCall) -> bool {
        matches!(call, KvCall::Get(_))
    }

    fn forget(&self, call: &KvCall) -> Option<KvCall> {
        (!matches!(call, KvCall::Get(_))).then(|| call.clone())
    }

    /// Texts only grow until they are replaced, so what nobody reads the beginning of helps nobody.
    fn helps(&self, state: &String, _call: &KvCall, seen: &[KvCall]) -> bool {
        seen.iter().any(|call| matches!(call, KvCall::Get(text) if text.starts_with(state.as_str())))
    }
}
