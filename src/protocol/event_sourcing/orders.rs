//! What an operator can order a service to do.

use super::beside::reports;
use super::message::{Append, Message};
use super::state::{NOBODY, Out, State, short};
use super::{Order, OwnFact};
use super::{names, opening, owner, past, project, publish};
use crate::base::ids::{AccountId, CommandId, NodeId};
use crate::data::event_log::Expected;
use crate::data::upcast::{Raw, truth};
use crate::domain::Event;
use std::collections::BTreeSet;
use std::rc::Rc;

/// An operator gives an order.
pub fn on_order(state: &mut State, order: u32, about: u32, out: &mut Out<'_>) {
    match Order::of(order) {
        Some(Order::Snapshot) => {
            project::snapshot(state, out);
            out.persist();
        }
        Some(Order::Rebuild) => project::rebuild(state, out),
        Some(Order::Compensate) => compensate(state, AccountId(about), out),
        Some(Order::Erase) => erase(state, AccountId(about), out),
        Some(Order::Poison) => poison(state, out),
        Some(Order::RebuildDaily) => reports::rebuild(state, 0, out),
        Some(Order::RebuildMovers) => reports::rebuild(state, 1, out),
        Some(Order::RebuildWatch) => reports::rebuild(state, 2, out),
        Some(Order::Ask) => reports::ask(state, out),
        Some(Order::Claim) => names::claim(state, AccountId(about), out),
        Some(Order::LookBack) => past::look_back(state, out),
        Some(Order::Retract) => past::retract::order(state, AccountId(about), out),
        None => {}
    }
}

/// Undoes the last deposit or withdrawal that this service knows of, by a new event. Half a
/// transfer is not undone: its other half is elsewhere.
fn compensate(state: &mut State, account: AccountId, out: &mut Out<'_>) {
    let mut undone = BTreeSet::new();
    let version = state.durable.feed.len_of(account);
    let mut last_first = (1..=version).rev().filter_map(|version| {
        let (_, entry) = state.durable.feed.of(account, version - 1..version).next()?;
        if opening::is_of(&entry.record, out) {
            return None;
        }
        Some((version, truth(&entry.record.event)?))
    });
    let found = last_first.find_map(|(version, event)| match event {
        Event::Compensated { undoes, .. } => {
            undone.insert(undoes);
            None
        }
        Event::Deposited { .. } | Event::Withdrawn { .. } if !undone.contains(&version) => {
            Some((version, event))
        }
        _ => None,
    });
    let Some((undoes, event)) = found else { return };
    let held = state.durable.feed.balance_at(account, version).unwrap_or(0);
    if held.saturating_sub(event.change()) < 0 {
        // An operator's order is decided like a client's: what was paid in and spent cannot be taken
        // back. The owner takes the decision only at the version that it was made on.
        out.note(OwnFact::CannotCompensate, short(undoes), account.0);
        return;
    }
    let back = Event::Compensated { account, undoes, amount: -event.change() };
    let id = out.draw_bits();
    if state.volatile.owner(account) == out.me() {
        if !owner::is_locked(state, account, out) {
            // A feed is never behind the streams of its own service, so nobody can have been first.
            let _ = owner::carry_out(state, Expected::version(version), (id, CommandId::NOBODY), &back, out);
        }
    } else {
        let append = Append {
            op: NOBODY,
            id,
            command: CommandId::NOBODY,
            account,
            expected: Some(version),
            decision: Ok(back),
            last: false,
        };
        out.send(state.volatile.owner(account), Message::Append(append));
    }
}

/// Destroys the key of an account here, and sees to it that every peer does.
fn erase(state: &mut State, account: AccountId, out: &mut Out<'_>) {
    if !forget(state, account, out) {
        return;
    }
    Rc::make_mut(&mut state.durable.erasing).insert(account, out.peers().collect());
    out.persist();
    out.broadcast(&Message::Erase(account));
    publish::watch(state, out);
}

/// A peer was ordered to erase an account.
pub fn on_erase(state: &mut State, from: NodeId, account: AccountId, out: &mut Out<'_>) {
    forget(state, account, out);
    out.persist();
    out.send(from, Message::Erased(account));
}

/// A peer has done it.
pub fn on_erased(state: &mut State, from: NodeId, account: AccountId) {
    let erasing = Rc::make_mut(&mut state.durable.erasing);
    if let Some(peers) = erasing.get_mut(&account) {
        peers.remove(&from);
        if peers.is_empty() {
            erasing.remove(&account);
        }
    }
}

fn forget(state: &mut State, account: AccountId, out: &mut Out<'_>) -> bool {
    let new = !state.durable.is_erased(account);
    if new {
        Rc::make_mut(&mut state.durable.erased).insert(account);
        out.note(OwnFact::Erased, account.0, 0);
    }
    new
}

/// Stores an event that nobody can read, in the first stream of this service.
fn poison(state: &mut State, out: &mut Out<'_>) {
    let account = AccountId(u32::from(out.me().0));
    let (id, first) = (out.draw_bits(), state.durable.store.len());
    if owner::append(state, Expected::Any, id, Raw::malformed(account), out).is_ok() {
        owner::commit(state, first, out);
    }
}
