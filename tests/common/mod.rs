//! Experiments that tests share, and how they are run.
#![allow(dead_code, reason = "each test file takes what it needs")]

pub mod left;
pub mod mutate;

use eventual::base::chance::{Lane, below};
use eventual::base::digest::Digest;
use eventual::base::distribution::{Distribution, Part};
use eventual::base::ids::NodeId;
use eventual::base::time::Time;
use eventual::lab::experiment::{Experiment, Pace, WrongClock};
use eventual::lab::setup;
use eventual::protocol::catalog::{self, knob::Kind, knob::Setting};
use eventual::sim::fault::Cut;
use eventual::sim::input::{Action, Input};
use eventual::sim::run::{AnyRun, Progress};

/// The names of all protocols.
pub fn protocols() -> impl Iterator<Item = &'static str> {
    catalog::ENTRIES.iter().map(|entry| entry.name)
}

/// A run, folded to its end.
pub fn run(experiment: &Experiment, inputs: &[Input]) -> Box<dyn AnyRun> {
    let mut run = setup::open(experiment, inputs);
    while run.advance(100_000) == Progress::More {}
    run
}

/// Where the draws of the `n`-th experiment of a protocol come from: its whole name counts, so that
/// no two protocols get the same list of experiments.
pub fn lane(protocol: &str, n: u64) -> Lane {
    let mut name = Digest::default();
    name.bytes(protocol.as_bytes());
    Lane(n.wrapping_mul(0x5851_f42d_4c95_7f2d) ^ name.sum().0 as u64)
}

/// The `n`-th of an endless list of experiments with all faults mixed. Which ones they are never
/// changes, so that their digests can be pinned.
pub fn mixed(protocol: &str, n: u64) -> Experiment {
    let lane = lane(protocol, n);
    let mut drawn = 0;
    let mut draw = |bound: u64| {
        drawn += 1;
        below(lane.draw(drawn), bound)
    };
    let mut experiment = Experiment::of(protocol).expect("a protocol of the catalogue");
    experiment.seed = lane.draw(0);
    experiment.nodes = 2 + draw(6) as u16;
    let nodes = u64::from(experiment.nodes);
    experiment.duration_us = 5_000_000;
    experiment.workload.until_us = 3_500_000;
    experiment.workload.clients = 1 + draw(6) as u32;
    experiment.workload.pace = if draw(2) == 0 {
        Pace::Open { every_us: 100_000 + draw(400_000) }
    } else {
        Pace::Closed { think_us: 50_000 + draw(300_000) }
    };
    experiment.workload.roaming = draw(3) == 0;
    experiment.workload.retries = draw(3) as u8;
    experiment.workload.timeout_us = 300_000 + draw(700_000);
    experiment.workload.skew_milli = draw(1_500) as u32;
    experiment.workload.double_click_ppm = draw(100_000) as u32;
    let link = &mut experiment.network.link;
    link.latency = latency(draw(7), draw(40_000));
    link.loss_ppm = draw(80_000) as u32;
    link.duplicate_ppm = draw(80_000) as u32;
    link.duplicate_after = Distribution::Exponential { min_us: 0, mean_us: 1 + draw(500_000) };
    link.ordered = draw(3) == 0;
    link.spike_ppm = draw(20_000) as u32;
    link.spike_us = draw(300_000);
    (link.per_second, link.queue) =
        if draw(4) == 0 { (200 + draw(2_000) as u32, draw(50) as u32) } else { (0, 0) };
    experiment.disk = Distribution::Exponential { min_us: 100, mean_us: 1 + draw(8_000) };
    experiment.clocks = vec![WrongClock {
        node: NodeId(draw(nodes) as u16),
        skew_us: draw(2_000_000) as i64 - 1_000_000,
        drift_ppm: draw(20_000) as i32 - 10_000,
    }];
    for _ in 0..2 + draw(6) {
        let (at, node, other) =
            (Time(200_000 + draw(3_500_000)), NodeId(draw(nodes) as u16), NodeId(draw(nodes) as u16));
        let later = at.0 + 50_000 + draw(900_000);
        let mut plan = |at: u64, action| experiment.faults.push(Input { at: Time(at), step: 0, action });
        match draw(7) {
            0 => plan(at.0, Action::Cut { cut: Cut::Isolate { node }, heal_at: Some(Time(later)) }),
            1 => plan(
                at.0,
                Action::Cut { cut: Cut::OneWay { from: node, to: other }, heal_at: Some(Time(later)) },
            ),
            2 => {
                plan(at.0, Action::Crash { node, torn: later.is_multiple_of(2) });
                plan(later, Action::Restart { node, version: None });
            }
            3 => {
                plan(at.0, Action::Pause { node });
                plan(later, Action::Resume { node });
            }
            4 => plan(at.0, Action::SetClock { node, skew_us: -500_000, drift_ppm: 1_000 }),
            5 => plan(at.0, Action::SetSlow { node, factor_milli: 500 + (later % 5_000) as u32 }),
            _ => plan(at.0, Action::Order { node, order: (later % 4) as u32, about: (later % 3) as u32 }),
        }
    }
    let entry = catalog::find(protocol).expect("a protocol of the catalogue");
    for knob in entry.knobs {
        let setting = match knob.kind {
            Kind::Switch { .. } => Setting::Switch(draw(3) > 0),
            Kind::Choice { options, .. } => {
                Setting::Choice(options[draw(options.len() as u64) as usize].0.to_owned())
            }
            // Numbers keep their default: what is interesting about them is in the demos.
            Kind::Number { default, .. } => Setting::Number(default),
        };
        experiment.set(knob.name, setting);
    }
    experiment
}

fn latency(which: u64, us: u64) -> Distribution {
    let us = us + 1_000;
    let pareto = Distribution::Pareto { min_us: us, alpha_milli: 2_500 };
    match which {
        0 => Distribution::Constant { us },
        1 => Distribution::Uniform { min_us: us / 2, max_us: us * 2 },
        2 => Distribution::Exponential { min_us: us / 4, mean_us: us },
        3 => Distribution::LogNormal { median_us: us, sigma_milli: 600 },
        4 => pareto,
        5 => Distribution::Mixture {
            parts: vec![
                Part { weight: 9, of: pareto },
                Part { weight: 1, of: Distribution::Exponential { min_us: 0, mean_us: us * 8 } },
            ],
        },
        _ => Distribution::Empirical { samples_us: [us / 2, us, us, us * 3].into() },
    }
}
