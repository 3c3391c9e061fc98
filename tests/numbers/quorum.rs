//! The quorums of the engine against the direct trials: the same waits, one write and one read of a
//! real protocol whose coordinators, copies and messages are all there.

use crate::common;
use crate::engine::{asks, ended, facts, link, run, same, set, still};
use eventual::base::chance::{Lane, below};
use eventual::base::distribution::{Distribution, Part};
use eventual::base::ids::{AccountId, NodeId};
use eventual::domain::{Amount, Call};
use eventual::lab::experiment::Experiment;
use eventual::lab::staleness::published::SYSTEMS;
use eventual::lab::staleness::{Copies, Trials};
use eventual::sim::network::Link;
use eventual::sim::trace::{FactKind, Outcome};

const ACCOUNT: AccountId = AccountId(0);
const OPENING: Amount = 100_000;
const MORE: Amount = 50;

/// The engine counts whole microseconds, and the least wait of LinkedIn's disks has 235 of them. So
/// all waits are ten times as long: nothing in the model knows a unit.
const SLOWER: u64 = 10;

/// A millisecond of the fit.
const MS: f64 = (SLOWER * 1_000) as f64;

fn mixture(most: u32, (xm_us, alpha_milli): (u64, u32), rest: u32, per_ms: f64) -> Distribution {
    let pareto = Distribution::Pareto { min_us: xm_us * SLOWER, alpha_milli };
    let exponential = Distribution::Exponential { min_us: 0, mean_us: (MS / per_ms).round() as u64 };
    Distribution::Mixture {
        parts: vec![Part { weight: most, of: pareto }, Part { weight: rest, of: exponential }],
    }
}

/// The waits of a published system: of a write on its way to a copy, and of all other messages.
fn waits(system: &str) -> (Distribution, Distribution) {
    match system {
        "LNKD-SSD" => {
            let all = mixture(9_122, (235, 10_000), 878, 1.66);
            (all.clone(), all)
        }
        "YMMR" => (mixture(939, (3_000, 3_500), 61, 0.0028), mixture(982, (1_500, 3_800), 18, 0.0217)),
        _ => panic!("{system} has no waits here"),
    }
}

/// Services 0 to 2 hold the account. Service 3 coordinates the write and service 4 the read, so that
/// each of the four kinds of messages has links of its own. Nothing repairs anything.
fn cluster(system: &str, (r, w): (u8, u8), seed: u64) -> Experiment {
    let mut experiment = still("quorum", 5, 1, 0);
    experiment.seed = seed;
    experiment.duration_us = 400_000_000;
    set(
        &mut experiment,
        [
            ("n", 3u64.into()),
            ("r", u64::from(r).into()),
            ("w", u64::from(w).into()),
            ("read_repair", false.into()),
            ("handoff", false.into()),
            ("anti_entropy", false.into()),
            ("patience_us", 60_000_000u64.into()),
            ("every_us", 60_000_000u64.into()),
        ],
    );
    let (write, other) = waits(system);
    for copy in 0..3 {
        link(&mut experiment, 3, copy, Link::with_latency(write.clone()));
        link(&mut experiment, copy, 3, Link::with_latency(other.clone()));
        link(&mut experiment, 4, copy, Link::with_latency(other.clone()));
        link(&mut experiment, copy, 4, Link::with_latency(other.clone()));
    }
    asks(&mut experiment, 1_000_000, 3, Call::Deposit { account: ACCOUNT, amount: MORE });
    experiment
}

/// What one seed came to: how long the write took from its first message to a copy, how long the
/// read took, and how long after the commit it had to begin at least to be fresh. Microseconds.
fn trial(system: &str, quorums: (u8, u8), seed: u64) -> [u64; 3] {
    let experiment = cluster(system, quorums, seed);
    let written = run(&experiment);
    let (_, committed, outcome, _) = ended(written.as_ref(), 0).expect("the write ends");
    assert_eq!(outcome, Outcome::Ok, "the write of seed {seed}");
    // Before it writes, a coordinator asks the three copies what they have.
    let sent = facts(written.as_ref())
        .filter(|fact| fact.node == NodeId(3) && matches!(fact.what, FactKind::Sent { .. }))
        .nth(3)
        .expect("it writes to three copies");
    // The same run, the same fate of every message, and a read so long after the commit.
    let read = |after: u64| {
        let mut experiment = experiment.clone();
        asks(&mut experiment, committed + after, 4, Call::Read { account: ACCOUNT });
        let run = run(&experiment);
        let (asked, told, outcome, balance) = ended(run.as_ref(), 1).expect("the read ends");
        assert_eq!(
            outcome,
            Outcome::Ok,
            "the read of seed {seed}, {after} us later, asked {asked} told {told}"
        );
        (told - asked, balance == Some(OPENING + MORE))
    };
    let (took, fresh) = read(0);
    let (mut stale, mut enough) = (0, 0);
    if !fresh {
        enough = 1_000;
        while !read(enough).1 {
            stale = enough;
            enough *= 4;
        }
        while enough - stale > 10 {
            let middle = stale + (enough - stale) / 2;
            if read(middle).1 { enough = middle } else { stale = middle }
        }
    }
    [committed - sent.at.0, took, enough]
}

/// The engine and the direct trials are samples of one distribution: of the latencies of reads and
/// writes, and of the time after which a read is fresh. Each case has seeds of its own: the same
/// seed draws the same luck in every case, and bad luck would count four times.
#[test]
fn the_quorums_of_the_engine_are_those_of_the_paper() {
    let cases = [("LNKD-SSD", (1, 1)), ("LNKD-SSD", (1, 2)), ("YMMR", (1, 1)), ("YMMR", (2, 1))];
    for (place, (name, quorums)) in (1..).zip(cases) {
        let system = SYSTEMS.iter().find(|it| it.name == name).expect("a system");
        let engine: Vec<[u64; 3]> =
            (0..SEEDS).map(|n| trial(system.name, quorums, place * 100_000 + n)).collect();
        let fit = (system.fit)();
        let trials = Trials::new(&fit, Copies { n: 3, r: quorums.0, w: quorums.1 }, 7);
        let direct: Vec<_> = (0..50_000).map(|n| trials.trial(n)).collect();
        let column = |n: usize| engine.iter().map(|it| it[n] as f64 / MS).collect::<Vec<_>>();
        for (what, ours, theirs) in [
            ("write", column(0), direct.iter().map(|it| it.write).collect::<Vec<_>>()),
            ("read", column(1), direct.iter().map(|it| it.read).collect()),
            ("fresh after", column(2), direct.iter().map(|it| it.needs.max(0.0)).collect()),
        ] {
            let p = same(&ours, &theirs);
            let stale = |all: &[f64]| all.iter().filter(|it| **it > 0.0).count() as f64 / all.len() as f64;
            println!(
                "{} R={} W={}, {what}: p = {p:.3}, above 0: {:.4} and {:.4}",
                system.name,
                quorums.0,
                quorums.1,
                stale(&ours),
                stale(&theirs)
            );
            assert!(p > 0.01, "{} {quorums:?}, {what}: p = {p}", system.name);
        }
    }
}

const SEEDS: u64 = 3_000;

/// P(within k versions) = 1 - (C(N-W, R) / C(N, R))^k with N = 3 and R = W = 1, out of the engine:
/// each write stays at the copy that coordinated it, since no message arrives, and each copy is as
/// likely to be asked. A deposit is a bit of the balance, so a balance says which writes it has.
#[test]
fn staleness_in_versions_is_that_of_the_paper() {
    const WRITES: u64 = 10;
    let facts = crate::facts::table("published.json");
    let published = &facts["k_staleness"]["fresh_within"];
    let seeds = 3_000u64;
    let mut versions = Vec::new();
    for seed in 0..seeds {
        let mut experiment = still("quorum", 3, 1, 1_000);
        experiment.network.link.loss_ppm = 1_000_000;
        experiment.duration_us = 60_000_000;
        set(
            &mut experiment,
            [
                ("n", 3u64.into()),
                ("r", 1u64.into()),
                ("w", 1u64.into()),
                ("handoff", false.into()),
                ("anti_entropy", false.into()),
                ("every_us", 60_000_000u64.into()),
            ],
        );
        let node = |n: u64| below(Lane(2_012).draw(seed * 16 + n), 3) as u16;
        for n in 0..WRITES {
            asks(
                &mut experiment,
                (n + 1) * 1_000_000,
                node(n),
                Call::Deposit { account: ACCOUNT, amount: 1 << n },
            );
        }
        asks(&mut experiment, 20_000_000, node(WRITES), Call::Read { account: ACCOUNT });
        let run = common::run(&experiment, &[]);
        let (.., balance) = ended(run.as_ref(), WRITES as u32).expect("the read ends");
        // The newest write that it has, counted back from the last; nothing where it has none.
        versions.push(
            (balance.expect("a balance") - OPENING).checked_ilog2().map(|newest| WRITES - u64::from(newest)),
        );
    }
    for (k, want) in published.as_object().expect("rows") {
        let (within, want) = (k.parse::<u64>().expect("versions"), want.as_f64().expect("a chance"));
        let found = versions.iter().filter(|it| it.is_some_and(|it| it <= within)).count();
        let found = found as f64 / seeds as f64;
        // Four standard errors of a share.
        let allowed = 4.0 * (want * (1.0 - want) / seeds as f64).sqrt();
        println!("within {k} versions: {found:.4} against {want}");
        assert!((found - want).abs() <= allowed, "within {k} versions: {found} against {want}");
    }
}
