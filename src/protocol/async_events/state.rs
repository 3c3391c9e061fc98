//! What nodes keep, and what a crash takes from them. A service has a database of its own; the
//! broker has a topic.

use super::ask::Job;
use super::message::{Delivered, Done, Row, Task};
use crate::base::forkvec::ForkVec;
use crate::base::ids::{AccountId, CommandId, NodeId};
use crate::data::id_index::IdIndex;
use crate::data::topics::{Position, Topic, Window};
use crate::domain::bank::Bank;
use crate::domain::{Amount, Refusal};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

/// What is on the disk of a node.
#[derive(Clone, Default)]
pub struct Durable {
    /// A service's own database.
    pub books: Books,
    /// What the broker keeps.
    pub shelf: Option<Shelf>,
}

/// What a crash takes.
#[derive(Clone, Default)]
pub struct Volatile {
    /// What a service does for clients, by its own numbers.
    pub jobs: BTreeMap<u64, Job>,
    /// The number of the next one. It begins anywhere, so that outcomes for a service that crashed
    /// find no job of a later one.
    pub next: u64,
    /// Transactions that have drawn a position and are not committed, by that position: who asked,
    /// and for what.
    pub open: BTreeMap<u32, (NodeId, Task)>,
    /// How many writes the node made, and how many of them are on disk.
    pub written: u64,
    /// See `written`.
    pub saved: u64,
    /// Whether what the present handler asks for waits for the disk already.
    pub waits: bool,
    /// How many rows of the outbox are on disk.
    pub rows: u32,
    /// How many rows are published, where only memory knows.
    pub sent: u32,
    /// The relays of a service.
    pub relays: Vec<Relay>,
    /// What processes the events of each partition.
    pub workers: Vec<Worker>,
    /// What is in flight from the broker to each service.
    pub windows: Vec<Window>,
    /// The topic as far as it is on disk: nothing else is handed out, or an acknowledgement could
    /// outlive its event and settle another one.
    pub safe: Option<Topic<Row>>,
    /// The topic as it was when each write set out for the disk, by the number of the write.
    pub saving: VecDeque<(u64, Topic<Row>)>,
    /// What relays published that is on its way to the disk: with which write, who, which of its
    /// relays, and up to which row.
    pub publishing: VecDeque<(u64, (NodeId, u16, u32))>,
}

/// A service's own database. One transaction of it may write to all of its tables.
#[derive(Clone, Default)]
pub struct Books {
    /// The accounts that it owns, and copies of all others as their events carried them.
    pub bank: Bank,
    /// What it has to tell, in the order of the commits: the outbox, or the log that is captured.
    pub outbox: ForkVec<Row, 16>,
    /// How many rows of it the broker has confirmed.
    pub sent: u32,
    /// The highest position among them.
    pub checkpoint: u32,
    /// The sequence from which transactions draw their positions.
    pub sequence: u32,
    /// The ids of the events whose effect is in this database.
    pub inbox: IdIndex,
    /// What was answered to which command.
    pub answers: Answered,
    /// Transfers to other owners that are not confirmed, by the id of the event that sent them.
    pub holds: Rc<BTreeMap<u64, Hold>>,
    /// Of transfers from other owners with a hold, which came first: the transfer or its expiry.
    pub decided: IdIndex,
}

/// Money that has left for an account of another owner, and may come back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hold {
    /// The payer.
    pub from: AccountId,
    /// The account for which the money left.
    pub to: AccountId,
    /// How much.
    pub amount: Amount,
    /// The version of the payer with which it left.
    pub version: u64,
    /// The command that it belongs to.
    pub command: CommandId,
}

/// What the broker keeps.
#[derive(Clone)]
pub struct Shelf {
    /// The events of all services.
    pub topic: Topic<Row>,
    /// How far each service has come.
    pub positions: Rc<Vec<Position>>,
}

/// Something that publishes rows of an outbox, one batch after the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Relay {
    /// The rows that it has sent and that are not confirmed: from, to.
    pub flying: Option<(u32, u32)>,
    /// Whether it will look into the outbox by itself.
    pub polls: bool,
}

/// What processes the events of one partition, one after the other.
#[derive(Clone, Debug, Default)]
pub struct Worker {
    /// The events that were delivered and are not processed.
    pub queue: VecDeque<Delivered>,
    /// The one that it works on.
    pub at: Option<Delivered>,
    /// Those that are processed and not acknowledged.
    pub done: Vec<u64>,
    /// Those whose acknowledgement waits for the disk: with which write of the node each is saved,
    /// and its offset.
    pub leaving: VecDeque<(u64, u64)>,
}

/// Answers by command.
#[derive(Clone, Default)]
pub struct Answered {
    places: IdIndex,
    answers: ForkVec<Result<Done, Refusal>, 16>,
}

/// The service that owns an account, of so many.
pub fn owner_of(account: AccountId, services: u16) -> NodeId {
    NodeId((account.0 % u32::from(services.max(1))) as u16)
}

/// The version of an account.
pub fn version_of(bank: &Bank, account: AccountId) -> u64 {
    bank.account(account).map_or(0, |it| it.version)
}

/// An account as a transaction left it.
pub fn done(bank: &Bank, account: AccountId) -> Done {
    let it = bank.account(account).unwrap_or_default();
    Done { version: it.version, balance: it.balance }
}

/// A number in a fact; one that does not fit is the largest.
pub fn short(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Answered {
    /// What was answered to a command.
    pub fn get(&self, command: CommandId) -> Option<Result<Done, Refusal>> {
        self.answers.get(self.places.get(u64::from(command.0))? as usize).copied()
    }

    /// Remembers what is answered to a command; the first answer counts.
    pub fn put(&mut self, command: CommandId, found: Result<Done, Refusal>) {
        if self.places.insert(u64::from(command.0), self.answers.len() as u32) {
            self.answers.push(found);
        }
    }
}
