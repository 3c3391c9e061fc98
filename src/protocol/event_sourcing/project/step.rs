//! The steps of the projection: what an event did to its account, before and after, and which line of
//! the handler did it.

use super::super::state::{Out, State};
use crate::base::ids::AccountId;
use crate::domain::Event;
use crate::domain::bank::Account;

/// How many steps are kept.
const KEPT: usize = 3;

/// What an event did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step {
    /// The place of the event in the feed, from 0.
    pub place: u64,
    pub account: AccountId,
    pub before: Account,
    pub after: Account,
}

/// Folds an event into the read model, and remembers what it did if that is shown.
pub fn apply(state: &mut State, place: u64, event: &Event, out: &Out<'_>) {
    let account = event.account();
    let before = state.volatile.projection.bank.account(account).unwrap_or_default();
    state.volatile.projection.apply(event);
    if out.config().stepper {
        let after = state.volatile.projection.bank.account(account).unwrap_or_default();
        let steps = &mut state.volatile.steps;
        steps.drain(..(steps.len() + 1).saturating_sub(KEPT));
        steps.push(Step { place, account, before, after });
    }
}
