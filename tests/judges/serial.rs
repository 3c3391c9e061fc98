//! Registers whose values come again: deletes, the initial value written once more, by transactions
//! that failed too. Brute force does every transaction in every order, one step after the other,
//! and looks whether each read finds what it told. Nothing here is shared with the judges.

use super::txns::{Draws, step, txn};
use eventual::check::history::{History, Operation, Outcome};
use eventual::check::value::Value;
use std::collections::BTreeMap;

const KEYS: [&str; 2] = ["x", "y"];

/// What each key holds.
type State = BTreeMap<String, Value>;

/// The values that are written, of which the first is there before anybody writes.
pub fn values(draws: &mut Draws) -> Vec<Value> {
    let mut pool =
        vec![Value::Nil, Value::Int(0), Value::Int(1), Value::Int(2), Value::Int(3), Value::Int(4)];
    pool.extend(["0.5", "1.25"].map(|it| eventual::check::history::read::value(it).expect("a decimal")));
    (1..pool.len()).for_each(|at| pool.swap(at, draws.below(at as u64 + 1) as usize));
    pool.truncate(2 + draws.below(4) as usize);
    pool
}

/// Up to five transactions, mostly as one order of them would have answered.
pub fn random(draws: &mut Draws, values: &[Value]) -> History {
    let count = 1 + draws.below(5) as usize;
    let mut order: Vec<usize> = (0..count).collect();
    (1..count).for_each(|at| order.swap(at, draws.below(at as u64 + 1) as usize));
    let mut state: State = KEYS.iter().map(|key| ((*key).to_owned(), values[0].clone())).collect();
    let mut steps: Vec<Vec<Value>> = vec![Vec::new(); count];
    let mut outcomes = vec![Outcome::Ok; count];
    for &at in &order {
        outcomes[at] = [Outcome::Ok, Outcome::Ok, Outcome::Ok, Outcome::Ok, Outcome::Info, Outcome::Fail]
            [draws.below(6) as usize];
        let before = state.clone();
        for _ in 0..1 + draws.below(3) {
            let key = KEYS[draws.below(2) as usize];
            let value = values[draws.below(values.len() as u64) as usize].clone();
            if draws.one_in(2) {
                state.insert(key.to_owned(), value.clone());
                steps[at].push(step("w", key, value));
            } else {
                steps[at].push(step("r", key, if draws.one_in(9) { value } else { state[key].clone() }));
            }
        }
        if outcomes[at] == Outcome::Fail || (outcomes[at] == Outcome::Info && draws.one_in(2)) {
            state = before;
        }
    }
    let mut clock = [0u64; 3];
    let mut operations = Vec::new();
    for (at, steps) in steps.into_iter().enumerate() {
        let process = draws.below(3);
        let clock = &mut clock[process as usize];
        let invoked = *clock + draws.below(6);
        let returned = invoked + 1 + draws.below(8);
        *clock = returned + 1;
        let session = if outcomes[at] == Outcome::Info { 100 + at as u64 } else { process };
        operations.push(txn(session, outcomes[at], invoked, returned, steps));
    }
    operations.sort_by_key(|it| it.invoked);
    History::new(operations)
}

/// Which order counts beside what was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keep {
    Nothing,
    Sessions,
    Time,
}

fn before(one: &Operation, other: &Operation, keep: Keep) -> bool {
    let session = one.process == other.process && one.invoked < other.invoked;
    let time = one.outcome == Outcome::Ok && one.returned.is_some_and(|returned| returned < other.invoked);
    match keep {
        Keep::Nothing => false,
        Keep::Sessions => session,
        Keep::Time => session || time,
    }
}

/// Does the steps of a transaction; nothing where a read told something else. Only what happened
/// told its reads.
fn run(operation: &Operation, mut state: State) -> Option<State> {
    for step in operation.asked.list().expect("steps").iter().map(|step| step.list().expect("a step")) {
        let key = step[1].word().expect("a key").to_owned();
        if step[0].word() == Some("w") {
            state.insert(key, step[2].clone());
        } else if operation.outcome == Outcome::Ok && state[&key] != step[2] {
            return None;
        }
    }
    Some(state)
}

/// Whether one transaction after the other explains every read, in some order, with some of those
/// of which nobody knows whether they happened.
pub fn is_serial(history: &History, initial: &Value, keep: Keep) -> bool {
    let all: Vec<&Operation> = history.operations.iter().filter(|it| it.outcome != Outcome::Fail).collect();
    let state = KEYS.iter().map(|key| ((*key).to_owned(), initial.clone())).collect();
    serial(&all, 0, &state, keep)
}

fn serial(all: &[&Operation], done: u32, state: &State, keep: Keep) -> bool {
    let is_done = |at: usize| done >> at & 1 == 1;
    if (0..all.len()).all(|at| is_done(at) || all[at].outcome == Outcome::Info) {
        return true;
    }
    (0..all.len()).filter(|&at| !is_done(at)).any(|at| {
        // What nobody knows to have happened holds nobody up.
        let waits = (0..all.len())
            .any(|it| !is_done(it) && all[it].outcome == Outcome::Ok && before(all[it], all[at], keep));
        !waits && run(all[at], state.clone()).is_some_and(|state| serial(all, done | 1 << at, &state, keep))
    })
}

/// Whether every transaction can have read from a snapshot and committed later, so that of two that
/// wrote one key one had committed when the other took its snapshot.
pub fn is_snapshot(history: &History, initial: &Value) -> bool {
    let all: Vec<&Operation> = history.operations.iter().filter(|it| it.outcome != Outcome::Fail).collect();
    let state = KEYS.iter().map(|key| ((*key).to_owned(), initial.clone())).collect();
    snapshots(&all, 0, &mut Vec::new(), &state)
}

fn writes(operation: &Operation) -> BTreeMap<String, Value> {
    let steps = operation.asked.list().expect("steps").iter().map(|step| step.list().expect("a step"));
    let writes = steps.filter(|step| step[0].word() == Some("w"));
    writes.map(|step| (step[1].word().expect("a key").to_owned(), step[2].clone())).collect()
}

fn snapshots(all: &[&Operation], done: u32, open: &mut Vec<usize>, state: &State) -> bool {
    if open.is_empty() && (0..all.len()).all(|at| done >> at & 1 == 1 || all[at].outcome == Outcome::Info) {
        return true;
    }
    // A snapshot.
    for at in (0..all.len()).filter(|at| done >> at & 1 == 0) {
        let mine = writes(all[at]);
        let held = open.iter().any(|&other| writes(all[other]).keys().any(|key| mine.contains_key(key)));
        if !held && run(all[at], state.clone()).is_some() {
            open.push(at);
            let found = snapshots(all, done | 1 << at, open, state);
            open.pop();
            if found {
                return true;
            }
        }
    }
    // A commit.
    for nth in 0..open.len() {
        let at = open.remove(nth);
        let mut after = state.clone();
        after.extend(writes(all[at]));
        let found = snapshots(all, done, open, &after);
        open.insert(nth, at);
        if found {
            return true;
        }
    }
    false
}
