//! What is looked up in a trace so often that a fold from its beginning would be too slow: where the few things are that last, and how many operations
//! had ended by when. It follows the trace and can be made from it at any time.

use crate::base::ids::FactId;
use crate::sim::fact::{FactRow, Lasts};
use crate::sim::trace::{FactKind, Outcome, Trace};

/// Facts between two counts of what had ended.
const EVERY: u32 = 1024;

/// Follows a trace.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    next: u32,
    turning: Vec<FactId>,
    counts: Vec<(u32, u32, u32)>,
    running: (u32, u32, u32),
}

impl Index {
    /// Looks at the facts that are new. `own` is the table of the protocol's own facts.
    pub fn catch_up<M: Clone>(&mut self, trace: &Trace<M>, own: &[FactRow]) {
        for (id, event) in trace.facts_from(self.next) {
            if id.0.is_multiple_of(EVERY) {
                self.counts.push(self.running);
            }
            count(&mut self.running, &event.what);
            if turns(&event.what, own) {
                self.turning.push(id);
            }
        }
        self.next = trace.len();
    }

    /// The facts at which something begins or ends that lasts.
    pub fn turning_points(&self) -> &[FactId] {
        &self.turning
    }

    /// How many operations had ended before a fact.
    pub fn returned<M: Clone>(&self, trace: &Trace<M>, before: u32) -> (u32, u32, u32) {
        let page = (before / EVERY).min((self.counts.len() as u32).saturating_sub(1));
        let mut counts = self.counts.get(page as usize).copied().unwrap_or_default();
        for id in page * EVERY..before.min(trace.len()) {
            count(&mut counts, &trace.fact(FactId(id)).what);
        }
        counts
    }

    /// The index of the trace as it was before a fact.
    pub fn cut_to(&self, facts: u32) -> Index {
        let page = facts / EVERY;
        let counts: Vec<_> = self.counts.iter().take(page as usize).copied().collect();
        let next = (counts.len() as u32) * EVERY;
        let running = self.counts.get(counts.len()).copied().unwrap_or(self.running);
        Index { next, turning: self.turning.iter().take_while(|id| id.0 < next).copied().collect(), counts, running }
    }
}

fn count(counts: &mut (u32, u32, u32), what: &FactKind) {
    if let FactKind::Returned { outcome, .. } = what {
        match outcome {
            Outcome::Ok => counts.0 += 1,
            Outcome::Fail => counts.1 += 1,
            Outcome::Info => counts.2 += 1,
        }
    }
}

fn turns(what: &FactKind, own: &[FactRow]) -> bool {
    match what {
        FactKind::Crashed { .. }
        | FactKind::Restarted { .. }
        | FactKind::Paused
        | FactKind::Resumed
        | FactKind::Cut { .. }
        | FactKind::Healed { .. } => true,
        FactKind::Noted { fact, .. } => own[usize::from(*fact)].lasts != Lasts::No,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::{NodeId, OpId};
    use crate::base::time::Time;
    use crate::sim::trace::{Fact, TraceLength};

    #[test]
    fn counts_are_those_of_a_fold_at_every_fact_and_after_a_cut() {
        let (mut trace, mut told) = (Trace::<()>::default(), TraceLength::default());
        for n in 0..5_000u32 {
            let outcome = [Outcome::Ok, Outcome::Fail, Outcome::Info][n as usize % 3];
            let what = if n % 5 == 0 { FactKind::Paused } else { FactKind::Returned { op: OpId(n), outcome, reply: 0 } };
            trace.record(&mut told, Fact { at: Time(0), cause: FactId::NONE, node: NodeId(0), what });
        }
        let mut index = Index::default();
        index.catch_up(&trace, &[]);
        let mut running = (0, 0, 0);
        for n in 0..=5_000u32 {
            assert_eq!(index.returned(&trace, n), running, "before fact {n}");
            if n < 5_000 {
                count(&mut running, &trace.fact(FactId(n)).what);
            }
        }
        for cut in [0, 1, 1023, 1024, 1025, 4999] {
            let mut again = index.cut_to(cut);
            again.catch_up(&trace, &[]);
            assert_eq!((again.returned(&trace, 5_000), again.turning_points()), (index.returned(&trace, 5_000), index.turning_points()));
        }
    }
}
