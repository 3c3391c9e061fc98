//! Stories of operations and writes of which only a part came to an end: asked again after a
//! timeout, cut in the middle by a crash.

use super::stage::*;
use crate::domain::Call;
use crate::protocol::log_shipping::OwnFact;
use crate::protocol::log_shipping::{Durable, LogShipping};
use crate::sim::protocol::Protocol;
use crate::sim::trace::Outcome;

const OK: Outcome = Outcome::Ok;

/// A client of node 0 asks at 50 ms, and asks node 1 when it has heard nothing for half a second.
/// Node 1, which has saved a line before, was started again a moment ago and knows no primary.
fn asked_again(call: Call, script: Script) -> Played {
    let script = script
        .nodes(2)
        .patience(500, 1)
        .set("mode", "sync")
        .at(5)
        .submit(0, deposit(BOB, 7))
        .at(50)
        .ask(0, call);
    let mut experiment = script.at(400).crash(1).at(410).restart(1).experiment();
    experiment.workload.roaming = true;
    experiment.run()
}

#[test]
fn a_refusal_after_a_timeout_does_not_say_that_the_write_failed() {
    let script = story().at(40).cut_between(0, 1, 1_500);
    let run = asked_again(deposit(ALICE, 42), script);
    assert!(run.ended_at(1).unwrap() < 600_000, "node 1 refuses at once");
    assert_eq!(run.ended(1), (Outcome::Info, None), "the line waits in the log of node 0");
    assert_eq!(
        (run.balance(0, ALICE), run.balance(1, ALICE)),
        (542, 542),
        "and is shared when the link heals"
    );
}

#[test]
fn a_refused_read_failed_however_often_it_was_asked() {
    let script = story().set("read_from", "primary").at(20).pause(0);
    let run = asked_again(read(ALICE), script);
    assert_eq!(run.ended(1), (Outcome::Fail, None), "no attempt of a read has an effect");
}

/// The disk takes 100 ms, and node 0 dies at 50 ms, in the middle of the first write of its life.
fn the_first_write_is_torn() -> Script {
    story().disk(100).set("mode", "sync").at(50).tear(0).at(200).restart(0)
}

#[test]
fn a_primary_that_lost_lines_does_not_give_their_indices_to_others_in_the_same_epoch() {
    let run = the_first_write_is_torn()
        .lasts(9_000)
        .at(3_000)
        .submit(0, deposit(ALICE, 50))
        .at(5_000)
        .order(1, "promote")
        .at(7_000)
        .submit(1, read(ALICE))
        .run();
    assert_eq!(run.notes(OwnFact::Damaged), [(0, 5, 2)], "the opening of the last account");
    assert_eq!(run.notes(OwnFact::Demoted)[0], (0, 1, 1), "its epoch is over");
    assert_eq!(
        run.notes(OwnFact::Promoted),
        [(0, 1, 6), (0, 4, 6), (1, 5, 7)],
        "it begins another one with the whole log"
    );
    assert_eq!(
        (run.ended(0), run.ended(1)),
        ((OK, Some(550)), (OK, Some(550))),
        "what was acknowledged outlives it"
    );
    assert!(run.agree());
}

#[test]
fn a_majority_with_torn_first_writes_still_opens_every_account() {
    // Node 2 dies with its claim of an epoch half written. Node 1, whose log is whole, is cut off
    // while the two others elect node 2.
    let script = the_first_write_is_torn().at(10).order(2, "promote").at(60).tear(2).at(200).restart(2);
    let run = script
        .lasts(6_000)
        .at(150)
        .isolate(1, 3_000)
        .at(400)
        .order(2, "promote")
        .at(2_000)
        .submit(2, deposit(ALICE, 50))
        .run();
    assert_eq!(run.notes(OwnFact::Damaged), [(0, 5, 2), (2, 5, 2)]);
    assert_eq!(run.ended(0), (OK, Some(550)));
    assert!(run.agree());
    assert_eq!(
        (run.look(1).balances().map_or(0, |held| held.rows.len()), run.total(1)),
        (3, 1_050),
        "nobody was made to forget the last account"
    );
}

#[test]
fn a_primary_with_a_torn_line_follows_whoever_leads_now() {
    // The line is at its disk from 50 to 52 ms.
    let script = story().set("mode", "sync").at(50).submit(0, deposit(ALICE, 50)).at(51).tear(0);
    let run = script
        .at(200)
        .order(1, "promote")
        .at(500)
        .restart(0)
        .at(2_000)
        .submit(0, deposit(BOB, 7))
        .lasts(4_000)
        .run();
    assert_eq!(run.notes(OwnFact::Damaged), [(0, 7, 1)]);
    assert_eq!(run.notes(OwnFact::Promoted), [(0, 1, 6), (1, 2, 6)], "node 0 does not depose node 1");
    assert_eq!(run.ended(1), (OK, Some(307)));
    assert!(run.agree());
}

#[test]
fn a_primary_with_a_torn_line_leads_again_where_nobody_else_does() {
    let script = story().set("mode", "sync").at(50).submit(0, deposit(ALICE, 50)).at(51).tear(0);
    for (guard, epoch) in [("fence", 4), ("lease", 4), ("none", 4)] {
        let run = script
            .clone()
            .set("guard", guard)
            .at(500)
            .restart(0)
            .at(2_500)
            .submit(1, deposit(BOB, 7))
            .lasts(4_000)
            .run();
        assert_eq!(run.notes(OwnFact::Promoted), [(0, 1, 6), (0, epoch, 6)], "{guard}");
        assert_eq!(run.ended(1), (OK, Some(307)), "{guard}");
        assert!(run.agree(), "{guard}");
    }
}

/// A write that was cut leaves lines, and nothing that was to be written about them: a log that
/// lacks the end of what an epoch began with must not pass for a log of that epoch when logs are
/// compared.
#[test]
fn a_torn_first_write_says_nothing_about_later_epochs() {
    let whole = story().at(50).submit(0, deposit(ALICE, 50)).run().0.world().state(node(0)).durable.clone();
    let later = Durable { epoch: 5, leader_epoch: 5, last_log_epoch: 5, began: 7, ..whole };
    let left = LogShipping::torn(&Durable::default(), &later);
    assert_eq!((left.epoch, left.leader_epoch, left.last_log_epoch), (1, 0, 1));
    assert_eq!((left.ledger.len(), left.ledger.sound_len()), (7, 6));
}

#[test]
fn a_refusal_outlives_the_crash_of_the_primary_that_gave_it() {
    // Node 1 forwards a withdrawal of more than there is; the network repeats the message a second
    // later, when the primary has crashed and started again and somebody has paid in what was
    // missing.
    let run = story()
        .set("mode", "sync")
        .repeat(message(1, 0).behind(1), 1_500)
        .at(100)
        .submit(1, withdraw(ALICE, 600))
        .at(600)
        .crash(0)
        .at(700)
        .restart(0)
        .at(1_000)
        .submit(0, deposit(ALICE, 500))
        .lasts(4_000)
        .run();
    assert_eq!((run.ended(0), run.ended(1)), ((Outcome::Fail, None), (OK, Some(1_000))));
    assert_eq!(run.balance(0, ALICE), 1_000, "what was refused is not carried out after all");
}

#[test]
fn a_copy_of_a_write_that_was_taken_is_not_refused_when_its_primary_has_stepped_down() {
    // The first copy reaches node 0 at 110 ms, and its line is on its way to the others when node 0
    // steps down; the second copy comes when node 2 leads with that line in its log.
    let run = story()
        .set("mode", "sync")
        .repeat(message(1, 0).behind(1), 900)
        .at(100)
        .submit(1, deposit(ALICE, 50))
        .at(120)
        .order(0, "demote")
        .at(400)
        .order(2, "promote")
        .lasts(4_000)
        .run();
    assert_eq!(run.ended(0), (Outcome::Info, None), "it took effect, so it must not be told to have failed");
    assert_eq!((run.balance(0, ALICE), run.balance(2, ALICE)), (550, 550));
    assert!(run.agree());
}

#[test]
fn a_write_whose_line_was_cut_back_stays_taken_after_a_restart() {
    // Node 0 takes the first copy and ships its line to node 2 alone. Node 1, which never had it,
    // takes over, so node 0 cuts the line back and starts again. The second copy comes while node 2
    // still has the line, with which it leads in the end.
    let run = story()
        .set("guard", "none")
        .repeat(message(1, 0).behind(1), 900)
        .at(100)
        .submit(1, deposit(ALICE, 50))
        .at(111)
        .cut_between(0, 1, 300)
        .at(200)
        .order(0, "demote")
        .at(210)
        .isolate(2, 1_050)
        .at(320)
        .order(1, "promote")
        .at(350)
        .submit(1, deposit(BOB, 7))
        .at(500)
        .crash(0)
        .at(600)
        .restart(0)
        .at(900)
        .order(2, "promote")
        .at(1_040)
        .order(1, "demote")
        .lasts(4_000)
        .run();
    assert_eq!(run.notes(OwnFact::Truncated)[0], (0, 6, 1), "the line was in the log of node 0");
    assert_eq!(run.ended(0), (Outcome::Info, None), "node 0 cannot say that it took no effect");
    assert_eq!((run.balance(0, ALICE), run.balance(1, ALICE)), (550, 550), "it did");
    assert!(run.agree());
}

#[test]
fn a_copy_of_a_write_that_was_refused_is_not_taken_when_its_node_has_become_primary() {
    // Node 1 takes node 0 for the primary after it has stepped down; the second copy comes when an
    // operator has promoted node 0 again.
    for guard in ["none", "lease", "fence"] {
        let run = story()
            .set("guard", guard)
            .repeat(message(1, 0).behind(1), 1_400)
            .at(90)
            .order(0, "demote")
            .at(100)
            .submit(1, deposit(ALICE, 50))
            .at(900)
            .order(0, "promote")
            .lasts(4_000)
            .run();
        assert_eq!(run.ended(0), (Outcome::Fail, None), "{guard}");
        assert_eq!(run.balance(0, ALICE), 500, "{guard}: what was told to have failed takes no effect");
    }
}
