//! One story for each row of the table of anomalies, continued: reads, tails, torn records, gaps,
//! repeated commands; and what the guards do.

use super::stage::*;
use crate::base::ids::NodeId;
use crate::sim::show::RowState;
use crate::sim::trace::Outcome;

const OK: Outcome = Outcome::Ok;

/// Row 6. w ok; read P → new, read S → old, by one session.
fn reads_of_one_session(read_from: &str) -> Played {
    let read = read(ALICE);
    let script = story().set("read_from", read_from).at(50).ask_as(0, 0, deposit(ALICE, 50));
    script.at(55).ask_as(0, 0, read).at(56).ask_as(0, 1, read).run()
}

#[test]
fn local_reads_go_backwards_in_time_for_a_session_that_moves() {
    let run = reads_of_one_session("local");
    assert_eq!(
        [run.ended(0), run.ended(1), run.ended(2)],
        [(OK, Some(550)), (OK, Some(550)), (OK, Some(500))]
    );
    for patient in ["primary", "at_least_seen"] {
        let run = reads_of_one_session(patient);
        assert_eq!([run.ended(0), run.ended(1), run.ended(2)], [(OK, Some(550)); 3], "{patient}");
        assert!(run.ended_at(2).unwrap() > 62_000, "the price is to wait");
    }
}

/// Row 7. Old P rejoins with extra entries.
fn old_primary_comes_back(truncates: bool) -> Played {
    let script = story()
        .set("truncate_divergent", truncates)
        .at(40)
        .isolate(0, 1_000)
        .at(50)
        .submit(0, deposit(ALICE, 50))
        .at(60)
        .submit(0, deposit(ALICE, 1));
    script
        .at(100)
        .crash(0)
        .at(200)
        .order(1, "promote")
        .at(600)
        .submit(1, deposit(BOB, 7))
        .at(1_100)
        .restart(0)
        .at(1_500)
        .submit(1, deposit(BOB, 1))
        .run()
}

#[test]
fn an_old_primary_that_keeps_its_tail_differs_for_ever() {
    let run = old_primary_comes_back(false);
    assert!(!run.agree());
    assert_eq!((run.balance(0, ALICE), run.balance(1, ALICE)), (551, 500));
    let (old, new) = (run.log(0).rows[6].clone(), run.log(1).rows[6].clone());
    assert_eq!(
        (old.term, old.origin, new.term, new.origin),
        (1, NodeId(0), 2, NodeId(1)),
        "line 7 is not line 7"
    );
}

#[test]
fn an_old_primary_that_cuts_its_tail_back_is_a_good_secondary() {
    let run = old_primary_comes_back(true);
    assert_eq!(run.notes(OwnFact::Truncated), [(0, 6, 2)], "two lines of its own are gone, and it says so");
    assert!(run.agree());
    assert_eq!(run.balance(0, BOB), 308);
}

/// Row 8. † during append: the last record is torn.
fn torn_record(checksums: bool) -> Played {
    let script = story().set("checksums", checksums).at(50).submit(0, transfer(ALICE, BOB, 70));
    // The lines reach node 1 at 62 ms and its disk at 64 ms.
    script.at(63).tear(1).at(500).restart(1).at(1_000).submit(0, deposit(ALICE, 5)).run()
}

#[test]
fn a_torn_record_is_found_cut_off_and_asked_for_again() {
    let run = torn_record(true);
    assert_eq!(run.notes(OwnFact::Damaged), [(1, 7, 2)], "half a transaction is none");
    assert!(run.agree());
    assert_eq!(run.total(1), 1_005);
}

#[test]
fn without_checksums_garbage_becomes_money() {
    let run = torn_record(false);
    assert!(run.notes(OwnFact::Damaged).is_empty());
    assert_eq!(run.total(0), 1_005);
    assert_ne!(run.total(1), 1_005, "what was sent is not what was received");
    assert_eq!(run.log(1).rows[7].state, RowState::Bad);
}

#[test]
fn a_gap_is_noticed_and_filled_before_anything_behind_it_counts() {
    // The third message from node 0 to node 1 carries line 7: two heartbeats go before it.
    let script = story()
        .at(150)
        .submit(0, deposit(ALICE, 50))
        .at(160)
        .submit(0, deposit(ALICE, 1))
        .lose(message(0, 1).behind(2));
    let run = script.run();
    assert_eq!(run.notes(OwnFact::Gap), [(1, 7, 8)]);
    assert!(run.agree());
}

#[test]
fn a_lost_last_line_is_found_by_the_next_heartbeat() {
    let run = story().at(150).submit(0, deposit(ALICE, 50)).lose(message(0, 1).behind(2)).run();
    assert!(run.notes(OwnFact::Gap).is_empty(), "nothing came after it");
    assert!(run.agree());
}

/// A double click, and the network repeating the forwarded command much later.
fn the_same_command_twice(knows: bool) -> Played {
    let script = story().set("command_ids", knows).repeat(message(1, 0).behind(1), 800);
    script.at(50).submit_click(1, deposit(ALICE, 50), 1).after(5).submit_click(1, deposit(ALICE, 50), 1).run()
}

#[test]
fn the_log_remembers_commands() {
    let run = the_same_command_twice(false);
    assert_eq!(run.balance(0, ALICE), 650, "two clicks and one repeated message");
    let run = the_same_command_twice(true);
    assert_eq!((run.balance(0, ALICE), run.ended(0), run.ended(1)), (550, (OK, Some(550)), (OK, Some(550))));
}

#[test]
fn the_next_primary_remembers_commands_too() {
    let script =
        story().at(50).submit_click(0, deposit(ALICE, 50), 1).at(200).crash(0).at(300).order(1, "promote");
    let run = script.at(900).submit_click(1, deposit(ALICE, 50), 1).run();
    assert_eq!((run.ended(1), run.balance(1, ALICE)), ((OK, Some(550)), 550));
}

#[test]
fn an_operator_ends_a_split_brain_by_ordering_one_to_step_down() {
    let script = story().set("guard", "none").at(100).isolate(0, 1_000).at(200).order(1, "promote");
    let script = script
        .at(500)
        .submit(0, deposit(ALICE, 50))
        .at(500)
        .submit(1, deposit(BOB, 7))
        .at(2_000)
        .order(0, "demote");
    let run = script.run();
    assert!(run.agree());
    assert_eq!(
        (run.balance(0, ALICE), run.balance(0, BOB)),
        (500, 307),
        "what the old primary had acknowledged is gone"
    );
}

#[test]
fn a_lease_keeps_a_cut_off_primary_from_writing() {
    let script = story()
        .set("guard", "lease")
        .at(100)
        .isolate(0, 2_000)
        .at(300)
        .submit(0, deposit(ALICE, 1))
        .at(1_000)
        .submit(0, deposit(ALICE, 50));
    let run = script.run();
    assert_eq!(run.ended(0), (OK, Some(501)), "the lease still holds");
    assert_eq!(run.ended(1), (Outcome::Fail, None), "the lease has run out");
}

#[test]
fn a_candidate_takes_the_better_log_before_it_leads() {
    // Node 2 misses a line that node 1 has; node 2 is promoted.
    let script =
        story().set("mode", "sync").at(40).cut_between(0, 2, 300).at(50).submit(0, deposit(ALICE, 50));
    let run = script
        .at(100)
        .crash(0)
        .at(400)
        .order(2, "promote")
        .at(1_000)
        .submit(2, read(ALICE))
        .at(1_500)
        .restart(0)
        .run();
    assert_eq!((run.ended(0), run.ended(1)), ((OK, Some(550)), (OK, Some(550))));
    assert!(run.agree());
    assert_eq!(run.notes(OwnFact::Promoted)[1], (2, 3, 7));
}
