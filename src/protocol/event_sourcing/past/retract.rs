//! Fact or decision? An earlier deposit turns out to have been a mistake. It cannot be removed: it is
//! taken back by a new event. But what became of it?
//!
//! ```text
//!                        as it was     facts kept     decided again
//!   opened with 500         500            500             500
//!   deposited 100           600            500  ✗          500  ✗
//!   withdrew 550             50            −50             500  refused: there is not enough
//! ```
//!
//! A later event is a *fact* if it cannot be otherwise (the notes were handed out, the money is with
//! somebody else), and the outcome of a *decision* if somebody may decide again. Source: Helland,
//! "Building on Quicksand" (CIDR 2009): memories, guesses and apologies; Fowler, "Retroactive Event"
//! (2005).

use super::super::config::Correct;
use super::super::message::Message;
use super::super::state::{Out, State, short};
use super::super::{OwnFact, opening, owner};
use crate::base::ids::{AccountId, CommandId};
use crate::data::event_log::Expected;
use crate::data::upcast::truth;
use crate::domain::{Amount, Event, EventKind};
use std::collections::BTreeSet;
use std::rc::Rc;

/// How many of the last events the histories show.
const SHOWN: usize = 16;

/// The history of an account as it was and as it might have been.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Histories {
    pub account: AccountId,
    /// The version that the event has which is taken back.
    pub wrong: u64,
    pub rows: Vec<Happened>,
}

/// An event in the three histories.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Happened {
    pub version: u64,
    pub kind: EventKind,
    pub change: Amount,
    /// The balance after it, as it was.
    pub was: Amount,
    /// The balance if everything but the mistake stays.
    pub kept: Amount,
    /// The balance if whatever can be decided again is.
    pub again: Amount,
    /// Whether it would have been refused.
    pub is_refused: bool,
}

/// An operator takes back the first deposit of an account, wherever its owner is.
pub fn order(state: &mut State, account: AccountId, out: &mut Out<'_>) {
    let version = state.durable.feed.len_of(account);
    if state.volatile.owner(account) == out.me() {
        take_back(state, account, out);
    } else {
        out.send(state.volatile.owner(account), Message::Retract { account, version });
    }
}

/// Another service was ordered to. The message may come twice: it holds for one version only.
pub fn on_retract(state: &mut State, account: AccountId, version: u64, out: &mut Out<'_>) {
    if state.volatile.owner(account) == out.me() && state.durable.store.len_of(account) == version {
        take_back(state, account, out);
    }
}

fn take_back(state: &mut State, account: AccountId, out: &mut Out<'_>) {
    if owner::is_locked(state, account, out) || state.durable.is_erased(account) {
        return;
    }
    let Some(histories) = histories(state, account, out) else { return };
    let refused: Vec<Happened> = histories.rows.iter().filter(|it| it.is_refused).copied().collect();
    let after = histories.rows.last().copied();
    let wrong = histories.rows.iter().find(|it| it.version == histories.wrong).copied();
    let mut shown = histories.clone();
    shown.rows.drain(..shown.rows.len().saturating_sub(SHOWN));
    state.volatile.histories = Some(Rc::new(shown));
    let (Some(after), Some(wrong)) = (after, wrong) else { return };
    let again = out.config().correct == Correct::DecideAgain;
    if again && after.again < 0 {
        // Money that is elsewhere cannot be called back by one side alone.
        out.note(OwnFact::CannotRetract, short(wrong.version), account.0);
        return;
    }
    let first = state.durable.store.len();
    // What comes back comes first, so that the balance never dips.
    let undone = refused.iter().rev().filter(|_| again).chain([&wrong]);
    for it in undone {
        let back = Event::Compensated { account, undoes: it.version, amount: -it.change };
        let (id, raw) = (out.draw_bits(), owner::encode(&back, CommandId::NOBODY, state, out));
        if owner::append(state, Expected::Any, id, raw, out).is_ok() {
            let version = short(state.durable.store.len_of(account));
            out.note(OwnFact::Compensated, short(it.version), version);
        }
    }
    owner::commit(state, first, out);
}

/// The three histories of an account without the first deposit that was not undone yet; nothing
/// where there is none.
fn histories(state: &State, account: AccountId, out: &Out<'_>) -> Option<Histories> {
    let lines = state.durable.store.stream(account, 0..u64::MAX);
    let events: Vec<(u64, Event, bool)> = lines
        .filter_map(|line| Some((line.version(), truth(&line.event)?, opening::is_of(line, out))))
        .collect();
    let undone: BTreeSet<u64> = events
        .iter()
        .filter_map(|(_, event, _)| match *event {
            Event::Compensated { undoes, .. } => Some(undoes),
            _ => None,
        })
        .collect();
    let is_wrong = |(version, event, is_opening): &&(u64, Event, bool)| {
        matches!(event, Event::Deposited { .. }) && !is_opening && !undone.contains(version)
    };
    let wrong = events.iter().find(is_wrong)?.0;
    let (mut was, mut kept, mut again): (Amount, Amount, Amount) = (0, 0, 0);
    let rows = events.iter().map(|&(version, event, _)| {
        let change = event.change();
        let may_be_refused =
            matches!(event, Event::Withdrawn { .. }) && version > wrong && !undone.contains(&version);
        let is_refused = may_be_refused && again.saturating_add(change) < 0;
        was = was.saturating_add(change);
        kept = kept.saturating_add(if version == wrong { 0 } else { change });
        again = again.saturating_add(if version == wrong || is_refused { 0 } else { change });
        Happened { version, kind: event.kind(), change, was, kept, again, is_refused }
    });
    Some(Histories { account, wrong, rows: rows.collect() })
}
