//! Waiting for a link that carries only so many messages, against the closed forms of queueing
//! theory: Kleinrock, *Queueing Systems*, volume 1 (1975), sections 3.2 (M/M/1) and 5.6 (M/G/1, of
//! which M/D/1 is the case without variance: Pollaczek and Khinchin).

use crate::engine::{facts, link, mean, run, set, still};
use eventual::base::distribution::Distribution;
use eventual::base::ids::{AccountId, NodeId};
use eventual::domain::Call;
use eventual::lab::numbers::runs::poisson;
use eventual::sim::network::Link;
use eventual::sim::trace::FactKind;

/// How long a message is on a link, in microseconds, and how many pass in a second of it.
const LATENCY: u64 = 5_000;
const PER_SECOND: u32 = 1_000;
const EACH_US: f64 = 1e6 / PER_SECOND as f64;

/// How long a message waits for the link, its own time on it included, in times of one message: the
/// mean over the requests of a run, which arrive without memory and each make one call.
fn waited(varied: bool, load: f64, seed: u64) -> f64 {
    let mut experiment = still("rpc", 2, 2, LATENCY);
    experiment.seed = seed;
    set(
        &mut experiment,
        [
            ("retries", 0u64.into()),
            ("breaker", false.into()),
            ("in_flight", 100_000u64.into()),
            ("call_timeout_us", 60_000_000u64.into()),
            ("deadline_us", 60_000_000u64.into()),
            ("work_us", 0u64.into()),
        ],
    );
    let narrow = Link {
        per_second: PER_SECOND,
        varied,
        queue: 1_000_000,
        ..Link::with_latency(Distribution::Constant { us: LATENCY })
    };
    link(&mut experiment, 0, 1, narrow);
    let last = poisson(&mut experiment, (EACH_US / load) as u64, MESSAGES, seed, |_| {
        (0, Call::Read { account: AccountId(1) })
    });
    experiment.duration_us = last + 10_000_000;
    let run = run(&experiment);
    let (mut sum, mut many) = (0, 0);
    for fact in facts(run.as_ref()) {
        if let FactKind::Delivered { flight } = fact.what
            && run.flight(flight).to == NodeId(1)
        {
            sum += fact.at.0 - run.fact(run.flight(flight).sent).at.0 - LATENCY;
            many += 1;
        }
    }
    assert_eq!(many, MESSAGES, "every request is one call, and none is lost");
    sum as f64 / many as f64 / EACH_US
}

const MESSAGES: u64 = 10_000;

/// So many runs, and the interval of their means: it must hold the closed form, and be narrow enough
/// to say something.
fn holds(what: &str, varied: bool, load: f64, seeds: u64, closed: f64) {
    let figures: Vec<f64> = (0..seeds).map(|seed| waited(varied, load, 100 + seed)).collect();
    let (mean, within) = mean(&figures);
    println!("{what} at {load}: {mean:.3} ± {within:.3} against {closed:.3}");
    assert!((mean - closed).abs() <= within, "{what} at {load}: {mean} ± {within} against {closed}");
    assert!(within <= 0.25 * closed, "{what} at {load}: {within} says nothing of {closed}");
}

/// Messages of equal size wait ρ / 2(1−ρ) of their own time.
#[test]
fn messages_of_equal_size_wait_as_in_a_queue_without_variance() {
    for (load, seeds) in [(0.5, 4), (0.8, 8), (0.9, 12)] {
        holds("M/D/1", false, load, seeds, 1.0 + load / (2.0 * (1.0 - load)));
    }
}

/// Messages that differ in size are 1 / (1−ρ) of their mean time there: by Little's law ρ/(1−ρ) of
/// them at once, 1 at a load of 0.5, 4 at 0.8, 9 at 0.9.
#[test]
fn messages_that_differ_in_size_wait_twice_as_long() {
    for (load, seeds, at_once) in [(0.5, 4, 1.0), (0.8, 12, 4.0), (0.9, 20, 9.0)] {
        holds("M/M/1", true, load, seeds, at_once / load);
    }
}
