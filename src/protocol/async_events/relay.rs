//! The relay: from the outbox to the broker, again until the broker confirms.
//!
//! A relay publishes one batch after the other, in the order of the commits, so that nothing is
//! passed over and no key overtakes itself: what is sent again is a repetition, never a step back.
//! A relay that goes by the highest position is the mistake that this avoids.

use super::config::{Checkpoint, Publish, Reader};
use super::message::{Message, Row};
use super::{Out, State, Timer};
use crate::base::time::Span;
use std::rc::Rc;

/// How long after the commit a service with a dual write gets round to publishing.
const PUBLISH_LATER: Span = Span::from_ms(5);

/// More of the outbox is on disk: whoever publishes it learns of it.
pub fn on_saved(state: &mut State, written: u64, rows: u32, out: &mut Out<'_>) {
    let volatile = &mut state.volatile;
    volatile.saved = volatile.saved.max(written);
    volatile.rows = volatile.rows.max(rows);
    let count = volatile.relays.len() as u64;
    let wait = match (out.config().publish, out.config().reader) {
        (Publish::BrokerFirst, _) => return,
        (Publish::DatabaseFirst, _) => PUBLISH_LATER,
        (Publish::Outbox, Reader::Capture) => return poll(state, 0, out),
        (Publish::Outbox, Reader::Poll) => out.config().poll,
    };
    if sent(state, out) >= state.volatile.rows {
        return;
    }
    for (nth, relay) in (0..).zip(&mut state.volatile.relays) {
        if !core::mem::replace(&mut relay.polls, true) {
            out.set_timer(Timer::Poll(nth), Span(wait.0 * (u64::from(nth) + 1) / count));
        }
    }
}

/// How many rows are published, as far as this service knows. With a dual write only memory knows.
fn sent(state: &State, out: &Out<'_>) -> u32 {
    if out.config().publish == Publish::DatabaseFirst {
        state.volatile.sent
    } else {
        state.durable.books.sent
    }
}

/// A relay looks into the outbox and publishes what is not marked, if there is anything and no
/// other relay holds the lock.
pub fn poll(state: &mut State, nth: u16, out: &mut Out<'_>) {
    let from = sent(state, out);
    let to = state.volatile.rows.min(from.saturating_add(out.config().batch));
    let locked = out.config().relay_lock && state.volatile.relays.iter().any(|it| it.flying.is_some());
    let Some(relay) = state.volatile.relays.get_mut(usize::from(nth)) else { return };
    relay.polls = false;
    if from < to && !locked && relay.flying.is_none() {
        relay.flying = Some((from, to));
        publish(state, nth, out);
    }
}

/// Sends what a relay has in flight, for the first time or again. A relay that goes by the highest
/// position leaves out what lies below it.
pub fn publish(state: &mut State, nth: u16, out: &mut Out<'_>) {
    let Some(Some((from, to))) = state.volatile.relays.get(usize::from(nth)).map(|it| it.flying) else {
        return;
    };
    let (books, polls) = (&state.durable.books, out.config().reader == Reader::Poll);
    let highest = out.config().checkpoint == Checkpoint::Highest || out.mutant("relay-passes-a-gap");
    let skips = polls && highest;
    let rows = books.outbox.range(from as usize..to as usize).copied();
    let rows: Rc<[Row]> = rows.filter(|row| !skips || row.position > books.checkpoint).collect();
    if rows.is_empty() {
        return on_published(state, nth, to, out);
    }
    to_broker(Message::Publish { relay: nth, to, rows }, out);
    if out.mutant("marks-rows-before-the-broker-confirms") {
        return on_published(state, nth, to, out);
    }
    out.set_timer(Timer::Resend(nth), out.config().resend);
}

/// The broker has what a relay published: the rows are marked.
pub fn on_published(state: &mut State, nth: u16, to: u32, out: &mut Out<'_>) {
    let Some(mine) = state.volatile.relays.get_mut(usize::from(nth)) else { return };
    let Some((from, _)) = mine.flying.take_if(|(_, flying)| *flying == to) else { return };
    out.cancel_timer(Timer::Resend(nth));
    let books = &mut state.durable.books;
    let highest = books.outbox.range(from as usize..to as usize).map(|row| row.position).max();
    books.checkpoint = books.checkpoint.max(highest.unwrap_or(0));
    books.sent = books.sent.max(to);
    state.volatile.sent = state.volatile.sent.max(to);
    poll(state, nth, out);
}

pub fn to_broker(message: Message, out: &mut Out<'_>) {
    if let Some(broker) = out.parts().next() {
        out.send(broker, message);
    }
}
