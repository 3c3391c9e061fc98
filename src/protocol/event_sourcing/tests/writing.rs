//! Two want to write, one wants twice, money moves, and what was done is undone.

use super::*;
use crate::protocol::event_sourcing::Order;

/// Two services read version 0 of bob's account and decide on it.
fn both_withdraw(amount: Amount) -> [Input; 2] {
    [submit(1, 0, withdraw(BOB, amount)), submit(1, 2, withdraw(BOB, amount))]
}

#[test]
fn the_second_of_two_writers_is_told_what_it_had_not_seen_and_decides_again() {
    let run = tell(&Config::default(), &both_withdraw(100));
    assert_eq!(run.replies(), [done(1, 200), done(2, 100)]);
    assert_eq!(run.notes(Fact::Conflict), [(1, 0, 1), (2, 0, 1)]);
    assert_eq!(run.notes(Fact::Retried), [(2, 1, 0)]);
    assert_eq!(run.balances(BOB), [100, 100, 100]);
}

#[test]
fn deciding_again_may_come_to_a_refusal() {
    let run = tell(&Config::default(), &both_withdraw(200));
    assert_eq!(run.replies(), [done(1, 100), refused(Refusal::NotEnough)]);
    assert_eq!(run.balances(BOB), [100, 100, 100]);
}

#[test]
fn a_service_that_may_not_decide_again_gives_up() {
    let run = tell(&Config { retries: 0, ..Config::default() }, &both_withdraw(100));
    assert_eq!(run.replies(), [done(1, 200), refused(Refusal::Conflict)]);
    assert_eq!(run.balances(BOB), [200, 200, 200]);
}

#[test]
fn blind_appends_overdraw_an_account() {
    let run = tell(&Config { expected_version: false, ..Config::default() }, &both_withdraw(200));
    assert_eq!(run.replies(), [done(1, 100), done(2, -100)]);
    assert_eq!((run.balances(BOB), run.count(Fact::Conflict)), (vec![-100; 3], 0));
}

#[test]
fn a_refusal_on_a_stale_read_model_is_checked_too() {
    // The deposit has not reached service 0 when it decides that there is not enough.
    let inputs = [submit(1, 1, deposit(BOB, 200)), submit(3, 0, withdraw(BOB, 400))];
    assert_eq!(tell(&Config::default(), &inputs).replies(), [done(1, 500), done(2, 100)]);
    let blind = tell(&Config { expected_version: false, ..Config::default() }, &inputs);
    assert_eq!(blind.replies(), [done(1, 500), refused(Refusal::NotEnough)]);
}

#[test]
fn a_double_click_counts_once_with_command_ids_and_twice_without() {
    for node in [0, 1] {
        let inputs = [click(1, node, deposit(BOB, 50), 7), click(2, node, deposit(BOB, 50), 7)];
        let run = tell(&Config::default(), &inputs);
        assert_eq!(run.replies(), [done(1, 350), done(1, 350)]);
        assert_eq!(run.balances(BOB), [350; 3]);
        let forgetful = tell(&Config { command_ids: false, ..Config::default() }, &inputs);
        assert_eq!(forgetful.balances(BOB), [400; 3]);
    }
}

#[test]
fn a_retry_after_a_lost_answer_counts_once_with_command_ids_and_twice_without() {
    // The owner's answer is the second message on its link, after the event itself.
    let lost = [message(1, 0, 1, Then::Drop)];
    let mut setup = Setup { exceptions: lost.into(), ..setup() };
    setup.workload = Workload { timeout: crate::base::time::Span::from_ms(200), retries: 1, ..setup.workload };
    let inputs = [submit(1, 0, deposit(BOB, 50))];
    let run = play(setup.clone(), &Config::default(), &inputs, 2_000);
    assert_eq!((run.replies(), run.balances(BOB)), (vec![done(1, 350)], vec![350; 3]));
    let forgetful = play(setup, &Config { command_ids: false, ..Config::default() }, &inputs, 2_000);
    assert_eq!((forgetful.replies(), forgetful.balances(BOB)), (vec![done(2, 400)], vec![400; 3]));
}

#[test]
fn a_lost_message_in_a_transfer_destroys_money_unless_somebody_remembers() {
    // Alice's owner tells bob's of the event first; the money is the second message.
    let lost = [message(0, 1, 1, Then::Drop)];
    let inputs = [submit(1, 0, transfer(ALICE, BOB, 40))];
    let run = tell_with(&Config::default(), &lost, &inputs);
    assert_eq!((run.balances(ALICE), run.balances(BOB), run.totals()), (vec![460; 3], vec![340; 3], vec![1_000; 3]));
    assert_eq!(run.notes(Fact::Reserved), [(0, 1, 40)]);
    let naive = tell_with(&Config { process_manager: false, ..Config::default() }, &lost, &inputs);
    assert_eq!((naive.balances(ALICE), naive.balances(BOB), naive.totals()), (vec![460; 3], vec![300; 3], vec![960; 3]));
}

#[test]
fn a_crash_in_a_transfer_destroys_money_unless_somebody_remembers() {
    // Service 2 transfers from alice to bob, and dies before it hears that the first half is done.
    let inputs = [submit(1, 2, transfer(ALICE, BOB, 40)), crash(15, 2), restart(400, 2)];
    assert_eq!(tell(&Config::default(), &inputs).totals(), [1_000; 3]);
    assert_eq!(tell(&Config { process_manager: false, ..Config::default() }, &inputs).totals(), [960; 3]);
    // The owner of the payer dies with the money on its way, and goes on when it is back.
    let inputs = [submit(1, 0, transfer(ALICE, BOB, 40)), crash(3, 0), restart(400, 0)];
    let lost = [message(0, 1, 1, Then::Drop)];
    assert_eq!(tell_with(&Config::default(), &lost, &inputs).totals(), [1_000; 3]);
}

#[test]
fn a_transfer_that_cannot_arrive_is_given_back_by_a_new_event() {
    // Service 0 has not heard that bob was erased.
    let late = [message(1, 0, 0, Then::Drop)];
    let inputs = [order(1, 1, Order::Erase as u32, BOB), submit(20, 0, transfer(ALICE, BOB, 40))];
    let run = tell_with(&Config::default(), &late, &inputs);
    assert_eq!(run.notes(Fact::Compensated), [(0, 1, 2)]);
    assert_eq!((run.balances(ALICE), run.totals()), (vec![500; 3], vec![1_000; 3]));
    assert_eq!(run.log(0).rows.iter().map(|row| row.amount).collect::<Vec<_>>(), [-40, 40]);
}

#[test]
fn the_money_of_a_transfer_arrives_once_however_often_it_is_brought() {
    let again = [message(0, 1, 1, Then::Duplicate { after_us: 300 * MS }), message(1, 0, 1, Then::Drop)];
    let run = tell_with(&Config::default(), &again, &[submit(1, 0, transfer(ALICE, BOB, 40))]);
    assert_eq!((run.balances(BOB), run.totals()), (vec![340; 3], vec![1_000; 3]));
}

#[test]
fn what_was_done_is_undone_by_an_event_and_never_edited() {
    for node in [0, 1] {
        let inputs = [
            submit(1, 1, deposit(BOB, 50)),
            submit(100, 1, withdraw(BOB, 20)),
            order(200, node, Order::Compensate as u32, BOB),
            order(300, node, Order::Compensate as u32, BOB),
            order(400, node, Order::Compensate as u32, BOB),
        ];
        let run = tell(&Config::default(), &inputs);
        // First the withdrawal, then the deposit; then nothing is left to be undone.
        let amounts: Vec<Amount> = run.log(2).rows.iter().map(|row| row.amount).collect();
        assert_eq!(amounts, [50, -20, 20, -50]);
        assert_eq!(run.log(2).rows.iter().map(|row| row.balance).collect::<Vec<_>>(), [350, 330, 350, 300]);
        assert_eq!(run.notes(Fact::Compensated), [(1, 2, 3), (1, 1, 4)]);
        assert_eq!(run.balances(BOB), [300; 3]);
    }
}

#[test]
fn accounts_are_opened_by_whoever_is_asked_and_owned_by_one() {
    let dave = AccountId(4);
    let inputs = [submit(1, 0, Call::Open { account: dave }), submit(2, 2, Call::Open { account: dave }), submit(300, 2, deposit(dave, 5))];
    let run = tell(&Config::default(), &inputs);
    assert_eq!(run.replies(), [done(1, 0), refused(Refusal::AlreadyOpen), done(2, 5)]);
    assert_eq!((run.balances(dave), run.agree()), (vec![5; 3], true));
    let nobody = tell(&Config::default(), &[submit(1, 0, deposit(AccountId(u32::MAX), 5)), submit(1, 0, deposit(dave, 5))]);
    assert_eq!(nobody.replies(), [refused(Refusal::NoAccount); 2]);
}
