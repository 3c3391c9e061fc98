//! Stories of runs whose operators or machines leave what a protocol promises, and of one that does
//! not.

use super::*;
use crate::lab::receipt::receipt;
use crate::lab::setup;
use crate::lab::verdicts::Verdict;
use crate::protocol::catalog::ENTRIES;
use crate::sim::input::{Action, DiskFault, Input};
use crate::sim::run::Progress;

/// The run of the first conditional promise of the catalogue that ends without anybody in charge,
/// with the settings it takes and what is done to it.
fn run_with(acts: &[(u64, Action)]) -> (&'static Entry, Experiment, Box<dyn AnyRun>) {
    let entry = ENTRIES.iter().find(|entry| !entry.conditional.is_empty()).expect("one has a condition");
    let mut experiment = Experiment::first(entry);
    entry.conditional[0].promise.under.iter().for_each(|&(name, to)| experiment.set(name, to.into()));
    experiment.faults = acts
        .iter()
        .map(|(ms, action)| Input {
            at: crate::base::time::Time(ms * 1_000),
            step: 0,
            action: action.clone(),
        })
        .collect();
    let mut run = setup::open(&experiment, &[]);
    while run.advance(100_000) == Progress::More {}
    (entry, experiment, run)
}

fn order(entry: &Entry, name: &str) -> u32 {
    entry.orders.iter().position(|order| order.name == name).expect("an order of that name") as u32
}

#[test]
fn a_run_that_keeps_every_condition_is_held_to_every_promise() {
    let (entry, experiment, run) = run_with(&[]);
    let conditional = &entry.conditional[0];
    assert_eq!(left(conditional.condition, run.as_ref()), None);
    let promised = promised_in(entry, &experiment.protocol.settings, run.as_ref(), None);
    assert!(conditional.promise.holds.iter().all(|model| promised.contains(model)), "{promised:?}");
    let broken = conditional.promise.holds.iter().copied();
    assert_eq!(
        outside(entry, &experiment, run.as_ref(), broken),
        [],
        "what had to hold and broke is not outside"
    );
}

#[test]
fn nobody_in_charge_at_the_end_is_named_with_the_moment_at_which_the_last_one_left() {
    let (entry, ..) = run_with(&[]);
    let step_down = Action::Order { node: NodeId(0), order: order(entry, "demote"), about: 0 };
    let (entry, experiment, mut run) = run_with(&[(2_000, step_down)]);
    let conditional = &entry.conditional[0];
    let model = conditional.promise.holds[0];
    let found = outside(entry, &experiment, run.as_ref(), [model]);
    let [it] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(run.fact(it.fact.expect("a moment")).at.0, 2_000_000);
    let Condition::InCharge { nobody, .. } = conditional.condition else { panic!("{conditional:?}") };
    assert!(it.because.en.contains(nobody.en) && it.because.zh.contains(nobody.zh), "{it:?}");
    assert!(!promised_in(entry, &experiment.protocol.settings, run.as_ref(), None).contains(model));
    // The receipt says it of whatever broke, and of nothing else.
    let receipt = receipt(&experiment, run.as_mut());
    let broken = |model: &str| {
        let judged = receipt.verdicts.iter().find(|it| it.model == model).cloned();
        let judged = judged.or_else(|| receipt.isolation.as_ref()?.judged(model));
        judged.is_some_and(|it| it.verdict == Verdict::Violated)
    };
    assert!(receipt.outside.iter().all(|it| broken(&it.model)), "{:?}", receipt.outside);
}

#[test]
fn code_and_disks_that_go_back_are_named_with_their_moment() {
    let restart = |node, version| Action::Restart { node: NodeId(node), version: Some(version) };
    let (_, _, run) = run_with(&[(1_000, restart(1, 3)), (2_000, restart(1, 2)), (2_500, restart(2, 2))]);
    let run = run.as_ref();
    let said = |condition| left(condition, run).map(|(fact, how)| (run.fact(fact).at.0 / 1_000, how.en));
    assert_eq!(
        said(Condition::NoOlderCode),
        Some((2_000, "Beijing went back from version 3 of its code to version 2".to_owned()))
    );
    assert_eq!(
        said(Condition::SameCode),
        Some((2_500, "nodes run different versions of the code (1, 2) and still do at the end".to_owned()))
    );
    assert_eq!(said(Condition::NoOldDisk), None);
    let disk = |what| Action::Disk { node: NodeId(1), what };
    let (entry, experiment, run) = run_with(&[
        (1_000, disk(DiskFault::Copy)),
        (2_000, disk(DiskFault::PutBack)),
        (2_100, restart(1, 1)),
    ]);
    assert!(
        promised_in(entry, &experiment.protocol.settings, run.as_ref(), None).is_empty(),
        "no promise bears that"
    );
    let model = entry.conditional[0].promise.holds[0];
    let found = outside(entry, &experiment, run.as_ref(), [model]);
    assert!(found[0].because.en.contains("the disk of Beijing was put back"), "{found:?}");
}

#[test]
fn every_period_that_a_condition_names_is_one_of_its_protocol() {
    for entry in ENTRIES {
        for it in entry.conditional {
            let Condition::InCharge { begins, .. } = it.condition else { continue };
            let row = entry.facts.iter().find(|row| row.name == begins);
            assert!(row.is_some_and(|row| matches!(row.lasts, Lasts::Begins(_))), "{}: {begins}", entry.name);
        }
    }
}

#[test]
fn settings_that_a_promise_takes_are_named_first() {
    let (entry, mut experiment, run) = run_with(&[]);
    let promise = &entry.conditional[0].promise;
    let (name, _) = promise.under.iter().find(|(_, to)| *to == To::Switch(true)).expect("a switch");
    experiment.set(name, false.into());
    let found = outside(entry, &experiment, run.as_ref(), [promise.holds[0]]);
    assert!(found[0].fact.is_none() && found[0].because.en.contains(": on"), "{found:?}");
}
