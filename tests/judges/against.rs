//! The judges of single objects against brute force: a hundred thousand small histories, no
//! disagreement, and witnesses from which nothing can be taken.

use super::brute::{Brute, Keep, read_is_allowed, read_is_allowed_from};
use super::common::ask;
use super::random::{Dice, Size, events, of};
use eventual::check::history::{History, Outcome, read};
use eventual::check::judge::{self, Question};
use eventual::check::linear::{Order, is_proved_by};
use eventual::check::spec::Kind;
use eventual::check::value::Value;
use eventual::check::verdict::Verdict;

pub const KINDS: [Kind; 9] = [
    Kind::Register,
    Kind::CasRegister,
    Kind::Kv,
    Kind::Counter,
    Kind::Set,
    Kind::Queue,
    Kind::Stack,
    Kind::Mutex,
    Kind::Bank,
];

pub fn start(kind: Kind) -> Value {
    match kind {
        Kind::Bank => Value::from_iter([(Value::Int(0), Value::Int(2)), (Value::Int(1), Value::Int(1))]),
        _ => Value::Nil,
    }
}

/// Compares one verdict with brute force.
fn compare(kind: Kind, history: &History, seed: u64, witnesses: bool) -> &'static str {
    let mut word = "";
    for (model, keep, order) in
        [("linearizable", Keep::Time, Order::Time), ("sequential", Keep::Program, Order::Program)]
    {
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
        let question = Question {
            history,
            kind,
            initial: Some(start(kind)),
            budget: judge::BUDGET,
            memory: judge::MEMORY,
        };
        let proves =
            |kept: &[usize]| is_proved_by(&question, order, kept).expect("a history").expect("enough budget");
        let kept = |names: &[usize]| !Brute::new(kind, keep, history, |at| names.contains(&at)).has_order();
        assert!(
            proves(&witness.operations) && kept(&witness.operations),
            "{kind:?} {seed} {model}: {witness:#?} of {history:#?}"
        );
        for taken in &witness.operations {
            let rest: Vec<usize> = witness.operations.iter().copied().filter(|name| name != taken).collect();
            assert!(
                !proves(&rest) && !kept(&rest),
                "{kind:?} {seed} {model}: without {taken}, {witness:#?} of {history:#?}"
            );
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
        let history =
            of(&events(&mut Dice::new(seed), kind, Size { operations: 7, processes: 4, values: 3 }));
        *tally.entry((kind, compare(kind, &history, seed, seed % 3 == 0))).or_insert(0) += 1;
    }
    eprintln!("{tally:?}");
    for kind in KINDS {
        for word in ["holds", "violated"] {
            assert!(
                tally.get(&(kind, word)).copied().unwrap_or(0) > 500,
                "{kind:?} is seldom {word}: {tally:?}"
            );
        }
    }
}

#[test]
fn weaker_registers_follow_their_definitions() {
    for seed in 0..10_000u64 {
        let history = of(&events(
            &mut Dice::new(!seed),
            Kind::Register,
            Size { operations: 9, processes: 5, values: 3 },
        ));
        for (model, regular) in [("regular", true), ("safe", false)] {
            let reads = history.operations.iter().filter(|it| it.f == "read" && it.outcome == Outcome::Ok);
            let wrong: Vec<_> = reads.filter(|read| !read_is_allowed(&history, read, regular)).collect();
            let verdict = ask(model, Kind::Register, &Value::Nil, &history);
            assert_eq!(
                verdict.word() == "violated",
                !wrong.is_empty(),
                "{seed} {model}: {verdict:?} of {history:#?}"
            );
        }
    }
}

/// Another value for each value of a history of a register.
fn other(history: &History, name: &impl Fn(&Value) -> Value) -> History {
    let mut history = history.clone();
    for it in &mut history.operations {
        match &*it.f {
            "cas" => it.asked = it.asked.list().expect("a pair").iter().map(name).collect(),
            "write" => it.asked = name(&it.asked),
            _ => {}
        }
        if it.f != "cas" && it.outcome == Outcome::Ok {
            it.told = name(&it.told);
        }
    }
    history
}

/// Registers that hold anything at first, where nil is written, the first value is written again,
/// and some numbers are no whole ones.
fn registers_that_hold_anything(seeds: std::ops::Range<u64>) {
    let mut tally = std::collections::BTreeMap::new();
    let count = seeds.end - seeds.start;
    for seed in seeds {
        let kind = [Kind::Register, Kind::CasRegister][seed as usize % 2];
        let mut dice = Dice::new(!seed.wrapping_mul(3));
        let drawn = of(&events(&mut dice, kind, Size { operations: 7, processes: 4, values: 3 }));
        // Values that differ may become one, and the first one, which is -1 to brute force, any of
        // them.
        let merged: Vec<i64> =
            (-1..4).map(|at| if dice.one_in(3) { dice.below(5) as i64 - 1 } else { at }).collect();
        let at = |value: &Value| (value.int().unwrap_or(-1) + 1) as usize;
        let history = other(&drawn, &|value| match merged[at(value)] {
            -1 => Value::Nil,
            number => Value::Int(number),
        });
        let mut pool =
            ["nil", "0", "-7", "0.5", "1.25", "\"1.25\"", ":a"].map(|it| read::value(it).expect("a value"));
        (1..pool.len()).for_each(|at| pool.swap(at, dice.below(at as u64 + 1) as usize));
        let named = other(&history, &|value| pool[at(value)].clone());
        let first = pool[(merged[0] + 1) as usize].clone();
        for (model, keep) in [("linearizable", Keep::Time), ("sequential", Keep::Program)] {
            let possible = Brute::new(kind, keep, &history, |_| true).holding(vec![merged[0]]).has_order();
            let said = ask(model, kind, &first, &named);
            assert_eq!(
                said.word() == "violated",
                !possible,
                "{seed} {model} from {first}: {said:?} of {named:#?}"
            );
            assert_ne!(said.word(), "unknown");
            *tally.entry((kind, model, said.word())).or_insert(0u64) += 1;
        }
        if kind == Kind::Register {
            for (model, regular) in [("regular", true), ("safe", false)] {
                let reads = named.operations.iter().filter(|it| it.f == "read" && it.outcome == Outcome::Ok);
                let wrong = reads.filter(|read| !read_is_allowed_from(&named, read, regular, &first)).count();
                assert_eq!(
                    ask(model, kind, &first, &named).word() == "violated",
                    wrong > 0,
                    "{seed} {model} from {first}: {named:#?}"
                );
            }
        }
    }
    eprintln!("{count} histories of registers that hold anything, against brute force: {tally:?}");
    assert!(
        tally.iter().all(|((_, _, word), number)| *word == "vacuous" || *number > count / 20),
        "{tally:?}"
    );
}

#[test]
fn registers_that_hold_anything_are_judged_as_by_brute_force() {
    registers_that_hold_anything(0..super::count::histories(20_000));
}
