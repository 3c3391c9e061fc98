//! What must be true of the verdicts of every history.

use super::against::{KINDS, start};
use super::common::{ask, operation};
use super::logs;
use super::oracles::published;
use super::random::{Dice, Size, events, of};
use eventual::check::history::builder::HistoryEvent;
use eventual::check::history::read::{self, Format};
use eventual::check::history::{History, Outcome};
use eventual::check::judge;
use eventual::check::spec::Kind;
use eventual::check::value::Value;
use std::collections::BTreeMap;

fn word(model: &str, kind: Kind, initial: &Value, history: &History) -> &'static str {
    ask(model, kind, initial, history).word()
}

/// Another name for each value; the order of names is another one too.
fn renamed(value: &Value) -> Value {
    match value {
        Value::Int(it) => Value::Int(1_000 - 7 * it),
        Value::List(members) => members.iter().map(renamed).collect(),
        Value::Set(members) => Value::set(members.iter().map(renamed).collect()),
        other => other.clone(),
    }
}

/// The laws that hold of every history of a kind, whatever is in it.
fn keeps_the_laws(kind: Kind, initial: &Value, history: &History, dice: &mut Dice) {
    let models: &[&str] = if kind == Kind::Register {
        &["linearizable", "sequential", "regular", "safe"]
    } else {
        &["linearizable", "sequential"]
    };
    let words: Vec<&str> = models.iter().map(|model| word(model, kind, initial, history)).collect();
    let kept = |at: usize| words[at] != "violated";
    assert!(!kept(0) || kept(1), "linearizable is sequential: {history:#?}");
    if kind == Kind::Register {
        assert!(!kept(0) || kept(2), "linearizable is regular: {history:#?}");
        assert!(!kept(2) || kept(3), "regular is safe: {history:#?}");
    }
    let same = |what: &str, initial: &Value, other: &History| {
        for (model, before) in models.iter().zip(&words) {
            assert_eq!(word(model, kind, initial, other), *before, "{what} changes {model}: {history:#?}");
        }
    };
    let mut other = history.clone();
    other.operations.iter_mut().for_each(|it| it.process = 5_000 - 3 * it.process);
    same("renaming processes", initial, &other);
    let mut other = history.clone();
    for it in &mut other.operations {
        it.invoked = it.invoked * it.invoked + 17;
        it.returned = it.returned.map(|returned| returned * returned + 17);
    }
    same("stretching time", initial, &other);
    if matches!(kind, Kind::Register | Kind::CasRegister | Kind::Queue | Kind::Stack | Kind::Set) {
        let mut other = history.clone();
        for it in other.operations.iter_mut().filter(|it| it.f != "len") {
            it.asked = renamed(&it.asked);
            it.told = renamed(&it.told);
        }
        same("renaming values", &renamed(initial), &other);
    }
    if kind != Kind::Bank {
        let mut other = history.clone();
        other.operations.iter_mut().for_each(|it| {
            it.key =
                Some(Value::from(it.key.as_ref().map_or("x".to_owned(), |key| format!("<{key}>")).as_str()))
        });
        same("renaming keys", initial, &other);
    }
    if words[0] != "violated" {
        // Widening an interval only makes more possible.
        let mut other = history.clone();
        let at = dice.below(history.operations.len() as u64) as usize;
        let it = &mut other.operations[at];
        it.invoked = it.invoked.saturating_sub(1 + dice.below(4));
        it.returned = it.returned.map(|returned| returned + dice.below(4));
        other.operations.sort_by_key(|it| it.invoked);
        assert_ne!(word("linearizable", kind, initial, &other), "violated", "widening {at}: {history:#?}");
    }
    if matches!(kind, Kind::Register | Kind::CasRegister) {
        let mut other = history.clone();
        let end = history.operations.iter().map(|it| it.returned.unwrap_or(it.invoked)).max().unwrap_or(0);
        other.operations.push(operation(
            9_999,
            "read",
            Value::Nil,
            Value::Int(123_456),
            end + 1,
            Some(end + 2),
        ));
        for model in models.iter().filter(|model| **model != "safe") {
            assert_eq!(
                word(model, kind, initial, &other),
                "violated",
                "{model}: a read of what was never written: {history:#?}"
            );
        }
    }
}

/// Every prefix of what was heard is linearizable where the whole is.
fn prefixes_hold(kind: Kind, initial: &Value, heard: &[HistoryEvent]) {
    if word("linearizable", kind, initial, &of(heard)) == "violated" {
        return;
    }
    for end in 0..heard.len() {
        assert_ne!(
            word("linearizable", kind, initial, &of(&heard[..end])),
            "violated",
            "the first {end} of {heard:#?}"
        );
    }
}

#[test]
fn small_histories_keep_the_laws() {
    for seed in 0..2_700u64 {
        let kind = KINDS[seed as usize % KINDS.len()];
        let mut dice = Dice::new(seed.wrapping_mul(31));
        let heard = events(&mut dice, kind, Size { operations: 9, processes: 4, values: 4 });
        keeps_the_laws(kind, &start(kind), &of(&heard), &mut dice);
        prefixes_hold(kind, &start(kind), &heard);
    }
}

#[test]
fn published_histories_keep_the_laws() {
    let Some(folder) = logs::folder(published_histories_keep_the_laws) else { return };
    let mut dice = Dice::new(1);
    for (path, text, kind, initials, _) in published(&folder) {
        // To look for an order that keeps only each process's own takes long on long histories, and
        // here every history is judged a dozen times.
        let history =
            read::history(&text, Format::Auto).unwrap_or_else(|complaint| panic!("{path}: {complaint:?}"));
        if history.operations.len() < 60 {
            keeps_the_laws(kind, &initials[0], &history, &mut dice);
        }
    }
}

/// Objects do not know each other: several together are linearizable exactly when each one is.
#[test]
fn splitting_by_key_changes_nothing() {
    for seed in 0..2_000u64 {
        let kind = [Kind::Register, Kind::CasRegister, Kind::Kv, Kind::Queue, Kind::Counter, Kind::Mutex]
            [seed as usize % 6];
        let mut dice = Dice::new(seed ^ 0x5eed);
        let parts: Vec<Vec<HistoryEvent>> = (0..3)
            .map(|_| events(&mut dice, kind, Size { operations: 5, processes: 3, values: 3 }))
            .collect();
        let alone: Vec<&str> =
            parts.iter().map(|part| word("linearizable", kind, &Value::Nil, &of(part))).collect();
        let mut waiting: Vec<_> = parts.into_iter().map(|part| part.into_iter().peekable()).collect();
        let mut together = Vec::new();
        while waiting.iter_mut().any(|part| part.peek().is_some()) {
            let at = dice.below(3) as usize;
            let key = Value::from(["x", "y", "z"][at]);
            together.extend(waiting[at].next().map(|heard| HistoryEvent {
                process: heard.process * 3 + at as u64,
                key: Some(key),
                ..heard
            }));
        }
        let expected = match () {
            () if alone.contains(&"violated") => "violated",
            () if alone.contains(&"holds") => "holds",
            () => "vacuous",
        };
        assert_eq!(word("linearizable", kind, &Value::Nil, &of(&together)), expected, "{seed}: {alone:?}");
    }
}

/// Hears everything, and says at each step what a judge who reads it from the beginning says.
#[test]
fn listening_is_judging_from_scratch() {
    let mut early = BTreeMap::new();
    for seed in 0..3_600u64 {
        let kind = KINDS[seed as usize % KINDS.len()];
        let heard =
            events(&mut Dice::new(seed ^ 0xabc), kind, Size { operations: 8, processes: 4, values: 3 });
        let models: &[&str] = if kind == Kind::Register {
            &["linearizable", "sequential", "regular", "safe"]
        } else {
            &["linearizable", "sequential"]
        };
        for model in models {
            let judge = judge::find(model, kind).expect("a judge");
            let mut watch = (judge.watch)(kind, Some(start(kind)), judge::BUDGET);
            let mut violated = false;
            for (at, event) in heard.iter().enumerate() {
                watch.enter(event.clone()).expect("a client does one thing at a time");
                assert!(!violated || watch.is_violated(), "{seed} {model}: what is violated stays violated");
                violated = watch.is_violated();
                let whole = word(model, kind, &start(kind), &of(&heard[..=at]));
                let follows = !matches!((*model, kind), ("sequential", _) | (_, Kind::Bank));
                // Whoever follows knows at once.
                assert!(
                    !follows || violated == (whole == "violated"),
                    "{seed} {kind:?} {model} after {at}: {whole} of {heard:#?}"
                );
                if at + 1 == heard.len() {
                    assert_eq!(
                        watch.verdict().expect("a history").word(),
                        whole,
                        "{seed} {kind:?} {model} of {heard:#?}"
                    );
                }
            }
            if violated {
                *early.entry(*model).or_insert(0) += 1;
            }
        }
    }
    assert!(["linearizable", "regular", "safe"].iter().all(|model| early[model] > 15), "{early:?}");
}

/// The short way for values that are written once says what the search says.
#[test]
fn values_written_once_are_judged_alike_by_both_ways() {
    let mut tally = BTreeMap::new();
    for seed in 0..6_000u64 {
        let mut dice = Dice::new(seed ^ 0x0e1);
        let mut heard = events(&mut dice, Kind::Register, Size { operations: 12, processes: 5, values: 12 });
        // Every write gets a value of its own; reads tell one of them, or what they told.
        let mut fresh = 100;
        let mut writing = BTreeMap::new();
        for event in heard.iter_mut().filter(|event| event.f == "write") {
            if event.ended.is_none() {
                fresh += 1;
                writing.insert(event.process % 100, fresh);
            }
            event.value = Value::Int(writing[&(event.process % 100)]);
        }
        let mut newest = Value::Nil;
        for event in &mut heard {
            if event.f == "write" && (event.ended.is_none() || event.ended == Some(Outcome::Ok)) {
                newest = event.value.clone();
            } else if event.ended == Some(Outcome::Ok) && !dice.one_in(6) {
                event.value = newest.clone();
            } else if event.ended == Some(Outcome::Ok) {
                event.value = Value::Int(100 + dice.below(6) as i64);
            }
        }
        let history = of(&heard);
        let quick = word("linearizable", Kind::Register, &Value::Nil, &history);
        let question = judge::Question {
            history: &history,
            kind: Kind::Register,
            initial: None,
            budget: judge::BUDGET,
            memory: judge::MEMORY,
        };
        let slow = eventual::check::linear::decide(&question, eventual::check::linear::Order::Time)
            .expect("a history");
        assert_eq!(slow, Some(quick != "violated"), "{seed}: {history:#?}");
        *tally.entry(quick).or_insert(0) += 1;
    }
    assert!(tally["holds"] > 1_000 && tally["violated"] > 1_000, "{tally:?}");
}

/// To find the fewest operations must not take for ever: a long history of few values, in which
/// everything is needed to say why.
#[test]
fn a_long_history_is_explained_in_time() {
    let mut operations = Vec::new();
    for n in 0..2_000u64 {
        operations.push(operation(
            n % 4,
            "write",
            Value::Int((n % 3) as i64),
            Value::Nil,
            n * 10,
            Some(n * 10 + 5),
        ));
    }
    operations.push(operation(9, "read", Value::Nil, Value::Int(0), 20_001, Some(20_002)));
    let history = super::common::history(operations);
    assert_eq!(word("linearizable", Kind::Register, &Value::Nil, &history), "violated");
}
