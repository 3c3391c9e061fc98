//! Isolation of transactions, held to published answers and to the axioms themselves.
#![cfg(not(target_arch = "wasm32"))]

#[path = "judges/levels.rs"]
mod levels;
#[path = "judges/txns.rs"]
mod txns;

use eventual::check::history::{History, Outcome};
use eventual::check::model_map;
use eventual::check::transactions::axioms::Level;
use eventual::check::transactions::examine::{Decision, Promise, decide};
use eventual::check::transactions::graph::Order;
use eventual::check::transactions::judge::{summary, verdict};
use eventual::check::transactions::txn::{Data, Txns};
use eventual::check::value::Value;
use eventual::check::verdict::Verdict;
use levels::{Sessions, World};
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use txns::{Draws, random, txn};

const BUDGET: u64 = 1_000_000;

fn oracle(name: &str) -> Option<Json> {
    let path = Path::new("../shared/oracles/micro").join(name);
    match fs::read_to_string(&path) {
        Ok(text) => Some(serde_json::from_str(&text).expect("the oracle is JSON")),
        Err(_) => {
            eprintln!("skipped: {} is not there", path.display());
            None
        }
    }
}

fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Nil,
        Json::Number(number) => Value::Int(number.as_i64().expect("a whole number")),
        Json::String(text) => text.as_str().into(),
        Json::Array(all) => Value::List(all.iter().map(value).collect()),
        other => panic!("no such value here: {other}"),
    }
}

fn names(json: &Json) -> BTreeSet<&str> {
    json.as_array().expect("a list").iter().map(|it| it.as_str().expect("a name")).collect()
}

fn named(name: &str) -> Promise {
    Promise::named(name).unwrap_or_else(|| panic!("{name} is not on the map"))
}

fn read(history: &History, data: Data) -> Txns {
    Txns::read(history, data, &Value::Nil).expect("transactions")
}

#[test]
fn published_histories_of_lists() {
    let Some(oracle) = oracle("elle_list_append.json") else { return };
    for case in oracle["cases"].as_array().expect("cases") {
        let rows = case["history"].as_array().expect("rows").iter().map(|row| {
            let outcome = match row["type"].as_str() {
                Some("ok") => Outcome::Ok,
                Some("fail") => Outcome::Fail,
                _ => Outcome::Info,
            };
            let steps = row["txn"].as_array().expect("steps").iter().map(value).collect();
            let number = |name: &str| row[name].as_u64().expect("a number");
            txn(number("process"), outcome, number("invoke"), number("complete"), steps)
        });
        let history = History { operations: rows.collect() };
        let txns = read(&history, Data::of(&history));
        assert_eq!(txns.data, Data::Append);
        let found = summary(&txns, Order::Process).expect("something to check");
        let name = &case["name"];
        let present = names(&case["anomalies_present"]);
        assert!(present.iter().all(|it| found.anomalies.contains(it)), "{name}: {:?}", found.anomalies);
        assert!(names(&case["anomalies_absent"]).iter().all(|it| !found.anomalies.contains(it)), "{name}: {:?}", found.anomalies);
        assert_eq!(found.weakest_violated, names(&case["weakest_models_violated"]), "{name}: {:?}", found.anomalies);
        for model in names(&case["valid_under"]) {
            assert_eq!(verdict(&txns, named(model), BUDGET), Verdict::Holds, "{name}: {model}");
        }
        for model in names(&case["weakest_models_violated"]) {
            let Verdict::Violated(witness) = verdict(&txns, named(model), BUDGET) else { panic!("{name}: {model} holds") };
            minimal(&txns, named(model), &witness.operations);
        }
        closed(&txns);
    }
}

#[test]
fn published_levels_of_registers() {
    let Some(oracle) = oracle("txn_levels_rw.json") else { return };
    for case in oracle["cases"].as_array().expect("cases") {
        let mut operations = Vec::new();
        for (process, session) in case["sessions"].as_array().expect("sessions").iter().enumerate() {
            for (nth, row) in session.as_array().expect("transactions").iter().enumerate() {
                let outcome = if row["committed"] == true { Outcome::Ok } else { Outcome::Fail };
                let steps = row["ops"].as_array().expect("steps").iter().map(value).collect();
                operations.push(txn(process as u64, outcome, nth as u64 * 10, nth as u64 * 10 + 5, steps));
            }
        }
        operations.sort_by_key(|it| it.invoked);
        let history = History { operations };
        let txns = read(&history, Data::of(&history));
        for (level, want) in case["brute_force_verdicts"].as_object().expect("verdicts") {
            let word = if want == true { "holds" } else { "violated" };
            assert_eq!(verdict(&txns, named(level), BUDGET).word(), word, "{}: {level}", case["name"]);
        }
        closed(&txns);
    }
}

/// Taking any transaction away from a witness makes it hold.
fn minimal(txns: &Txns, promise: Promise, witness: &[usize]) {
    assert_eq!(verdict(&txns.only(witness), promise, BUDGET).word(), "violated", "{promise:?} {witness:?}");
    for gone in witness {
        let rest: Vec<usize> = witness.iter().copied().filter(|it| it != gone).collect();
        let word = verdict(&txns.only(&rest), promise, BUDGET).word();
        assert!(word == "holds" || word == "vacuous", "{promise:?} {witness:?} without {gone}: {word}");
    }
}

/// What holds in a model holds in all that it contains, and what is violated is violated in all that contain it.
fn closed(txns: &Txns) {
    let models: Vec<_> = model_map::models().into_iter().collect();
    let words: Vec<&str> = models.iter().map(|model| verdict(txns, named(model), BUDGET).word()).collect();
    for (stronger, word) in models.iter().zip(&words) {
        for weaker in model_map::contains(stronger) {
            let other = words[models.iter().position(|it| *it == weaker).expect("a model")];
            assert!(*word != "holds" || other == "holds", "{stronger} holds, {weaker} is {other}: {txns:?}");
            assert!(other != "violated" || *word == "violated", "{weaker} is violated, {stronger} {word}: {txns:?}");
        }
    }
}

/// The names of the map with the axiom and the order that each stands for; `None` is any order that follows the reads.
const AXIOMS: &[(&str, Option<Level>, Sessions)] = &[
    ("read-committed", None, Sessions::None),
    ("read-atomic", Some(Level::Ra), Sessions::None),
    ("causal-cerone", Some(Level::Cc), Sessions::None),
    ("prefix", Some(Level::Pc), Sessions::None),
    ("snapshot-isolation", Some(Level::Si), Sessions::None),
    ("serializable", Some(Level::Ser), Sessions::None),
    ("strong-session-read-committed", None, Sessions::Process),
    ("RC", Some(Level::Rc), Sessions::Process),
    ("RR", Some(Level::Rr), Sessions::Process),
    ("RA", Some(Level::Ra), Sessions::Process),
    ("CC", Some(Level::Cc), Sessions::Process),
    ("PC", Some(Level::Pc), Sessions::Process),
    ("SI", Some(Level::Si), Sessions::Process),
    ("SER", Some(Level::Ser), Sessions::Process),
    ("strong-session-snapshot-isolation", Some(Level::Si), Sessions::Process),
    ("strong-session-serializable", Some(Level::Ser), Sessions::Process),
    ("strong-read-committed", None, Sessions::Realtime),
    ("strong-snapshot-isolation", Some(Level::Si), Sessions::Realtime),
    ("strict-serializable", Some(Level::Ser), Sessions::Realtime),
];

fn against_the_axioms(seed: u64, data: Data, count: u64) {
    let mut draws = Draws::new(seed);
    let (mut yes, mut no) = (vec![0u64; AXIOMS.len()], vec![0u64; AXIOMS.len()]);
    for nth in 0..count {
        let history = random(&mut draws, data, 6);
        let txns = read(&history, data);
        // Each history is asked some of the questions; together they are all asked often.
        let sessions = [Sessions::None, Sessions::Process, Sessions::Process, Sessions::Realtime][nth as usize % 4];
        let asked = |it: &usize| AXIOMS[*it].2 == sessions && (nth / 4 + *it as u64).is_multiple_of(5);
        let rows: Vec<usize> = (0..AXIOMS.len()).filter(asked).collect();
        let world = World::new(&history, data, sessions);
        let want = world.holds(&rows.iter().map(|it| AXIOMS[*it].1).collect::<Vec<_>>());
        for (row, want) in rows.into_iter().zip(want) {
            // Read committed says nothing about transactions that do not see their own writes.
            if world.inside && AXIOMS[row].1.is_none() {
                continue;
            }
            let found = decide(&txns, named(AXIOMS[row].0), BUDGET);
            let word = match &found {
                Decision::Holds => true,
                Decision::Violated(..) => false,
                Decision::Unknown(_) => panic!("{}: {found:?}\n{}", AXIOMS[row].0, show(&history)),
            };
            assert_eq!(word, want, "{} at {nth}: {found:?}\n{}", AXIOMS[row].0, show(&history));
            *(if want { &mut yes[row] } else { &mut no[row] }) += 1;
        }
    }
    for (row, axiom) in AXIOMS.iter().enumerate() {
        assert!(yes[row] > count / 200 && no[row] > count / 1000, "{} was hardly tested: {} yes, {} no", axiom.0, yes[row], no[row]);
    }
}

fn show(history: &History) -> String {
    let line = |it: &eventual::check::history::Operation| {
        format!("{} {:?} {}..{:?} {}", it.process, it.outcome, it.invoked, it.returned, if it.told.is_nil() { &it.asked } else { &it.told })
    };
    history.operations.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn random_lists_are_judged_as_by_every_order_of_commits() {
    against_the_axioms(1, Data::Append, 50_000);
}

#[test]
fn random_registers_are_judged_as_by_every_order_of_commits() {
    against_the_axioms(2, Data::Register, 50_000);
}
