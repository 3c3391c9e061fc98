//! What a run may take: it ends early with a sentence, or the experiment is refused beforehand.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{protocols, run};
use eventual::base::ids::NodeId;
use eventual::base::time::Time;
use eventual::lab::experiment::{Experiment, Pace};
use eventual::lab::read;
use eventual::lab::receipt::{ended_early, receipt};
use eventual::lab::timeline::{MOST_BRANCHES, Timeline};
use eventual::sim::input::{Action, Input};
use eventual::sim::run::{MOST_BYTES, MOST_FACTS, Progress};

/// 200 clients that wait for an hour, and services that stand still: whatever is asked is never
/// answered and never given up.
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
        let at = run.folded().0;
        let at = format!("{}.{:03} s", at.0 / 1_000_000, at.0 / 1_000 % 1_000);
        assert!(why.en.contains("ended early") && why.en.contains(&at), "{protocol}: {at}: {}", why.en);
        assert!(why.zh.contains("提前结束") && why.zh.contains(at.trim_end_matches(" s")), "{}", why.zh);
        let receipt = receipt(&experiment, run.as_mut());
        assert_eq!(receipt.left_out.first(), Some(&why), "{protocol}");
        let full = (run.digest(), run.folded());
        assert_eq!(run.advance(10), Progress::Full);
        assert_eq!((run.digest(), run.folded()), full, "{protocol}: the end is the end");
    }
}

/// A run of some hundred thousand facts, and what it holds.
fn long(protocol: &str) -> Timeline {
    let mut experiment = Experiment::of(protocol).expect("a protocol of the catalogue");
    experiment.duration_us = 24_000_000;
    experiment.workload.until_us = experiment.duration_us;
    experiment.workload.pace = Pace::Open { every_us: 20_000 };
    Timeline::open(experiment, Vec::new())
}

fn crash() -> Action {
    Action::Crash { node: NodeId(1), torn: false }
}

#[test]
fn a_branch_counts_for_what_it_holds_alone() {
    for protocol in protocols() {
        let mut timeline = long(protocol);
        while timeline.advance(100_000) {}
        let alone = timeline.bytes();
        assert!(alone > 1_500_000, "{protocol}: {alone}");
        timeline.look(0).seek_time(Time(23_900_000));
        timeline.act(crash()).expect("there is room");
        while timeline.advance(100_000) {}
        let late = timeline.bytes() - alone;
        assert!(late < alone / 8, "{protocol}: a branch that leaves at the end holds {late} of {alone}");
        timeline.look(0).seek_time(Time(100_000));
        timeline.act(Action::Pause { node: NodeId(1) }).expect("there is room");
        while timeline.advance(100_000) {}
        let early = timeline.bytes() - alone - late;
        assert!(early > alone / 8, "{protocol}: one that leaves at the beginning holds {early} of {alone}");
    }
}

/// What a slice of 20,000 steps adds at most: a branch is weighed after each.
const SLICE_BYTES: u64 = 1_000_000;

#[test]
fn branches_that_do_not_fit_are_not_begun_and_what_there_is_stays() {
    let mut had_room = 0;
    for protocol in protocols() {
        let mut alone = long(protocol);
        while alone.advance(20_000) {}
        let megabytes = (alone.bytes() * 5).div_ceil(1_000_000);
        let most = megabytes * 1_000_000;
        let mut timeline = long(protocol).within(most);
        while timeline.advance(20_000) {}
        let why = loop {
            timeline.look(0).seek_time(Time(1_000_000));
            match timeline.act(crash()) {
                Ok(_) => while timeline.advance(20_000) {},
                Err(why) => break why,
            }
        };
        let count = timeline.branches().len();
        assert!((3..MOST_BRANCHES).contains(&count), "{protocol}: {count} branches");
        assert!(
            why.en.starts_with(&format!("the branches so far ({count}) leave too little of {megabytes} MB")),
            "{}",
            why.en
        );
        assert!(
            why.zh.contains(&format!("已有的 {count} 条分支")) && why.zh.contains(&format!("{megabytes} MB")),
            "{}",
            why.zh
        );
        // What follows from a crash may be more than what followed without it: then the branch that was
        // begun last has no end, and all before it have theirs.
        let before = &timeline.branches()[..count - 1];
        assert!(
            timeline.bytes() <= most + SLICE_BYTES && before.iter().all(|it| it.digest().is_some()),
            "{protocol}: {} of {most} bytes",
            timeline.bytes()
        );
        let experiment = timeline.experiment().clone();
        assert_eq!(timeline.branches()[0].digest(), Some(run(&experiment, &[]).digest()), "{protocol}");
        // A place from which little follows still has room, unless a branch took all of it because
        // more followed from a crash than from none.
        if timeline.bytes() < most {
            timeline.look(0).seek_time(Time(23_999_000));
            timeline.act(crash()).expect("a short branch");
            had_room += 1;
        }
    }
    assert!(had_room > protocols().count() / 2, "{had_room}");
}

#[test]
fn a_branch_that_outgrows_what_is_left_ends_early_and_says_so() {
    const MOST: u64 = 4_000_000;
    for protocol in protocols() {
        let mut timeline = long(protocol).within(MOST);
        // The first branch is hardly folded, so nobody knows yet what another one will take.
        timeline.look(0).seek_time(Time(1_000_000));
        timeline.act(crash()).expect("so far there is room");
        // It is weighed after each slice.
        while timeline.advance(500) {}
        assert!(timeline.is_done() && timeline.bytes() < MOST + MOST / 4, "{protocol}: {}", timeline.bytes());
        let frames = timeline.frames();
        let early: Vec<_> = frames.iter().filter(|frame| frame.ended_early.is_some()).collect();
        assert!(!early.is_empty(), "{protocol}");
        for frame in early {
            let why = frame.ended_early.as_ref().expect("a reason");
            assert!(
                frame.done && frame.digest.is_none() && frame.folded < frame.until,
                "{protocol}: it is no whole run"
            );
            assert!(
                why.en.contains(&format!("ended early, at {}", frame.folded)) && why.zh.contains("提前结束"),
                "{why:?}"
            );
            let receipt = timeline.receipt(frame.id).expect("a branch");
            assert_eq!(receipt.left_out.first(), Some(why));
            let digest = timeline.branches()[frame.id as usize].run.digest();
            timeline.look(frame.id).seek_time(frame.until);
            assert_eq!(
                timeline.branches()[frame.id as usize].run.digest(),
                digest,
                "{protocol}: the end is the end"
            );
        }
    }
}

#[test]
fn a_run_that_comes_to_its_end_says_nothing_of_limits() {
    for protocol in protocols() {
        let experiment = Experiment::of(protocol).expect("a protocol of the catalogue");
        let mut run = run(&experiment, &[]);
        assert_eq!(ended_early(run.as_ref()), None);
        let left_out = receipt(&experiment, run.as_mut()).left_out;
        assert!(left_out.iter().all(|it| !it.en.contains("limit")), "{protocol}: {left_out:?}");
    }
}

#[test]
fn more_operations_than_a_run_can_hold_are_refused_beforehand_with_the_field_that_asks_for_them() {
    let mut experiment = crowded("log-shipping");
    let read = |experiment: &Experiment| {
        read::experiment(&serde_json::to_string(experiment).expect("plain values are always JSON"))
    };
    assert_eq!(read(&experiment), Ok(experiment.clone()));
    experiment.workload.pace = Pace::Open { every_us: 10 };
    let problems = read(&experiment).expect_err("500 million operations");
    assert_eq!((problems.count, problems.list[0].place.as_str()), (1, "workload.pace.every_us"));
    assert_eq!(
        problems.list[0].reason.en,
        "is 10, at which 200 clients ask some 500000000 operations; a run holds no more than 5592405"
    );
    assert!(problems.list[0].reason.zh.contains("500000000"));
    // What counts is how long they ask, not how long the run is.
    experiment.workload.until_us = 100_000;
    assert_eq!(read(&experiment), Ok(experiment.clone()));
}
