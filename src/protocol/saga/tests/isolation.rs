//! What others see of a saga that is under way, and what helps.

use super::*;
use crate::domain::{Accounts, Call};
use crate::lab::script::message;

fn joint(account: AccountId, with: AccountId, amount: Amount) -> Call {
    Call::WithdrawJointly { account, with, amount }
}

fn audit(accounts: &[AccountId]) -> Call {
    Call::Audit { accounts: Accounts::new(accounts).expect("a few accounts") }
}

#[test]
fn an_account_is_pending_until_its_saga_has_ended_and_everybody_else_waits() {
    let script = locked()
        .at(100)
        .ask(0, transfer(ALICE, BOB, 40))
        .after(50)
        .ask(1, read(BOB))
        .ask(2, deposit(ALICE, 5));
    let run = script.run();
    assert_eq!((run.told(), run.balances()), (vec![Some(460), Some(340), Some(465)], [465, 340, 200]));
    assert_eq!(run.count(OwnFact::Waits), 2);
    let half = script.run().at(165);
    let held = &half.locks(0)[0];
    assert_eq!(
        (held.key, &held.holders[..], &held.waiting[..]),
        (ALICE, &[Holder::Operation(OpId(0))][..], &[Holder::Operation(OpId(2))][..])
    );
    assert!([0, 1, 2].iter().all(|&node| run.locks(node).is_empty()), "nothing stays pending");
}

#[test]
fn a_read_that_waited_sees_nothing_of_a_saga_that_was_undone() {
    let script = |s: Script| s.at(100).ask(0, transfer(ALICE, BOB, 100)).after(50).ask(1, read(BOB));
    assert_eq!(script(locked()).run().told(), [None, Some(300)]);
    assert_eq!(script(story()).run().told(), [None, Some(400)], "and without a lock it does");
}

#[test]
fn who_waits_too_long_is_refused_and_that_means_never() {
    // The answer about the parcel is lost twice, so the saga takes half a second.
    let script = locked().set("lock_timeout_us", 100_000_u64).at(100).ask(2, transfer(ALICE, BOB, 40));
    let script = script.lose(message(0, HUB).behind(1)).lose(message(0, HUB).behind(2));
    let run = script.after(40).ask(0, deposit(ALICE, 5)).at(3_000).ask(0, read(ALICE)).run();
    assert_eq!(run.replies()[1], refused(Refusal::Conflict));
    assert_eq!((run.told()[2], run.notes(OwnFact::LockTimeout)), (Some(460), vec![(0, 1, 0)]));
}

#[test]
fn locks_in_the_order_of_accounts_let_two_sagas_pass_that_would_wait_for_each_other() {
    let both = |s: Script| {
        s.at(100).ask(0, transfer(ALICE, BOB, 40)).after(1).ask(1, transfer(BOB, ALICE, 30)).run()
    };
    let run = both(locked());
    assert_eq!((run.told(), run.balances()), (vec![Some(460), Some(310)], [490, 310, 200]));
    // Otherwise one of them must lose: the lock that is waited for too long is refused.
    let run = both(locked().set("lock_order", false));
    assert_eq!(run.balances().iter().sum::<Amount>(), 1_000);
    assert!(run.told().contains(&None) && run.count(OwnFact::LockTimeout) > 0, "{:?}", run.replies());
}

#[test]
fn small_sums_go_without_a_lock_where_the_risk_is_worth_it() {
    let script =
        |amount| locked().set("lock_from", 50_u64).at(100).ask(0, transfer(ALICE, BOB, amount)).run().at(150);
    assert_eq!((script(49).locks(0).len(), script(50).locks(0).len()), (0, 1));
}

#[test]
fn before_the_credit_nobody_sees_what_may_vanish_and_after_the_parcel_nothing_is_refused() {
    let run = story().set("pivot", "before_credit").at(100).ask(0, transfer(ALICE, BOB, 100)).run();
    assert_eq!((run.count(OwnFact::Credited), run.balances()), (0, [500, 300, 200]));
    let run = story().set("pivot", "before_credit").at(100).ask(0, transfer(ALICE, AccountId(9), 40)).run();
    assert_eq!((run.replies(), run.parcels()), (vec![refused(Refusal::NoAccount)], 0));
}

#[test]
fn by_value_what_others_wrote_is_lost_and_a_second_look_finds_it() {
    let script = |s: Script| {
        s.set("updates", "value")
            .at(100)
            .ask(0, transfer(ALICE, BOB, 40))
            .after(40)
            .ask(2, deposit(ALICE, 50))
            .run()
    };
    assert_eq!(script(story()).balances(), [460, 340, 200]);
    let reread = script(story().set("reread", true));
    assert_eq!(
        (reread.replies()[0].clone(), reread.balances()),
        (refused(Refusal::Conflict), [550, 300, 200])
    );
    assert_eq!(script(locked()).balances(), [510, 340, 200]);
}

#[test]
fn two_accounts_cover_a_withdrawal_and_an_audit_adds_them_up() {
    let run = locked()
        .at(100)
        .ask(0, joint(ALICE, BOB, 700))
        .after(5)
        .ask(1, joint(BOB, ALICE, 200))
        .after(1)
        .ask(2, audit(&[ALICE, BOB, CAROL]))
        .run();
    assert_eq!(run.told()[0], Some(-200));
    assert_eq!((run.replies()[1].clone(), run.balances()), (refused(Refusal::NotEnough), [-200, 300, 200]));
    let Some(Reply::Done { answer, .. }) = &run.replies()[2] else { panic!("the audit waits") };
    assert_eq!(answer.balances(), [-200, 300, 200]);
}

#[test]
fn what_was_spent_is_overdrawn_or_parked_until_an_operator_retries() {
    let script = |s: Script| s.at(100).ask(0, transfer(ALICE, BOB, 100)).after(55).ask(1, withdraw(BOB, 400));
    assert_eq!(script(story()).run().balances(), [500, -100, 200]);
    let parked = script(story().set("short", "park")).run();
    assert_eq!((parked.balances(), parked.count(OwnFact::Parked)), ([400, 0, 200], 1));
    assert!(parked.sagas()[0].alarming && parked.inspect(HUB).counters().any(|it| it.alarming));
    let helped = script(story().set("short", "park"))
        .at(2_000)
        .ask(1, deposit(BOB, 150))
        .at(2_500)
        .order(HUB, "retry_parked")
        .run();
    assert_eq!(
        (helped.balances(), helped.sagas(), helped.count(OwnFact::Undone)),
        ([500, 50, 200], vec![], 1)
    );
}
