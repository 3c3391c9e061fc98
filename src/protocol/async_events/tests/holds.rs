//! A timer and a transfer race; whoever loses must lose in both services.

use super::*;

fn race(expiry: &str, delay_ms: u64) -> Played {
    let s = story().lasts(6_000).set("hold_us", 400_000_u64).set("expiry", expiry);
    play(&s.at(200).ask(0, transfer(ALICE, BOB, 40)).delay(message(3, 1), delay_ms))
}

#[test]
fn a_transfer_that_is_confirmed_in_time_is_no_race() {
    for expiry in ["agreed", "alone"] {
        let run = race(expiry, 10);
        assert_eq!((run.shows(0, ALICE).0, run.shows(1, BOB).0), (460, 340));
        assert!(run.notes(OwnFact::Expired).is_empty());
    }
}

#[test]
fn a_timer_that_decides_alone_gives_back_what_arrives_all_the_same() {
    let run = race("alone", 1_000);
    assert_eq!((run.shows(0, ALICE).0, run.shows(1, BOB).0), (500, 340), "40 came from nowhere");
}

#[test]
fn where_the_owner_of_the_gainer_decides_one_of_the_two_loses_in_both_services() {
    // The transfer is on its way for so long that the question overtakes it.
    let expired = race("agreed", 1_000);
    assert_eq!((expired.shows(0, ALICE).0, expired.shows(1, BOB).0), (500, 300));
    assert_eq!((expired.notes(OwnFact::TooLate).len(), expired.notes(OwnFact::GivenBack).len()), (1, 1));
    // The transfer arrives while the question is on its way.
    let arrived = race("agreed", 360);
    assert_eq!((arrived.shows(0, ALICE).0, arrived.shows(1, BOB).0), (460, 340));
    assert_eq!((arrived.notes(OwnFact::Expired).len(), arrived.notes(OwnFact::GivenBack).len()), (1, 0));
}
