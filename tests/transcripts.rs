//! Whole runs as text that a person can read and review: `tests/transcripts/*.txt`. What changes in a protocol changes a line there, and the change is read.
//! `EVENTUAL_BLESS=1 cargo test --test transcripts` writes them anew.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::run;
use eventual::base::distribution::Distribution;
use eventual::base::ids::{AccountId, ClientId, NodeId};
use eventual::base::text::Language;
use eventual::base::time::Time;
use eventual::domain::Call;
use eventual::lab::experiment::{Experiment, Pace, Planned};
use eventual::lab::look;
use eventual::protocol::catalog;
use eventual::sim::fault::Cut;
use eventual::sim::input::{Action, Input};
use eventual::view::narrate::Teller;
use std::fmt::Write;

const A: AccountId = AccountId(0);
const B: AccountId = AccountId(1);

/// A short run on a network that always takes 40 ms, with a few operations.
fn short(protocol: &str, operations: &[(u64, u16, Call)], faults: &[(u64, Action)]) -> Experiment {
    let mut experiment = Experiment::of(protocol).expect("a protocol of the catalogue");
    experiment.duration_us = 1_600_000;
    experiment.network.link.latency = Distribution::Constant { us: 40_000 };
    let planned = |&(ms, node, call): &(u64, u16, Call)| Planned {
        at: Time(ms * 1_000),
        client: ClientId(u32::from(node)),
        node: Some(NodeId(node)),
        call,
        command: None,
    };
    experiment.workload.pace = Pace::List { operations: operations.iter().map(planned).collect() };
    experiment.workload.until_us = experiment.duration_us;
    experiment.workload.timeout_us = 600_000;
    experiment.faults = faults.iter().map(|(ms, action)| Input { at: Time(ms * 1_000), step: 0, action: action.clone() }).collect();
    experiment
}

fn transcript(experiment: &Experiment) -> String {
    let session = run(experiment, &[]);
    let entry = catalog::find(&experiment.protocol.name).expect("a protocol of the catalogue");
    let orders: Vec<_> = entry.orders.iter().map(|order| order.title).collect();
    let teller = Teller { language: Language::En, orders: &orders, timers: entry.timers, facts: entry.facts, cuts: &[] };
    let mut text = String::new();
    for fact in look::facts(experiment, session.as_ref(), 0..session.fact_count()) {
        writeln!(text, "{}", teller.timed(&fact)).expect("a string takes everything");
    }
    writeln!(text, "\ndigest {}", session.digest()).expect("a string takes everything");
    text
}

fn check(name: &str, experiment: &Experiment) {
    let (file, found) = (format!("tests/transcripts/{name}.txt"), transcript(experiment));
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

fn deposit(account: AccountId, amount: i64) -> Call {
    Call::Deposit { account, amount }
}

#[test]
fn log_shipping_on_a_calm_day() {
    let operations = [
        (100, 0, deposit(A, 50)),
        (300, 1, Call::Withdraw { account: B, amount: 30 }),
        (310, 2, Call::Read { account: B }),
        (700, 2, Call::Read { account: B }),
    ];
    check("log-shipping-calm", &short("log-shipping", &operations, &[]));
}

#[test]
fn log_shipping_when_the_primary_dies() {
    let operations = [(100, 0, deposit(A, 50)), (250, 0, deposit(A, 7)), (900, 1, Call::Read { account: A })];
    let cut = Action::Cut { cut: Cut::Isolate { node: NodeId(0) }, heal_at: Some(Time(800_000)) };
    let faults = [
        (200, cut),
        (300, Action::Crash { node: NodeId(0), torn: false }),
        (500, Action::Order { node: NodeId(1), order: 0, about: 0 }),
        (1_000, Action::Restart { node: NodeId(0), version: None }),
    ];
    check("log-shipping-failover", &short("log-shipping", &operations, &faults));
}

#[test]
fn event_sourcing_on_a_calm_day() {
    let operations = [
        (100, 0, deposit(A, 50)),
        (300, 1, Call::Transfer { from: A, to: B, amount: 30 }),
        (310, 2, Call::Read { account: B }),
        (900, 2, Call::Read { account: B }),
    ];
    check("event-sourcing-calm", &short("event-sourcing", &operations, &[]));
}

#[test]
fn event_sourcing_when_two_decide_at_once_and_a_link_is_cut() {
    let operations = [
        (100, 1, Call::Withdraw { account: A, amount: 400 }),
        (101, 2, Call::Withdraw { account: A, amount: 400 }),
        (900, 1, Call::Read { account: A }),
    ];
    let cut = Action::Cut { cut: Cut::Link { a: NodeId(0), b: NodeId(2) }, heal_at: Some(Time(700_000)) };
    check("event-sourcing-conflict", &short("event-sourcing", &operations, &[(160, cut)]));
}
