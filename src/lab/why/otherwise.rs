//! What would have been otherwise: for each message that did not arrive in time, and each crash, a
//! run in which that one thing is different and everything else as it was.
//!
//! All chance is keyed, so the other run is the same up to that moment, and behind it differs only
//! in what follows. What is said to help was run.

use super::asked::{Asked, Kind, Outcomes};
use super::strand;
use crate::base::arrange::Arrange;
use crate::base::ids::{FactId, FlightId, NodeId};
use crate::base::time::Time;
use crate::lab::experiment::Experiment;
use crate::lab::frame::is_beat;
use crate::sim::fault::Treatment;
use crate::sim::input::{Action, Input};
use crate::sim::run::{AnyRun, Target};
use crate::sim::trace::{FactKind, Loss};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// So many things are tried at most.
const MOST_TRIES: usize = 60;
/// And so many steps are run for all of them together: a second or two in a browser.
const MOST_STEPS: u64 = 2_000_000;
/// Of messages that arrived before it was too late, so many of the slowest are tried to arrive at
/// once.
const SLOWEST: usize = 12;

/// What a message or a node did at the turn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turned {
    /// A message arrived too late.
    Late {
        /// The message.
        flight: FlightId,
    },
    /// A message was lost.
    Lost {
        /// The message.
        flight: FlightId,
        /// The cause of the loss.
        why: Loss,
    },
    /// A message had not arrived when the run ended.
    Underway {
        /// The message.
        flight: FlightId,
    },
    /// The network repeated a message.
    Repeated {
        /// The message.
        flight: FlightId,
    },
    /// A node crashed.
    Crashed {
        /// The node.
        node: NodeId,
    },
}

impl Turned {
    /// The message that it is about.
    pub fn flight(self) -> Option<FlightId> {
        match self {
            Turned::Late { flight }
            | Turned::Lost { flight, .. }
            | Turned::Underway { flight }
            | Turned::Repeated { flight } => Some(flight),
            Turned::Crashed { .. } => None,
        }
    }
}

/// Something that could have been otherwise.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Candidate {
    pub turned: Turned,
    /// The fact of it: the late arrival, the loss, the crash.
    pub fact: FactId,
    /// Before this fact it has to be decided.
    pub before: FactId,
    /// Whether nothing went wrong: a message that arrived before what was observed, in its time.
    pub is_ordinary: bool,
    /// How much it looks like the reason: the lower, the more.
    rank: (bool, bool, bool, u64),
}

/// Everything that could have been otherwise for an observation, what looks most like its reason
/// first.
pub(super) fn candidates(run: &dyn AnyRun, asked: &Asked) -> Vec<Candidate> {
    let deadline = asked.deadline;
    let mut sent: BTreeMap<FlightId, FactId> = BTreeMap::new();
    let mut copies: BTreeMap<FlightId, FlightId> = BTreeMap::new();
    let mut in_time: Vec<(u64, FlightId, FactId)> = Vec::new();
    let mut found: Vec<(Turned, FactId, FactId)> = Vec::new();
    for id in (0..run.fact_count()).map(FactId) {
        let event = run.fact(id);
        match event.what {
            FactKind::Sent { flight } if id < deadline => drop(sent.insert(flight, id)),
            FactKind::Delivered { flight } => {
                let Some(from) = sent.remove(&flight) else { continue };
                if id > deadline {
                    found.push((Turned::Late { flight }, id, from));
                } else {
                    in_time.push((event.at.since(run.fact(from).at).0, flight, id));
                }
            }
            FactKind::Lost { flight, why } => {
                if let Some(from) = sent.remove(&flight) {
                    found.push((Turned::Lost { flight, why }, id, from));
                }
            }
            FactKind::Duplicated { flight, copy } if id < deadline => {
                copies.insert(copy, flight);
                found.push((Turned::Repeated { flight }, id, run.flight(flight).sent));
            }
            FactKind::Crashed { .. } if id <= deadline => {
                found.push((Turned::Crashed { node: event.node }, id, id));
            }
            _ => {}
        }
    }
    found.extend(sent.into_iter().map(|(flight, from)| (Turned::Underway { flight }, from, from)));
    if !matches!(asked.kind, Kind::Stale { .. }) {
        // Nothing was too late by any one moment here: what was slow may have been.
        if matches!(asked.kind, Kind::Lasted { .. }) {
            // What had arrived before it began did not make it long.
            let begun = asked.strands.iter().map(|strand| strand.root).min().unwrap_or_default();
            in_time.retain(|&(.., id)| id > begun);
        }
        in_time.arrange_by_key(|&(took, flight, _)| (core::cmp::Reverse(took), flight));
        let slowest = in_time.into_iter().take(SLOWEST);
        found.extend(slowest.map(|(_, flight, id)| (Turned::Late { flight }, id, run.flight(flight).sent)));
    }
    let news = asked.strands[0].root;
    let rank = |turned: Turned, before: FactId| {
        let Some(flight) = turned.flight().map(|flight| run.flight(flight)) else {
            return (false, false, true, deadline.0.abs_diff(before.0).into());
        };
        let is_of_news = strand::root(run, before) == news;
        let beat = is_beat(run, &flight);
        (!is_of_news, beat, flight.to != asked.at, deadline.0.abs_diff(before.0).into())
    };
    let all = found.into_iter();
    let mut all: Vec<Candidate> = all
        .map(|(turned, fact, before)| {
            let is_ordinary = matches!(turned, Turned::Late { .. }) && fact <= deadline;
            Candidate { turned, fact, before, is_ordinary, rank: rank(turned, before) }
        })
        .collect();
    all.arrange_by_key(|it| (it.is_ordinary, it.rank, it.fact));
    all
}

/// A run that is the same up to right before a fact, and in which something is done there. What was
/// planned and done later is done there too. Moves the cursor of the run.
pub fn branched(run: &mut dyn AnyRun, before: FactId, action: &Action) -> Option<Box<dyn AnyRun>> {
    run.seek(Target::Fact(before));
    let step = run.cursor().1.checked_sub(1)?;
    run.seek(Target::Step(step));
    let done = run.inputs_done();
    let mut inputs = run.inputs().to_vec();
    inputs.insert(done, Input { at: run.cursor().0, step, action: action.clone() });
    Some(run.fork(inputs))
}

/// Tries what would have been otherwise.
pub(super) struct Trial<'a> {
    pub experiment: &'a Experiment,
    pub run: &'a mut (dyn AnyRun + 'static),
    pub asked: &'a Asked,
    /// How many runs were made.
    pub tried: u32,
    steps: u64,
}

impl<'a> Trial<'a> {
    pub fn new(
        experiment: &'a Experiment,
        run: &'a mut (dyn AnyRun + 'static),
        asked: &'a Asked,
    ) -> Trial<'a> {
        Trial { experiment, run, asked, tried: 0, steps: 0 }
    }

    /// What becomes of the observation where this is done before that fact.
    pub fn of(&mut self, before: FactId, action: &Action) -> Option<Outcomes> {
        self.tried += 1;
        let mut other = branched(self.run, before, action)?;
        let begun = other.cursor().1;
        let outcomes = self.asked.in_other(self.experiment, self.run, other.as_mut());
        self.steps += other.folded().1 - begun;
        Some(outcomes)
    }

    /// Whether there is time for another one.
    pub fn has_time(&self) -> bool {
        self.steps < MOST_STEPS && (self.tried as usize) < MOST_TRIES
    }

    /// Those candidates that take away what is strange, with how.
    pub fn helpful(&mut self, candidates: &[Candidate]) -> Vec<(Candidate, Action)> {
        let mut helpful = Vec::new();
        for candidate in candidates {
            if !self.has_time() || (candidate.is_ordinary && !helpful.is_empty()) {
                break;
            }
            let action = self.at_best(candidate);
            if self.of(candidate.before, &action).is_some_and(|it| it.gone) {
                helpful.push((*candidate, action));
            }
        }
        helpful
    }

    /// What would have helped most: a message that arrives at once, or once only; no crash.
    fn at_best(&self, candidate: &Candidate) -> Action {
        match candidate.turned {
            Turned::Crashed { node } => Action::Spare { node },
            Turned::Repeated { flight } => {
                let arrived = (candidate.before.0..self.run.fact_count()).map(|id| self.run.fact(FactId(id)));
                let mut arrived = arrived
                    .filter(|it| it.what == FactKind::Delivered { flight })
                    .map(|it| it.at.since(self.run.fact(candidate.before).at).0);
                let after_us = arrived.next().unwrap_or(1);
                Action::Treat { flight, then: Treatment::Deliver { after_us } }
            }
            Turned::Late { flight } | Turned::Lost { flight, .. } | Turned::Underway { flight } => {
                Action::Treat { flight, then: Treatment::Deliver { after_us: 1 } }
            }
        }
    }

    /// The last moment at which a message may arrive and still help, found by halving; nothing where
    /// that is not about an arrival.
    pub fn last_moment(&mut self, candidate: &Candidate) -> Option<Time> {
        let flight = match candidate.turned {
            Turned::Late { flight } | Turned::Lost { flight, .. } | Turned::Underway { flight } => flight,
            Turned::Repeated { .. } | Turned::Crashed { .. } => return None,
        };
        let sent = self.run.fact(candidate.before).at;
        let (mut helps, mut fails) = (1, self.run.fact(self.asked.deadline).at.since(sent).0.max(1) + 1);
        while helps + 1 < fails {
            let middle = helps + (fails - helps) / 2;
            let then = Treatment::Deliver { after_us: middle };
            match self.of(candidate.before, &Action::Treat { flight, then }) {
                Some(outcomes) if outcomes.gone => helps = middle,
                _ => fails = middle,
            }
        }
        Some(Time(sent.0 + helps))
    }
}
