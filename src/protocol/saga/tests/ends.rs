//! What crashes, what is lost, whose timer goes off.

use super::*;
use crate::lab::script::message;

#[test]
fn whatever_message_is_lost_the_saga_is_done_and_nothing_is_done_twice() {
    for way in ["orchestrated", "choreographed", "tcc"] {
        for (from, to) in [(0, HUB), (HUB, 0), (1, HUB), (HUB, 1), (2, HUB), (HUB, 2)] {
            for nth in 0..4 {
                let script = locked().set("way", way).set("saga_timeout_us", 10_000_000_u64);
                let script = script.at(100).ask(2, transfer(ALICE, BOB, 40));
                let lost = script.clone().lose(message(from, to).behind(nth)).run();
                let twice = script.repeat(message(from, to).behind(nth), 300).run();
                for run in [lost, twice] {
                    let what = format!("{way}: {from} to {to}, {nth}");
                    assert_eq!((run.told(), run.balances()), (vec![Some(460)], [460, 340, 200]), "{what}");
                    assert_eq!((run.parcels(), run.sagas()), (1, vec![]), "{what}");
                    assert!([0, 1, 2].iter().all(|&node| run.locks(node).is_empty()), "{what}");
                }
            }
        }
    }
}

#[test]
fn whenever_any_node_crashes_the_saga_comes_to_its_end() {
    for way in ["orchestrated", "choreographed", "tcc"] {
        for amount in [40, 100] {
            for (node, ms) in (0..=HUB).flat_map(|node| (0..14).map(move |n| (node, 105 + 9 * n))) {
                let script =
                    locked().lasts(6_000).set("way", way).at(100).ask(2, transfer(ALICE, BOB, amount));
                let run = script.at(ms).crash(node).at(ms + 300).restart(node).run();
                let what = format!("{way}: {amount}, node {node} crashes at {ms} ms");
                let is_done = run.parcels() == 1;
                let whole = if is_done { [460, 340, 200] } else { [500, 300, 200] };
                assert_eq!((run.balances(), run.sagas()), (whole, vec![]), "{what}");
                assert!(run.told() != [Some(460)] || is_done, "{what}");
                assert!(run.parcels() <= 1 && [0, 1, 2].iter().all(|&it| run.locks(it).is_empty()), "{what}");
            }
        }
    }
}

#[test]
fn a_saga_that_takes_too_long_is_undone_unless_its_parcel_may_have_left() {
    // Nothing comes back from Beijing: the credit may have been made, and is undone as well.
    let run = story().at(100).ask(2, transfer(ALICE, BOB, 40)).at(140).cut_from(1, HUB, 2_500).run();
    assert_eq!(
        (run.balances(), run.count(OwnFact::TimedOut), run.count(OwnFact::TakenBack)),
        ([500, 300, 200], 1, 1)
    );
    // Nothing comes back from Hangzhou, where the parcel was handed over.
    let run = story().at(100).ask(2, transfer(ALICE, BOB, 40)).at(160).cut_from(0, HUB, 2_500).run();
    assert_eq!((run.balances(), run.count(OwnFact::TimedOut), run.parcels()), ([460, 340, 200], 0, 1));
}

#[test]
fn a_client_that_waits_too_long_is_told_that_nobody_knows() {
    let script =
        story().set("deadline_us", 500_000_u64).at(100).ask(2, transfer(ALICE, BOB, 40)).ask(1, read(ALICE));
    let run = script.at(105).crash(HUB).crash(0).at(2_000).restart(HUB).restart(0).run();
    assert_eq!(run.replies(), [Some(Reply::Unknown), refused(Refusal::Unreachable)]);
}

#[test]
fn an_orchestrator_that_keeps_sagas_in_memory_forgets_them() {
    let run = |log: &str| {
        let script = locked().set("saga_log", log).at(100).ask(2, transfer(ALICE, BOB, 40));
        script.at(150).crash(HUB).at(2_500).restart(HUB).run()
    };
    let (memory, before) = (run("memory"), run("before"));
    assert_eq!((memory.balances(), memory.parcels(), memory.locks(0).len()), ([460, 340, 200], 0, 1));
    assert_eq!((before.balances(), before.parcels(), before.locks(0).len()), ([460, 340, 200], 1, 0));
    assert_eq!(before.notes(OwnFact::Recovered), [(HUB, 1, 0)]);
}
