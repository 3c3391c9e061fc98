//! Faults of disks and timers, each seen in a run: what happens, and to whom.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{protocols, run};
use eventual::base::distribution::Distribution;
use eventual::base::ids::{FactId, NodeId};
use eventual::base::time::Time;
use eventual::lab::experiment::Experiment;
use eventual::sim::input::{Action, DiskFault, Input};
use eventual::sim::run::{AnyRun, Target};
use eventual::sim::trace::{Fact, FactKind, Harm};
use eventual::sim::world::Status;

const NODE: NodeId = NodeId(0);

/// A run of a protocol as it is at first, with more to write and these faults at node 0, each at a
/// millisecond.
fn with(protocol: &str, faults: &[(u64, Action)]) -> Box<dyn AnyRun> {
    run(&planned(protocol, faults), &[])
}

fn planned(protocol: &str, faults: &[(u64, Action)]) -> Experiment {
    let mut experiment = Experiment::of(protocol).expect("a protocol of the catalogue");
    experiment.duration_us = 4_000_000;
    experiment.workload.until_us = 3_500_000;
    experiment.workload.clients = 6;
    let input =
        |(ms, action): &(u64, Action)| Input { at: Time(ms * 1_000), step: 0, action: action.clone() };
    experiment.faults = faults.iter().map(input).collect();
    experiment
}

fn at_node(run: &dyn AnyRun) -> Vec<Fact> {
    (0..run.fact_count()).map(|id| run.fact(FactId(id))).filter(|fact| fact.node == NODE).collect()
}

fn disk(what: DiskFault) -> Action {
    Action::Disk { node: NODE, what }
}

/// Services that write something of their own whoever is asked.
fn writers() -> impl Iterator<Item = &'static str> {
    protocols().filter(|protocol| {
        at_node(with(protocol, &[]).as_ref()).iter().any(|it| matches!(it.what, FactKind::Persisted { .. }))
    })
}

#[test]
fn nothing_more_reaches_a_disk_that_is_full_until_there_is_room_again() {
    let mut seen = 0;
    for protocol in writers() {
        let run = with(protocol, &[(1_000, disk(DiskFault::Full)), (2_500, disk(DiskFault::Free))]);
        let when: Vec<u64> = at_node(run.as_ref())
            .iter()
            .filter(|it| matches!(it.what, FactKind::Persisted { .. }))
            .map(|it| it.at.0 / 1_000)
            .collect();
        let full = when.iter().filter(|at| (1_000..2_500).contains(*at)).count();
        assert!(full <= 1, "{protocol}: only what was under way: {when:?}");
        assert!(when.iter().any(|at| *at >= 2_500), "{protocol}: {when:?}");
        seen += 1;
    }
    assert!(seen > 2, "{seen}");
}

#[test]
fn a_node_crashes_right_behind_the_write_that_was_named_and_what_waited_for_it_does_not_happen() {
    for protocol in writers() {
        for (writes, torn) in [(1, false), (3, false), (2, true)] {
            let run = with(protocol, &[(1_000, Action::CrashAtWrite { node: NODE, writes, torn })]);
            let facts = at_node(run.as_ref());
            let crash = facts.iter().position(|it| matches!(it.what, FactKind::Crashed { .. }));
            let crash = crash.unwrap_or_else(|| panic!("{protocol} never wrote {writes} times"));
            assert_eq!(facts[crash].what, FactKind::Crashed { torn }, "{protocol}");
            let saved = facts[..crash]
                .iter()
                .filter(|it| it.at >= Time(1_000_000) && matches!(it.what, FactKind::Persisted { .. }))
                .count() as u32;
            assert_eq!(saved, writes - u32::from(torn), "{protocol}: {writes} {torn}");
            if !torn {
                let is_write = |it: &&Fact| matches!(it.what, FactKind::Persisted { .. });
                let last = facts[..crash].iter().rfind(is_write).expect("a write");
                assert_eq!(last.at, facts[crash].at, "{protocol}");
            }
        }
    }
}

#[test]
fn a_node_that_crashes_as_it_goes_on_turns_to_nothing_else_that_waited() {
    let mut seen = 0;
    for protocol in writers() {
        for ms in (1_000..1_060).step_by(4) {
            let burn = Action::CrashAtWrite { node: NODE, writes: 1, torn: false };
            let (pause, resume) = (Action::Pause { node: NODE }, Action::Resume { node: NODE });
            let mut experiment = planned(protocol, &[(999, burn), (ms, pause), (ms + 600, resume)]);
            experiment.disk = Distribution::Constant { us: 60_000 };
            let run = run(&experiment, &[]);
            let facts = at_node(run.as_ref());
            let crash = facts.iter().position(|it| matches!(it.what, FactKind::Crashed { .. }));
            let Some(crash) = crash.filter(|&crash| facts[crash].at == Time((ms + 600) * 1_000)) else {
                continue;
            };
            seen += 1;
            let handled = facts[crash..].iter().find(|it| {
                use FactKind::{Delivered, Fired, Noted, Observed, Persisted, Sent};
                matches!(
                    it.what,
                    Delivered { .. }
                        | Fired { .. }
                        | Noted { .. }
                        | Observed { .. }
                        | Persisted { .. }
                        | Sent { .. }
                )
            });
            assert_eq!(handled, None, "{protocol}, which stood still from {ms} ms on");
        }
    }
    assert!(seen > 4, "{seen} crashed as they went on");
}

#[test]
fn a_flipped_bit_keeps_a_node_from_starting_until_a_copy_is_put_back() {
    for protocol in protocols() {
        let (crash, restart) =
            (Action::Crash { node: NODE, torn: false }, Action::Restart { node: NODE, version: None });
        let mut plan = vec![
            (500, disk(DiskFault::Copy)),
            (1_000, disk(DiskFault::Flip)),
            (1_500, crash),
            (1_600, restart.clone()),
        ];
        let status = |plan: &[(u64, Action)]| {
            let mut run = with(protocol, plan);
            run.seek(Target::Time(run.until()));
            let refused = FactKind::Harmed { harm: Harm::NotStarted, grain_us: 0 };
            (run.node(NODE).status, at_node(run.as_ref()).iter().filter(|it| it.what == refused).count())
        };
        assert_eq!(status(&plan), (Status::Down, 1), "{protocol}");
        plan.extend([(2_000, disk(DiskFault::PutBack)), (2_100, restart)]);
        assert_eq!(status(&plan), (Status::Up, 1), "{protocol}");
        assert_eq!(status(&plan[1..3]), (Status::Down, 0), "nobody notices before it starts again");
    }
}

#[test]
fn a_disk_that_goes_back_holds_what_it_held_when_it_was_copied() {
    // The balances that this protocol shows are those on its disk.
    let plan = [
        (1_000, disk(DiskFault::Full)),
        (1_200, disk(DiskFault::Copy)),
        (1_200, disk(DiskFault::Free)),
        (3_000, disk(DiskFault::PutBack)),
        (3_001, Action::Restart { node: NODE, version: None }),
    ];
    let mut run = with("rpc", &plan);
    let shown = |run: &mut dyn AnyRun, ms: u64| {
        run.seek(Target::Time(Time(ms * 1_000)));
        run.node(NODE).fingerprint
    };
    let before = shown(run.as_mut(), 2_999);
    let after = shown(run.as_mut(), 3_001);
    assert_ne!(before, after, "what was written since is gone");
    let mut crashed = with(
        "rpc",
        &[
            plan[0].clone(),
            (1_200, Action::Crash { node: NODE, torn: false }),
            (1_201, Action::Restart { node: NODE, version: None }),
        ],
    );
    assert_eq!(after, shown(crashed.as_mut(), 1_201), "what was on the disk when it was copied");
}

#[test]
fn coarse_timers_go_off_at_whole_multiples_and_exact_ones_do_not() {
    let fired = |grain_us: u64| {
        let run = with("log-shipping", &[(500, Action::SetTimers { node: NODE, grain_us })]);
        // The third kind of timer is that of heartbeats.
        let beats = at_node(run.as_ref()).into_iter().filter(|it| it.what == FactKind::Fired { timer: 2 });
        beats.map(|it| it.at.0).filter(|at| *at > 1_000_000).collect::<Vec<u64>>()
    };
    let coarse = fired(70_000);
    assert!(coarse.len() > 10 && coarse.iter().all(|at| at % 70_000 == 0), "{coarse:?}");
    assert!(fired(0).iter().any(|at| at % 70_000 != 0));
}
