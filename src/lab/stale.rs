//! Reads that missed acknowledged writes, each found when it is answered: what it saw, what the
//! newest was, and which write it missed.

use super::copies::{Copies, Seen};
use crate::base::ids::{AccountId, FactId, NodeId, OpId};
use crate::base::time::Time;
use crate::domain::{Amount, Reply};
use crate::sim::run::AnyRun;
use crate::sim::trace::{Fact, FactKind, Outcome};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A read that missed at least one write which was acknowledged before it was asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StaleRead {
    /// The fact of its answer.
    pub fact: FactId,
    /// The moment of the answer.
    pub at: Time,
    /// The operation.
    pub op: OpId,
    /// The node whose copy was read.
    pub node: NodeId,
    /// The account that was stale; of several the one that missed most.
    pub account: AccountId,
    /// What the client was told.
    pub told: Amount,
    /// What the newest acknowledged write had left there.
    pub newest: Amount,
    /// How many acknowledged versions it missed, at least 1.
    pub versions: u32,
    /// How long before the read was asked the first of them had been acknowledged, in
    /// microseconds.
    pub age_us: u64,
    /// The fact by which the first of them was acknowledged.
    pub missed: FactId,
    /// The moment of that fact.
    pub missed_at: Time,
    /// The node that acknowledged it.
    pub missed_node: NodeId,
}

/// A write that a client knows of.
#[derive(Clone, Copy, Debug)]
struct Acknowledged {
    version: u64,
    fact: FactId,
    at: Time,
    node: NodeId,
    balance: Amount,
}

/// Finds stale reads as a run goes on.
#[derive(Clone, Debug)]
pub struct StaleReads {
    copies: Copies,
    /// By account, by version.
    acknowledged: BTreeMap<AccountId, Vec<Acknowledged>>,
    found: Vec<StaleRead>,
    next: u32,
}

impl StaleReads {
    /// Nobody has read anything yet.
    pub fn new(nodes: u16) -> StaleReads {
        StaleReads { copies: Copies::new(nodes), acknowledged: BTreeMap::new(), found: Vec::new(), next: 0 }
    }

    /// Looks at the facts that are new.
    pub fn catch_up(&mut self, run: &dyn AnyRun) {
        self.catch_up_to(run, run.fact_count());
    }

    /// Looks at the facts that are new, up to the first `facts` of all.
    pub fn catch_up_to(&mut self, run: &dyn AnyRun, facts: u32) {
        for id in (self.next..facts).map(FactId) {
            self.observe(id, &run.fact(id), run);
        }
        self.next = self.next.max(facts);
    }

    /// All that were found, in the order of their answers.
    pub fn found(&self) -> &[StaleRead] {
        &self.found
    }

    /// The newest write of an account, by version, that was acknowledged before a moment: the fact of
    /// its acknowledgement, and the balance that it left. Where the fold has gone on, later
    /// acknowledgements do not count.
    pub fn newest_before(&self, account: AccountId, at: Time) -> Option<(FactId, Amount)> {
        let known = self.acknowledged.get(&account)?.iter().rev();
        known.filter(|it| it.at < at).map(|it| (it.fact, it.balance)).next()
    }

    /// Those that were answered before so many facts.
    pub fn before(&self, facts: u32) -> &[StaleRead] {
        &self.found[..self.found.partition_point(|read| read.fact.0 < facts)]
    }

    fn observe(&mut self, id: FactId, event: &Fact, run: &dyn AnyRun) {
        match event.what {
            // What copies hold is of no use here, only what was looked at.
            FactKind::Observed { .. } | FactKind::Aborted { .. } => {
                self.copies.observe(id, event, run);
            }
            FactKind::Returned { op, outcome, reply } => {
                let answer = run.answer(reply).map(|answer| answer.reply);
                if let (Outcome::Ok, Some(Reply::Done { answer, .. })) = (outcome, answer) {
                    self.answered(id, event, op, answer.balances(), run);
                }
                self.copies.forget(op);
            }
            _ => {}
        }
    }

    fn answered(&mut self, id: FactId, event: &Fact, op: OpId, balances: &[Amount], run: &dyn AnyRun) {
        let asked = run.operation(op);
        let call = asked.request.call;
        let seen = self.copies.rests_on(id, op, run);
        let balance = |account| call.accounts().position(|it| it == account).and_then(|n| balances.get(n));
        if !call.is_read() {
            let account = call.account();
            if let (Some(seen), Some(&balance)) =
                (seen.iter().find(|seen| seen.key == account), balance(account))
            {
                let known = self.acknowledged.entry(account).or_default();
                let (version, node) = (seen.version.0, self.copies.answerer(id, op, run));
                let place = known.partition_point(|it| it.version <= version);
                known.insert(place, Acknowledged { version, fact: id, at: event.at, node, balance });
            }
            return;
        }
        let invoked = run.fact(asked.invoked).at;
        let look = |seen: &Seen| {
            let known = self.acknowledged.get(&seen.key)?;
            let above = known[known.partition_point(|it| it.version <= seen.version.0)..].iter();
            let missed = || above.clone().filter(|it| it.at < invoked);
            let first = missed().min_by_key(|it| (it.at, it.fact))?;
            let newest = missed().next_back()?;
            Some(StaleRead {
                fact: id,
                at: event.at,
                op,
                node: seen.node,
                account: seen.key,
                told: balance(seen.key).copied()?,
                newest: newest.balance,
                versions: missed().count() as u32,
                age_us: invoked.since(first.at).0,
                missed: first.fact,
                missed_at: first.at,
                missed_node: first.node,
            })
        };
        self.found.extend(seen.iter().filter_map(look).max_by_key(|read| (read.versions, read.age_us)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::receipt::receipt;
    use crate::lab::{demo, setup};
    use crate::sim::run::Progress;

    #[test]
    fn what_is_marked_when_it_happens_is_what_the_receipt_counts() {
        let mut all = 0;
        for demo in demo::all() {
            let experiment = demo.experiment();
            let mut run = setup::open(&experiment, &[]);
            while run.advance(100_000) == Progress::More {}
            let mut stale = StaleReads::new(run.node_count());
            stale.catch_up(run.as_ref());
            let counted = receipt(&experiment, run.as_mut()).stale;
            let found = stale.found();
            let most = |of: fn(&StaleRead) -> u64| found.iter().map(of).max().unwrap_or(0);
            assert_eq!(
                (found.len() as u32, most(|it| u64::from(it.versions)), most(|it| it.age_us)),
                (counted.reads, u64::from(counted.versions_max), counted.age_us_max),
                "{}",
                demo.id
            );
            all += found.len();
        }
        assert!(all > 0);
    }
}
