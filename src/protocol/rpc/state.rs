//! What a service keeps, and what a crash takes from it; what an owner is asked to do.

use super::job::Job;
use super::words::Outgoing;
use crate::base::digest::{Digest, Stable};
use crate::base::forkvec::ForkVec;
use crate::base::ids::{AccountId, CommandId, NodeId};
use crate::base::time::Time;
use crate::data::id_index::IdIndex;
use crate::domain::bank::{Bank, decide};
use crate::domain::{Amount, Call, Event, Refusal};
use crate::protocol::tables::fields;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

/// What is in a service's own database.
#[derive(Clone, Default)]
pub struct Durable {
    /// The accounts that it owns.
    pub bank: Bank,
    /// What it answered to which key, where keys are kept with the data.
    pub keys: Answered,
    /// Transfers that it began and that are not settled, by the key of their first step.
    pub journal: Rc<BTreeMap<u64, (CommandId, Call)>>,
}

/// What a crash takes.
#[derive(Clone, Default)]
pub struct Volatile {
    /// What it does for clients, by its own numbers.
    pub jobs: BTreeMap<u64, Job>,
    /// The number of the next one. It begins anywhere, so that answers to a service that crashed
    /// find no job of a later one.
    pub next: u64,
    /// What it knows of every other service.
    pub peers: Vec<Peer>,
    /// Hundredths of retries that it may still spend.
    pub budget: u32,
    /// What other owners said, and when.
    pub cache: BTreeMap<AccountId, (Done, Time)>,
    /// What it answered to which key, where keys are kept in memory.
    pub keys: Answered,
    /// Calls that wait to be worked on.
    pub queue: VecDeque<Incoming>,
    /// The one that it works on.
    pub working: Option<Incoming>,
    /// How many writes it made, and how many of them are on disk.
    pub written: u64,
    /// See `written`.
    pub saved: u64,
    /// Whether it will look at its journal again.
    pub ticking: bool,
}

/// What an owner does in one step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Work {
    /// A call all of whose accounts it owns, by the rules of the bank.
    Whole(Call),
    /// One half of a call of two owners: this event, if its account is open and, where it must be,
    /// covered.
    Part {
        /// What happens.
        event: Event,
        /// Whether the account must not end below nothing.
        covered: bool,
    },
}

fields! {
    /// An account after a step, or as a read found it.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub struct Done {
        /// Its version.
        pub version: u64,
        /// What it holds.
        pub balance: Amount,
    }
}

/// What a caller knows of an owner.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Peer {
    pub breaker: Breaker,
    /// How many calls in a row it did not answer in time.
    pub failures: u32,
    pub in_flight: u32,
}

/// Whether an owner is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Breaker {
    /// It is.
    #[default]
    Closed,
    /// It is not.
    Open,
    /// One call finds out.
    HalfOpen {
        /// Whether it is under way.
        trying: bool,
    },
}

/// A call at its owner.
#[derive(Clone, Copy, Debug)]
pub struct Incoming {
    pub from: NodeId,
    pub call: Outgoing,
    /// Nobody waits for it after this.
    pub expires: Option<Time>,
}

/// Answers by key.
#[derive(Clone, Default)]
pub struct Answered {
    pub places: IdIndex,
    pub answers: ForkVec<Result<Done, Refusal>>,
}

/// The service that owns an account, of so many.
pub fn owner_of(account: AccountId, services: u16) -> NodeId {
    NodeId((account.0 % u32::from(services.max(1))) as u16)
}

/// The version of an account.
pub fn version_of(bank: &Bank, account: AccountId) -> u64 {
    bank.account(account).map_or(0, |it| it.version)
}

impl Work {
    /// The account that it is about.
    pub fn account(&self) -> AccountId {
        match self {
            Work::Whole(call) => call.account(),
            Work::Part { event, .. } => event.account(),
        }
    }

    /// Whether it may change something.
    pub fn writes(&self) -> bool {
        !matches!(self, Work::Whole(call) if call.is_read())
    }

    /// What happens if it is carried out.
    ///
    /// # Errors
    /// Says why it is not.
    pub fn decide(&self, bank: &Bank) -> Result<Vec<Event>, Refusal> {
        match *self {
            Work::Whole(call) => decide(bank, &call).map(|events| events.as_slice().to_vec()),
            Work::Part { event, covered } => match bank.balance(event.account()) {
                None => Err(Refusal::NoAccount),
                Some(balance) if covered && balance + event.change() < 0 => Err(Refusal::NotEnough),
                Some(_) => Ok(vec![event]),
            },
        }
    }

    /// Whether what it decides depends on what the account holds.
    pub fn depends_on_state(&self) -> bool {
        !matches!(self, Work::Part { covered: false, .. })
    }
}

impl Answered {
    /// How many keys are remembered.
    pub fn len(&self) -> usize {
        self.answers.len()
    }

    /// What was answered to a key.
    pub fn get(&self, key: u64) -> Option<Result<Done, Refusal>> {
        self.answers.get(self.places.get(key)? as usize).copied()
    }

    /// Remembers what was answered to a key; the first answer counts.
    pub fn put(&mut self, key: u64, found: Result<Done, Refusal>) {
        if self.places.insert(key, self.answers.len() as u32) {
            self.answers.push(found);
        }
    }
}

impl Stable for Work {
    fn feed(&self, digest: &mut Digest) {
        match self {
            Work::Whole(call) => {
                digest.word(0);
                call.feed(digest);
            }
            Work::Part { event, covered } => {
                digest.word(1 + u64::from(*covered));
                event.feed(digest);
            }
        }
    }
}
