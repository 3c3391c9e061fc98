//! The past: reads as of a point, commands that are refused there, and events that are taken back.

use super::beside::sheet;
use super::*;
use crate::sim::show::Cell;

/// Bob: 300, then 350, then 320 with carol's 30 on top of it at last.
fn some_history() -> Script {
    let script = story().at(1).submit(1, deposit(BOB, 50)).at(100).submit(1, withdraw(BOB, 60));
    script.at(200).submit(2, transfer(CAROL, BOB, 30)).at(500)
}

fn looked_back(script: Script) -> Played {
    script.order(0, "look_back").at(510).submit(0, read(BOB)).submit(0, deposit(BOB, 1)).run()
}

#[test]
fn a_service_answers_reads_as_of_an_event_a_version_or_a_time_and_takes_no_commands_there() {
    let past = refused(Refusal::InThePast);
    let as_of = |script: Script| looked_back(script).replies()[3..].to_vec();
    // The sixth event is bob's first deposit: what his account was opened with is in it.
    assert_eq!(as_of(some_history().set("as_of_number", 7_u64)), [done(3, 350), past]);
    let version = some_history().set("as_of", "version").set("as_of_number", 4_u64);
    assert_eq!(as_of(version), [done(4, 290), past]);
    let time = some_history().set("as_of", "time").set("as_of_time_us", 50_000_u64);
    assert_eq!(as_of(time), [done(3, 350), past]);
    let all = some_history().set("as_of", "time").set("as_of_time_us", 400_000_u64);
    assert_eq!(as_of(all), [done(5, 320), past]);
}

#[test]
fn it_shows_the_past_beside_the_present_and_comes_back_by_itself() {
    let script = some_history().order(0, "look_back").at(1_600).submit(0, withdraw(BOB, 20));
    let run = script.run();
    assert_eq!((run.notes(OwnFact::LookedBack), run.count(OwnFact::Present)), (vec![(0, 6, 10)], 1));
    assert_eq!(run.replies()[3], done(6, 300));
    assert!(run.agree() && sheet(&run, 0, "as-of").is_none());
    let run = run.at(600);
    let past = sheet(&run, 0, "as-of").expect("it looks back");
    assert_eq!(past.rows[1], [Cell::Account(BOB), Cell::Money(300), Cell::Count(2)]);
    assert_eq!(run.balances(BOB), [320; 3], "its projection goes on");
}

#[test]
fn a_decision_on_the_past_spends_what_is_gone() {
    let script = some_history().submit(1, withdraw(BOB, 200)).at(600).order(0, "look_back");
    let script = script.at(700).submit(0, withdraw(BOB, 250)).set("past_refuses", false);
    let run = script.run();
    assert_eq!((run.replies()[4], run.balances(BOB)), (done(7, -130), vec![-130; 3]));
}

/// Alice puts 100 in by mistake, and pays more than she would have had.
fn mistaken() -> Script {
    let script = story().at(1).submit(0, deposit(ALICE, 100)).at(50).submit(0, withdraw(ALICE, 550));
    script.at(100).submit(0, deposit(ALICE, 10)).at(200).submit(0, withdraw(ALICE, 20)).at(500)
}

fn money(run: &Played, column: usize) -> Vec<Amount> {
    let histories = sheet(run, 0, "histories").expect("something was taken back");
    let amount = |row: &Vec<Cell>| if let Cell::Money(amount) = row[column] { amount } else { 0 };
    histories.rows.iter().map(amount).collect()
}

#[test]
fn without_a_mistaken_deposit_later_events_stay_or_are_decided_again_and_both_are_shown() {
    let run = mistaken().order_about(0, "retract", ALICE).run();
    assert_eq!(money(&run, 4), [0, 500, 600, 50, 60, 40]);
    assert_eq!(money(&run, 5), [0, 500, 500, -50, -40, -60]);
    assert_eq!(money(&run, 6), [0, 500, 500, 500, 510, 490]);
    // The withdrawal is undone first, then the deposit: the balance never dips.
    assert_eq!(run.notes(OwnFact::Compensated), [(0, 4, 7), (0, 3, 8)]);
    assert_eq!((run.balances(ALICE), run.agree()), (vec![490; 3], true));
    let kept = mistaken().set("correct", "keep_facts").order_about(0, "retract", ALICE).run();
    assert_eq!((money(&kept, 6), kept.balances(ALICE)), (money(&run, 6), vec![-60; 3]));
}

#[test]
fn money_that_is_elsewhere_by_now_cannot_be_taken_back() {
    let script = story().at(1).submit(0, deposit(ALICE, 100)).at(50).submit(0, transfer(ALICE, BOB, 580));
    let run = script.at(500).order_about(0, "retract", ALICE).run();
    assert_eq!((run.notes(OwnFact::CannotRetract), run.balances(ALICE)), (vec![(0, 3, 0)], vec![20; 3]));
}

#[test]
fn whoever_is_told_the_owner_takes_it_back_once() {
    let order = || mistaken().order_about(2, "retract", ALICE);
    assert_eq!(order().run().balances(ALICE), [490; 3]);
    // Service 2 has acknowledged four events before it sends the order on.
    let twice = order().repeat(message(2, 0).behind(4), 100);
    assert_eq!(twice.run().balances(ALICE), [490; 3]);
    // The deposit of 10 is the first one that is left.
    let again = order().at(900).order_about(0, "retract", ALICE);
    assert_eq!(again.run().balances(ALICE), [480; 3]);
}
