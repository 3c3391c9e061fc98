//! Stories that the fault matrix told first, each cut down to what it takes.

use super::*;
use crate::lab::receipt::receipt;
use crate::lab::verdicts::Verdict;
use crate::sim::input::Action;

#[test]
fn who_crashes_right_behind_its_write_has_processed_or_stored_the_event() {
    for node in [1, 3] {
        let burn = Action::CrashAtWrite { node: NodeId(node), writes: 1, torn: false };
        let script = story().lasts(9_000).at(200).ask(0, deposit(ALICE, 50)).act(burn);
        let experiment = script::experiment("async-events", &script.at(1_000).restart(node));
        let mut run: Run<AsyncEvents> = script::run(&experiment, &[]);
        for model in ["accounted", "published", "key-order"] {
            let found = receipt(&experiment, &mut run).verdicts;
            let verdict = found.iter().find(|it| it.model == model).map(|it| it.verdict);
            assert_eq!(verdict, Some(Verdict::Holds), "{model}, {node} crashes");
        }
    }
}

/// A disk that takes longer for what was handed out than the broker waits for acknowledgements.
#[test]
fn a_disk_slower_than_the_visibility_timeout_comes_to_the_end_of_what_it_was_given() {
    let script = story().lasts(20_000).disk(300).set("consume", "at_least_once");
    let script = script.set("visibility_us", 500_000u64);
    let script = (0..12).fold(script, |script, n| script.at(200 + n * 10).ask(0, deposit(ALICE, 1)));
    let mut run = Played(script::run(&script::experiment("async-events", &script), &[]));
    assert_eq!(run.at(15_000).consumer(1).lag, 0, "nothing comes again that waits for the disk");
    assert_eq!(run.at(15_000).shows(1, ALICE), (512, 12));
}

/// A broker whose disk takes longer for what was published than relays wait for its answer.
#[test]
fn a_broker_slower_than_the_patience_of_relays_takes_down_what_they_publish_once_each() {
    let script = story().lasts(20_000).disk(200).set("relays", 3u64).set("resend_us", 150_000u64);
    let script = (0..8).fold(script, |script, n| script.at(200 + n * 10).ask(0, deposit(ALICE, 1)));
    let mut run = Played(script::run(&script::experiment("async-events", &script), &[]));
    assert_eq!(run.at(15_000).consumer(1).lag, 0);
    assert!(run.0.notes(OwnFact::Published).len() <= 3 * 8, "{}", run.0.notes(OwnFact::Published).len());
}
