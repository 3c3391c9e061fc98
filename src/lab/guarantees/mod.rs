//! The four guarantees of a session (Terry et al., *Session Guarantees for Weakly Consistent Replicated Data*, 1994), judged from what replicas showed when they
//! answered, as the run plays.
//!
//! Terry's definitions speak of DB(S, t), the writes that server S has at moment t: here that is what [`Shown`] says. A read is about one account, so of the writes that
//! a session did or saw before, those of that account must be there when it reads; and wherever a write is shown, what its session did and saw before is shown before it.
//! Balances do not tell which writes they are made of, so what clients were told would not decide this; what was shown does. Where the trace does not tell what was
//! shown, or who wrote it, that a guarantee was kept is not claimed.

mod checks;
mod words;

use super::experiment::Experiment;
use super::receipt::version;
use super::shown::{Change, Entry, Shown};
use super::verdicts::{Judged, Word};
use crate::base::ids::{AccountId, ClientId, FactId, NodeId, OpId};
use crate::base::text::Said;
use crate::check::sessions::Guarantee;
use crate::sim::session::Session;
use crate::sim::trace::{Outcome, TraceEvent, What};
use std::collections::{BTreeMap, BTreeSet};

/// A write that a session did or saw: the entry, its account, and the answer by which the session learned of it.
#[derive(Clone, Copy, Debug)]
struct Known {
    entry: Entry,
    account: AccountId,
    from: FactId,
}

/// What a session did and saw, in its order.
#[derive(Clone, Debug, Default)]
struct Past {
    wrote: Vec<Known>,
    saw: Vec<Known>,
    seen: BTreeSet<Entry>,
}

/// How much of a session's past lay behind an operation when it was asked.
#[derive(Clone, Copy, Debug, Default)]
struct Behind {
    wrote: usize,
    saw: usize,
}

/// What is known about one guarantee.
#[derive(Clone, Debug, Default)]
struct Standing {
    checked: bool,
    broken: Option<(Said, Vec<FactId>)>,
}

/// Judges the four guarantees while a run plays.
#[derive(Clone, Debug)]
pub struct Guarantees {
    names: Vec<String>,
    pasts: BTreeMap<ClientId, Past>,
    behind: BTreeMap<OpId, Behind>,
    /// For each node and session, how much of what the session saw is surely shown there before the session's next write.
    settled: BTreeMap<(NodeId, ClientId), usize>,
    standings: [Standing; 4],
    /// Whether something was shown of which the trace does not tell what it was.
    unsure: bool,
}

impl Guarantees {
    /// Nothing was heard yet.
    pub fn new(experiment: &Experiment) -> Guarantees {
        Guarantees {
            names: experiment.accounts.iter().map(|account| account.name.clone()).collect(),
            pasts: BTreeMap::new(),
            behind: BTreeMap::new(),
            settled: BTreeMap::new(),
            standings: Default::default(),
            unsure: false,
        }
    }

    /// Takes the next fact, of which `shown` has heard already; `change` is what it changed there.
    pub fn hear(&mut self, id: FactId, event: &TraceEvent, shown: &Shown, change: Option<Change>, session: &dyn Session) {
        match event.what {
            What::Invoked { op, attempt: 0 } => {
                let past = self.pasts.entry(session.operation(op).request.client).or_default();
                self.behind.insert(op, Behind { wrote: past.wrote.len(), saw: past.saw.len() });
            }
            What::Returned { op, outcome: Outcome::Ok, reply } => {
                if let Some(version) = session.answer(reply).and_then(|answer| version(&answer.reply)) {
                    if session.operation(op).request.call.is_read() {
                        self.read(id, op, version, shown, session);
                    } else {
                        self.wrote(id, op, version, shown, session);
                    }
                }
            }
            _ => {}
        }
        match change {
            Some(Change::Put(place, entry)) => self.put(event.node, place, entry, id, shown, session),
            Some(Change::Cut(_)) => self.settled.retain(|(node, _), _| *node != event.node),
            Some(Change::Again(..)) | None => {}
        }
    }

    fn name(&self, account: AccountId) -> &str {
        self.names.get(account.index()).map_or("?", String::as_str)
    }

    fn breaks(&mut self, guarantee: Guarantee, because: Said, mut proof: Vec<FactId>) {
        proof.sort_unstable();
        proof.dedup();
        self.standings[guarantee as usize].broken.get_or_insert((because, proof));
    }

    /// Whether a guarantee is known to be broken already.
    pub fn is_broken(&self, guarantee: Guarantee) -> bool {
        self.standings[guarantee as usize].broken.is_some()
    }

    /// What is to be said of everything that was heard.
    pub fn judged(&self, shown: &Shown) -> Vec<Judged> {
        let unsure = self.unsure || shown.origins.lost;
        Guarantee::ALL.into_iter().map(|guarantee| self.standing(guarantee, unsure)).collect()
    }

    fn standing(&self, guarantee: Guarantee, unsure: bool) -> Judged {
        let standing = &self.standings[guarantee as usize];
        let (verdict, because, proof) = match &standing.broken {
            Some((because, proof)) => (Word::Violated, Some(because.clone()), proof.clone()),
            None if !standing.checked => (Word::Vacuous, Some(words::NOTHING.into()), Vec::new()),
            None if unsure => (Word::Unknown, Some(words::UNSURE.into()), Vec::new()),
            None => (Word::Holds, None, Vec::new()),
        };
        Judged { model: guarantee.word().to_owned(), promise: words::promise(guarantee).into(), verdict, because, proof }
    }
}

/// What is said of the guarantees where a protocol does not tell what its replicas show.
pub fn untold() -> Vec<Judged> {
    let judged = |guarantee: Guarantee| Judged {
        model: guarantee.word().to_owned(),
        promise: words::promise(guarantee).into(),
        verdict: Word::Unknown,
        because: Some(words::UNTOLD.into()),
        proof: Vec::new(),
    };
    Guarantee::ALL.into_iter().map(judged).collect()
}
