//! New code, old events. Version 1 of the code wrote them; versions 2 and 3 must read them.

use super::*;
use crate::data::upcast::Upcasters;
use crate::protocol::event_sourcing::Order;
use crate::protocol::event_sourcing::config::Poison;

fn history() -> Vec<Input> {
    vec![submit(1, 1, deposit(BOB, 50)), submit(100, 1, withdraw(BOB, 40))]
}

fn upgraded(config: &Config, version: u32) -> Run {
    let mut inputs = history();
    inputs.push(upgrade(500, 1, version));
    tell(config, &inputs)
}

#[test]
fn new_code_reads_what_old_code_wrote() {
    for version in [2, 3] {
        let run = upgraded(&Config::default(), version);
        assert_eq!((run.balances(BOB), run.agree()), (vec![310; 3], true));
        assert_eq!(run.notes(Fact::Upcast), [(1, 2, 1)]);
    }
}

#[test]
fn without_an_upcaster_money_that_left_comes_back() {
    let run = upgraded(&Config { upcaster: Upcasters::None, ..Config::default() }, 2);
    assert_eq!((run.balances(BOB), run.agree()), (vec![310, 390, 310], false));
}

#[test]
fn upcasters_in_the_wrong_order_leave_events_half_way() {
    let wrong = Config { upcaster: Upcasters::WrongOrder, ..Config::default() };
    // One step has no order.
    assert!(upgraded(&wrong, 2).agree());
    assert_eq!(upgraded(&wrong, 3).balances(BOB), [310, 300, 310]);
}

#[test]
fn an_event_that_was_renamed_is_unknown_to_code_without_an_alias() {
    let forgetful = Config { type_alias: false, ..Config::default() };
    let parked = upgraded(&forgetful, 2);
    assert_eq!((parked.balances(BOB), parked.notes(Fact::Parked)), (vec![310, 260, 310], vec![(1, 1, 1)]));
    let stopped = upgraded(&Config { poison: Poison::Stop, ..forgetful.clone() }, 2);
    // Once for the stream that nobody can decide on, once for the projection.
    assert_eq!((stopped.log(1).applied, stopped.notes(Fact::Stuck)), (0, vec![(1, 1, 1), (1, 1, 1)]));
    // What cannot be read cannot be decided on: who asks gets no answer.
    let mut inputs = history();
    inputs.extend([upgrade(500, 1, 2), submit(700, 0, deposit(BOB, 1))]);
    assert_eq!(tell(&forgetful, &inputs).replies()[2], None);
    assert_eq!(tell(&Config::default(), &inputs).replies()[2], done(3, 311));
}

#[test]
fn a_snapshot_of_other_code_is_misread_unless_its_version_is_checked() {
    let mut inputs = history();
    inputs.extend([order(300, 1, Order::Snapshot as u32, BOB), upgrade(500, 1, 2)]);
    let run = tell(&Config::default(), &inputs);
    assert_eq!((run.balances(BOB), run.notes(Fact::Rebuilt)), (vec![310; 3], vec![(1, 2, 0)]));
    let careless = tell(&Config { snapshot_version_check: false, ..Config::default() }, &inputs);
    assert_eq!((careless.balances(BOB), careless.agree()), (vec![310, 3, 310], false));
    // And back again: an old version reads hundredths as units.
    inputs.extend([submit(600, 1, deposit(BOB, 1)), order(700, 1, Order::Snapshot as u32, BOB), upgrade(800, 1, 1)]);
    assert_eq!(tell(&Config { snapshot_version_check: false, ..Config::default() }, &inputs).balances(BOB)[1], 400);
}

#[test]
fn code_that_meets_an_event_from_the_future_puts_it_aside_until_it_is_upgraded() {
    // Service 1 is upgraded first and writes in the new shape; the others cannot read it yet.
    let mut inputs = vec![upgrade(1, 1, 2), submit(100, 1, withdraw(BOB, 40))];
    let run = tell(&Config::default(), &inputs);
    assert_eq!((run.balances(BOB), run.count(Fact::Parked)), (vec![300, 260, 300], 2));
    inputs.extend([upgrade(500, 0, 2), upgrade(500, 2, 3)]);
    let run = tell(&Config::default(), &inputs);
    assert_eq!((run.balances(BOB), run.agree()), (vec![260; 3], true));
    assert!((0..3).all(|node| run.inspect(node).counters().all(|counter| counter.name.en != "parked events")));
}
