//! Experiments by chance: the workload, the settings, and each kind of fault that a run was dealt.

use super::faults::{Dealt, Draws, Fault, Faults};
use super::liveness::Ending;
use crate::base::chance::Lane;
use crate::base::distribution::{Distribution, Part};
use crate::base::ids::NodeId;
use crate::base::time::Time;
use crate::lab::experiment::{Experiment, Mix, Pace, WrongClock};
use crate::protocol::catalog::Entry;
use crate::protocol::catalog::knob::{Kind, Setting};
use crate::protocol::manifest::To;
use crate::sim::fault::Cut;
use crate::sim::input::{Action, DiskFault, Input};
use crate::sim::network::Link;

/// Faults end before this moment, in microseconds.
pub const TROUBLE_US: u64 = 4_000_000;
/// How long a run is, in microseconds.
const LENGTH_US: u64 = 7_000_000;

/// An experiment that was drawn.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// All of it.
    pub experiment: Experiment,
    /// The kinds of faults in it.
    pub dealt: Dealt,
    /// How it ends, where a core is to heal.
    pub ending: Option<Ending>,
}

impl Drawn {
    /// The experiment with everything that happens in it.
    pub fn whole(&self) -> Experiment {
        let mut experiment = self.experiment.clone();
        experiment.faults.extend(self.ending.iter().flat_map(|ending| ending.inputs.iter().cloned()));
        experiment
    }
}

/// Draws an experiment of a protocol with some settings; all others are drawn too.
pub fn draw(entry: &Entry, set: &[(&str, To)], without: &[Fault], lane: Lane, often: &Faults) -> Drawn {
    let mut dealt = Dealt::draw(often, lane);
    without.iter().for_each(|&fault| dealt = dealt.without(fault));
    if entry.orders.is_empty() {
        dealt = dealt.without(Fault::Order);
    }
    let mut experiment = Experiment::first(entry);
    experiment.seed = lane.draw(0);
    experiment.faults.clear();
    workload(&mut experiment, &mut Draws::named(lane, 1));
    settings(&mut experiment, entry, &mut Draws::named(lane, 2));
    set.iter().for_each(|(name, to)| experiment.set(name, (*to).into()));
    deal(&mut experiment, entry, dealt, lane);
    experiment.faults.sort_by_key(|input| input.at);
    Drawn { experiment, dealt, ending: None }
}

/// Draws faults of these kinds into an experiment, each before [`TROUBLE_US`].
pub fn deal(experiment: &mut Experiment, entry: &Entry, dealt: Dealt, lane: Lane) {
    let nodes = entry.cast(experiment.nodes, &experiment.protocol.settings).nodes();
    for fault in dealt.all() {
        Plan { experiment, entry, nodes, draws: Draws::of(lane, fault) }.fault(fault);
    }
}

/// Who asks what, on a network and on disks with nothing wrong.
fn workload(experiment: &mut Experiment, draws: &mut Draws) {
    experiment.nodes = 2 + draws.below(6) as u16;
    experiment.duration_us = LENGTH_US;
    let asked = &mut experiment.workload;
    asked.until_us = TROUBLE_US + 200_000;
    asked.clients = 1 + draws.below(7) as u32;
    asked.pace = if draws.chance(500) {
        Pace::Open { every_us: 150_000 + draws.below(450_000) }
    } else {
        Pace::Closed { think_us: 50_000 + draws.below(300_000) }
    };
    asked.timeout_us = 400_000 + draws.below(800_000);
    asked.skew_milli = draws.below(1_500) as u32;
    let mut weight = |least: u64, most: u64| (least + draws.below(most)) as u32;
    asked.mix = Mix {
        deposit: weight(1, 8),
        withdraw: weight(1, 8),
        transfer: weight(0, 8),
        read: weight(1, 10),
        audit: weight(0, 4),
        withdraw_jointly: weight(0, 4),
    };
    (asked.retries, asked.roaming, asked.double_click_ppm) = (0, false, 0);
    let link = &mut experiment.network.link;
    link.latency = Distribution::Constant { us: 1_000 + draws.below(40_000) };
    (link.loss_ppm, link.duplicate_ppm, link.spike_ppm, link.per_second) = (0, 0, 0, 0);
    link.ordered = true;
    experiment.disk = Distribution::Exponential { min_us: 100, mean_us: 1 + draws.below(8_000) };
}

/// What the protocol is set to.
fn settings(experiment: &mut Experiment, entry: &Entry, draws: &mut Draws) {
    for knob in entry.knobs {
        let setting = match knob.kind {
            Kind::Switch { .. } => Setting::Switch(draws.chance(667)),
            Kind::Choice { options, .. } => {
                Setting::Choice(options[draws.below(options.len() as u64) as usize].0.to_owned())
            }
            // Most numbers are left as they are: what is interesting about them is in the demos.
            Kind::Number { min, max, default, .. } => {
                let near = [default, default, default, default / 2, default.saturating_mul(2), min, max];
                let drawn = near[draws.below(near.len() as u64 - if max > 1_000 { 2 } else { 0 }) as usize];
                Setting::Number(drawn.clamp(min, max))
            }
        };
        experiment.set(knob.name, setting);
    }
}

struct Plan<'a> {
    experiment: &'a mut Experiment,
    entry: &'a Entry,
    nodes: u16,
    draws: Draws,
}

impl Plan<'_> {
    fn at(&mut self, at: u64, action: Action) {
        self.experiment.faults.push(Input { at: Time(at), step: 0, action });
    }

    fn node(&mut self) -> NodeId {
        NodeId(self.draws.below(u64::from(self.nodes)) as u16)
    }

    /// When a fault begins and when it ends.
    fn span(&mut self) -> (u64, u64) {
        let begins = 100_000 + self.draws.below(TROUBLE_US - 800_000);
        (begins, begins + 30_000 + self.draws.below(TROUBLE_US - begins - 50_000))
    }

    fn fault(&mut self, fault: Fault) {
        match fault {
            Fault::Loss => self.experiment.network.link.loss_ppm = 1_000 + self.draws.below(120_000) as u32,
            Fault::Repeat => {
                let mean_us = 1 + self.draws.below(600_000);
                let link = &mut self.experiment.network.link;
                link.duplicate_ppm = 5_000 + self.draws.below(150_000) as u32;
                link.duplicate_after = Distribution::Exponential { min_us: 0, mean_us };
            }
            Fault::Reorder => self.experiment.network.link.ordered = false,
            Fault::Latency => {
                let (which, us) = (self.draws.below(6), 1_000 + self.draws.below(40_000));
                self.experiment.network.link.latency = latency(which, us);
            }
            Fault::Spike => {
                let link = &mut self.experiment.network.link;
                link.spike_ppm = 2_000 + self.draws.below(40_000) as u32;
                link.spike_us = 50_000 + self.draws.below(600_000);
            }
            Fault::Capacity => {
                let link = &mut self.experiment.network.link;
                link.per_second = 100 + self.draws.below(1_500) as u32;
                link.queue = self.draws.below(50) as u32;
                link.varied = self.draws.chance(300);
            }
            Fault::Partition => (0..=self.draws.below(2)).for_each(|_| self.partition()),
            Fault::Swizzle => self.swizzle(),
            Fault::Slow => {
                let (node, (begins, ends)) = (self.node(), self.span());
                let factor_milli = 2_000 + self.draws.below(20_000) as u32;
                self.at(begins, Action::SetSlow { node, factor_milli });
                self.at(ends, Action::SetSlow { node, factor_milli: 1_000 });
            }
            Fault::Crash => (0..=self.draws.below(3)).for_each(|_| self.crash(false)),
            Fault::LostTail => {
                self.slow_disk();
                (0..=self.draws.below(2)).for_each(|_| self.crash(false));
            }
            Fault::Torn => {
                self.slow_disk();
                (0..=self.draws.below(2)).for_each(|_| self.crash(true));
            }
            Fault::Pause => {
                for _ in 0..=self.draws.below(2) {
                    let (node, (begins, ends)) = (self.node(), self.span());
                    self.at(begins, Action::Pause { node });
                    self.at(ends, Action::Resume { node });
                }
            }
            Fault::Upgrade => self.upgrade(),
            Fault::Skew | Fault::Drift => {
                let node = self.node();
                let (skew, drift) = (self.draws.below(2_000_000) as i64, self.draws.below(40_000) as i32);
                let (skew_us, drift_ppm) =
                    if fault == Fault::Skew { (skew - 1_000_000, 0) } else { (0, drift - 20_000) };
                self.experiment.clocks.push(WrongClock { node, skew_us, drift_ppm });
            }
            Fault::Backward => {
                let (node, (begins, _)) = (self.node(), self.span());
                let skew_us = -20_000 - self.draws.below(1_000_000) as i64;
                self.at(begins, Action::SetClock { node, skew_us, drift_ppm: 0 });
            }
            Fault::Retry => self.experiment.workload.retries = 1 + self.draws.below(3) as u8,
            Fault::Roaming => self.experiment.workload.roaming = true,
            Fault::DoubleClick => {
                self.experiment.workload.double_click_ppm = 20_000 + self.draws.below(300_000) as u32;
            }
            Fault::Abandon => self.experiment.workload.timeout_us = 20_000 + self.draws.below(130_000),
            Fault::Order => self.orders(),
            Fault::CrashAtWrite => {
                for _ in 0..=self.draws.below(3) {
                    let (node, (begins, ends)) = (self.node(), self.span());
                    let (writes, torn) = (1 + self.draws.below(6) as u32, self.draws.chance(250));
                    self.at(begins, Action::CrashAtWrite { node, writes, torn });
                    self.at(ends, Action::Restart { node, version: None });
                }
            }
            Fault::BitFlip => {
                let (node, (begins, ends)) = (self.node(), self.span());
                self.at(begins, Action::Disk { node, what: DiskFault::Flip });
                self.at(ends, Action::Restart { node, version: None });
            }
            Fault::FullDisk => {
                let (node, (begins, ends)) = (self.node(), self.span());
                self.at(begins, Action::Disk { node, what: DiskFault::Full });
                self.at(ends, Action::Disk { node, what: DiskFault::Free });
            }
            Fault::OldDisk => {
                let (node, (begins, ends)) = (self.node(), self.span());
                self.at(begins, Action::Disk { node, what: DiskFault::Copy });
                self.at((begins + ends) / 2, Action::Disk { node, what: DiskFault::PutBack });
                self.at(ends, Action::Restart { node, version: None });
            }
            Fault::Clog => {
                let (from, apart) = (self.node(), 1 + self.draws.below(u64::from(self.nodes) - 1));
                let to = NodeId((u64::from(from.0) + apart) as u16 % self.nodes);
                let ((begins, ends), which) = (self.span(), self.draws.below(6));
                let usual = self.experiment.network.link.clone();
                let latency = latency(which, 20_000 + self.draws.below(200_000));
                let link = Link { latency, ..usual.clone() };
                self.at(begins, Action::SetLink { from, to, link });
                self.at(ends, Action::SetLink { from, to, link: usual });
            }
            Fault::Coarse => {
                let (node, (begins, _)) = (self.node(), self.span());
                let grain_us = 5_000 + self.draws.below(250_000);
                self.at(begins, Action::SetTimers { node, grain_us });
            }
        }
    }

    fn slow_disk(&mut self) {
        let mean_us = 10_000 + self.draws.below(60_000);
        self.experiment.disk = Distribution::Exponential { min_us: 1_000, mean_us };
    }

    fn crash(&mut self, torn: bool) {
        let (node, (begins, ends)) = (self.node(), self.span());
        self.at(begins, Action::Crash { node, torn });
        self.at(ends, Action::Restart { node, version: None });
    }

    fn partition(&mut self) {
        let (begins, ends) = self.span();
        let (node, other, nodes) = (self.node(), self.node(), self.nodes);
        let all = (0..nodes).map(NodeId);
        let (left, right): (Vec<NodeId>, Vec<NodeId>) = all.partition(|_| self.draws.chance(500));
        let without =
            |side: &[NodeId]| side.iter().copied().filter(|it| *it != node).collect::<Vec<NodeId>>();
        let cuts = match self.draws.below(5) {
            0 => vec![Cut::Isolate { node }],
            1 => vec![Cut::Groups { groups: vec![left, right] }],
            // One node still reaches both sides.
            2 => vec![Cut::Groups { groups: vec![without(&left), without(&right)] }],
            // Each node reaches a majority, and no two the same one: neighbours on a ring.
            3 => {
                let far = |a: u16, b: u16| {
                    let apart = (a + nodes - b) % nodes;
                    apart.min(nodes - apart) > nodes.div_ceil(2) / 2
                };
                let pairs = (0..nodes).flat_map(|a| (0..a).map(move |b| (a, b)));
                let pairs = pairs.filter(|&(a, b)| far(a, b));
                pairs.map(|(a, b)| Cut::Link { a: NodeId(a), b: NodeId(b) }).collect()
            }
            _ => vec![Cut::OneWay { from: node, to: other }],
        };
        for cut in cuts {
            self.at(begins, Action::Cut { cut, heal_at: Some(Time(ends)) });
        }
    }

    fn swizzle(&mut self) {
        let (begins, ends) = self.span();
        let half = (begins + ends) / 2;
        for node in (0..self.nodes).map(NodeId) {
            if self.draws.chance(500) {
                let from = begins + self.draws.below(half - begins);
                let to = half + self.draws.below(ends - half);
                self.at(from, Action::Cut { cut: Cut::Isolate { node }, heal_at: Some(Time(to)) });
            }
        }
    }

    /// Starts nodes again with other code: all with newer code one by one, some, or in any order.
    fn upgrade(&mut self) {
        let nodes = u64::from(self.nodes);
        let kind = self.draws.below(4);
        let newer = 2 + self.draws.below(2);
        let restarts = if kind < 2 { nodes } else { 1 + self.draws.below(2 * nodes) };
        for nth in 0..restarts {
            let (node, version) = match kind {
                0 | 1 => (nth, newer),
                2 => (self.draws.below(nodes), 1 + nth.min(2)),
                _ => (self.draws.below(nodes), 1 + self.draws.below(4)),
            };
            let at = 200_000 + 3_000_000 / restarts * nth + self.draws.below(200_000);
            self.at(at, Action::Restart { node: NodeId(node as u16), version: Some(version as u32) });
        }
    }

    fn orders(&mut self) {
        for _ in 0..=self.draws.below(4) {
            let (node, (at, _)) = (self.node(), self.span());
            let order = self.draws.below(self.entry.orders.len() as u64) as u32;
            let about = self.draws.below(self.experiment.accounts.len() as u64) as u32;
            self.at(at, Action::Order { node, order, about });
        }
    }
}

fn latency(which: u64, us: u64) -> Distribution {
    let pareto = Distribution::Pareto { min_us: us, alpha_milli: 2_500 };
    match which {
        0 => Distribution::Uniform { min_us: us / 2, max_us: us * 2 },
        1 => Distribution::Exponential { min_us: us / 4, mean_us: us },
        2 => Distribution::LogNormal { median_us: us, sigma_milli: 600 },
        3 => pareto,
        4 => Distribution::Mixture {
            parts: vec![
                Part { weight: 9, of: pareto },
                Part { weight: 1, of: Distribution::Exponential { min_us: 0, mean_us: us * 8 } },
            ],
        },
        _ => Distribution::Empirical { samples_us: [us / 2, us, us, us * 3].into() },
    }
}
