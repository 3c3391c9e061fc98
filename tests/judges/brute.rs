//! Brute force: every order of a small history, tried one by one against objects that are written
//! down a second time, as plainly as can be.

use eventual::check::history::{History, Operation, Outcome};
use eventual::check::spec::Kind;
use eventual::check::value::Value;
use std::collections::BTreeSet;

/// What an object holds: numbers, in whatever way suits it. Nil is -1.
type State = Vec<i64>;

fn number(value: &Value) -> i64 {
    match value {
        Value::Nil => -1,
        Value::Int(it) => *it,
        Value::Text(it) => it.bytes().fold(0, |sum, byte| sum * 8 + i64::from(byte - b'a') + 1),
        other => panic!("{other} is no number"),
    }
}

fn numbers(value: &Value) -> State {
    match value {
        Value::List(members) | Value::Set(members) => members.iter().map(number).collect(),
        Value::Text(text) => text.bytes().map(|byte| i64::from(byte - b'a') + 1).collect(),
        Value::Nil => Vec::new(),
        other => panic!("{other} is no list"),
    }
}

/// The first state of an object.
pub fn initial(kind: Kind) -> State {
    match kind {
        Kind::Register | Kind::CasRegister => vec![-1],
        Kind::Counter | Kind::Mutex => vec![0],
        Kind::Bank => vec![2, 1],
        _ => Vec::new(),
    }
}

/// Lets an operation take effect; whether it can have been answered so. `known` is whether its
/// answer counts.
fn apply(kind: Kind, state: &mut State, operation: &Operation, known: bool) -> bool {
    let asked = &operation.asked;
    let told = &operation.told;
    let sorted = |mut list: State| {
        list.sort_unstable();
        list.dedup();
        list
    };
    match (kind, &*operation.f) {
        (Kind::Register | Kind::CasRegister, "read") => !known || state[0] == number(told),
        (Kind::Register | Kind::CasRegister, "write") => {
            state[0] = number(asked);
            true
        }
        (_, "cas") => {
            let pair = numbers(asked);
            let matched = state[0] == pair[0];
            if matched {
                state[0] = pair[1];
            }
            !known || matched == (*told != Value::Bool(false))
        }
        (Kind::Kv, "get") => !known || *state == numbers(told),
        (Kind::Kv, "put") => {
            *state = numbers(asked);
            true
        }
        (Kind::Kv, "append") => {
            state.extend(numbers(asked));
            true
        }
        (Kind::Counter, "read") => !known || state[0] == number(told),
        (Kind::Counter, "add") => {
            state[0] += number(asked);
            true
        }
        (Kind::Set, "read") => !known || sorted(state.clone()) == sorted(numbers(told)),
        (Kind::Set, "add") => {
            state.push(number(asked));
            *state = sorted(state.clone());
            true
        }
        (Kind::Queue, "enqueue") | (Kind::Stack, "push") => {
            state.push(number(asked));
            true
        }
        (Kind::Queue | Kind::Stack, "dequeue" | "pop") => {
            let taken = match (state.is_empty(), kind) {
                (true, _) => -1,
                (false, Kind::Queue) => state.remove(0),
                (false, _) => state.pop().expect("a top"),
            };
            !known || taken == number(told)
        }
        (Kind::Stack, "len") => !known || state.len() as i64 == number(told),
        (Kind::Mutex, "acquire") => std::mem::replace(&mut state[0], 1) == 0,
        (Kind::Mutex, "release") => std::mem::replace(&mut state[0], 0) == 1,
        (Kind::Bank, f) => {
            let account = number(operation.key.as_ref().expect("an account")) as usize;
            match f {
                "read" => !known || state[account] == number(told),
                "deposit" => {
                    state[account] += number(asked);
                    true
                }
                "withdraw" => {
                    state[account] -= number(asked);
                    state[account] >= 0
                }
                "transfer" => {
                    let Value::Map(parts) = asked else { panic!("no transfer") };
                    let part = |name: &str| number(&parts[&Value::from(name)]);
                    let enough = state[account] >= part("amount");
                    state[account] -= part("amount");
                    state[part("to") as usize] += part("amount");
                    enough
                }
                other => panic!("{other}"),
            }
        }
        (kind, f) => panic!("{kind:?} {f}"),
    }
}

/// What must be kept in order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// What returned before another was invoked.
    Time,
    /// What a process asked first.
    Program,
}

/// The operations that may matter: those that did not fail.
pub struct Brute<'a> {
    kind: Kind,
    keep: Keep,
    operations: Vec<&'a Operation>,
    /// Which of them are known of. The others are forgotten.
    known: Vec<bool>,
    /// What the object holds at first.
    first: State,
    seen: BTreeSet<(u32, State)>,
}

impl<'a> Brute<'a> {
    pub fn new(kind: Kind, keep: Keep, history: &'a History, known: impl Fn(usize) -> bool) -> Brute<'a> {
        let (operations, known) = history
            .operations
            .iter()
            .enumerate()
            .filter(|(_, operation)| operation.outcome != Outcome::Fail)
            .map(|(at, operation)| (operation, known(at)))
            .unzip();
        Brute { kind, keep, operations, known, first: initial(kind), seen: BTreeSet::new() }
    }

    /// The same about an object that holds something else at first.
    pub fn holding(self, first: State) -> Brute<'a> {
        Brute { first, ..self }
    }

    /// Whether there is an order.
    pub fn has_order(&mut self) -> bool {
        self.from(0, &self.first.clone())
    }

    fn before(&self, first: usize, second: usize) -> bool {
        let (a, b) = (self.operations[first], self.operations[second]);
        let orders = |of: usize| self.known[of] && self.operations[of].outcome == Outcome::Ok;
        orders(first)
            && self.known[second]
            && match self.keep {
                Keep::Time => a.returned.expect("a return") < b.invoked,
                Keep::Program => a.process == b.process && first < second,
            }
    }

    fn from(&mut self, done: u32, state: &State) -> bool {
        let count = self.operations.len();
        if (0..count)
            .all(|at| done >> at & 1 == 1 || !self.known[at] || self.operations[at].outcome != Outcome::Ok)
        {
            return true;
        }
        if !self.seen.insert((done, state.clone())) {
            return false;
        }
        for at in 0..count {
            if done >> at & 1 == 1
                || (0..count).any(|other| other != at && done >> other & 1 == 0 && self.before(other, at))
            {
                continue;
            }
            let mut next = state.clone();
            let known = self.known[at] && self.operations[at].outcome == Outcome::Ok;
            // What is forgotten may happen again and again, where that cannot go on for ever.
            let again = !self.known[at]
                && matches!(self.kind, Kind::Register | Kind::CasRegister | Kind::Set | Kind::Mutex);
            if apply(self.kind, &mut next, self.operations[at], known)
                && self.from(if again { done } else { done | 1 << at }, &next)
            {
                return true;
            }
        }
        false
    }
}

/// Whether a read of a register may tell what it tells, from the definitions.
pub fn read_is_allowed(history: &History, read: &Operation, regular: bool) -> bool {
    read_is_allowed_from(history, read, regular, &Value::Nil)
}

/// The same of a register that holds something else at first.
pub fn read_is_allowed_from(history: &History, read: &Operation, regular: bool, initial: &Value) -> bool {
    let writes = || history.operations.iter().filter(|it| it.f == "write" && it.outcome != Outcome::Fail);
    let overlaps = |write: &Operation| !write.precedes(read) && !read.precedes(write);
    if !regular && writes().any(overlaps) {
        return true;
    }
    let gone = |write: &Operation| writes().any(|other| write.precedes(other) && other.precedes(read));
    let first = read.told == *initial && !writes().any(|write| write.precedes(read));
    first || writes().any(|write| write.asked == read.told && !read.precedes(write) && !gone(write))
}
