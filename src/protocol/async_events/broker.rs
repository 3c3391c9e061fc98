//! The broker: it keeps what is published, hands it out until it is acknowledged, and sets aside
//! what a consumer rejects. How, [`topics`](crate::data::topics) says; here are its messages.

use super::message::{Delivered, Message, NO_RELAY, Row, What};
use super::state::{owner_of, short};
use super::{Config, Out, OwnFact, State, Timer};
use crate::base::ids::NodeId;
use crate::base::time::{Span, Time};
use crate::data::topics::{Order, Place, Rules, Spread};
use std::rc::Rc;

/// Backoff doubles so often at most.
pub const MOST_DOUBLINGS: u32 = 4;

/// A service publishes events. A relay that asks again for what is on its way to the disk is told when
/// it is there: taken anew each time, the same rows would come faster than a slow disk writes them.
pub fn on_publish(state: &mut State, from: NodeId, (relay, to): (u16, u32), rows: &[Row], out: &mut Out<'_>) {
    let Some(shelf) = &mut state.durable.shelf else { return };
    let (written, who) = (state.volatile.written + 1, (from, relay, to));
    if relay != NO_RELAY && state.volatile.publishing.iter().any(|(_, it)| *it == who) {
        out.wait_for_disk();
        return out.send(from, Message::Published { relay, to });
    }
    state.volatile.publishing.push_back((written, who));
    let spread = if out.config().key_order { Spread::Key } else { Spread::RoundRobin };
    for row in rows {
        shelf.topic.append(u64::from(row.key().0), spread, out.clock(), *row);
    }
    let retention = out.config().retention;
    let gone = match out.clock().0.checked_sub(retention.0) {
        Some(before) if retention > Span::ZERO => shelf.topic.forget_before(Time(before)),
        _ => 0,
    };
    state.volatile.written = written;
    state.volatile.saving.push_back((written, shelf.topic.clone()));
    if !out.mutant("broker-confirms-before-saved") {
        out.persist();
    }
    for row in rows.iter().filter(|row| row.what == What::Changed) {
        out.note(OwnFact::Published, short(row.version), row.account().0);
    }
    if gone > 0 {
        out.note(OwnFact::Forgot, short(gone), 0);
    }
    if relay != NO_RELAY {
        out.send(from, Message::Published { relay, to });
    }
    out.set_timer(Timer::Saved((written, 0)), Span::ZERO);
}

/// More of the topic is on disk, and is handed out.
pub fn on_saved(state: &mut State, written: u64, out: &mut Out<'_>) {
    state.volatile.saved = state.volatile.saved.max(written);
    while state.volatile.publishing.pop_front_if(|(nth, _)| *nth <= written).is_some() {}
    while let Some((_, topic)) = state.volatile.saving.pop_front_if(|(nth, _)| *nth <= written) {
        state.volatile.safe = Some(topic);
    }
    (0..out.services()).for_each(|service| deliver(state, NodeId(service), out));
}

/// Hands out to a service what it may get now, and sets a timer for what comes again.
pub fn deliver(state: &mut State, to: NodeId, out: &mut Out<'_>) {
    let rules = rules(out);
    let Some(shelf) = &mut state.durable.shelf else { return };
    let Some(topic) = &state.volatile.safe else { return };
    let position = &mut Rc::make_mut(&mut shelf.positions)[to.index()];
    let window = &mut state.volatile.windows[to.index()];
    let (now, services) = (out.clock(), out.services());
    for partition in 0..topic.partitions() {
        let most = out.config().batch as usize;
        let batch = window.next_batch(partition, topic, position, (&rules, most), now, |message| {
            owner_of(message.value.account(), services) != to
        });
        let events = batch.iter().filter_map(|it| {
            let row = topic.get(it.place)?.value;
            let (offset, failures, again) = (it.place.offset, it.failures, it.deliveries > 1);
            Some(Delivered { offset, failures, again, row })
        });
        let events: Rc<[Delivered]> = events.collect();
        if out.mutant("position-moves-when-handed-out") {
            batch.iter().for_each(|it| _ = position.settle(it.place));
        }
        if !events.is_empty() {
            out.send(to, Message::Deliver { partition, events });
        }
    }
    for place in position.just_set_aside() {
        if let Some(row) = topic.get(place).map(|it| it.value).filter(|row| row.what == What::Changed) {
            out.note(OwnFact::SetAside, short(row.version), row.account().0);
        }
    }
    if let Some(due) = window.next_due(now) {
        out.set_timer(Timer::Again(to.0), due.since(now));
    }
}

/// How the broker serves a consumer.
fn rules(out: &Out<'_>) -> Rules {
    let Config { key_order, batch, visibility, hold_key, .. } = *out.config();
    let order = if key_order && !out.mutant("delivers-out-of-order") { Order::Key } else { Order::Any };
    Rules { order, window: batch, visibility, hold_key }
}

/// A service needs some events no more.
pub fn on_ack(state: &mut State, from: NodeId, partition: u16, offsets: &[u64], out: &mut Out<'_>) {
    if let Some(shelf) = &mut state.durable.shelf {
        let position = &mut Rc::make_mut(&mut shelf.positions)[from.index()];
        for &offset in offsets {
            state.volatile.windows[from.index()].acknowledge(position, Place { partition, offset });
        }
        deliver(state, from, out);
    }
}

/// A service cannot process an event: it comes again, or is set aside.
pub fn on_nack(state: &mut State, from: NodeId, place: Place, dead: bool, out: &mut Out<'_>) {
    let rules = rules(out);
    let Some(shelf) = &mut state.durable.shelf else { return };
    let position = &mut Rc::make_mut(&mut shelf.positions)[from.index()];
    let window = &mut state.volatile.windows[from.index()];
    if dead {
        window.reject(position, place, &rules);
    } else {
        let doublings = if out.config().backoff { window.failures(place).min(MOST_DOUBLINGS) } else { 0 };
        let wait = if out.config().backoff { out.config().retry_after } else { Span::ZERO };
        window.failed(place, &rules, out.clock(), Span(wait.0 << doublings));
    }
    deliver(state, from, out);
}

/// An operator has the dead letters of all services handed out again.
pub fn redrive(state: &mut State, out: &mut Out<'_>) {
    let Some(shelf) = &mut state.durable.shelf else { return };
    let count: usize = Rc::make_mut(&mut shelf.positions).iter_mut().map(|it| it.redrive()).sum();
    out.note(OwnFact::Redriven, short(count as u64), 0);
    out.persist();
    out.set_timer(Timer::Saved((state.volatile.written, 0)), Span::ZERO);
}
