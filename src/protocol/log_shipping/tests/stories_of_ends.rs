//! Stories of operations and writes of which only a part came to an end: asked again after a timeout, cut in the middle by a crash.

use super::stage::*;
use crate::base::distribution::Distribution;
use crate::base::ids::{ClientId, NodeId};
use crate::base::time::{Span, Time};
use crate::domain::Call;
use crate::protocol::log_shipping::{Durable, LogShipping};
use crate::sim::client::{Pace, Planned, Workload};
use crate::sim::fault::Cut;
use crate::sim::input::Action;
use crate::sim::protocol::Protocol;
use crate::sim::trace::{Outcome, Word};

const OK: Outcome = Outcome::Ok;

/// A client of node 0 asks at 50 ms, and asks node 1 when it has heard nothing for half a second. Node 1, which has
/// saved a line before, was started again a moment ago and knows no primary.
fn asked_again(call: Call, script: Script) -> Run {
    let operation = Planned { at: Time(50_000), client: ClientId(0), node: Some(NodeId(0)), call, command: None };
    let mut script = script.set("mode", name("sync")).deposit(5, 0, BOB, 7).crash(400, 1).restart(410, 1);
    script.nodes = 2;
    script.workload = Some(Workload {
        homes: vec![NodeId(0), NodeId(1)],
        roaming: true,
        pace: Pace::Listed([operation].into()),
        account_weights: [1, 2, 3].into(),
        timeout: Span::from_ms(500),
        retries: 1,
        ..Workload::none()
    });
    script.run()
}

#[test]
fn a_refusal_after_a_timeout_does_not_say_that_the_write_failed() {
    let cut = Cut::Link { a: node(0), b: node(1) };
    let script = Script::new().at(40, Action::Cut { cut, heal_at: Some(Time(1_500_000)) });
    let run = asked_again(Call::Deposit { account: ALICE, amount: 42 }, script);
    assert!(run.ended_at(1).unwrap() < 600_000, "node 1 refuses at once");
    assert_eq!(run.ended(1), (Outcome::Info, None), "the line waits in the log of node 0");
    assert_eq!((run.balance(0, ALICE), run.balance(1, ALICE)), (542, 542), "and is shared when the link heals");
}

#[test]
fn a_refused_read_failed_however_often_it_was_asked() {
    let script = Script::new().set("read_from", name("primary")).at(20, Action::Pause { node: node(0) });
    let run = asked_again(Call::Read { account: ALICE }, script);
    assert_eq!(run.ended(1), (Outcome::Fail, None), "no attempt of a read has an effect");
}

/// The disk takes 100 ms, and node 0 dies at 50 ms, in the middle of the first write of its life.
fn the_first_write_is_torn() -> Script {
    let mut script = Script::new().set("mode", name("sync"));
    script.disk = Distribution::Constant { us: 100_000 };
    script.at(50, Action::Crash { node: node(0), torn: true }).restart(200, 0)
}

#[test]
fn a_primary_that_lost_lines_does_not_give_their_indices_to_others_in_the_same_epoch() {
    let run = the_first_write_is_torn().until(9_000).deposit(3_000, 0, ALICE, 50).promote(5_000, 1).read(7_000, 1, ALICE).run();
    assert_eq!(run.notes(Word::Damaged), [(0, 5, 2)], "the opening of the last account");
    assert_eq!(run.notes(Word::Demoted)[0], (0, 1, 1), "its epoch is over");
    assert_eq!(run.notes(Word::Promoted), [(0, 1, 6), (0, 4, 6), (1, 5, 7)], "it begins another one with the whole log");
    assert_eq!((run.ended(0), run.ended(1)), ((OK, Some(550)), (OK, Some(550))), "what was acknowledged outlives it");
    assert!(run.agree());
}

#[test]
fn a_majority_with_torn_first_writes_still_opens_every_account() {
    // Node 2 dies with its claim of an epoch half written. Node 1, whose log is whole, is cut off while the two others elect node 2.
    let script = the_first_write_is_torn().promote(10, 2).at(60, Action::Crash { node: node(2), torn: true }).restart(200, 2);
    let run = script.until(6_000).isolate(150, 3_000, 1).promote(400, 2).deposit(2_000, 2, ALICE, 50).run();
    assert_eq!(run.notes(Word::Damaged), [(0, 5, 2), (2, 5, 2)]);
    assert_eq!(run.ended(0), (OK, Some(550)));
    assert!(run.agree());
    assert_eq!((run.look(1).balances.len(), run.look(1).total), (3, 1_050), "nobody was made to forget the last account");
}

#[test]
fn a_primary_with_a_torn_line_follows_whoever_leads_now() {
    // The line is at its disk from 50 to 52 ms.
    let script = Script::new().set("mode", name("sync")).deposit(50, 0, ALICE, 50).at(51, Action::Crash { node: node(0), torn: true });
    let run = script.promote(200, 1).restart(500, 0).deposit(2_000, 0, BOB, 7).until(4_000).run();
    assert_eq!(run.notes(Word::Damaged), [(0, 7, 1)]);
    assert_eq!(run.notes(Word::Promoted), [(0, 1, 6), (1, 2, 6)], "node 0 does not depose node 1");
    assert_eq!(run.ended(1), (OK, Some(307)));
    assert!(run.agree());
}

#[test]
fn a_primary_with_a_torn_line_leads_again_where_nobody_else_does() {
    let script = Script::new().set("mode", name("sync")).deposit(50, 0, ALICE, 50).at(51, Action::Crash { node: node(0), torn: true });
    for (guard, epoch) in [("fence", 4), ("lease", 4), ("none", 4)] {
        let script = Script { settings: script.settings.clone(), inputs: script.inputs.clone(), ..Script::new() };
        let run = script.set("guard", name(guard)).restart(500, 0).deposit(2_500, 1, BOB, 7).until(4_000).run();
        assert_eq!(run.notes(Word::Promoted), [(0, 1, 6), (0, epoch, 6)], "{guard}");
        assert_eq!(run.ended(1), (OK, Some(307)), "{guard}");
        assert!(run.agree(), "{guard}");
    }
}

/// A write that was cut leaves lines, and nothing that was to be written about them: a log that lacks the end of what an epoch began with must not pass for
/// a log of that epoch when logs are compared.
#[test]
fn a_torn_first_write_says_nothing_about_later_epochs() {
    let whole = Script::new().deposit(50, 0, ALICE, 50).run().0.world().state(node(0)).durable.clone();
    let later = Durable { epoch: 5, reign: 5, settled: 5, began: 7, ..whole };
    let left = LogShipping::torn(&Durable::default(), &later);
    assert_eq!((left.epoch, left.reign, left.settled), (1, 0, 1));
    assert_eq!((left.ledger.len(), left.ledger.sound_len()), (7, 6));
}
