//! Stories of fencing where a single step in another order would lose something.

use super::stage::*;
use crate::base::time::Time;
use crate::protocol::log_shipping::Fact;
use crate::sim::fault::{Cut, Then};
use crate::sim::input::Action;
use crate::sim::trace::Outcome;

const OK: Outcome = Outcome::Ok;

/// Figure 8 of the Raft paper, for shipping: a log that an epoch inherited counts as shared only by nodes that have all of it. Node 0 has 300 lines that
/// nobody else has; node 2 leads epoch 3 and writes another line 7; node 0 leads epoch 4 and gets the first part of its lines onto node 1's disk.
#[test]
fn part_of_what_an_epoch_inherited_is_not_safe_yet() {
    let script = Script::new().set("mode", name("sync")).until(4_000).isolate(40, 900, 0);
    let script = (0..300).fold(script, |script, n| script.deposit(50 + n, 0, ALICE, 1)).crash(600, 0);
    let script = script.promote(700, 2).isolate(725, 1_600, 2).deposit(800, 2, BOB, 7).crash(900, 2);
    // The second part of node 0's lines is lost, and so is node 0.
    let cut = Cut::OneWay { from: node(0), to: node(1) };
    let script = script.restart(1_000, 0).promote(1_200, 0).at(1_262, Action::Cut { cut, heal_at: Some(Time(1_500_000)) });
    let run =
        script.read(1_350, 0, ALICE).crash(1_400, 0).restart(1_500, 2).promote(1_800, 2).read(2_500, 1, ALICE).restart(3_000, 0).run();
    assert_eq!(run.notes(Fact::Promoted)[..6], [(0, 1, 6), (2, 3, 6), (0, 1, 306), (0, 4, 306), (2, 3, 7), (2, 6, 7)]);
    assert!(run.notes(Fact::Truncated).contains(&(1, 6, 256)), "node 1 had part of them on disk, and they lost");
    assert_eq!((run.ended(301), run.ended(302)), ((OK, Some(500)), (OK, Some(500))), "so it was right not to show them");
    assert!(run.agree());
}

/// A promise is on disk before it is given: node 2 dies with its promise half written, and comes back without it.
#[test]
fn a_promise_that_was_not_saved_was_not_given() {
    let cut = Cut::Link { a: node(0), b: node(1) };
    let script = Script::new().set("mode", name("sync")).at(40, Action::Cut { cut, heal_at: Some(Time(1_500_000)) });
    // The claim reaches node 2 at 142 ms; its disk would have the promise at 144 ms.
    let run = script.promote(130, 1).crash(143, 2).restart(145, 2).deposit(150, 0, ALICE, 50).read(2_000, 1, ALICE).run();
    assert_eq!(run.ended(0), (OK, Some(550)), "node 2 had promised nothing, so it took the line");
    assert_eq!(run.ended(1), (OK, Some(550)), "and told of it when it did promise");
    assert_eq!(run.notes(Fact::Promoted), [(0, 1, 6), (1, 2, 7)]);
    assert!(run.agree());
}

/// The network brings a forwarded write once more, when the node that refused it is primary again.
#[test]
fn what_was_refused_stays_refused() {
    let script =
        Script::new().demote(100, 0).deposit(105, 1, ALICE, 50).except(1, 0, 1, Then::Duplicate { after_us: 1_000_000 }).promote(500, 0);
    let run = script.run();
    assert_eq!(run.ended(0), (Outcome::Fail, None), "node 0 was not primary");
    assert_eq!(run.notes(Fact::Promoted).last(), Some(&(0, 4, 6)), "then it was");
    assert_eq!(run.balance(0, ALICE), 500);
}

/// A write that was cut leaves a line of a later epoch on the disk of a node that was primary when it last wrote. That line ends its reign, although nothing
/// else on the disk says so.
#[test]
fn a_line_of_a_later_epoch_ends_a_reign() {
    // Node 1 leads from 124 ms and puts both lines into one message, the first thing that node 0 hears of epoch 2; it is at its disk from 138 to 140 ms.
    let script = Script::new().isolate(99, 127, 0).promote(100, 1).deposit(125, 1, BOB, 1).deposit(125, 1, BOB, 2);
    let run = script.at(139, Action::Crash { node: node(0), torn: true }).restart(200, 0).deposit(201, 0, ALICE, 50).run();
    assert_eq!(run.notes(Fact::Damaged), [(0, 8, 1)], "one of the two lines is whole");
    assert_eq!(run.notes(Fact::Promoted), [(0, 1, 6), (1, 2, 6)], "node 0 came back and did not lead");
    assert!(run.agree());
}
