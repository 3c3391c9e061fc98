//! Who leads, and what that costs.

use super::*;
use crate::lab::script::message;

/// Messages and forced writes of one transfer.
fn cost(script: Script) -> (usize, usize) {
    let run = script.at(100).ask(2, transfer(ALICE, BOB, 40)).run();
    assert_eq!((run.told(), run.balances()), (vec![Some(460)], [460, 340, 200]));
    let count =
        |is: fn(&FactKind) -> bool| run.0.trace().facts_from(0).filter(|(_, fact)| is(&fact.what)).count();
    (count(|it| matches!(it, FactKind::Sent { .. })), count(|it| matches!(it, FactKind::Persisted { .. })))
}

#[test]
fn messages_and_forced_writes_are_those_of_the_closed_forms() {
    // The first write of the part that leads is that it leads. A saga of s steps takes two messages
    // a step and two for its client; a log before each step one write more than its services make.
    let (s, client, leads) = (3, 2, 1);
    assert_eq!(cost(story()), (2 * s + client, leads + s + (s + 1)));
    assert_eq!(cost(story().set("saga_log", "after")), (2 * s + client, leads + s + s));
    assert_eq!(cost(story().set("saga_log", "memory")), (2 * s + client, leads + s));
    // Two accounts are freed, or two reservations confirmed.
    assert_eq!(cost(locked()), (2 * (s + 2) + client, leads + s + 2 + (s + 1 + 2)));
    assert_eq!(cost(story().set("way", "tcc")), cost(locked()));
    // Nobody calls: an event is published, acknowledged and delivered, first by whoever was asked.
    assert_eq!(cost(story().set("way", "choreographed")), (2 * (s + 1) + s + 1, leads + (s + 1) + (s + 1)));
}

#[test]
fn a_reservation_is_seen_by_nobody_until_it_is_confirmed() {
    let script = story().set("way", "tcc").at(100).ask(0, transfer(ALICE, BOB, 40));
    let tried = script.run().at(165);
    assert_eq!((tried.balances(), tried.count(OwnFact::Reserved)), ([500, 300, 200], 1));
    assert!(tried.inspect(0).counters().any(|it| it.name.en == "money reserved" && it.value == 40));
    // What is reserved is not available.
    let both = script.after(40).ask(0, withdraw(ALICE, 470)).run();
    assert_eq!((both.told(), both.balances()), (vec![Some(460), None], [460, 340, 200]));
    let cancelled = story().set("way", "tcc").at(100).ask(0, transfer(ALICE, BOB, 100)).run();
    assert_eq!((cancelled.balances(), cancelled.count(OwnFact::Cancelled)), ([500, 300, 200], 1));
    assert!(!cancelled.inspect(0).counters().any(|it| it.name.en == "money reserved"));
}

#[test]
fn a_cancellation_that_comes_first_leaves_a_tombstone_for_the_try() {
    let late = |on: bool| {
        let script = story().set("way", "tcc").set("tombstone", on).set("saga_timeout_us", 300_000_u64);
        let script = script.set("resend_us", 900_000_u64).at(100).ask(2, transfer(ALICE, BOB, 40));
        script.delay(message(HUB, 0), 800).run()
    };
    let reserved =
        |run: &Played| run.inspect(0).counters().find(|it| it.name.en == "money reserved").map(|it| it.value);
    let (with, without) = (late(true), late(false));
    assert_eq!((with.count(OwnFact::Tombstone), reserved(&with)), (1, None));
    assert_eq!((without.count(OwnFact::Tombstone), reserved(&without)), (0, Some(40)));
}

#[test]
fn nobody_leads_a_choreography_and_still_it_turns_back() {
    let run = story().set("way", "choreographed").at(100).ask(0, transfer(ALICE, BOB, 100)).run();
    assert_eq!((run.replies(), run.balances()), (vec![refused(Refusal::OutOfRange)], [500, 300, 200]));
    assert_eq!((run.count(OwnFact::TakenBack), run.count(OwnFact::Refunded)), (1, 1));
    assert_eq!(run.inspect(HUB).role.en, "broker");
    assert!(
        [0, 1, 2]
            .iter()
            .all(|&node| !run.inspect(node).counters().any(|it| it.name.en == "events to be published"))
    );
}

#[test]
fn a_step_that_expires_is_undone_by_its_own_service_and_then_once_more() {
    let run = |holds: &str| {
        let script = story().set("holds", holds).set("hold_us", 60_000_u64);
        script.at(100).ask(2, transfer(ALICE, BOB, 100)).run()
    };
    assert_eq!(
        (run("until_told").balances(), run("until_told").count(OwnFact::Expired)),
        ([500, 300, 200], 0)
    );
    assert_eq!((run("expire").balances()[0], run("expire").count(OwnFact::Expired)), (600, 1));
}
