//! A history: operations by clients, each with the interval in which it may have taken effect.
//!
//! Moments are whole numbers that only say what was before what: the number of an event in a file, the id of a fact in a run. An operation surely comes before
//! another one when it returned at an earlier moment than the other one was invoked; at the same moment they overlap. Stretching time changes no verdict.
//!
//! Where a history comes from: [`read`] takes it from a file, [`trace`] from a run, and both enter it into a [`book::Book`], which pairs every invocation with
//! its return and refuses what no client can have done.

pub mod book;
mod edn;
mod json;
mod plain;
pub mod read;
pub mod trace;

use super::value::Value;
use std::borrow::Cow;

/// How an operation ended for its client.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Outcome {
    /// It happened.
    Ok,
    /// It surely did not happen.
    Fail,
    /// Nobody knows: it may take effect at any moment after it was invoked, or never.
    Info,
}

/// What an operation is called. The usual names take no room of their own: a history has millions of operations and a dozen names.
pub type Name = Cow<'static, str>;

/// The names that every history has.
const USUAL: [&str; 14] =
    ["read", "write", "cas", "txn", "append", "r", "w", "add", "enqueue", "dequeue", "transfer", "deposit", "withdraw", "acquire"];

/// A name as it was read.
pub fn named(name: &str) -> Name {
    USUAL.iter().find(|usual| **usual == name).map_or_else(|| Name::Owned(name.to_owned()), |usual| Name::Borrowed(usual))
}

/// One operation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Operation {
    /// Who asked. A process asks one thing at a time; after an operation that ended as [`Outcome::Info`] its session goes on under another number.
    pub process: u64,
    /// What was asked for: `read`, `write`, `cas`, `append`, `txn`, ...
    pub f: Name,
    /// The object it is about, where the history has several.
    pub key: Option<Value>,
    /// What went in, as invoked.
    pub asked: Value,
    /// What came out, as returned; [`Value::Nil`] where nothing did. A compare-and-set that did not match has been told `false`.
    pub told: Value,
    /// When it was invoked.
    pub invoked: u64,
    /// When it returned; nothing while it is open, which an operation of unknown outcome is for ever.
    pub returned: Option<u64>,
    /// How it ended.
    pub outcome: Outcome,
    /// Where it is written down: the line (from 1) of a file or the id of a fact, of the invocation and of the return. Zero and nothing where there is none.
    pub place: Place,
}

/// Where an operation is written down.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Place {
    /// Line or fact of the invocation.
    pub invoked: u32,
    /// Line or fact of the return.
    pub returned: Option<u32>,
}

impl Operation {
    /// Whether this one surely came before the other.
    pub fn precedes(&self, other: &Operation) -> bool {
        self.returned.is_some_and(|returned| returned < other.invoked)
    }
}

/// Operations in the order in which they were invoked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct History {
    /// The operations. Checkers name one by its place in this list.
    pub operations: Vec<Operation>,
}

impl History {
    /// Some of its operations, by their places in the list.
    pub fn of(&self, names: &[usize]) -> History {
        History { operations: names.iter().map(|&name| self.operations[name].clone()).collect() }
    }
}

/// Something about an operation of a history that a checker cannot read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Complaint {
    /// The line of the file or the fact, from [`Place`].
    pub place: u32,
    /// Which field: `value`, `f`, `key`, ...
    pub field: &'static str,
    /// What is wrong and what is allowed.
    pub reason: String,
}
