//! The four guarantees of a session (Terry et al., *Session Guarantees for Weakly Consistent Replicated Data*, 1994), judged from what replicas showed when they
//! answered, as the run plays.
//!
//! Terry's definitions speak of DB(S, t), the writes that server S has at moment t: here that is what [`Shown`] says. A read is about one account, so of the writes that
//! a session did or saw before, those of that account must be there when it reads; and wherever a write is shown, what its session did and saw before is shown before it.
//! Balances do not tell which writes they are made of, so what clients were told would not decide this; what was shown does. Where the trace does not tell what was
//! shown, or who wrote it, that a guarantee was kept is not claimed.

mod words;

use super::experiment::Experiment;
use super::shown::{Change, Entry, Replica, Shown, Telling};
use super::verdicts::{Judged, Word};
use crate::base::bank::Reply;
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
                if let Some(Reply::Done { version, .. }) = session.answer(reply).map(|answer| answer.reply) {
                    if session.operation(op).request.call.is_read() {
                        self.read(id, op, version, shown, session);
                    } else {
                        self.wrote(id, op, shown, session);
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

    /// A write was acknowledged: its session knows what it led to.
    fn wrote(&mut self, id: FactId, op: OpId, shown: &Shown, session: &dyn Session) {
        let request = session.operation(op).request;
        let entries = shown.origins.of_command(request.command);
        self.unsure |= entries.is_empty() && !matches!(request.call, crate::base::bank::Call::Open { .. });
        let past = self.pasts.entry(request.client).or_default();
        let known = entries.iter().filter_map(|&entry| Some(Known { entry, account: shown.origins.of(entry)?.account, from: id }));
        past.wrote.extend(known);
    }

    /// A read was answered: what its session wrote and saw of this account must have been there, and what was there is seen from now on.
    fn read(&mut self, id: FactId, op: OpId, version: u64, shown: &Shown, session: &dyn Session) {
        let request = session.operation(op).request;
        let (account, client) = (request.call.account(), request.client);
        let (node, replica) = shown.answered(id, session);
        let Some(there) = self.there(account, version, node, &replica, shown) else {
            self.unsure = true;
            return;
        };
        let behind = self.behind.get(&op).copied().unwrap_or_default();
        let past = self.pasts.entry(client).or_default();
        let of_account = |known: &&Known| known.account == account;
        let missing = |known: &&Known| !there.contains(&known.entry);
        let wrote = past.wrote[..behind.wrote].iter().filter(of_account);
        let saw = past.saw[..behind.saw].iter().filter(of_account);
        let (any_wrote, any_saw) = (wrote.clone().next().is_some(), saw.clone().next().is_some());
        let (unwritten, unseen) = (wrote.clone().find(missing).copied(), saw.clone().find(missing).copied());
        for &entry in &there {
            if past.seen.insert(entry) {
                past.saw.push(Known { entry, account, from: id });
            }
        }
        self.standings[Guarantee::ReadYourWrites as usize].checked |= any_wrote;
        self.standings[Guarantee::MonotonicReads as usize].checked |= any_saw;
        let name = self.name(account).to_owned();
        if let Some(known) = unwritten {
            let because = words::own_write(client, &name, known.entry, node);
            self.breaks(Guarantee::ReadYourWrites, because, vec![known.from, id]);
        }
        if let Some(known) = unseen {
            let because = words::went_back(client, &name, known.entry, node);
            self.breaks(Guarantee::MonotonicReads, because, vec![known.from, id]);
        }
    }

    /// What was there of an account when a read was answered; nothing where that is not known.
    fn there(&self, account: AccountId, version: u64, node: NodeId, replica: &Replica, shown: &Shown) -> Option<BTreeSet<Entry>> {
        let mine = |entry: &&Entry| shown.origins.of(**entry).is_some_and(|origin| origin.account == account);
        let all = |entries: &[Entry]| entries.iter().filter(mine).copied().collect::<Vec<Entry>>();
        let folded = all(replica.shown());
        match shown.telling() {
            Telling::Log => (replica.shown().len() as u64 == version).then(|| folded.into_iter().collect()),
            Telling::Feed if folded.len() as u64 == version && replica.sure => Some(folded.into_iter().collect()),
            // The owner answered from its own streams, which are never behind; more may have been put there since.
            Telling::Feed => {
                let owned = all(replica.streams());
                let owns = account.0 % (self.nodes(shown)) == u32::from(node.0);
                (owns && owned.len() as u64 >= version).then(|| owned.into_iter().take(version as usize).collect())
            }
        }
    }

    fn nodes(&self, shown: &Shown) -> u32 {
        (shown.count() as u32).max(1)
    }

    /// A node shows one more entry: what its session did and saw before must be shown before it.
    fn put(&mut self, node: NodeId, place: usize, entry: Entry, id: FactId, shown: &Shown, session: &dyn Session) {
        let Some(op) = shown.origins.of(entry).and_then(|origin| origin.op) else { return };
        let client = session.operation(op).request.client;
        let (Some(behind), Some(past)) = (self.behind.get(&op).copied(), self.pasts.get(&client)) else { return };
        let replica = shown.at(node);
        let before = |known: &Known| known.entry == entry || replica.place(known.entry).is_some_and(|it| it < place);
        let last = past.wrote[..behind.wrote].last().copied();
        let settled = self.settled.get(&(node, client)).copied().unwrap_or(0).min(behind.saw);
        let unseen = past.saw[settled..behind.saw].iter().find(|known| !before(known)).copied();
        let unwritten = last.filter(|known| !before(known));
        self.standings[Guarantee::MonotonicWrites as usize].checked |= last.is_some();
        self.standings[Guarantee::WritesFollowReads as usize].checked |= behind.saw > 0;
        if unseen.is_none() {
            self.settled.insert((node, client), behind.saw);
        }
        let this = (entry, self.name(shown.origins.of(entry).map_or(AccountId(u32::MAX), |it| it.account)).to_owned());
        if let Some(known) = unwritten {
            let because = words::out_of_order(client, node, (known.entry, self.name(known.account)), (this.0, &this.1));
            self.breaks(Guarantee::MonotonicWrites, because, vec![known.from, id]);
        }
        if let Some(known) = unseen {
            let because = words::without_cause(client, node, (known.entry, self.name(known.account)), (this.0, &this.1));
            self.breaks(Guarantee::WritesFollowReads, because, vec![known.from, id]);
        }
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
