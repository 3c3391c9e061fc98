//! Stories that the fault matrix told first, each cut down to what it takes.

use super::*;
use crate::lab::script::{ALICE, BOB, CAROL, deposit, message, read, transfer};
use crate::sim::input::{Action, DiskFault};

fn crash_behind_its_write(node: u16) -> Action {
    Action::CrashAtWrite { node: NodeId(node), writes: 1, torn: false }
}

fn disk_of_the_coordinator(what: DiskFault) -> Action {
    Action::Disk { node: NodeId(COORDINATOR), what }
}

#[test]
fn a_coordinator_that_crashes_right_behind_its_decision_had_it_on_its_disk() {
    let story = story().lasts(5_000).at(100).ask(2, transfer(ALICE, BOB, 40));
    let story = story.at(120).act(crash_behind_its_write(COORDINATOR)).at(500).restart(COORDINATOR);
    let played = story.run();
    assert_eq!(played.balances(&[ALICE, BOB]), [460, 340], "it was decided before the crash");
    assert_eq!(played.verdict("atomic-commit"), Verdict::Holds);
}

#[test]
fn a_participant_that_crashes_right_behind_its_record_votes_when_it_is_asked_again() {
    let story = story().lasts(5_000).at(100).repeat(message(COORDINATOR, 0).of("prepare"), 200);
    let story = story.ask(2, transfer(ALICE, BOB, 40)).at(120).act(crash_behind_its_write(0));
    let played = story.at(200).restart(0).run();
    assert_eq!(played.balances(&[ALICE, BOB]), [460, 340]);
    assert_eq!(played.verdict("atomic-commit"), Verdict::Holds);
}

#[test]
fn a_new_coordinator_tells_nobody_what_is_not_on_its_disk() {
    // The decision waits for room on the disk. A new coordinator takes over, is asked, and crashes.
    let story = story().lasts(5_000).at(100).ask(2, transfer(ALICE, BOB, 40));
    let story = story.at(145).act(disk_of_the_coordinator(DiskFault::Full));
    let story = story.at(300).order(COORDINATOR, "replace").at(600).crash(COORDINATOR);
    let story = story.at(700).act(disk_of_the_coordinator(DiskFault::Free)).restart(COORDINATOR);
    let played = story.run();
    assert_eq!(played.verdict("atomic-commit"), Verdict::Holds);
    assert_eq!(played.verdict("conservation"), Verdict::Holds);
    assert_eq!(played.replies(), [done(460)], "it aborted, and was begun anew");
}

#[test]
fn who_may_have_carried_it_out_does_not_say_that_it_was_refused() {
    // The outcome is lost, and so is the work of the transaction that is begun anew.
    let story = story().set("retries", 0_u64).lose(message(COORDINATOR, 2).of("outcome"));
    let story = story.lose(message(COORDINATOR, 1).of("work").behind(1)).at(100).ask(2, deposit(BOB, 50));
    let played = story.run();
    assert_eq!(played.balances(&[BOB]), [350]);
    assert_eq!(played.replies(), [Some(Told::Unknown)]);
    assert_eq!(played.verdict("effects"), Verdict::Holds);
}

#[test]
fn an_answer_rests_on_what_is_decided_though_the_run_ends_before_everybody_knows() {
    let story = story().lasts(300).at(100).ask(2, transfer(ALICE, BOB, 40));
    let played = story.delay(message(COORDINATOR, 0).of("commit"), 500).run();
    assert_eq!(played.replies(), [done(460)]);
    assert_eq!(played.balances(&[ALICE, BOB]), [500, 340], "alice's owner does not know yet");
    let isolation = played.receipt.isolation.expect("a short run");
    assert!(isolation.anomalies.is_empty(), "{:?}", isolation.anomalies);
}

#[test]
fn a_read_that_was_carried_out_alone_is_over_though_its_work_comes_again_after_a_crash() {
    let story = story().lasts(5_000).at(100).repeat(message(COORDINATOR, 0), 900).ask(2, read(ALICE));
    let played = story.at(500).crash(0).at(600).restart(0).run();
    assert_eq!(played.replies(), [done(500)]);
    assert_ne!(played.verdict("atomic-commit"), Verdict::Violated);
    assert_eq!(played.notes(OwnFact::GaveUp).len(), 1, "it takes part once more, and nobody knows");
}

#[test]
fn of_commits_that_nobody_forces_a_crash_takes_one_at_most() {
    // Two services and the coordinator, which is node 2: alice and carol live at service 0. Commits are
    // presumed, so nobody forces them, and two that were lost might be told again in another order.
    let story = story().nodes(2).set("presumes", "commit").set("one_phase", false);
    let story = story.at(100).ask(1, transfer(ALICE, BOB, 40)).at(110).submit(1, deposit(CAROL, 7));
    let lost = |ms| story.clone().at(ms).crash(0).at(500).restart(0).run();
    assert_eq!(lost(170).notes(OwnFact::Recovered).len(), 1, "the first one was in memory only");
    assert!(lost(185).notes(OwnFact::Recovered).is_empty(), "the second one took it along");
    for ms in 160..185 {
        assert_eq!(lost(ms).balances(&[BOB]), [340], "{ms}");
        assert_ne!(lost(ms).verdict("append-only"), Verdict::Violated, "{ms}");
    }
}

/// Where a commit is presumed, the record that is gone is the decision. A new coordinator knows that it
/// is gone before the disk does; who asks meanwhile has to wait, or a crash brings the record back.
#[test]
fn a_new_coordinator_presumes_nothing_from_what_its_disk_has_yet_to_forget() {
    let mut waited = 0;
    for ms in 120..175 {
        let story = story().set("presumes", "commit").lasts(5_000).at(100).ask(2, transfer(ALICE, BOB, 40));
        let story = story.at(ms).act(disk_of_the_coordinator(DiskFault::Full));
        let story = story.at(300).order(COORDINATOR, "replace").at(900).crash(COORDINATOR);
        let story = story.at(1_000).act(disk_of_the_coordinator(DiskFault::Free)).restart(COORDINATOR);
        let played = story.run();
        assert_eq!(played.verdict("atomic-commit"), Verdict::Holds, "full from {ms} ms on");
        assert_eq!(played.verdict("conservation"), Verdict::Holds, "full from {ms} ms on");
        waited += usize::from(!played.notes(OwnFact::Inquired).is_empty());
    }
    assert!(waited > 3, "participants were in doubt and asked {waited} times");
}
