//! Histories of transactions for tests: written by hand, and drawn.

use eventual::base::chance::{Chance, Lane, Purpose, below};
use eventual::check::history::{History, Operation, Outcome, Place};
use eventual::check::transactions::txn::Data;
use eventual::check::value::Value;

/// A transaction of process `process`, from step lists like
/// `[["append", "x", 1], ["r", "y", [1]]]`.
pub fn txn(process: u64, outcome: Outcome, invoked: u64, returned: u64, steps: Vec<Value>) -> Operation {
    let told = if outcome == Outcome::Ok { Value::from(steps.clone()) } else { Value::Nil };
    let asked = Value::from(steps);
    let returned = (outcome != Outcome::Info).then_some(returned);
    Operation {
        process,
        f: "txn".into(),
        key: None,
        asked,
        told,
        invoked,
        returned,
        outcome,
        place: Place::default(),
    }
}

pub fn step(f: &str, key: &str, value: Value) -> Value {
    Value::from(vec![Value::name(f), key.into(), value])
}

pub fn list(values: &[i64]) -> Value {
    values.iter().map(|it| Value::Int(*it)).collect()
}

/// Draws, one after the other.
pub struct Draws {
    lane: Lane,
    at: u64,
}

impl Draws {
    pub fn new(seed: u64) -> Draws {
        Draws { lane: Chance::new(seed).lane(Purpose::Node, 0), at: 0 }
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.at += 1;
        below(self.lane.draw(self.at), bound)
    }

    pub fn one_in(&mut self, chance: u64) -> bool {
        self.below(chance) == 0
    }
}

const KEYS: [&str; 3] = ["x", "y", "z"];

/// Up to `most` transactions over few keys, by up to three sessions, with reads that are often
/// right. Some are aborted, of some the outcome is unknown.
pub fn random(draws: &mut Draws, data: Data, most: u64) -> History {
    // Rarely as many as there may be: the oracle tries every order.
    let count =
        (2 + draws.below(most - 1)).min(2 + draws.below(most - 1)).min(2 + draws.below(most - 1)) as usize;
    let keys = 1 + draws.below(3) as usize;
    let plans: Vec<Vec<(bool, usize)>> = (0..count)
        .map(|_| {
            (0..1 + draws.below(3)).map(|_| (draws.one_in(2), draws.below(keys as u64) as usize)).collect()
        })
        .collect();
    // Values by key, in the order in which lists will show them: mostly that of one order of all
    // transactions.
    let mut order: Vec<usize> = (0..count).collect();
    (1..count).for_each(|at| order.swap(at, draws.below(at as u64 + 1) as usize));
    let outcomes: Vec<Outcome> = (0..count)
        .map(|_| {
            if draws.one_in(12) {
                Outcome::Info
            } else if draws.one_in(40) {
                Outcome::Fail
            } else {
                Outcome::Ok
            }
        })
        .collect();
    let value = |txn: usize, nth: usize| (txn * 10 + nth) as i64;
    let mut lists: Vec<Vec<i64>> = vec![Vec::new(); keys];
    for &at in order.iter().filter(|at| outcomes[**at] != Outcome::Fail) {
        plans[at]
            .iter()
            .enumerate()
            .filter(|(_, (write, _))| *write)
            .for_each(|(nth, (_, key))| lists[*key].push(value(at, nth)));
    }
    for list in &mut lists {
        if list.len() > 1 && draws.one_in(8) {
            let at = draws.below(list.len() as u64 - 1) as usize;
            list.swap(at, at + 1);
        }
    }
    let mut clock = [0u64; 3];
    let mut operations = Vec::new();
    for at in 0..count {
        let process = draws.below(3);
        let mut state: Vec<Option<Vec<i64>>> = vec![None; keys];
        let mut steps = Vec::new();
        let others: Vec<Vec<i64>> = lists
            .iter()
            .map(|list| list.iter().copied().filter(|it| it / 10 != at as i64).collect())
            .collect();
        for (nth, &(write, key)) in plans[at].iter().enumerate() {
            let fresh = |draws: &mut Draws| {
                let length = others[key].len() as u64;
                let seen = draws.below(length + 1).max(draws.below(length + 1)) as usize;
                others[key][..seen].to_vec()
            };
            if write {
                if let Some(known) = &mut state[key] {
                    known.push(value(at, nth));
                } else {
                    // What it appends to is told only by whoever reads it.
                    let mut known = match data {
                        Data::Append => {
                            lists[key].iter().copied().take_while(|it| it / 10 != at as i64).collect()
                        }
                        Data::Register => Vec::new(),
                    };
                    known.push(value(at, nth));
                    state[key] = Some(known);
                }
                steps.push(step(
                    if data == Data::Append { "append" } else { "w" },
                    KEYS[key],
                    Value::Int(value(at, nth)),
                ));
            } else {
                if state[key].is_none() || draws.one_in(30) {
                    state[key] = Some(fresh(draws));
                }
                let known = state[key].clone().unwrap_or_default();
                let seen = match data {
                    Data::Append => list(&known),
                    Data::Register => known.last().map_or(Value::Nil, |it| Value::Int(*it)),
                };
                steps.push(step("r", KEYS[key], seen));
            }
        }
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
