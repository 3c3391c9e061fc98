//! With every protection on: whatever the network and the machines do, all services come to the same state, and money is neither made nor destroyed.

use super::*;
use crate::base::chance::mix;
use crate::base::ids::ClientId;
use crate::base::time::Span;
use crate::data::upcast::truth;
use crate::domain::Event;
use crate::domain::bank::Bank;
use crate::sim::client::{Mix, Pace};
use crate::sim::fault::Cut;

/// Everything goes wrong for four seconds; then there is time.
fn storm(seed: u64) -> (Setup, Vec<Input>) {
    let link = Rc::new(Link {
        loss_ppm: 100_000,
        duplicate_ppm: 100_000,
        duplicate_after: Distribution::Exponential { min_us: 0, mean_us: 300_000 },
        ..Link::with_latency(Distribution::LogNormal { median_us: 20_000, sigma_milli: 900 })
    });
    let base = setup();
    let workload = Workload {
        homes: (0..6).map(|n| NodeId(n % 3)).collect(),
        roaming: seed.is_multiple_of(2),
        pace: Pace::Open { mean: Span::from_ms(250) },
        until: Time(4_000 * MS),
        mix: Mix { deposit: 3, withdraw: 4, transfer: 3, read: 1, audit: 1, withdraw_jointly: 0 },
        account_weights: [3, 5, 6, 7, 8].into(),
        amounts: (10, 200),
        timeout: Span::from_ms(400),
        retries: 2,
        double_click_ppm: 80_000,
    };
    let setup = Setup {
        chance: Chance::new(seed),
        genesis: [500, 300, 200, 100, 0].into(),
        disk: Distribution::Exponential { min_us: 200, mean_us: 2_000 },
        links: vec![link; 9],
        workload,
        ..base
    };
    // Three crashes at moments that depend on the seed, some of them in the middle of a write, and a cut.
    let drawn = |n: u64, bound: u64| mix(seed * 31 + n) % bound;
    let mut inputs =
        vec![at(1_500, Action::Cut { cut: Cut::Isolate { node: NodeId(drawn(9, 3) as u16) }, heal_at: Some(Time(2_200 * MS)) })];
    for n in 0..3 {
        let (node, down) = (NodeId(drawn(n, 3) as u16), 300 + n * 1_100 + drawn(n + 3, 900));
        inputs.push(Input { at: Time(down * MS + drawn(n + 6, MS)), step: 0, action: Action::Crash { node, torn: drawn(n, 2) == 0 } });
        inputs.push(restart(down + 150, node.0));
    }
    (setup, inputs)
}

/// How many events of all stores have the id of an operation's command.
fn happened(run: &Run, op: u32) -> usize {
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
fn judge(run: &Run, genesis: &[Amount], counts: &mut Counts) -> Result<(), String> {
    let says = |right: bool, what: &dyn Fn() -> String| if right { Ok(()) } else { Err(what()) };
    // What the streams add up to, read from the stores themselves.
    let mut truly = Bank::with_accounts(genesis);
    for node in (0..3).map(NodeId) {
        let durable = &run.0.world().state(node).durable;
        says(durable.transfers.is_empty(), &|| "money is still on its way".to_owned())?;
        durable.store.range(0..u64::MAX).for_each(|line| truly.evolve(&truth(&line.event).expect("it can be read")));
    }
    for node in 0..3 {
        says(run.0.node(NodeId(node)).fingerprint == truly.fingerprint(), &|| format!("service {node} has another state"))?;
    }
    says(truly.iter().all(|(_, account)| account.balance >= 0), &|| format!("an account is overdrawn: {truly:?}"))?;
    let outside: Amount = (0..3).map(|node| outside(run, node)).sum();
    says(truly.total() == genesis.iter().sum::<Amount>() + outside, &|| "transfers made or destroyed money".to_owned())?;
    for (op, reply) in (0..).zip(run.replies()) {
        let times = happened(run, op);
        match (run.0.operation(OpId(op)).request.call.is_read(), reply) {
            (true, _) | (_, Some(Told::Refused(Refusal::Down))) => {}
            (_, Some(Told::Done(..))) => {
                counts.done += 1;
                says(times == 1, &|| format!("operation {op} was said to be done and happened {times} times"))?;
            }
            (_, Some(Told::Refused(_))) => {
                counts.refused += 1;
                says(times == 0, &|| format!("operation {op} was said to be surely not done and happened"))?;
            }
            (_, None | Some(Told::Unknown)) => {
                counts.unknown += 1;
                says(times <= 1, &|| format!("operation {op} happened {times} times"))?;
            }
        }
    }
    Ok(())
}

fn weather(seed: u64, config: &Config, counts: &mut Counts) -> Result<(), String> {
    let (setup, inputs) = storm(seed);
    let genesis = Rc::clone(&setup.genesis);
    judge(&play(setup, config, &inputs, 30_000), &genesis, counts)
}

#[test]
fn under_any_storm_all_come_to_the_fold_of_all_streams() {
    let mut counts = Counts::default();
    for seed in 0..60 {
        assert_eq!(weather(seed, &Config::default(), &mut counts), Ok(()), "seed {seed}");
    }
    let strong = counts.done > 1_000 && counts.refused > 100 && counts.unknown > 10;
    assert!(strong, "the storm was too mild: {counts:?}");
}

#[test]
fn each_protection_is_needed_in_the_storm() {
    use crate::protocol::event_sourcing::config::Publish;
    let on = Config::default();
    let weakened = [
        ("expected_version", Config { expected_version: false, ..on.clone() }),
        ("outbox, after", Config { publish: Publish::AfterCommit, ..on.clone() }),
        ("outbox, before", Config { publish: Publish::BeforeCommit, ..on.clone() }),
        ("projection_checkpoint", Config { projection_checkpoint: false, ..on.clone() }),
        ("process_manager", Config { process_manager: false, ..on.clone() }),
        ("pure_fold", Config { pure_fold: false, ..on }),
    ];
    for (name, config) in weakened {
        let broken = (0..8).filter(|&seed| weather(seed, &config, &mut Counts::default()).is_err()).count();
        assert!(broken > 0, "nothing goes wrong without {name}");
    }
}

/// What deposits and withdrawals in a store add up to.
fn outside(run: &Run, node: u16) -> Amount {
    let events = run.0.world().state(NodeId(node)).durable.store.range(0..u64::MAX).filter_map(|line| truth(&line.event));
    events.filter(|event| matches!(event, Event::Deposited { .. } | Event::Withdrawn { .. })).map(|event| event.change()).sum()
}

#[test]
fn a_run_folded_twice_or_from_a_snapshot_is_the_same_run() {
    for seed in 0..6 {
        let (setup, inputs) = storm(seed);
        let first = play(setup.clone(), &Config::default(), &inputs, 8_000);
        let second = play(setup, &Config::default(), &inputs, 8_000);
        assert_eq!(first.0.digest(), second.0.digest());
        // In a debug build the trace compares every fact that is told again.
        let mut tape = first.0;
        for ms in [7_000, 100, 3_333, 5_000] {
            tape.seek(Target::Time(Time(ms * MS)));
        }
        assert_eq!(tape.digest(), second.0.digest());
    }
}

#[test]
fn a_command_is_one_wish_whoever_asks_for_it() {
    let run = play(setup(), &Config::default(), &[click(1, 0, deposit(BOB, 50), 3), click(1, 2, deposit(BOB, 50), 3)], 2_000);
    assert_eq!((run.balances(BOB), run.replies()), (vec![350; 3], vec![done(1, 350); 2]));
    assert_eq!(run.0.operation(OpId(0)).request.client, ClientId(u32::MAX - 1));
}
