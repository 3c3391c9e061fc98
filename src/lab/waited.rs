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
    fn add(&mut self, from: Time, to: Time) {
        let us = to.since(from).0;
        self.times += 1;
        self.total_us += us;
        self.longest_us = self.longest_us.max(us);
    }

    fn close(mut self, open: impl Iterator<Item = Time>, end: Time) -> Lasted {
        for from in open {
            self.add(from, end);
            self.at_end += 1;
        }
        self
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

/// What was waited for in a run that is folded to its end.
pub fn waited(run: &dyn AnyRun) -> Waited {
    let mut waited = Waited::default();
    let mut blocked: BTreeMap<(NodeId, u32), Time> = BTreeMap::new();
    let mut doubts: BTreeMap<(NodeId, u64), Time> = BTreeMap::new();
    for id in (0..run.fact_count()).map(FactId) {
        let fact = run.fact(id);
        match fact.what {
            FactKind::Noted { fact: own, a, .. } => match run.own_facts()[usize::from(own)].waits {
                Waits::No => {}
                Waits::Begins => _ = blocked.entry((fact.node, a)).or_insert(fact.at),
                Waits::Ends => {
                    if let Some(from) = blocked.remove(&(fact.node, a)) {
                        waited.blocked.add(from, fact.at);
                    }
                }
            },
            FactKind::Crashed { .. } => {
                let of_node = |&(node, _): &(NodeId, u32)| node == fact.node;
                let gone: Vec<_> = blocked.keys().copied().filter(of_node).collect();
                for key in gone {
                    let from = blocked.remove(&key).expect("it was there a moment ago");
                    waited.blocked.add(from, fact.at);
                }
            }
            FactKind::Commitment { step: CommitStep::Yes, txn } => {
                doubts.entry((fact.node, txn)).or_insert(fact.at);
            }
            FactKind::Commitment { step: CommitStep::Committed | CommitStep::Aborted, txn } => {
                if let Some(from) = doubts.remove(&(fact.node, txn)) {
                    waited.in_doubt.add(from, fact.at);
                }
            }
            _ => {}
        }
    }
    let end = run.folded().0;
    Waited {
        blocked: waited.blocked.close(blocked.into_values(), end),
        in_doubt: waited.in_doubt.close(doubts.into_values(), end),
    }
}
