//! The same wish again: a retry, a double click, a message that comes twice. The owner of a stream remembers what it did and what it refused.

use super::state::{Out, State};
use crate::base::ids::AccountId;
use crate::domain::{Refusal, Reply};

/// Every reason for a refusal, in the order of its number.
const REFUSALS: [Refusal; 8] = [
    Refusal::NoAccount,
    Refusal::AlreadyOpen,
    Refusal::NotEnough,
    Refusal::Down,
    Refusal::NotPrimary,
    Refusal::Conflict,
    Refusal::Erased,
    Refusal::OutOfRange,
];

/// What became of a wish that was carried out or refused before, if the owner remembers.
pub fn known(state: &State, id: u64, out: &Out<'_>) -> Option<Reply> {
    if !out.config().command_ids {
        return None;
    }
    if let Some(line) = state.durable.store.find(id) {
        return Some(done(state, line.stream, line.version()));
    }
    let why = state.durable.void.get(id)?;
    REFUSALS.get(why as usize).map(|&why| Reply::Refused(why))
}

/// Remembers that a command was refused, so that no other attempt of it, still on its way, can succeed: a refusal means *surely not*.
pub fn refuse_for_good(state: &mut State, id: u64, why: Refusal, out: &mut Out<'_>) {
    if out.config().command_ids {
        state.durable.void.insert(id, why as u32);
        out.persist();
    }
}

/// The answer to a command whose event made this version: what the account held right after it.
pub fn done(state: &State, account: AccountId, version: u64) -> Reply {
    Reply::Done { version, balance: state.durable.feed.balance_at(account, version).unwrap_or(0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_its_number() {
        assert!(REFUSALS.iter().enumerate().all(|(n, &why)| why as usize == n));
    }
}
