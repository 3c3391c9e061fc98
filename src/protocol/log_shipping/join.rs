//! How a replica is added while the others work: it loads a snapshot, then follows the tail.
//!
//! ```text
//!  primary                                    new replica
//!     |<------ send me a snapshot ----------------|
//!     |------- snapshot up to #7 ---------------->|
//!     |------- lines #8 ----------- not yet ----->|  loading ...
//!     |<------ send me the log from #8 on --------|  loaded
//!     |------- lines #8 ------------------------->|
//! ```
//!
//! The tail begins with the line after the snapshot, wherever the primary is by then: what it wrote
//! meanwhile is in neither otherwise.

use super::message::{Message, Snapshot};
use super::secondary::HEARTBEATS_BEFORE_ASKING_AGAIN;
use super::state::{Following, Node, Out, Role};
use super::{OwnFact, Timer};
use crate::base::ids::NodeId;
use crate::base::time::Span;
use crate::data::ledger::Ledger;
use crate::domain::{Refusal, Reply};
use crate::sim::protocol::Layer;

impl Node {
    /// Whether this node is the one that takes no part at first: the last one, where that is set.
    pub(super) fn joins_later(out: &Out<'_>) -> bool {
        out.config().joins && out.me().0 + 1 == out.nodes()
    }

    /// Whether it takes no part yet.
    pub(super) fn is_absent(&self) -> bool {
        !self.durable.joined
    }

    /// Takes no part until it is time to join.
    pub(super) fn wait_to_join(&mut self, out: &mut Out<'_>) {
        let left = Span(out.config().joins_after.0.saturating_sub(out.clock().0));
        out.set_timer(Timer::Join, left);
        self.volatile.dirty = false;
        out.persist();
    }

    /// Asks for a snapshot, again and again: whoever leads sends one.
    pub(super) fn ask_for_a_snapshot(&mut self, out: &mut Out<'_>) {
        if self.volatile.loading.is_none() {
            out.broadcast(&Message::Join);
            let again = out.config().heartbeat.0.saturating_mul(HEARTBEATS_BEFORE_ASKING_AGAIN);
            out.set_timer(Timer::Join, Span(again));
        }
    }

    /// Somebody wants a snapshot.
    pub(super) fn on_join(&self, from: NodeId, out: &mut Out<'_>) {
        if self.volatile.role == Role::Primary {
            let upto = self.volatile.applied;
            let snapshot = Snapshot {
                epoch: self.durable.leader_epoch,
                upto,
                lines: self.durable.ledger.slice(1, upto),
                bank: self.volatile.bank.clone(),
                tail: self.tail(self.volatile.saved, out),
            };
            out.send(from, Message::Snapshot(Box::new(snapshot)));
        }
    }

    /// What a node hears before it takes part: a snapshot, and how long the log is meanwhile.
    pub(super) fn hear_while_absent(&mut self, from: NodeId, message: &Message, out: &mut Out<'_>) {
        match message {
            Message::Snapshot(snapshot) if self.volatile.loading.is_none() => {
                self.volatile.loading = Some((from, snapshot.clone()));
                out.set_timer(Timer::Load, out.config().loads);
            }
            Message::Ship { tail, .. } | Message::Heartbeat { tail, .. } => {
                self.volatile.known = self.volatile.known.max(tail.last);
            }
            Message::Forward { request, .. } => {
                self.tell(request.op, from, Reply::Refused(Refusal::NotPrimary), out);
            }
            _ => {}
        }
    }

    /// The snapshot is loaded: the node takes part, and follows whoever sent it.
    pub(super) fn join(&mut self, out: &mut Out<'_>) {
        let Some((from, snapshot)) = self.volatile.loading.take() else { return };
        let Snapshot { epoch, upto, lines, bank, tail } = *snapshot;
        let beginning = Ledger::genesis_len(out.genesis());
        self.truncate(beginning, out);
        for line in lines.iter().filter(|line| line.index > beginning) {
            self.append(*line, out);
            out.installed(Layer::State, line.command, line.event.account(), line.position());
        }
        self.durable.joined = true;
        self.durable.epoch = self.durable.epoch.max(epoch);
        (self.volatile.bank, self.volatile.applied) = (bank, upto);
        if !out.config().tail_from_snapshot || out.mutant("tail-begins-behind-the-snapshot") {
            self.volatile.skips = self.volatile.known.max(upto);
        }
        out.note(OwnFact::Joined, upto, upto.max(self.volatile.skips) + 1);
        self.volatile.dirty = true;
        self.volatile.following =
            Following { primary: Some(from), epoch, heard: out.clock(), ..Following::default() };
        self.agree(upto, epoch, tail, out);
        self.ask(upto + 1, out);
        self.listen_for_silence(out);
        self.flush(out);
    }
}
