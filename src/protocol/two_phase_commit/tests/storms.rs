//! Random faults, of the coordinator too: what is promised holds, whatever breaks, and when everything
//! is back nothing is left in doubt.

use super::*;
use crate::base::chance::{Lane, below};
use crate::base::distribution::Distribution;
use crate::lab::experiment::{Experiment, Pace};
use crate::sim::fault::Cut;
use crate::sim::input::{Action, Input};

/// The `n`-th storm: clients in a hurry, messages that are lost and repeated, and a coordinator and
/// services that crash, stand still and are cut off. All of that is over after five seconds.
fn storm(n: u64) -> Experiment {
    let mut drawn = 0;
    let mut draw = |bound: u64| {
        drawn += 1;
        below(Lane(n ^ 0x2bc0_771e).draw(drawn), bound)
    };
    let mut experiment = Experiment::of("two-phase-commit").expect("a protocol of the catalogue");
    experiment.seed = n;
    experiment.duration_us = 14_000_000;
    let workload = &mut experiment.workload;
    (workload.until_us, workload.clients, workload.pace) = (3_000_000, 4, Pace::Closed { think_us: 100_000 });
    (workload.mix.audit, workload.mix.withdraw_jointly) = (1, 1);
    (workload.timeout_us, workload.retries, workload.roaming) = (900_000, 2, draw(2) == 0);
    workload.double_click_ppm = 0;
    let link = &mut experiment.network.link;
    link.latency = Distribution::Exponential { min_us: 1_000, mean_us: 4_000 + draw(20_000) };
    (link.loss_ppm, link.duplicate_ppm) = (draw(60_000) as u32, draw(100_000) as u32);
    link.duplicate_after = Distribution::Exponential { min_us: 0, mean_us: 600_000 };
    experiment.disk = Distribution::Exponential { min_us: 500, mean_us: 1 + draw(20_000) };
    for _ in 0..5 {
        let node = NodeId(if draw(2) == 0 { COORDINATOR } else { draw(3) as u16 });
        let (at, lasts) = (200_000 + draw(3_000_000), 20_000 + draw(900_000));
        let mut plan = |at: u64, action| experiment.faults.push(Input { at: Time(at), step: 0, action });
        match draw(5) {
            0 | 1 => {
                plan(at, Action::Crash { node, torn: lasts.is_multiple_of(2) });
                plan(at + lasts, Action::Restart { node, version: None });
            }
            2 => {
                plan(at, Action::Pause { node });
                plan(at + lasts, Action::Resume { node });
            }
            3 => plan(at, Action::Order { node: NodeId(COORDINATOR), order: 0, about: 0 }),
            _ => plan(at, Action::Cut { cut: Cut::Isolate { node }, heal_at: Some(Time(at + lasts)) }),
        }
    }
    experiment.faults.sort_by_key(|input| input.at);
    let pick =
        |of: &[&'static str], nth: u64| crate::protocol::knob::Setting::from(of[nth as usize % of.len()]);
    experiment.set("presumes", pick(&["nothing", "abort", "commit"], n));
    experiment.set("deadlock", pick(&["timeout", "wait_die"], n / 3));
    for switch in ["cooperative", "read_only", "one_phase"] {
        experiment.set(switch, (draw(2) == 0).into());
    }
    experiment
}

#[test]
fn whatever_breaks_nothing_is_half_done_and_in_the_end_nothing_is_in_doubt() {
    let (mut doubts, mut counted, mut ordered, mut peers, mut resumed) = (0, 0, 0, 0, 0);
    for n in 0..150 {
        let experiment = storm(n);
        let mut run: Run<TwoPhaseCommit> = script::run(&experiment, &[]);
        let receipt = receipt(&experiment, &mut run);
        let played = Played { run, receipt };
        for model in [
            "atomic-commit",
            "conservation",
            "append-only",
            "effects",
            "non-negative",
            "covered",
            "linearizable",
        ] {
            let it = played.receipt.verdicts.iter().find(|it| it.model == model).expect("judged");
            assert_ne!(it.verdict, Verdict::Violated, "{n}: {it:?}");
        }
        let isolation = played.receipt.isolation.as_ref().expect("a short run");
        assert!(isolation.anomalies.is_empty(), "{n}: {:?}", isolation.anomalies);
        let waited = played.receipt.waited;
        assert_eq!(waited.in_doubt.at_end, 0, "{n}: somebody is in doubt for ever");
        for node in 0..3 {
            let left = format!("{:?}", played.inspect(node).sections);
            assert!(!left.contains("Operation("), "{n}: nothing is open at {node} when all is quiet: {left}");
        }
        doubts += waited.in_doubt.times;
        counted += u32::from(played.verdict("conservation") == Verdict::Holds);
        ordered += u32::from(played.verdict("linearizable") == Verdict::Holds);
        peers += played.notes(OwnFact::ToldByPeer).len();
        resumed += played.notes(OwnFact::Resumed).len();
    }
    assert!(counted > 100 && ordered > 100, "{counted} {ordered}");
    assert!(doubts > 1_000 && peers > 20 && resumed > 20, "{doubts} {peers} {resumed}");
}
