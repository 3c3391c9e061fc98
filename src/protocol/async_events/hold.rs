//! Holds: money that left for another owner goes back if that is not confirmed in time. A timer and
//! a transfer race, in two databases. Whoever loses must lose in both:
//!
//! ```text
//!   payer's owner                            gainer's owner
//!     debit, hold ──── transfer sent ─────────▶ credit, unless its expiry came first
//!     timer ────────── did it expire? ────────▶ give it back, unless the transfer came first
//!     confirmed ◀───── transfer received ──────┤ one row of one table decides,
//!     give back ◀───── returned ───────────────┘ and the first one to write it counts
//! ```
//!
//! A timer that gives the money back by itself asks nobody, and the transfer may arrive all the
//! same. Helland, "Life beyond Distributed Transactions" (CIDR 2007), on tentative operations that
//! must be confirmed or cancelled.

use super::config::Expiry;
use super::message::{Row, What};
use super::owner::{Local, Step, commit, id_of};
use super::state::{Hold, short};
use super::{Out, OwnFact, State, Timer};
use crate::domain::Event;
use std::rc::Rc;

/// Which of the two came first, in the table of the gainer's owner.
const ACCEPTED: u32 = 1;
const RETURNED: u32 = 2;

/// A transfer to another owner was written: it is held until that owner confirms it.
pub fn begin(state: &mut State, sent: &Row, out: &mut Out<'_>) {
    let Event::TransferSent { account: from, to, amount } = sent.event else { return };
    if out.config().hold.0 > 0 {
        let hold = Hold { from, to, amount, version: sent.version, command: sent.command };
        Rc::make_mut(&mut state.durable.books.holds).insert(sent.id, hold);
        out.set_timer(Timer::Expire(sent.id), out.config().hold);
    }
}

/// The timer of a hold goes off at the payer's owner.
pub fn expire(state: &mut State, id: u64, out: &mut Out<'_>) {
    let Some(&hold) = state.durable.books.holds.get(&id) else { return };
    out.note(OwnFact::Expired, hold.from.0, hold.to.0);
    let mut local = Local::begin(state);
    match out.config().expiry {
        Expiry::Alone => give_back(state, &mut local, id, out),
        Expiry::Agreed => {
            let event = Event::TransferSent { account: hold.from, to: hold.to, amount: hold.amount };
            let ids = (id_of(hold.command, Step::Expire), id);
            local.tell(state, event, hold.version, ids, (hold.command, What::Expired), out);
        }
    }
    commit(state, local, out);
}

/// The gainer's owner: whether a transfer may be credited. It may not where its expiry came first.
pub fn accept(state: &mut State, sent: &Row, out: &mut Out<'_>) -> bool {
    let asks_nobody = out.config().expiry == Expiry::Alone || out.mutant("an-expired-hold-is-credited");
    if out.config().hold.0 == 0 || asks_nobody {
        return true;
    }
    state.durable.books.decided.insert(sent.id, ACCEPTED);
    let accepted = state.durable.books.decided.get(sent.id) == Some(ACCEPTED);
    if !accepted && let Event::TransferSent { account, to, .. } = sent.event {
        out.note(OwnFact::TooLate, account.0, to.0);
    }
    accepted
}

/// The gainer's owner learns that a hold expired: unless the transfer came first, it never counts.
pub fn on_expired(state: &mut State, local: &mut Local, row: &Row, out: &mut Out<'_>) {
    let Event::TransferSent { account: from, to, amount } = row.event else { return };
    if state.durable.books.decided.insert(row.about, RETURNED) {
        let event = Event::TransferReceived { account: to, from, amount };
        let ids = (id_of(row.command, Step::Return), row.about);
        local.tell(state, event, 0, ids, (row.command, What::Returned), out);
    }
}

/// The payer's owner learns what became of a transfer: it was confirmed, or its money comes back.
pub fn on_settled(state: &mut State, local: &mut Local, row: &Row, out: &mut Out<'_>) {
    match row.what {
        What::Returned => give_back(state, local, row.about, out),
        _ => _ = release(state, row.about, out),
    }
}

fn release(state: &mut State, id: u64, out: &mut Out<'_>) -> Option<Hold> {
    let hold = *state.durable.books.holds.get(&id)?;
    out.cancel_timer(Timer::Expire(id));
    Rc::make_mut(&mut state.durable.books.holds).remove(&id);
    Some(hold)
}

fn give_back(state: &mut State, local: &mut Local, id: u64, out: &mut Out<'_>) {
    let Some(hold) = release(state, id, out) else { return };
    let Hold { from, amount, version, command, .. } = hold;
    let event = Event::Compensated { account: from, undoes: version, amount };
    let row = local.change(state, event, command, (Step::Compensate, 0), out);
    out.note(OwnFact::GivenBack, from.0, short(row.version));
}
