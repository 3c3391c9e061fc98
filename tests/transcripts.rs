//! Whole runs as text that a person can read and review: `tests/transcripts/*.txt`. What changes in
//! a protocol changes a line there, and the change is read.
//! `EVENTUAL_BLESS=1 cargo test --test transcripts` writes them anew.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::run;
use eventual::base::text::Language;
use eventual::lab::experiment::Experiment;
use eventual::lab::frame;
use eventual::lab::script::{self, ALICE, BOB, Script, deposit, message, read, transfer, withdraw};
use eventual::protocol::catalog;
use eventual::view::narrate::Narrator;
use std::fmt::Write;

/// A short run on a network that always takes 40 ms, with a few operations.
fn short() -> Script {
    Script::default().lasts(1_600).patience(600, 0)
}

fn transcript(experiment: &Experiment) -> String {
    let session = run(experiment, &[]);
    let entry = catalog::find(&experiment.protocol.name).expect("a protocol of the catalogue");
    let orders: Vec<_> = entry.orders.iter().map(|order| order.title).collect();
    let cast = experiment.cast();
    let narrator = Narrator {
        language: Language::En,
        orders: &orders,
        timers: entry.timers,
        facts: entry.facts,
        cuts: &[],
        cast: &cast,
    };
    let mut text = String::new();
    for fact in frame::facts(experiment, session.as_ref(), 0..session.fact_count()) {
        writeln!(text, "{}", narrator.timed(&fact)).expect("a string takes everything");
    }
    writeln!(text, "\ndigest {}", session.digest()).expect("a string takes everything");
    text
}

fn check(name: &str, protocol: &str, story: &Script) {
    let experiment = script::experiment(protocol, story);
    let (file, found) = (format!("tests/transcripts/{name}.txt"), transcript(&experiment));
    if std::env::var_os("EVENTUAL_BLESS").is_some() {
        std::fs::write(&file, &found).expect("a transcript can be written");
        return;
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    for (number, (found, kept)) in (1..).zip(found.lines().zip(kept.lines())) {
        assert_eq!(found, kept, "{file}, line {number}");
    }
    assert_eq!(found.lines().count(), kept.lines().count(), "{file} has another length");
}

#[test]
fn log_shipping_on_a_calm_day() {
    let story = short()
        .at(100)
        .ask(0, deposit(ALICE, 50))
        .at(300)
        .ask(1, withdraw(BOB, 30))
        .at(310)
        .ask(2, read(BOB));
    check("log-shipping-calm", "log-shipping", &story.at(700).ask(2, read(BOB)));
}

#[test]
fn log_shipping_when_the_primary_dies() {
    let story = short()
        .at(100)
        .ask(0, deposit(ALICE, 50))
        .at(200)
        .isolate(0, 800)
        .at(250)
        .ask(0, deposit(ALICE, 7))
        .at(300)
        .crash(0);
    let story = story.at(500).order(1, "promote").at(900).ask(1, read(ALICE)).at(1_000).restart(0);
    check("log-shipping-failover", "log-shipping", &story);
}

#[test]
fn event_sourcing_on_a_calm_day() {
    let story = short()
        .at(100)
        .ask(0, deposit(ALICE, 50))
        .at(300)
        .ask(1, transfer(ALICE, BOB, 30))
        .at(310)
        .ask(2, read(BOB));
    check("event-sourcing-calm", "event-sourcing", &story.at(900).ask(2, read(BOB)));
}

#[test]
fn event_sourcing_when_two_decide_at_once_and_a_link_is_cut() {
    let story = short().at(100).ask(1, withdraw(ALICE, 400)).after(1).ask(2, withdraw(ALICE, 400));
    let story = story.at(160).cut_between(0, 2, 700).at(900).ask(1, read(ALICE));
    check("event-sourcing-conflict", "event-sourcing", &story);
}

#[test]
fn calls_to_the_owner_on_a_calm_day() {
    let story = short()
        .at(100)
        .ask(0, deposit(BOB, 50))
        .at(300)
        .ask(1, transfer(ALICE, BOB, 30))
        .at(600)
        .ask(2, read(BOB));
    check("rpc-calm", "rpc", &story);
}

#[test]
fn calls_to_the_owner_when_an_answer_is_lost_and_half_a_transfer_is_finished() {
    let story = short()
        .at(100)
        .ask(0, deposit(BOB, 50))
        .lose(message(1, 0))
        .at(700)
        .ask(2, transfer(ALICE, BOB, 30))
        .at(790)
        .crash(1);
    check("rpc-finish", "rpc", &story.at(1_000).restart(1));
}

#[test]
fn shared_database_when_two_write_the_same_row() {
    let story =
        short().set("think_us", 0_u64).at(100).ask(0, deposit(ALICE, 50)).at(150).ask(1, withdraw(ALICE, 30));
    check("shared-database-lock", "shared-database", &story.at(900).ask(2, read(ALICE)));
}

#[test]
fn asynchronous_events_on_a_calm_day() {
    let story = short().at(100).ask(1, deposit(ALICE, 50)).at(500).ask(0, transfer(ALICE, BOB, 30));
    check("async-events-calm", "async-events", &story.at(1_200).ask(2, read(BOB)));
}

#[test]
fn asynchronous_events_when_an_acknowledgement_is_lost_and_an_event_is_malformed() {
    let story = short().lasts(2_500).set("attempts", 2_u64).set("malformed", 2_u64);
    let story = story.at(100).ask(0, transfer(ALICE, BOB, 30)).lose(message(1, 3));
    check("async-events-again", "async-events", &story.at(900).ask(0, deposit(ALICE, 7)));
}

#[test]
fn a_saga_that_the_carrier_refuses() {
    let story = short().at(100).ask(2, transfer(ALICE, BOB, 100)).at(420).ask(1, read(BOB));
    check("saga-refused", "saga", &story);
}

#[test]
fn a_saga_under_semantic_locks_whose_orchestrator_crashes() {
    let story = short().set("semantic_lock", true).at(100).ask(2, transfer(ALICE, BOB, 40));
    let story = story.at(200).ask(0, read(ALICE)).at(310).crash(3).at(500).restart(3);
    check("saga-recovered", "saga", &story);
}

#[test]
fn two_phase_commit_when_an_acknowledgement_is_lost_and_the_coordinator_recovers() {
    let story = short().lasts(2_500).at(100).ask(2, transfer(ALICE, BOB, 40)).lose(message(1, 3).behind(2));
    let story = story.at(350).crash(3).at(500).ask(0, read(ALICE)).at(700).restart(3);
    check("two-phase-commit-lost-acknowledgement", "two-phase-commit", &story);
}
