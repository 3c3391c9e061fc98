//! What reaches a node, and which of its sides sees to it.

use super::state::{Incoming, hub, owner_of};
use super::{
    Config, Durable, Message, Out, OwnFact, Sagas, State, Timer, Volatile, arrived, broker, choreography,
    desk, entry, lead, locks, window,
};
use crate::base::ids::NodeId;
use crate::base::time::Span;
use crate::domain::Request;
use crate::domain::bank::Bank;
use crate::sim::protocol::{Label, Protocol};
use crate::sim::show::{Lens, VisibleState};

impl Protocol for Sagas {
    type Config = Config;
    type Volatile = Volatile;
    type Durable = Durable;
    type Message = Message;
    type Timer = Timer;
    type OwnFact = OwnFact;

    fn start(state: &mut State, out: &mut Out<'_>) {
        if out.me() == hub(out) {
            if !core::mem::replace(&mut state.durable.leads, true) {
                out.persist();
            }
            return lead::recover(state, out);
        }
        if out.mutant("steps-are-forgotten-on-restart") {
            (state.durable.places, state.durable.records) = Default::default();
        }
        if state.durable.bank.is_empty() {
            let owns = |account| owner_of(account, out.services()) == out.me();
            state.durable.bank = Bank::with_some(out.genesis(), owns);
        }
        choreography::recover(state, out);
    }

    fn on_request(state: &mut State, request: Request, out: &mut Out<'_>) {
        state.volatile.wrote = false;
        desk::begin(state, request, out);
    }

    fn on_message(state: &mut State, from: NodeId, message: &Message, out: &mut Out<'_>) {
        state.volatile.wrote = false;
        match message {
            &Message::Begin { op, command, call } => lead::begin(state, from, (op, command, call), out),
            &Message::Order(order) => arrived(state, Incoming { from, order, saga: None }, out),
            &Message::Answer(answer) if out.me() == hub(out) => lead::answered(state, answer, out),
            &Message::Answer(answer) => desk::answered(state, answer, out),
            Message::Ended { op, found } => desk::ended(state, *op, found, out),
            Message::Event(saga) => choreography::event(state, from, saga, out),
            &Message::Acknowledged { command, turn } => choreography::acknowledged(state, command, turn, out),
        }
    }

    fn on_timer(state: &mut State, timer: Timer, out: &mut Out<'_>) {
        state.volatile.wrote = false;
        match timer {
            Timer::Ask(op) => desk::ask(state, op, out),
            Timer::GiveUp(op) => desk::give_up(state, op, out),
            Timer::Resend(command) => lead::call_next(state, command, out),
            Timer::Expire(command) => lead::expired(state, command, out),
            Timer::Waited(key) => locks::gave_up(state, key, out),
            Timer::Hold(key) => locks::expire(state, key, out),
            Timer::Saved(written) => state.volatile.saved = state.volatile.saved.max(written),
            Timer::Publish(command) => choreography::publish_again(state, command, out),
            Timer::Again(service) => broker::deliver(state, NodeId(service), out),
        }
    }

    fn on_order(state: &mut State, order: u32, _about: u32, out: &mut Out<'_>) {
        if out.me() == hub(out) && entry::Order::of(order) == Some(entry::Order::RetryParked) {
            lead::retry_parked(state, out);
        }
    }

    fn fingerprint(state: &State) -> u64 {
        state.durable.bank.fingerprint()
    }

    fn inspect(config: &Config, me: NodeId, state: &State, lens: &Lens) -> VisibleState {
        window::inspect(config, me, state, lens)
    }

    fn describe(message: &Message) -> Label {
        message.label()
    }

    fn heap(message: &Message) -> u64 {
        const SAGA: u64 = 160;
        const DONE: u64 = 16;
        match message {
            Message::Event(saga) => SAGA + saga.done.len() as u64 * DONE,
            Message::Ended { found: Ok(all), .. } => all.len() as u64 * DONE,
            _ => 0,
        }
    }

    fn unshared(durable: &Durable) -> u64 {
        const ROW: u64 = 64;
        let rows = durable.book.len() + durable.outbox.len() + durable.locks.len() + durable.reserved.len();
        let places = durable.shelf.as_ref().map_or(0, |shelf| {
            shelf.newest.len() + shelf.positions.len() * (1 + usize::from(broker::PARTITIONS))
        });
        (rows + places) as u64 * ROW
    }

    fn timer_number(timer: &Timer) -> u32 {
        timer.number()
    }

    fn settles(config: &Config) -> Span {
        config.longest_wait()
    }

    fn weight(state: &State) -> usize {
        window::weight(state)
    }
}
