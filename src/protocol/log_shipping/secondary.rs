//! The secondary: it takes lines in strict order, saves them, acknowledges, and replays.

use super::config::Guard;
use super::message::{Message, Tail};
use super::state::{Following, Node, Out, Role};
use super::{OwnFact, Timer};
use crate::base::ids::NodeId;
use crate::base::time::{Span, Time};
use crate::data::ledger::Lines;

/// Lines are asked for again after this many heartbeats.
pub(super) const HEARTBEATS_BEFORE_ASKING_AGAIN: u64 = 4;

/// What became of lines that came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Taken {
    /// The log has them, up to here, and nothing else before.
    Upto(u32),
    /// Something is missing before them.
    Gap,
    /// The log is another one before them.
    Mismatch,
}

impl Node {
    /// Whether this node takes what somebody ships in this epoch. Only whoever began it leads in it:
    /// others send lines, too, to a candidate, and a copy of those may come when that is none any more.
    fn listens(&mut self, from: NodeId, epoch: u32, out: &mut Out<'_>) -> bool {
        if from != Node::began_by(epoch, out) {
            return false;
        }
        match out.config().guard {
            Guard::Fence if epoch < self.durable.epoch && !out.mutant("old-epochs-are-obeyed") => {
                self.fence(from, epoch, out);
                return false;
            }
            Guard::Fence => self.hear_of(epoch, out),
            Guard::Lease
                if self.volatile.role == Role::Primary
                    && epoch > self.durable.leader_epoch
                    && !self.holds_lease(out) =>
            {
                self.step_down(epoch, out)
            }
            Guard::Lease | Guard::None => {}
        }
        if self.volatile.role == Role::Primary {
            return false;
        }
        self.durable.epoch = self.durable.epoch.max(epoch);
        let following = &mut self.volatile.following;
        if (following.primary, following.epoch) != (Some(from), epoch) {
            *following = Following { primary: Some(from), epoch, ..Following::default() };
        }
        following.heard = out.clock();
        true
    }

    /// Lines of the primary's log.
    pub(super) fn on_ship(
        &mut self,
        from: NodeId,
        epoch: u32,
        before: u32,
        lines: &Lines,
        tail: Tail,
        out: &mut Out<'_>,
    ) {
        if self.volatile.role == Role::Candidate && epoch == self.durable.epoch {
            return self.on_fetched(from, before, lines, tail, out);
        }
        let Some(first) = lines.first().map(|line| line.index) else { return };
        if !self.listens(from, epoch, out) {
            return;
        }
        match self.take(before, lines, out) {
            Taken::Upto(upto) => {
                self.volatile.following.asked = (0, Time::ZERO);
                self.volatile.following.step = 0;
                self.agree(upto, epoch, tail, out);
                if tail.last > self.len() {
                    self.ask(self.len() + 1, out);
                }
            }
            Taken::Gap => {
                if self.ask(self.len() + 1, out) {
                    out.note(OwnFact::Gap, self.len() + 1, first);
                }
            }
            Taken::Mismatch => self.step_back(first, out),
        }
        self.replay(out);
        self.settle_accounts(None, out);
    }

    /// The primary says that it is there.
    pub(super) fn on_heartbeat(
        &mut self,
        from: NodeId,
        epoch: u32,
        before: u32,
        tail: Tail,
        sent: Time,
        out: &mut Out<'_>,
    ) {
        if !self.listens(from, epoch, out) {
            return;
        }
        self.volatile.known = self.volatile.known.max(tail.last);
        if self.len() < tail.last {
            self.ask(self.len() + 1, out);
        } else if !out.config().truncate_divergent || self.durable.ledger.epoch_at(tail.last) == before {
            self.agree(tail.last, epoch, tail, out);
        } else {
            self.step_back(tail.last + 1, out);
        }
        self.replay(out);
        let granted = self.grant(from, out).then_some(sent);
        self.settle_accounts(granted, out);
    }

    /// Puts lines into the log, each only behind the one before it.
    pub(super) fn take(&mut self, before: u32, lines: &Lines, out: &mut Out<'_>) -> Taken {
        let Some(first) = lines.first().map(|line| line.index) else { return Taken::Gap };
        let matching = out.config().truncate_divergent && !out.mutant("prefix-is-not-checked");
        if first > self.len() + 1 {
            return Taken::Gap;
        }
        if matching && self.durable.ledger.epoch_at(first - 1) != before {
            return Taken::Mismatch;
        }
        let mut ignored = None;
        for line in lines.iter() {
            if line.index <= self.len() {
                if self.durable.ledger.epoch_at(line.index) == line.epoch || !matching {
                    ignored = ignored.or(Some(line));
                    continue;
                }
                self.truncate(line.index - 1, out);
            }
            if line.index != self.len() + 1 {
                return Taken::Gap;
            }
            self.append(*line, out);
        }
        if let Some(line) = ignored {
            out.note(OwnFact::Ignored, line.index, line.epoch);
        }
        Taken::Upto(if matching { first + lines.len() as u32 - 1 } else { self.len() })
    }

    /// The log is as the primary's up to here. What the primary has behind the line with which its
    /// epoch began was written in its epoch, so a line of another epoch there is of a log that went
    /// another way.
    pub(super) fn agree(&mut self, upto: u32, epoch: u32, tail: Tail, out: &mut Out<'_>) {
        let upto = if out.config().truncate_divergent { upto } else { self.len() };
        let was = self.durable.last_log_epoch;
        if upto >= tail.began && upto < self.len() && self.durable.ledger.epoch_at(upto + 1) != epoch {
            self.truncate(upto, out);
        }
        let volatile = &mut self.volatile;
        volatile.known = volatile.known.max(tail.last);
        volatile.following.matched = volatile.following.matched.max(upto);
        volatile.commit = volatile.commit.max(tail.commit.min(volatile.following.matched));
        if volatile.following.matched >= tail.began && self.durable.last_log_epoch < epoch {
            self.durable.last_log_epoch = epoch;
            volatile.dirty = true;
        }
        if was < self.durable.last_log_epoch {
            // Who waits for what was lost with an earlier primary need not wait any more.
            self.unpark(out);
        }
    }

    /// Asks the primary for its log from a line on, unless it was asked for that or more a moment
    /// ago. Returns whether it asks.
    pub(super) fn ask(&mut self, index: u32, out: &mut Out<'_>) -> bool {
        let following = &mut self.volatile.following;
        let (asked, when) = following.asked;
        let again = Span(out.config().heartbeat.0.saturating_mul(HEARTBEATS_BEFORE_ASKING_AGAIN));
        if asked != 0 && asked <= index && out.clock().since(when) < again {
            return false;
        }
        following.asked = (index, out.clock());
        if let Some(primary) = following.primary {
            out.send(primary, Message::FetchFrom { epoch: following.epoch, index });
        }
        true
    }

    /// The logs disagree before the line `first`: asks from further and further back, twice as far
    /// each time.
    fn step_back(&mut self, first: u32, out: &mut Out<'_>) {
        let (asked, _) = self.volatile.following.asked;
        if asked != 0 && first > asked && !self.ask(first, out) {
            return;
        }
        self.volatile.following.step = self.volatile.following.step.saturating_mul(2).max(1);
        let index = first.saturating_sub(self.volatile.following.step).max(1);
        self.ask(index, out);
    }

    /// Saves what is new and acknowledges it when it is saved; acknowledges at once where nothing
    /// is new, or where a promise cannot wait.
    fn settle_accounts(&mut self, granted: Option<Time>, out: &mut Out<'_>) {
        let nothing_new = self.volatile.saved == self.len() && !self.volatile.dirty;
        if nothing_new || granted.is_some() {
            let upto = if self.volatile.dirty {
                0
            } else {
                self.volatile.following.matched.min(self.volatile.saved)
            };
            self.acknowledge(upto, granted, out);
        }
        self.flush(out);
    }

    /// Goes on with what may be shown, one transaction after the other.
    pub(super) fn replay(&mut self, out: &mut Out<'_>) {
        if self.volatile.applying || self.volatile.aside || self.volatile.role == Role::Primary {
            return;
        }
        let upto = self.ripe(out);
        if self.volatile.applied >= upto {
            return;
        }
        if out.config().apply == Span::ZERO {
            self.apply_to(upto, out);
            self.unpark(out);
        } else {
            self.volatile.applying = true;
            out.set_timer(Timer::Apply, out.config().apply);
        }
    }

    /// The next transaction is replayed.
    pub(super) fn on_apply(&mut self, out: &mut Out<'_>) {
        self.volatile.applying = false;
        if self.volatile.role == Role::Primary || self.volatile.aside {
            return;
        }
        let upto = self.ripe(out);
        if self.volatile.applied >= upto {
            return;
        }
        self.apply_to(self.durable.ledger.transaction_end(self.volatile.applied + 1).min(upto), out);
        self.unpark(out);
        self.replay(out);
    }
}
