//! Stories through one door: scripts. Three services; alice (500) lives at service 0, bob (300) at
//! 1, carol (200) at 2; the broker is node 3. A message takes 10 ms, a write 20 ms, and processing an
//! event nothing.

mod backlog;
mod found;
mod holds;
mod letters;

use super::{AsyncEvents, OwnFact};
use crate::base::ids::{AccountId, NodeId, OpId};
use crate::domain::Amount;
use crate::lab::script::told::Told as _;
use crate::lab::script::{self, ALICE, BOB, CAROL, Script, deposit, message, read, transfer};
use crate::sim::fact::FactTable;
use crate::sim::run::{AnyRun, Run};
use crate::sim::show::{Consumer, Section, VisibleState};
use crate::sim::trace::FactKind;

/// A run that is over, or stands at a moment.
struct Played(Run<AsyncEvents>);

fn story() -> Script {
    super::demos::stage(Script::default())
}

fn play(script: &Script) -> Played {
    Played(script::run(&script::experiment("async-events", script), &[]))
}

impl Played {
    fn at(&mut self, ms: u64) -> &mut Played {
        self.0.stand_at(ms);
        self
    }

    fn inspect(&self, node: u16) -> VisibleState {
        self.0.shows(node)
    }

    /// What a service shows of an account.
    fn shows(&self, node: u16, account: AccountId) -> (Amount, u64) {
        let seen = self.inspect(node);
        let rows = &seen.balances().expect("a service shows its accounts").rows;
        let row = rows.iter().find(|it| it.account == account).expect("the account is there");
        (row.balance, row.version)
    }

    /// How far a service has come, as the broker sees it.
    fn consumer(&self, node: u16) -> Consumer {
        let seen = self.inspect(3);
        let consumers = seen.sections.iter().find_map(|section| match section {
            Section::Consumers(consumers) => Some(consumers),
            _ => None,
        });
        *consumers.and_then(|all| all.iter().find(|it| it.node.0 == node)).expect("every service consumes")
    }

    /// Who told such a fact, in order, with its version.
    fn notes(&self, wanted: OwnFact) -> Vec<(u16, u32)> {
        self.0.notes(wanted).into_iter().map(|it| (it.node, it.a)).collect()
    }

    /// How long the first operation took, in milliseconds.
    fn took_ms(&self, op: u32) -> u64 {
        let when = |wanted: &dyn Fn(&FactKind) -> bool| {
            let mut facts = self.0.trace().facts_from(0).map(|(_, fact)| fact);
            facts.find(|fact| wanted(&fact.what)).map_or(0, |fact| fact.at.0)
        };
        let asked = when(&|what| matches!(what, FactKind::Invoked { op: OpId(it), .. } if *it == op));
        let told = when(&|what| matches!(what, FactKind::Returned { op: OpId(it), .. } if *it == op));
        told.saturating_sub(asked) / 1_000
    }
}

#[test]
fn an_event_travels_from_the_outbox_to_every_copy_at_the_times_that_a_clock_tells() {
    let mut run = play(&story().at(200).ask(0, deposit(ALICE, 50)));
    let shown = |run: &mut Played, ms| {
        let run = run.at(ms);
        [run.shows(0, ALICE).1, run.shows(1, ALICE).1, run.shows(2, ALICE).1]
    };
    assert_eq!(run.took_ms(0), 20, "the write of its owner");
    assert_eq!([199, 279, 281].map(|ms| shown(&mut run, ms)), [[0, 0, 0], [1, 0, 0], [1, 1, 1]]);
    let lag = [269, 271, 309, 311].map(|ms| run.at(ms).consumer(1).lag);
    assert_eq!(lag, [1, 1, 1, 0], "acknowledged when the effect is on disk and the message is there");
    assert_eq!(run.notes(OwnFact::Handled), [(1, 1), (2, 1)]);
    assert_eq!(run.notes(OwnFact::Published), [(3, 1)]);
}

#[test]
fn change_capture_is_sooner_than_a_relay_that_polls_and_passes_over_no_gap() {
    let gap = |reader: &str| {
        let s = story().set("checkpoint", "highest").set("reader", reader);
        let s = s.set("transfer_time_us", 200_000_u64);
        play(&s.at(200).ask(0, transfer(ALICE, BOB, 40)).at(210).submit(0, deposit(ALICE, 50)))
    };
    let (polled, captured) = (gap("poll"), gap("capture"));
    assert_eq!((polled.shows(1, BOB), captured.shows(1, BOB)), ((300, 0), (340, 1)));
    assert_eq!(polled.consumer(1).lag, 0, "nobody notices");
}

#[test]
fn three_relays_without_a_lock_publish_three_times_and_an_inbox_credits_once() {
    let relays = |consume: &str, lock: bool| {
        let s = story().set("relays", 3_u64).set("relay_lock", lock).set("consume", consume);
        play(&s.at(200).ask(0, transfer(ALICE, BOB, 40)))
    };
    let (thrice, once, locked) =
        (relays("at_least_once", false), relays("inbox", false), relays("at_least_once", true));
    let published = |run: &Played| run.notes(OwnFact::Published).len();
    assert_eq!(thrice.shows(1, BOB).0, 300 + 3 * 40);
    assert_eq!((once.shows(1, BOB).0, locked.shows(1, BOB).0), (340, 340));
    assert!(published(&once) >= 2 * 3, "{}", published(&once));
    assert_eq!(published(&locked), 2, "alice's event and bob's");
}

#[test]
fn four_ways_to_answer_a_write_while_the_lag_is_the_same() {
    let own_write = |name: &str, to: &str, optimistic: bool| {
        let s = story().set(name, to).set("confirm_first", !optimistic);
        let run = play(&s.at(200).ask(0, deposit(BOB, 50)).at(400).ask(2, read(BOB)));
        (run.took_ms(0), run.notes(OwnFact::Handled).len())
    };
    let answer = |to: &str| own_write("answer", to, false).0;
    assert_eq!(own_write("answer", "committed", true).0, 0, "optimistic: at once");
    assert_eq!([answer("committed"), answer("poll"), answer("push")], [40, 40, 60]);
    assert_eq!(answer("wait"), 110, "the whole way through the broker");
    // A read of the same session right behind the write.
    let read_after = |answer: &str| {
        let run =
            play(&story().set("answer", answer).at(200).ask(0, deposit(BOB, 50)).at(270).ask(0, read(BOB)));
        (run.took_ms(1), run.0.answer(1).and_then(|it| it.reply.balance()))
    };
    assert_eq!(read_after("committed"), (0, Some(300)), "it misses the write");
    assert_eq!(read_after("push"), (0, Some(350)));
    let (took, found) = read_after("poll");
    assert!((20..=60).contains(&took) && found == Some(350), "{took} ms, {found:?}");
}

#[test]
fn a_service_that_was_cut_off_catches_up_from_its_position() {
    let mut run = play(
        &story().at(100).isolate(2, 1_500).at(200).ask(0, deposit(ALICE, 50)).at(400).ask(1, deposit(BOB, 5)),
    );
    assert_eq!(run.at(1_400).consumer(2).lag, 2);
    let end = run.at(4_000);
    assert_eq!((end.consumer(2).lag, end.shows(2, ALICE), end.shows(2, BOB)), (0, (550, 1), (305, 1)));
}

#[test]
fn a_retry_of_a_command_is_answered_and_not_carried_out_again() {
    let lost = story().at(200).ask(0, deposit(BOB, 50)).lose(message(1, 0));
    let run = play(&lost);
    assert_eq!((run.shows(1, BOB), run.notes(OwnFact::Known).len()), ((350, 1), 1));
    let twice = play(&story().at(200).click(0, deposit(CAROL, 5), 7).at(205).click(0, deposit(CAROL, 5), 7));
    assert_eq!(twice.shows(2, CAROL), (205, 1));
}
