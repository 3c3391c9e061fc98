//! Where entries come from: the operation that somebody asked, found by walking back along the causes of the fact that tells of the entry.

use super::Entry;
use crate::base::ids::{AccountId, CommandId, FactId, NodeId, OpId};
use crate::domain::Call;
use crate::sim::session::Session;
use crate::sim::trace::{TraceEvent, What};
use std::collections::BTreeMap;

/// Where an entry comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Origin {
    /// The operation; nothing where an operator ordered it.
    pub op: Option<OpId>,
    /// The account that it changes.
    pub account: AccountId,
}

/// Where all entries come from.
#[derive(Clone, Debug)]
pub struct Origins {
    nodes: u16,
    /// Whether accounts have owners, who write what changes them.
    owners: bool,
    known: BTreeMap<Entry, Origin>,
    by_command: BTreeMap<CommandId, Vec<Entry>>,
    /// Whether there are entries of which nobody can tell where they come from.
    pub lost: bool,
}

impl Origins {
    pub(super) fn new(nodes: u16, owners: bool) -> Origins {
        Origins { nodes, owners, known: BTreeMap::new(), by_command: BTreeMap::new(), lost: false }
    }

    /// The number that an event has in the whole bank: that of its place in the store of its owner, and of the owner.
    pub fn number(&self, owner: NodeId, place: u32) -> u32 {
        let number = u64::from(place.saturating_sub(1)) * u64::from(self.nodes.max(1)) + u64::from(owner.0) + 1;
        u32::try_from(number).unwrap_or(u32::MAX)
    }

    /// Where an entry comes from.
    pub fn of(&self, entry: Entry) -> Option<Origin> {
        self.known.get(&entry).copied()
    }

    /// The entries that a command led to, in the order in which they were written.
    pub fn of_command(&self, command: CommandId) -> &[Entry] {
        self.by_command.get(&command).map_or(&[], Vec::as_slice)
    }

    /// An entry is put into a log: by whoever decided it, or once more by somebody whom it was shipped to.
    ///
    /// What was put and was not on the disk yet is gone after a crash, and its place is taken by another entry of the same name.
    pub(super) fn learn(&mut self, entry: Entry, node: NodeId, event: &TraceEvent, session: &dyn Session) {
        if let Some(before) = self.known.get(&entry) {
            if is_shipped(event, session) {
                return;
            }
            if let Some(op) = before.op {
                let command = session.operation(op).request.command;
                self.by_command.entry(command).or_default().retain(|it| *it != entry);
            }
            self.known.remove(&entry);
        }
        let origin = match began(event.cause, session) {
            Some(Began::Asked(op)) => {
                let request = session.operation(op).request;
                let before = self.by_command.entry(request.command).or_default();
                let nodes = if self.owners { u32::from(self.nodes) } else { 1 };
                let account = account(&request.call, u32::from(node.0), nodes, before.len());
                before.push(entry);
                Origin { op: Some(op), account }
            }
            Some(Began::Ordered(account)) => Origin { op: None, account },
            None => {
                self.lost = true;
                return;
            }
        };
        self.known.insert(entry, origin);
    }
}

/// What a message with lines of somebody else's log is called.
const SHIPPED: &str = "log lines";

/// Whether an entry is a copy of one that somebody else has.
fn is_shipped(event: &TraceEvent, session: &dyn Session) -> bool {
    let cause = event.cause.known().map(|cause| session.fact(cause).what);
    matches!(cause, Some(What::Delivered { flight }) if session.flight(flight).label.name.en == SHIPPED)
}

/// How it began that something was written.
enum Began {
    /// A client asked.
    Asked(OpId),
    /// An operator gave an order about an account.
    Ordered(AccountId),
}

/// Walks back over messages and writes to a disk to what a person or a client did. What a timer set off comes from more than one of them.
fn began(mut cause: FactId, session: &dyn Session) -> Option<Began> {
    loop {
        let event = session.fact(cause.known()?);
        match event.what {
            What::Invoked { op, .. } => return Some(Began::Asked(op)),
            What::Ordered { about, .. } => return Some(Began::Ordered(AccountId(about))),
            What::Delivered { .. } | What::Sent { .. } | What::Persisted { .. } => cause = event.cause,
            _ => return None,
        }
    }
}

/// The account that an entry of a call changes: a transfer leads to two entries, first that of who pays. Where accounts have several owners, each writes its own.
fn account(call: &Call, node: u32, owners: u32, before: usize) -> AccountId {
    let Call::Transfer { from, to, .. } = *call else { return call.account() };
    let (payer, gainer) = (from.0 % owners, to.0 % owners);
    let second = if payer == gainer { !before.is_multiple_of(2) } else { gainer == node };
    if second { to } else { from }
}
