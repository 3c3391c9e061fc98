//! What a node keeps, and what a crash takes from it.

use super::message::{Done, Order};
use super::plan::Saga;
use super::{Config, Out, SagaLog, State};
use crate::base::chance::mix;
use crate::base::forkvec::ForkVec;
use crate::base::ids::{AccountId, CommandId, NodeId, OpId};
use crate::base::time::Time;
use crate::data::id_index::IdIndex;
use crate::data::topics::{Place, Position, Topic, Window};
use crate::domain::bank::Bank;
use crate::domain::{Amount, Call, Refusal};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

/// What is in a node's own database.
#[derive(Clone, Default)]
pub struct Durable {
    /// The accounts that a service owns.
    pub bank: Bank,
    /// What was done in which step of which saga, by its key.
    pub places: IdIndex,
    /// See `places`.
    pub records: ForkVec<Record>,
    /// Accounts that are pending.
    pub locks: Rc<BTreeMap<AccountId, Pending>>,
    /// Money that is reserved and not taken yet.
    pub reserved: Rc<BTreeMap<AccountId, Amount>>,
    /// Whether this node leads, or passes events on.
    pub leads: bool,
    /// Sagas that have not ended: an orchestrator's, or the newest event of each at a broker.
    pub book: Book,
    /// What a broker keeps.
    pub shelf: Option<Shelf>,
    /// Events that a service has published and the broker has not acknowledged.
    pub outbox: Book,
    /// How sagas ended, by command.
    pub endings: IdIndex,
    /// See `endings`.
    pub ended: ForkVec<Ending>,
}

/// What a broker keeps of a choreography.
#[derive(Clone)]
pub struct Shelf {
    /// The events of all sagas.
    pub topic: Topic<Rc<Saga>>,
    /// How far each service has come.
    pub positions: Rc<Vec<Position>>,
    /// Where the newest event of each saga is that has not ended.
    pub newest: Rc<BTreeMap<CommandId, Place>>,
}

/// Sagas by their names.
pub type Book = Rc<BTreeMap<CommandId, Rc<Saga>>>;

/// How a saga ended: the accounts that its answer is about, or why it was undone.
pub type Ending = Result<Rc<[Done]>, Refusal>;

/// What a crash takes.
#[derive(Clone, Default)]
pub struct Volatile {
    /// What a service asked for its clients.
    pub desk: BTreeMap<OpId, Asked>,
    /// Orders that wait for a semantic lock, the first first.
    pub waiting: VecDeque<Incoming>,
    /// Sagas of an orchestrator that keeps them in memory.
    pub book: Book,
    /// Who wants to be told how a saga ends.
    pub tell: BTreeMap<CommandId, Vec<(NodeId, OpId)>>,
    /// What is in flight from a broker to each service.
    pub windows: Vec<Window>,
    /// How many writes it made, and how many of them are on disk.
    pub written: u64,
    /// See `written`.
    pub saved: u64,
    /// Whether the present handler has put a write on its way.
    pub wrote: bool,
    /// Steps that expire, by their keys.
    pub holds: BTreeMap<u64, Order>,
}

/// What a client asked a service.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub command: CommandId,
    pub call: Call,
    pub since: Time,
    pub attempt: u32,
}

/// A step as its service remembers it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Record {
    /// What was answered.
    pub found: Result<Done, Refusal>,
    /// What the account held before.
    pub before: Amount,
    pub stage: Stage,
}

/// How far a step has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// It is done, or refused.
    Done,
    /// It was compensated or cancelled, perhaps before it came.
    Undone,
    /// It is final.
    Confirmed,
}

/// Which saga an account waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pending {
    pub command: CommandId,
    pub op: OpId,
    pub since: Time,
}

/// An order at the service that carries it out.
#[derive(Clone, Debug)]
pub struct Incoming {
    pub from: NodeId,
    pub order: Order,
    /// The saga that came with it, where nobody calls and everybody reacts.
    pub saga: Option<Rc<Saga>>,
}

/// The service that owns an account, of so many.
pub fn owner_of(account: AccountId, services: u16) -> NodeId {
    NodeId((account.0 % u32::from(services.max(1))) as u16)
}

/// The name of a step of a saga: the same whoever sends it, and however often.
pub fn key_of(command: CommandId, step: u8) -> u64 {
    mix(mix(u64::from(command.0) + 1) ^ u64::from(step))
}

impl Durable {
    /// The version of an account.
    pub fn version(&self, account: AccountId) -> u64 {
        self.bank.account(account).map_or(0, |it| it.version)
    }

    /// An account as it is.
    pub fn now(&self, account: AccountId) -> Done {
        self.bank
            .account(account)
            .map_or_else(Done::default, |it| Done { version: it.version, balance: it.balance })
    }

    /// What is reserved of an account.
    pub fn reserved(&self, account: AccountId) -> Amount {
        self.reserved.get(&account).copied().unwrap_or(0)
    }

    /// What was done under a key.
    pub fn record(&self, key: u64) -> Option<Record> {
        self.records.get(self.places.get(key)? as usize).copied()
    }

    /// Remembers what was done under a key.
    pub fn remember(&mut self, key: u64, record: Record) {
        if self.places.insert(key, self.records.len() as u32) {
            self.records.push(record);
        } else if let Some(known) = self.places.get(key).and_then(|at| self.records.get_mut(at as usize)) {
            *known = record;
        }
    }

    /// How a saga ended.
    pub fn ending(&self, command: CommandId) -> Option<&Ending> {
        self.ended.get(self.endings.get(u64::from(command.0))? as usize)
    }

    /// Remembers how a saga ended.
    pub fn end(&mut self, command: CommandId, ending: Ending) {
        if self.endings.insert(u64::from(command.0), self.ended.len() as u32) {
            self.ended.push(ending);
        }
    }
}

/// Where an orchestrator or a broker keeps its sagas.
pub fn book<'a>(state: &'a mut State, config: &Config) -> &'a mut Book {
    let kept = config.saga_log != SagaLog::Memory || config.is_choreographed();
    if kept { &mut state.durable.book } else { &mut state.volatile.book }
}

/// The part beside the services: an orchestrator, a coordinator or a broker.
pub fn hub(out: &Out<'_>) -> NodeId {
    NodeId(out.services())
}
