//! One story for each row of the table of anomalies, continued: reads, tails, torn records, gaps, repeated commands; and what the guards do.

use super::stage::*;
use crate::base::ids::NodeId;
use crate::base::time::Time;
use crate::domain::Call;
use crate::protocol::knob::Setting;
use crate::protocol::log_shipping::Fact;
use crate::sim::fault::{Cut, Then};
use crate::sim::input::Action;
use crate::sim::show::RowState;
use crate::sim::trace::Outcome;

const OK: Outcome = Outcome::Ok;

/// Row 6. w ok; read P → new, read S → old, by one session.
fn reads_of_one_session(read_from: &str) -> Run {
    let read = Call::Read { account: ALICE };
    let script = Script::new().set("read_from", name(read_from)).session(50, 0, Call::Deposit { account: ALICE, amount: 50 });
    script.session(55, 0, read).session(56, 1, read).run()
}

#[test]
fn local_reads_go_backwards_in_time_for_a_session_that_moves() {
    let run = reads_of_one_session("local");
    assert_eq!([run.ended(0), run.ended(1), run.ended(2)], [(OK, Some(550)), (OK, Some(550)), (OK, Some(500))]);
    for patient in ["primary", "at_least_seen"] {
        let run = reads_of_one_session(patient);
        assert_eq!([run.ended(0), run.ended(1), run.ended(2)], [(OK, Some(550)); 3], "{patient}");
        assert!(run.ended_at(2).unwrap() > 62_000, "the price is to wait");
    }
}

/// Row 7. Old P rejoins with extra entries.
fn old_primary_comes_back(truncates: bool) -> Run {
    let script = Script::new()
        .set("truncate_divergent", Setting::Switch(truncates))
        .isolate(40, 1_000, 0)
        .deposit(50, 0, ALICE, 50)
        .deposit(60, 0, ALICE, 1);
    script.crash(100, 0).promote(200, 1).deposit(600, 1, BOB, 7).restart(1_100, 0).deposit(1_500, 1, BOB, 1).run()
}

#[test]
fn an_old_primary_that_keeps_its_tail_differs_for_ever() {
    let run = old_primary_comes_back(false);
    assert!(!run.agree());
    assert_eq!((run.balance(0, ALICE), run.balance(1, ALICE)), (551, 500));
    let (old, new) = (run.log(0).rows[6].clone(), run.log(1).rows[6].clone());
    assert_eq!((old.term, old.origin, new.term, new.origin), (1, NodeId(0), 2, NodeId(1)), "line 7 is not line 7");
}

#[test]
fn an_old_primary_that_cuts_its_tail_back_is_a_good_secondary() {
    let run = old_primary_comes_back(true);
    assert_eq!(run.notes(Fact::Truncated), [(0, 6, 2)], "two lines of its own are gone, and it says so");
    assert!(run.agree());
    assert_eq!(run.balance(0, BOB), 308);
}

/// Row 8. † during append: the last record is torn.
fn torn_record(checksums: bool) -> Run {
    let script = Script::new().set("checksums", Setting::Switch(checksums)).ask(50, 0, Call::Transfer { from: ALICE, to: BOB, amount: 70 });
    // The lines reach node 1 at 62 ms and its disk at 64 ms.
    script.at(63, Action::Crash { node: node(1), torn: true }).restart(500, 1).deposit(1_000, 0, ALICE, 5).run()
}

#[test]
fn a_torn_record_is_found_cut_off_and_asked_for_again() {
    let run = torn_record(true);
    assert_eq!(run.notes(Fact::Damaged), [(1, 7, 2)], "half a transaction is none");
    assert!(run.agree());
    assert_eq!(run.total(1), 1_005);
}

#[test]
fn without_checksums_garbage_becomes_money() {
    let run = torn_record(false);
    assert!(run.notes(Fact::Damaged).is_empty());
    assert_eq!(run.total(0), 1_005);
    assert_ne!(run.total(1), 1_005, "what was sent is not what was received");
    assert_eq!(run.log(1).rows[7].state, RowState::Bad);
}

#[test]
fn a_gap_is_noticed_and_filled_before_anything_behind_it_counts() {
    // The third message from node 0 to node 1 carries line 7: two heartbeats go before it.
    let script = Script::new().deposit(150, 0, ALICE, 50).deposit(160, 0, ALICE, 1).except(0, 1, 2, Then::Drop);
    let run = script.run();
    assert_eq!(run.notes(Fact::Gap), [(1, 7, 8)]);
    assert!(run.agree());
}

#[test]
fn a_lost_last_line_is_found_by_the_next_heartbeat() {
    let run = Script::new().deposit(150, 0, ALICE, 50).except(0, 1, 2, Then::Drop).run();
    assert!(run.notes(Fact::Gap).is_empty(), "nothing came after it");
    assert!(run.agree());
}

/// A double click, and the network repeating the forwarded command much later.
fn the_same_command_twice(knows: bool) -> Run {
    let click = |ms, id| (ms, Action::Submit { node: node(id), call: Call::Deposit { account: ALICE, amount: 50 }, command: named(1) });
    let [first, second] = [click(50, 1), click(55, 1)];
    let script = Script::new().set("command_ids", Setting::Switch(knows)).except(1, 0, 1, Then::Duplicate { after_us: 800_000 });
    script.at(first.0, first.1).at(second.0, second.1).run()
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
    let click = |ms, id| (ms, Action::Submit { node: node(id), call: Call::Deposit { account: ALICE, amount: 50 }, command: named(1) });
    let [first, second] = [click(50, 0), click(900, 1)];
    let run = Script::new().at(first.0, first.1).crash(200, 0).promote(300, 1).at(second.0, second.1).run();
    assert_eq!((run.ended(1), run.balance(1, ALICE)), ((OK, Some(550)), 550));
}

#[test]
fn an_operator_ends_a_split_brain_by_ordering_one_to_step_down() {
    let script = Script::new().set("guard", name("none")).isolate(100, 1_000, 0).promote(200, 1);
    let script = script.deposit(500, 0, ALICE, 50).deposit(500, 1, BOB, 7).demote(2_000, 0);
    let run = script.run();
    assert!(run.agree());
    assert_eq!((run.balance(0, ALICE), run.balance(0, BOB)), (500, 307), "what the old primary had acknowledged is gone");
}

#[test]
fn a_lease_keeps_a_cut_off_primary_from_writing() {
    let script = Script::new().set("guard", name("lease")).isolate(100, 2_000, 0).deposit(300, 0, ALICE, 1).deposit(1_000, 0, ALICE, 50);
    let run = script.run();
    assert_eq!(run.ended(0), (OK, Some(501)), "the lease still holds");
    assert_eq!(run.ended(1), (Outcome::Fail, None), "the lease has run out");
}

#[test]
fn a_candidate_takes_the_better_log_before_it_leads() {
    // Node 2 misses a line that node 1 has; node 2 is promoted.
    let cut = Cut::Link { a: node(0), b: node(2) };
    let script =
        Script::new().set("mode", name("sync")).at(40, Action::Cut { cut, heal_at: Some(Time(300_000)) }).deposit(50, 0, ALICE, 50);
    let run = script.crash(100, 0).promote(400, 2).read(1_000, 2, ALICE).restart(1_500, 0).run();
    assert_eq!((run.ended(0), run.ended(1)), ((OK, Some(550)), (OK, Some(550))));
    assert!(run.agree());
    assert_eq!(run.notes(Fact::Promoted)[1], (2, 3, 7));
}
