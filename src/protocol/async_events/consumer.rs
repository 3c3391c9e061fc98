//! A consumer processes what the broker delivers: one event of a partition after the other, each with
//! its effect and its row in the inbox.

use super::config::{Config, Consume, Copy};
use super::message::{Delivered, Message, Row, Shape, What};
use super::owner::{Local, Step, commit, settle};
use super::relay::to_broker;
use super::state::{owner_of, short, version_of};
use super::{Out, OwnFact, State, Timer, hold};
use crate::base::ids::AccountId;
use crate::base::time::Span;
use crate::domain::Event;
use crate::domain::bank::Account;

/// The broker delivers events of a partition. What waits here already is not put down twice: neither
/// for its turn, nor for the disk. Else a disk that is slower than the visibility timeout would be
/// given the same events again and again, and never come to the end of them.
pub(super) fn on_deliver(state: &mut State, partition: u16, events: &[Delivered], out: &mut Out<'_>) {
    let Some(worker) = state.volatile.workers.get_mut(usize::from(partition)) else { return };
    if out.config().consume == Consume::AtMostOnce || out.mutant("acknowledges-before-the-effect") {
        let offsets = events.iter().map(|it| it.offset).collect();
        to_broker(Message::Ack { partition, offsets }, out);
    }
    let saved = state.volatile.saved;
    while worker.leaving.pop_front_if(|(write, _)| *write <= saved).is_some() {}
    for event in events {
        let waiting = worker.queue.iter().chain(&worker.at).map(|it| it.offset);
        let leaving = worker.leaving.iter().map(|(_, offset)| *offset);
        if !waiting.chain(worker.done.iter().copied()).chain(leaving).any(|it| it == event.offset) {
            worker.queue.push_back(*event);
        }
    }
    work(state, partition, out);
}

/// Takes the next event of a partition, if none is being processed; acknowledges when all are done.
pub(super) fn work(state: &mut State, partition: u16, out: &mut Out<'_>) {
    loop {
        let worker = &mut state.volatile.workers[usize::from(partition)];
        if worker.at.is_some() {
            return;
        }
        worker.at = worker.queue.pop_front();
        if worker.at.is_none() || worker.done.len() >= out.config().batch as usize {
            acknowledge(state, partition, out);
        }
        if state.volatile.workers[usize::from(partition)].at.is_none() {
            return;
        }
        if out.config().work > Span::ZERO {
            return out.set_timer(Timer::Worked(partition), out.config().work);
        }
        process(state, partition, out);
    }
}

/// Whatever is processed need not come again once its effect is on disk.
pub(super) fn acknowledge(state: &mut State, partition: u16, out: &mut Out<'_>) {
    let done = core::mem::take(&mut state.volatile.workers[usize::from(partition)].done);
    if !done.is_empty() && out.config().consume != Consume::AtMostOnce {
        settle(state, out);
        let written = state.volatile.written;
        let leaving = done.iter().map(|&offset| (written, offset));
        state.volatile.workers[usize::from(partition)].leaving.extend(leaving);
        to_broker(Message::Ack { partition, offsets: done.into() }, out);
    }
}

/// Processes the event that a partition is at: its effect and its row in the inbox, in whatever
/// transactions the setting says.
pub(super) fn process(state: &mut State, partition: u16, out: &mut Out<'_>) {
    let Some(event) = state.volatile.workers[usize::from(partition)].at else { return };
    let row = &event.row;
    if row.shape != Shape::Old && out.version() < 2 {
        return fail(state, partition, &event, out);
    }
    let apart = out.config().consume == Consume::Inbox && out.mutant("inbox-row-outside-the-transaction");
    let consume = if apart { Consume::InboxAfter } else { out.config().consume };
    let has_inbox = !matches!(consume, Consume::AtLeastOnce | Consume::AtMostOnce);
    if has_inbox && state.durable.books.inbox.get(row.id).is_some() {
        out.note(OwnFact::Repeated, short(row.version), row.account().0);
        return processed(state, partition, out);
    }
    let mut local = Local::begin(state);
    if consume != Consume::InboxBefore {
        take_effect(state, &mut local, row, out);
    }
    if matches!(consume, Consume::Inbox | Consume::InboxBefore) {
        state.durable.books.inbox.insert(row.id, 0);
    }
    commit(state, local, out);
    if consume != Consume::InboxBefore && row.what == What::Changed {
        out.note(OwnFact::Handled, short(row.version), row.account().0);
    }
    if matches!(consume, Consume::InboxAfter | Consume::InboxBefore) {
        return out.set_timer(Timer::Second(partition), Span::ZERO);
    }
    processed(state, partition, out);
}

/// The first of two transactions is on disk: what belongs to it follows in a second one.
pub(super) fn second(state: &mut State, partition: u16, out: &mut Out<'_>) {
    let Some(Delivered { row, .. }) = state.volatile.workers[usize::from(partition)].at else { return };
    let mut local = Local::begin(state);
    if out.config().consume == Consume::InboxBefore {
        take_effect(state, &mut local, &row, out);
    } else {
        state.durable.books.inbox.insert(row.id, 0);
    }
    commit(state, local, out);
    if out.config().consume == Consume::InboxBefore && row.what == What::Changed {
        out.note(OwnFact::Handled, short(row.version), row.account().0);
    }
    processed(state, partition, out);
    work(state, partition, out);
}

pub(super) fn processed(state: &mut State, partition: u16, out: &Out<'_>) {
    let worker = &mut state.volatile.workers[usize::from(partition)];
    if let Some(event) = worker.at.take()
        && out.config().consume != Consume::AtMostOnce
    {
        worker.done.push(event.offset);
    }
}

/// An event cannot be processed. What is behind it with the same key comes again after it.
pub(super) fn fail(state: &mut State, partition: u16, event: &Delivered, out: &mut Out<'_>) {
    let (account, &Config { attempts, key_order, .. }) = (event.row.account(), out.config());
    let worker = &mut state.volatile.workers[usize::from(partition)];
    worker.at = None;
    if key_order {
        worker.queue.retain(|it| it.row.key() != event.row.key());
    }
    out.note(OwnFact::Failed, short(event.row.version), account.0);
    let dead = attempts > 0 && event.failures + 1 >= attempts;
    if out.config().consume != Consume::AtMostOnce {
        to_broker(Message::Nack { partition, offset: event.offset, dead }, out);
    }
}

/// What an event does in the database of a service that it is news to.
pub(super) fn take_effect(state: &mut State, local: &mut Local, row: &Row, out: &mut Out<'_>) {
    let (services, me) = (out.services(), out.me());
    let is_mine = |account: AccountId| owner_of(account, services) == me;
    match (row.what, row.event) {
        (What::Expired, Event::TransferSent { to, .. }) if is_mine(to) => {
            return hold::on_expired(state, local, row, out);
        }
        (What::Returned, Event::TransferReceived { from, .. }) if is_mine(from) => {
            return hold::on_settled(state, local, row, out);
        }
        (What::Expired | What::Returned, _) => return,
        (What::Changed, _) => {}
    }
    let (account, bank) = (row.account(), &mut state.durable.books.bank);
    let Row { version, balance, command, .. } = *row;
    let shown = version_of(bank, account);
    if version > shown || (out.config().copies == Copy::ByArrival && version != shown) {
        bank.change(account, |it| *it = Account { open: true, balance, version });
        local.installed.push((command, account, version));
    }
    match row.event {
        Event::TransferSent { account: from, to, amount } if is_mine(to) && hold::accept(state, row, out) => {
            let event = Event::TransferReceived { account: to, from, amount };
            local.change(state, event, command, (Step::Credit, row.id), out);
        }
        Event::TransferReceived { from, .. } if is_mine(from) => hold::on_settled(state, local, row, out),
        _ => {}
    }
}
