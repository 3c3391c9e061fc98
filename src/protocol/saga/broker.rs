//! The broker of a choreography: a topic of the events of all sagas, as [`topics`](crate::data::topics)
//! keeps them for any broker. The event of a saga is delivered to the service that owns the next step,
//! again and again, until a newer event of that saga shows that it was handled.

use super::plan::Saga;
use super::state::{Shelf, owner_of};
use super::{Config, Message, Out, State, Timer, settle};
use crate::base::ids::NodeId;
use crate::data::topics::{self, Order, Position, Rules, Spread, Topic, Window};
use std::rc::Rc;

/// How many partitions the topic has. The events of one saga are in one of them.
pub const PARTITIONS: u16 = 4;
/// How many events of a partition are in flight at most: more than there are sagas at once. One that
/// waits for a semantic lock may not keep another one back whose end would release it.
const WINDOW: u32 = 4_096;

/// A broker begins with what is on its disk, and hands out again whatever was not handled.
pub fn start(state: &mut State, out: &mut Out<'_>) {
    let services = usize::from(out.services());
    if state.durable.shelf.is_none() {
        let positions = Rc::new(vec![Position::new(PARTITIONS); services]);
        state.durable.shelf = Some(Shelf { topic: Topic::new(PARTITIONS), positions, newest: Rc::default() });
    }
    state.volatile.windows = vec![Window::new(PARTITIONS); services];
    deliver_to_all(state, out);
}

/// Hands out to each service what it may get now, and passes over what is none of its business.
pub fn deliver_to_all(state: &mut State, out: &mut Out<'_>) {
    (0..out.services()).for_each(|service| deliver(state, NodeId(service), out));
}

/// A saga has come further: its new event takes the place of the one before.
pub fn append(state: &mut State, saga: &Rc<Saga>, out: &Out<'_>) {
    let Some(shelf) = &mut state.durable.shelf else { return };
    let newest = Rc::make_mut(&mut shelf.newest);
    if let Some(handled) = newest.remove(&saga.command) {
        let positions = Rc::make_mut(&mut shelf.positions).iter_mut();
        for (position, window) in positions.zip(&mut state.volatile.windows) {
            window.acknowledge(position, handled);
        }
    }
    let place = shelf.topic.append(u64::from(saga.command.0), Spread::Key, out.clock(), Rc::clone(saga));
    if !saga.is_over(out.config()) {
        newest.insert(saga.command, place);
    }
}

/// Hands out to a service what it may get now, and sets a timer for what comes again.
pub fn deliver(state: &mut State, to: NodeId, out: &mut Out<'_>) {
    // What is handed out is on the disk.
    settle(state, out);
    let (now, services, config) = (out.clock(), out.services(), out.config());
    let rules = Rules { order: Order::Any, window: WINDOW, visibility: config.resend, hold_key: false };
    let Some(shelf) = &mut state.durable.shelf else { return };
    let position = &mut Rc::make_mut(&mut shelf.positions)[to.index()];
    let window = &mut state.volatile.windows[to.index()];
    let wanted =
        |event: &topics::Message<Rc<Saga>>| owner_of_next(&event.value, services, config) == Some(to);
    for partition in 0..PARTITIONS {
        let most = (&rules, WINDOW as usize);
        for it in window.next_batch(partition, &shelf.topic, position, most, now, wanted) {
            if let Some(event) = shelf.topic.get(it.place) {
                out.send(to, Message::Event(Rc::clone(&event.value)));
            }
        }
    }
    if let Some(due) = window.next_due(now) {
        out.set_timer(Timer::Again(to.0), due.since(now));
    }
}

/// Who has to do something next. Nobody, where the saga is over or an operator must help.
pub fn owner_of_next(saga: &Saga, services: u16, config: &Config) -> Option<NodeId> {
    saga.order(config).filter(|_| !saga.parked).map(|order| owner_of(order.account, services))
}
