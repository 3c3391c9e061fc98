//! What a node knows, and how its log, its two folds and its disk move together.
//!
//! A node folds its log twice. `whole` is the fold of every line it has: a primary decides on it.
//! `bank` is the fold of the lines that it shows: what clients read, and what replicas agree or
//! disagree about.

use super::copies::Late;
use super::message::Snapshot;
use super::{LogShipping, Message, OwnFact, Timer};
use crate::base::forkmap::ForkMap;
use crate::base::forkvec::ForkVec;
use crate::base::ids::{AccountId, CommandId, NodeId, OpId};
use crate::base::time::{Span, Time};
use crate::data::ledger::{Ledger, Line, NO_COMMAND, take_back};
use crate::domain::Amount;
use crate::domain::Call;
use crate::domain::bank::Bank;
use crate::sim::protocol::Layer;
use crate::sim::protocol::{self, State};

pub(super) type Node = State<Volatile, Durable>;
pub(super) type Out<'a> = protocol::Out<'a, LogShipping>;

/// What a crash leaves.
#[derive(Clone, Debug, Default)]
pub struct Durable {
    /// The highest epoch it has heard of.
    pub epoch: u32,
    /// The epoch in which it is primary; 0 where it is not.
    pub leader_epoch: u32,
    /// The last epoch whose beginning is in its log: whose log it is, when several are compared.
    pub last_log_epoch: u32,
    /// How long its log was when the epoch it leads began.
    pub began: u32,
    /// How far it had replayed when it last wrote to its disk.
    pub applied: u32,
    /// Whether it takes part: one that joins later does not before it has loaded a snapshot.
    pub joined: bool,
    /// Every line that the node has, from the opening balances on.
    pub ledger: Ledger,
    /// What forwarded writes were refused, and why: the network may bring them once more, after a
    /// crash too, and a refusal is for ever.
    pub refused: ForkMap,
    /// The commands of which it took a line as primary that was cut out of its log later: another
    /// node may have been shipped the line and win with it.
    pub taken: ForkMap,
}

impl Durable {
    /// Whether nothing was ever written to this disk.
    pub(super) fn is_blank(&self) -> bool {
        self.epoch == 0
    }
}

/// What a node is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Role {
    /// It follows the node that ships lines to it.
    #[default]
    Secondary,
    /// It collects promises to become primary.
    Candidate,
    /// It takes writes and ships them.
    Primary,
}

/// What a crash takes.
#[derive(Clone, Debug, Default)]
pub struct Volatile {
    /// Whether it takes writes or follows.
    pub role: Role,
    /// The fold of the lines it shows.
    pub bank: Bank,
    /// How many lines that are.
    pub applied: u32,
    /// The fold of all lines.
    pub whole: Bank,
    /// For each line, what its account came to.
    pub running: ForkVec<Amount, 64>,
    /// The first line of each command.
    pub commands: ForkMap,
    /// How many lines are on its disk.
    pub saved: u32,
    /// How many will be when the write under way reaches it.
    pub saving: Option<u32>,
    /// Whether something else than lines has to go to the disk.
    pub dirty: bool,
    /// Up to where lines may be shown.
    pub commit: u32,
    /// How long the longest log is that it has heard of.
    pub known: u32,
    /// Whether the timer for the next replayed transaction is set.
    pub applying: bool,
    /// Reads that wait until enough is replayed.
    pub parked: Vec<Parked>,
    /// What it knows about its primary; used while it is a secondary.
    pub following: Following,
    /// What it knows about its secondaries; used while it is the primary.
    pub leading: Leading,
    /// Who has promised to follow it, each with the last epoch that its log begins and the length
    /// of its log; used while it asks to become primary.
    pub promises: Vec<(NodeId, (u32, u32))>,
    /// To whom it has promised not to listen to others, and until when by its own clock.
    pub grant: (Option<NodeId>, Time),
    /// What a delayed secondary may show and does not yet.
    pub late: Late,
    /// Whether it stands at a point in time to which it was restored.
    pub aside: bool,
    /// The snapshot that it loads, and who sent it.
    pub loading: Option<(NodeId, Box<Snapshot>)>,
    /// Up to this line nothing is replayed, as it is taken to be in the snapshot.
    pub skips: u32,
}

/// What a secondary knows about its primary.
#[derive(Clone, Debug, Default)]
pub struct Following {
    pub primary: Option<NodeId>,
    pub epoch: u32,
    /// How much of the log is known to be as in the primary's.
    pub matched: u32,
    /// When it was last heard, by the own clock.
    pub heard: Time,
    /// From which line on it was asked for more, and when; 0 for nothing.
    pub asked: (u32, Time),
    /// How far to step back when the logs disagree.
    pub step: u32,
    /// Whether it was primary until it lost part of its log, and leads again if it hears no other
    /// primary for `failover_after`.
    pub returns: bool,
}

/// What a primary knows about its secondaries.
#[derive(Clone, Debug, Default)]
pub struct Leading {
    /// For each node, what it has acknowledged in this epoch.
    pub acked: Vec<u32>,
    /// For each node, when the heartbeat was sent that it last answered with a promise.
    pub granted: Vec<Option<Time>>,
    /// Whether its epoch is on its disk, so that others may hear of it.
    pub announced: bool,
    /// Clients that wait for an acknowledgement.
    pub waiters: Vec<Waiter>,
    /// Whether it goes on alone because the secondaries took too long.
    pub degraded: bool,
    /// Whether the timer is set after which it no longer waits for the secondaries.
    pub ack_timeout: bool,
}

/// A client that waits for its write to be acknowledged.
#[derive(Clone, Copy, Debug)]
pub struct Waiter {
    pub op: OpId,
    /// The node that the client asked.
    pub via: NodeId,
    /// The first line of its transaction.
    pub first: u32,
    /// The last line of its transaction.
    pub last: u32,
}

/// A read that waits until enough is replayed.
#[derive(Clone, Copy, Debug)]
pub struct Parked {
    pub op: OpId,
    /// The node that the client asked.
    pub via: NodeId,
    pub call: Call,
    /// The [position](Node::position) that must be replayed first.
    pub seen: u64,
}

/// The slot of a session's context that holds the position in the log which it has seen.
pub(super) const LOG: u32 = 0;

impl Node {
    /// The position of a line among all lines of all epochs: a log that goes on from a later epoch
    /// is further, however long it is.
    pub(super) fn position(&self, index: u32) -> u64 {
        u64::from(self.durable.ledger.epoch_at(index)) << 32 | u64::from(index)
    }

    /// How far this node has replayed, among all lines of all epochs. A log that agrees with that of
    /// a later epoch's primary has everything that is left of the epochs before it, so whoever has
    /// replayed all of them is behind nothing that was lost with an earlier primary, whether
    /// anything was written since or not.
    pub(super) fn reached(&self) -> u64 {
        let (applied, epoch) = (self.volatile.applied, self.durable.last_log_epoch);
        let ledger = &self.durable.ledger;
        let is_up_to_epoch = applied == self.len() || ledger.epoch_at(applied + 1) >= epoch;
        let agreed = if is_up_to_epoch { u64::from(epoch) << 32 } else { 0 };
        self.position(applied).max(agreed)
    }

    /// How many of the first `index` lines are not those that every log begins with.
    pub(super) fn written(index: u32, out: &Out<'_>) -> u32 {
        index.saturating_sub(Ledger::genesis_len(out.genesis()))
    }

    /// The version of an account in a fold, as judges count: 0 where only the lines are in it that
    /// every log begins with.
    pub(super) fn version(bank: &Bank, account: AccountId, out: &Out<'_>) -> u64 {
        let version = bank.account(account).map_or(0, |account| account.version);
        let index = version & u64::from(u32::MAX);
        if index <= u64::from(Ledger::genesis_len(out.genesis())) { 0 } else { version }
    }

    /// Whether a line of a command is in its log, or was there.
    pub(super) fn has_taken(&self, command: CommandId) -> bool {
        let known = [&self.volatile.commands, &self.durable.taken];
        known.iter().any(|commands| commands.get(command.0).is_some())
    }

    /// How long the log is.
    pub(super) fn len(&self) -> u32 {
        self.durable.ledger.len()
    }

    /// Adds a line to the log and to the fold of the whole log.
    pub(super) fn append(&mut self, line: Line, out: &mut Out<'_>) {
        let account = line.event.account();
        self.durable.ledger.push(line);
        self.remember(&line);
        debug_assert_eq!(
            self.volatile.running.len() as u32,
            self.len(),
            "every line of {account} has its sum"
        );
        out.installed(Layer::Log, line.command, account, line.position());
    }

    /// Folds a line of the log into everything but the state that is shown.
    pub(super) fn remember(&mut self, line: &Line) {
        let account = line.event.account();
        self.volatile.whole.evolve_to(&line.event, line.position());
        self.volatile.running.push(self.volatile.whole.account(account).map_or(0, |account| account.balance));
        let first =
            line.index == 1 || !self.durable.ledger.get(line.index - 1).is_some_and(|before| before.more);
        if first && line.command != NO_COMMAND {
            self.volatile.commands.set(line.command.0, line.index);
        }
        self.volatile.known = self.volatile.known.max(line.index);
    }

    /// Cuts the log back to `len` lines, and everything that was made of the others.
    pub(super) fn truncate(&mut self, len: u32, out: &mut Out<'_>) {
        let len = self.durable.ledger.transaction_start(len + 1) - 1;
        let lost = self.len() - len;
        if lost == 0 {
            return;
        }
        let gone: Vec<Line> = self.durable.ledger.range(len + 1, self.len()).copied().collect();
        for line in gone.iter().rev() {
            if line.origin == out.me() && line.command != NO_COMMAND {
                self.durable.taken.set(line.command.0, line.index);
            }
            let before = self.durable.ledger.before(line).map_or(0, Line::position);
            take_back(&mut self.volatile.whole, &line.event, before);
            if line.index <= self.volatile.applied {
                take_back(&mut self.volatile.bank, &line.event, before);
            }
        }
        self.durable.ledger.truncate(len);
        self.volatile.running.truncate(len as usize);
        let shown = self.volatile.applied;
        self.volatile.applied = shown.min(len);
        self.volatile.saved = self.volatile.saved.min(len);
        self.volatile.saving = self.volatile.saving.map(|saving| saving.min(len));
        self.volatile.commit = self.volatile.commit.min(len);
        self.volatile.known = len;
        self.volatile.following.matched = self.volatile.following.matched.min(len);
        self.volatile.late.cut_back(len);
        self.volatile.dirty = true;
        out.note(OwnFact::Truncated, len, lost);
        out.removed(Layer::Log, Node::written(len, out));
        if shown > len {
            out.removed(Layer::State, Node::written(len, out));
        }
    }

    /// Replays up to a line.
    pub(super) fn apply_to(&mut self, index: u32, out: &mut Out<'_>) {
        for line in self.durable.ledger.range((self.volatile.applied).max(self.volatile.skips) + 1, index) {
            self.volatile.bank.evolve_to(&line.event, line.position());
            out.installed(Layer::State, line.command, line.event.account(), line.position());
        }
        self.volatile.applied = self.volatile.applied.max(index.min(self.len()));
    }

    /// Puts on its way to the disk what is not there, unless a write is under way: then what came
    /// meanwhile goes with the next one. What others are to learn from it waits for the disk.
    /// Effects that do not wait must be asked for before.
    pub(super) fn flush(&mut self, out: &mut Out<'_>) {
        if self.volatile.saving.is_some() || (self.volatile.saved == self.len() && !self.volatile.dirty) {
            return;
        }
        let len = self.len();
        self.volatile.saving = Some(len);
        self.volatile.dirty = false;
        self.durable.applied = self.volatile.applied;
        if self.volatile.role != Role::Secondary || !out.mutant("acknowledges-before-saved") {
            out.persist();
        }
        match self.volatile.role {
            Role::Primary => self.ship(self.volatile.saved + 1, len, out),
            Role::Secondary => self.acknowledge(self.volatile.following.matched.min(len), None, out),
            Role::Candidate => {}
        }
        out.set_timer(Timer::Saved, Span::ZERO);
    }

    /// A write reached the disk.
    pub(super) fn on_saved(&mut self, out: &mut Out<'_>) {
        if let Some(saved) = self.volatile.saving.take() {
            self.volatile.saved = saved;
        }
        match self.volatile.role {
            Role::Primary => {
                self.advance(out);
                if !self.volatile.leading.announced && !self.volatile.dirty {
                    self.volatile.leading.announced = true;
                    self.beat(out);
                }
            }
            Role::Secondary | Role::Candidate => self.replay(out),
        }
        self.flush(out);
    }

    /// Tells the primary what is on disk and as in its log.
    pub(super) fn acknowledge(&self, upto: u32, granted: Option<Time>, out: &mut Out<'_>) {
        if let Some(primary) = self.volatile.following.primary {
            let line = self.durable.ledger.checksum_at(upto);
            out.send(primary, Message::Ack { epoch: self.volatile.following.epoch, upto, line, granted });
        }
    }
}
