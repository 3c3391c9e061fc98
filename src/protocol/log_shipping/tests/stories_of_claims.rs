//! Stories of nodes that claim an epoch and lack lines: what they fetch of a better log, and what of it
//! comes too late.

use super::stage::*;
use crate::lab::script;

/// A primary that was alone has lines of its own. Whoever led meanwhile is gone, and of the two that are
/// left it claims first: its way back to what both logs have in common takes longer than a heartbeat.
#[test]
fn a_candidate_comes_to_the_end_of_what_it_fetches_before_it_asks_for_promises_again() {
    let three =
        |script: Script, node| (0..3).fold(script, |script, _| script.submit(node, deposit(ALICE, 1)));
    let script = story().lasts(12_000).set("failover", "automatic").set("guard", "fence");
    let script = script.set("heartbeat_us", 50_000u64);
    let script = three(script.at(200).isolate(0, 4_000).at(300), 0);
    let script = three(script.at(2_500), 1).at(3_900).crash(1);
    let run = script.run();
    let promoted = run.notes(OwnFact::Promoted);
    assert_eq!(promoted.iter().map(|it| it.0).collect::<Vec<_>>(), [0, 1, 0], "{promoted:?}");
    assert_eq!((run.balance(0, ALICE), run.balance(2, ALICE)), (503, 503), "the lines of node 1 stay");
}

/// Node 2 sends node 1, which claims an epoch, the line that it lacks. A copy of that comes when node 1
/// has led and was demoted: node 2 is no primary for that.
#[test]
fn whoever_sent_lines_to_a_candidate_is_not_taken_for_a_primary_afterwards() {
    let script = story().set("guard", "fence").set("failover", "manual").at(50).cut_from(0, 1, 9_000);
    let script = script.at(100).submit(0, deposit(ALICE, 50)).at(300).crash(0).at(500).order(1, "promote");
    let script = script.repeat(message(2, 1).of("log lines"), 1_000).at(1_000).order(1, "demote");
    let (experiment, inputs) = script::play("log-shipping", &script);
    let run = experiment.run_with(&inputs);
    assert_eq!(run.notes(OwnFact::Promoted).len(), 2, "node 1 led, with the line of node 2");
    assert_eq!(run.balance(1, ALICE), 550);
    assert_eq!(run.look(1).role.en, "secondary, no primary known");
}
