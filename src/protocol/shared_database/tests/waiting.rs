//! Who waits for whom, and how that ends.

use super::*;

/// Two transfers in opposite directions, both of which have written their first row.
fn embrace() -> Script {
    story().at(100).ask(0, transfer(ALICE, BOB, 100)).after(1).ask(1, transfer(BOB, ALICE, 50))
}

#[test]
fn locks_say_who_holds_them_since_when_and_who_waits() {
    let run = embrace().set("deadlock_detection", false).run().at(200);
    // The rows are written at 170 ms and 171 ms, and wanted at 190 ms and 191 ms.
    let lock = |key, since_ms: u64, holder, waiter| {
        let (holders, waiting) = (vec![operation(holder)], vec![operation(waiter)]);
        Lock { key, holders, since: Time(since_ms * 1_000), waiting }
    };
    assert_eq!(run.locks(), [lock(ALICE, 170, 0, 1), lock(BOB, 171, 1, 0)]);
    let open = run.open();
    assert_eq!(
        open.iter().map(|it| (it.from.0, it.since.0, it.reads, it.writes)).collect::<Vec<_>>(),
        [(0, 110_000, 2, 1), (1, 111_000, 2, 1)]
    );
    assert_eq!(
        open.iter().map(|it| it.waits_for.clone()).collect::<Vec<_>>(),
        [[operation(1)], [operation(0)]]
    );
}

#[test]
fn who_closes_a_cycle_of_waiting_is_aborted_and_begins_anew() {
    let run = embrace().run();
    assert_eq!((run.notes(OwnFact::Deadlock), run.notes(OwnFact::Retried)), (vec![(1, 0)], vec![(1, 1)]));
    assert!(
        run.replies().iter().all(|reply| matches!(reply, Some(Reply::Done { .. }))),
        "{:?}",
        run.replies()
    );
    assert_eq!((run.balance(ALICE), run.balance(BOB), run.locks()), (450, 350, vec![]));
}

#[test]
fn without_detection_a_lock_times_out() {
    let run = embrace().set("deadlock_detection", false).run();
    assert_eq!(
        (run.count(OwnFact::Deadlock), run.notes(OwnFact::LockTimeout)),
        (0, vec![(0, 0)]),
        "the first to time out lets the other one go on"
    );
    assert_eq!((run.balance(ALICE), run.balance(BOB)), (450, 350));
    assert_eq!((run.count(OwnFact::Blocked), run.count(OwnFact::Unblocked)), (1, 1));
}

#[test]
fn who_was_aborted_too_often_refuses_and_surely_did_nothing() {
    let run = embrace().set("retries", 0_u64).run();
    assert_eq!(run.replies()[1], Some(Reply::Refused(Refusal::Conflict)));
    assert_eq!((run.balance(ALICE), run.balance(BOB)), (400, 400));
}

#[test]
fn a_dead_service_is_in_the_way_until_its_session_times_out() {
    // It has written at 150 ms; the database hears of it for the last time.
    let dead = || story().at(100).ask(0, deposit(ALICE, 50)).at(160).crash(0);
    let run = dead().at(200).ask(1, deposit(ALICE, 7)).run();
    assert_eq!((run.notes(OwnFact::SessionTimeout), run.told()), (vec![(0, 0)], vec![None, Some(507)]));
    let run = dead().run().at(640);
    assert_eq!((run.open().len(), run.locks().len(), run.balance(ALICE)), (1, 1, 500));
    let run = dead().run().at(651);
    assert_eq!((run.open(), run.locks(), run.balance(ALICE)), (vec![], vec![], 500));
}

#[test]
fn a_service_that_starts_again_takes_over_from_its_own_older_transaction() {
    let run = story()
        .patience(200, 2)
        .at(100)
        .ask(0, deposit(ALICE, 50))
        .at(160)
        .crash(0)
        .after(10)
        .restart(0)
        .run();
    assert_eq!((run.notes(OwnFact::Superseded), run.count(OwnFact::SessionTimeout)), (vec![(0, 0)], 0));
    assert_eq!((run.told(), run.balance(ALICE)), (vec![Some(550)], 550));
}

#[test]
fn who_waits_for_a_lock_is_not_taken_for_dead() {
    let held = story()
        .set("session_timeout_us", 400_000_u64)
        .set("lock_timeout_us", 60_000_000_u64)
        .set("socket_timeout_us", 300_000_u64);
    // The first one thinks for long, but not for longer than its session lasts; the second one
    // waits all that time.
    let run = held
        .set("think_us", 350_000_u64)
        .lasts(6_000)
        .patience(5_000, 0)
        .at(100)
        .ask(0, deposit(ALICE, 50))
        .at(101);
    let run = run.ask(1, deposit(ALICE, 7)).run();
    assert_eq!((run.count(OwnFact::SessionTimeout), run.count(OwnFact::Waits)), (0, 1));
    assert!(run.told().iter().all(Option::is_some), "{:?}", run.told());
}

#[test]
fn readers_of_snapshots_wait_for_nobody() {
    let both = |by: &str| {
        let script = story()
            .set("isolation", "serializable")
            .set("serializable_by", by)
            .at(100)
            .ask(0, deposit(ALICE, 50));
        script.at(125).ask(1, read(ALICE)).run()
    };
    let (locks, snapshots) = (both("locks"), both("snapshots"));
    assert_eq!((locks.count(OwnFact::Waits), locks.told()), (1, vec![Some(550), Some(550)]));
    assert_eq!((snapshots.count(OwnFact::Waits), snapshots.told()), (0, vec![Some(550), Some(500)]));
}

#[test]
fn a_pivot_is_aborted_and_begins_anew() {
    use crate::domain::Call;
    let joint = |account, with, amount| Call::WithdrawJointly { account, with, amount };
    let script = story().set("isolation", "serializable").set("serializable_by", "snapshots");
    let run = script.at(100).ask(0, joint(ALICE, BOB, 500)).after(1).ask(1, joint(BOB, ALICE, 301)).run();
    assert_eq!((run.count(OwnFact::Pivot), run.count(OwnFact::Waits), run.balances().total), (1, 0, 699));
    let refused =
        run.replies().iter().filter(|reply| **reply == Some(Reply::Refused(Refusal::NotEnough))).count();
    assert_eq!(refused, 1);
}
