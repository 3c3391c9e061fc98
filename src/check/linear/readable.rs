//! A history of 260 operations with one fault has a witness of a handful of them, whatever it was
//! that clients talked to.

use super::window::READABLE;
use super::{Order, judge};
use crate::base::chance::{Lane, below};
use crate::check::history::{History, Operation, Outcome, Place};
use crate::check::judge::{MEMORY, Question};
use crate::check::spec::Kind;
use crate::check::value::Value;
use crate::check::verdict::Verdict;

const COUNT: u64 = 260;
/// From here on the first fitting answer is made wrong.
const FAULT: u64 = 200;

/// Operations of four processes, which take effect in the order in which they are listed; each
/// overlaps two others, unless it is of a lock.
struct Making {
    operations: Vec<Operation>,
    /// How long each of them takes.
    lasts: u64,
    dice: u64,
}

impl Making {
    fn dice(&mut self, below_what: u64) -> u64 {
        self.dice += 1;
        below(Lane(7).draw(self.dice), below_what)
    }

    fn add(&mut self, f: &str, asked: Value, told: Value) {
        let n = self.operations.len() as u64;
        self.operations.push(Operation {
            process: n % 4,
            f: f.into(),
            key: None,
            asked,
            told,
            invoked: 10 * n,
            returned: Some(10 * n + self.lasts),
            outcome: Outcome::Ok,
            place: Place::default(),
        });
    }

    /// A wrong answer in the place of the first one of this kind that `wrong` gives one for.
    fn spoil(&mut self, f: &str, wrong: impl Fn(&[Operation], usize) -> Option<Value>) {
        let told = (FAULT as usize..self.operations.len())
            .filter(|at| &*self.operations[*at].f == f)
            .find_map(|at| Some((at, wrong(&self.operations, at)?)));
        let (at, told) = told.expect("an answer that can be wrong");
        self.operations[at].told = told;
    }
}

fn int(number: u64) -> Value {
    Value::Int(number as i64)
}

fn map(parts: impl Iterator<Item = (Value, Value)>) -> Value {
    Value::Map(Box::new(parts.collect()))
}

/// A history of an object, right but for one answer, and what was there at first.
fn history(kind: Kind) -> (Vec<Operation>, Option<Value>) {
    // Where a lock is always asked for by several at once, whoever waits explains what is missing.
    let lasts = if kind == Kind::Mutex { 5 } else { 25 };
    let mut making = Making { operations: Vec::new(), lasts, dice: 0 };
    let (mut number, mut text, mut all, mut initial) = (0, String::new(), Vec::new(), None);
    let mut money = [100_i64; 3];
    let balances = |money: [i64; 3]| {
        let each = ["a", "b", "c"].iter().zip(money);
        map(each.map(|(name, held)| (Value::text(*name), Value::Int(held))))
    };
    for n in 0..COUNT {
        let (read, value) = (making.dice(2) == 0, making.dice(5));
        match kind {
            Kind::Counter if read => making.add("read", Value::Nil, int(number)),
            Kind::Counter => {
                number += value + 1;
                making.add("add", int(value + 1), Value::Nil);
            }
            Kind::Register | Kind::CasRegister if read => making.add("read", Value::Nil, int(number)),
            Kind::CasRegister if value < 3 => {
                let pair = [int(number), int(value)].into_iter().collect();
                number = value;
                making.add("cas", pair, Value::Bool(true));
            }
            Kind::Register | Kind::CasRegister => {
                number = value;
                making.add("write", int(value), Value::Nil);
            }
            Kind::Kv if read => making.add("get", Value::Nil, Value::text(text.clone())),
            Kind::Kv if value < 2 => {
                text = value.to_string();
                making.add("put", Value::text(text.clone()), Value::Nil);
            }
            Kind::Kv => {
                text += &value.to_string();
                making.add("append", Value::text(value.to_string()), Value::Nil);
            }
            Kind::Set if value == 0 => {
                making.add("read", Value::Nil, all.iter().cloned().collect());
            }
            Kind::Set => {
                all.push(int(n));
                making.add("add", int(n), Value::Nil);
            }
            Kind::Queue | Kind::Stack if read && !all.is_empty() => {
                let (f, value) = if kind == Kind::Queue {
                    ("dequeue", all.remove(0))
                } else {
                    ("pop", all.pop().expect("not empty"))
                };
                making.add(f, Value::Nil, value);
            }
            Kind::Queue | Kind::Stack => {
                all.push(int(n));
                making.add(if kind == Kind::Queue { "enqueue" } else { "push" }, int(n), Value::Nil);
            }
            Kind::Mutex => {
                // One who could not take it twice did.
                let takes = n % 2 == 0 || n == FAULT + 1;
                making.add(if takes { "acquire" } else { "release" }, Value::Nil, Value::Nil);
            }
            Kind::Bank if read => making.add("read", Value::Nil, balances(money)),
            Kind::Bank => {
                let (from, to) = (value as usize % 3, (value as usize + 1) % 3);
                (money[from], money[to]) = (money[from] - 1, money[to] + 1);
                let parts = [
                    ("from", Value::text(["a", "b", "c"][from])),
                    ("to", Value::text(["a", "b", "c"][to])),
                    ("amount", Value::Int(1)),
                ];
                let parts = parts.map(|(name, value)| (Value::text(name), value));
                making.add("transfer", map(parts.into_iter()), Value::Nil);
            }
            Kind::ListAppend | Kind::RwRegister => unreachable!("transactions"),
        }
    }
    let near = |all: &[Operation], at: usize, value: &Value| {
        all[at - 6..(at + 7).min(all.len())].iter().any(|it| {
            it.asked == *value
                || it.told == *value
                || it.asked.list().is_some_and(|list| list.contains(value))
        })
    };
    match kind {
        Kind::Counter => making.spoil("read", |all, at| Some(Value::Int(all[at].told.int()? - 60))),
        Kind::Register | Kind::CasRegister => {
            making.spoil("read", |all, at| (0..5).map(int).find(|value| !near(all, at, value)));
        }
        Kind::Kv => making.spoil("get", |_, _| Some(Value::text("044444"))),
        Kind::Set => making.spoil("read", |all, at| {
            let members = all[at].told.list()?;
            Some(members.iter().filter(|it| **it != members[members.len() - 40]).cloned().collect())
        }),
        Kind::Queue => {
            making.spoil("dequeue", |all, _| Some(all.iter().find(|it| &*it.f == "dequeue")?.told.clone()))
        }
        Kind::Stack => {
            making.spoil("pop", |all, _| Some(all.iter().find(|it| &*it.f == "pop")?.told.clone()))
        }
        Kind::Bank => {
            making.spoil("read", |all, at| {
                let Value::Map(parts) = &all[at].told else { return None };
                let by = |name: &Value| i64::from(*name == Value::text("a"));
                let more = |(name, held): (&Value, &Value)| {
                    (name.clone(), Value::Int(held.int().unwrap_or(0) + by(name)))
                };
                Some(map(parts.iter().map(more)))
            });
            initial = Some(balances([100; 3]));
        }
        _ => {}
    }
    if matches!(kind, Kind::Register | Kind::CasRegister) {
        initial = Some(int(0));
    }
    (making.operations, initial)
}

/// Two values go through a queue or over a stack again and again, and one comes out in the place of
/// the other. Forgetting would leave half of all operations.
#[test]
fn few_values_that_come_again_have_a_witness_that_can_be_read() {
    for kind in [Kind::Queue, Kind::Stack] {
        let (put, take) = if kind == Kind::Queue { ("enqueue", "dequeue") } else { ("push", "pop") };
        let mut making = Making { operations: Vec::new(), lasts: 25, dice: 0 };
        let mut all = Vec::new();
        for _ in 0..COUNT {
            // Few wait at a time: of those that were put in side by side nobody knows the order.
            if all.is_empty() || (all.len() < 3 && making.dice(2) == 0) {
                let value = int(making.dice(2));
                all.push(value.clone());
                making.add(put, value, Value::Nil);
            } else {
                let value = if kind == Kind::Queue { all.remove(0) } else { all.pop().expect("not empty") };
                making.add(take, Value::Nil, value);
            }
        }
        let right = making.operations.clone();
        let mut tried = 0;
        for at in (FAULT as usize..right.len()).filter(|at| &*right[*at].f == take).step_by(8) {
            let mut operations = right.clone();
            operations[at].told = int(1 - operations[at].told.int().expect("a number") as u64);
            let history = History::new(operations);
            let initial = None;
            let question = Question { history: &history, kind, initial, budget: 2_000_000, memory: MEMORY };
            let answer = judge(&question, Order::Time).expect("a history");
            // Where the others may have come in another order, nothing is wrong.
            let Verdict::Violated(witness) = answer.verdict else { continue };
            let (count, said) = (witness.operations.len(), &witness.because);
            assert!(count <= READABLE, "{kind:?} {at}: {count} operations");
            assert!(said.en.contains("held (the ") || count < 5, "{}", said.en);
            tried += 1;
        }
        assert!(tried > 1, "{kind:?}: {tried} wrong answers");
    }
}

#[test]
fn a_long_history_with_one_fault_has_a_witness_that_can_be_read() {
    for kind in Kind::ALL {
        if matches!(kind, Kind::ListAppend | Kind::RwRegister) {
            continue;
        }
        let (operations, initial) = history(kind);
        let history = History::new(operations);
        let question = Question { history: &history, kind, initial, budget: 2_000_000, memory: MEMORY };
        let answer = judge(&question, Order::Time).expect("a history");
        let Verdict::Violated(witness) = answer.verdict else { panic!("{kind:?}: {:?}", answer.verdict) };
        let count = witness.operations.len();
        assert!(count <= READABLE, "{kind:?}: {count} operations");
        assert!(!witness.because.en.is_empty() && !witness.because.zh.is_empty());
    }
}
