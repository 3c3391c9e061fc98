//! The run that a first visit shows: a protocol's own experiment, with one service cut off for a
//! while, and a seed with which its typical trouble is seen.

use super::experiment::Experiment;
use crate::base::ids::NodeId;
use crate::base::time::Time;
use crate::protocol::catalog::Entry;
use crate::sim::fault::Cut;
use crate::sim::input::{Action, Input};

/// When the last service is cut off, and when it is heard again.
const CUT: (Time, Time) = (Time(1_200_000), Time(2_600_000));

/// What a first visit to a protocol shows.
pub fn first_visit(entry: &Entry) -> Experiment {
    let mut experiment = Experiment::first(entry);
    experiment.seed = entry.first.seed;
    let cut = Cut::Isolate { node: NodeId(experiment.nodes - 1) };
    let (at, heal_at) = CUT;
    experiment.faults.push(Input { at, step: 0, action: Action::Cut { cut, heal_at: Some(heal_at) } });
    experiment
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::receipt::{Receipt, receipt};
    use crate::lab::setup;
    use crate::protocol::catalog::ENTRIES;
    use crate::protocol::manifest::Trouble;
    use crate::sim::run::Progress;

    /// Whether a run shows a trouble, and not too much of it, in an otherwise ordinary day.
    fn shows(experiment: &Experiment, trouble: Trouble) -> bool {
        let mut run = setup::open(experiment, &[]);
        while run.advance(100_000) == Progress::More {}
        let Receipt { operations, stale, apart, money_made, waited, isolation, .. } =
            receipt(experiment, run.as_mut());
        // One convergence is late, because of the cut, which a person sees.
        let cut_us = CUT.1.since(CUT.0).0;
        let is_late = (cut_us / 2..cut_us * 2).contains(&apart.longest_us);
        let is_told = match trouble {
            Trouble::StaleReads => (2..=3).contains(&stale.reads) && is_late && apart.agree_at_end,
            Trouble::NobodyKnows => (1..=4).contains(&operations.unknown) && stale.reads == 0,
            Trouble::Blocked => {
                let is_long = |us: u64| (cut_us / 3..cut_us * 2).contains(&us);
                let is_right = stale.reads == 0 && money_made.is_none_or(|made| made == 0);
                is_long(waited.in_doubt.longest_us) && is_long(waited.blocked.longest_us) && is_right
            }
            Trouble::DirtyReads => {
                let dirty = isolation.iter().flat_map(|it| &it.anomalies).filter(|it| it.name == "G1a");
                dirty.map(|it| it.transactions).sum::<u32>() > 0 && stale.reads == 0
            }
            Trouble::WrongMoney => money_made.is_some_and(|made| made != 0) && stale.reads == 0,
        };
        is_told && operations.ok >= 12
    }

    #[test]
    fn the_first_visit_to_each_protocol_shows_its_typical_trouble() {
        for entry in ENTRIES {
            let (experiment, trouble) = (first_visit(entry), entry.first.trouble);
            // Whoever changes a protocol is told which seeds would do.
            let others = || {
                let seeds = (31_000..31_100)
                    .filter(|&seed| shows(&Experiment { seed, ..experiment.clone() }, trouble));
                seeds.take(3).collect::<Vec<u64>>()
            };
            assert!(
                shows(&experiment, trouble),
                "{} does not show {trouble:?} with seed {}, but would with {:?}",
                entry.name,
                experiment.seed,
                others()
            );
        }
    }
}
