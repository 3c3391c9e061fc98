//! Stories of fencing where a single step in another order would lose something.

use super::stage::*;
use crate::lab::verdicts::{Verdict, verdicts};
use crate::sim::trace::Outcome;

const OK: Outcome = Outcome::Ok;

/// Figure 8 of the Raft paper, for shipping: a log that an epoch inherited counts as shared only by
/// nodes that have all of it. Node 0 has 300 lines that nobody else has; node 2 leads epoch 3 and
/// writes another line 7; node 0 leads epoch 4 and gets the first part of its lines onto node 1's
/// disk.
#[test]
fn part_of_what_an_epoch_inherited_is_not_safe_yet() {
    let script = story().set("mode", "sync").lasts(4_000).at(40).isolate(0, 900);
    let script =
        (0..300).fold(script, |script, n| script.at(50 + n).submit(0, deposit(ALICE, 1))).at(600).crash(0);
    let script = script
        .at(700)
        .order(2, "promote")
        .at(725)
        .isolate(2, 1_600)
        .at(800)
        .submit(2, deposit(BOB, 7))
        .at(900)
        .crash(2);
    // The second part of node 0's lines is lost, and so is node 0.
    let script = script.at(1_000).restart(0).at(1_200).order(0, "promote").at(1_262).cut_from(0, 1, 1_500);
    let run = script
        .at(1_350)
        .submit(0, read(ALICE))
        .at(1_400)
        .crash(0)
        .at(1_500)
        .restart(2)
        .at(1_800)
        .order(2, "promote")
        .at(2_500)
        .submit(1, read(ALICE))
        .at(3_000)
        .restart(0)
        .run();
    assert_eq!(
        run.notes(OwnFact::Promoted)[..6],
        [(0, 1, 6), (2, 3, 6), (0, 1, 306), (0, 4, 306), (2, 3, 7), (2, 6, 7)]
    );
    assert!(
        run.notes(OwnFact::Truncated).contains(&(1, 6, 256)),
        "node 1 had part of them on disk, and they lost"
    );
    assert_eq!(
        (run.ended(301), run.ended(302)),
        ((OK, Some(500)), (OK, Some(500))),
        "so it was right not to show them"
    );
    assert!(run.agree());
}

/// A promise is on disk before it is given: node 2 dies with its promise half written, and comes
/// back without it.
#[test]
fn a_promise_that_was_not_saved_was_not_given() {
    let script = story().set("mode", "sync").at(40).cut_between(0, 1, 1_500);
    // The claim reaches node 2 at 142 ms; its disk would have the promise at 144 ms.
    let run = script
        .at(130)
        .order(1, "promote")
        .at(143)
        .crash(2)
        .at(145)
        .restart(2)
        .at(150)
        .submit(0, deposit(ALICE, 50))
        .at(2_000)
        .submit(1, read(ALICE))
        .run();
    assert_eq!(run.ended(0), (OK, Some(550)), "node 2 had promised nothing, so it took the line");
    assert_eq!(run.ended(1), (OK, Some(550)), "and told of it when it did promise");
    assert_eq!(run.notes(OwnFact::Promoted), [(0, 1, 6), (1, 2, 7)]);
    assert!(run.agree());
}

/// The network brings a forwarded write once more, when the node that refused it is primary again.
#[test]
fn what_was_refused_stays_refused() {
    let script = story()
        .at(100)
        .order(0, "demote")
        .at(105)
        .submit(1, deposit(ALICE, 50))
        .repeat(message(1, 0).behind(1), 1_000)
        .at(500)
        .order(0, "promote");
    let run = script.run();
    assert_eq!(run.ended(0), (Outcome::Fail, None), "node 0 was not primary");
    assert_eq!(run.notes(OwnFact::Promoted).last(), Some(&(0, 4, 6)), "then it was");
    assert_eq!(run.balance(0, ALICE), 500);
}

/// A write that was cut leaves a line of a later epoch on the disk of a node that was primary when
/// it last wrote. That line ends its epoch as primary, although nothing else on the disk says so.
#[test]
fn a_line_of_a_later_epoch_ends_a_reign() {
    // Node 1 leads from 124 ms and puts both lines into one message, the first thing that node 0
    // hears of epoch 2; it is at its disk from 138 to 140 ms.
    let script = story()
        .at(99)
        .isolate(0, 127)
        .at(100)
        .order(1, "promote")
        .at(125)
        .submit(1, deposit(BOB, 1))
        .at(125)
        .submit(1, deposit(BOB, 2));
    let run = script.at(139).tear(0).at(200).restart(0).at(201).submit(0, deposit(ALICE, 50)).run();
    assert_eq!(run.notes(OwnFact::Damaged), [(0, 8, 1)], "one of the two lines is whole");
    assert_eq!(run.notes(OwnFact::Promoted), [(0, 1, 6), (1, 2, 6)], "node 0 came back and did not lead");
    assert!(run.agree());
}

/// Two clicks of one command are asked of the old primary, which cannot answer. The new one found
/// the line in the log that it inherited, and answers both when the old primary, healed, has
/// acknowledged it: an acknowledgement, and not the old primary's answer.
#[test]
fn both_clicks_are_answered_with_the_line_that_the_log_has() {
    let script = story().set("mode", "sync").patience(700, 5).at(50).click(2, deposit(ALICE, 50), 7);
    let script = script.at(61).cut_from(0, 2, 1_500).at(70).click(2, deposit(ALICE, 50), 7);
    let script = script.at(300).order(2, "promote");
    let experiment = script.experiment();
    let run = script.run();
    assert_eq!(run.notes(OwnFact::Promoted), [(0, 1, 6), (2, 3, 7)], "with the line of the first click");
    assert_eq!((run.ended(0), run.ended(1)), ((OK, Some(550)), (OK, Some(550))));
    assert_eq!((run.balance(2, ALICE), run.log(2).len), (550, 7), "it was carried out once");
    let all = verdicts(&experiment, &run.0).expect("a short run");
    let effects = all.iter().find(|it| it.model == "effects").expect("it is judged");
    assert_eq!((effects.verdict, &effects.because), (Verdict::Holds, &None));
}
