//! The primary: it decides, writes, ships, and acknowledges when the mode allows it.

use super::config::{CommitPoint, Guard, Mode};
use super::message::{Message, Tail};
use super::state::{LOG, Node, Out, Parked, Role, Waiter};
use super::{OwnFact, Timer};
use crate::base::ids::{NodeId, OpId};
use crate::base::time::Time;
use crate::data::ledger::Line;
use crate::domain::bank::{decide, look};
use crate::domain::{Call, Context, Refusal, Reply, Request};
use crate::sim::protocol::Layer;

/// No message carries more lines than this, but for the rest of a transaction.
pub(super) const MOST_LINES: u32 = 256;

impl Node {
    /// A client's write, asked here or forwarded.
    pub(super) fn write(&mut self, request: &Request, via: NodeId, out: &mut Out<'_>) {
        if !self.holds_lease(out) {
            return self.refuse(request.op, via, Refusal::NotPrimary, out);
        }
        if out.config().command_ids
            && let Some(first) = self.line_of(request)
        {
            return self.promise_answer(request.op, via, first, out);
        }
        if out.config().command_ids
            && let Some(why) = self.durable.refused.get(request.op.0).and_then(Refusal::numbered)
        {
            return self.tell(request.op, via, Reply::Refused(why), out);
        }
        for account in request.call.accounts() {
            out.observed(Layer::Log, request.op, account, Node::version(&self.volatile.whole, account, out));
        }
        let events = match decide(&self.volatile.whole, &request.call) {
            Ok(events) => events,
            Err(why) => return self.refuse(request.op, via, why, out),
        };
        let (first, count) = (self.len() + 1, events.as_slice().len());
        for (nth, &event) in events.as_slice().iter().enumerate() {
            let line = Line {
                index: self.len() + 1,
                epoch: self.durable.leader_epoch,
                origin: out.me(),
                more: nth + 1 < count,
                command: request.command,
                event,
                checksum: 0,
            };
            self.append(line.sealed(), out);
        }
        self.promise_answer(request.op, via, first, out);
        self.flush(out);
    }

    /// Refuses a write. Of one that was forwarded the network may bring another copy, which must
    /// not be carried out after all. With fencing an epoch that is refused is over for good, so
    /// nothing has to be remembered of it.
    pub(super) fn refuse(&mut self, op: OpId, via: NodeId, why: Refusal, out: &mut Out<'_>) {
        let is_over = why == Refusal::NotPrimary && out.config().guard == Guard::Fence;
        if via != out.me() && !is_over {
            self.durable.refused.set(op.0, why as u32);
            out.persist();
        }
        self.tell(op, via, Reply::Refused(why), out);
    }

    /// The first line of a command that is in the log already.
    fn line_of(&self, request: &Request) -> Option<u32> {
        let first = self.volatile.commands.get(request.command.0)?;
        self.durable.ledger.get(first).filter(|line| line.command == request.command).map(|_| first)
    }

    /// Answers now, or when the transaction that begins with this line is acknowledged.
    fn promise_answer(&mut self, op: OpId, via: NodeId, first: u32, out: &mut Out<'_>) {
        let waiter = Waiter { op, via, first, last: self.durable.ledger.transaction_end(first) };
        if waiter.last <= self.safe_to(out) {
            return self.acknowledge_write(&waiter, out);
        }
        self.volatile.leading.waiters.push(waiter);
        self.set_ack_timeout(out);
    }

    /// Tells a client that its write is done.
    fn acknowledge_write(&self, waiter: &Waiter, out: &mut Out<'_>) {
        if let Some(line) = self.durable.ledger.get(waiter.first) {
            out.observed(Layer::Log, waiter.op, line.event.account(), line.position());
        }
        self.tell(waiter.op, waiter.via, self.done(waiter), out);
    }

    fn done(&self, waiter: &Waiter) -> Reply {
        let balance = self.volatile.running.get(waiter.first as usize - 1).copied().unwrap_or_default();
        Reply::done(balance, Context::at(LOG, self.position(waiter.last)))
    }

    /// Answers a client of this node or of another one.
    pub(super) fn tell(&self, op: OpId, via: NodeId, reply: Reply, out: &mut Out<'_>) {
        if via == out.me() {
            out.reply(op, reply);
        } else {
            out.send(via, Message::Answer { op, reply });
        }
    }

    /// Answers a read from the state that is shown.
    pub(super) fn read(&self, op: OpId, via: NodeId, call: &Call, out: &mut Out<'_>) {
        for account in call.accounts() {
            out.observed(Layer::State, op, account, Node::version(&self.volatile.bank, account, out));
        }
        let reply = match look(&self.volatile.bank, call) {
            Ok(answer) => {
                Reply::Done { answer, context: Context::at(LOG, self.position(self.volatile.applied)) }
            }
            Err(why) => Reply::Refused(why),
        };
        self.tell(op, via, reply, out);
    }

    /// Answers the reads for which enough is replayed now.
    pub(super) fn unpark(&mut self, out: &mut Out<'_>) {
        if self.volatile.parked.is_empty() {
            return;
        }
        let reached = self.reached();
        let (ready, wait): (Vec<Parked>, Vec<Parked>) =
            core::mem::take(&mut self.volatile.parked).into_iter().partition(|it| it.seen <= reached);
        self.volatile.parked = wait;
        for Parked { op, via, call, .. } in ready {
            self.read(op, via, &call, out);
        }
    }

    /// Up to where writes may be acknowledged: on this disk, and on as many others as the mode
    /// wants.
    fn safe_to(&self, out: &Out<'_>) -> u32 {
        let leading = &self.volatile.leading;
        let wanted = out.config().wanted(out.nodes());
        if wanted == 0 || leading.degraded || out.mutant("acknowledges-before-others-have-it") {
            self.volatile.saved
        } else {
            self.shared_by(wanted).min(self.volatile.saved)
        }
    }

    /// The index up to which this many secondaries have acknowledged. An acknowledgement of less
    /// than what the epoch began with says nothing yet: until then a log of an earlier epoch may
    /// still win over theirs (Ongaro 2014, section 3.6.2).
    fn shared_by(&self, wanted: usize) -> u32 {
        let began = self.durable.began;
        let mut acked: Vec<u32> =
            self.volatile.leading.acked.iter().copied().filter(|&upto| upto >= began).collect();
        acked.sort_unstable();
        wanted.checked_sub(1).and_then(|nth| acked.iter().rev().nth(nth).copied()).unwrap_or(0)
    }

    /// Shows and acknowledges what may be shown and acknowledged now.
    pub(super) fn advance(&mut self, out: &mut Out<'_>) {
        self.restore(out);
        let safe = self.safe_to(out);
        let moved = safe > self.volatile.commit;
        self.volatile.commit = self.volatile.commit.max(safe);
        let shown = match out.config().commit_point {
            CommitPoint::AfterSync => self.volatile.commit,
            CommitPoint::AfterCommit => self.volatile.saved,
        };
        self.apply_to(shown, out);
        self.unpark(out);
        let commit = self.volatile.commit;
        let (ready, wait): (Vec<Waiter>, Vec<Waiter>) = core::mem::take(&mut self.volatile.leading.waiters)
            .into_iter()
            .partition(|waiter| waiter.last <= commit);
        self.volatile.leading.waiters = wait;
        for waiter in ready {
            self.acknowledge_write(&waiter, out);
        }
        if self.volatile.leading.ack_timeout && (moved || self.volatile.leading.waiters.is_empty()) {
            self.volatile.leading.ack_timeout = false;
            out.cancel_timer(Timer::AckTimeout);
        }
        self.set_ack_timeout(out);
    }

    /// Sets the timer after which a semi-synchronous primary acknowledges alone, if somebody waits.
    fn set_ack_timeout(&mut self, out: &mut Out<'_>) {
        let leading = &mut self.volatile.leading;
        if out.config().mode == Mode::SemiSync
            && !leading.degraded
            && !leading.ack_timeout
            && !leading.waiters.is_empty()
        {
            leading.ack_timeout = true;
            out.set_timer(Timer::AckTimeout, out.config().ack_timeout);
        }
    }

    /// The secondaries took too long: from here on writes are acknowledged alone.
    pub(super) fn on_ack_timeout(&mut self, out: &mut Out<'_>) {
        self.volatile.leading.ack_timeout = false;
        if self.volatile.role != Role::Primary || self.volatile.leading.waiters.is_empty() {
            return;
        }
        self.volatile.leading.degraded = true;
        out.note(OwnFact::Degraded, self.volatile.commit + 1, 0);
        self.advance(out);
    }

    /// The secondaries have caught up: writes wait for them again.
    fn restore(&mut self, out: &mut Out<'_>) {
        if self.volatile.leading.degraded
            && self.shared_by(out.config().wanted(out.nodes())) >= self.volatile.saved
        {
            self.volatile.leading.degraded = false;
            out.note(OwnFact::Restored, self.volatile.saved + 1, 0);
        }
    }

    /// A secondary has everything up to the line `upto` with the checksum `line` on its disk. That
    /// counts only for the line of this log, unless logs that went another way are let be: then
    /// only their lengths are compared.
    pub(super) fn on_ack(
        &mut self,
        from: NodeId,
        epoch: u32,
        (upto, line): (u32, u32),
        granted: Option<Time>,
        out: &mut Out<'_>,
    ) {
        if self.volatile.role != Role::Primary || epoch != self.durable.leader_epoch {
            return;
        }
        let is_own = !out.config().truncate_divergent || self.durable.ledger.checksum_at(upto) == line;
        let leading = &mut self.volatile.leading;
        if let Some(acked) = leading.acked.get_mut(from.index()).filter(|_| is_own) {
            *acked = (*acked).max(upto);
        }
        if let (Some(known), Some(sent)) = (leading.granted.get_mut(from.index()), granted) {
            *known = (*known).max(Some(sent));
        }
        self.advance(out);
    }

    /// Whether it may write at this moment, by its own clock.
    pub(super) fn holds_lease(&self, out: &Out<'_>) -> bool {
        out.config().guard != Guard::Lease || self.lease_until(out).is_some_and(|until| out.clock() < until)
    }

    /// Until when a majority, this node counted, listens to nobody else. Counted from when the
    /// heartbeat was sent, which is before it was answered.
    pub(super) fn lease_until(&self, out: &Out<'_>) -> Option<Time> {
        let mut granted: Vec<Time> = self.volatile.leading.granted.iter().flatten().copied().collect();
        granted.sort_unstable();
        let others = usize::from(out.nodes() / 2);
        granted.iter().rev().nth(others - 1).map(|&sent| sent + out.config().lease)
    }

    /// Ships lines that are on this disk by then to all.
    pub(super) fn ship(&self, first: u32, last: u32, out: &mut Out<'_>) {
        let mut next = first;
        while next <= last {
            let end = self.durable.ledger.transaction_end((next + MOST_LINES - 1).min(last));
            let message = self.lines(next, end, self.tail(end, out));
            out.broadcast(&message);
            next = end + 1;
        }
    }

    /// Sends to one node what it asked for, as much as a message carries; it will ask for the rest.
    pub(super) fn ship_to(&self, node: NodeId, first: u32, last: u32, out: &mut Out<'_>) {
        if (1..=last).contains(&first) {
            let end = self.durable.ledger.transaction_end((first + MOST_LINES - 1).min(last));
            out.send(node, self.lines(first, end, self.tail(last, out)));
        }
    }

    fn lines(&self, first: u32, last: u32, tail: Tail) -> Message {
        let epoch =
            if self.volatile.role == Role::Primary { self.durable.leader_epoch } else { self.durable.epoch };
        let lines = self.durable.ledger.slice(first, last);
        Message::Ship { epoch, before: self.durable.ledger.epoch_at(first - 1), lines, tail }
    }

    pub(super) fn tail(&self, last: u32, out: &Out<'_>) -> Tail {
        let config = out.config();
        let at_once = config.wanted(out.nodes()) == 0
            || config.commit_point == CommitPoint::AfterCommit
            || self.volatile.leading.degraded;
        let commit = if at_once && self.volatile.role == Role::Primary { last } else { self.volatile.commit };
        Tail { last, commit, began: self.durable.began }
    }

    /// Says that the primary is there, and what its log looks like.
    pub(super) fn beat(&self, out: &mut Out<'_>) {
        let last = self.volatile.saved;
        let (epoch, before, sent) =
            (self.durable.leader_epoch, self.durable.ledger.epoch_at(last), out.clock());
        out.broadcast(&Message::Heartbeat { epoch, before, tail: self.tail(last, out), sent });
        out.set_timer(Timer::Heartbeat, out.config().heartbeat);
    }
}
