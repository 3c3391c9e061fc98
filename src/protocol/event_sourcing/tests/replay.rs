//! The same events again: rebuilding, snapshots, effects outside, folds that are not pure, and
//! events whose key is gone.

use super::*;

fn some_history() -> Script {
    story()
        .at(1)
        .submit(1, deposit(BOB, 50))
        .at(100)
        .submit(0, withdraw(ALICE, 20))
        .at(200)
        .submit(2, transfer(CAROL, BOB, 30))
}

#[test]
fn rebuilt_from_zero_a_projection_is_the_live_one() {
    let run = some_history().at(500).order(0, "rebuild").run();
    assert_eq!(run.notes(OwnFact::Rebuilt), [(0, 10, 0)]);
    // While it is being rebuilt one can watch it: an event takes 2 ms.
    let run = run.at(501);
    assert_eq!((run.log(0).applied, run.log(0).len, run.agree()), (6, 10, false));
    let run = run.at(505);
    assert_eq!(run.log(0).applied, 8);
    let run = run.at(600);
    assert!(run.agree());
    assert_eq!(run.log(0).applied, 10);
}

#[test]
fn after_a_crash_the_state_is_replayed_from_the_events() {
    let run = some_history().at(500).crash(0).at(600).restart(0).run();
    assert_eq!((run.notes(OwnFact::Rebuilt), run.agree()), (vec![(0, 10, 0)], true));
    let run = run.at(600);
    assert_eq!((run.log(0).applied, run.log(0).len, run.totals()), (6, 10, vec![1_000, 1_030, 1_030]));
}

#[test]
fn a_snapshot_shortens_the_replay_and_changes_nothing() {
    let script = some_history().at(150).order(0, "snapshot").at(500).crash(0).at(600).restart(0);
    let run = script.run();
    assert_eq!((run.notes(OwnFact::Snapshot), run.agree()), (vec![(0, 8, 1)], true));
    let run = run.at(600);
    assert_eq!((run.log(0).applied, run.log(0).len), (8, 10));
    let every = some_history().at(500).crash(0).at(600).restart(0).set("snapshot_every", 2_u64).run();
    // The second one had not reached the disk when the crash came: that costs only time, and it is
    // taken again.
    let taken: Vec<u32> = every
        .notes(OwnFact::Snapshot)
        .iter()
        .filter(|(node, ..)| *node == 0)
        .map(|&(_, position, _)| position)
        .collect();
    assert_eq!((taken, every.agree()), (vec![8, 10, 10], true));
}

#[test]
fn a_replay_sends_no_mail_twice_if_mails_are_written_down() {
    let script = some_history().at(500).order(0, "rebuild").at(700).crash(0).at(800).restart(0);
    let run = script.run();
    // Alice's withdrawal is the third event of service 0; nobody is mailed about the first two.
    assert_eq!(run.outside(), [(0, 7, 1)]);
    let careless = script.clone().set("effects_once", false).run();
    assert_eq!(careless.outside(), [(0, 7, 1), (0, 7, 2), (0, 7, 3)]);
}

#[test]
fn a_fold_that_asks_the_clock_comes_to_something_else_every_time() {
    let script = some_history().at(505).order(0, "rebuild");
    let impure = script.clone().set("pure_fold", false).run();
    assert_eq!(impure.notes(OwnFact::Diverged).len(), 1);
    assert!(!impure.agree());
    let before = some_history().set("pure_fold", false).run();
    assert_ne!(before.balances(BOB)[0], impure.balances(BOB)[0]);
    let pure = script.run();
    assert!(pure.agree() && pure.count(OwnFact::Diverged) == 0);
}

#[test]
fn events_whose_key_is_gone_stay_and_a_projection_must_live_with_them() {
    let script = some_history()
        .at(500)
        .order_about(1, "erase", BOB)
        .at(700)
        .order(2, "rebuild")
        .at(900)
        .submit(0, deposit(ALICE, 5));
    let run = script.run();
    assert_eq!(run.count(OwnFact::Erased), 3);
    assert_eq!((run.agree(), run.log(2).applied, run.log(2).len), (true, 11, 11));
    let fragile = script.clone().set("survive_erasure", false).run();
    assert_eq!(fragile.notes(OwnFact::Stuck), [(2, 1, 1)]);
    assert_eq!((fragile.agree(), fragile.log(2).applied), (false, 2));
}

#[test]
fn nothing_can_be_done_with_an_erased_account() {
    let script = story()
        .at(1)
        .order_about(1, "erase", BOB)
        .at(100)
        .submit(1, deposit(BOB, 5))
        .submit(0, deposit(BOB, 5));
    let run = script.submit(0, transfer(ALICE, BOB, 5)).submit(2, read(BOB)).run();
    assert_eq!(run.replies(), [refused(Refusal::Erased); 4]);
    assert_eq!((run.totals(), run.agree()), (vec![1_000; 3], true));
}

#[test]
fn an_erasure_reaches_who_was_down() {
    let script = story().at(1).crash(2).at(5).order_about(1, "erase", BOB).at(500).restart(2);
    assert_eq!(script.run().notes(OwnFact::Erased).iter().map(|note| note.0).collect::<Vec<_>>(), [1, 0, 2]);
}

#[test]
fn a_passbook_can_be_read_by_account() {
    let run = some_history().run();
    let all = run.log(1);
    assert_eq!((all.len, all.saved, all.applied, all.known), (10, 10, 10, 10));
    let seen = run.0.inspect(NodeId(1), &Lens { rows: 1..9, accounts: 1..2, only: Some(BOB) });
    let (bobs, held) = (seen.log().expect("a log"), &seen.balances().expect("balances").rows);
    assert_eq!((bobs.len, bobs.saved, bobs.applied), (4, 4, 4));
    assert_eq!(
        bobs.rows.iter().map(|row| (row.term, row.amount, row.balance, row.other)).collect::<Vec<_>>(),
        [(2, 300, 300, None), (3, 50, 350, None), (4, 30, 380, Some(CAROL))]
    );
    assert_eq!((held.len(), held[0].balance), (1, 380));
    assert_eq!(all.strip.len(), 10);
}
