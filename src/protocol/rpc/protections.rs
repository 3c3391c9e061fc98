//! What protects callers and owners from the network and from each other: each protection is a
//! function or two.

use super::job::{Job, key_of};
use super::state::{Breaker, Done, Incoming, Peer};
use super::words::{Config, HalfDone, Keys, OwnFact, Timer, both, short};
use super::{Out, State, begin};
use crate::base::ids::{AccountId, NodeId, OpId};
use crate::base::time::{Span, Time};
use crate::domain::{Context, Refusal, Request};
use crate::sim::protocol::Layer;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A retry costs so much of the budget, and no more than ten are saved.
pub const RETRY: u32 = 100;
/// See [`RETRY`].
pub const MOST_BUDGET: u32 = 10 * RETRY;
/// Backoff doubles so often at most.
const MOST_DOUBLINGS: u32 = 5;

/// Circuit breaker and bulkhead: whether an owner is called now. If so, the call counts as under
/// way.
pub fn admit(peer: &mut Peer, out: &Out<'_>) -> bool {
    let closed = !out.config().breaker
        || matches!(peer.breaker, Breaker::Closed | Breaker::HalfOpen { trying: false });
    let admitted = closed && peer.in_flight < out.config().in_flight;
    if admitted {
        peer.in_flight += 1;
        if let Breaker::HalfOpen { trying } = &mut peer.breaker {
            *trying = true;
        }
    }
    admitted
}

/// Circuit breaker: a call was answered, or it was not.
pub fn landed(peer: &mut Peer, to: NodeId, in_time: bool, out: &mut Out<'_>) {
    peer.in_flight =
        peer.in_flight.saturating_sub(u32::from(in_time || !out.mutant("late-calls-count-for-ever")));
    if in_time {
        peer.failures = 0;
        if peer.breaker != Breaker::Closed && !out.mutant("breaker-never-closes") {
            peer.breaker = Breaker::Closed;
            out.note(OwnFact::Closed, u32::from(to.0), 0);
        }
        return;
    }
    peer.failures = peer.failures.saturating_add(1);
    let trips = match peer.breaker {
        Breaker::Closed => peer.failures >= out.config().breaker_failures,
        Breaker::Open => false,
        Breaker::HalfOpen { .. } => true,
    };
    if out.config().breaker && trips {
        peer.breaker = Breaker::Open;
        out.note(OwnFact::Opened, u32::from(to.0), peer.failures);
        out.set_timer(Timer::Trial(to.0), out.config().breaker_open);
    }
}

/// Retry budget: whether one more retry is affordable. If so, it is paid.
pub fn afford(budget: &mut u32, out: &Out<'_>) -> bool {
    if !out.config().retry_budget {
        return true;
    }
    let left = budget.checked_sub(RETRY);
    *budget = left.unwrap_or(*budget);
    left.is_some()
}

/// Exponential backoff with full jitter: how long to wait before the n-th retry.
pub fn pause(nth: u32, out: &mut Out<'_>) -> Span {
    if out.config().backoff { Span(out.draw(longest_pause(out.config(), nth).0)) } else { Span::ZERO }
}

pub fn longest_pause(config: &Config, nth: u32) -> Span {
    Span(config.backoff_base.0 << nth.min(MOST_DOUBLINGS))
}

/// Cache: what an owner said of an account not too long ago, if this session may be told that.
pub fn cached(
    cache: &BTreeMap<AccountId, (Done, Time)>,
    job: &Job,
    account: AccountId,
    out: &mut Out<'_>,
) -> Option<Done> {
    let &(done, at) = cache.get(&account)?;
    let fresh = out.clock().since(at) < out.config().cache;
    let seen = !out.config().cache_checks_session || done.version >= job.context.of(account.0);
    if !(fresh && seen) {
        return None;
    }
    out.note(OwnFact::Cached, account.0, short(done.version));
    out.observed(Layer::State, job.op, account, done.version);
    Some(done)
}

/// Half a transfer: writes a transfer of two owners down before its first step.
pub fn write_down(state: &mut State, id: u64, out: &mut Out<'_>) {
    let Some(job) = state.volatile.jobs.get(&id) else { return };
    let key = key_of(job.command, 0);
    let first = job.is_of_two(out.services()) && job.done.is_empty();
    if out.config().half_done != HalfDone::Finish || !first {
        return;
    }
    let elsewhere = job.to != out.me();
    if state.durable.journal.contains_key(&key) {
        // Another click wrote it down, perhaps a moment ago: it may be on its way to the disk still.
        if elsewhere && !out.mutant("transfers-are-not-saved-first") {
            out.wait_for_disk();
        }
        return;
    }
    let (payer, gainer) = both(&job.call);
    out.note(OwnFact::WrittenDown, payer, gainer);
    Rc::make_mut(&mut state.durable.journal).insert(key, (job.command, job.call));
    // What the service does itself reaches its disk together with the money that leaves.
    if elsewhere && !out.mutant("transfers-are-not-saved-first") {
        out.persist();
    }
    look_again(state, out);
}

/// Half a transfer: takes up again what was written down and nobody is at.
pub fn finish(state: &mut State, out: &mut Out<'_>) {
    state.volatile.ticking = false;
    let journal = Rc::clone(&state.durable.journal);
    for (&key, &(command, call)) in journal.iter() {
        let is_under_way = state.volatile.jobs.values().any(|job| key_of(job.command, 0) == key);
        if !is_under_way && !out.mutant("half-transfers-are-not-taken-up-again") {
            let (op, client, context) = (OpId::NOBODY, Default::default(), Context::default());
            begin(state, Request { op, client, command, context, call }, out);
        }
    }
    look_again(state, out);
}

pub fn look_again(state: &mut State, out: &mut Out<'_>) {
    if !state.durable.journal.is_empty() && !state.volatile.ticking {
        state.volatile.ticking = true;
        out.set_timer(Timer::Finish, out.config().finish_every);
    }
}

/// Deadline: whether nobody waits for it any more, as far as its owner can tell.
pub fn is_expired(call: &Incoming, out: &mut Out<'_>) -> bool {
    let expired = call.expires.is_some_and(|expires| out.clock() >= expires);
    if expired {
        out.note(OwnFact::Expired, call.call.work.account().0, 0);
    }
    expired
}

/// Idempotency key: what was answered to it before, if that is remembered.
pub fn known(state: &State, key: u64, out: &Out<'_>) -> Option<Result<Done, Refusal>> {
    match out.config().keys {
        Keys::WithData => state.durable.keys.get(key),
        Keys::Memory => state.volatile.keys.get(key),
        Keys::None => None,
    }
}

/// Idempotency key: remembers the answer where the setting says. A refusal is remembered, too: it
/// means "never", whatever still is on its way.
pub fn remember(state: &mut State, key: u64, found: Result<Done, Refusal>, out: &Out<'_>) {
    if found.is_err() && out.mutant("refusals-are-not-remembered") {
        return;
    }
    match out.config().keys {
        Keys::WithData => state.durable.keys.put(key, found),
        Keys::Memory => state.volatile.keys.put(key, found),
        Keys::None => {}
    }
}
