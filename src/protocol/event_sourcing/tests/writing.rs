//! Two want to write, one wants twice, money moves, and what was done is undone.

use super::*;

/// Two services read version 2 of bob's account and decide on it.
fn both_withdraw(amount: Amount) -> Script {
    story().at(1).submit(0, withdraw(BOB, amount)).submit(2, withdraw(BOB, amount))
}

#[test]
fn the_second_of_two_writers_is_told_what_it_had_not_seen_and_decides_again() {
    let run = both_withdraw(100).run();
    assert_eq!(run.replies(), [done(3, 200), done(4, 100)]);
    assert_eq!(run.notes(OwnFact::Conflict), [(1, 2, 3), (2, 2, 3)]);
    assert_eq!(run.notes(OwnFact::Retried), [(2, 1, 0)]);
    assert_eq!(run.balances(BOB), [100, 100, 100]);
}

#[test]
fn deciding_again_may_come_to_a_refusal() {
    let run = both_withdraw(200).run();
    assert_eq!(run.replies(), [done(3, 100), refused(Refusal::NotEnough)]);
    assert_eq!(run.balances(BOB), [100, 100, 100]);
}

#[test]
fn a_service_that_may_not_decide_again_gives_up() {
    let run = both_withdraw(100).set("retries", 0_u64).run();
    assert_eq!(run.replies(), [done(3, 200), refused(Refusal::Conflict)]);
    assert_eq!(run.balances(BOB), [200, 200, 200]);
}

#[test]
fn blind_appends_overdraw_an_account() {
    let run = both_withdraw(200).set("expected_version", false).run();
    assert_eq!(run.replies(), [done(3, 100), done(4, -100)]);
    assert_eq!((run.balances(BOB), run.count(OwnFact::Conflict)), (vec![-100; 3], 0));
}

#[test]
fn a_refusal_on_a_stale_read_model_is_checked_too() {
    // The deposit has not reached service 0 when it decides that there is not enough.
    let script = story().at(1).submit(1, deposit(BOB, 200)).at(3).submit(0, withdraw(BOB, 400));
    assert_eq!(script.run().replies(), [done(3, 500), done(4, 100)]);
    let blind = script.clone().set("expected_version", false).run();
    assert_eq!(blind.replies(), [done(3, 500), refused(Refusal::NotEnough)]);
}

#[test]
fn a_double_click_counts_once_with_command_ids_and_twice_without() {
    for node in [0, 1] {
        let script = story().at(1).submit_click(node, deposit(BOB, 50), 7).at(2).submit_click(
            node,
            deposit(BOB, 50),
            7,
        );
        let run = script.run();
        assert_eq!(run.replies(), [done(3, 350), done(3, 350)]);
        assert_eq!(run.balances(BOB), [350; 3]);
        let forgetful = script.clone().set("command_ids", false).run();
        assert_eq!(forgetful.balances(BOB), [400; 3]);
    }
}

#[test]
fn a_retry_after_a_lost_answer_counts_once_with_command_ids_and_twice_without() {
    // The owner's answer is the second message on its link, after the event itself.
    let script = story().patience(200, 1).at(1).submit(0, deposit(BOB, 50)).lose(message(1, 0).behind(1));
    let run = script.run();
    assert_eq!((run.replies(), run.balances(BOB)), (vec![done(3, 350)], vec![350; 3]));
    let forgetful = script.set("command_ids", false).run();
    assert_eq!((forgetful.replies(), forgetful.balances(BOB)), (vec![done(4, 400)], vec![400; 3]));
}

#[test]
fn a_lost_message_in_a_transfer_destroys_money_unless_somebody_remembers() {
    // Alice's owner tells bob's of the event first; the money is the second message.
    let script = story().at(1).submit(0, transfer(ALICE, BOB, 40)).lose(message(0, 1).behind(1));
    let run = script.run();
    assert_eq!(
        (run.balances(ALICE), run.balances(BOB), run.totals()),
        (vec![460; 3], vec![340; 3], vec![1_000; 3])
    );
    assert_eq!(run.notes(OwnFact::Reserved), [(0, 7, 40)]);
    let naive = script.set("process_manager", false).run();
    assert_eq!(
        (naive.balances(ALICE), naive.balances(BOB), naive.totals()),
        (vec![460; 3], vec![300; 3], vec![960; 3])
    );
}

#[test]
fn a_crash_in_a_transfer_destroys_money_unless_somebody_remembers() {
    // Service 2 transfers from alice to bob, and dies before it hears that the first half is done.
    let script = story().at(1).submit(2, transfer(ALICE, BOB, 40)).at(15).crash(2).at(400).restart(2);
    assert_eq!(script.run().totals(), [1_000; 3]);
    assert_eq!(script.clone().set("process_manager", false).run().totals(), [960; 3]);
    // The owner of the payer dies with the money on its way, and goes on when it is back.
    let script = story().at(1).submit(0, transfer(ALICE, BOB, 40)).at(3).crash(0).at(400).restart(0);
    assert_eq!(script.lose(message(0, 1).behind(1)).run().totals(), [1_000; 3]);
}

#[test]
fn a_transfer_that_cannot_arrive_is_given_back_by_a_new_event() {
    // Service 0 has not heard that bob was erased.
    let script = story()
        .at(1)
        .order_about(1, "erase", BOB)
        .lose(message(1, 0))
        .at(20)
        .submit(0, transfer(ALICE, BOB, 40));
    let run = script.run();
    assert_eq!(run.notes(OwnFact::Compensated), [(0, 3, 4)]);
    assert_eq!((run.balances(ALICE), run.totals()), (vec![500; 3], vec![1_000; 3]));
    assert_eq!(run.log(0).rows[6..].iter().map(|row| row.amount).collect::<Vec<_>>(), [-40, 40]);
}

#[test]
fn the_money_of_a_transfer_arrives_once_however_often_it_is_brought() {
    let script = story().at(1).submit(0, transfer(ALICE, BOB, 40));
    let run = script.repeat(message(0, 1).behind(1), 300).lose(message(1, 0).behind(1)).run();
    assert_eq!((run.balances(BOB), run.totals()), (vec![340; 3], vec![1_000; 3]));
}

#[test]
fn what_was_done_is_undone_by_an_event_and_never_edited() {
    for node in [0, 1] {
        let script = story().at(1).submit(1, deposit(BOB, 50)).at(100).submit(1, withdraw(BOB, 20));
        let undone = |script: Script, ms| script.at(ms).order_about(node, "compensate", BOB);
        let run = [200, 300, 400].into_iter().fold(script, undone).run();
        // First the withdrawal, then the deposit. What the account began with is not undone.
        let amounts: Vec<Amount> = run.log(2).rows[6..].iter().map(|row| row.amount).collect();
        assert_eq!(amounts, [50, -20, 20, -50]);
        assert_eq!(
            run.log(2).rows[6..].iter().map(|row| row.balance).collect::<Vec<_>>(),
            [350, 330, 350, 300]
        );
        assert_eq!(run.notes(OwnFact::Compensated), [(1, 4, 5), (1, 3, 6)]);
        assert_eq!(run.balances(BOB), [300; 3]);
    }
}

#[test]
fn accounts_are_opened_by_whoever_is_asked_and_owned_by_one() {
    let dave = AccountId(4);
    let script = story()
        .at(1)
        .submit(0, Call::Open { account: dave })
        .at(2)
        .submit(2, Call::Open { account: dave })
        .at(300)
        .submit(2, deposit(dave, 5));
    let run = script.run();
    assert_eq!(run.replies(), [done(1, 0), refused(Refusal::AlreadyOpen), done(2, 5)]);
    assert_eq!((run.balances(dave), run.agree()), (vec![5; 3], true));
    let nobody =
        story().at(1).submit(0, deposit(AccountId(u32::MAX), 5)).at(1).submit(0, deposit(dave, 5)).run();
    assert_eq!(nobody.replies(), [refused(Refusal::NoAccount); 2]);
}

#[test]
fn a_deposit_that_was_spent_since_cannot_be_compensated() {
    for node in [0, 1] {
        let script = story().at(1).submit(1, deposit(BOB, 50)).at(100).submit(1, transfer(BOB, ALICE, 320));
        let run = script.at(300).order_about(node, "compensate", BOB).run();
        assert_eq!(run.balances(BOB), [30; 3], "30 are left of the 350, and 50 were to go");
        assert_eq!(run.notes(OwnFact::CannotCompensate), [(node, 3, 1)]);
        assert_eq!(run.count(OwnFact::Compensated), 0);
    }
}
