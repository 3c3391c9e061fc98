//! When is nothing under way any more, so that replicas that differ will stay different?
//!
//! A primary says for ever that it is there, so a run is never silent. It is quiet when everybody
//! is up and connected, nobody waits for an answer, no message that carries state is on its way,
//! and nothing but talk has happened for so long that a node that lacked something would have
//! noticed and asked for it: a timer must go off, a question must travel, and its answer must
//! travel back. A message that was lost in the meantime may have been that question, so each gives
//! another such time.
//!
//! Nor is it quiet while it is known that an operator will still step in: who orders a change of
//! leaders, or starts nodes again one by one with newer code, is in the middle of something until
//! the last of it is done.

use crate::base::distribution::Distribution;
use crate::base::ids::{FlightId, NodeId, OpId};
use crate::base::time::Time;
use crate::lab::experiment::Experiment;
use crate::sim::input::{Action, Input};
use crate::sim::run::AnyRun;
use crate::sim::trace::{Fact, FactKind};
use std::collections::{BTreeMap, BTreeSet};

/// A timer, a question, an answer.
const STEPS: u64 = 3;
/// Writes to a disk and heavy tails: hardly anything takes longer than so many times what is usual.
const TAIL: u64 = 32;

/// Follows what is under way.
#[derive(Clone, Debug)]
pub struct Quiet {
    /// The longest that anything took that led to something else.
    longest_us: u64,
    /// When something happened the last time that was more than talk.
    last: Time,
    /// How many messages were lost since.
    lost: u64,
    /// When each message that is on its way was sent, and whether it carries state. Flights are
    /// numbered as they leave, so the first is the oldest.
    flying: BTreeMap<FlightId, (Time, bool)>,
    /// How many of them carry state.
    carrying: usize,
    waiting: BTreeSet<OpId>,
    /// Nodes that are down or stand still.
    absent: BTreeSet<NodeId>,
    cuts: BTreeSet<u32>,
}

impl Quiet {
    /// Nothing has happened yet.
    pub fn new(experiment: &Experiment) -> Quiet {
        Quiet {
            longest_us: slowest(&experiment.disk),
            last: Time::ZERO,
            lost: 0,
            flying: BTreeMap::new(),
            carrying: 0,
            waiting: BTreeSet::new(),
            absent: BTreeSet::new(),
            cuts: BTreeSet::new(),
        }
    }

    /// Whether it is quiet at a moment.
    pub fn is(&self, at: Time, run: &dyn AnyRun) -> bool {
        let still =
            self.absent.is_empty() && self.cuts.is_empty() && self.waiting.is_empty() && self.carrying == 0;
        if !still {
            return false;
        }
        let under_way = self.flying.first_key_value().map_or(0, |(_, (sent, _))| at.since(*sent).0);
        let step = self.longest_us.max(run.settles().0).max(under_way);
        let long = at.since(self.last).0 > step.saturating_mul(STEPS).saturating_mul(1 + self.lost);
        long && !operator_comes(run.inputs(), at, run.until())
    }

    /// From when it is quiet if nothing happens any more; nothing where it never will be.
    pub fn from(&self, run: &dyn AnyRun) -> Option<Time> {
        let step = self.longest_us.max(run.settles().0);
        let at =
            Time(self.last.0.saturating_add(step.saturating_mul(STEPS).saturating_mul(1 + self.lost) + 1));
        self.is(at, run).then_some(at)
    }

    /// Takes the next fact.
    pub fn observe(&mut self, event: &Fact, run: &dyn AnyRun) {
        let talk = match event.what {
            FactKind::Invoked { op, .. } => {
                self.waiting.insert(op);
                false
            }
            FactKind::Returned { op, .. } => {
                self.waiting.remove(&op);
                false
            }
            FactKind::Sent { flight } => {
                let state = run.flight(flight).label.carries_state;
                self.leaves(flight, event.at, state);
                !state
            }
            FactKind::Duplicated { flight, copy } => {
                let state = self.flying.get(&flight).is_some_and(|(_, state)| *state);
                self.leaves(copy, event.at, state);
                !state
            }
            FactKind::Delivered { flight } => self.landed(flight, event.at),
            FactKind::Lost { flight, .. } => {
                self.lost += 1;
                self.landed(flight, event.at)
            }
            FactKind::Crashed { .. } | FactKind::Paused => !self.absent.insert(event.node),
            FactKind::Restarted { .. } | FactKind::Resumed => !self.absent.remove(&event.node),
            FactKind::Cut { rule } => !self.cuts.insert(rule),
            FactKind::Healed { rule } => !self.cuts.remove(&rule),
            FactKind::Fired { .. } => true,
            _ => false,
        };
        if !talk {
            (self.last, self.lost) = (event.at, 0);
        }
    }

    fn leaves(&mut self, flight: FlightId, at: Time, state: bool) {
        let youngest = self.flying.last_key_value();
        debug_assert!(
            youngest.is_none_or(|(id, (sent, _))| *id < flight && *sent <= at),
            "flights are numbered as they leave"
        );
        self.flying.insert(flight, (at, state));
        self.carrying += usize::from(state);
    }

    /// A message is not on its way any more. Whether it was only talk.
    fn landed(&mut self, flight: FlightId, at: Time) -> bool {
        let Some((sent, state)) = self.flying.remove(&flight) else { return true };
        self.carrying -= usize::from(state);
        self.longest_us = self.longest_us.max(at.since(sent).0);
        !state
    }
}

/// Whether an operator steps in from a moment on, and before the end.
fn operator_comes(inputs: &[Input], from: Time, until: Time) -> bool {
    let acts = |input: &Input| {
        matches!(input.action, Action::Order { .. } | Action::Restart { .. } | Action::Resume { .. })
    };
    let later = &inputs[inputs.partition_point(|input| input.at < from)..];
    later.iter().take_while(|input| input.at <= until).any(acts)
}

/// How long a write takes, but for one in very many.
fn slowest(disk: &Distribution) -> u64 {
    match disk {
        Distribution::Constant { us } => *us,
        Distribution::Uniform { max_us, .. } => *max_us,
        Distribution::Exponential { min_us, mean_us } => min_us.saturating_add(mean_us.saturating_mul(TAIL)),
        Distribution::LogNormal { median_us: us, .. } | Distribution::Pareto { min_us: us, .. } => {
            us.saturating_mul(TAIL)
        }
        Distribution::Mixture { parts } => parts.iter().map(|part| slowest(&part.of)).max().unwrap_or(0),
        Distribution::Empirical { samples_us } => samples_us.iter().copied().max().unwrap_or(0),
    }
}
