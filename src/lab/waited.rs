//! How long operations waited for what others held, and how long nodes were in doubt: bound by a
//! yes, and not told.

use crate::base::ids::{FactId, NodeId};
use crate::base::time::Time;
use crate::sim::fact::Waits;
use crate::sim::run::AnyRun;
use crate::sim::trace::{CommitStep, FactKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Intervals of one kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Lasted {
    /// How many there were.
    pub times: u32,
    /// All of them together, in microseconds.
    pub total_us: u64,
    /// The longest, in microseconds.
    pub longest_us: u64,
    /// How many of them had not ended when the run did.
    pub at_end: u32,
}

impl Lasted {
    fn of(waits: &[Wait]) -> Lasted {
        let mut all = Lasted::default();
        for wait in waits {
            all.times += 1;
            all.total_us += wait.us();
            all.longest_us = all.longest_us.max(wait.us());
            all.at_end += u32::from(wait.ended.is_none());
        }
        all
    }
}

/// What was waited for in a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Waited {
    /// Operations that waited because others were in their way, each time by itself.
    pub blocked: Lasted,
    /// Transactions in doubt at a node, from its yes to what it was told, crashes or not.
    pub in_doubt: Lasted,
}

/// One interval.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Wait {
    /// The fact that begins it.
    pub begun: FactId,
    /// The moment of that fact.
    pub from: Time,
    /// The fact that ends it; nothing where it had not ended when the run did.
    pub ended: Option<FactId>,
    /// The moment at which it ended, or the run did.
    pub to: Time,
    /// Who waits: the number of the operation, or of the transaction.
    pub who: u64,
}

impl Wait {
    /// How long it took, in microseconds.
    pub fn us(&self) -> u64 {
        self.to.since(self.from).0
    }
}

/// Every interval of both kinds, in the order in which they ended: blocked, in doubt.
pub(super) fn waits(run: &dyn AnyRun) -> [Vec<Wait>; 2] {
    let mut all = [Vec::new(), Vec::new()];
    let mut blocked: BTreeMap<(NodeId, u64), FactId> = BTreeMap::new();
    let mut doubts: BTreeMap<(NodeId, u64), FactId> = BTreeMap::new();
    let end = run.folded().0;
    let wait = |who: u64, begun: FactId, ended: Option<FactId>| Wait {
        begun,
        from: run.fact(begun).at,
        ended,
        to: ended.map_or(end, |id| run.fact(id).at),
        who,
    };
    for id in (0..run.fact_count()).map(FactId) {
        let fact = run.fact(id);
        match fact.what {
            FactKind::Noted { fact: own, a, .. } => {
                let key = (fact.node, u64::from(a));
                match run.own_facts()[usize::from(own)].waits {
                    Waits::No => {}
                    Waits::Begins => _ = blocked.entry(key).or_insert(id),
                    Waits::Ends => {
                        all[0].extend(blocked.remove(&key).map(|begun| wait(key.1, begun, Some(id))));
                    }
                }
            }
            FactKind::Crashed { .. } => {
                let of_node = |&(node, _): &(NodeId, u64)| node == fact.node;
                let gone: Vec<_> = blocked.keys().copied().filter(of_node).collect();
                for key in gone {
                    all[0].extend(blocked.remove(&key).map(|begun| wait(key.1, begun, Some(id))));
                }
            }
            FactKind::Commitment { step: CommitStep::Yes, txn } => {
                doubts.entry((fact.node, txn)).or_insert(id);
            }
            FactKind::Commitment { step: CommitStep::Committed | CommitStep::Aborted, txn } => {
                let begun = doubts.remove(&(fact.node, txn));
                all[1].extend(begun.map(|begun| wait(txn, begun, Some(id))));
            }
            _ => {}
        }
    }
    for (all, open) in all.iter_mut().zip([blocked, doubts]) {
        all.extend(open.into_iter().map(|((_, who), begun)| wait(who, begun, None)));
    }
    all
}

/// What was waited for in a run that is folded to its end.
pub fn waited(run: &dyn AnyRun) -> Waited {
    let [blocked, in_doubt] = waits(run);
    Waited { blocked: Lasted::of(&blocked), in_doubt: Lasted::of(&in_doubt) }
}
