//! Histories for the judges to judge, made up and therefore of any length. All of them keep every
//! promise: a judge has to go to their ends.

use eventual::base::chance::{Lane, below};
use eventual::check::history::{History, Operation, Outcome, Place};
use eventual::check::value::Value;

/// A register that four clients share and in which every value is written once. Each operation
/// overlaps the two before it.
pub fn written_once(count: u64) -> History {
    let operation = |n: u64| {
        let (writes, newest) = (n.is_multiple_of(2), Value::Int((n / 2) as i64));
        let (f, asked) = if writes { ("write", newest.clone()) } else { ("read", Value::Nil) };
        Operation {
            process: n % 4,
            f: f.into(),
            key: None,
            asked,
            told: newest,
            invoked: n * 10,
            returned: Some(n * 10 + 25),
            outcome: Outcome::Ok,
            place: Place::default(),
        }
    };
    History::new((0..count).map(operation).collect())
}

/// A register with compare-and-set that five clients share, with few values, each written again and
/// again: what Jepsen asks of etcd. Only a search can judge it. Every operation takes effect at a
/// moment between its invocation and its return.
pub fn compared(count: u64) -> History {
    let (lane, mut held) = (Lane(23), 0);
    let mut operation = |n: u64| {
        let draw = |k: u64, most: u64| below(lane.draw(n * 8 + k), most) as i64;
        let (f, asked, told) = match if n == 0 { 1 } else { draw(0, 3) } {
            0 => ("read", Value::Nil, Value::Int(held)),
            1 => {
                held = draw(1, 5);
                ("write", Value::Int(held), Value::Int(held))
            }
            _ => {
                let (old, new) = (draw(1, 5), draw(2, 5));
                let matched = old == held;
                held = if matched { new } else { held };
                ("cas", [Value::Int(old), Value::Int(new)].into_iter().collect(), Value::Bool(matched))
            }
        };
        Operation {
            process: n % 5,
            f: f.into(),
            key: None,
            asked,
            told,
            invoked: n * 10,
            returned: Some(n * 10 + 11 + draw(3, 38) as u64),
            outcome: Outcome::Ok,
            place: Place::default(),
        }
    };
    History::new((0..count).map(&mut operation).collect())
}

/// How many lists are in use at a time, and how long one becomes before another takes its place.
const LISTS: u64 = 10;
const LONGEST: usize = 128;

/// Transactions of one to four steps, by ten clients, on lists that only grow: what the generator
/// of Elle makes. They take effect one after the other, each at a moment between its invocation and
/// its return, and overlap those of the other clients.
pub fn appended(count: u64) -> History {
    let lane = Lane(19);
    let mut lists: Vec<(i64, Vec<Value>)> = (0..LISTS as i64).map(|key| (key, Vec::new())).collect();
    let (mut next_key, mut next_value) = (LISTS as i64, 0);
    let mut transaction = |n: u64| {
        let draw = |k: u64, most: u64| below(lane.draw(n * 16 + k), most);
        let steps = 1 + draw(0, 4);
        let (mut asked, mut told) = (Vec::new(), Vec::new());
        for step in 0..steps {
            // The first lists are used more often than the last.
            let which = draw(2 * step + 1, LISTS).min(draw(2 * step + 9, LISTS)) as usize;
            let (key, list) = &mut lists[which];
            let micro = |f: &str, value: Value| Value::from(vec![Value::name(f), Value::Int(*key), value]);
            if draw(2 * step + 2, 2) == 0 {
                asked.push(micro("r", Value::Nil));
                told.push(micro("r", Value::from(list.clone())));
                continue;
            }
            next_value += 1;
            let append = micro("append", Value::Int(next_value));
            asked.push(append.clone());
            told.push(append);
            list.push(Value::Int(next_value));
            if list.len() == LONGEST {
                lists[which] = (next_key, Vec::new());
                next_key += 1;
            }
        }
        Operation {
            process: n % 10,
            f: "txn".into(),
            key: None,
            asked: Value::from(asked),
            told: Value::from(told),
            invoked: n * 10,
            returned: Some(n * 10 + 85),
            outcome: Outcome::Ok,
            place: Place::default(),
        }
    };
    History::new((0..count).map(&mut transaction).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use eventual::check::judge::{self, Question};
    use eventual::check::spec::Kind;

    #[test]
    fn all_of_them_keep_their_promise() {
        let all = [
            (written_once(1_000), Kind::Register),
            (compared(1_000), Kind::CasRegister),
            (appended(1_000), Kind::ListAppend),
        ];
        for (history, kind) in all {
            let question = Question {
                history: &history,
                kind,
                initial: None,
                budget: judge::BUDGET,
                memory: judge::MEMORY,
            };
            let judge = judge::find(judge::usual(kind), kind).expect("a judge");
            assert_eq!((judge.judge)(&question).expect("a history").verdict.word(), "holds");
        }
    }
}
