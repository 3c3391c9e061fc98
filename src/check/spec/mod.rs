//! Sequential specifications: what objects do when one operation comes after the other. How a
//! history is tested against them is told elsewhere.
//!
//! What is told has one rule for all of them, whatever they hold at first. An operation that ended
//! as [`Outcome::Ok`] told its answer, and every other one told nothing. Nil is an answer: nothing
//! is there. It is the empty list, set or text, an empty queue or stack; of a number it is none,
//! and that is said with its line.

mod bank;
mod counter;
mod kv;
mod mutex;
mod queue;
mod register;
mod set;
mod stack;

pub use bank::Bank;
pub(crate) use bank::{Account, BankCall};
pub use counter::{Counter, CounterCall};
pub use kv::{Kv, KvCall};
pub use mutex::Mutex;
pub use queue::Queue;
pub use register::{Register, RegisterCall};
pub use set::{Set, SetCall};
pub use stack::Stack;

use super::history::{Complaint, History, Operation, Outcome};
use super::value::Value;
use crate::check::value::brief;
use std::fmt::Debug;

/// An object as a pure function: what a call does to its state, or that it cannot have been
/// answered so.
pub trait Spec {
    /// A call with its answer, where that is known.
    type Call: Clone + Ord + Debug;
    /// What the object holds.
    type State: Clone + Ord + Debug;

    /// Whether each key is an object of its own.
    const BY_KEY: bool = true;

    /// Whether only finitely many states can be reached however often calls are repeated. Then what
    /// is forgotten may be taken to have happened any number of times.
    const FINITE: bool;

    /// What it holds at first.
    fn initial(&self) -> Self::State;

    /// Reads an operation that did not fail. Nothing where it neither changes nor tells anything,
    /// such as a read whose answer is not known.
    ///
    /// # Errors
    ///
    /// The field that cannot be read.
    fn call(&self, operation: &Operation) -> Result<Option<Self::Call>, Complaint>;

    /// A short name for the call of an operation that did not fail, from which the call need not be
    /// made anew: operations with the same one are the same call. Most that differ should differ in
    /// the lowest eight bits. It is not 0. Nothing where the call is none of the most usual ones.
    fn short(&self, _operation: &Operation) -> Option<u64> {
        None
    }

    /// What is held after a call; nothing where the call cannot have been answered so.
    fn step(&self, state: &Self::State, call: &Self::Call) -> Option<Self::State>;

    /// Whether the call's answer says something about the state, so that there is something to
    /// check.
    fn observes(&self, call: &Self::Call) -> bool;

    /// The call without its answer; nothing where without it the call says and does nothing.
    fn forget(&self, call: &Self::Call) -> Option<Self::Call>;

    /// How many parts a state has, so that what it costs to copy and to keep one can be counted.
    fn size(&self, _state: &Self::State) -> usize {
        1
    }

    /// The value that a call puts into the object by taking effect, where it is one that answers
    /// can show.
    fn puts(&self, _call: &Self::Call) -> Option<Value> {
        None
    }

    /// The values that an answer shows to have been put in by then, or to have been there at first.
    fn shows(&self, _call: &Self::Call) -> Vec<Value> {
        Vec::new()
    }

    /// Whether a value was there at first.
    fn begins_with(&self, _value: &Value) -> bool {
        true
    }

    /// Whether a call that may or may not have happened can help to explain the answers of these
    /// calls by happening, where it leads to this state.
    fn helps(&self, _state: &Self::State, _call: &Self::Call, _seen: &[Self::Call]) -> bool {
        true
    }
}

/// What clients talked to, by its name on the command line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// A register with reads, writes and compare-and-set.
    Register,
    /// A register with compare-and-set.
    CasRegister,
    /// Texts by key: get, put, append.
    Kv,
    /// Transactions over lists that are appended to.
    ListAppend,
    /// Several registers; a transaction reads and writes some of them at once.
    RwRegister,
    /// Accounts: open, deposit, withdraw, transfer, read.
    Bank,
    /// A number that is added to.
    Counter,
    /// A set that only grows.
    Set,
    /// First in, first out.
    Queue,
    /// A lock, held by at most one process.
    Mutex,
    /// Last in, first out.
    Stack,
}

impl Kind {
    /// Every kind, in the order in which the command line lists them.
    pub const ALL: [Kind; 11] = [
        Kind::Register,
        Kind::CasRegister,
        Kind::Kv,
        Kind::ListAppend,
        Kind::RwRegister,
        Kind::Bank,
        Kind::Counter,
        Kind::Set,
        Kind::Queue,
        Kind::Mutex,
        Kind::Stack,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Register => "register",
            Kind::CasRegister => "cas-register",
            Kind::Kv => "kv",
            Kind::ListAppend => "list-append",
            Kind::RwRegister => "rw-register",
            Kind::Bank => "bank",
            Kind::Counter => "counter",
            Kind::Set => "set",
            Kind::Queue => "queue",
            Kind::Mutex => "mutex",
            Kind::Stack => "stack",
        }
    }

    /// The kind with this name.
    pub fn of(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What a history was most likely about, from the names of its operations.
    pub fn guess(history: &History) -> Kind {
        let any = |names: &[&str]| history.operations.iter().any(|operation| names.contains(&&*operation.f));
        let appends = |value: &Value| {
            value.list().is_some_and(|steps| {
                steps.iter().any(|step| {
                    step.list().is_some_and(|step| step.first().and_then(Value::word) == Some("append"))
                })
            })
        };
        if any(&["txn"]) {
            let lists = history
                .operations
                .iter()
                .any(|operation| appends(&operation.asked) || appends(&operation.told));
            return if lists { Kind::ListAppend } else { Kind::RwRegister };
        }
        let list = |operation: &Operation| matches!(operation.told, Value::List(_) | Value::Set(_));
        match () {
            () if any(&["cas"]) => Kind::CasRegister,
            () if any(&["acquire", "release", "lock", "unlock"]) => Kind::Mutex,
            () if any(&["enqueue", "dequeue", "drain"]) => Kind::Queue,
            () if any(&["push", "pop"]) => Kind::Stack,
            () if any(&["deposit", "withdraw", "withdraw_jointly", "transfer", "open"]) => Kind::Bank,
            () if any(&["add"])
                && history.operations.iter().any(|operation| operation.f == "read" && list(operation)) =>
            {
                Kind::Set
            }
            () if any(&["add", "inc", "dec", "increment", "decrement"]) => Kind::Counter,
            () if any(&["append", "put", "get"]) => Kind::Kv,
            () => Kind::Register,
        }
    }
}

/// The complaint about a value, where it stands: in the return, or in the invocation of what did
/// not return.
fn complain(operation: &Operation, field: &'static str, reason: String) -> Complaint {
    let told = operation.outcome == Outcome::Ok && field == "value";
    let place = operation.place.returned.filter(|_| told).unwrap_or(operation.place.invoked);
    Complaint { place, field, reason }
}

/// The complaint about a name that the object does not know.
fn unknown(operation: &Operation, known: &str) -> Complaint {
    complain(
        operation,
        "f",
        format!("{:?} is no operation of this object; known are {known}", brief(&operation.f)),
    )
}

/// The complaint about an initial value.
fn initially(given: &Value, must: &str) -> Complaint {
    Complaint {
        place: 0,
        field: "--initial",
        reason: format!("{} is not what the object can hold at first; it must be {must}", brief(given)),
    }
}

/// Whether the answer of an operation is known.
fn answered(operation: &Operation) -> bool {
    operation.outcome == Outcome::Ok
}

/// The whole number that was asked with.
fn amount(operation: &Operation) -> Result<i64, Complaint> {
    let at = Complaint {
        place: operation.place.invoked,
        field: "value",
        reason: format!("{} is no whole number", brief(&operation.asked)),
    };
    operation.asked.int().ok_or(at)
}
