//! The four guarantees of a session (Terry et al., *Session Guarantees for Weakly Consistent
//! Replicated Data*, 1994), judged from what copies held when they answered, as the run plays.
//!
//! Terry's definitions speak of DB(S, t), the writes that server S has at moment t: here that is
//! what [`Copies`] says. A read is about some accounts, so of the writes that a session did or saw
//! before, those of these accounts must be there when it reads; and wherever a write is shown, what
//! its session did and saw before is shown before it. Balances do not tell which writes they are
//! made of, so what clients were told would not decide this; what answers rest on does. Where an
//! answer does not tell that, a guarantee is not claimed to be kept.

mod checks;
mod words;

use super::copies::{Change, Copies};
use super::experiment::Experiment;
use super::verdicts::{Finding, Verdict};
use crate::base::ids::{AccountId, ClientId, CommandId, FactId, NodeId, OpId};
use crate::base::text::TextBuf;
use crate::check::sessions::Guarantee;
use crate::sim::run::AnyRun;
use crate::sim::trace::{Fact, FactKind, Layer, Outcome, Write};
use std::collections::{BTreeMap, BTreeSet};

/// A write that a session did or saw, and the answer by which the session learned of it.
#[derive(Clone, Copy, Debug)]
struct Observed {
    write: Write,
    from: FactId,
}

/// What a session did and saw, in its order.
#[derive(Clone, Debug, Default)]
struct Past {
    wrote: Vec<Observed>,
    saw: Vec<Observed>,
    seen: BTreeSet<Write>,
}

/// How much of a session's past lay behind an operation when it was asked.
#[derive(Clone, Copy, Debug, Default)]
struct SessionPrefix {
    wrote: usize,
    saw: usize,
}

/// What is known about one guarantee.
#[derive(Clone, Debug, Default)]
struct Standing {
    checked: bool,
    broken: Option<(TextBuf, Vec<FactId>)>,
}

/// Judges the four guarantees while a run plays.
#[derive(Clone, Debug)]
pub struct Guarantees {
    names: Vec<String>,
    pasts: BTreeMap<ClientId, Past>,
    behind: BTreeMap<OpId, SessionPrefix>,
    /// The operation by which each command was asked for first.
    asked: BTreeMap<CommandId, OpId>,
    /// What was there of an account when a node looked at it for an operation that has no answer
    /// yet, by the fact of looking.
    there: BTreeMap<OpId, Vec<(FactId, BTreeSet<Write>)>>,
    /// For each node and session, how much of what the session saw is surely shown there before the
    /// session's next write.
    settled: BTreeMap<(NodeId, ClientId), usize>,
    standings: [Standing; 4],
    /// Writes that were acknowledged before any copy held them: whose each is, its account, and
    /// where it was acknowledged.
    early: BTreeMap<CommandId, (ClientId, AccountId, FactId)>,
    /// Whether there was an answer that does not tell what it rests on.
    unsure: bool,
}

impl Guarantees {
    /// Nothing was heard yet.
    pub fn new(experiment: &Experiment) -> Guarantees {
        Guarantees {
            names: experiment.accounts.iter().map(|account| account.name.clone()).collect(),
            pasts: BTreeMap::new(),
            behind: BTreeMap::new(),
            asked: BTreeMap::new(),
            there: BTreeMap::new(),
            settled: BTreeMap::new(),
            standings: Default::default(),
            early: BTreeMap::new(),
            unsure: false,
        }
    }

    /// Takes the next fact, which `copies` has taken already; `change` is what it changed there.
    pub fn observe(
        &mut self,
        id: FactId,
        event: &Fact,
        copies: &Copies,
        change: Option<&Change>,
        run: &dyn AnyRun,
    ) {
        match event.what {
            FactKind::Invoked { op, attempt: 0 } => {
                let request = run.operation(op).request;
                let past = self.pasts.entry(request.client).or_default();
                self.behind.insert(op, SessionPrefix { wrote: past.wrote.len(), saw: past.saw.len() });
                self.asked.entry(request.command).or_insert(op);
            }
            FactKind::Observed { observation, layer } => {
                let seen = run.observation(observation);
                if seen.op != OpId::NOBODY && run.operation(seen.op).request.call.is_read() {
                    let held = copies.holders_for(event.node, seen.key, run.cast()).into_iter();
                    let held = held.flat_map(|node| copies.of(node, layer).writes());
                    let there = held
                        .filter(|write| write.key == seen.key && write.version <= seen.version)
                        .copied()
                        .collect();
                    self.there.entry(seen.op).or_default().push((id, there));
                }
            }
            FactKind::Returned { op, outcome, .. } => {
                if outcome == Outcome::Ok {
                    let is_read = run.operation(op).request.call.is_read();
                    if is_read { self.read(id, op, copies, run) } else { self.wrote(id, op, copies, run) }
                }
                self.there.remove(&op);
            }
            _ => {}
        }
        match change {
            Some(&Change::Put { layer: Layer::State, place, write, again: false, .. }) => {
                let early = self.early.get(&write.command).copied();
                if let Some((client, _, from)) = early.filter(|(_, account, _)| *account == write.key) {
                    self.early.remove(&write.command);
                    self.pasts.entry(client).or_default().wrote.push(Observed { write, from });
                }
                self.put(event.node, place, write, id, copies, run)
            }
            // What one node takes back may be what another one relied on.
            Some(Change::Cut { layer: Layer::State, .. }) => self.settled.clear(),
            _ => {}
        }
    }

    fn name(&self, account: AccountId) -> &str {
        self.names.get(account.index()).map_or("?", String::as_str)
    }

    fn breaks(&mut self, guarantee: Guarantee, because: TextBuf, mut proof: Vec<FactId>) {
        proof.sort_unstable();
        proof.dedup();
        self.standings[guarantee as usize].broken.get_or_insert((because, proof));
    }

    /// Whether a guarantee is known to be broken already.
    pub fn is_broken(&self, guarantee: Guarantee) -> bool {
        self.standings[guarantee as usize].broken.is_some()
    }

    /// What is to be said of everything that was heard.
    pub fn judged(&self) -> Vec<Finding> {
        Guarantee::ALL.into_iter().map(|guarantee| self.standing(guarantee)).collect()
    }

    fn standing(&self, guarantee: Guarantee) -> Finding {
        let standing = &self.standings[guarantee as usize];
        let (verdict, because, proof) = match &standing.broken {
            Some((because, proof)) => (Verdict::Violated, Some(because.clone()), proof.clone()),
            None if self.unsure || !self.early.is_empty() => {
                (Verdict::Unknown, Some(words::UNSURE.into()), Vec::new())
            }
            None if !standing.checked => (Verdict::Vacuous, Some(words::NOTHING.into()), Vec::new()),
            None => (Verdict::Holds, None, Vec::new()),
        };
        Finding {
            model: guarantee.word().to_owned(),
            promise: words::promise(guarantee).into(),
            verdict,
            because,
            proof,
        }
    }
}
