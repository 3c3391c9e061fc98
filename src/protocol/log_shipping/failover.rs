//! How a node becomes primary, and how it stops being one.

use super::config::Guard;
use super::message::{Message, Tail};
use super::secondary::Taken;
use super::state::{Following, Leading, Node, Out, Role};
use super::{Failover, OwnFact, Timer};
use crate::base::ids::NodeId;
use crate::base::time::{Span, Time};
use crate::data::ledger::Lines;

impl Node {
    /// The first epoch after all it has heard of that no other node can begin.
    pub(super) fn next_epoch(&self, out: &Out<'_>) -> u32 {
        let (nodes, me) = (u32::from(out.nodes()), u32::from(out.me().0));
        let rounds = self.durable.epoch.saturating_sub(1) / nodes;
        let same = rounds * nodes + me + 1;
        if same > self.durable.epoch { same } else { same + nodes }
    }

    /// The only node that can have begun an epoch, see [`next_epoch`](Node::next_epoch).
    pub(super) fn began_by(epoch: u32, out: &Out<'_>) -> NodeId {
        NodeId((epoch.saturating_sub(1) % u32::from(out.nodes())) as u16)
    }

    /// Takes over, as the guard allows.
    pub(super) fn promote(&mut self, out: &mut Out<'_>) {
        if self.volatile.role != Role::Secondary {
            return;
        }
        let (granted_to, until) = self.volatile.grant;
        match out.config().guard {
            Guard::None => self.lead(self.next_epoch(out), None, out),
            Guard::Lease if out.clock() < until && granted_to != Some(out.me()) => {
                out.set_timer(Timer::Promote, until.since(out.clock()))
            }
            Guard::Lease => self.lead(self.next_epoch(out), None, out),
            Guard::Fence => self.claim(out),
        }
    }

    /// Becomes primary. Nobody hears of it before it is on disk, together with the log that the
    /// epoch begins with.
    pub(super) fn lead(&mut self, epoch: u32, granted: Option<Time>, out: &mut Out<'_>) {
        let (len, nodes) = (self.len(), usize::from(out.nodes()));
        self.volatile.role = Role::Primary;
        self.volatile.aside = false;
        self.volatile.promises.clear();
        self.volatile.following = Following::default();
        let mut all = vec![granted; nodes];
        all[out.me().index()] = None;
        self.volatile.leading = Leading { acked: vec![0; nodes], granted: all, ..Leading::default() };
        if self.durable.leader_epoch != epoch {
            self.durable.epoch = self.durable.epoch.max(epoch);
            self.durable.leader_epoch = epoch;
            self.durable.last_log_epoch = self.durable.last_log_epoch.max(epoch);
            self.durable.began = len;
        }
        out.note(OwnFact::Promoted, epoch, len);
        self.advance(out);
        self.volatile.dirty = true;
        self.flush(out);
    }

    /// Stops being primary. Clients that wait for it are not answered: what became of their writes
    /// is for others to say.
    pub(super) fn step_down(&mut self, heard_of: u32, out: &mut Out<'_>) {
        out.note(OwnFact::Demoted, heard_of, self.durable.leader_epoch);
        self.durable.leader_epoch = 0;
        self.volatile.dirty = true;
        self.volatile.leading = Leading::default();
        out.cancel_timer(Timer::Heartbeat);
        out.cancel_timer(Timer::AckTimeout);
        self.follow_nobody(out);
    }

    fn follow_nobody(&mut self, out: &mut Out<'_>) {
        self.volatile.role = Role::Secondary;
        self.volatile.promises.clear();
        self.volatile.following = Following { heard: out.clock(), ..Following::default() };
        self.listen_for_silence(out);
    }

    /// An operator wants it to stop being primary.
    pub(super) fn demote(&mut self, out: &mut Out<'_>) {
        match self.volatile.role {
            Role::Primary => self.step_down(self.durable.epoch, out),
            Role::Candidate => self.follow_nobody(out),
            Role::Secondary => out.cancel_timer(Timer::Promote),
        }
        self.flush(out);
    }

    /// Refuses somebody whose epoch is over.
    pub(super) fn fence(&self, from: NodeId, epoch: u32, out: &mut Out<'_>) {
        out.note(OwnFact::Fenced, epoch, self.durable.epoch);
        out.send(from, Message::Refused { epoch: self.durable.epoch });
    }

    /// There is an epoch. If it is a later one than any before, nothing of those is taken from now
    /// on.
    pub(super) fn hear_of(&mut self, epoch: u32, out: &mut Out<'_>) {
        if epoch <= self.durable.epoch {
            return;
        }
        self.durable.epoch = epoch;
        self.volatile.dirty = true;
        match self.volatile.role {
            Role::Primary => self.step_down(epoch, out),
            Role::Candidate => self.follow_nobody(out),
            Role::Secondary => {}
        }
    }

    /// This node is of an epoch that is over, or was when it said something.
    pub(super) fn on_refused(&mut self, epoch: u32, out: &mut Out<'_>) {
        if out.config().guard == Guard::Fence {
            self.hear_of(epoch, out);
            self.flush(out);
        }
    }

    /// Asks all to end the epochs before a new one. A majority must promise, so that it knows of
    /// every write that a majority has.
    fn claim(&mut self, out: &mut Out<'_>) {
        self.durable.epoch = self.next_epoch(out);
        self.volatile.role = Role::Candidate;
        self.volatile.following = Following { heard: out.clock(), ..Following::default() };
        out.persist();
        self.ask_for_promises(out);
    }

    /// Asks for promises, again and again: messages get lost, and the node with the best log may be
    /// gone.
    pub(super) fn ask_for_promises(&mut self, out: &mut Out<'_>) {
        if self.volatile.role != Role::Candidate {
            return;
        }
        self.volatile.promises = vec![(out.me(), (self.durable.last_log_epoch, self.len()))];
        out.broadcast(&Message::Claim { epoch: self.durable.epoch });
        out.set_timer(Timer::Claim, out.config().heartbeat);
    }

    /// A candidate asks to end the epochs before its own.
    pub(super) fn on_claim(&mut self, from: NodeId, epoch: u32, out: &mut Out<'_>) {
        if epoch < self.durable.epoch {
            return self.fence(from, epoch, out);
        }
        if epoch > self.durable.epoch {
            self.hear_of(epoch, out);
            self.volatile.following = Following { heard: out.clock(), ..Following::default() };
        }
        let (last_log_epoch, len) = (self.durable.last_log_epoch, self.len());
        out.persist();
        out.send(from, Message::Promise { epoch, last_log_epoch, len });
    }

    /// A node has promised. With a majority of promises the candidate takes the best log of them
    /// all and leads.
    pub(super) fn on_promise(&mut self, from: NodeId, epoch: u32, log: (u32, u32), out: &mut Out<'_>) {
        if self.volatile.role != Role::Candidate || epoch != self.durable.epoch {
            return;
        }
        self.volatile.promises.retain(|&(node, _)| node != from);
        self.volatile.promises.push((from, log));
        if self.volatile.promises.len() <= usize::from(out.nodes() / 2) {
            return;
        }
        let mine = (self.durable.last_log_epoch, self.len());
        match self.volatile.promises.iter().max_by_key(|&&(node, log)| (log, core::cmp::Reverse(node))) {
            Some(&(best, log)) if log > mine && !out.mutant("leads-without-the-best-log") => {
                self.fetch(best, self.len().min(log.1).max(1), out)
            }
            _ => self.lead(epoch, None, out),
        }
    }

    /// Lines of a better log than the candidate's own.
    pub(super) fn on_fetched(
        &mut self,
        from: NodeId,
        before: u32,
        lines: &Lines,
        tail: Tail,
        out: &mut Out<'_>,
    ) {
        let epoch = self.durable.epoch;
        let (Some(first), Some(&(_, (last_log_epoch, len)))) = (
            lines.first().map(|line| line.index),
            self.volatile.promises.iter().find(|&&(node, _)| node == from),
        ) else {
            return;
        };
        match self.take(before, lines, out) {
            Taken::Upto(upto) if upto >= len.min(tail.last) => {
                if out.config().truncate_divergent {
                    self.truncate(upto, out);
                }
                self.durable.last_log_epoch = self.durable.last_log_epoch.max(last_log_epoch);
                self.lead(epoch, None, out);
            }
            Taken::Upto(upto) => self.fetch(from, upto + 1, out),
            Taken::Gap => self.fetch(from, self.len() + 1, out),
            Taken::Mismatch => {
                self.volatile.following.step = self.volatile.following.step.saturating_mul(2).max(1);
                self.fetch(from, first.saturating_sub(self.volatile.following.step).max(1), out);
            }
        }
    }

    /// A candidate asks for lines of a better log. Before it asks for promises again it waits as long
    /// as for a primary that says nothing: the way back to what both logs have in common takes several
    /// messages, and would begin anew each time.
    fn fetch(&self, from: NodeId, index: u32, out: &mut Out<'_>) {
        out.send(from, Message::FetchFrom { epoch: self.durable.epoch, index });
        out.set_timer(Timer::Claim, out.config().failover_after.max(out.config().heartbeat));
    }

    /// Somebody wants lines: a secondary of this primary, or a candidate to which this node has
    /// promised.
    pub(super) fn on_fetch_from(&mut self, from: NodeId, epoch: u32, index: u32, out: &mut Out<'_>) {
        if self.volatile.role == Role::Primary && epoch == self.durable.leader_epoch {
            self.ship_to(from, index, self.volatile.saved, out);
        } else if self.volatile.role == Role::Secondary
            && epoch == self.durable.epoch
            && out.config().guard == Guard::Fence
        {
            self.ship_to(from, index, self.len(), out);
        }
    }

    /// Promises, for the length of a lease, to listen to no other primary. Returns whether it does.
    pub(super) fn grant(&mut self, to: NodeId, out: &Out<'_>) -> bool {
        let (granted_to, until) = self.volatile.grant;
        if out.config().guard != Guard::Lease || (granted_to != Some(to) && out.clock() < until) {
            return false;
        }
        self.volatile.grant = (Some(to), out.clock() + out.config().lease);
        true
    }

    /// How long this node hears nothing before it takes over: those with higher numbers are more
    /// patient, so that seldom two do.
    fn election_timeout(out: &Out<'_>) -> Span {
        Span(out.config().failover_after.0 / 4 * (4 + u64::from(out.me().0)))
    }

    /// Wakes up when there may have been silence for too long.
    pub(super) fn listen_for_silence(&mut self, out: &mut Out<'_>) {
        if out.config().failover == Failover::Automatic || self.volatile.following.returns {
            let passed = out.clock().since(self.volatile.following.heard);
            // A clock that drifts may say a microsecond less than what it was told to wait.
            out.set_timer(
                Timer::ElectionTimeout,
                (Node::election_timeout(out) - passed).max(Span::from_ms(1)),
            );
        }
    }

    /// Perhaps there was silence for too long.
    pub(super) fn on_election_timeout(&mut self, out: &mut Out<'_>) {
        if self.volatile.role == Role::Primary {
            return;
        }
        let silent = out.clock().since(self.volatile.following.heard) >= Node::election_timeout(out);
        if silent {
            self.volatile.following.heard = out.clock();
        }
        self.listen_for_silence(out);
        if silent {
            self.promote(out);
        }
    }
}
