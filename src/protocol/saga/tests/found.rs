//! Stories that the fault matrix told first, each cut down to what it takes.

use super::*;
use crate::domain::Call;
use crate::lab::script::message;
use crate::lab::verdicts::Verdict;
use crate::sim::input::Action;

/// What is said of chains of steps in a story.
fn all_or_nothing(script: &Script) -> Verdict {
    let experiment = script::experiment("saga", script);
    let mut run: Run<Sagas> = script::run(&experiment, &[]);
    let receipt = crate::lab::receipt::receipt(&experiment, &mut run);
    receipt.verdicts.iter().find(|it| it.model == "all-or-nothing").map(|it| it.verdict).expect("judged")
}

#[test]
fn a_service_that_crashes_right_behind_the_write_of_a_step_has_done_it() {
    for (node, amount) in [(0, 40), (1, 40), (0, 100), (1, 100)] {
        for writes in 1..=2 {
            let script = story().lasts(9_000).at(100).ask(2, transfer(ALICE, BOB, amount));
            let burn = Action::CrashAtWrite { node: NodeId(node), writes, torn: false };
            let script = script.at(110).act(burn).at(1_000).restart(node);
            assert_eq!(all_or_nothing(&script), Verdict::Holds, "{node} {amount} {writes}");
        }
    }
}

#[test]
fn a_client_in_a_hurry_does_not_put_off_its_own_answer() {
    let script = story().patience(300, 100).set("deadline_us", 1_000_000_u64).at(100).ask(2, read(ALICE));
    let run = script.at(90).isolate(0, 9_000).run();
    assert_eq!(run.replies(), [refused(Refusal::Unreachable)]);
}

#[test]
fn who_does_not_recognize_a_step_locks_again_what_nobody_frees() {
    let locks = |idempotent: bool| {
        let script = locked().set("idempotent", idempotent).at(100).ask(2, transfer(ALICE, BOB, 40));
        script.repeat(message(HUB, 0), 1_000).run().locks(0).len()
    };
    assert_eq!((locks(true), locks(false)), (0, 1));
}

/// A joint withdrawal leaves alice below nothing while a transfer of hers is on its way, and then that
/// has to be undone: whoever gives money back does not ask how much there is.
#[test]
fn a_refund_is_not_parked_though_the_account_is_overdrawn() {
    let joint = Call::WithdrawJointly { account: ALICE, with: BOB, amount: 700 };
    let mut overdrawn = 0;
    for ms in (0..150).step_by(3) {
        let script = story().set("short", "park").at(100).ask(2, transfer(ALICE, BOB, 100));
        let run = script.at(100 + ms).ask(0, joint).run();
        assert_eq!(run.notes(OwnFact::Parked).iter().filter(|(.., at)| *at == 1).count(), 0, "{ms} ms later");
        overdrawn += usize::from(run.balance(ALICE) < 0 && run.count(OwnFact::Refunded) == 1);
    }
    assert!(overdrawn > 3, "it was refunded to an account below nothing {overdrawn} times");
}

/// A joint withdrawal has left bob below nothing. Then he is credited, the carrier refuses, and the
/// credit is taken back: nobody has spent it, so nothing is short.
#[test]
fn a_credit_that_nobody_spent_is_taken_back_from_an_overdrawn_account() {
    let joint = Call::WithdrawJointly { account: BOB, with: ALICE, amount: 380 };
    for compensation in ["add_back", "old_value"] {
        let script = locked().set("short", "park").set("compensation", compensation).at(50).ask(0, joint);
        let run = script.at(600).ask(2, transfer(ALICE, BOB, 100)).run();
        assert_eq!(run.balances(), [500, -80, 200], "{compensation}");
        assert_eq!((run.count(OwnFact::Parked), run.locks(1).len()), (0, 0), "{compensation}");
    }
}

/// The broker asks until it is told. Whoever is asked again and again, because its disk is slow, has
/// not everything written again, or the disk would never be done.
#[test]
fn a_service_that_is_asked_again_writes_nothing_again() {
    let writes = |resend_us: u64| {
        let script = story().set("way", "choreographed").set("resend_us", resend_us).disk(200).lasts(8_000);
        let run = script.at(100).ask(2, transfer(ALICE, BOB, 40)).run();
        assert_eq!(run.balances(), [460, 340, 200]);
        let facts = run.0.trace().facts_from(0).map(|(_, fact)| fact);
        facts.filter(|it| it.node != NodeId(2) && matches!(it.what, FactKind::Persisted { .. })).count()
    };
    assert_eq!(writes(20_000), writes(2_000_000), "who is asked a hundred times and who is asked once");
}

/// Two transfers that cross, each behind its pivot when it meets the other's lock. Nothing there can be
/// undone, and nobody gives up waiting: only an order of locks, a pivot behind the locks, or no locks
/// at all let both go on, as the claim of progress says.
#[test]
fn who_must_go_on_waits_for_ever_for_another_one_who_must() {
    let done = |pivot: &str, lock_order: bool, semantic_lock: bool| {
        let script = locked().set("pivot", pivot).set("lock_order", lock_order).set("updates", "delta");
        let script = script.set("semantic_lock", semantic_lock).lasts(20_000).patience(19_000, 0);
        let script = script.at(100).ask(0, transfer(ALICE, BOB, 10)).ask(1, transfer(BOB, ALICE, 20));
        let run = script.run();
        run.sagas().is_empty()
    };
    for pivot in ["first", "before_credit", "last"] {
        assert!(done(pivot, true, true) && done(pivot, false, false), "{pivot}");
        assert_eq!(done(pivot, false, true), pivot != "first", "{pivot}");
    }
}

/// Bob has spent what is to be taken back, so an operator is called. Then he has money again, and a
/// copy of the order comes late: it is carried out, and the saga goes on from there.
#[test]
fn a_late_copy_of_an_order_takes_a_parked_saga_further() {
    let run = |script: &Script| {
        let (experiment, inputs) = script::play("saga", script);
        Played(script::run(&experiment, &inputs))
    };
    let compensation = [
        ("orchestrated", message(HUB, 1).of("compensate")),
        ("choreographed", message(HUB, 1).of("saga event").behind(1)),
    ];
    for (way, order) in compensation {
        let script = story().set("way", way).set("short", "park").at(100).ask(2, transfer(ALICE, BOB, 100));
        let script = script.repeat(order, 1_000).at(165).ask(1, withdraw(BOB, 390));
        let parked = run(&script).at(900);
        assert_eq!((parked.count(OwnFact::Parked), parked.balances()), (1, [400, 10, 200]), "{way}");
        let further = run(&script.at(600).ask(1, deposit(BOB, 400)));
        assert_eq!((further.count(OwnFact::Undone), further.balances()), (1, [500, 310, 200]), "{way}");
    }
}
