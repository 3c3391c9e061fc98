//! What nodes keep: a participant its accounts and what it promised, a coordinator its decisions; and
//! what a crash takes from both.

use super::service::Job;
use super::task::Task;
use crate::base::forkmap::ForkMap;
use crate::base::forkvec::ForkVec;
use crate::base::ids::{AccountId, NodeId, OpId};
use crate::base::time::Time;
use crate::data::commit::{Coordinator, Decision, Members, Participant};
use crate::data::locks::{Locks, Mode};
use crate::data::transactions::TxnId;
use crate::domain::bank::Bank;
use crate::domain::{Amount, Event};
use crate::protocol::tables::fields;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

fields! {
    /// An account as a participant saw it, and as it will be if the transaction commits.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub struct Look {
        /// The account.
        pub key: AccountId,
        /// Whether it is open.
        pub open: bool,
        /// Its version before, and behind the transaction.
        pub before: u64,
        /// See `before`.
        pub version: u64,
        /// What it holds behind the transaction.
        pub balance: Amount,
    }
}

/// Who takes part, each with the session in which it has the locks: after a crash it has another
/// session and no locks.
pub type Seats = Rc<[(NodeId, u64)]>;

/// What is on a node's disk.
#[derive(Clone, Default)]
pub struct Durable {
    // As a participant.
    /// The accounts that it owns.
    pub bank: Bank,
    /// How many writes the accounts are made of.
    pub installed: u32,
    /// What it has voted yes for: its prepared records.
    pub prepared: Rc<BTreeMap<TxnId, Prepared>>,
    /// What it has committed, where it does not recognize that when it is told again.
    pub committed: Rc<BTreeMap<TxnId, Prepared>>,
    /// How each transaction that it had a record of ended: 0 if it aborted, or else one more than
    /// the place of its answer.
    pub ended: ForkMap<u64>,
    /// What was answered to each command that was carried out, as one more than a place.
    pub commands: ForkMap,
    /// Those answers.
    pub answers: ForkVec<Look>,
    // As the coordinator.
    /// How often it has started; a new machine begins anywhere.
    pub starts: u64,
    /// What it has to remember, by transaction.
    pub log: Rc<BTreeMap<TxnId, Logged>>,
}

/// A prepared record.
#[derive(Clone, PartialEq, Debug)]
pub struct Prepared {
    pub task: Task,
    pub seats: Seats,
    /// What happens here if it commits.
    pub events: Rc<[Event]>,
    /// Since when, by the own clock.
    pub since: Time,
}

/// A record of the coordinator: who is to be told what. Without a decision it is an initiation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Logged {
    pub op: OpId,
    pub members: Members,
    pub decision: Option<Decision>,
}

/// What a crash takes.
#[derive(Clone, Default)]
pub struct Volatile {
    // As a service.
    /// What it does for its clients.
    pub jobs: BTreeMap<OpId, Job>,
    /// The operation of each transaction that it began.
    pub of_txn: BTreeMap<TxnId, OpId>,
    /// Under which number the coordinator has started, as far as it was told.
    pub epoch: u64,
    // As a participant.
    /// Another one after each start.
    pub session: u64,
    /// Who has locked which account, and who waits.
    pub locks: Locks<AccountId, Owner>,
    /// What it takes part in and has not voted for, or has voted yes for.
    pub works: BTreeMap<TxnId, Work>,
    /// What it took part in during this session and is out of.
    pub left: ForkMap<u64>,
    /// How many writes to the disk it began, and how many are done.
    pub begun: u64,
    /// See `begun`.
    pub saved: u64,
    /// Whether a commit waits for the next write to take it along.
    pub lazy: bool,
    /// Locks that are released when a write is done.
    pub held: BTreeMap<u64, TxnId>,
    /// What it ended by itself although it had said yes.
    pub guessed: BTreeSet<TxnId>,
    /// Whether somebody waits for a lock, as it was told last.
    pub blocked: bool,
    /// Whether anything is in doubt, as it was told last.
    pub doubtful: bool,
    // As the coordinator.
    /// Whether it serves: that it has started is on its disk.
    pub open: bool,
    /// What it has begun and is not done with.
    pub deals: BTreeMap<TxnId, Deal>,
    /// Transactions that were over during this start.
    pub over: ForkMap<u64>,
}

/// Who wants a lock: its age first, so that the older is the smaller.
pub type Owner = (u64, TxnId);

/// A transaction at a participant.
#[derive(Clone, Debug)]
pub struct Work {
    pub task: Task,
    /// Who asked for it: the coordinator, or the node itself.
    pub from: NodeId,
    /// The locks that it does not have yet.
    pub wants: Vec<(AccountId, Mode)>,
    pub stands: Participant,
    /// Which write puts its prepared record on the disk; 0 where none has to.
    pub record: u64,
    pub since: Time,
}

/// A transaction at the coordinator.
#[derive(Clone, Debug)]
pub struct Deal {
    /// What it is to do; nothing after a crash, when only the decision is left.
    pub task: Option<Task>,
    pub op: OpId,
    /// The service that waits for the answer.
    pub home: NodeId,
    pub core: Coordinator,
    /// Who takes part, and who of them is out because it has only read.
    pub members: Members,
    pub readers: Members,
    /// Who has said no.
    pub against: Members,
    pub seats: Vec<(NodeId, u64)>,
    pub looks: Vec<Look>,
    pub phase: Phase,
    /// Who has not acknowledged the decision.
    pub unacknowledged: Members,
    pub since: Time,
}

/// What the coordinator waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    /// That all have their locks.
    Working,
    /// That its record is on the disk.
    Saving,
    /// The votes.
    Voting,
    /// The only participant.
    Alone,
    /// The acknowledgements.
    Telling(Decision),
}

impl Durable {
    /// How a transaction ended here, if there is a record of that.
    pub fn end_of(&self, txn: TxnId) -> Option<Decision> {
        let end = self.ended.get(txn.0)?;
        Some(if end == 0 { Decision::Abort } else { Decision::Commit })
    }

    /// What a transaction that committed here, or a command that was carried out, was answered.
    pub fn answer_at(&self, place: u32) -> Option<Look> {
        self.answers.get((place as usize).checked_sub(1)?).copied()
    }
}
