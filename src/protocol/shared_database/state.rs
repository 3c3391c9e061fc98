//! What a node keeps: of a service nothing that matters, of the database its log, and what it knows
//! beside that.

use super::{Log, Message, Put, Row, Service};
use crate::base::forkmap::ForkMap;
use crate::base::ids::{AccountId, CommandId, NodeId, OpId};
use crate::base::time::Time;
use crate::data::transactions::{Changed, Transactions, TxnId};
use crate::domain::bank::Bank;
use crate::protocol::shared_database::message::Column;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What a crash leaves: nothing of a service; of the database its log.
#[derive(Clone, Debug, Default)]
pub struct Durable {
    /// How often the database has started: versions of every start are later than all of those
    /// before.
    pub starts: u32,
    /// The write-ahead log.
    pub log: Log,
}

/// What a crash takes.
#[derive(Clone, Debug, Default)]
pub struct Volatile {
    /// Of a service: the operations that it carries out.
    pub service: Service,
    /// Of the database.
    pub database: Database,
}

/// What the database knows beside its log.
#[derive(Clone, Debug, Default)]
pub struct Database {
    /// Whether it serves: what it knew before the last crash is there again.
    pub(super) open: bool,
    /// The number of the step with which a transaction begins. It is another one after each start,
    /// so that a late step of a transaction which died with an earlier start is not taken for one
    /// of a transaction whose beginning came late, too.
    pub(super) first_step: u32,
    pub(super) table: Transactions<Row>,
    /// The balances that are committed and shown.
    pub(super) bank: Bank,
    pub(super) sessions: BTreeMap<TxnId, Session>,
    /// The same by the operation that they carry out. There are two of one operation where another
    /// attempt has only begun.
    pub(super) under_way: BTreeSet<(OpId, TxnId)>,
    /// Every transaction that has begun, so that a beginning which comes twice begins nothing.
    pub(super) begun: ForkMap<u64>,
    /// Every transaction that has committed: the place of the record that tells its answer, 0 where
    /// nothing was written.
    pub(super) ended: ForkMap<u64>,
    /// Every command that was carried out: the place of the record that tells its answer.
    pub(super) commands: ForkMap,
    /// What waits for the disk before it is shown and answered, in the order of the log.
    pub(super) commits: VecDeque<Commit>,
    /// How many records are on the disk, and how many will be when the write under way reaches it.
    pub(super) flushed: u32,
    /// How many records it found in its log when it started.
    pub(super) recovered: u32,
    pub(super) flushing: Option<u32>,
    pub(super) aborted: u32,
    pub(super) blocked: bool,
}

/// A transaction that is open, and the service whose it is.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) op: OpId,
    pub(super) command: CommandId,
    pub(super) about: AccountId,
    pub(super) from: NodeId,
    pub(super) since: Time,
    /// The last step that was asked for, and its answer.
    pub(super) step: u32,
    pub(super) answer: Option<Message>,
    /// The step that waits for a lock.
    pub(super) waits: Option<Statement>,
    pub(super) committing: bool,
    pub(super) reads: u32,
    pub(super) writes: u32,
}

/// A step that may have to wait.
#[derive(Clone, Copy, Debug)]
pub(super) enum Statement {
    Read(AccountId, Column),
    Write(AccountId, Put),
}

/// A transaction that is in the log.
#[derive(Clone, Debug)]
pub(super) struct Commit {
    pub(super) txn: TxnId,
    pub(super) changed: Vec<Changed<Row>>,
    /// The place of the record that tells the answer, and of the last one that has to be on the
    /// disk.
    pub(super) answer: u32,
    pub(super) last: u32,
}
