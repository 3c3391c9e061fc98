//! What a run may take: it ends early with a sentence, or the experiment is refused beforehand.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{protocols, run};
use eventual::base::ids::NodeId;
use eventual::base::time::Time;
use eventual::lab::experiment::{Experiment, Pace};
use eventual::lab::read;
use eventual::lab::receipt::{ended_early, receipt};
use eventual::sim::input::{Action, Input};
use eventual::sim::run::{MOST_BYTES, MOST_FACTS, Progress};

/// 200 clients that wait for an hour, and services that stand still: whatever is asked is never answered and never given up.
fn crowded(protocol: &str) -> Experiment {
    let mut experiment = Experiment::of(protocol).expect("a protocol of the catalogue");
    experiment.duration_us = 25_000_000;
    experiment.workload.until_us = experiment.duration_us;
    experiment.workload.clients = 200;
    experiment.workload.timeout_us = 3_600_000_000;
    experiment.workload.pace = Pace::Open { every_us: 1_000 };
    let pause = |node| Input { at: Time(1_000), step: 0, action: Action::Pause { node: NodeId(node) } };
    experiment.faults = (0..experiment.nodes).map(pause).collect();
    experiment
}

/// Few facts, but a queue of a million requests: the limit on facts did not see it.
#[test]
fn a_run_whose_queues_grow_without_end_ends_early_and_says_so_in_both_languages() {
    for protocol in protocols() {
        let experiment = crowded(protocol);
        let mut run = run(&experiment, &[]);
        assert_eq!(run.progress(), Progress::Full, "{protocol}");
        assert!(run.fact_count() < MOST_FACTS / 8, "{protocol}: {} facts", run.fact_count());
        let (trace, snapshots) = run.bytes();
        assert!(trace + snapshots < MOST_BYTES, "{protocol}: {trace} and {snapshots} bytes");
        let why = ended_early(run.as_ref()).expect("it ended early");
        let at = run.folded().0.to_string();
        assert!(why.en.contains("ended early") && why.en.contains(&at), "{}", why.en);
        assert!(why.zh.contains("提前结束") && why.zh.contains(&at), "{}", why.zh);
        let receipt = receipt(&experiment, run.as_mut());
        assert_eq!(receipt.left_out.first(), Some(&why), "{protocol}");
        let full = (run.digest(), run.folded());
        assert_eq!(run.advance(10), Progress::Full);
        assert_eq!((run.digest(), run.folded()), full, "{protocol}: the end is the end");
    }
}

#[test]
fn a_run_that_comes_to_its_end_says_nothing_of_limits() {
    for protocol in protocols() {
        let experiment = Experiment::of(protocol).expect("a protocol of the catalogue");
        let mut run = run(&experiment, &[]);
        assert_eq!(ended_early(run.as_ref()), None);
        assert!(receipt(&experiment, run.as_mut()).left_out.is_empty());
    }
}

#[test]
fn more_operations_than_a_run_can_hold_are_refused_beforehand_with_the_field_that_asks_for_them() {
    let mut experiment = crowded("log-shipping");
    let read = |experiment: &Experiment| read::experiment(&serde_json::to_string(experiment).expect("plain values are always JSON"));
    assert_eq!(read(&experiment), Ok(experiment.clone()));
    experiment.workload.pace = Pace::Open { every_us: 10 };
    let problems = read(&experiment).expect_err("500 million operations");
    assert_eq!((problems.count, problems.list[0].place.as_str()), (1, "workload.pace.every_us"));
    assert_eq!(problems.list[0].reason.en, "is 10, at which 200 clients ask some 500000000 operations; a run holds no more than 5592405");
    assert!(problems.list[0].reason.zh.contains("500000000"));
    // What counts is how long they ask, not how long the run is.
    experiment.workload.until_us = 100_000;
    assert_eq!(read(&experiment), Ok(experiment.clone()));
}
