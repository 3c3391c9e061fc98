//! Semantic locks: an account that a saga has touched is pending until the saga ends. A lock is a
//! row in the database like any other, so a crash does not lose it; who waits for it is remembered
//! by whoever asked, who asks again.
//!
//! Reservations, and steps that expire, are here as well: they end in the same way.

use super::state::{Incoming, Pending, Record, Stage, key_of};
use super::{Config, Holds, Kind, Order, Out, OwnFact, Phase, State, Timer, arrived, endings};
use crate::base::ids::{AccountId, CommandId};
use crate::domain::{Amount, Refusal};
use std::rc::Rc;

/// Whether an order must wait until another saga ends.
pub fn must_wait(state: &State, order: &Order, out: &Out<'_>) -> bool {
    let holder = state.durable.locks.get(&order.account);
    let is_read = order.kind == Kind::Look || order.kind == Kind::Whole && order.call.is_read();
    let passes = order.kind == Kind::Ship || is_read && out.mutant("readers-do-not-wait");
    let applies = out.config().semantic_lock && !passes;
    applies && holder.is_some_and(|it| it.command != order.command)
}

/// An order waits for the end of another saga, unless it waits already.
pub fn wait(state: &mut State, incoming: Incoming, out: &mut Out<'_>) {
    let Order { op, command, step, account, must, .. } = incoming.order;
    let same = |it: &Incoming| (it.order.op, it.order.command, it.order.step) == (op, command, step);
    if state.volatile.waiting.iter().any(same) {
        return;
    }
    out.note(OwnFact::Waits, op.0, account.0);
    if state.volatile.waiting.is_empty() {
        out.note(OwnFact::Blocked, 0, 0);
    }
    if !must {
        out.set_timer(Timer::Waited(key_of(command, step)), out.config().lock_timeout);
    }
    state.volatile.waiting.push_back(incoming);
}

/// An order has waited for too long: it is refused, and that means never.
pub fn gave_up(state: &mut State, key: u64, out: &mut Out<'_>) {
    let of_key = |it: &Incoming| key_of(it.order.command, it.order.step) == key;
    while let Some(place) = state.volatile.waiting.iter().position(of_key) {
        let Some(incoming) = state.volatile.waiting.remove(place) else { return };
        let Order { op, account, .. } = incoming.order;
        out.note(OwnFact::LockTimeout, op.0, account.0);
        let found = Err(Refusal::Conflict);
        let before = state.durable.now(account).balance;
        if !out.mutant("a-refused-wait-is-not-remembered") {
            state.durable.remember(key, Record { found, before, stage: Stage::Done });
        }
        super::write(state, out);
        super::answer(state, &incoming, found, out);
    }
    unblock(state, true, out);
}

/// An account is pending from here on.
pub fn hold(state: &mut State, order: &Order, out: &Out<'_>) {
    if !state.durable.locks.contains_key(&order.account) {
        let pending = Pending { command: order.command, op: order.op, since: out.clock() };
        Rc::make_mut(&mut state.durable.locks).insert(order.account, pending);
    }
}

/// An account is not pending any more because of a saga. Says whether it was.
pub fn free(state: &mut State, account: AccountId, command: CommandId) -> bool {
    let held = state.durable.locks.get(&account).is_some_and(|it| it.command == command);
    if held {
        Rc::make_mut(&mut state.durable.locks).remove(&account);
    }
    held
}

/// Those who waited for an account go on, as far as the next lock.
pub fn go_on(state: &mut State, account: AccountId, freed: bool, out: &mut Out<'_>) {
    let waited = !state.volatile.waiting.is_empty();
    while let Some(place) = next_in_line(state, account, out).filter(|_| freed) {
        let Some(incoming) = state.volatile.waiting.remove(place) else { break };
        out.cancel_timer(Timer::Waited(key_of(incoming.order.command, incoming.order.step)));
        arrived(state, incoming, out);
    }
    unblock(state, waited, out);
}

/// The first who waits for an account and need not wait any more.
fn next_in_line(state: &State, account: AccountId, out: &Out<'_>) -> Option<usize> {
    let is_free = |it: &Incoming| it.order.account == account && !must_wait(state, &it.order, out);
    state.volatile.waiting.iter().position(is_free)
}

fn unblock(state: &State, waited: bool, out: &mut Out<'_>) {
    if waited && state.volatile.waiting.is_empty() {
        out.note(OwnFact::Unblocked, 0, 0);
    }
}

/// So much more of an account is reserved; less, where it is negative.
pub fn reserve(state: &mut State, account: AccountId, amount: Amount) {
    let all = Rc::make_mut(&mut state.durable.reserved);
    let reserved = all.entry(account).or_insert(0);
    *reserved = reserved.saturating_add(amount);
    if *reserved == 0 {
        all.remove(&account);
    }
}

/// Where steps expire, one that was done waits for the end of its saga.
pub fn will_expire(state: &mut State, order: &Order, is_done: bool, out: &mut Out<'_>) {
    let moves = matches!(order.kind, Kind::Debit | Kind::Credit);
    if is_done && moves && out.config().holds == Holds::Expire {
        let key = key_of(order.command, order.step);
        state.volatile.holds.insert(key, *order);
        out.set_timer(Timer::Hold(key), out.config().hold);
    }
}

/// A step hears nothing more of its saga and undoes itself. Nobody is told, and a cancellation that
/// comes later is news to it.
pub fn expire(state: &mut State, key: u64, out: &mut Out<'_>) {
    let Some(held) = state.volatile.holds.remove(&key).filter(|_| out.config().holds == Holds::Expire) else {
        return;
    };
    let record = state.durable.record(key);
    let is_open = record.is_some_and(|it| it.stage == Stage::Done && it.found.is_ok());
    if is_open {
        out.note(OwnFact::Expired, held.op.0, held.account.0);
        let order = Order { phase: Phase::Undo, ..held };
        _ = endings::compensate(state, &order, record, out);
        // It does not know that this was the saga's compensation.
        if let Some(record) = record {
            state.durable.remember(key, record);
            super::write(state, out);
        }
    }
}

impl Config {
    /// How long a silence may last before a node does something by itself.
    pub(super) fn longest_wait(&self) -> crate::base::time::Span {
        let expires = if self.holds == Holds::Expire { self.hold } else { crate::base::time::Span::ZERO };
        self.resend.max(expires)
    }
}
