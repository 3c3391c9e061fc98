//! What can be seen of a node: a role and sections, each of which any protocol may show or leave
//! out.
//!
//! A node without a log shows no log, and one that holds no money shows no balances: an empty
//! section and a missing one are different things.

mod sheet;

pub use sheet::{Cell, Sheet, sheets};

use crate::base::ids::{AccountId, NodeId, OpId};
use crate::base::text::{Text, TextBuf};
use crate::base::time::Time;
use crate::domain::{Amount, EventKind};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What part of a node a person looks at, so that looking at a long log costs no more than looking
/// at a short one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Lens {
    /// Which rows of each log, counted from 0.
    pub rows: Range<u64>,
    /// Which accounts, by number.
    pub accounts: Range<u32>,
    /// Only the rows of one account, where that is wanted.
    pub only: Option<AccountId>,
}

impl Lens {
    /// Roles, lengths, sums and counters, but no rows and no balances.
    pub const fn outline() -> Lens {
        Lens { rows: 0..0, accounts: 0..0, only: None }
    }
}

/// What can be seen of a node.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VisibleState {
    /// What it is in the protocol: primary, secondary, service.
    pub role: Text,
    /// Whether it takes writes from others.
    pub leads: bool,
    /// Epoch, term or 0.
    pub epoch: u64,
    /// What it shows, in the order in which a person should meet it.
    pub sections: Vec<Section>,
}

impl VisibleState {
    /// Its first log, if it has one.
    pub fn log(&self) -> Option<&Log> {
        logs(&self.sections).next()
    }

    /// The balances that it holds, if it holds any.
    pub fn balances(&self) -> Option<&Balances> {
        balances(&self.sections)
    }

    /// Everything that it counts.
    pub fn counters(&self) -> impl Iterator<Item = &Counter> {
        counters(&self.sections)
    }
}

/// One thing that a node shows. `T` is the type of its texts: [`Text`] where a protocol writes it,
/// [`TextBuf`] in a frame.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section<T = Text> {
    /// An ordered list of entries with a replay position.
    Log(Log<T>),
    /// A table of balances.
    Balances(Balances<T>),
    /// Who holds what, and who waits for it.
    Locks(Vec<Lock>),
    /// Transactions that have begun and not ended.
    Transactions(Vec<OpenTransaction>),
    /// Chains of local transactions that have begun and not ended.
    Chains(Vec<Chain<T>>),
    /// What a node has to remember of transactions that it decides: its decision log.
    Decisions(Vec<Decided<T>>),
    /// What waits to be worked on.
    Queue(Queue<T>),
    /// Several versions of one key side by side.
    Versions(Versions<T>),
    /// Numbers that are neither money nor a place in a log.
    Counters(Vec<Counter<T>>),
    /// Calls whose answers it waits for.
    Calls(Vec<OpenCall>),
    /// What it takes other nodes to be.
    Peers(Vec<PeerState<T>>),
    /// How far those have come that consume what it keeps.
    Consumers(Vec<Consumer>),
    /// Events about to be published, kept, or set aside.
    Events(Events<T>),
    /// A table whose columns the protocol names itself: a report, a history, what a handler did.
    Sheet(Sheet<T>),
}

/// A log as a person sees it: some rows of it, and how far it is applied, on disk and known of.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Log<T = Text> {
    /// What it is called.
    pub title: T,
    /// How many entries it has.
    pub len: u64,
    /// How many of them are on the node's disk.
    pub saved: u64,
    /// How many of them are in the node's state: the replay position.
    pub applied: u64,
    /// How many entries the node knows that there are somewhere; where it knows of none elsewhere,
    /// its own.
    pub known: u64,
    /// The rows that the lens asked for.
    pub rows: Vec<Row>,
    /// For each of the last few entries, where it was first written.
    pub strip: Vec<NodeId>,
}

/// What a row of a log is to its node right now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowState {
    /// In the log and in the state.
    Applied,
    /// In the log, not replayed yet.
    Waiting,
    /// Received, not yet on disk.
    Unsaved,
    /// Damaged, skipped or parked.
    Bad,
}

/// One line of a node's log, as a passbook shows it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Row {
    /// Its place in the log, counted from 1.
    pub index: u64,
    /// The epoch or, for streams, the version in its stream.
    pub term: u64,
    /// Where the line was first written.
    pub origin: NodeId,
    /// What kind of line.
    pub kind: EventKind,
    /// The account that the row is about.
    pub account: AccountId,
    /// The other account of a transfer.
    pub other: Option<AccountId>,
    /// What it adds to the balance.
    pub amount: Amount,
    /// The balance of that account after it, in this log.
    pub balance: Amount,
    /// What it is to the node.
    pub state: RowState,
}

/// A table of balances.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Balances<T = Text> {
    /// What it is called.
    pub title: T,
    /// How many accounts the node knows.
    pub accounts: u32,
    /// The sum of all of them, whether the lens asked for them or not.
    pub total: Amount,
    /// The balances that the lens asked for.
    pub rows: Vec<Balance>,
}

/// A balance as a node sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Balance {
    /// The account whose balance it is.
    pub account: AccountId,
    /// What the node holds for it, in the smallest unit; a protocol may let it fall below 0.
    pub balance: Amount,
    /// How many events it is made of.
    pub version: u64,
}

/// Who holds a lock or waits for one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// The transaction that serves this operation.
    Operation(OpId),
    /// A node holds it in its own name.
    Node(NodeId),
}

/// A lock that somebody holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Lock {
    /// The account that is locked.
    pub key: AccountId,
    /// Who holds it; several where it is shared.
    pub holders: Vec<Holder>,
    /// Since when, by the node's own clock.
    pub since: Time,
    /// Who waits for it, the first in the queue first.
    pub waiting: Vec<Holder>,
}

/// A transaction that has begun and not ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OpenTransaction {
    /// Whose it is.
    pub holder: Holder,
    /// The node that began it and takes its steps.
    pub from: NodeId,
    /// Since when, by the clock of the node that shows it.
    pub since: Time,
    /// How many rows it has read.
    pub reads: u32,
    /// How many it has written.
    pub writes: u32,
    /// For whom it waits: the edges of the waits-for graph that begin here.
    pub waits_for: Vec<Holder>,
    /// Since when the node may not end it by itself, because it has promised others to do what they
    /// decide, and has not been told; nothing where it still may.
    pub in_doubt: Option<Time>,
}

/// A chain of local transactions that has begun and not ended, as a whole.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Chain<T = Text> {
    /// Whose it is.
    pub holder: Holder,
    /// Since when, by the clock of whoever began it.
    pub since: Time,
    /// The step at which it is, counted from 1; 0 when all of them are undone.
    pub step: u32,
    /// How many steps it has.
    pub of: u32,
    /// What it is doing.
    pub state: T,
    /// Whether it cannot go on by itself.
    pub alarming: bool,
}

/// A record of a decision log.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Decided<T = Text> {
    /// Whose transaction it is.
    pub holder: Holder,
    /// What the record says.
    pub says: T,
    /// Whether it is on the node's disk; until then nobody may hear of it.
    pub saved: bool,
    /// Who has not acknowledged it: as long as there is anybody, it must be kept.
    pub waits_for: Vec<Holder>,
}

/// What waits to be worked on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Queue<T = Text> {
    /// What it is called.
    pub title: T,
    /// How many messages nobody has taken.
    pub waiting: u64,
    /// How many were taken and not acknowledged yet.
    pub in_flight: u64,
    /// How many were given up: the dead letters.
    pub dead: u64,
}

/// Several versions of one key side by side.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Versions<T = Text> {
    /// What the table is called.
    pub title: T,
    /// Every key that has more than one version here, or is worth showing for another reason.
    pub rows: Vec<Siblings>,
}

/// The versions of one key, none of which follows from another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Siblings {
    /// The account that has several versions.
    pub key: AccountId,
    /// The versions, in the node's own order.
    pub siblings: Vec<Sibling>,
}

/// One version of a key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Sibling {
    /// The balance in this version, in the smallest unit.
    pub value: Amount,
    /// Its version in a few characters that need no translation: `3·0·1` for a vector.
    pub version: String,
}

/// Something that a node counts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Counter<T = Text> {
    /// What it counts.
    pub name: T,
    /// Its value, a plain number.
    pub value: i64,
    /// Whether it is a reason to worry.
    pub alarming: bool,
}

/// A call whose answer a node waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OpenCall {
    /// Whom it called.
    pub to: NodeId,
    /// For which operation, if a client waits.
    pub op: Option<OpId>,
    /// Since when, by the node's own clock.
    pub since: Time,
    /// Which attempt it is, counted from 1.
    pub attempt: u32,
}

/// What a node takes another one to be: reachable, suspected, cut off by a breaker.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PeerState<T = Text> {
    /// The other node.
    pub node: NodeId,
    /// What it is taken to be.
    pub state: T,
    /// Whether it is a reason to worry.
    pub alarming: bool,
}

/// How far somebody has come who consumes a topic.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Consumer {
    /// The consumer.
    pub node: NodeId,
    /// How many events it has not settled: its lag.
    pub lag: u64,
    /// How many of them are delivered and not acknowledged.
    pub in_flight: u64,
    /// How many were set aside for it: its dead letters.
    pub dead: u64,
    /// How many are gone before it settled them.
    pub missed: u64,
}

/// Rows of a table of events: an outbox, a partition, the dead letters.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Events<T = Text> {
    /// What the table is called.
    pub title: T,
    /// How many rows it has, whether they are shown or not.
    pub len: u64,
    /// The rows that matter most, the oldest first.
    pub rows: Vec<EventRow<T>>,
    /// Whether it is a reason to worry that there are any.
    pub alarming: bool,
}

/// An event in a table.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EventRow<T = Text> {
    /// Where it is, in a few characters that need no translation: `2/17` for a partition and an
    /// offset.
    pub place: String,
    /// The account that it is about: its key.
    pub account: AccountId,
    /// The version of the account that it made.
    pub version: u64,
    /// What it added to the balance.
    pub amount: Amount,
    /// For whom it is, where it is for one node only.
    pub node: Option<NodeId>,
    /// What became of it so far.
    pub state: T,
}

/// The logs among sections.
pub fn logs<T>(sections: &[Section<T>]) -> impl Iterator<Item = &Log<T>> {
    sections.iter().filter_map(|section| if let Section::Log(log) = section { Some(log) } else { None })
}

/// The first table of balances among sections.
pub fn balances<T>(sections: &[Section<T>]) -> Option<&Balances<T>> {
    sections
        .iter()
        .find_map(|section| if let Section::Balances(balances) = section { Some(balances) } else { None })
}

/// The counters among sections.
pub fn counters<T>(sections: &[Section<T>]) -> impl Iterator<Item = &Counter<T>> {
    sections
        .iter()
        .filter_map(|section| if let Section::Counters(all) = section { Some(all) } else { None })
        .flatten()
}

impl From<EventRow> for EventRow<TextBuf> {
    fn from(row: EventRow) -> EventRow<TextBuf> {
        let EventRow { place, account, version, amount, node, state } = row;
        EventRow { place, account, version, amount, node, state: state.into() }
    }
}

impl From<Section> for Section<TextBuf> {
    fn from(section: Section) -> Section<TextBuf> {
        match section {
            Section::Log(Log { title, len, saved, applied, known, rows, strip }) => {
                Section::Log(Log { title: title.into(), len, saved, applied, known, rows, strip })
            }
            Section::Balances(Balances { title, accounts, total, rows }) => {
                Section::Balances(Balances { title: title.into(), accounts, total, rows })
            }
            Section::Locks(locks) => Section::Locks(locks),
            Section::Transactions(open) => Section::Transactions(open),
            Section::Chains(all) => Section::Chains(
                all.into_iter()
                    .map(|Chain { holder, since, step, of, state, alarming }| Chain {
                        holder,
                        since,
                        step,
                        of,
                        state: state.into(),
                        alarming,
                    })
                    .collect(),
            ),
            Section::Decisions(all) => Section::Decisions(
                all.into_iter()
                    .map(|Decided { holder, says, saved, waits_for }| Decided {
                        holder,
                        says: says.into(),
                        saved,
                        waits_for,
                    })
                    .collect(),
            ),
            Section::Queue(Queue { title, waiting, in_flight, dead }) => {
                Section::Queue(Queue { title: title.into(), waiting, in_flight, dead })
            }
            Section::Versions(Versions { title, rows }) => {
                Section::Versions(Versions { title: title.into(), rows })
            }
            Section::Counters(all) => Section::Counters(
                all.into_iter()
                    .map(|it| Counter { name: it.name.into(), value: it.value, alarming: it.alarming })
                    .collect(),
            ),
            Section::Calls(calls) => Section::Calls(calls),
            Section::Peers(peers) => Section::Peers(
                peers
                    .into_iter()
                    .map(|it| PeerState { node: it.node, state: it.state.into(), alarming: it.alarming })
                    .collect(),
            ),
            Section::Consumers(consumers) => Section::Consumers(consumers),
            Section::Events(Events { title, len, rows, alarming }) => Section::Events(Events {
                title: title.into(),
                len,
                rows: rows.into_iter().map(EventRow::from).collect(),
                alarming,
            }),
            Section::Sheet(sheet) => Section::Sheet(sheet.into()),
        }
    }
}
