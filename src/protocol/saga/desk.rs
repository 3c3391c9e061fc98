//! What a service does for its clients: a call about one account goes to its owner, a call about
//! several to whoever leads sagas.

use super::choreography;
use super::plan::Phase;
use super::state::{Asked, Ending, Incoming, hub, owner_of};
use super::steps::{Kind, is_sound};
use super::{Answer, Message, Order, Out, OwnFact, State, Timer, arrived};
use crate::base::ids::OpId;
use crate::base::time::Span;
use crate::domain::{self, Call, Refusal, Reply, Request};

/// A client asks something.
pub fn begin(state: &mut State, request: Request, out: &mut Out<'_>) {
    let Request { op, command, call, .. } = request;
    if !is_sound(&call) {
        return out.reply(op, Reply::Refused(Refusal::OutOfRange));
    }
    // A client that asks again does not put off when it is answered, and what it asks for is asked
    // again by a timer.
    if state.volatile.desk.contains_key(&op) {
        return;
    }
    state.volatile.desk.insert(op, Asked { command, call, since: out.clock(), attempt: 0 });
    out.set_timer(Timer::GiveUp(op), out.config().deadline);
    ask(state, op, out);
}

/// Asks whoever can do it, for the first time or again.
pub fn ask(state: &mut State, op: OpId, out: &mut Out<'_>) {
    let Some(asked) = state.volatile.desk.get_mut(&op) else { return };
    asked.attempt += 1;
    let Asked { command, call, attempt, .. } = *asked;
    // A saga takes its time: each question waits longer than the one before.
    out.set_timer(Timer::Ask(op), Span(out.config().resend.0.saturating_mul(u64::from(attempt))));
    if call.accounts().count() > 1 || matches!(call, Call::Audit { .. }) {
        return if out.config().is_choreographed() {
            choreography::begin(state, op, out)
        } else {
            out.send(hub(out), Message::Begin { op, command, call })
        };
    }
    let account = call.account();
    let (kind, phase) = (Kind::Whole, Phase::Do);
    let order =
        Order { op, command, call, account, seen: None, kind, step: 0, phase, locks: false, must: false };
    let to = owner_of(account, out.services());
    if to == out.me() {
        arrived(state, Incoming { from: to, order, saga: None }, out);
    } else {
        out.send(to, Message::Order(order));
    }
}

/// The owner of an account has answered.
pub fn answered(state: &mut State, answer: Answer, out: &mut Out<'_>) {
    ended(state, answer.op, &answer.found.map(|done| [done].into()), out);
}

/// An operation has come to its end: its client is told, and its session remembers the versions
/// that it was told.
pub fn ended(state: &mut State, op: OpId, found: &Ending, out: &mut Out<'_>) {
    let Some(asked) = leave(state, op, out) else { return };
    let reply = match found {
        Ok(all) => {
            let accounts = asked.call.accounts().zip(all.iter());
            let context = accounts.map(|(account, done)| (account.0, done.version)).collect();
            let answer = match (asked.call, all.first()) {
                (Call::Audit { .. }, _) => {
                    domain::Answer::Balances(all.iter().map(|done| done.balance).collect())
                }
                (_, first) => domain::Answer::Balance(first.map_or(0, |done| done.balance)),
            };
            Reply::Done { answer, context }
        }
        Err(why) => Reply::Refused(*why),
    };
    out.reply(op, reply);
}

/// A client waits no longer. What was asked for may be done yet.
pub fn give_up(state: &mut State, op: OpId, out: &mut Out<'_>) {
    let Some(asked) = leave(state, op, out) else { return };
    out.note(OwnFact::GaveUp, op.0, 0);
    let reply = if asked.call.is_read() { Reply::Refused(Refusal::Unreachable) } else { Reply::Unknown };
    out.reply(op, reply);
}

fn leave(state: &mut State, op: OpId, out: &mut Out<'_>) -> Option<Asked> {
    let asked = state.volatile.desk.remove(&op)?;
    out.cancel_timer(Timer::Ask(op));
    out.cancel_timer(Timer::GiveUp(op));
    Some(asked)
}
