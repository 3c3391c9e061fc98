//! Looks for faults within a budget with which claims become true of a run: how a challenge is won,
//! and whether it can be won at all.
//!
//! The search is exhaustive, the fewest faults first: every message that is sent, and every node
//! right after every step in which it did something. Faults are tried in the order of their
//! moments, so no set of them is tried twice. What is found first is therefore smallest: none of
//! its faults can be left out. A search that ends without a find has seen every schedule within the
//! budget; one that has run out of [tries](Budget::tries) says so.

use super::claim::{Claim, Fails, folded};
use super::experiment::Experiment;
use crate::base::ids::{FactId, FlightId, NodeId};
use crate::base::time::Time;
use crate::sim::input::{Action, Input};
use crate::sim::run::{AnyRun, Target};
use crate::sim::trace::FactKind;

/// What may be broken, and how long the search may take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Budget {
    /// Messages that do not arrive.
    pub drops: u8,
    /// Nodes that stop, and start again after [`DOWN_US`].
    pub crashes: u8,
    /// How many runs may be folded.
    pub tries: u32,
}

/// How long a node that crashes is down, in microseconds.
pub const DOWN_US: u64 = 500_000;

/// What a search says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// These inputs do it; nothing smaller does.
    Faults(Vec<Input>),
    /// Nothing within the budget does it; so many runs were tried.
    Nothing(u32),
    /// The tries were spent.
    Unknown,
}

/// A way to go on: what was broken so far.
struct Broken {
    inputs: Vec<Input>,
    /// Faults are added behind the last one only.
    from: (Time, u64),
    drops: u8,
    crashes: u8,
}

/// Looks for the fewest faults with which all claims are true.
///
/// # Errors
/// Where a claim names what is not there.
pub fn search(experiment: &Experiment, goal: &[Claim], budget: Budget) -> Result<Found, Fails> {
    let first =
        Broken { inputs: Vec::new(), from: (Time::ZERO, 0), drops: budget.drops, crashes: budget.crashes };
    let (mut now, mut tried) = (vec![first], 0);
    while !now.is_empty() {
        let mut next = Vec::new();
        for broken in now {
            if tried == budget.tries {
                return Ok(Found::Unknown);
            }
            tried += 1;
            let mut run = folded(experiment, &broken.inputs);
            let holds = goal.iter().try_fold(true, |all, claim| {
                Ok(all
                    && match claim.check_run(experiment, run.as_mut()) {
                        Ok(()) => true,
                        Err(Fails::Found(_)) => false,
                        Err(other) => return Err(other),
                    })
            })?;
            if holds {
                return Ok(Found::Faults(broken.inputs));
            }
            next.extend(broken.worse(run.as_mut()));
        }
        now = next;
    }
    Ok(Found::Nothing(tried))
}

/// Something that may break.
enum Fault {
    Drop(FlightId),
    Crash(NodeId),
}

impl Broken {
    /// Everything that is one fault worse.
    fn worse(&self, run: &mut dyn AnyRun) -> Vec<Broken> {
        let mut all = Vec::new();
        for id in (0..run.fact_count()).map(FactId) {
            let fact = run.fact(id);
            let faults = match fact.what {
                FactKind::Sent { flight } => [Some(Fault::Drop(flight)), Some(Fault::Crash(fact.node))],
                FactKind::Persisted { .. } | FactKind::Delivered { .. } | FactKind::Installed { .. } => {
                    [None, Some(Fault::Crash(fact.node))]
                }
                _ => continue,
            };
            run.seek(Target::Fact(id));
            let from = (fact.at, run.cursor().1);
            for fault in faults.into_iter().flatten() {
                all.extend(self.with(fault, from));
            }
        }
        all
    }

    fn with(&self, fault: Fault, from: (Time, u64)) -> Option<Broken> {
        let (drops, crashes) = match fault {
            Fault::Drop(_) => (self.drops.checked_sub(1)?, self.crashes),
            Fault::Crash(_) => (self.drops, self.crashes.checked_sub(1)?),
        };
        if from < self.from {
            return None;
        }
        let mut inputs = self.inputs.clone();
        let now = |action| Input { at: from.0, step: from.1, action };
        match fault {
            Fault::Drop(flight) => inputs.push(now(Action::Drop { flight })),
            Fault::Crash(node) => {
                inputs.push(now(Action::Crash { node, torn: false }));
                let at = Time(from.0.0 + DOWN_US);
                inputs.push(Input { at, step: 0, action: Action::Restart { node, version: None } });
            }
        }
        inputs.sort_by_key(|input| (input.at, input.step));
        (inputs != self.inputs).then_some(Broken { inputs, from, drops, crashes })
    }
}
