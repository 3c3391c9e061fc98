//! Nobody calls: each service does its step, publishes an event that says how far the saga has
//! come, and whoever owns the next step reacts to it. The event goes to the disk together with the
//! step (an outbox), and is sent until the broker has it on its own disk. What the broker does with it
//! then, `broker` says.

use super::lead;
use super::plan::{Phase, Saga};
use super::state::{Incoming, book, hub};
use super::{Done, Message, Out, OwnFact, State, Timer, arrived, settle, write};
use crate::base::ids::{CommandId, NodeId, OpId};
use crate::domain::Refusal;
use std::rc::Rc;

/// A service that was asked publishes the first event of a saga.
pub fn begin(state: &mut State, op: OpId, out: &mut Out<'_>) {
    let Some(asked) = state.volatile.desk.get(&op) else { return };
    let (command, call) = (asked.command, asked.call);
    let saga = Saga {
        op,
        command,
        call,
        home: out.me(),
        since: asked.since,
        done: Vec::new(),
        phase: Phase::Do,
        at: 0,
        why: None,
        parked: false,
        turn: 0,
    };
    publish(state, saga, out);
}

/// A service has done what an event asked for, and says so.
pub fn react(state: &mut State, saga: &Saga, found: Result<Done, Refusal>, out: &mut Out<'_>) {
    let mut next = saga.clone();
    next.advance(found, out.config());
    if state.volatile.wrote {
        publish(state, next, out);
    } else {
        // What came again changes nothing here, and what follows from it is on this disk, or is a
        // look that may be taken again. The broker asks until it is told, so a message is enough: a
        // write for every time it asks would keep a slow disk busy for ever (Bronson et al.,
        // "Metastable Failures in Distributed Systems", HotOS 2021).
        settle(state, out);
        out.send(hub(out), Message::Event(Rc::new(next)));
    }
}

/// An event is written to the outbox, with whatever else this handler writes, and sent.
fn publish(state: &mut State, saga: Saga, out: &mut Out<'_>) {
    let (command, saga) = (saga.command, Rc::new(saga));
    Rc::make_mut(&mut state.durable.outbox).insert(command, saga);
    write(state, out);
    publish_again(state, command, out);
}

/// Sends an event until the broker has it.
pub fn publish_again(state: &mut State, command: CommandId, out: &mut Out<'_>) {
    if !out.mutant("events-leave-before-the-disk") {
        settle(state, out);
    }
    let Some(saga) = state.durable.outbox.get(&command) else { return };
    out.send(hub(out), Message::Event(Rc::clone(saga)));
    out.set_timer(Timer::Publish(command), out.config().resend);
}

/// The broker has an event on its disk.
pub fn acknowledged(state: &mut State, command: CommandId, turn: u32, out: &mut Out<'_>) {
    if state.durable.outbox.get(&command).is_some_and(|saga| saga.turn <= turn) {
        Rc::make_mut(&mut state.durable.outbox).remove(&command);
        out.cancel_timer(Timer::Publish(command));
    }
}

/// An event arrives: published, at the broker; delivered, at the service that owns the next step.
pub fn event(state: &mut State, from: NodeId, saga: &Rc<Saga>, out: &mut Out<'_>) {
    if out.me() == hub(out) {
        return published(state, from, saga, out);
    }
    if let Some(order) = saga.order(out.config()) {
        arrived(state, Incoming { from, order, saga: Some(Rc::clone(saga)) }, out);
    }
}

/// The broker takes an event, unless it has a newer one of that saga.
fn published(state: &mut State, from: NodeId, saga: &Rc<Saga>, out: &mut Out<'_>) {
    settle(state, out);
    let (op, command, turn) = (saga.op, saga.command, saga.turn);
    let acknowledged = Message::Acknowledged { command, turn };
    if let Some(found) = state.durable.ending(command).cloned() {
        out.send(from, acknowledged);
        return if turn == 0 {
            out.send(from, Message::Ended { op, found })
        };
    }
    if turn == 0 {
        let tell = state.volatile.tell.entry(command).or_default();
        if !tell.contains(&(from, op)) {
            tell.push((from, op));
        }
    }
    let known = book(state, out.config()).get(&command).map(|known| (known.turn, known.parked));
    match known {
        // An operator was called, and a copy of the event that came late was handled all the same.
        Some((known, true)) if known == turn && !saga.parked => {}
        Some((known, _)) if known >= turn => {
            let told = book(state, out.config()).get(&command).and_then(|it| it.outcome(out.config()));
            out.send(from, acknowledged);
            if let (Some(found), 0) = (told, turn) {
                out.send(from, Message::Ended { op, found });
            }
            return;
        }
        Some(_) => {}
        None => {
            out.note(OwnFact::Began, op.0, saga.len(out.config()) as u32);
            let first = Saga { turn: 0, phase: Phase::Do, why: None, parked: false, ..Saga::clone(saga) };
            Rc::make_mut(book(state, out.config())).insert(command, Rc::new(first));
        }
    }
    lead::change(state, command, |known| *known = Saga::clone(saga), out);
    out.send(from, acknowledged);
}

/// After a restart, events that were not acknowledged are sent again.
pub fn recover(state: &mut State, out: &mut Out<'_>) {
    let all: Vec<CommandId> = state.durable.outbox.keys().copied().collect();
    all.into_iter().for_each(|command| publish_again(state, command, out));
}
