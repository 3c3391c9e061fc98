//! Peers are told of events: at once, again until they have them, and whenever they ask.

use super::Timer;
use super::config::Publish;
use super::message::Message;
use super::state::{Line, Out, State};
use super::transfer;
use super::{names, owner};
use crate::base::ids::{AccountId, NodeId};
use std::rc::Rc;

/// How many events one message carries at most.
const MOST_EVENTS: usize = 32;
/// How many transfers and gaps are taken up at one tick.
const MOST_A_TICK: usize = 16;

/// Tells every peer of the event at a position.
pub fn tell(state: &State, position: u64, out: &mut Out<'_>) {
    if let Some(&line) = state.durable.store.at(position) {
        out.broadcast(&Message::Publish(line));
    }
}

/// Without an outbox: a moment after the event was stored its peers are told of it, once.
pub fn on_publish(state: &mut State, position: u64, out: &mut Out<'_>) {
    tell(state, position, out);
}

/// A peer has made events of this service durable.
pub fn on_ack(state: &mut State, from: NodeId, positions: &[u64]) {
    let Some(acked) = Rc::make_mut(&mut state.durable.acked).get_mut(from.index()) else { return };
    acked.above.extend(positions.iter().filter(|&&position| position >= acked.upto));
    while acked.above.remove(&acked.upto) {
        acked.upto += 1;
    }
}

/// A peer has found a gap.
pub fn on_catch_up(state: &mut State, from: NodeId, stream: AccountId, has: u64, out: &mut Out<'_>) {
    let lines: Rc<[Line]> =
        state.durable.store.stream(stream, has..has.saturating_add(MOST_EVENTS as u64)).copied().collect();
    if !lines.is_empty() {
        owner::settle(state, out);
        out.send(from, Message::Events(lines));
    }
}

/// Sets the tick, if there is something to be sent again one day.
pub fn watch(state: &mut State, out: &mut Out<'_>) {
    if !state.volatile.ticking && is_something_open(state, out) {
        state.volatile.ticking = true;
        out.set_timer(Timer::Tick, out.config().resend);
    }
}

fn is_something_open(state: &State, out: &Out<'_>) -> bool {
    let outbox = out.config().publish == Publish::Outbox && state.durable.waiting(out.me()) > 0;
    outbox
        || !state.durable.transfers.is_empty()
        || !state.durable.erasing.is_empty()
        || !state.volatile.inbox.is_empty()
        || !state.durable.names.asked.is_empty()
}

/// Sends again what was open at the last tick already and still is.
pub fn on_tick(state: &mut State, out: &mut Out<'_>) {
    state.volatile.ticking = false;
    // A disk may be slower than the tick: what is sent again has been told to nobody yet, then.
    owner::settle(state, out);
    if out.config().publish == Publish::Outbox && !out.mutant("outbox-sends-only-once") {
        out.peers().for_each(|peer| send_again(state, peer, out));
    }
    let old = state.durable.transfers.range(..state.volatile.marked).take(MOST_A_TICK);
    let deliveries: Vec<_> = old.filter_map(|&sent| transfer::delivery(state, sent)).collect();
    deliveries.into_iter().for_each(|(to, message)| out.send(to, message));
    for (&account, peers) in state.durable.erasing.iter() {
        peers.iter().for_each(|&peer| out.send(peer, Message::Erase(account)));
    }
    names::ask_again(state, out);
    let gaps: Vec<AccountId> = state.volatile.inbox.gaps().take(MOST_A_TICK).collect();
    for stream in gaps {
        out.send(
            state.volatile.owner(stream),
            Message::CatchUp { stream, has: state.durable.feed.len_of(stream) },
        );
    }
    state.volatile.marked = state.durable.store.len();
    watch(state, out);
}

fn send_again(state: &State, peer: NodeId, out: &mut Out<'_>) {
    let Some(acked) = state.durable.acked.get(peer.index()) else { return };
    let open = state
        .durable
        .store
        .range(acked.upto..state.volatile.marked)
        .filter(|line| !acked.above.contains(&line.position));
    let lines: Rc<[Line]> = open.take(MOST_EVENTS).copied().collect();
    if !lines.is_empty() {
        out.send(peer, Message::Events(lines));
    }
}
