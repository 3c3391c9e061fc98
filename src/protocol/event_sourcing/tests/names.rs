//! A name that only one account may bear, a projection that stands still, and its steps.

use super::beside::sheet;
use super::*;
use crate::sim::show::Cell;

/// Bob and carol want the name at once, alice later.
fn wanted() -> Script {
    let script = story().at(100).order_about(1, "claim_name", BOB).order_about(2, "claim_name", CAROL);
    script.at(500).order_about(1, "claim_name", ALICE)
}

#[test]
fn the_first_who_reserves_a_name_bears_it_and_nobody_else() {
    let run = wanted().run();
    assert_eq!(run.notes(OwnFact::Named), [(1, 1, 0)]);
    assert_eq!(run.notes(OwnFact::NameTaken), [(2, 2, 1), (0, 0, 1)]);
    let names = sheet(&run, 1, "unique-names").expect("bob bears it");
    assert_eq!(names.rows[0][1], Cell::Account(BOB));
    assert!(sheet(&run, 2, "unique-names").is_none());
}

#[test]
fn who_only_looks_whether_somebody_bears_it_cannot_know() {
    let run = wanted().set("reserve_names", false).run();
    assert_eq!(run.notes(OwnFact::Named), [(1, 1, 0), (2, 2, 0)]);
    assert_eq!(run.notes(OwnFact::NameTaken), [(0, 0, 1)], "by then it has been heard of");
}

#[test]
fn a_reservation_is_asked_for_until_it_is_answered_and_made_once() {
    let lost = wanted().lose(message(1, 0)).repeat(message(2, 0), 700);
    let run = lost.run();
    assert_eq!(run.notes(OwnFact::Named), [(2, 2, 0)]);
    assert_eq!(run.notes(OwnFact::NameTaken).len(), 2);
    let crashed = wanted().at(105).crash(0).at(700).restart(0).run();
    assert_eq!(crashed.count(OwnFact::Named), 1);
}

#[test]
fn a_projection_that_stands_still_is_told_of_until_it_moves_again() {
    let stuck = story().set("poison", "stop").set("stall_after_us", 100_000_u64);
    let stuck = stuck.at(100).order_about(1, "poison", BOB).at(300).submit(0, deposit(ALICE, 5));
    let run = stuck.run();
    let mut told = run.notes(OwnFact::Stalled);
    told.sort_unstable();
    assert_eq!(told, [(0, 7, 1), (1, 7, 1), (2, 7, 1)]);
    assert!(run.inspect(0).counters().any(|it| it.alarming && it.name.en == "alarm: stalls at event"));
    let slow = story().set("apply_us", 300_000_u64).set("stall_after_us", 100_000_u64);
    let run = slow.at(1).submit(0, deposit(ALICE, 5)).run();
    assert_eq!((run.count(OwnFact::Stalled), run.count(OwnFact::Moves)), (3, 3));
    let quick = story().set("stall_after_us", 100_000_u64).at(1).submit(0, deposit(ALICE, 5)).run();
    assert_eq!(quick.count(OwnFact::Stalled), 0);
}

#[test]
fn each_step_says_what_was_before_what_is_after_and_which_line_did_it() {
    let run = story().set("stepper", true).at(1).submit(0, deposit(ALICE, 5)).run();
    let steps = sheet(&run, 2, "steps").expect("the steps are shown");
    let [event, account, _, before, after, line] = &steps.rows[0][..] else { panic!("six columns") };
    assert_eq!((event, account), (&Cell::Sign("#7".into()), &Cell::Account(ALICE)));
    assert_eq!((before, after), (&Cell::Money(500), &Cell::Money(505)));
    let Cell::Sign(line) = line else { panic!("a line of code") };
    assert!(line.ends_with("account.balance = account.balance.saturating_add(event.change());"), "{line}");
    // The last three events: alice's deposit changes two fields, carol's opening two each.
    assert_eq!(steps.rows.len(), 6);
    assert!(sheet(&story().run(), 2, "steps").is_none());
}
