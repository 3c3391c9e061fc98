//! What a service keeps, and what a crash takes from it.

use super::EventSourcing;
use super::beside::reports::{REPORTS, Report};
use super::beside::{Deployed, Errors, Newer};
use super::commands::Gathering;
use super::config::Config;
use super::names::Names;
use super::past::retract::Histories;
use super::project::stall::Stall;
use super::project::step::Step;
use crate::base::chance::mix;
use crate::base::digest::{Digest, Stable};
use crate::base::forkmap::ForkMap;
use crate::base::forkvec::ForkVec;
use crate::base::ids::{AccountId, NodeId, OpId};
use crate::data::event_log::{EventLog, Record, StreamView};
use crate::data::feed::Feed;
use crate::data::id_index::IdIndex;
use crate::data::inbox::Inbox;
use crate::data::projection::Projection;
use crate::data::snapshot::Snapshot;
use crate::data::upcast::{NEWEST, Raw, Reader};
use crate::domain::bank::Bank;
use crate::domain::{Event, Refusal, Request};
use crate::sim::protocol;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

pub type State = protocol::State<Volatile, Durable>;
/// The effects that its handlers ask for.
pub type Out<'a> = protocol::Out<'a, EventSourcing>;
/// An event of the bank as the store keeps it.
pub type Line = Record<Raw>;

/// Events of a stream that somebody has not seen: the stream as its owner had it, from a revision
/// on.
#[derive(Clone, PartialEq, Debug)]
pub struct News {
    pub stream: StreamView<Raw>,
    /// The first revision that is news.
    pub from: u64,
}

impl News {
    pub fn lines(&self) -> impl ExactSizeIterator<Item = &Line> + Clone + '_ {
        self.stream.from(self.from)
    }
}

impl Stable for News {
    fn feed(&self, digest: &mut Digest) {
        digest.word(self.from);
        digest.word(self.lines().len() as u64);
        self.lines().for_each(|line| line.feed(digest));
    }
}

/// What is in the service's own database. Everything in it is shared between clones until one is
/// changed.
#[derive(Clone, Default)]
pub struct Durable {
    /// How many events of the store, and of the feed, were there from the beginning.
    pub began: (u64, u64),
    /// The streams of the accounts it owns: the truth about them.
    pub store: EventLog<Raw>,
    /// All events it has received, its own ones among them: what its projection replays.
    pub feed: Feed,
    /// Commands that were refused for good, by event id, with the number of the reason.
    pub void: IdIndex,
    /// For each peer, how far it has the store.
    pub acked: Rc<Vec<Acked>>,
    /// Transfers whose money is on its way: the position of the event by which it left.
    pub transfers: Rc<BTreeSet<u64>>,
    /// The state of a moment ago, so that a replay need not begin at the beginning.
    pub snapshot: Option<Snapshot<Folded>>,
    /// Places of the feed that were put aside: the dead letters.
    pub parked: Rc<BTreeSet<u64>>,
    /// How often a mail was sent, by position in the store.
    pub mailed: ForkMap,
    /// How many mails were sent.
    pub mails: u32,
    /// What an impure fold made of each place of the feed the first time.
    pub made: ForkVec<i64, 64>,
    /// Accounts whose key is gone.
    pub erased: Rc<BTreeSet<AccountId>>,
    /// Erasures that some peers have not confirmed.
    pub erasing: Rc<BTreeMap<AccountId, BTreeSet<NodeId>>>,
    /// Who bears the name that only one account may bear.
    pub names: Rc<Names>,
    /// Which version of the projection answers readers, and whether a newer one is being built.
    pub deployed: Deployed,
}

/// How far a peer has a store.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Acked {
    /// It has everything before this position.
    pub upto: u64,
    pub above: BTreeSet<u64>,
}

/// What a snapshot holds: the read side and the write side.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Folded {
    pub projection: Bank,
    /// Of each account whose last events it had passed over, the version that it showed.
    pub passed_over: BTreeMap<AccountId, u64>,
    /// How many events the projection had folded: what streams begin with left out.
    pub shown: u32,
    pub aggregates: Bank,
    /// How many events of the store are in the aggregates.
    pub stored: u64,
}

/// What is only in memory.
#[derive(Clone, Default)]
pub struct Volatile {
    /// How many services there are.
    pub nodes: u16,
    /// The version of the code.
    pub code: u32,
    /// The write side: the accounts it owns, folded from their streams at once.
    pub aggregates: Bank,
    /// The read side: the whole bank, folded from the feed, one event at a time.
    pub projection: Projection,
    /// Accounts whose streams this code cannot read: nothing can be decided about them.
    pub locked: BTreeSet<AccountId>,
    /// Accounts of which the projection has passed over events that other code can read: it counts
    /// their versions and does not show them.
    pub passed_over: BTreeSet<AccountId>,
    /// How many events the projection has folded: those that it passed over, and what streams begin
    /// with, left out.
    pub shown: u32,
    /// How many entries of the feed are on disk.
    pub saved: u64,
    /// Whether the projection is at work.
    pub applying: bool,
    /// Whether it stands still at an event that it cannot read.
    pub stuck: bool,
    /// The length at which a replay has caught up; 0 while there is none.
    pub replay_until: u64,
    /// Events that came too early.
    pub inbox: Inbox<Line>,
    /// For each service, how many events it is known to have.
    pub heard: Vec<u64>,
    /// What was proposed to other owners.
    pub pending: BTreeMap<OpId, Pending>,
    /// Reads that wait for other owners.
    pub gathering: BTreeMap<OpId, Gathering>,
    /// What is older than this position and not acknowledged is sent again at the next tick.
    pub marked: u64,
    /// Whether the tick is set.
    pub ticking: bool,
    /// Whether an event of an older shape was read since the start.
    pub upcast: bool,
    /// What the projection could not read since it began or was rebuilt.
    pub errors: Errors,
    /// The new version of the projection, while it is being built.
    pub newer: Option<Newer>,
    /// What the last events did to the read model, if that is shown; the last one at the end.
    pub steps: Vec<Step>,
    /// Whether somebody looks whether the projection stalls, and whether it was found to.
    pub stall: Stall,
    /// The past, while it is shown instead of the present.
    pub past: Option<Bank>,
    /// What was taken back last, with what would have become of everything later.
    pub histories: Option<Rc<Histories>>,
    /// The reports, where it keeps any.
    pub reports: [Option<Report>; REPORTS],
}

/// A command that was proposed to the owner of its account.
#[derive(Clone, Debug)]
pub struct Pending {
    pub request: Request,
    /// The id its event has.
    pub id: u64,
    /// How often it was decided again.
    pub tries: u64,
    /// The version it was decided on, if that matters.
    pub expected: Option<u64>,
    pub decision: Result<Event, Refusal>,
    /// Newer events that the owner told of in its refusals.
    pub newer: Vec<News>,
}

/// The operation of a proposal that no client waits for.
pub const NOBODY: OpId = OpId::NOBODY;

/// The service that owns an account, of so many.
pub fn owner_of(account: AccountId, services: u16) -> NodeId {
    NodeId((account.0 % u32::from(services.max(1))) as u16)
}

impl Volatile {
    /// The service that owns an account.
    pub fn owner(&self, account: AccountId) -> NodeId {
        owner_of(account, self.nodes)
    }

    /// A number that names an event of the whole bank.
    pub fn number(&self, line: &Line) -> u32 {
        let number = line.position * u64::from(self.nodes.max(1)) + u64::from(self.owner(line.stream).0) + 1;
        u32::try_from(number).unwrap_or(u32::MAX)
    }

    /// The version up to which the projection shows an account whole; nothing where it has passed
    /// over something that its owner may be able to read.
    pub fn shows(&self, account: AccountId) -> Option<u64> {
        (!self.passed_over.contains(&account)).then(|| self.projection.version(account))
    }

    /// How this code reads events.
    pub fn reader(&self, config: &Config) -> Reader {
        Reader { code: self.code.clamp(1, NEWEST), alias: config.type_alias, upcasters: config.upcaster }
    }
}

impl Durable {
    /// Whether nothing was ever written to it.
    pub fn is_blank(&self) -> bool {
        self.store.is_empty() && self.feed.is_empty()
    }

    /// Whether the key of an account is gone.
    pub fn is_erased(&self, account: AccountId) -> bool {
        self.erased.contains(&account)
    }

    /// How many events of the store at least one peer has not acknowledged.
    pub fn waiting(&self, me: NodeId) -> u64 {
        let peers = self.acked.iter().enumerate().filter(|(peer, _)| *peer != me.index());
        peers.map(|(_, acked)| self.store.len() - acked.upto.min(self.store.len())).max().unwrap_or(0)
    }
}

/// A number in a note; one that does not fit is the largest.
pub fn short(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The id of the event by which the money of a transfer arrives. It follows from the id of the
/// event by which it left, so it is the same on every retry.
pub fn arrival_id(sent: u64) -> u64 {
    mix(sent ^ 0x6172_7269_7665)
}

/// The id of the event that gives the money of a transfer back.
pub fn return_id(sent: u64) -> u64 {
    mix(sent ^ 0x7265_7475_726e)
}
