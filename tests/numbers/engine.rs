//! Runs of the engine out of which numbers are read, and what statistics say of them.

use crate::common;
use eventual::base::ids::{FactId, NodeId, OpId};
use eventual::base::time::Time;
use eventual::domain::{Amount, Call};
use eventual::lab::experiment::{Experiment, OneLink};
use eventual::lab::numbers::{Found, LONGER, TOPICS, Work, runs};
use eventual::protocol::catalog::{self, knob::Setting};
use eventual::sim::input::{Action, Input};
use eventual::sim::network::Link;
use eventual::sim::run::AnyRun;
use eventual::sim::trace::{Fact, FactKind, Outcome};

/// A protocol with so many services and accounts, each with 100,000, whose messages take so many
/// microseconds; nobody asks for anything, writes are safe at once, and clients wait for an hour.
pub fn still(protocol: &str, nodes: u16, accounts: u32, latency_us: u64) -> Experiment {
    runs::still(catalog::find(protocol).expect("a protocol of the catalogue"), nodes, accounts, latency_us)
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
    runs::moments(run, name).collect()
}

/// What the tests find of a topic: many runs of a protocol, which the page makes too, but fewer. To
/// the last of six digits it is what the page says that the tests found.
pub fn pinned(id: &str) -> Vec<Found> {
    let topic = TOPICS.iter().find(|topic| topic.id == id).expect("a topic");
    let (seed, times) = LONGER;
    let mut work = Work::longer(topic.job, seed, times);
    while work.step() {}
    let digits = |all: &[Found]| -> Vec<_> {
        all.iter()
            .map(|it| [Some(it.value), Some(it.low), it.high].map(|it| it.map(|it| format!("{it:.6}"))))
            .collect()
    };
    let found = work.found();
    assert_eq!(digits(topic.found), digits(&found), "{id}: what the page says, and what is found");
    found
}

/// A visitor's first click makes fewer runs than the tests, with a seed of its own.
#[test]
fn what_a_visitor_runs_agrees_as_well() {
    for topic in TOPICS.iter().filter(|topic| !topic.found.is_empty()) {
        let mut work = Work::new(topic.job, 7);
        let mut before = 0;
        while work.step() {
            assert!((before..1_000).contains(&work.per_mille()), "{}: {before}", topic.id);
            before = work.per_mille();
        }
        assert_eq!(work.per_mille(), 1_000);
        for (line, found) in topic.lines.iter().zip(work.found()) {
            println!("{}, {}: {found:?} against {}", topic.id, line.of.en, line.value);
            assert!(found.agrees(line.value), "{}, {}: {found:?}", topic.id, line.of.en);
        }
    }
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
