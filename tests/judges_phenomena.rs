//! The models that are told apart by the order of versions, held to their definitions on every
//! order, to the laws of the map and to the anomalies of Hermitage.
#![cfg(not(target_arch = "wasm32"))]

#[path = "judges/phenomena.rs"]
mod phenomena;
#[path = "judges/txns.rs"]
mod txns;

use eventual::check::history::{History, Outcome};
use eventual::check::model_map;
use eventual::check::transactions::examine::{Decision, Promise, decide};
use eventual::check::transactions::judge::verdict;
use eventual::check::transactions::txn::{Data, Known, Step, Txns};
use eventual::check::value::Value;
use eventual::check::verdict::Verdict;
use phenomena::{Order, Small};
use txns::{Draws, list, random, step, txn};

const BUDGET: u64 = 1_000_000;

fn named(name: &str) -> Promise {
    Promise::named(name).unwrap_or_else(|| panic!("{name} is not on the map"))
}

fn read(history: &History, data: Data) -> Txns {
    Txns::read(history, data, &Value::Nil).expect("transactions")
}

fn show(history: &History) -> String {
    let line = |it: &eventual::check::history::Operation| {
        format!("{} {:?} {}", it.process, it.outcome, if it.told.is_nil() { &it.asked } else { &it.told })
    };
    history.operations.iter().map(line).collect::<Vec<_>>().join("\n")
}

type Definition = fn(&Small) -> bool;

const MODELS: &[(&str, Definition)] = &[
    ("PL-2+", Small::consistent_view),
    ("PL-FCV", Small::consistent_view),
    ("PL-2L", Small::monotonic_view),
    ("PL-MSR", Small::snapshot_reads),
    ("PL-3U", Small::update_serializable),
    ("PL-2.99", Small::repeatable_read),
    ("monotonic-atomic-view", Small::atomic_view),
    ("parallel-snapshot-isolation", |small| small.arbitrated(true)),
    ("update-atomic", |small| small.arbitrated(false)),
];

fn against_the_definitions(seed: u64, data: Data, count: u64) {
    let mut draws = Draws::new(seed);
    let (mut yes, mut no) = (vec![0u64; MODELS.len()], vec![0u64; MODELS.len()]);
    let mut asked = 0;
    while asked < count {
        let history = random(&mut draws, data, 6);
        let small = Small::new(&history, data);
        if small.odd {
            continue;
        }
        asked += 1;
        let txns = read(&history, data);
        for (row, (model, holds)) in MODELS.iter().enumerate() {
            // Models with atomic visibility say that what is read twice does not change.
            let want = holds(&small);
            let found = decide(&txns, named(model), BUDGET);
            let word = match &found {
                Decision::Holds => true,
                Decision::Violated(anomaly, _) => {
                    if *anomaly == "internal" {
                        continue;
                    }
                    false
                }
                Decision::Unknown(_) => panic!("{model}: {found:?}\n{}", show(&history)),
            };
            assert_eq!(word, want, "{model}: {found:?}\n{}", show(&history));
            *(if want { &mut yes[row] } else { &mut no[row] }) += 1;
        }
    }
    for (row, model) in MODELS.iter().enumerate() {
        println!("{}: {} hold, {} do not", model.0, yes[row], no[row]);
        assert!(
            yes[row] > count / 4 && no[row] > count / 200,
            "{} was hardly tested: {} yes, {} no",
            model.0,
            yes[row],
            no[row]
        );
    }
}

/// What is decided where the order of versions is known, and how.
const WATCHED: &[(&str, Definition)] = &[
    ("PL-1", |small| small.acyclic(false)),
    ("PL-2", |small| small.acyclic(true)),
    ("read-atomic", |small| small.causal(false)),
    ("causal-cerone", |small| small.causal(true)),
    ("prefix", |small| small.prefixes(false)),
    ("PL-SI", |small| small.prefixes(true)),
    ("PL-3", Small::repeatable_read),
    ("strong-session-serializable", |small| small.serial(false)),
    ("PL-SS", |small| small.serial(true)),
];

/// The same transactions as somebody saw them who knows the order of versions.
fn watched(history: &History, small: &Small, order: &Order) -> Txns {
    let keys: Vec<Value> = small.writers.keys().cloned().chain(["x", "y", "z"].map(Value::from)).collect();
    let key = |it: &Value| keys.iter().position(|key| key == it).expect("a key") as u32;
    let number = |it: &Value| u32::try_from(it.int().expect("a number")).expect("a small number");
    let known = |(place, op): (usize, &eventual::check::history::Operation)| {
        let happened = op.outcome == Outcome::Ok;
        let steps =
            (if happened { &op.told } else { &op.asked }).list().expect("steps").iter().filter_map(|step| {
                let step = step.list().expect("a step");
                let is_read = step[0].word() == Some("r");
                match is_read {
                    true if !happened => None,
                    true => Some(Step::Read(key(&step[1]), (!step[2].is_nil()).then(|| number(&step[2])))),
                    false => Some(Step::Write(key(&step[1]), number(&step[2]))),
                }
            });
        let returned = op.returned.filter(|_| happened);
        let committed = small.places.contains(&place);
        Known { process: op.process, invoked: op.invoked, returned, committed, steps: steps.collect() }
    };
    let all = history.operations.iter().enumerate().map(known).collect();
    let values = |(key, writers): (&Value, &Vec<usize>)| {
        writers.iter().flat_map(|by| &small.writers[key][by]).map(|it| *it as u32).collect()
    };
    let mut orders: Vec<Vec<u32>> = order.iter().map(values).collect();
    orders.resize(keys.len(), Vec::new());
    Txns::known(all, keys, (0..100).map(Value::Int).collect(), orders)
}

#[test]
fn where_the_order_of_versions_is_known_every_model_is_judged_by_it_alone() {
    let mut draws = Draws::new(15);
    let all: Vec<&(&str, Definition)> = MODELS.iter().chain(WATCHED).collect();
    let (mut yes, mut no) = (vec![0u64; all.len()], vec![0u64; all.len()]);
    let mut asked = 0;
    while asked < 2_000 {
        let history = random(&mut draws, Data::Register, 6);
        let small = Small::new(&history, Data::Register);
        if small.odd {
            continue;
        }
        asked += 1;
        let mut order: Order = small
            .writers
            .iter()
            .map(|(key, writers)| (key.clone(), writers.keys().copied().collect()))
            .collect();
        for writers in order.values_mut() {
            let count = if draws.one_in(2) { writers.len() } else { 0 };
            (1..count).for_each(|at| writers.swap(at, draws.below(at as u64 + 1) as usize));
        }
        let txns = watched(&history, &small, &order);
        let small = small.under(order.clone());
        for (row, (model, holds)) in all.iter().enumerate() {
            let want = holds(&small);
            let found = decide(&txns, named(model), BUDGET);
            let word = match &found {
                Decision::Holds => true,
                Decision::Violated("internal", _) => continue,
                Decision::Violated(_, found) => {
                    assert!(found.is_some(), "{model}: a witness");
                    false
                }
                Decision::Unknown(_) => panic!("{model}: {found:?}\n{}", show(&history)),
            };
            assert_eq!(word, want, "{model}: {found:?}\n{order:?}\n{}", show(&history));
            *(if want { &mut yes[row] } else { &mut no[row] }) += 1;
        }
    }
    for (row, model) in all.iter().enumerate() {
        println!("{}: {} hold, {} do not", model.0, yes[row], no[row]);
        assert!(
            yes[row] > 300 && no[row] > 10,
            "{} was hardly tested: {} yes, {} no",
            model.0,
            yes[row],
            no[row]
        );
    }
}

#[test]
fn random_registers_are_judged_as_by_every_order_of_versions() {
    against_the_definitions(11, Data::Register, 6_000);
}

#[test]
fn random_lists_are_judged_as_by_every_order_of_versions() {
    against_the_definitions(12, Data::Append, 6_000);
}

/// What holds in a model holds in all that it contains, and what is violated is violated in all
/// that contain it. Between the two is the unknown.
#[test]
fn verdicts_are_closed_under_the_map() {
    let mut draws = Draws::new(13);
    let models: Vec<_> = model_map::models().into_iter().collect();
    let mut unknown = 0;
    for nth in 0..240 {
        let data = if nth % 2 == 0 { Data::Append } else { Data::Register };
        let history = random(&mut draws, data, 6);
        let txns = read(&history, data);
        let words: Vec<&str> =
            models.iter().map(|model| verdict(&txns, named(model), BUDGET).word()).collect();
        for (stronger, word) in models.iter().zip(&words) {
            for weaker in model_map::contains(stronger) {
                let other = words[models.iter().position(|it| *it == weaker).expect("a model")];
                assert!(
                    *word != "holds" || other == "holds",
                    "{stronger} holds, {weaker} is {other}:\n{}",
                    show(&history)
                );
                assert!(
                    other != "violated" || *word == "violated",
                    "{weaker} is violated, {stronger} {word}:\n{}",
                    show(&history)
                );
            }
            // Models of single objects have definitions of their own; everything else is decided.
            let single = [
                "causal",
                "PRAM",
                "monotonic-reads",
                "monotonic-writes",
                "read-your-writes",
                "writes-follow-reads",
            ];
            assert!(*word != "unknown" || single.contains(stronger), "{stronger}:\n{}", show(&history));
            unknown += u32::from(*word == "unknown");
        }
    }
    println!("{unknown} unknown of {}", 240 * models.len());
}

#[test]
fn a_witness_is_a_history_that_breaks_the_model_and_no_smaller_one_does() {
    let mut draws = Draws::new(14);
    let mut violated = vec![0; MODELS.len()];
    for nth in 0..400 {
        let data = if nth % 2 == 0 { Data::Append } else { Data::Register };
        let history = random(&mut draws, data, 6);
        let txns = read(&history, data);
        for (row, (model, _)) in MODELS.iter().enumerate() {
            let Verdict::Violated(witness) = verdict(&txns, named(model), BUDGET) else { continue };
            violated[row] += 1;
            let word = |places: &[usize]| verdict(&txns.only(places), named(model), BUDGET).word();
            assert_eq!(word(&witness.operations), "violated", "{model} {witness:?}");
            for gone in &witness.operations {
                let rest: Vec<usize> = witness.operations.iter().copied().filter(|it| it != gone).collect();
                assert_ne!(word(&rest), "violated", "{model} {witness:?} without {gone}");
            }
            assert!(!witness.because.en.is_empty() && !witness.because.zh.contains("T1 出现"), "{witness:?}");
        }
    }
    assert!(violated.iter().all(|it| *it > 30), "{violated:?}");
}

/// The smallest histories that tell the models apart: which of them each breaks.
#[test]
fn each_phenomenon_has_a_history_of_its_own() {
    let w = |key: &str, value: i64| step("w", key, Value::Int(value));
    let r = |key: &str, value: i64| step("r", key, if value == 0 { Value::Nil } else { Value::Int(value) });
    let a = |key: &str, value: i64| step("append", key, Value::Int(value));
    let l = |key: &str, values: &[i64]| step("r", key, list(values));
    let asked = [
        "PL-2",
        "PL-MSR",
        "PL-2L",
        "monotonic-atomic-view",
        "update-atomic",
        "PL-2+",
        "PL-FCV",
        "PL-3U",
        "PL-2.99",
        "PL-3",
    ];
    type Row = (&'static str, &'static [&'static str], Vec<Vec<Value>>);
    let rows: Vec<Row> = vec![
        // Seen, and gone: the second read is of the world before the first.
        (
            "observed transaction vanishes",
            &[
                "PL-MSR",
                "PL-2L",
                "monotonic-atomic-view",
                "update-atomic",
                "PL-2+",
                "PL-FCV",
                "PL-3U",
                "PL-2.99",
                "PL-3",
            ],
            vec![vec![w("x", 1), w("y", 1)], vec![r("x", 1), r("y", 0)]],
        ),
        // The other way round the view only goes forward.
        (
            "fractured forward",
            &["update-atomic", "PL-2+", "PL-FCV", "PL-3U", "PL-2.99", "PL-3"],
            vec![vec![w("x", 1), w("y", 1)], vec![r("x", 0), r("y", 1)]],
        ),
        // Backward by way of a third transaction, whose other writes nobody looks at.
        (
            "causality",
            &["PL-MSR", "PL-2L", "PL-2+", "PL-FCV", "PL-3U", "PL-2.99", "PL-3"],
            vec![vec![w("x", 1)], vec![r("x", 1), w("y", 2)], vec![r("y", 2), r("x", 0)]],
        ),
        // Two readers see the world fork; each view by itself is consistent, and is that of some
        // order of those who write.
        (
            "long fork",
            &["PL-MSR", "PL-2.99", "PL-3"],
            vec![vec![w("x", 1)], vec![w("y", 2)], vec![r("x", 1), r("y", 0)], vec![r("y", 2), r("x", 0)]],
        ),
        // Each overwrites what the other has read.
        (
            "write skew",
            &["PL-3U", "PL-2.99", "PL-3"],
            vec![vec![r("x", 0), r("y", 0), w("x", 1)], vec![r("x", 0), r("y", 0), w("y", 2)]],
        ),
        (
            "lost update",
            &["update-atomic", "PL-2+", "PL-FCV", "PL-3U", "PL-2.99", "PL-3"],
            vec![vec![a("x", 1), l("x", &[1])], vec![l("x", &[]), a("x", 2)], vec![l("x", &[1, 2])]],
        ),
    ];
    for (name, broken, steps) in rows {
        let steps = steps.into_iter().enumerate();
        let operations =
            steps.map(|(at, steps)| txn(at as u64, Outcome::Ok, at as u64, 100, steps)).collect();
        let history = History::new(operations);
        let txns = read(&history, Data::of(&history));
        for model in asked {
            let want = if broken.contains(&model) { "violated" } else { "holds" };
            assert_eq!(verdict(&txns, named(model), BUDGET).word(), want, "{name} at {model}");
        }
    }
}

#[test]
fn a_budget_that_is_spent_is_no_verdict() {
    // Six blind writes of one key, in any order, and readers whose reads hold only in a few of
    // them.
    let w = |value: i64| step("w", "x", Value::Int(value));
    let r = |key: &str, value: i64| step("r", key, Value::Int(value));
    let mut steps: Vec<Vec<Value>> =
        (1..7).map(|it| vec![w(it), step("w", "y", Value::Int(10 + it))]).collect();
    steps.extend((1..6).map(|it| vec![r("x", it), r("y", 11 + it % 6)]));
    let operations = steps
        .into_iter()
        .enumerate()
        .map(|(at, steps)| txn(at as u64, Outcome::Ok, at as u64, 100, steps))
        .collect();
    let txns = read(&History::new(operations), Data::Register);
    assert_eq!(verdict(&txns, named("PL-MSR"), 3).word(), "unknown");
    assert_eq!(verdict(&txns, named("PL-MSR"), BUDGET).word(), "holds");
}
