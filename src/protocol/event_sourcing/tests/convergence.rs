//! With every protection on: whatever the network and the machines do, all services come to the
//! same state, and money is neither made nor destroyed.

use super::*;
use crate::base::chance::mix;
use crate::base::distribution::Distribution;
use crate::base::ids::ClientId;
use crate::data::upcast::truth;
use crate::domain::Event;
use crate::domain::bank::Bank;
use crate::lab::experiment::{Mix, Opening, Pace, Workload};
use crate::protocol::knob::Setting;
use crate::sim::network::Link;

/// Everything goes wrong for four seconds; then there is time.
fn storm(seed: u64, lasts_ms: u64) -> Experiment {
    // Three crashes at moments that depend on the seed, some of them in the middle of a write, and
    // a cut.
    let drawn = |n: u64, bound: u64| mix(seed * 31 + n) % bound;
    let mut script = story().lasts(lasts_ms).patience(400, 2).at(1_500).isolate(drawn(9, 3) as u16, 2_200);
    script.stage.seed = seed;
    script.stage.disk = Distribution::Exponential { min_us: 200, mean_us: 2_000 };
    script.stage.link = Link {
        loss_ppm: 100_000,
        duplicate_ppm: 100_000,
        duplicate_after: Distribution::Exponential { min_us: 0, mean_us: 300_000 },
        ..Link::with_latency(Distribution::LogNormal { median_us: 20_000, sigma_milli: 900 })
    };
    for n in 0..3 {
        let (node, down) = (drawn(n, 3) as u16, 300 + n * 1_100 + drawn(n + 3, 900));
        let script_then = script.at_us(down * MS + drawn(n + 6, MS));
        script = if drawn(n, 2) == 0 { script_then.tear(node) } else { script_then.crash(node) }
            .at(down + 150)
            .restart(node);
    }
    let mut experiment = script.experiment();
    let opening = [("alice", 500), ("bob", 300), ("carol", 200), ("dave", 100), ("erin", 0)];
    experiment.accounts = opening.map(|(name, opening)| Opening { name: name.to_owned(), opening }).into();
    experiment.workload = Workload {
        clients: 6,
        roaming: seed.is_multiple_of(2),
        pace: Pace::Open { every_us: 250_000 },
        until_us: 4_000_000,
        mix: Mix { deposit: 3, withdraw: 4, transfer: 3, read: 1, audit: 1, withdraw_jointly: 0 },
        skew_milli: 1_000,
        amount_min: 10,
        amount_max: 200,
        double_click_ppm: 80_000,
        ..experiment.workload
    };
    experiment
}

/// How many events of all stores have the id of an operation's command.
fn happened(run: &Played, op: u32) -> usize {
    let command = run.0.operation(OpId(op)).request.command;
    let id = mix(u64::from(command.0) + 1);
    (0..3).filter(|&node| run.0.world().state(NodeId(node)).durable.store.find(id).is_some()).count()
}

/// How many operations were answered, refused, and left open.
#[derive(Default, Debug)]
struct Counts {
    done: u32,
    refused: u32,
    unknown: u32,
}

/// What is wrong with a run that is over, if anything is.
fn judge(run: &Played, counts: &mut Counts) -> Result<(), String> {
    let says = |right: bool, what: &dyn Fn() -> String| if right { Ok(()) } else { Err(what()) };
    // What the streams add up to, read from the stores themselves.
    let mut truly = Bank::default();
    for node in (0..3).map(NodeId) {
        let durable = &run.0.world().state(node).durable;
        says(durable.transfers.is_empty(), &|| "money is still on its way".to_owned())?;
        durable
            .store
            .range(0..u64::MAX)
            .for_each(|line| truly.evolve(&truth(&line.event).expect("it can be read")));
    }
    for node in 0..3 {
        says(run.0.node(NodeId(node)).fingerprint == truly.fingerprint(), &|| {
            format!("service {node} has another state")
        })?;
    }
    says(truly.iter().all(|(_, account)| account.balance >= 0), &|| {
        format!("an account is overdrawn: {truly:?}")
    })?;
    let outside: Amount = (0..3).map(|node| outside(run, node)).sum();
    says(truly.total() == outside, &|| "transfers made or destroyed money".to_owned())?;
    for (op, reply) in (0..).zip(run.replies()) {
        let times = happened(run, op);
        match (run.0.operation(OpId(op)).request.call.is_read(), reply) {
            (true, _) | (_, Some(Told::Refused(Refusal::Down))) => {}
            (_, Some(Told::Done(..))) => {
                counts.done += 1;
                says(times == 1, &|| {
                    format!("operation {op} was said to be done and happened {times} times")
                })?;
            }
            (_, Some(Told::Refused(_))) => {
                counts.refused += 1;
                says(times == 0, &|| format!("operation {op} was rejected and happened"))?;
            }
            (_, None | Some(Told::Unknown)) => {
                counts.unknown += 1;
                says(times <= 1, &|| format!("operation {op} happened {times} times"))?;
            }
        }
    }
    Ok(())
}

fn weather(seed: u64, without: &[(&str, Setting)], counts: &mut Counts) -> Result<(), String> {
    let mut storm = storm(seed, 30_000);
    without.iter().for_each(|(name, to)| storm.set(name, to.clone()));
    judge(&storm.run(), counts)
}

#[test]
fn under_any_storm_all_come_to_the_fold_of_all_streams() {
    let mut counts = Counts::default();
    for seed in 0..60 {
        assert_eq!(weather(seed, &[], &mut counts), Ok(()), "seed {seed}");
    }
    let strong = counts.done > 1_000 && counts.refused > 100 && counts.unknown > 10;
    assert!(strong, "the storm was too mild: {counts:?}");
}

#[test]
fn each_protection_is_needed_in_the_storm() {
    let weakened: [(&str, Setting); 6] = [
        ("expected_version", false.into()),
        ("publish", "after_commit".into()),
        ("publish", "before_commit".into()),
        ("projection_checkpoint", false.into()),
        ("process_manager", false.into()),
        ("pure_fold", false.into()),
    ];
    for without in weakened {
        let broken = (0..8)
            .filter(|&seed| weather(seed, core::slice::from_ref(&without), &mut Counts::default()).is_err())
            .count();
        assert!(broken > 0, "nothing goes wrong with {without:?}");
    }
}

/// What deposits and withdrawals in a store add up to.
fn outside(run: &Played, node: u16) -> Amount {
    let events = run
        .0
        .world()
        .state(NodeId(node))
        .durable
        .store
        .range(0..u64::MAX)
        .filter_map(|line| truth(&line.event));
    events
        .filter(|event| matches!(event, Event::Deposited { .. } | Event::Withdrawn { .. }))
        .map(|event| event.change())
        .sum()
}

#[test]
fn a_run_folded_twice_or_from_a_snapshot_is_the_same_run() {
    for seed in 0..6 {
        let storm = storm(seed, 8_000);
        let (first, second) = (storm.run(), storm.run());
        assert_eq!(first.0.digest(), second.0.digest());
        // In a debug build the trace compares every fact that is told again.
        let mut run = first.0;
        for ms in [7_000, 100, 3_333, 5_000] {
            run.seek(Target::Time(Time(ms * MS)));
        }
        assert_eq!(run.digest(), second.0.digest());
    }
}

#[test]
fn a_command_takes_effect_once_whoever_asks_for_it() {
    let run = story().at(1).submit_click(0, deposit(BOB, 50), 3).submit_click(2, deposit(BOB, 50), 3).run();
    assert_eq!((run.balances(BOB), run.replies()), (vec![350; 3], vec![done(3, 350); 2]));
    assert_eq!(run.0.operation(OpId(0)).request.client, ClientId(u32::MAX - 1));
}
