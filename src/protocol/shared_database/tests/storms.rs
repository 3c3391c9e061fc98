//! Random faults, of the database too: what is promised holds, whatever breaks.

use super::*;
use crate::base::chance::{Lane, below};
use crate::base::distribution::Distribution;
use crate::lab::experiment::Pace;
use crate::lab::verdicts::{Verdict, verdicts};
use crate::sim::fault::Cut;
use crate::sim::input::{Action, Input};

/// The `n`-th storm: clients in a hurry, messages that are lost and repeated, a database and
/// services that crash, stand still and are cut off.
fn storm(n: u64) -> Experiment {
    let mut drawn = 0;
    let mut draw = |bound: u64| {
        drawn += 1;
        below(Lane(n ^ 0x5da7_aba5).draw(drawn), bound)
    };
    let mut experiment = Experiment::of("shared-database").expect("a protocol of the catalogue");
    experiment.seed = n;
    experiment.duration_us = 9_000_000;
    let workload = &mut experiment.workload;
    (workload.until_us, workload.clients, workload.pace) = (3_000_000, 4, Pace::Closed { think_us: 100_000 });
    (workload.mix.audit, workload.mix.withdraw_jointly) = (1, 1);
    (workload.timeout_us, workload.retries, workload.roaming) = (800_000, 2, draw(2) == 0);
    // Who clicks twice and is answered twice for one change is no linear history.
    workload.double_click_ppm = 0;
    let link = &mut experiment.network.link;
    link.latency = Distribution::Exponential { min_us: 1_000, mean_us: 4_000 + draw(10_000) };
    (link.loss_ppm, link.duplicate_ppm) = (draw(60_000) as u32, draw(60_000) as u32);
    link.duplicate_after = Distribution::Exponential { min_us: 0, mean_us: 300_000 };
    experiment.disk = Distribution::Exponential { min_us: 500, mean_us: 1 + draw(20_000) };
    for _ in 0..5 {
        let node = if draw(2) == 0 { DATABASE } else { NodeId(draw(3) as u16) };
        let (at, lasts) = (200_000 + draw(3_000_000), 20_000 + draw(700_000));
        let mut plan = |at: u64, action| experiment.faults.push(Input { at: Time(at), step: 0, action });
        match draw(4) {
            0 | 1 => {
                plan(at, Action::Crash { node, torn: lasts.is_multiple_of(2) });
                plan(at + lasts, Action::Restart { node, version: Some(1 + (lasts % 2) as u32) });
            }
            2 => {
                plan(at, Action::Pause { node });
                plan(at + lasts, Action::Resume { node });
            }
            _ => plan(at, Action::Cut { cut: Cut::Isolate { node }, heal_at: Some(Time(at + lasts)) }),
        }
    }
    experiment
}

#[test]
fn whatever_breaks_transactions_are_whole_and_serializable_ones_come_one_after_the_other() {
    let (mut crashed, mut counted, mut ordered) = (0, 0, 0);
    for n in 0..60 {
        let (isolation, by) =
            [("snapshot", "locks"), ("serializable", "locks"), ("serializable", "snapshots")]
                [(n % 3) as usize];
        let mut experiment = storm(n);
        experiment.set("isolation", isolation.into());
        experiment.set("serializable_by", by.into());
        let run = experiment.run();
        crashed += run.count(OwnFact::Recovered);
        let all = verdicts(&experiment, &run.0).expect("a short run");
        let word = |model: &str| all.iter().find(|it| it.model == model).expect("asked about");
        for model in ["conservation", "append-only", "effects"] {
            assert_ne!(word(model).verdict, Verdict::Violated, "{n} {isolation} {by}: {:?}", word(model));
        }
        counted += u32::from(word("conservation").verdict == Verdict::Holds);
        if isolation == "serializable" {
            assert_ne!(
                word("linearizable").verdict,
                Verdict::Violated,
                "{n} {by}: {:?}",
                word("linearizable")
            );
            ordered += u32::from(word("linearizable").verdict == Verdict::Holds);
        }
        assert!(
            run.locks().is_empty() && run.open().is_empty(),
            "{n}: nothing is open when all is quiet: {:?}",
            run.open()
        );
    }
    assert!(crashed > 40 && counted > 30 && ordered > 20, "{crashed} {counted} {ordered}");
}
