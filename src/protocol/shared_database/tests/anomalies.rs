//! The transactional history of a run, folded from what the trace tells, is what each demo says it
//! is.

use super::*;
use crate::check::history::{History, Operation, Outcome, Place};
use crate::check::transactions::examine::Promise;
use crate::check::transactions::judge::verdict;
use crate::check::transactions::txn::{Data, Txns};
use crate::check::value::Value;
use crate::domain::{Accounts, Call};
use crate::lab::demo;
use crate::lab::script::message;
use crate::lab::transactions::of_run;
use crate::lab::verdicts::Verdict;
use crate::sim::trace::{Layer, Version};
use std::collections::{BTreeMap, BTreeSet};

/// One transaction as the trace tells it.
#[derive(Clone, Default)]
struct Told {
    /// Reads and writes, in order.
    steps: Vec<(bool, AccountId, Version)>,
    committed: bool,
    began: u64,
    ended: u64,
}

/// Folds the facts into transactions, by the rules that the trace's own documentation gives.
fn transactions(run: &Played) -> Vec<Told> {
    let mut open: BTreeMap<OpId, Told> = BTreeMap::new();
    let mut over = Vec::new();
    for (id, fact) in run.0.trace().facts_from(0) {
        let mut step = |op: OpId, write: bool, key, version| {
            let told = open.entry(op).or_insert_with(|| Told { began: u64::from(id.0), ..Told::default() });
            // What was made by the transaction itself is no news to it.
            if !told.steps.iter().any(|&(_, of, made)| of == key && made == version) {
                told.steps.push((write, key, version));
            }
        };
        let ended = u64::from(id.0);
        match fact.what {
            FactKind::Observed { observation, .. } => {
                let seen = run.0.trace().observation(observation);
                step(seen.op, false, seen.key, seen.version);
            }
            FactKind::Wrote { write, op } => {
                let write = run.0.trace().write(write);
                step(op, true, write.key, write.version);
            }
            FactKind::Installed { write, layer: Layer::State } => {
                let write = run.0.trace().write(write);
                let op = (0..run.0.operation_count())
                    .map(OpId)
                    .find(|op| run.0.operation(*op).request.command == write.command);
                let op = op.expect("somebody asked for it");
                step(op, true, write.key, write.version);
                open.get_mut(&op).expect("it has begun").committed = true;
            }
            FactKind::Aborted { op } => {
                over.extend(open.remove(&op).map(|told| Told { ended, committed: false, ..told }))
            }
            FactKind::Returned { op, .. } => over.extend(open.remove(&op).map(|told| {
                let committed = told.committed || run.0.operation(op).request.call.is_read();
                Told { ended, committed, ..told }
            })),
            _ => {}
        }
    }
    over.extend(open.into_values().map(|told| Told { ended: u64::MAX - 1, ..told }));
    over
}

/// The same as appends to lists: a version is what is appended, and a read of a version finds it
/// and all below it that were installed or come from the same transaction.
fn history(run: &Played) -> History {
    let all = transactions(run);
    let last = |told: &Told, key| told.steps.iter().filter(|it| it.0 && it.1 == key).map(|it| it.2).max();
    let installed: BTreeSet<(AccountId, Version)> = all
        .iter()
        .filter(|it| it.committed)
        .flat_map(|it| it.steps.iter().filter(|it| it.0).map(|it| (it.1, it.2)))
        .collect();
    let shown = |key: AccountId, upto: Version| -> Value {
        let maker = all.iter().find(|it| it.steps.contains(&(true, key, upto)));
        let own = maker
            .map_or(vec![], |it| it.steps.iter().filter(|it| it.0 && it.1 == key).map(|it| it.2).collect());
        let below = installed
            .iter()
            .filter(|it| it.0 == key)
            .map(|it| it.1)
            .chain(own)
            .filter(|version| *version <= upto);
        let below: BTreeSet<Version> = below.collect();
        below.into_iter().map(|version| Value::Int(version.0 as i64)).collect()
    };
    let step = |&(write, key, version): &(bool, AccountId, Version)| {
        let value = if write { Value::Int(version.0 as i64) } else { shown(key, version) };
        Value::from(vec![
            Value::name(if write { "append" } else { "r" }),
            Value::Int(i64::from(key.0)),
            value,
        ])
    };
    let operation = |process: u64, told: &Told| {
        let steps = Value::from(told.steps.iter().map(step).collect::<Vec<_>>());
        let outcome = if told.committed { Outcome::Ok } else { Outcome::Fail };
        let (asked, told_them) = (steps.clone(), if told.committed { steps } else { Value::Nil });
        let (invoked, returned) = (told.began * 2, Some(told.ended.saturating_mul(2)));
        Operation {
            process,
            f: "txn".into(),
            key: None,
            asked,
            told: told_them,
            invoked,
            returned,
            outcome,
            place: Place::default(),
        }
    };
    let mut operations: Vec<Operation> =
        (0..).zip(&all).map(|(process, told)| operation(process, told)).collect();
    // Somebody looks at everything when all is over, so that the order of versions is known.
    let keys: BTreeSet<AccountId> = installed.iter().map(|it| it.0).collect();
    let newest = |key: AccountId| {
        all.iter().filter(|it| it.committed).filter_map(|it| last(it, key)).max().unwrap_or_default()
    };
    let steps = keys.into_iter().map(|key| (false, key, newest(key))).collect();
    operations.push(operation(
        99,
        &Told { steps, committed: true, began: u64::from(u32::MAX), ended: u64::from(u32::MAX) + 1 },
    ));
    operations.sort_by_key(|it| it.invoked);
    History::new(operations)
}

/// Of these models the ones that a run breaks.
fn broken(experiment: &Experiment, models: &[&'static str]) -> Vec<&'static str> {
    let history = history(&experiment.run());
    let txns = Txns::read(&history, Data::Append, &Value::Nil).expect("transactions");
    let word = |model: &str| verdict(&txns, Promise::named(model).expect("a model of the map"), 1_000_000);
    models.iter().copied().filter(|model| word(model).word() == "violated").collect()
}

const LEVELS: [&str; 4] = ["read-uncommitted", "read-committed", "snapshot-isolation", "serializable"];

#[test]
fn each_demo_of_isolation_breaks_the_levels_above_its_own_and_its_protection_keeps_its_own() {
    // The demo, how many of the levels it keeps with its protection off, and with it on.
    let demos = [
        ("sd-dirty-write", 0, 2),
        ("sd-aborted-read", 1, 4),
        ("sd-intermediate-read", 1, 4),
        ("sd-circular-flow", 1, 4),
        ("sd-lost-update", 2, 4),
        ("sd-read-skew", 2, 4),
        ("sd-write-skew", 3, 4),
    ];
    for (id, off, on) in demos {
        let demo = demo::find(id).expect("a demo");
        assert_eq!(broken(&demo.experiment(), &LEVELS), LEVELS[off..], "{id}");
        assert_eq!(broken(&demo.protected(), &LEVELS), LEVELS[on..], "{id}, protected");
    }
}

/// Two clicks of one transfer meet deposits into both accounts, so both are overtaken and begin
/// anew, again and again, until the later click is carried out. It is the one that wrote, however
/// long ago it was asked: the other one's aborted attempts wrote and read nothing.
#[test]
fn of_two_clicks_the_one_that_was_carried_out_is_the_one_that_wrote() {
    let script = story().lasts(4_000).disk(2).set("isolation", "snapshot").set("retries", 20);
    let script = script.set("think_us", 20_000_u64).set("resend_us", 200_000_u64);
    let click = transfer(ALICE, BOB, 50);
    let script = script
        .at(60)
        .submit(2, deposit(ALICE, 1))
        .at(83)
        .submit_click(0, click, 7)
        .at(85)
        .submit_click(1, click, 7);
    let script = (1..6).fold(script, |script, n| {
        script.at(60 + n * 60).submit(2, deposit(if n % 2 == 0 { ALICE } else { BOB }, 1))
    });
    let experiment = script::experiment("shared-database", &script);
    let run = experiment.run();
    assert!(run.count(OwnFact::Overtaken) > 4, "they are overtaken more than once");
    assert_eq!(run.balance(ALICE) + run.balance(BOB), 806, "the money moved, and moved once");
    let judged = of_run(&experiment, &run.0).expect("a short run").judged("snapshot-isolation");
    assert_eq!(judged.map(|it| (it.verdict, it.because)), Some((Verdict::Holds, None)));
}

/// A client that got no answer asks another service. The answer to its first attempt comes late, and
/// rests on the snapshot of that attempt, whatever the second one has seen by then: a transfer was
/// committed between the two.
#[test]
fn a_late_answer_rests_on_what_its_own_attempt_read() {
    let audit = Call::Audit { accounts: Accounts::new(&[ALICE, BOB]).expect("a few accounts") };
    let script = story().lasts(4_000).patience(130, 1).set("isolation", "snapshot");
    let script = script.set("resend_us", 1_000_000_u64);
    let script = script.at(150).ask(2, transfer(ALICE, BOB, 40)).at(200).ask(0, audit);
    let script = script.delay(message(3, 0).behind(3), 100);
    let mut experiment = script::experiment("shared-database", &script);
    experiment.workload.roaming = true;
    let mut run = experiment.run();
    assert_eq!(run.count(OwnFact::Began), 3, "the audit was begun at two services");
    let judged = of_run(&experiment, &run.0).expect("a short run").judged("snapshot-isolation");
    assert_eq!(judged.map(|it| (it.verdict, it.because)), Some((Verdict::Holds, None)));
    let receipt = crate::lab::receipt::receipt(&experiment, &mut run.0);
    let sessions = receipt.verdicts.iter().find(|it| it.model == "stale-time").expect("judged");
    assert_eq!(sessions.verdict, Verdict::Holds, "{:?}", sessions.because);
}
