//! Stories of copies that an operator makes: a majority, a delayed secondary, a restored one, and
//! one that joins while the others work.

use super::stage::*;
use crate::domain::Amount;
use crate::sim::show::RowState;
use crate::sim::trace::Outcome;

const OK: Outcome = Outcome::Ok;

/// The balance of alice as a node shows it at a moment, in milliseconds.
fn shown(script: &Script, id: u16, at_ms: u64) -> Amount {
    let run = script.clone().lasts(at_ms).run();
    run.look(id).balances().unwrap().rows[0].balance
}

#[test]
fn a_majority_is_enough_and_fewer_are_not() {
    let five = |gone: &[u16]| {
        let script = story().nodes(5).set("mode", "quorum").at(40);
        let script = gone.iter().fold(script, |script, &id| script.crash(id));
        script.at(50).ask(0, deposit(ALICE, 50)).run()
    };
    assert_eq!(five(&[]).ended(0), (OK, Some(550)));
    assert_eq!(five(&[3, 4]).ended(0), (OK, Some(550)), "two of four others are there");
    assert_eq!(five(&[2, 3, 4]).ended(0).0, Outcome::Info, "one of four is no majority with the primary");
}

#[test]
fn a_delayed_secondary_receives_at_once_and_shows_late() {
    let script = story().set("late", true).set("late_by_us", 500_000_u64).at(50).ask(0, withdraw(ALICE, 400));
    let run = script.clone().lasts(300).run();
    assert_eq!((run.log(2).len, run.log(2).saved), (7, 7), "the line is on its disk");
    assert_eq!(run.log(2).rows[6].state, RowState::Waiting);
    // The line comes at 62 ms and may be shown at 64 ms.
    assert_eq!([100, 560, 570].map(|at| shown(&script, 2, at)), [500, 500, 100]);
    assert_eq!(shown(&script, 1, 100), 100, "nobody else waits");
    assert!(script.run().agree());
}

#[test]
fn a_delayed_secondary_that_takes_over_has_every_line() {
    let script = story().set("late", true).set("late_by_us", 2_000_000_u64).at(50).ask(0, deposit(ALICE, 50));
    let run = script.at(500).crash(0).at(600).order(2, "promote").at(900).ask(2, read(ALICE)).run();
    assert_eq!(run.ended(1), (OK, Some(550)), "it lost nothing by being late");
}

fn three_writes() -> Script {
    let script = story().at(50).ask(0, withdraw(ALICE, 400)).at(100).ask(0, deposit(BOB, 7));
    script.at(150).ask(0, transfer(ALICE, BOB, 10))
}

#[test]
fn a_copy_is_restored_to_a_point_and_catches_up() {
    let back = |transactions: u64| {
        three_writes()
            .set("restore_back", transactions)
            .set("restore_for_us", 300_000_u64)
            .at(400)
            .order(1, "restore")
    };
    assert_eq!([1, 2, 3, 9].map(|back_by| shown(&back(back_by), 1, 600)), [100, 100, 500, 500]);
    assert_eq!(shown(&back(3), 1, 800), 90, "it stays there for 0.3 s");
    let run = back(3).run();
    assert_eq!(run.notes(OwnFact::SetAside), [(1, 6, 4)], "a transfer is two lines and one transaction");
    assert_eq!(run.notes(OwnFact::CaughtUp), [(1, 6, 0)]);
    assert!(run.agree() && run.notes(OwnFact::Truncated).is_empty());
    let refused = three_writes().at(400).order(0, "restore").run();
    assert_eq!(refused.notes(OwnFact::Leads).len(), 1, "a primary says why it does not");
}

#[test]
fn a_restore_in_place_takes_everything_since_from_everybody() {
    let run = three_writes()
        .set("restore", "in_place")
        .set("restore_back", 2_u64)
        .at(400)
        .order(1, "restore")
        .run();
    assert!(run.agree());
    assert_eq!([0, 1, 2].map(|id| (run.balance(id, ALICE), run.balance(id, BOB))), [(100, 300); 3]);
    assert_eq!(run.notes(OwnFact::Truncated).len(), 3);
    assert!(run.look(1).leads);
}

fn joins(tail_from_snapshot: bool) -> Script {
    let script = story().set("joins", true).set("joins_after_us", 500_000_u64).set("loads_us", 200_000_u64);
    let script = script.set("tail_from_snapshot", tail_from_snapshot).at(50).ask(0, deposit(ALICE, 50));
    script.at(600).ask(0, deposit(ALICE, 7)).at(1_000).ask(2, deposit(ALICE, 1))
}

#[test]
fn a_replica_joins_with_a_snapshot_and_the_tail_behind_it() {
    let run = joins(true).at(300).ask(2, read(ALICE)).run();
    assert_eq!(run.notes(OwnFact::Joined), [(2, 7, 8)]);
    assert_eq!(run.ended(1).0, Outcome::Fail, "before it joins it has nothing to say");
    assert!(run.agree());
    assert_eq!(run.balance(2, ALICE), 558);
}

#[test]
fn what_is_written_while_it_loads_is_missed_by_a_tail_that_begins_at_the_end() {
    let run = joins(false).run();
    assert_eq!(run.notes(OwnFact::Joined), [(2, 7, 9)]);
    assert_eq!((run.balance(0, ALICE), run.balance(2, ALICE)), (558, 551));
    assert_eq!(run.log(0).len, run.log(2).len, "its log is whole; its state is not");
}

#[test]
fn a_replica_that_crashes_while_it_loads_begins_again() {
    let run = joins(true).at(600).crash(2).at(900).restart(2).run();
    assert!(run.agree());
    assert_eq!(run.notes(OwnFact::Joined).len(), 1);
}

/// A session saw a line that its primary had shipped to nobody. Once another one leads, nobody will ever
/// have that line; a node whose log agrees with the new primary's has all that is left.
#[test]
fn a_read_does_not_wait_for_what_was_lost_with_an_earlier_primary() {
    let script = story().set("mode", "async").set("read_from", "at_least_seen").at(20).isolate(0, 3_000);
    let script = script.at(50).ask_as(2, 0, deposit(ALICE, 50)).at(100).order(1, "promote");
    for node in [1, 2] {
        let run = script.clone().at(500).ask_as(2, node, read(ALICE)).run();
        assert_eq!(run.ended(0), (OK, Some(550)));
        assert_eq!(run.ended(1), (OK, Some(500)), "node {node} says what there is");
    }
    // Whoever has not heard of the new primary waits until it does.
    let early = script.at(80).ask_as(2, 2, read(ALICE)).run();
    assert_eq!(early.ended(1), (OK, Some(500)));
    assert!(early.ended_at(1) > Some(110_000), "it waited: {:?}", early.ended_at(1));
}
