//! Objects of which nothing is known: every state in which one may stand at some moment, as far as
//! some calls can tell them apart.
//!
//! More states than can be do no harm: what none of them explains cannot be explained at all.

use crate::check::spec::{Counter, CounterCall, Kv, KvCall, Register, RegisterCall, Set, SetCall};
use crate::check::value::Value;
use std::collections::BTreeSet;

/// More states than this are not tried.
const MOST: usize = 512;

/// A register holds one of the values that its answers depend on, or another.
pub(super) fn register(spec: &Register, calls: &[RegisterCall]) -> Option<Vec<Register>> {
    let mut values: BTreeSet<Value> = calls
        .iter()
        .filter_map(|call| match call {
            RegisterCall::Read(value) | RegisterCall::Cas(value, ..) => Some(value.clone()),
            RegisterCall::Write(_) => None,
        })
        .collect();
    values.insert((0..).map(Value::Int).find(|value| !values.contains(value))?);
    let with = |initial| Register { initial, ..spec.clone() };
    (values.len() <= MOST).then(|| values.into_iter().map(with).collect())
}

/// A counter stood where an answer says it stood, less some of what was added.
pub(super) fn counter(calls: &[CounterCall]) -> Option<Vec<Counter>> {
    let seen = calls.iter().find_map(|call| match call {
        CounterCall::Read(seen) | CounterCall::Add(_, Some(seen)) => Some(*seen),
        CounterCall::Add(_, None) => None,
    })?;
    let mut all = BTreeSet::from([seen]);
    for call in calls {
        if let CounterCall::Add(by, _) = call {
            all.extend(all.clone().iter().filter_map(|at| at.checked_sub(*by)));
        }
    }
    (all.len() <= MOST).then(|| all.into_iter().map(|initial| Counter { initial }).collect())
}

/// A set held what an answer shows, but for some of what was added.
pub(super) fn set(calls: &[SetCall]) -> Option<Vec<Set>> {
    let seen = calls.iter().find_map(|call| match call {
        SetCall::Read(seen) => Some(seen.clone()),
        SetCall::Add(_) => None,
    })?;
    let mut all = BTreeSet::from([seen]);
    for call in calls {
        if let SetCall::Add(value) = call {
            let without = |members: &BTreeSet<Value>| {
                let mut members = members.clone();
                members.remove(value);
                members
            };
            all.extend(all.clone().iter().map(without));
            if all.len() > MOST {
                return None;
            }
        }
    }
    Some(all.into_iter().map(|initial| Set { initial }).collect())
}

/// A text was what an answer shows, without some of what was appended, or something else.
pub(super) fn kv(calls: &[KvCall]) -> Option<Vec<Kv>> {
    let appended: BTreeSet<&str> = calls
        .iter()
        .filter_map(|call| if let KvCall::Append(more) = call { Some(more.as_str()) } else { None })
        .filter(|more| !more.is_empty())
        .collect();
    let mut all: BTreeSet<&str> = calls
        .iter()
        .filter_map(|call| if let KvCall::Get(seen) = call { Some(seen.as_str()) } else { None })
        .collect();
    let mut new: Vec<&str> = all.iter().copied().collect();
    while let Some(text) = new.pop() {
        for rest in appended.iter().filter_map(|more| text.strip_suffix(more)) {
            if all.insert(rest) {
                new.push(rest);
            }
        }
        if all.len() > MOST {
            return None;
        }
    }
    let other = "\0";
    all.insert(other);
    Some(all.into_iter().map(|initial| Kv { initial: initial.to_owned() }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_that_can_be_told_apart_is_there() {
        let counters = counter(&[CounterCall::Add(2, None), CounterCall::Read(9), CounterCall::Add(5, None)]);
        let at: Vec<i64> = counters.expect("few").iter().map(|counter| counter.initial).collect();
        assert_eq!(at, [2, 4, 7, 9]);
        assert!(counter(&[CounterCall::Add(2, None)]).is_none(), "nothing was told");
        let of = |numbers: &[i64]| numbers.iter().map(|&number| Value::Int(number)).collect::<BTreeSet<_>>();
        let sets = set(&[SetCall::Add(Value::Int(3)), SetCall::Read(of(&[1, 3]))]).expect("few");
        assert_eq!(sets.iter().map(|set| set.initial.clone()).collect::<Vec<_>>(), [of(&[1]), of(&[1, 3])]);
        let texts = kv(&[KvCall::Get("abcc".into()), KvCall::Append("c".into()), KvCall::Put("z".into())]);
        let texts: Vec<String> = texts.expect("few").into_iter().map(|kv| kv.initial).collect();
        assert_eq!(texts, ["\0", "ab", "abc", "abcc"]);
        let read = [RegisterCall::Read(Value::Int(0)), RegisterCall::Write(Value::Int(7))];
        assert_eq!(register(&Register::new(None, false), &read).expect("few").len(), 2);
    }
}
