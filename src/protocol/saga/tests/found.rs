//! Stories that the fault matrix told first, each cut down to what it takes.

use super::*;
use crate::lab::script::message;
use crate::lab::verdicts::Verdict;
use crate::sim::input::Action;

/// What is said of chains of steps in a story.
fn all_or_nothing(script: &Script) -> Verdict {
    let experiment = script::experiment("saga", script);
    let mut run: Run<Sagas> = script::run(&experiment, &[]);
    let receipt = crate::lab::receipt::receipt(&experiment, &mut run);
    receipt.verdicts.iter().find(|it| it.model == "all-or-nothing").map(|it| it.verdict).expect("judged")
}

#[test]
fn a_service_that_crashes_right_behind_the_write_of_a_step_has_done_it() {
    for (node, amount) in [(0, 40), (1, 40), (0, 100), (1, 100)] {
        for writes in 1..=2 {
            let script = story().lasts(9_000).at(100).ask(2, transfer(ALICE, BOB, amount));
            let burn = Action::CrashAtWrite { node: NodeId(node), writes, torn: false };
            let script = script.at(110).act(burn).at(1_000).restart(node);
            assert_eq!(all_or_nothing(&script), Verdict::Holds, "{node} {amount} {writes}");
        }
    }
}

#[test]
fn a_client_in_a_hurry_does_not_put_off_its_own_answer() {
    let script = story().patience(300, 100).set("deadline_us", 1_000_000_u64).at(100).ask(2, read(ALICE));
    let run = script.at(90).isolate(0, 9_000).run();
    assert_eq!(run.replies(), [refused(Refusal::Unreachable)]);
}

#[test]
fn who_does_not_recognize_a_step_locks_again_what_nobody_frees() {
    let locks = |idempotent: bool| {
        let script = locked().set("idempotent", idempotent).at(100).ask(2, transfer(ALICE, BOB, 40));
        script.repeat(message(HUB, 0), 1_000).run().locks(0).len()
    };
    assert_eq!((locks(true), locks(false)), (0, 1));
}
