//! What nodes tell about chains of steps, by the rows of their protocol's own facts.

use super::promises;
use super::with_facts::WithFacts;
use crate::base::ids::FactId;
use crate::check::invariant::Invariant;
use crate::check::invariant::all_or_nothing::{AllOrNothing, Record};
use crate::lab::verdicts::Finding;
use crate::sim::fact::ChainStep;
use crate::sim::run::AnyRun;
use crate::sim::trace::{Fact, FactKind};

/// Folds what nodes tell about chains of steps.
#[derive(Clone, Debug, Default)]
pub struct Steps(WithFacts<AllOrNothing>);

impl Steps {
    /// Takes the next fact.
    pub fn observe(&mut self, id: FactId, event: &Fact, run: &dyn AnyRun) {
        let FactKind::Noted { fact, a, .. } = event.what else { return };
        let chain = u64::from(a);
        let record = match run.own_facts()[usize::from(fact)].chain {
            ChainStep::No => return,
            ChainStep::Did { step, for_good } => Record::Did { chain, step, for_good },
            ChainStep::Undid { step } => Record::Undid { chain, step },
            ChainStep::Whole => Record::Whole(chain),
            ChainStep::Parked => Record::Parked(chain),
        };
        self.0.observe(id, &record);
    }

    /// Whether a chain is known to be wrong, whatever comes next.
    pub fn is_violated(&self) -> bool {
        self.0.machine.is_violated()
    }

    /// What is to be said of chains of steps, where the protocol has any; `quiet` is the fact behind which
    /// nothing is under way.
    pub fn judged(&self, quiet: Option<FactId>, run: &dyn AnyRun) -> Option<Finding> {
        let has_chains = run.own_facts().iter().any(|row| row.chain != ChainStep::No);
        let mut steps = self.0.clone();
        if let Some(at) = quiet {
            steps.observe(at, &Record::Quiet);
        }
        has_chains.then(|| steps.judged("all-or-nothing", promises::ALL_OR_NOTHING))
    }
}
