//! Random histories: clients of an object that mostly works.

use super::brute;
use eventual::base::chance::{Lane, below};
use eventual::check::history::builder::{HistoryBuilder, HistoryEvent};
use eventual::check::history::{History, Outcome};
use eventual::check::spec::Kind;
use eventual::check::value::Value;

/// Draws, one after the other.
pub struct Dice(Lane, u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(Lane(seed), 0)
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.1 += 1;
        below(self.0.draw(self.1), bound)
    }

    pub fn one_in(&mut self, chance: u64) -> bool {
        self.below(chance) == 0
    }
}

/// How big a history is.
#[derive(Clone, Copy)]
pub struct Size {
    pub operations: u64,
    pub processes: u64,
    pub values: u64,
}

/// What is heard of a run, event by event.
pub fn events(dice: &mut Dice, kind: Kind, size: Size) -> Vec<HistoryEvent> {
    let count = 1 + dice.below(size.operations);
    let processes = 1 + dice.below(size.processes);
    let liar = 2 + dice.below(8);
    let mut state = brute::initial(kind);
    let mut busy: Vec<Option<(HistoryEvent, Option<Value>)>> = vec![None; processes as usize];
    let mut names: Vec<u64> = (0..processes).collect();
    let mut heard = Vec::new();
    let mut asked = 0;
    while asked < count || (busy.iter().any(Option::is_some) && !dice.one_in(12)) {
        let who = dice.below(processes) as usize;
        match busy[who].take() {
            None if asked < count => {
                asked += 1;
                let (f, key, value) = call(dice, kind, size.values);
                let event = HistoryEvent {
                    process: names[who],
                    f: f.into(),
                    key,
                    value,
                    ended: None,
                    place: heard.len() as u32 + 1,
                };
                // It takes effect now, or just before it returns.
                let early = dice.one_in(2).then(|| effect(kind, &mut state, &event));
                heard.push(event.clone());
                busy[who] = Some((event, early));
            }
            None => {}
            Some((event, early)) => {
                let mut answer = early.unwrap_or_else(|| effect(kind, &mut state, &event));
                if dice.one_in(liar) {
                    answer = anything(dice, kind, &event.f, size.values, answer);
                }
                let ended = [Outcome::Ok, Outcome::Info, Outcome::Fail]
                    [[0, 0, 0, 0, 0, 0, 1, 1, 2][dice.below(9) as usize]];
                if ended == Outcome::Info {
                    names[who] += 100;
                }
                let value = if ended == Outcome::Ok { answer } else { event.value.clone() };
                heard.push(HistoryEvent {
                    ended: Some(ended),
                    value,
                    place: heard.len() as u32 + 1,
                    ..event
                });
            }
        }
    }
    heard
}

/// The history that was heard.
pub fn of(events: &[HistoryEvent]) -> History {
    let mut builder = HistoryBuilder::default();
    events.iter().for_each(|heard| {
        builder.enter(heard.clone()).expect("a client does one thing at a time");
    });
    builder.close()
}

fn text(number: u64) -> Value {
    Value::from(["a", "b", "c"][number as usize % 3])
}

fn int(number: u64) -> Value {
    Value::Int(number as i64)
}

fn call(dice: &mut Dice, kind: Kind, values: u64) -> (&'static str, Option<Value>, Value) {
    let value = dice.below(values);
    let asked = match kind {
        Kind::Register => [("read", Value::Nil), ("write", int(value))][dice.below(2) as usize].clone(),
        Kind::CasRegister => {
            let pair = Value::from(vec![int(value), int(dice.below(values))]);
            [("read", Value::Nil), ("write", int(value)), ("cas", pair)][dice.below(3) as usize].clone()
        }
        Kind::Kv => [("get", Value::Nil), ("append", text(value)), ("put", text(value))]
            [[0, 0, 1, 1, 2][dice.below(5) as usize]]
            .clone(),
        Kind::Counter => {
            [("read", Value::Nil), ("add", Value::Int(value as i64 - 1))][dice.below(2) as usize].clone()
        }
        Kind::Set => [("read", Value::Nil), ("add", int(value))][dice.below(2) as usize].clone(),
        Kind::Queue => [("dequeue", Value::Nil), ("enqueue", int(value))][dice.below(2) as usize].clone(),
        Kind::Stack => [("pop", Value::Nil), ("push", int(value)), ("len", Value::Nil)]
            [[0, 0, 1, 1, 2][dice.below(5) as usize]]
            .clone(),
        Kind::Mutex => [("acquire", Value::Nil), ("release", Value::Nil)][dice.below(2) as usize].clone(),
        Kind::Bank => {
            let parts = [("to", int(dice.below(2))), ("amount", int(1 + value))]
                .map(|(name, part)| (Value::from(name), part));
            let all = [
                ("read", Value::Nil),
                ("deposit", int(1 + value)),
                ("withdraw", int(1 + value)),
                ("transfer", Value::from_iter(parts)),
            ];
            let (f, asked) = all[dice.below(4) as usize].clone();
            return (f, Some(int(dice.below(2))), asked);
        }
        other => panic!("{other:?} is no single object"),
    };
    (asked.0, None, asked.1)
}

/// Lets a call take effect and says what it is answered.
fn effect(kind: Kind, state: &mut Vec<i64>, heard: &HistoryEvent) -> Value {
    let nil = |number: i64| if number < 0 { Value::Nil } else { Value::Int(number) };
    let number = |value: &Value| value.int().unwrap_or(-1);
    let letters = |state: &[i64]| {
        Value::text(state.iter().map(|it| (b'a' + *it as u8 - 1) as char).collect::<String>())
    };
    let code = |value: &Value| i64::from(value.word().expect("a text").as_bytes()[0] - b'a') + 1;
    match &*heard.f {
        "read" if kind == Kind::Set => state.iter().map(|it| Value::Int(*it)).collect(),
        "read" if kind == Kind::Bank => {
            Value::Int(state[number(heard.key.as_ref().expect("an account")) as usize])
        }
        "read" if kind == Kind::Counter => Value::Int(state[0]),
        "read" => nil(state[0]),
        "write" => {
            state[0] = number(&heard.value);
            heard.value.clone()
        }
        "cas" => {
            let pair = heard.value.list().expect("a pair");
            let matched = state[0] == number(&pair[0]);
            if matched {
                state[0] = number(&pair[1]);
            }
            Value::Bool(matched)
        }
        "get" => letters(state),
        "put" => {
            *state = vec![code(&heard.value)];
            heard.value.clone()
        }
        "append" => {
            state.push(code(&heard.value));
            heard.value.clone()
        }
        "add" if kind == Kind::Counter => {
            state[0] += number(&heard.value);
            heard.value.clone()
        }
        "add" => {
            state.push(number(&heard.value));
            state.sort_unstable();
            state.dedup();
            heard.value.clone()
        }
        "enqueue" | "push" => {
            state.push(number(&heard.value));
            heard.value.clone()
        }
        "dequeue" if !state.is_empty() => Value::Int(state.remove(0)),
        "pop" if !state.is_empty() => Value::Int(state.pop().expect("a top")),
        "dequeue" | "pop" => Value::Nil,
        "len" => Value::Int(state.len() as i64),
        "acquire" => {
            state[0] = 1;
            Value::Nil
        }
        "release" => {
            state[0] = 0;
            Value::Nil
        }
        "deposit" | "withdraw" => {
            let sign = if heard.f == "deposit" { 1 } else { -1 };
            state[number(heard.key.as_ref().expect("an account")) as usize] += sign * number(&heard.value);
            heard.value.clone()
        }
        "transfer" => {
            let Value::Map(parts) = &heard.value else { panic!("no transfer") };
            let amount = number(&parts[&Value::from("amount")]);
            state[number(heard.key.as_ref().expect("an account")) as usize] -= amount;
            state[number(&parts[&Value::from("to")]) as usize] += amount;
            heard.value.clone()
        }
        other => panic!("{other}"),
    }
}

/// Another answer.
fn anything(dice: &mut Dice, kind: Kind, f: &str, values: u64, answer: Value) -> Value {
    let value = dice.below(values + 1);
    match (kind, f) {
        (Kind::Set, "read") => (0..values).filter(|_| dice.one_in(2)).map(int).collect(),
        (Kind::Kv, "get") => Value::text(
            (0..dice.below(3))
                .map(|_| text(dice.below(values)).word().expect("a text").to_owned())
                .collect::<String>(),
        ),
        (_, "cas") => Value::Bool(dice.one_in(2)),
        (Kind::Counter | Kind::Bank, "read") | (_, "len") => int(value),
        (_, "read" | "dequeue" | "pop") if value == values => Value::Nil,
        (_, "read" | "dequeue" | "pop") => int(value),
        _ => answer,
    }
}
