//! The orchestrator: it knows the steps of every saga, calls the services one after another, and
//! writes down where each saga stands.

use super::plan::{Phase, Saga};
use super::state::{book, owner_of};
use super::{Answer, Config, Message, Out, OwnFact, SagaLog, State, Timer, broker, settle, write};
use crate::base::ids::{CommandId, NodeId, OpId};
use crate::domain::Call;
use std::rc::Rc;

/// A service asks for a saga, perhaps again.
pub fn begin(
    state: &mut State,
    from: NodeId,
    (op, command, call): (OpId, CommandId, Call),
    out: &mut Out<'_>,
) {
    // What is known of it may not be on the disk yet.
    settle(state, out);
    if let Some(found) = state.durable.ending(command) {
        let found = found.clone();
        return out.send(from, Message::Ended { op, found });
    }
    let tell = state.volatile.tell.entry(command).or_default();
    if !tell.contains(&(from, op)) {
        tell.push((from, op));
    }
    if let Some(saga) = book(state, out.config()).get(&command) {
        if let Some(found) = saga.outcome(out.config()) {
            out.send(from, Message::Ended { op, found });
        }
        return;
    }
    let saga = Saga {
        op,
        command,
        call,
        home: from,
        since: out.clock(),
        done: Vec::new(),
        phase: Phase::Do,
        at: 0,
        why: None,
        parked: false,
        turn: 0,
    };
    out.note(OwnFact::Began, op.0, saga.len(out.config()) as u32);
    Rc::make_mut(book(state, out.config())).insert(command, Rc::new(saga));
    if out.config().saga_log == SagaLog::Before {
        write(state, out);
    }
    out.set_timer(Timer::Expire(command), out.config().saga_timeout);
    call_next(state, command, out);
}

/// Gives the order that is outstanding, for the first time or again; a broker hands its event out.
pub fn call_next(state: &mut State, command: CommandId, out: &mut Out<'_>) {
    if out.config().is_choreographed() {
        return broker::deliver_to_all(state, out);
    }
    settle(state, out);
    let Some(saga) = book(state, out.config()).get(&command) else { return };
    let Some(order) = saga.order(out.config()).filter(|_| !saga.parked) else { return };
    out.send(owner_of(order.account, out.services()), Message::Order(order));
    out.set_timer(Timer::Resend(command), out.config().resend);
}

/// A service has answered an order.
pub fn answered(state: &mut State, answer: Answer, out: &mut Out<'_>) {
    let config = out.config();
    let Some(saga) = book(state, config).get(&answer.command) else { return };
    let is_news = |saga: &Saga| {
        saga.order(config).is_some_and(|it| (it.step, it.phase) == (answer.step, answer.phase))
            && (!saga.parked || answer.found.is_ok())
    };
    if is_news(saga) {
        let forgets = out.mutant("the-first-step-is-not-undone");
        let advance = |saga: &mut Saga| {
            saga.advance(answer.found, config);
            if forgets && saga.phase == Phase::Undo && saga.at == 1 {
                saga.at = 0;
            }
        };
        change(state, answer.command, advance, out);
    }
}

/// A saga has taken too long: what it did is undone, if it still may be.
pub fn expired(state: &mut State, command: CommandId, out: &mut Out<'_>) {
    let config = out.config();
    let Some(saga) = book(state, config).get(&command) else { return };
    let (op, mut after) = (saga.op, Saga::clone(saga));
    let hasty = Config { only_forward: false, ..config.clone() };
    if after.cancel(if out.mutant("cancels-behind-the-pivot") { &hasty } else { config }) {
        out.note(OwnFact::TimedOut, op.0, 0);
        change(state, command, |saga| *saga = after, out);
    }
}

/// An operator wants what is parked to be tried again.
pub fn retry_parked(state: &mut State, out: &mut Out<'_>) {
    let config = out.config();
    let parked: Vec<CommandId> =
        book(state, config).values().filter(|saga| saga.parked).map(|saga| saga.command).collect();
    for command in parked {
        change(state, command, |saga| saga.parked = false, out);
    }
}

/// A saga has come further: that is written down, and then the next order is given.
pub fn change(state: &mut State, command: CommandId, how: impl FnOnce(&mut Saga), out: &mut Out<'_>) {
    let config = out.config();
    let Some(saga) = Rc::make_mut(book(state, config)).get_mut(&command) else { return };
    let (before, parked) = (saga.outcome(config), saga.parked);
    how(Rc::make_mut(saga));
    let saga = Rc::clone(saga);
    let outcome = saga.outcome(config);
    let is_over = saga.is_over(config);
    out.cancel_timer(Timer::Resend(command));
    if is_over {
        Rc::make_mut(book(state, config)).remove(&command);
        out.cancel_timer(Timer::Expire(command));
        if let (Some(ending), true) = (&outcome, keeps(config) && !out.mutant("ends-are-not-remembered")) {
            state.durable.end(command, ending.clone());
        }
    }
    if config.is_choreographed() {
        broker::append(state, &saga, out);
    }
    if keeps(config) {
        write(state, out);
    }
    tell_change(&saga, (before.is_none(), parked), config, out);
    if let (Some(found), None) = (outcome, before) {
        for (node, op) in state.volatile.tell.remove(&command).unwrap_or_default() {
            out.send(node, Message::Ended { op, found: found.clone() });
        }
    }
    call_next(state, command, out);
}

/// Whether a crash leaves what is known of sagas. A broker always keeps its events.
fn keeps(config: &Config) -> bool {
    config.saga_log != SagaLog::Memory || config.is_choreographed()
}

/// Tells how far a saga has come, where that is news.
fn tell_change(saga: &Saga, (was_open, was_parked): (bool, bool), config: &Config, out: &mut Out<'_>) {
    let op = saga.op.0;
    if saga.parked && !was_parked {
        out.note(OwnFact::Parked, op, u32::from(saga.at));
    }
    if was_open && saga.phase == Phase::Confirm && saga.outcome(config).is_some() {
        out.note(OwnFact::Completed, op, 0);
    }
    if saga.phase == Phase::Undo && saga.is_over(config) {
        out.note(OwnFact::Undone, op, 0);
    }
}

/// After a restart every saga that was written down goes on.
pub fn recover(state: &mut State, out: &mut Out<'_>) {
    let all: Vec<CommandId> = book(state, out.config()).keys().copied().collect();
    if !all.is_empty() {
        out.note(OwnFact::Recovered, all.len() as u32, 0);
    }
    if out.config().is_choreographed() {
        return broker::start(state, out);
    }
    for command in all {
        out.set_timer(Timer::Expire(command), out.config().saga_timeout);
        call_next(state, command, out);
    }
}
