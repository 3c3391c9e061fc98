//! Laws that hold for every run, and every moment of a run in which something can break.

use super::stage::*;
use crate::base::ids::{AccountId, CommandId, NodeId};
use crate::base::time::Time;
use crate::domain::Call;
use crate::protocol::log_shipping::OwnFact;
use crate::sim::input::{Action, Input};
use crate::sim::run::{AnyRun, Target};
use crate::sim::show::Lens;
use crate::sim::trace::{FactKind, Outcome};

/// A short run with writes at every node.
fn busy() -> Script {
    let script = story().at(50).submit(0, deposit(ALICE, 50)).at(60).submit(1, transfer(ALICE, BOB, 70));
    script
        .at(61)
        .submit(2, withdraw(BOB, 5))
        .at(90)
        .submit(1, deposit(BOB, 7))
        .at(95)
        .submit(0, Call::Open { account: AccountId(3) })
}

/// A crash of any node between any two steps, whole or in the middle of a write, loses nothing that
/// was acknowledged and leaves all the same.
#[test]
fn there_is_no_bad_moment_to_crash() {
    let calm = busy()
        .set("mode", "sync")
        .set("failover", "automatic")
        .set("failover_after_us", 300_000_u64)
        .lasts(2_500);
    let mut run = calm.run().0;
    run.seek(Target::Step(0));
    let mut moments = Vec::new();
    loop {
        let (at, step) = run.cursor();
        if at > Time(400_000) {
            break;
        }
        moments.push((at, step));
        run.seek(Target::Step(step + 1));
    }
    assert!(moments.len() > 80, "{} moments", moments.len());
    let (mut torn_writes, mut damaged) = (0, 0);
    for (at, step) in moments {
        for (id, torn) in [(0, false), (0, true), (1, false), (1, true)] {
            let script = busy()
                .set("mode", "sync")
                .set("failover", "automatic")
                .set("failover_after_us", 300_000_u64)
                .lasts(2_500);
            let crash = Input { at, step, action: Action::Crash { node: node(id), torn } };
            let run = script.at(900).restart(id).run_with(&[crash]);
            assert!(run.agree(), "node {id} crashed at {at}, after {step} steps");
            check_answers(&run);
            torn_writes += run
                .0
                .trace()
                .facts_from(0)
                .filter(|(_, fact)| fact.what == FactKind::Crashed { torn: true })
                .count();
            damaged += run.notes(OwnFact::Damaged).len();
        }
    }
    assert!(torn_writes > 20 && damaged > 10, "{torn_writes} writes were torn, {damaged} of them in a line");
}

/// What was acknowledged is in the log once; what was refused is not.
fn check_answers(run: &Played) {
    let ledger = &run.0.world().state(NodeId(0)).durable.ledger;
    let times =
        |command: CommandId| ledger.iter().filter(|line| line.command == command && !line.more).count();
    for (_, fact) in run.0.trace().facts_from(0) {
        if let FactKind::Returned { op, outcome, .. } = fact.what {
            let command = run.0.operation(op).request.command;
            match outcome {
                Outcome::Ok => assert_eq!(times(command), 1),
                Outcome::Fail => assert_eq!(times(command), 0),
                Outcome::Info => assert!(times(command) <= 1),
            }
        }
    }
}

#[test]
fn every_message_twice_is_every_message_once() {
    let once = busy().run();
    let mut script = busy();
    script.stage.link.duplicate_ppm = 1_000_000;
    script.stage.link.duplicate_after =
        crate::base::distribution::Distribution::Uniform { min_us: 0, max_us: 900_000 };
    let twice = script.run();
    let log = |run: &Played| run.0.world().state(NodeId(2)).durable.ledger.clone();
    assert_eq!(log(&once), log(&twice));
    assert!(once.agree() && twice.agree());
}

#[test]
fn a_window_shows_a_part_of_the_whole() {
    let run = busy().run();
    let look = |rows, only| run.0.inspect(NodeId(1), &Lens { rows, accounts: 1..2, only });
    let held = look(0..0, None).balances().expect("balances").rows.clone();
    assert_eq!((held.len(), held[0].account), (1, BOB));
    let look = |rows, only| look(rows, only).log().cloned().expect("a log");
    let all = look(0..u64::MAX, None);
    assert_eq!((all.len, all.rows.len(), all.strip.len()), (12, 12, 12));
    for (from, to) in [(0, 0), (0, 3), (5, 9), (11, 40), (12, 13), (50, 60)] {
        let want = all.rows.iter().filter(|row| (from + 1..=to).contains(&row.index));
        assert!(look(from..to, None).rows.iter().eq(want), "{from}..{to}");
    }
    let bob: Vec<_> = all.rows.iter().filter(|row| row.account == BOB).cloned().collect();
    let passbook = look(0..100, Some(BOB));
    assert_eq!(passbook.rows, bob);
    assert_eq!((passbook.len, passbook.applied), (5, 5));
    assert_eq!(look(3..5, Some(BOB)).rows, bob[3..5]);
    let sums = bob.iter().scan(0, |sum, row| {
        *sum += row.amount;
        Some(*sum)
    });
    assert!(sums.eq(bob.iter().map(|row| row.balance)), "a passbook adds up");
}

#[test]
fn a_log_of_any_length_is_caught_up_with_in_bounded_messages() {
    let mut script = story().at(10).isolate(2, 2_500).lasts(6_000);
    script = (0..600).fold(script, |script, n| script.at(20 + n * 3).submit(0, deposit(ALICE, 1)));
    let run = script.run();
    assert!(run.agree());
    let longest = run.0.trace().facts_from(0).filter_map(|(_, fact)| match fact.what {
        FactKind::Sent { flight } => match &run.0.trace().flight(flight).message {
            crate::protocol::log_shipping::Message::Ship { lines, .. } => Some(lines.len()),
            _ => None,
        },
        _ => None,
    });
    assert_eq!(longest.max(), Some(256));
}

#[test]
fn a_busy_disk_takes_many_writes_at_once() {
    let mut script = story();
    script = (0..200).fold(script, |script, n| script.at(20 + n / 10).submit(0, deposit(ALICE, 1)));
    let run = script.run();
    let writes = run
        .0
        .trace()
        .facts_from(0)
        .filter(|(_, fact)| matches!(fact.what, FactKind::Persisted { .. }) && fact.node == NodeId(0))
        .count();
    assert!(run.agree() && writes < 20, "{writes} writes to disk for 200 transactions");
    assert_eq!(run.balance(1, ALICE), 700);
}
