//! What a service keeps, and what a crash takes from it.

use super::versions::{Vector, Version};
use crate::base::forkvec::ForkVec;
use crate::base::ids::{AccountId, CommandId, NodeId, OpId};
use crate::base::time::Time;
use crate::domain::{Call, Reply};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The versions of one account, none of which replaces another.
pub type Row = Rc<[Version]>;

/// What is on a service's disk.
#[derive(Clone, Default)]
pub struct Durable {
    /// The accounts, by number; no version where nothing was written since the run began.
    pub rows: ForkVec<Vec<Version>, 16>,
    /// What it keeps for others: whose it is, the account, the version.
    pub hints: Rc<Vec<(NodeId, AccountId, Version)>>,
    /// How many versions it took.
    pub taken: u32,
    /// What its rows are, as one number.
    pub print: u64,
    /// How often it has begun, so that its counts go on where a crash took them.
    pub begun: u32,
}

/// What a crash takes.
#[derive(Clone, Default)]
pub struct Volatile {
    /// Whether what it counts from is on its disk.
    pub ready: bool,
    /// What it does for clients, by its own numbers.
    pub jobs: BTreeMap<u64, Job>,
    /// The number of the last job.
    pub last_job: u64,
    /// How many versions it has written since it began.
    pub written: u32,
    /// The last stamp that it gave.
    pub stamp: u64,
    /// Versions that it wrote as a coordinator and that none of its later ones has seen.
    pub mine: BTreeMap<AccountId, Vec<Version>>,
    /// How often it changed its rows, and how often of that they reached the disk.
    pub changes: u64,
    /// See `changes`.
    pub saved: u64,
    /// How many of them are on the disk or on their way to it.
    pub under_way: u64,
    /// How many changes it saw overridden.
    pub overridden: u32,
}

/// An operation of a client at its coordinator.
#[derive(Clone, Debug)]
pub struct Job {
    /// The operation.
    pub op: OpId,
    /// Its command.
    pub command: CommandId,
    /// What was asked.
    pub call: Call,
    /// Since when, by the own clock.
    pub since: Time,
    /// What became of it so far.
    pub phase: Phase,
    /// Each account that it is about.
    pub parts: Vec<Part>,
}

/// Where an operation is.
#[derive(Clone, PartialEq, Debug)]
pub enum Phase {
    /// It collects what replicas have.
    Reading,
    /// It waits until enough replicas have what it sent, and then says this.
    Writing(Reply),
    /// Its client was told. What comes late may still need a repair.
    Over,
}

/// One account of an operation.
#[derive(Clone, Debug)]
pub struct Part {
    /// The account.
    pub key: AccountId,
    /// The services that hold it.
    pub homes: Vec<NodeId>,
    /// What replicas answered.
    pub found: Vec<(NodeId, Row)>,
    /// What was sent to replicas, if anything was.
    pub sent: Option<Row>,
    /// Who has it on disk.
    pub has: Vec<NodeId>,
}

impl Part {
    /// An account of which nothing is known yet.
    pub fn new(key: AccountId, homes: Vec<NodeId>) -> Part {
        Part { key, homes, found: Vec::new(), sent: None, has: Vec::new() }
    }
}

/// The services that hold an account, and those behind them on the ring, in order.
pub fn ring(key: AccountId, services: u16) -> impl Iterator<Item = NodeId> {
    (0..services).map(move |n| NodeId(((key.0 + u32::from(n)) % u32::from(services.max(1))) as u16))
}

impl Durable {
    /// The versions of an account.
    pub fn row(&self, key: AccountId) -> &[Version] {
        self.rows.get(key.index()).map_or(&[], Vec::as_slice)
    }
}

/// What somebody has seen who read these versions.
pub fn seen(versions: &[Version]) -> Vector {
    let mut seen = Vector::default();
    for version in versions {
        seen.join(&version.vector);
        seen.raise(version.author, version.dot);
    }
    seen
}
