//! A new version of the projection beside the old one: when it takes over, what readers and
//! customers notice, and what it does with what it cannot read.

use super::*;
use crate::sim::show::{Cell, Sheet, sheets};

/// Four writes, and a new version of the first service's projection half a second in.
fn deployed() -> Script {
    let script = story().set("rebuild", "blue_green").at(1).submit(1, deposit(BOB, 50));
    let script = script.at(100).submit(0, withdraw(ALICE, 20)).at(200).submit(2, transfer(CAROL, BOB, 30));
    script.at(500).order(0, "rebuild")
}

/// A table of a service by its name, if it shows it.
pub(super) fn sheet(run: &Played, node: u16, name: &str) -> Option<Sheet> {
    sheets(&run.inspect(node).sections).find(|sheet| sheet.name == name).cloned()
}

/// The numbers in a row of a table.
pub(super) fn counts(sheet: &Sheet, row: usize) -> Vec<u64> {
    let count = |cell: &Cell| if let Cell::Count(count) = cell { Some(*count) } else { None };
    sheet.rows[row].iter().filter_map(count).collect()
}

#[test]
fn the_old_version_answers_until_the_new_one_has_come_as_far() {
    let run = deployed().at(503).submit(0, read(BOB)).at(600).submit(0, read(BOB)).run();
    assert_eq!(run.notes(OwnFact::Building), [(0, 2, 0)]);
    assert_eq!(run.notes(OwnFact::Switched), [(0, 2, 10)]);
    assert_eq!(run.count(OwnFact::Rebuilt), 0);
    assert_eq!(run.replies()[3..], [done(4, 380), done(4, 380)]);
    let run = run.at(505);
    let versions = sheet(&run, 0, "versions").expect("there are two");
    // What streams begin with takes no time, and each later event 2 ms.
    assert_eq!((counts(&versions, 0), counts(&versions, 1)), (vec![10, 0], vec![8, 0]));
    assert!(run.agree());
    let run = run.at(600);
    assert_eq!(sheet(&run, 0, "versions").expect("still shown").rows.len(), 1);
    assert!(run.agree());
}

#[test]
fn up_to_the_mark_a_new_version_has_no_effects_and_behind_it_all_of_them() {
    let script = deployed().at(700).submit(0, withdraw(ALICE, 7));
    // Alice's withdrawals are the third and the fourth event of service 0.
    assert_eq!(script.run().outside(), [(0, 7, 1), (0, 10, 1)]);
    assert_eq!(script.set("mute", false).run().outside(), [(0, 7, 1), (0, 7, 2), (0, 10, 1)]);
}

#[test]
fn what_is_written_while_it_is_built_is_in_it() {
    let slow = deployed().set("apply_us", 30_000_u64).at(510).submit(0, deposit(ALICE, 5));
    let run = slow.submit(2, deposit(CAROL, 9)).run();
    assert_eq!(run.notes(OwnFact::Switched), [(0, 2, 12)]);
    assert_eq!((run.agree(), run.totals()), (true, vec![1_044; 3]));
}

#[test]
fn after_a_crash_it_is_built_again() {
    let slow = deployed().set("apply_us", 30_000_u64).at(550).crash(0).at(700).restart(0);
    let run = slow.run();
    assert_eq!(run.notes(OwnFact::Building), [(0, 2, 0), (0, 2, 0)]);
    assert_eq!((run.notes(OwnFact::Switched), run.agree()), (vec![(0, 2, 10)], true));
}

#[test]
fn what_a_new_version_cannot_read_is_counted_and_listed_and_keeps_it_from_taking_over() {
    let forgetful = deployed().set("new_version", "without_alias");
    let run = forgetful.run();
    assert_eq!((run.notes(OwnFact::KeptOld), run.count(OwnFact::Switched)), (vec![(0, 2, 4)], 0));
    let errors = sheet(&run, 0, "errors-of-the-new-version").expect("there are errors");
    let why = |row: &Vec<Cell>| if let Some(Cell::Words(why)) = row.last() { why.en } else { "" };
    assert_eq!(errors.rows.iter().map(why).collect::<Vec<_>>(), ["unknown name"; 4]);
    assert_eq!((errors.alarming, run.agree()), (true, true));
    let run = forgetful.set("clean_build", false).run();
    assert_eq!(run.notes(OwnFact::Switched), [(0, 2, 10)]);
    assert_eq!((run.agree(), run.balances(BOB)[0], run.log(0).applied), (false, 30, 10));
}

#[test]
fn a_new_version_takes_over_where_the_old_one_stands_still_and_is_no_better_than_its_code() {
    // An event that nobody can read stands behind those that streams begin with.
    let script =
        story().set("rebuild", "blue_green").set("poison", "stop").at(1).order_about(0, "poison", ALICE);
    let script = script.at(100).submit(1, deposit(BOB, 50)).at(500).order(2, "rebuild");
    let run = script.run();
    assert_eq!((run.notes(OwnFact::Switched), run.log(2).applied), (vec![(2, 2, 6)], 6));
    assert_eq!(run.notes(OwnFact::Stuck).iter().filter(|(node, ..)| *node == 2).count(), 2);
}

#[test]
fn a_version_that_starts_in_the_middle_knows_only_what_came_behind() {
    let run = deployed().set("start_at", 7_u64).at(900).submit(0, read(BOB)).run();
    assert_eq!(run.notes(OwnFact::Building), [(0, 2, 7)]);
    // Bob's account was opened before that: to this version there is no such account.
    assert_eq!(run.replies()[3], refused(Refusal::NoAccount));
    assert_eq!((run.totals()[0], run.totals()[1], run.agree()), (-20, 1_030, false));
}
