//! What reaches a node, and who sees to it. Services and the broker run the same code; the broker
//! has a shelf, the services have books.

use super::consumer::{on_deliver, process, second, work};
use super::owner::{on_command, on_commit};
use super::state::{Books, Relay, Shelf, Worker};
use super::{
    AsyncEvents, Config, Durable, Message, Order, Out, OwnFact, State, Timer, Volatile, ask, broker, hold,
    relay, window,
};
use crate::base::ids::NodeId;
use crate::base::time::Span;
use crate::data::topics::{Place, Position, Topic, Window};
use crate::domain::Request;
use crate::domain::bank::Bank;
use crate::sim::protocol::{Label, Protocol};
use crate::sim::show::{Lens, VisibleState};
use std::rc::Rc;

impl Protocol for AsyncEvents {
    type Config = Config;
    type Volatile = Volatile;
    type Durable = Durable;
    type Message = Message;
    type Timer = Timer;
    type OwnFact = OwnFact;

    fn start(state: &mut State, out: &mut Out<'_>) {
        if out.is_service(out.me()) { start_service(state, out) } else { start_broker(state, out) }
    }

    fn on_request(state: &mut State, request: Request, out: &mut Out<'_>) {
        state.volatile.waits = false;
        ask::begin(state, request, out);
    }

    fn on_message(state: &mut State, from: NodeId, message: &Message, out: &mut Out<'_>) {
        state.volatile.waits = false;
        match message {
            Message::Command(task) => on_command(state, from, *task, out),
            Message::Outcome { job, found } => ask::outcome(state, *job, *found, out),
            Message::Publish { relay, to, rows } => broker::on_publish(state, from, (*relay, *to), rows, out),
            Message::Published { relay, to } => relay::on_published(state, *relay, *to, out),
            Message::Deliver { partition, events } => on_deliver(state, *partition, events, out),
            Message::Ack { partition, offsets } => broker::on_ack(state, from, *partition, offsets, out),
            Message::Nack { partition, offset, dead } => {
                broker::on_nack(state, from, Place { partition: *partition, offset: *offset }, *dead, out)
            }
        }
    }

    fn on_timer(state: &mut State, timer: Timer, out: &mut Out<'_>) {
        state.volatile.waits = false;
        match timer {
            Timer::Saved((written, _)) if state.durable.shelf.is_some() => {
                broker::on_saved(state, written, out);
            }
            Timer::Saved((written, rows)) => relay::on_saved(state, written, rows, out),
            Timer::Poll(nth) => relay::poll(state, nth, out),
            Timer::Resend(nth) => relay::publish(state, nth, out),
            Timer::Commit(position) => on_commit(state, position, out),
            Timer::Again(service) => broker::deliver(state, NodeId(service), out),
            Timer::Worked(partition) => {
                process(state, partition, out);
                work(state, partition, out);
            }
            Timer::Second(partition) => second(state, partition, out),
            Timer::AskAgain(job) => ask::again(state, job, out),
            Timer::GiveUp(job) => ask::give_up(state, job, out),
            Timer::Look(job) => ask::read(state, job, out),
            Timer::Expire(id) => hold::expire(state, id, out),
        }
    }

    fn on_order(state: &mut State, order: u32, _about: u32, out: &mut Out<'_>) {
        match Order::of(order) {
            Some(Order::Redrive) => broker::redrive(state, out),
            None => {}
        }
    }

    fn fingerprint(state: &State) -> u64 {
        state.durable.books.bank.fingerprint()
    }

    fn inspect(config: &Config, me: NodeId, state: &State, lens: &Lens) -> VisibleState {
        window::inspect(config, me, state, lens)
    }

    fn describe(message: &Message) -> Label {
        message.label()
    }

    fn heap(message: &Message) -> u64 {
        const ROW: u64 = 112;
        match message {
            Message::Publish { rows, .. } => rows.len() as u64 * ROW,
            Message::Deliver { events, .. } => events.len() as u64 * ROW,
            Message::Ack { offsets, .. } => offsets.len() as u64 * 8,
            _ => 0,
        }
    }

    fn unshared(durable: &Durable) -> u64 {
        const PART: u64 = 64;
        let positions = durable
            .shelf
            .as_ref()
            .map_or(0, |shelf| shelf.positions.len() as u64 * (1 + u64::from(shelf.topic.partitions())));
        (durable.books.holds.len() as u64 + positions) * PART
    }

    fn timer_number(timer: &Timer) -> u32 {
        timer.number()
    }

    fn settles(config: &Config) -> Span {
        let longest_retry = Span(config.retry_after.0 << broker::MOST_DOUBLINGS);
        let waits = [config.poll, config.work, config.transfer_time, config.resend, config.visibility];
        let waits = waits.into_iter().max().unwrap_or_default().max(config.hold);
        if config.malformed > 0 || !config.compatible_schema { waits.max(longest_retry) } else { waits }
    }

    fn weight(state: &State) -> usize {
        window::weight(state)
    }
}

/// A service begins with its accounts, and with copies of all others as they were opened.
fn start_service(state: &mut State, out: &mut Out<'_>) {
    let config = out.config();
    if state.durable.books.bank.is_empty() {
        state.durable.books = Books { bank: Bank::with_accounts(out.genesis()), ..Books::default() };
    }
    if out.mutant("inbox-is-lost-in-a-restart") {
        state.durable.books.inbox = Default::default();
    }
    let rows = state.durable.books.outbox.len() as u32;
    let (relays, workers) = (usize::from(config.relays), usize::from(config.partitions));
    state.volatile = Volatile {
        next: out.draw_bits(),
        sent: rows,
        relays: vec![Relay::default(); relays],
        workers: vec![Worker::default(); workers],
        ..Volatile::default()
    };
    let holds = Rc::clone(&state.durable.books.holds);
    holds.keys().for_each(|&id| out.set_timer(Timer::Expire(id), config.hold));
    relay::on_saved(state, 0, rows, out);
}

/// The broker begins with an empty topic, or hands out again whatever lies behind the positions.
fn start_broker(state: &mut State, out: &mut Out<'_>) {
    let (partitions, services) = (out.config().partitions, usize::from(out.services()));
    if state.durable.shelf.is_none() {
        let positions = Rc::new(vec![Position::new(partitions); services]);
        state.durable.shelf = Some(Shelf { topic: Topic::new(partitions), positions });
    }
    let windows = vec![Window::new(partitions); services];
    let safe = state.durable.shelf.as_ref().map(|shelf| shelf.topic.clone());
    state.volatile = Volatile { windows, safe, ..Volatile::default() };
    (0..out.services()).for_each(|service| broker::deliver(state, NodeId(service), out));
}
