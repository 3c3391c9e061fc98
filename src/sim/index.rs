//! What is looked up in a trace so often that a fold from its beginning would be too slow: where
//! the few things are that last, how many operations had ended by when, and which facts for people
//! came last. It follows the trace and can be made from it at any time.

use crate::base::ids::FactId;
use crate::sim::fact::{FactRow, Lasts};
use crate::sim::trace::{FactKind, Outcome, Trace};

/// Facts between two counts.
const EVERY: u32 = 1024;

/// What had been counted before a fact.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Counts {
    /// Operations that had ended: done, refused, unknown.
    ended: (u32, u32, u32),
    /// Facts that are not for judges alone.
    for_people: u32,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    next: u32,
    turning: Vec<FactId>,
    counts: Vec<Counts>,
    running: Counts,
}

impl Index {
    /// Looks at the facts that are new. `own` is the table of the protocol's own facts.
    pub fn catch_up<M: Clone>(&mut self, trace: &Trace<M>, own: &[FactRow]) {
        for (id, event) in trace.facts_from(self.next) {
            if id.0.is_multiple_of(EVERY) {
                self.counts.push(self.running);
            }
            self.running.add(&event.what);
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
            counts.add(&trace.fact(FactId(id)).what);
        }
        counts.ended
    }

    /// The last facts before a fact that are not for judges alone, at most so many, the latest
    /// first. However long a replay tells judges of every write again, a page without any other
    /// fact is not looked at: at most `most + 1` pages are.
    pub fn last_for_people<M: Clone>(&self, trace: &Trace<M>, before: u32, most: usize) -> Vec<FactId> {
        let (mut found, mut end) = (Vec::new(), before.min(trace.len()));
        while end > 0 && found.len() < most {
            let page = (end - 1) / EVERY;
            let ids = (page * EVERY..end).rev().map(FactId);
            found.extend(ids.filter(|id| !trace.fact(*id).what.is_for_judges()).take(most - found.len()));
            // The count at a page's beginning is the same as at the beginning of every empty page
            // before it.
            let known = self.counts.get(page as usize).unwrap_or(&self.running).for_people;
            end = self.counts.partition_point(|counts| counts.for_people < known) as u32 * EVERY;
            end = end.min(page * EVERY);
        }
        found
    }

    /// The index of the trace as it was before a fact.
    pub fn cut_to(&self, facts: u32) -> Index {
        let page = facts / EVERY;
        let counts: Vec<_> = self.counts.iter().take(page as usize).copied().collect();
        let next = (counts.len() as u32) * EVERY;
        let running = self.counts.get(counts.len()).copied().unwrap_or(self.running);
        Index {
            next,
            turning: self.turning.iter().take_while(|id| id.0 < next).copied().collect(),
            counts,
            running,
        }
    }
}

impl Counts {
    fn add(&mut self, what: &FactKind) {
        self.for_people += u32::from(!what.is_for_judges());
        if let FactKind::Returned { outcome, .. } = what {
            match outcome {
                Outcome::Ok => self.ended.0 += 1,
                Outcome::Fail => self.ended.1 += 1,
                Outcome::Info => self.ended.2 += 1,
            }
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
            let what = if n % 5 == 0 {
                FactKind::Paused
            } else {
                FactKind::Returned { op: OpId(n), outcome, reply: 0 }
            };
            trace.record(&mut told, Fact { at: Time(0), cause: FactId::NONE, node: NodeId(0), what });
        }
        let mut index = Index::default();
        index.catch_up(&trace, &[]);
        let mut running = Counts::default();
        for n in 0..=5_000u32 {
            assert_eq!(index.returned(&trace, n), running.ended, "before fact {n}");
            if n < 5_000 {
                running.add(&trace.fact(FactId(n)).what);
            }
        }
        for cut in [0, 1, 1023, 1024, 1025, 4999] {
            let mut again = index.cut_to(cut);
            again.catch_up(&trace, &[]);
            assert_eq!(
                (again.returned(&trace, 5_000), again.turning_points()),
                (index.returned(&trace, 5_000), index.turning_points())
            );
        }
    }

    #[test]
    fn the_last_facts_for_people_are_found_however_many_are_told_to_judges_alone() {
        let (mut trace, mut told) = (Trace::<()>::default(), TraceLength::default());
        let is_shown = |n: u32| matches!(n, 0 | 1 | 7 | 1_023 | 1_024 | 5_000 | 5_001 | 29_999);
        for n in 0..30_000 {
            let what = if is_shown(n) { FactKind::Paused } else { FactKind::Rewound { keep: n } };
            trace.record(&mut told, Fact { at: Time(0), cause: FactId::NONE, node: NodeId(0), what });
        }
        let mut index = Index::default();
        index.catch_up(&trace, &[]);
        for (index, cut) in [(index.clone(), 30_000), (index.cut_to(20_000), 20_000)] {
            for before in
                [0, 1, 2, 8, 1_023, 1_024, 1_025, 4_999, 5_001, 5_002, 12_345, 20_000, 29_999, 30_000]
            {
                let before = before.min(cut);
                let all: Vec<FactId> = (0..before).rev().filter(|n| is_shown(*n)).map(FactId).collect();
                for most in [0, 1, 3, 24] {
                    let found = index.last_for_people(&trace, before, most);
                    assert_eq!(found, all[..most.min(all.len())], "before {before}, at most {most}");
                }
            }
        }
    }
}
