//! What changed from one timeline to another in which one thing is otherwise: what clients and
//! judges count, and where the two first differ for somebody outside.

use crate::base::ids::FactId;
use crate::base::text::TextBuf;
use crate::base::time::Time;
use crate::lab::beside::first_difference;
use crate::lab::breaches::breaches;
use crate::lab::experiment::Experiment;
use crate::lab::frame::{FactFrame, fact};
use crate::lab::stale::StaleReads;
use crate::sim::run::{AnyRun, Progress};
use crate::sim::trace::{FactKind, Outcome};
use serde::{Deserialize, Serialize};

/// What is counted in a timeline.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Counted {
    /// Reads that missed acknowledged writes.
    pub stale: u32,
    /// Operations that surely took effect.
    pub ok: u32,
    /// Operations that were refused.
    pub refused: u32,
    /// Operations whose clients do not know the end.
    pub unknown: u32,
    /// The promises that were broken, by what people call them; nothing where the run is too long to
    /// be judged while somebody waits.
    pub broken: Option<Vec<TextBuf>>,
}

/// Two timelines held against each other.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Changed {
    /// What is counted in the one and in the other.
    pub counted: [Counted; 2],
    /// The first moment at which somebody outside sees another thing; nothing where that never
    /// happens.
    pub differs: Option<Time>,
    /// What is seen next in the one and in the other from there on.
    pub facts: [Option<FactFrame>; 2],
}

/// Holds two runs of one experiment against each other, both folded to their ends. Their cursors
/// move.
pub fn changed(
    experiment: &Experiment,
    left: &mut (dyn AnyRun + 'static),
    right: &mut (dyn AnyRun + 'static),
) -> Changed {
    let counted = [counted(experiment, left), counted(experiment, right)];
    let parting = first_difference(left, right, true);
    let runs: [&dyn AnyRun; 2] = [left, right];
    let facts = [0, 1].map(|side| {
        let id = parting.and_then(|it| it.facts[side])?;
        Some(fact(experiment, runs[side], id))
    });
    Changed { counted, differs: parting.map(|it| it.at), facts }
}

fn counted(experiment: &Experiment, run: &mut dyn AnyRun) -> Counted {
    while run.advance(100_000) == Progress::More {}
    let mut stale = StaleReads::new(run.node_count());
    stale.catch_up(run);
    let mut counted = Counted { stale: stale.found().len() as u32, ..Counted::default() };
    for id in (0..run.fact_count()).map(FactId) {
        if let FactKind::Returned { outcome, .. } = run.fact(id).what {
            *match outcome {
                Outcome::Ok => &mut counted.ok,
                Outcome::Fail => &mut counted.refused,
                Outcome::Info => &mut counted.unknown,
            } += 1;
        }
    }
    counted.broken = breaches(experiment, run).map(|all| all.into_iter().map(|it| it.title).collect());
    counted
}
