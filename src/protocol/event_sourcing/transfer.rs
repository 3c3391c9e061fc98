//! Money moves between two owners: no transaction spans two databases, so the money is on its way
//! for a while, and a process manager remembers that it is.
//!
//! ```text
//!   owner of the payer                                owner of the one who gains
//!     append "transfer sent", remember it (reserved)
//!     ├─────────── transfer a→b 40 ─────────────────────▶│ append "transfer received", idempotency
//!     │◀────────── transfer settled ─────────────────────┤ … or refuse it for ever
//!     forget it, or append "compensated"                 │
//! ```

use super::OwnFact;
use super::message::Message;
use super::owner;
use super::state::{Out, State, arrival_id, return_id, short};
use crate::base::ids::{AccountId, CommandId, NodeId};
use crate::data::event_log::Expected;
use crate::data::upcast::truth;
use crate::domain::{Amount, Event, Refusal};
use std::rc::Rc;

/// Money that has left one owner and reaches another one.
#[derive(Clone, Copy, Debug)]
pub struct Arriving {
    /// The position of the event by which it left.
    pub sent: u64,
    /// The id of the event by which it arrives.
    pub id: u64,
    /// The command that it belongs to.
    pub command: CommandId,
    pub from: AccountId,
    pub to: AccountId,
    pub amount: Amount,
}

/// The event at a position was appended a moment ago. If it sends money away, sees to it that it
/// arrives: at once within this database, by a message otherwise. Nothing of it is durable before
/// the commit.
pub fn begin(state: &mut State, sent: u64, out: &mut Out<'_>) -> Option<(NodeId, Message)> {
    let (to, amount) = match truth(&state.durable.store.at(sent)?.event)? {
        Event::TransferSent { to, amount, .. } => (to, amount),
        _ => return None,
    };
    let delivery = delivery(state, sent)?;
    if delivery.0 != out.me() {
        if !out.config().process_manager {
            return None;
        }
        if !out.mutant("transfers-are-not-remembered") {
            Rc::make_mut(&mut state.durable.transfers).insert(sent);
        }
        let number = state.volatile.number(state.durable.store.at(sent)?);
        out.note(OwnFact::Reserved, number, u32::try_from(amount).unwrap_or(u32::MAX));
        return Some(delivery);
    }
    let Message::Deliver { id, command, from, .. } = delivery.1 else { return None };
    if can_gain(state, to) {
        arrive(state, Arriving { sent, id, command, from, to, amount }, out);
    } else {
        give_back(state, sent, out);
    }
    None
}

/// The message that brings money to its new owner, and to whom.
pub fn delivery(state: &State, sent: u64) -> Option<(NodeId, Message)> {
    let line = state.durable.store.at(sent)?;
    match truth(&line.event)? {
        Event::TransferSent { account, to, amount } => {
            let deliver = Message::Deliver {
                sent,
                id: arrival_id(line.id),
                command: line.event.command,
                from: account,
                to,
                amount,
            };
            Some((state.volatile.owner(to), deliver))
        }
        _ => None,
    }
}

/// Money arrives from another owner, perhaps not for the first time.
pub fn on_deliver(state: &mut State, peer: NodeId, arriving: Arriving, out: &mut Out<'_>) {
    let Arriving { sent, id, to, .. } = arriving;
    if owner::is_locked(state, to, out) {
        return;
    }
    let accepted = if state.durable.store.find(id).is_some() {
        owner::settle(state, out);
        true
    } else if state.durable.void.get(id).is_some() {
        out.wait_for_disk();
        false
    } else if can_gain(state, to) {
        let first = state.durable.store.len();
        arrive(state, arriving, out);
        owner::commit(state, first, out);
        true
    } else {
        // A tombstone: if the message comes again after the money was given back, it must not
        // arrive after all.
        state.durable.void.insert(id, Refusal::NoAccount as u32);
        out.persist();
        false
    };
    out.send(peer, Message::Delivered { sent, accepted });
}

/// The other owner has settled a transfer.
pub fn on_delivered(state: &mut State, sent: u64, accepted: bool, out: &mut Out<'_>) {
    if !state.durable.transfers.contains(&sent) {
        return;
    }
    // Money goes back to nobody whose stream this code cannot read: the transfer stays open, and is
    // asked about again.
    let payer = state.durable.store.at(sent).map(|line| line.stream);
    if !accepted && payer.is_some_and(|payer| owner::is_locked(state, payer, out)) {
        return;
    }
    Rc::make_mut(&mut state.durable.transfers).remove(&sent);
    if accepted {
        out.persist();
    } else {
        let first = state.durable.store.len();
        give_back(state, sent, out);
        owner::commit(state, first, out);
    }
}

fn can_gain(state: &State, to: AccountId) -> bool {
    state.volatile.aggregates.balance(to).is_some() && !state.durable.is_erased(to)
}

fn arrive(state: &mut State, Arriving { id, command, from, to, amount, .. }: Arriving, out: &mut Out<'_>) {
    let arrival = Event::TransferReceived { account: to, from, amount };
    // A blind append finds no wrong version: what arrives does not depend on what is there.
    let _ = owner::append(state, Expected::Any, id, owner::encode(&arrival, command, state, out), out);
}

fn give_back(state: &mut State, sent: u64, out: &mut Out<'_>) {
    let Some(line) = state.durable.store.at(sent).copied() else { return };
    let Some(event) = truth(&line.event) else { return };
    let back = Event::Compensated { account: line.stream, undoes: line.version(), amount: -event.change() };
    let _ = owner::append(
        state,
        Expected::Any,
        return_id(line.id),
        owner::encode(&back, line.event.command, state, out),
        out,
    );
    out.note(OwnFact::Compensated, short(line.version()), short(state.durable.store.len_of(line.stream)));
}
