//! The judges of single objects against brute force: a hundred thousand small histories, no disagreement, and witnesses from which nothing can be taken.

use super::brute::{Brute, Keep, read_is_allowed};
use super::common::ask;
use super::random::{Dice, Size, events, of};
use eventual::check::history::{History, Outcome};
use eventual::check::judge::{self, Question};
use eventual::check::linear::{Order, is_proved_by};
use eventual::check::spec::Kind;
use eventual::check::value::Value;
use eventual::check::verdict::Verdict;

pub const KINDS: [Kind; 9] =
    [Kind::Register, Kind::CasRegister, Kind::Kv, Kind::Counter, Kind::Set, Kind::Queue, Kind::Stack, Kind::Mutex, Kind::Bank];

pub fn start(kind: Kind) -> Value {
    match kind {
        Kind::Bank => Value::from_iter([(Value::Int(0), Value::Int(2)), (Value::Int(1), Value::Int(1))]),
        _ => Value::Nil,
    }
}

/// Compares one verdict with brute force.
fn compare(kind: Kind, history: &History, seed: u64, witnesses: bool) -> &'static str {
    let mut word = "";
    for (model, keep, order) in [("linearizable", Keep::Time, Order::Time), ("sequential", Keep::Program, Order::Program)] {
        let verdict = ask(model, kind, &start(kind), history);
        let possible = Brute::new(kind, keep, history, |_| true).has_order();
        let agrees = match verdict {
            Verdict::Holds | Verdict::Vacuous(_) => possible,
            Verdict::Violated(_) => !possible,
            Verdict::Unknown(_) => false,
        };
        assert!(agrees, "{kind:?} {seed}: {model} is {} but {possible}: {history:#?}", verdict.word());
        if keep == Keep::Time {
            word = verdict.word();
        }
        let Verdict::Violated(witness) = verdict else { continue };
        if !witnesses {
            continue;
        }
        let question = Question { history, kind, initial: Some(start(kind)), budget: judge::BUDGET };
        let proves = |kept: &[usize]| is_proved_by(&question, order, kept).expect("a history").expect("enough budget");
        let kept = |names: &[usize]| !Brute::new(kind, keep, history, |at| names.contains(&at)).has_order();
        assert!(proves(&witness.operations) && kept(&witness.operations), "{kind:?} {seed} {model}: {witness:#?} of {history:#?}");
        for taken in &witness.operations {
            let rest: Vec<usize> = witness.operations.iter().copied().filter(|name| name != taken).collect();
            assert!(!proves(&rest) && !kept(&rest), "{kind:?} {seed} {model}: without {taken}, {witness:#?} of {history:#?}");
        }
        assert!(!witness.because.en.is_empty() && !witness.because.zh.is_empty());
    }
    word
}

#[test]
fn no_disagreement_with_brute_force() {
    let mut tally = std::collections::BTreeMap::new();
    for seed in 0..100_000u64 {
        let kind = KINDS[seed as usize % KINDS.len()];
        let history = of(&events(&mut Dice::new(seed), kind, Size { operations: 7, processes: 4, values: 3 }));
        *tally.entry((kind, compare(kind, &history, seed, seed % 3 == 0))).or_insert(0) += 1;
    }
    eprintln!("{tally:?}");
    for kind in KINDS {
        for word in ["holds", "violated"] {
            assert!(tally.get(&(kind, word)).copied().unwrap_or(0) > 500, "{kind:?} is seldom {word}: {tally:?}");
        }
    }
}

#[test]
fn weaker_registers_follow_their_definitions() {
    for seed in 0..10_000u64 {
        let history = of(&events(&mut Dice::new(!seed), Kind::Register, Size { operations: 9, processes: 5, values: 3 }));
        for (model, regular) in [("regular", true), ("safe", false)] {
            let reads = history.operations.iter().filter(|it| it.f == "read" && it.outcome == Outcome::Ok);
            let wrong: Vec<_> = reads.filter(|read| !read_is_allowed(&history, read, regular)).collect();
            let verdict = ask(model, Kind::Register, &Value::Nil, &history);
            assert_eq!(verdict.word() == "violated", !wrong.is_empty(), "{seed} {model}: {verdict:?} of {history:#?}");
        }
    }
}
