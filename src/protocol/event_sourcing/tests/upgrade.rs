//! New code, old events. Version 1 of the code wrote them; versions 2 and 3 must read them.

use super::*;

fn history() -> Script {
    story().at(1).submit(1, deposit(BOB, 50)).at(100).submit(1, withdraw(BOB, 40))
}

fn upgraded(version: u32) -> Script {
    history().at(500).upgrade(1, version)
}

#[test]
fn new_code_reads_what_old_code_wrote() {
    for version in [2, 3] {
        let run = upgraded(version).run();
        assert_eq!((run.balances(BOB), run.agree()), (vec![310; 3], true));
        assert_eq!(run.notes(OwnFact::Upcast), [(1, 1, 1)]);
    }
}

#[test]
fn without_an_upcaster_money_that_left_comes_back() {
    let run = upgraded(2).set("upcaster", "none").run();
    assert_eq!((run.balances(BOB), run.agree()), (vec![310, 390, 310], false));
}

#[test]
fn upcasters_in_the_wrong_order_leave_events_half_way() {
    let wrong = |version| upgraded(version).set("upcaster", "wrong_order").run();
    // One step has no order.
    assert!(wrong(2).agree());
    assert_eq!(wrong(3).balances(BOB), [310, 3, 310]);
}

#[test]
fn an_event_that_was_renamed_is_unknown_to_code_without_an_alias() {
    let forgetful = upgraded(2).set("type_alias", false);
    let parked = forgetful.run();
    // What accounts began with was a deposit, too.
    let every_deposit = vec![(1, 2, 0), (1, 2, 1), (1, 2, 2), (1, 3, 1)];
    assert_eq!((parked.balances(BOB), parked.notes(OwnFact::Parked)), (vec![310, -40, 310], every_deposit));
    let stopped = forgetful.clone().set("poison", "stop").run();
    // Once for the stream that nobody can decide on, once for the projection.
    assert_eq!((stopped.log(1).applied, stopped.notes(OwnFact::Stuck)), (1, vec![(1, 2, 1), (1, 2, 0)]));
    // What cannot be read cannot be decided on: who asks gets no answer.
    let asked = |script: Script| script.at(700).submit(0, deposit(BOB, 1)).run().replies()[2];
    assert_eq!(asked(forgetful), None);
    assert_eq!(asked(upgraded(2)), done(5, 311));
}

#[test]
fn a_snapshot_of_other_code_is_misread_unless_its_version_is_checked() {
    let script = history().at(300).order(1, "snapshot").at(500).upgrade(1, 2);
    let run = script.run();
    assert_eq!((run.balances(BOB), run.notes(OwnFact::Rebuilt)), (vec![310; 3], vec![(1, 8, 0)]));
    let careless = script.clone().set("snapshot_version_check", false).run();
    assert_eq!((careless.balances(BOB), careless.agree()), (vec![310, 3, 310], false));
    // And back again: an old version reads hundredths as units.
    let script = script.at(600).submit(1, deposit(BOB, 1)).at(700).order(1, "snapshot").at(800).upgrade(1, 1);
    assert_eq!(script.set("snapshot_version_check", false).run().balances(BOB)[1], 400);
}

#[test]
fn code_that_meets_an_event_from_the_future_puts_it_aside_until_it_is_upgraded() {
    // Service 1 is upgraded first and writes in the new shape; the others cannot read it yet.
    let script = story().at(1).upgrade(1, 2).at(100).submit(1, withdraw(BOB, 40));
    let run = script.run();
    assert_eq!((run.balances(BOB), run.count(OwnFact::Parked)), (vec![300, 260, 300], 2));
    let run = script.at(500).upgrade(0, 2).upgrade(2, 3).run();
    assert_eq!((run.balances(BOB), run.agree()), (vec![260; 3], true));
    assert!((0..3).all(|node| {
        run.inspect(node).counters().all(|counter| counter.name.en != "parked events (dead letters)")
    }));
}

/// Service 1 runs version 2, and 200 of bob's 300 were taken out in the new shape.
fn written_by_newer_code() -> Script {
    story().at(1).upgrade(1, 2).at(100).submit(1, withdraw(BOB, 200))
}

#[test]
fn older_code_decides_nothing_about_a_stream_that_it_cannot_read() {
    // Service 0 has the event and knows its version, so the owner would take its decision for one
    // on the newest state.
    let run = written_by_newer_code().at(300).submit(0, withdraw(BOB, 200)).run();
    assert_eq!((run.replies()[1], run.balances(BOB)), (None, vec![300, 100, 300]));
    // A service that lags is told of the newer event by the owner, and cannot read that either.
    let run = written_by_newer_code().set("apply_us", 500_000u64).at(120).submit(0, withdraw(BOB, 200)).run();
    assert_eq!((run.replies()[1], run.balances(BOB)[1]), (None, 100));
    let run = written_by_newer_code().at(200).upgrade(0, 2).at(300).submit(0, withdraw(BOB, 200)).run();
    assert_eq!((run.replies()[1], run.balances(BOB)[1]), (refused(Refusal::NotEnough), 100));
}

#[test]
fn a_stream_that_code_cannot_read_stays_locked_when_the_service_starts_from_a_snapshot() {
    let back = written_by_newer_code().at(300).upgrade(1, 1);
    let again = back.clone().at(400).order(1, "snapshot").at(500).upgrade(1, 1);
    for script in [back, again] {
        let run =
            script.at(600).submit(1, withdraw(BOB, 200)).at(700).submit(0, transfer(ALICE, BOB, 1)).run();
        assert_eq!(run.replies()[1], None);
        assert_eq!(
            run.notes(OwnFact::Reserved).len(),
            1,
            "the money stays on its way to whom it cannot be given"
        );
        assert_eq!(run.totals()[0], 999);
    }
}

/// Each version of the code reads other events, so it shows them in another order. A service that goes
/// back to a snapshot which older code took shows what that code had read, and not as many events of
/// what newer code showed in between.
#[test]
fn a_snapshot_of_older_code_shows_what_that_code_had_read() {
    // Service 1 writes a withdrawal that version 1 cannot read, and then service 0 a deposit. Service 2
    // takes a snapshot without the withdrawal, runs newer code for a while, and goes back.
    let script = story().at(1).upgrade(1, 2).at(100).submit(1, withdraw(BOB, 40)).at(200);
    let script = script.submit(0, deposit(ALICE, 5)).at(300).order(2, "snapshot").at(400).upgrade(2, 3);
    let experiment = script.at(600).upgrade(2, 1).at(800).submit(0, deposit(ALICE, 6)).experiment();
    let run = experiment.run();
    assert_eq!((run.balances(BOB), run.balances(ALICE)), (vec![300, 260, 300], vec![511; 3]));
    assert_eq!(run.verdict("prefix"), Verdict::Holds);
}
