//! Idempotency: a retry, a double click or a message that comes twice is carried out once. The
//! owner of a stream remembers what it did and what it refused.

use super::state::{Out, State};
use crate::base::ids::AccountId;
use crate::domain::{Context, Refusal, Reply};

/// What became of a command that was carried out or refused before, if the owner remembers.
pub fn known(state: &State, id: u64, out: &Out<'_>) -> Option<Reply> {
    if !out.config().command_ids {
        return None;
    }
    if let Some(line) = state.durable.store.find(id) {
        return Some(done(state, line.stream, line.version()));
    }
    let why = state.durable.void.get(id)?;
    Refusal::numbered(why).map(Reply::Refused)
}

/// Remembers that a command was refused, so that no other attempt of it, still on its way, can
/// succeed: a refusal means *surely not*.
pub fn refuse_for_good(state: &mut State, id: u64, why: Refusal, out: &mut Out<'_>) {
    if out.config().command_ids && !out.mutant("refusals-are-not-remembered") {
        state.durable.void.insert(id, why as u32);
        out.persist();
    }
}

/// The answer to a command whose event made this version: what the account held right after it.
pub fn done(state: &State, account: AccountId, version: u64) -> Reply {
    Reply::done(state.durable.feed.balance_at(account, version).unwrap_or(0), Context::at(account.0, version))
}
