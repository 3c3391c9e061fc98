//! Isolation of transactions, held to published answers and to the axioms themselves.
#![cfg(not(target_arch = "wasm32"))]

#[path = "judges/count.rs"]
mod count;
#[path = "common/facts.rs"]
mod facts;
#[path = "judges/levels.rs"]
mod levels;
#[path = "judges/serial.rs"]
mod serial;
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
use facts::{interval, names, rows, table, text, transaction};
use levels::{Sessions, World};
use txns::{Draws, list, random, step, txn};

const BUDGET: u64 = 1_000_000;

fn named(name: &str) -> Promise {
    Promise::named(name).unwrap_or_else(|| panic!("{name} is not on the map"))
}

fn read(history: &History, data: Data) -> Txns {
    Txns::read(history, data, &Value::Nil).expect("transactions")
}

#[test]
fn published_histories_of_lists() {
    for case in rows(&table("elle_list_append.json")["cases"]) {
        let operations = rows(&case["txns"]).iter().map(|row| {
            let (head, steps) = text(row).split_once(": ").expect("a transaction");
            let head: Vec<&str> = head.split(' ').collect();
            let outcome = match head[1] {
                "ok" => Outcome::Ok,
                "fail" => Outcome::Fail,
                other => panic!("{other} is no outcome of these histories"),
            };
            let (invoked, returned) = interval(head[2]);
            txn(
                head[0].parse().expect("a process"),
                outcome,
                invoked,
                returned.expect("a return"),
                transaction(steps),
            )
        });
        let history = History::new(operations.collect());
        let txns = read(&history, Data::of(&history));
        assert_eq!(txns.data, Data::Append);
        let found = summary(&txns, Order::Process).expect("something to check");
        let name = &case["name"];
        let present = names(&case["present"]);
        assert!(present.iter().all(|it| found.anomalies.contains(it)), "{name}: {:?}", found.anomalies);
        assert!(
            names(&case["absent"]).iter().all(|it| !found.anomalies.contains(it)),
            "{name}: {:?}",
            found.anomalies
        );
        assert_eq!(found.weakest_violated, names(&case["weakest_violated"]), "{name}: {:?}", found.anomalies);
        for model in names(&case["holds"]) {
            assert_eq!(verdict(&txns, named(model), BUDGET), Verdict::Holds, "{name}: {model}");
        }
        for model in names(&case["weakest_violated"]) {
            let Verdict::Violated(witness) = verdict(&txns, named(model), BUDGET) else {
                panic!("{name}: {model} holds")
            };
            minimal(&txns, named(model), &witness.operations);
        }
        closed(&txns);
    }
}

#[test]
fn published_levels_of_registers() {
    for case in rows(&table("txn_levels_rw.json")["cases"]) {
        let mut operations = Vec::new();
        for (process, session) in rows(&case["sessions"]).iter().enumerate() {
            for (nth, row) in text(session).split(" | ").enumerate() {
                let (outcome, steps) =
                    row.strip_prefix("aborted ").map_or((Outcome::Ok, row), |steps| (Outcome::Fail, steps));
                operations.push(txn(
                    process as u64,
                    outcome,
                    nth as u64 * 10,
                    nth as u64 * 10 + 5,
                    transaction(steps),
                ));
            }
        }
        operations.sort_by_key(|it| it.invoked);
        let history = History::new(operations);
        let txns = read(&history, Data::of(&history));
        for level in ["RC", "RR", "RA", "CC", "PC", "SI", "SER"] {
            let word = if names(&case["holds"]).contains(level) { "holds" } else { "violated" };
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

/// What holds in a model holds in all that it contains, and what is violated is violated in all
/// that contain it.
fn closed(txns: &Txns) {
    let models: Vec<_> = model_map::models().into_iter().collect();
    let words: Vec<&str> = models.iter().map(|model| verdict(txns, named(model), BUDGET).word()).collect();
    for (stronger, word) in models.iter().zip(&words) {
        for weaker in model_map::contains(stronger) {
            let other = words[models.iter().position(|it| *it == weaker).expect("a model")];
            assert!(*word != "holds" || other == "holds", "{stronger} holds, {weaker} is {other}: {txns:?}");
            assert!(
                other != "violated" || *word == "violated",
                "{weaker} is violated, {stronger} {word}: {txns:?}"
            );
        }
    }
}

/// The names of the map with the axiom and the order that each stands for; `None` is any order that
/// follows the reads.
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
        // Each history is asked one of the questions; together they are all asked often.
        let sessions =
            [Sessions::None, Sessions::Process, Sessions::Process, Sessions::Realtime][nth as usize % 4];
        let all: Vec<usize> = (0..AXIOMS.len()).filter(|it| AXIOMS[*it].2 == sessions).collect();
        let rows = [all[(nth / 4) as usize % all.len()]];
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
        assert!(
            yes[row] > count / 200 && no[row] > count / 1000,
            "{} was hardly tested: {} yes, {} no",
            axiom.0,
            yes[row],
            no[row]
        );
    }
}

/// What the judges of serial orders and of snapshots say of registers whose values come again,
/// beside what brute force says.
fn values_that_come_again(seed: u64, count: u64) {
    use serial::Keep;
    const MODELS: [(&str, Option<Keep>); 4] = [
        ("serializable", Some(Keep::Nothing)),
        ("strong-session-serializable", Some(Keep::Sessions)),
        ("strict-serializable", Some(Keep::Time)),
        ("snapshot-isolation", None),
    ];
    let mut draws = Draws::new(seed);
    let mut tally: std::collections::BTreeMap<(&str, &str), u64> = std::collections::BTreeMap::new();
    for nth in 0..count {
        let values = serial::values(&mut draws);
        let history = serial::random(&mut draws, &values);
        let txns = Txns::read(&history, Data::Register, &values[0]).expect("transactions");
        let (model, keep) = MODELS[nth as usize % MODELS.len()];
        let possible = keep.map_or_else(
            || serial::is_snapshot(&history, &values[0]),
            |keep| serial::is_serial(&history, &values[0], keep),
        );
        let said = verdict(&txns, named(model), BUDGET);
        let agrees = match &said {
            Verdict::Holds | Verdict::Vacuous(_) => possible,
            Verdict::Violated(witness) => {
                if nth % 20 < 4 {
                    minimal(&txns, named(model), &witness.operations);
                }
                !possible
            }
            Verdict::Unknown(_) => true,
        };
        assert!(agrees, "{model} from {} at {nth}: {said:?} but {possible}\n{}", values[0], show(&history));
        *tally.entry((model, said.word())).or_insert(0) += 1;
    }
    eprintln!("{count} histories of registers whose values come again, against brute force: {tally:?}");
    for (model, _) in MODELS {
        let of = |word: &str| tally.get(&(model, word)).copied().unwrap_or(0);
        assert!(
            of("holds") > count / 50 && of("violated") > count / 50 && of("unknown") < count / 500,
            "{model}: {tally:?}"
        );
    }
}

#[test]
fn registers_whose_values_come_again_are_judged_as_by_every_serial_order() {
    values_that_come_again(7, count::histories(10_000));
}

fn show(history: &History) -> String {
    let line = |it: &eventual::check::history::Operation| {
        format!(
            "{} {:?} {}..{:?} {}",
            it.process,
            it.outcome,
            it.invoked,
            it.returned,
            if it.told.is_nil() { &it.asked } else { &it.told }
        )
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

/// Other values, keys and sessions, and a longer clock.
fn renamed(history: &History) -> History {
    fn value(it: &Value) -> Value {
        match it {
            Value::Int(it) => Value::Int(10_000 - 3 * it),
            Value::List(all) => all.iter().map(value).collect(),
            Value::Text(key) => {
                Value::text(format!("other {}", if **key == "x" { "zz" } else { key.as_str() }))
            }
            other => other.clone(),
        }
    }
    let mut history = history.clone();
    for it in &mut history.operations {
        (it.asked, it.told) = (value(&it.asked), value(&it.told));
        it.process = 1_000 - it.process;
        it.invoked = it.invoked * it.invoked + 5;
        it.returned = it.returned.map(|returned| returned * returned + 5);
    }
    history
}

/// Puts a value that nobody wrote into the first read of a transaction that happened.
fn spoiled(history: &History, data: Data) -> Option<History> {
    let mut history = history.clone();
    for it in history.operations.iter_mut().filter(|it| it.outcome == Outcome::Ok) {
        let Value::List(steps) = &mut it.told else { continue };
        for step in steps.iter_mut() {
            let Value::List(step) = step else { continue };
            if step[0].word() == Some("r") {
                step[2] =
                    if data == Data::Append { Value::from(vec![Value::Int(777)]) } else { Value::Int(777) };
                return Some(history);
            }
        }
    }
    None
}

const ASKED: [&str; 6] = [
    "read-uncommitted",
    "read-committed",
    "causal-cerone",
    "snapshot-isolation",
    "serializable",
    "strict-serializable",
];

#[test]
fn laws_of_every_history() {
    let mut draws = Draws::new(5);
    let mut violated = 0;
    for nth in 0..600 {
        let data = if nth % 2 == 0 { Data::Append } else { Data::Register };
        let history = random(&mut draws, data, 6);
        let (txns, other) = (read(&history, data), read(&renamed(&history), data));
        if nth % 15 < 2 {
            closed(&txns);
        }
        let spoiled = spoiled(&history, data).map(|it| read(&it, data));
        for model in ASKED {
            let verdict = verdict_of(&txns, model);
            assert_eq!(
                verdict.word(),
                verdict_of(&other, model).word(),
                "{model} and other names:\n{}",
                show(&history)
            );
            if let Some(spoiled) = &spoiled {
                assert_eq!(
                    verdict_of(spoiled, model).word(),
                    "violated",
                    "{model} and a value from nowhere:\n{}",
                    show(&history)
                );
            }
            if let Verdict::Violated(witness) = verdict {
                violated += 1;
                minimal(&txns, named(model), &witness.operations);
                assert!(!witness.because.en.is_empty() && !witness.because.zh.is_empty());
                let known = |it: &usize| witness.operations.contains(it);
                assert!(witness.relations.iter().all(|it| known(&it.from) && known(&it.to)), "{witness:?}");
            }
        }
    }
    assert!(violated > 200, "{violated}");
}

fn verdict_of(txns: &Txns, model: &str) -> Verdict {
    verdict(txns, named(model), BUDGET)
}

/// What each anomaly of Hermitage looks like to clients, as steps of transactions that happened;
/// the aborted one is marked.
#[test]
fn hermitage_as_histories() {
    use Outcome::{Fail, Ok};
    let w = |key: &str, value: i64| step("w", key, Value::Int(value));
    let r = |key: &str, value: i64| step("r", key, if value == 0 { Value::Nil } else { Value::Int(value) });
    let a = |key: &str, value: i64| step("append", key, Value::Int(value));
    let l = |key: &str, values: &[i64]| step("r", key, list(values));
    // Name; the levels that forbid it, from the weakest; the levels that allow it; the
    // transactions.
    type Row = (&'static str, &'static [&'static str], &'static [&'static str], Vec<(Outcome, Vec<Value>)>);
    let rows: Vec<Row> = vec![
        (
            "G0",
            &["read-uncommitted", "read-committed"],
            &[],
            vec![
                (Ok, vec![a("x", 1), a("y", 1)]),
                (Ok, vec![a("x", 2), a("y", 2)]),
                (Ok, vec![l("x", &[1, 2]), l("y", &[2, 1])]),
            ],
        ),
        (
            "G1a",
            &["read-committed"],
            &["read-uncommitted"],
            vec![(Fail, vec![w("x", 1)]), (Ok, vec![r("x", 1)])],
        ),
        (
            "G1b",
            &["read-committed"],
            &["read-uncommitted"],
            vec![(Ok, vec![w("x", 1), w("x", 2)]), (Ok, vec![r("x", 1)])],
        ),
        (
            "G1c",
            &["read-committed"],
            &["read-uncommitted"],
            vec![(Ok, vec![w("x", 1), r("y", 2)]), (Ok, vec![w("y", 2), r("x", 1)])],
        ),
        // What another transaction was seen to do is gone again within one transaction.
        (
            "OTV",
            &["read-atomic", "snapshot-isolation"],
            &["read-committed"],
            vec![
                (Ok, vec![w("x", 1), w("y", 1)]),
                (Ok, vec![r("x", 1), w("x", 2), w("y", 2)]),
                (Ok, vec![r("x", 2), r("y", 1)]),
            ],
        ),
        (
            "P4",
            &["cursor-stability", "snapshot-isolation", "serializable"],
            &["read-committed"],
            vec![(Ok, vec![r("x", 0), w("x", 1)]), (Ok, vec![r("x", 0), w("x", 2)])],
        ),
        (
            "G-single",
            &["consistent-view", "snapshot-isolation", "serializable"],
            &["read-committed"],
            vec![(Ok, vec![r("x", 0), r("y", 1)]), (Ok, vec![w("x", 1), w("y", 1)])],
        ),
        (
            "G2-item",
            &["repeatable-read", "serializable"],
            &["read-committed", "snapshot-isolation"],
            vec![(Ok, vec![r("x", 0), r("y", 0), w("x", 1)]), (Ok, vec![r("x", 0), r("y", 0), w("y", 1)])],
        ),
    ];
    for (name, forbidden, allowed, steps) in rows {
        let operations = steps
            .into_iter()
            .enumerate()
            .map(|(at, (outcome, steps))| txn(at as u64, outcome, at as u64, 100, steps))
            .collect();
        let history = History::new(operations);
        let txns = read(&history, Data::of(&history));
        for model in forbidden {
            assert_eq!(verdict_of(&txns, model).word(), "violated", "{name} at {model}");
        }
        for model in allowed {
            assert_eq!(verdict_of(&txns, model).word(), "holds", "{name} at {model}");
        }
    }
}

#[test]
fn hermitage_marks_what_each_level_prevents() {
    let seen = table("hermitage.json");
    for level in rows(&seen["levels"]) {
        let model =
            model_map::models().into_iter().find(|it| *it == text(&level["model"])).expect("on the map");
        for anomaly in names(&seen["anomalies"]) {
            // Predicates and single transactions that see others come and go have no name on the
            // map.
            let name = match anomaly {
                "P4" => "lost-update",
                "G-single" | "G2-item" | "G2" | "G0" | "G1a" | "G1b" | "G1c" => anomaly,
                _ => continue,
            };
            let prevented = names(&level["prevented"]).contains(anomaly);
            // Hermitage saw that snapshot isolation prevents lost updates; on the map they follow
            // from what it forbids only as a cycle.
            let cycle = if name == "lost-update" && model == "PL-SI" { "G-single-item" } else { name };
            let cycle = model_map::anomalies().into_iter().find(|it| *it == cycle).expect("on the map");
            assert_eq!(model_map::breaks(cycle, model), prevented, "{anomaly} at {}", level["seen_in"]);
        }
    }
}

/// A listener says at the end what is said of the whole, and what it once knew to be violated is.
#[test]
fn listening_is_judging() {
    use eventual::check::history::builder::{HistoryBuilder, HistoryEvent};
    use eventual::check::judge::{Question, find};
    use eventual::check::spec::Kind;
    let mut draws = Draws::new(6);
    let (mut early, mut late) = (0, 0);
    for nth in 0..100 {
        let (data, kind) =
            if nth % 2 == 0 { (Data::Append, Kind::ListAppend) } else { (Data::Register, Kind::RwRegister) };
        let history = random(&mut draws, data, 6);
        let mut events: Vec<(u64, bool, HistoryEvent)> = Vec::new();
        for (at, it) in history.operations.iter().enumerate() {
            let heard = |ended: Option<Outcome>, value: &Value| HistoryEvent {
                process: if it.outcome == Outcome::Info { 100 + at as u64 } else { it.process },
                f: it.f.clone(),
                key: None,
                value: value.clone(),
                ended,
                place: at as u32 + 1,
            };
            events.push((it.invoked, false, heard(None, &it.asked)));
            if let Some(returned) = it.returned {
                events.push((returned, true, heard(Some(it.outcome), &it.told)));
            }
        }
        events.sort_by_key(|(at, ended, _)| (*at, *ended));
        for model in ["read-committed", "snapshot-isolation", "serializable", "strict-serializable"] {
            let judge = find(model, kind).expect("a judge");
            let mut watch = (judge.watch)(kind, None, BUDGET);
            let mut builder = HistoryBuilder::default();
            let mut known = false;
            for (_, _, heard) in &events {
                watch.enter(heard.clone()).expect("a history");
                builder.enter(heard.clone()).expect("a history");
                assert!(!known || watch.is_violated());
                known = watch.is_violated();
            }
            let question =
                Question { history: builder.history(), kind, initial: None, budget: BUDGET, memory: 1 << 30 };
            let whole = (judge.judge)(&question).expect("a history").verdict;
            assert_eq!(watch.verdict().expect("a history"), whole);
            assert!(!known || whole.word() == "violated", "{model}: {whole:?}\n{}", show(&history));
            early += u32::from(known);
            late += u32::from(whole.word() == "violated");
        }
    }
    assert!(early > 40 && late >= early, "{early} of {late} were known while listening");
}
