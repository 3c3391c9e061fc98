//! The same events again: rebuilding, snapshots, effects outside, folds that are not pure, and events whose key is gone.

use super::*;
use crate::protocol::event_sourcing::order::{ERASE, REBUILD, SNAPSHOT};

fn some_history() -> Vec<Input> {
    vec![submit(1, 1, deposit(BOB, 50)), submit(100, 0, withdraw(ALICE, 20)), submit(200, 2, transfer(CAROL, BOB, 30))]
}

fn and(mut inputs: Vec<Input>, more: &[Input]) -> Vec<Input> {
    inputs.extend_from_slice(more);
    inputs
}

#[test]
fn rebuilt_from_zero_a_projection_is_the_live_one() {
    let run = tell(&Config::default(), &and(some_history(), &[order(500, 0, REBUILD, ALICE)]));
    assert_eq!(run.notes(Word::Rebuilt), [(0, 4, 0)]);
    // While it is being rebuilt one can watch it: an event takes 2 ms.
    let run = run.at(501);
    assert_eq!((run.log(0).applied, run.log(0).len, run.agree()), (0, 4, false));
    let run = run.at(505);
    assert_eq!(run.log(0).applied, 2);
    let run = run.at(600);
    assert!(run.agree());
    assert_eq!(run.log(0).applied, 4);
}

#[test]
fn after_a_crash_the_state_is_replayed_from_the_events() {
    let run = tell(&Config::default(), &and(some_history(), &[crash(500, 0), restart(600, 0)]));
    assert_eq!((run.notes(Word::Rebuilt), run.agree()), (vec![(0, 4, 0)], true));
    let run = run.at(600);
    assert_eq!((run.log(0).applied, run.log(0).len, run.totals()), (0, 4, vec![1_000, 1_030, 1_030]));
}

#[test]
fn a_snapshot_shortens_the_replay_and_changes_nothing() {
    let inputs = and(some_history(), &[order(150, 0, SNAPSHOT, ALICE), crash(500, 0), restart(600, 0)]);
    let run = tell(&Config::default(), &inputs);
    assert_eq!((run.notes(Word::Snapshot), run.agree()), (vec![(0, 2, 1)], true));
    let run = run.at(600);
    assert_eq!((run.log(0).applied, run.log(0).len), (2, 4));
    let every = tell(&Config { snapshot_every: 2, ..Config::default() }, &and(some_history(), &[crash(500, 0), restart(600, 0)]));
    // The second one had not reached the disk when the crash came: that costs only time, and it is taken again.
    let taken: Vec<u32> = every.notes(Word::Snapshot).iter().filter(|(node, ..)| *node == 0).map(|&(_, position, _)| position).collect();
    assert_eq!((taken, every.agree()), (vec![2, 4, 4], true));
}

#[test]
fn a_replay_sends_no_mail_twice_if_mails_are_written_down() {
    let inputs = and(some_history(), &[order(500, 0, REBUILD, ALICE), crash(700, 0), restart(800, 0)]);
    let run = tell(&Config::default(), &inputs);
    // Alice's withdrawal is the first event of service 0.
    assert_eq!(run.outside(), [(0, 1, 1)]);
    let careless = tell(&Config { effects_once: false, ..Config::default() }, &inputs);
    assert_eq!(careless.outside(), [(0, 1, 1), (0, 1, 2), (0, 1, 3)]);
}

#[test]
fn a_fold_that_asks_the_clock_comes_to_something_else_every_time() {
    let inputs = and(some_history(), &[order(505, 0, REBUILD, ALICE)]);
    let impure = tell(&Config { pure_fold: false, ..Config::default() }, &inputs);
    assert_eq!(impure.notes(Word::Diverged).len(), 1);
    assert!(!impure.agree());
    let before = tell(&Config { pure_fold: false, ..Config::default() }, &some_history());
    assert_ne!(before.balances(BOB)[0], impure.balances(BOB)[0]);
    let pure = tell(&Config::default(), &inputs);
    assert!(pure.agree() && pure.count(Word::Diverged) == 0);
}

#[test]
fn events_whose_key_is_gone_stay_and_a_projection_must_live_with_them() {
    let inputs = and(some_history(), &[order(500, 1, ERASE, BOB), order(700, 2, REBUILD, ALICE), submit(900, 0, deposit(ALICE, 5))]);
    let run = tell(&Config::default(), &inputs);
    assert_eq!(run.count(Word::Erased), 3);
    assert_eq!((run.agree(), run.log(2).applied, run.log(2).len), (true, 5, 5));
    let fragile = tell(&Config { survive_erasure: false, ..Config::default() }, &inputs);
    assert_eq!(fragile.notes(Word::Stuck), [(2, 1, 1)]);
    assert_eq!((fragile.agree(), fragile.log(2).applied), (false, 0));
}

#[test]
fn nothing_can_be_done_with_an_erased_account() {
    let inputs = [
        order(1, 1, ERASE, BOB),
        submit(100, 1, deposit(BOB, 5)),
        submit(100, 0, deposit(BOB, 5)),
        submit(100, 0, transfer(ALICE, BOB, 5)),
        submit(100, 2, Call::Read { account: BOB }),
    ];
    let run = tell(&Config::default(), &inputs);
    assert_eq!(run.replies(), [refused(Refusal::Erased); 4]);
    assert_eq!((run.totals(), run.agree()), (vec![1_000; 3], true));
}

#[test]
fn an_erasure_reaches_who_was_down() {
    let inputs = [crash(1, 2), order(5, 1, ERASE, BOB), restart(500, 2)];
    assert_eq!(tell(&Config::default(), &inputs).notes(Word::Erased).iter().map(|note| note.0).collect::<Vec<_>>(), [1, 0, 2]);
}

#[test]
fn a_passbook_can_be_read_by_account() {
    let run = tell(&Config::default(), &some_history());
    let all = run.log(1);
    assert_eq!((all.len, all.saved, all.applied, all.known), (4, 4, 4, 4));
    let seen = run.0.inspect(NodeId(1), &Lens { rows: 1..9, accounts: 1..2, only: Some(BOB) });
    let (bobs, held) = (seen.log().expect("a log"), &seen.balances().expect("balances").rows);
    assert_eq!((bobs.len, bobs.saved, bobs.applied), (2, 2, 2));
    assert_eq!(bobs.rows.iter().map(|row| (row.term, row.amount, row.balance, row.other)).collect::<Vec<_>>(), [(2, 30, 380, Some(CAROL))]);
    assert_eq!((held.len(), held[0].balance), (1, 380));
    assert_eq!(all.strip.len(), 4);
}
