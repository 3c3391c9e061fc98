//! What should not depend on when an event is folded, and what leaves for the outside world when it
//! is.

use super::super::state::{Line, Out, State, short};
use super::super::{OwnFact, opening};
use crate::domain::{Amount, Event};

/// A fold that is not pure: a deposit gets a bonus that depends on what the clock says when it is
/// folded.
pub fn with_bonus(state: &mut State, place: u64, line: &Line, event: Event, out: &mut Out<'_>) -> Event {
    let (Event::Deposited { account, amount }, false) = (event, opening::is_of(line, out)) else {
        remember_made(state, place, 0);
        return event;
    };
    let bonus = (out.clock().0 / 1_000 % 10) as Amount;
    if remember_made(state, place, bonus).is_some_and(|before| before != bonus) {
        out.note(OwnFact::Diverged, state.volatile.number(line), 0);
    }
    Event::Deposited { account, amount: amount.saturating_add(bonus) }
}

/// Remembers what was made of a place of the feed the first time; says what that was, if this is
/// not the first time.
fn remember_made(state: &mut State, place: u64, bonus: Amount) -> Option<Amount> {
    if place == state.durable.made.len() as u64 {
        state.durable.made.push(bonus);
        return None;
    }
    state.durable.made.get(usize::try_from(place).ok()?).copied()
}

/// Whether this service mails a customer about an event.
pub fn is_mailed(state: &State, line: &Line, event: &Event, out: &Out<'_>) -> bool {
    let wanted = match *event {
        Event::Deposited { amount, .. } => amount > out.config().mail_above,
        Event::Withdrawn { .. } => true,
        _ => false,
    };
    wanted && state.volatile.owner(line.stream) == out.me()
}

/// The owner of an account mails its customer about large deposits and every withdrawal.
pub fn mail(state: &mut State, line: &Line, event: &Event, out: &mut Out<'_>) {
    if !is_mailed(state, line, event, out) {
        return;
    }
    let place = short(line.position);
    let before = state.durable.mailed.get(place).unwrap_or(0);
    if out.config().effects_once && before > 0 && !out.mutant("mails-again-on-replay") {
        return;
    }
    // What a person can order a few times is counted no further.
    let times = (before + 1).min(u32::from(u8::MAX));
    state.durable.mailed.set(place, times);
    state.durable.mails = state.durable.mails.saturating_add(1);
    let number = state.volatile.number(line);
    if out.config().effects_once {
        // First the mark, then the mail: a crash between the two sends none, never two.
        out.persist();
        out.outside(number);
    } else {
        out.outside(number);
        out.persist();
    }
}
