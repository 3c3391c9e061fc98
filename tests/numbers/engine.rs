//! Runs of the engine out of which numbers are read, and what statistics say of them.

use crate::common;
use eventual::base::chance::{Lane, exponential};
use eventual::base::distribution::Distribution;
use eventual::base::ids::{ClientId, FactId, NodeId, OpId};
use eventual::base::time::Time;
use eventual::domain::{Amount, Call};
use eventual::lab::experiment::{Experiment, OneLink, Opening, Pace, Planned};
use eventual::lab::numbers::{Found, Measured, topic};
use eventual::lab::sweep::wilson;
use eventual::protocol::catalog::{self, knob::Setting};
use eventual::sim::input::{Action, Input};
use eventual::sim::network::Link;
use eventual::sim::run::AnyRun;
use eventual::sim::trace::{Fact, FactKind, Outcome};

/// A protocol with so many services and accounts, each with 100,000, whose messages take so many
/// microseconds; nobody asks for anything, writes are safe at once, and clients wait for an hour.
pub fn still(protocol: &str, nodes: u16, accounts: u32, latency_us: u64) -> Experiment {
    let mut experiment = Experiment::of(protocol).expect("a protocol of the catalogue");
    experiment.nodes = nodes;
    experiment.accounts =
        (0..accounts).map(|n| Opening { name: format!("account {n}"), opening: 100_000 }).collect();
    experiment.network.link = Link::with_latency(Distribution::Constant { us: latency_us });
    experiment.disk = Distribution::Constant { us: 0 };
    let workload = &mut experiment.workload;
    workload.clients = 1;
    workload.pace = Pace::List { operations: Vec::new() };
    (workload.timeout_us, workload.retries) = (3_600_000_000, 0);
    experiment
}

/// Sets knobs, which the protocol must have.
pub fn set<const N: usize>(experiment: &mut Experiment, knobs: [(&str, Setting); N]) {
    let known = catalog::find(&experiment.protocol.name).expect("a protocol of the catalogue").knobs;
    for (name, to) in knobs {
        assert!(known.iter().any(|knob| knob.name == name), "there is no knob {name}");
        experiment.set(name, to);
    }
}

/// Makes one direction of a link a link of its own.
pub fn link(experiment: &mut Experiment, from: u16, to: u16, link: Link) {
    experiment.network.links.push(OneLink { from: NodeId(from), to: NodeId(to), link });
}

/// Something is done at a moment.
pub fn plan(experiment: &mut Experiment, at_us: u64, action: Action) {
    experiment.faults.push(Input { at: Time(at_us), step: 0, action });
}

/// A person asks a service.
pub fn asks(experiment: &mut Experiment, at_us: u64, node: u16, call: Call) {
    plan(experiment, at_us, Action::Submit { node: NodeId(node), call, command: None });
}

/// Somebody asks without memory, on average every so many microseconds, so many times: each time
/// what and where the function says. Returns when the last one asked.
pub fn poisson(
    experiment: &mut Experiment,
    every_us: u64,
    many: u64,
    seed: u64,
    mut what: impl FnMut(u64) -> (u16, Call),
) -> u64 {
    let (lane, mut at) = (Lane(seed.wrapping_mul(0x9e37_79b9) ^ 0x5eed), 1_000_000);
    let operations = (0..many).map(|n| {
        at += exponential(lane.draw(n), every_us);
        let (node, call) = what(n);
        Planned { at: Time(at), client: ClientId(0), node: Some(NodeId(node)), call, command: None }
    });
    experiment.workload.pace = Pace::List { operations: operations.collect() };
    experiment.workload.until_us = at + 1;
    at
}

/// A run to the end.
pub fn run(experiment: &Experiment) -> Box<dyn AnyRun> {
    common::run(experiment, &[])
}

/// All facts in order.
pub fn facts(run: &dyn AnyRun) -> impl Iterator<Item = Fact> {
    (0..run.fact_count()).map(|id| run.fact(FactId(id)))
}

/// When an operation was asked, when it ended and how, and the balance that its client was told;
/// nothing where it did not end.
pub fn ended(run: &dyn AnyRun, op: u32) -> Option<(u64, u64, Outcome, Option<Amount>)> {
    let mut asked = 0;
    facts(run).find_map(|fact| match fact.what {
        FactKind::Invoked { op: of, .. } if of == OpId(op) => {
            asked = fact.at.0;
            None
        }
        FactKind::Returned { op: of, outcome, reply } if of == OpId(op) => {
            let balance = run.answer(reply).and_then(|answer| answer.reply.balance());
            Some((asked, fact.at.0, outcome, balance))
        }
        _ => None,
    })
}

/// When nodes told a fact of their own, by its name.
pub fn told(run: &dyn AnyRun, name: &str) -> Vec<u64> {
    let number = run.own_facts().iter().position(|row| row.name == name).expect("a fact of the protocol");
    let is_it =
        |fact: &Fact| matches!(fact.what, FactKind::Noted { fact, .. } if usize::from(fact) == number);
    facts(run).filter(is_it).map(|fact| fact.at.0).collect()
}

/// A share with its interval at 95 %.
pub fn share(count: u64, of: u64) -> Found {
    let it = wilson(count, of).expect("something was counted");
    let [value, low, high] = [it.rate_ppm, it.low_ppm, it.high_ppm].map(|ppm| f64::from(ppm) / 1e6);
    Found { value, low, high: Some(high) }
}

/// What is found is what the page says that the tests found, to the last of six digits.
pub fn pinned(id: &str, place: usize, found: Found) {
    let Measured::ByTests(said) = topic(id).measured else { panic!("the page measures {id} itself") };
    let digits =
        |it: Found| [Some(it.value), Some(it.low), it.high].map(|it| it.map(|it| format!("{it:.6}")));
    assert_eq!(
        digits(said[place]),
        digits(found),
        "{id}, number {place}: what the page says, and what is found"
    );
}

/// The mean of figures that were measured independently, and how far at most the true one is from it
/// in 99 of 100 cases (Student's t).
pub fn mean(figures: &[f64]) -> (f64, f64) {
    /// The 99.5th percentile of Student's distribution for 1 to 20 degrees of freedom.
    const T: [f64; 20] = [
        63.66, 9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.250, 3.169, 3.106, 3.055, 3.012, 2.977,
        2.947, 2.921, 2.898, 2.878, 2.861, 2.845,
    ];
    let many = figures.len() as f64;
    let mean = figures.iter().sum::<f64>() / many;
    let variance = figures.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / (many - 1.0);
    (mean, T[figures.len() - 2] * (variance / many).sqrt())
}

/// How likely two samples of one distribution are at least as far apart as these are, at the place
/// where they are farthest apart: the two-sample test of Kolmogorov and Smirnov, with Stephens'
/// (1970) correction for few. Equal values count as one step, which only makes it more careful.
pub fn same(one: &[f64], other: &[f64]) -> f64 {
    let sorted = |values: &[f64]| {
        let mut values = values.to_vec();
        values.sort_by(f64::total_cmp);
        values
    };
    let (one, other) = (sorted(one), sorted(other));
    let (mut i, mut j, mut apart) = (0, 0, 0f64);
    while i < one.len() && j < other.len() {
        let at = one[i].min(other[j]);
        while i < one.len() && one[i] <= at {
            i += 1;
        }
        while j < other.len() && other[j] <= at {
            j += 1;
        }
        apart = apart.max((i as f64 / one.len() as f64 - j as f64 / other.len() as f64).abs());
    }
    let (n, m) = (one.len() as f64, other.len() as f64);
    let root = (n * m / (n + m)).sqrt();
    let x = (root + 0.12 + 0.11 / root) * apart;
    if x < 0.2 {
        return 1.0;
    }
    let term = |k: i32| f64::from(1 - 2 * ((k + 1) % 2)) * (-2.0 * f64::from(k * k) * x * x).exp();
    (2.0 * (1..=100).map(term).sum::<f64>()).clamp(0.0, 1.0)
}

#[test]
fn the_test_of_kolmogorov_and_smirnov_is_the_published_one() {
    // Smirnov's table (1948): beyond 1.36 in 5 of 100 cases, beyond 1.63 in one.
    let steps = |n: usize, by: f64| (0..n).map(|k| k as f64 + by).collect::<Vec<_>>();
    let apart = |share: f64| same(&steps(20_000, 0.0), &steps(20_000, share * 20_000.0));
    assert!((apart(0.0136) - 0.05).abs() < 0.002, "{}", apart(0.0136));
    assert!((apart(0.0163) - 0.01).abs() < 0.001, "{}", apart(0.0163));
    assert_eq!(same(&[1.0, 1.0, 2.0], &[1.0, 2.0, 1.0]), 1.0);
}
