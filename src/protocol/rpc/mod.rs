//! Synchronous calls to the service that owns the data: each account lives at one service; whoever
//! needs it calls that service and waits for the answer.
//!
//! ```text
//!   client              service 0, the caller                         service 1, which owns bob
//!     │ deposit bob 50      │                                             │
//!     ├────────────────────▶│ breaker closed? room? deadline in 1.5 s     │
//!     │                     ├── call: b +50, key k, 1.5 s left ──────────▶│ queue, work; k unknown: carry it out
//!     │                     │                     ✗◀── answer =350 #1 ────┤ data and k to disk in one step
//!     │                     │ 400 ms: late. Budget left? A random pause   │
//!     │                     ├── call again ↻1, key k, 1.0 s left ────────▶│ k is known: do nothing,
//!     │   done, 350         │◀───────────────────────── answer =350 #1 ───┤ say the same again
//!     │◀────────────────────┤ or late for ever: nobody knows              │
//!     │                     │                                             │
//!     │ transfer alice→bob  │ two owners: write it down, debit here, credit there;
//!     │                     │ call until both are settled, whoever crashes meanwhile
//! ```
//!
//! | setting | promises | does not promise |
//! | --- | --- | --- |
//! | keys | a step of a command is carried out once (with the data: across crashes) | that anybody learns of it |
//! | a timeout is unknown | "failed" means that it did not happen and never will | an answer |
//! | half a transfer | finish: both halves at last, or neither | one moment for both: others see one half |
//! | backoff, retry budget | retries do not add up to a storm | that a retry succeeds |
//! | deadline | nothing is begun or committed that nobody waits for | to know the time on the way |
//! | breaker, calls in flight | a sick owner is spared, its callers fail fast | to tell slow from dead |
//! | cache | answers without a call | new ones; checked, a session reads its own writes |
//!
//! An `audit` reads owner after owner, so its sum is not of one moment. `withdraw_jointly` reads
//! two balances and then draws, so its check may be out of date. A transfer between two owners is a
//! saga: each half is committed by itself, so as one transaction it is not isolated, and two that go
//! opposite ways can meet in another order at each owner (G0). No setting changes that, so no model
//! of transactions is promised. The judges say what that was worth.
//!
//! Sources. Birrell and Nelson, "Implementing Remote Procedure Calls" (1984): at most once, and
//! what a caller cannot know. Nygard, "Release It!" (2nd edition, 2018), chapter 5: timeouts,
//! circuit breaker, bulkheads. Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog,
//! 2015). Beyer et al., "Site Reliability Engineering" (2016), chapters 21 and 22: retry budgets,
//! deadlines that propagate. Bronson et al., "Metastable Failures in Distributed Systems" (HotOS
//! 2021): storms that outlive their trigger. Helland, "Life beyond Distributed Transactions" (CIDR
//! 2007): keys beside the data.
//!
//! | what | file |
//! | --- | --- |
//! | a caller calls, an owner works: here | `mod` |
//! | which calls an operation takes, in which order | `job` |
//! | what reaches a service, and which of the two sees to it | `node` |
//! | each protection, a function or two | `protections` |
//! | what is kept | `state` |
//! | settings, messages, facts, promises; what can be seen | `words`, `window` |

mod demos;
mod job;
mod node;
mod protections;
mod state;
mod window;
mod words;

pub use state::{Durable, Volatile};
pub use words::{Config, HalfDone, KNOBS, Keys, Message, Outgoing, OwnFact, Timer};

use crate::base::ids::OpId;
use crate::base::time::Span;
use crate::domain::bank::look;
use crate::domain::{Call, Event, Refusal, Reply, Request};
use crate::sim::protocol::{self, Layer, StateOf};
use job::{Job, Next, is_sound, key_of};
use protections::{
    MOST_BUDGET, admit, afford, cached, is_expired, known, landed, pause, remember, write_down,
};
use state::{Done, Incoming, owner_of, version_of};
use std::rc::Rc;
use words::{both, short};

/// Synchronous calls to the owner.
#[derive(Clone, PartialEq, Debug)]
pub struct Rpc;

/// One service.
pub type State = StateOf<Rpc>;
/// What its handlers ask for effects with.
pub type Out<'a> = protocol::Out<'a, Rpc>;

// ---- The caller: one call after the other
// ---------------------------------------------------------

/// A client asks something.
fn begin(state: &mut State, request: Request, out: &mut Out<'_>) {
    let Request { op, command, context, call, .. } = request;
    if !is_sound(&call) {
        return out.reply(op, Reply::Refused(Refusal::OutOfRange));
    }
    let id = state.volatile.next;
    state.volatile.next = id.wrapping_add(1);
    let until = out.clock() + out.config().deadline;
    let (to, since, done) = (out.me(), out.clock(), Vec::new());
    let job = Job {
        op,
        command,
        call,
        context,
        until,
        done,
        back: None,
        to,
        since,
        attempt: 0,
        flying: false,
        wrote: false,
    };
    state.volatile.jobs.insert(id, job);
    out.set_timer(Timer::GiveUp(id), out.config().deadline);
    proceed(state, id, out);
}

/// Takes the next step of a job: out of the cache, by a call, or by its reply.
fn proceed(state: &mut State, id: u64, out: &mut Out<'_>) {
    let services = out.services();
    while let Some(job) = state.volatile.jobs.get_mut(&id) {
        let work = match job.next(services) {
            Next::Reply(reply) => return settled(state, id, reply, out),
            Next::Call(work) => work,
        };
        if let (false, Some(done)) = (work.writes(), cached(&state.volatile.cache, job, work.account(), out))
        {
            job.done.push(done);
            continue;
        }
        (job.to, job.attempt) = (owner_of(work.account(), services), 0);
        if job.to != out.me() {
            let earned = state.volatile.budget + out.config().budget_percent;
            state.volatile.budget = earned.min(MOST_BUDGET);
        }
        return attempt(state, id, out);
    }
}

/// Calls the owner of the present step, for the first time or again. What a service owns itself is
/// no call, but waits in the same queue.
fn attempt(state: &mut State, id: u64, out: &mut Out<'_>) {
    let Some(job) = state.volatile.jobs.get(&id) else { return };
    let (to, step, tries) = (job.to, job.step(), job.attempt);
    let Next::Call(work) = job.next(out.services()) else { return };
    if to != out.me() && !admit(&mut state.volatile.peers[to.index()], out) {
        out.note(OwnFact::NotCalled, u32::from(to.0), 0);
        return give_up(state, id, out);
    }
    write_down(state, id, out);
    let Some(job) = state.volatile.jobs.get_mut(&id) else { return };
    (job.since, job.flying) = (out.clock(), to != out.me());
    job.wrote |= work.writes();
    let left = job.until.since(out.clock());
    let left_us = out.config().propagate_deadline.then_some(left.0);
    let call = Outgoing {
        job: id,
        step,
        attempt: tries,
        op: job.op,
        command: job.command,
        key: key_of(job.command, step),
        left_us,
        work,
    };
    if to == out.me() {
        let expires = left_us.map(|_| job.until);
        return arrived(state, Incoming { from: to, call, expires }, out);
    }
    if tries > 0 {
        out.note(OwnFact::Retried, u32::from(to.0), tries + 1);
    }
    out.send(to, Message::Call(call));
    out.set_timer(Timer::Late(id), out.config().call_timeout);
}

/// An owner has answered a call of a job, perhaps one that was called late already.
fn answered(state: &mut State, id: u64, step: u32, found: Result<Done, Refusal>, out: &mut Out<'_>) {
    let services = out.services();
    let Some(job) = state.volatile.jobs.get_mut(&id).filter(|job| job.step() == step) else { return };
    let Next::Call(work) = job.next(services) else { return };
    if core::mem::take(&mut job.flying) {
        landed(&mut state.volatile.peers[job.to.index()], job.to, true, out);
    }
    if job.to != out.me() {
        out.cancel_timer(Timer::Late(id));
        out.cancel_timer(Timer::Again(id));
    }
    let account = work.account();
    match found {
        Ok(done) => {
            job.done.push(done);
            if !work.writes() {
                out.observed(Layer::State, job.op, account, done.version);
            }
            if job.to != out.me() && out.config().cache > Span::ZERO {
                let known = state.volatile.cache.entry(account).or_insert((done, out.clock()));
                *known = if done.version < known.0.version { *known } else { (done, out.clock()) };
            }
            proceed(state, id, out);
        }
        Err(why) if job.is_half(services) => {
            let (payer, gainer) = both(&job.call);
            out.note(OwnFact::HalfTransfer, payer, gainer);
            if out.config().half_done == HalfDone::Forget {
                end(state, id, Reply::Unknown, out);
                return;
            }
            job.back = Some(why);
            proceed(state, id, out);
        }
        Err(why) => settled(state, id, Reply::Refused(why), out),
    }
}

/// A call was not answered in time. It may be answered yet, and it may have been carried out.
fn late(state: &mut State, id: u64, out: &mut Out<'_>) {
    let Some(job) = state.volatile.jobs.get_mut(&id).filter(|job| job.flying) else { return };
    job.flying = false;
    out.note(OwnFact::TimedOut, u32::from(job.to.0), job.attempt + 1);
    landed(&mut state.volatile.peers[job.to.index()], job.to, false, out);
    if job.attempt >= out.config().retries {
        return give_up(state, id, out);
    }
    if !afford(&mut state.volatile.budget, out) {
        out.note(OwnFact::NoBudget, u32::from(job.to.0), 0);
        return give_up(state, id, out);
    }
    job.attempt += 1;
    let pause = pause(job.attempt, out);
    out.set_timer(Timer::Again(id), pause);
}

/// A job comes to no end by itself. What its client is told depends on whether anything may have
/// happened.
fn give_up(state: &mut State, id: u64, out: &mut Out<'_>) {
    let Some(job) = state.volatile.jobs.get_mut(&id) else { return };
    if core::mem::take(&mut job.flying) {
        landed(&mut state.volatile.peers[job.to.index()], job.to, false, out);
    }
    if !job.wrote {
        end(state, id, Reply::Refused(Refusal::Unavailable), out);
        return;
    }
    if job.op != OpId::NOBODY {
        out.note(OwnFact::GaveUp, job.op.0, job.step() + 1);
    }
    if job.is_half(out.services()) {
        let (payer, gainer) = both(&job.call);
        out.note(OwnFact::HalfTransfer, payer, gainer);
        if out.config().half_done == HalfDone::Refund {
            (job.back, job.until) = (Some(Refusal::Unavailable), out.clock() + out.config().deadline);
            out.cancel_timer(Timer::Late(id));
            out.cancel_timer(Timer::Again(id));
            out.set_timer(Timer::GiveUp(id), out.config().deadline);
            return proceed(state, id, out);
        }
    }
    let reply = if out.config().honest_timeouts && !out.mutant("a-timeout-is-called-a-failure") {
        Reply::Unknown
    } else {
        Reply::Refused(Refusal::Unavailable)
    };
    end(state, id, reply, out);
}

/// Everything that a job asked for is settled: a transfer need not be remembered any more.
fn settled(state: &mut State, id: u64, reply: Reply, out: &mut Out<'_>) {
    let Some(job) = end(state, id, reply, out) else { return };
    let key = key_of(job.command, 0);
    if state.durable.journal.contains_key(&key) {
        if job.op == OpId::NOBODY {
            let (payer, gainer) = both(&job.call);
            out.note(OwnFact::Finished, payer, gainer);
        }
        Rc::make_mut(&mut state.durable.journal).remove(&key);
        out.persist();
    }
}

/// A job is over, and its client is told.
fn end(state: &mut State, id: u64, reply: Reply, out: &mut Out<'_>) -> Option<Job> {
    let job = state.volatile.jobs.remove(&id)?;
    [Timer::Late(id), Timer::Again(id), Timer::GiveUp(id)]
        .into_iter()
        .for_each(|timer| out.cancel_timer(timer));
    if job.op != OpId::NOBODY {
        out.reply(job.op, reply);
    }
    Some(job)
}

// ---- The owner
// -----------------------------------------------------------------------------------

/// A call arrives, and is worked on when its turn comes.
fn arrived(state: &mut State, incoming: Incoming, out: &mut Out<'_>) {
    state.volatile.queue.push_back(incoming);
    work(state, out);
}

/// Works on the next call, if it works on none.
fn work(state: &mut State, out: &mut Out<'_>) {
    while state.volatile.working.is_none() {
        let Some(incoming) = state.volatile.queue.pop_front() else { return };
        if is_expired(&incoming, out) {
            continue;
        }
        if out.config().work > Span::ZERO {
            state.volatile.working = Some(incoming);
            return out.set_timer(Timer::Worked, out.config().work);
        }
        carry_out(state, &incoming, out);
    }
}

fn worked(state: &mut State, out: &mut Out<'_>) {
    if let Some(incoming) = state.volatile.working.take()
        && !is_expired(&incoming, out)
    {
        carry_out(state, &incoming, out);
    }
    work(state, out);
}

/// Carries a call out, unless its key says that this was done before. Whoever called is told when
/// it is on disk.
fn carry_out(state: &mut State, incoming: &Incoming, out: &mut Out<'_>) {
    let Outgoing { op, command, key, work, .. } = incoming.call;
    let account = work.account();
    if !work.writes() {
        settle(state, out);
        let balance = look(&state.durable.bank, &Call::Read { account }).map(|answer| answer.balances()[0]);
        let found = balance.map(|balance| Done::of(version_of(&state.durable.bank, account), balance));
        return answer(state, incoming, found, out);
    }
    if let Some(found) = known(state, key, out) {
        settle(state, out);
        let version = found.map_or(0, |done| done.version);
        out.note(OwnFact::Repeated, account.0, short(version));
        if found.is_ok() {
            out.observed(Layer::State, op, account, version);
        }
        return answer(state, incoming, found, out);
    }
    let before = version_of(&state.durable.bank, account);
    let decided = work.decide(&state.durable.bank);
    state.durable.bank.evolve_all(decided.as_deref().unwrap_or(&[]));
    let found = decided.as_ref().map_err(|&why| why).map(|_| {
        let it = state.durable.bank.account(account).unwrap_or_default();
        Done::of(it.version, it.balance)
    });
    remember(state, key, found, out);
    if found.is_ok() || out.config().keys == Keys::WithData {
        state.volatile.written += 1;
        if !out.mutant("answers-before-saved") {
            out.persist();
        }
        out.set_timer(Timer::Saved(state.volatile.written), Span::ZERO);
    } else {
        settle(state, out);
    }
    if work.depends_on_state() {
        out.observed(Layer::State, op, account, before);
    }
    for event in decided.iter().flatten() {
        let version = version_of(&state.durable.bank, event.account());
        out.installed(Layer::State, command, event.account(), version);
        if matches!(event, Event::Compensated { .. }) {
            out.note(OwnFact::Refunded, account.0, short(version));
        }
    }
    if let Ok(done) = found {
        out.observed(Layer::State, op, account, done.version);
    }
    answer(state, incoming, found, out);
}

/// Effects that are asked for afterwards wait until all that this service wrote is on disk: nobody
/// may be told what a crash could take back.
fn settle(state: &State, out: &mut Out<'_>) {
    if state.volatile.saved < state.volatile.written {
        out.wait_for_disk();
    }
}

fn answer(state: &mut State, incoming: &Incoming, found: Result<Done, Refusal>, out: &mut Out<'_>) {
    let Outgoing { job, step, work, .. } = incoming.call;
    if incoming.from == out.me() {
        answered(state, job, step, found, out);
    } else {
        out.send(incoming.from, Message::Answer { job, step, found, wrote: work.writes() });
    }
}

#[cfg(test)]
mod tests;
