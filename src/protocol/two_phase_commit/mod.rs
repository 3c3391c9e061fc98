//! Two-phase commit: each account lives at one service, and an operation on accounts of several is
//! one transaction. A coordinator asks all of them whether they can commit; only if all say yes is it
//! committed.
//!
//! ```text
//!   service 0           coordinator                 service 1 (alice)          service 2 (bob)
//!     ├─ transaction ──────▶│                             │                          │
//!     │                     ├── work ────────────────────▶│ lock alice               │
//!     │                     ├── work ──────────────────────────────────────────────▶│ lock bob
//!     │                     │◀──────── locked, =500 ──────┤◀──────── locked, =300 ───┤
//!     │                     ├── prepare? ────────────────▶│ prepared record ══disk══ │
//!     │                     ├── prepare? ──────────────────────────────────────────▶│ ══disk══
//!     │                     │◀──────────────────── yes ───┤ from here on in doubt:   │
//!     │                     │◀───────────────────────────────────────────── yes ────┤ its locks stay
//!     │              ══disk══ commit                      │                          │
//!     │◀──── outcome ───────┤── commit ──────────────────▶│ ══disk══ unlock          │
//!     │                     ├── commit ────────────────────────────────────────────▶│ ══disk══ unlock
//!     │                     │◀─────────── acknowledged ───┤◀──────────── acknowledged┤
//!     │                     │ forget                      │                          │
//! ```
//!
//! Who has said yes may not decide: the coordinator may have decided either way and told nobody, and
//! both cases look the same from there. So while the coordinator is away, locks stay. Gray, *Notes on
//! Data Base Operating Systems* (1978); Mohan, Lindsay and Obermarck (TODS 1986) for the variants,
//! read-only participants and what is forced; Bernstein, Hadzilacos and Goodman, *Concurrency Control
//! and Recovery in Database Systems* (1987), chapter 7, for cooperative termination; Rosenkrantz,
//! Stearns and Lewis (TODS 1978) for wait-die; X/Open, *Distributed Transaction Processing: The XA
//! Specification* (1991), for heuristic decisions and the one-phase optimization. What may be decided
//! is [`commit`](crate::data::commit).
//!
//! | setting | without it |
//! | --- | --- |
//! | prepared record before the vote | a crash forgets a promise: half a transfer |
//! | decision on disk before it is sent | one has heard of a commit that the coordinator forgot |
//! | initiation record | a coordinator that never decided presumes a commit |
//! | remember until all have acknowledged | who missed the decision asks, and is told the presumption |
//! | a yes is binding, no heuristic decision | who guesses may guess wrong |
//! | log of a replaced coordinator | a new coordinator cannot know |
//!
//! What no setting changes: the coordinator is needed. Messages may be late, lost, repeated or out of
//! order, and nodes may crash: nothing is ever half done, but it may not be done for as long as the
//! coordinator is away.
//!
//! | question | file |
//! | --- | --- |
//! | the two phases, at the coordinator and at participants | here |
//! | the coordinator before them | `request` |
//! | what a transaction does to the bank | `task` |
//! | what a participant does before it votes | `work` |
//! | what a service does for its clients | `service` |
//! | crashes, doubt, guesses, a new coordinator | `doubt` |
//! | what is kept | `state` |
//! | settings, messages, facts; promises; what can be seen | `words`, `entry`, `window` |
//! | what reaches a node | `node` |

mod demos;
mod doubt;
mod entry;
mod node;
mod request;
mod service;
mod state;
mod task;
mod window;
mod words;
mod work;

pub use state::{Durable, Volatile};
pub use words::{Config, KNOBS, Message, OwnFact, Timer};

use crate::base::ids::NodeId;
use crate::base::time::Span;
use crate::data::commit::{Decision, Members, member};
use crate::data::transactions::TxnId;
use crate::domain::{Event, Refusal};
use crate::sim::protocol::{self, CommitStep, StateOf};
use state::{Deal, Logged, Look, Phase, Prepared, Seats};
use std::rc::Rc;
use words::Vote;

/// Two-phase commit.
#[derive(Clone, PartialEq, Debug)]
pub struct TwoPhaseCommit;

/// One node.
pub type State = StateOf<TwoPhaseCommit>;
/// What its handlers ask for effects with.
pub type Out<'a> = protocol::Out<'a, TwoPhaseCommit>;

fn one(node: NodeId) -> Members {
    member(node.0)
}

fn all_of(members: Members) -> impl Iterator<Item = NodeId> {
    (0..32).map(NodeId).filter(move |&node| members & one(node) != 0)
}

// ---- The coordinator
// --------------------------------------------------------------

/// Begins the first phase; presumed commit first writes down who takes part.
fn initiate(state: &mut State, txn: TxnId, out: &mut Out<'_>) {
    let Some(deal) = state.volatile.deals.get_mut(&txn) else { return };
    if !(out.config().presumes.initiates() && out.config().initiation) {
        return prepare(state, txn, out);
    }
    deal.phase = Phase::Saving;
    let record = Logged { op: deal.op, members: deal.members, decision: None };
    Rc::make_mut(&mut state.durable.log).insert(txn, record);
    if !out.mutant("initiations-are-not-saved") {
        out.persist();
    }
    out.set_timer(Timer::Logged(txn), Span::ZERO);
}

/// First phase: asks everybody to vote.
fn prepare(state: &mut State, txn: TxnId, out: &mut Out<'_>) {
    let Some(deal) = state.volatile.deals.get_mut(&txn) else { return };
    deal.phase = Phase::Voting;
    // From here on a participant tells what it will hold.
    deal.looks.clear();
    let seats: Seats = deal.seats.as_slice().into();
    for &(node, _) in seats.iter() {
        out.send(node, Message::Prepare { txn, seats: seats.clone() });
    }
    out.set_timer(Timer::Late(txn), out.config().vote_timeout);
}

/// A participant votes.
fn on_vote(state: &mut State, from: NodeId, txn: TxnId, vote: Vote, looks: &[Look], out: &mut Out<'_>) {
    let Some(deal) = state.volatile.deals.get_mut(&txn).filter(|deal| deal.phase == Phase::Voting) else {
        return;
    };
    if (deal.core.yes | deal.readers) & one(from) != 0 {
        return;
    }
    deal.looks.extend(looks);
    match vote {
        Vote::Yes => deal.core.hear_yes(one(from)),
        Vote::ReadOnly => deal.readers |= one(from),
        Vote::No(why) => {
            deal.against |= one(from);
            return abort(state, txn, why, out);
        }
    }
    let mut writers = deal.members & !deal.readers;
    if out.mutant("a-majority-of-votes-is-enough") && 2 * deal.core.yes.count_ones() > writers.count_ones() {
        writers = deal.core.yes;
    }
    if !deal.core.commit(writers) {
        return;
    }
    if writers == 0 {
        return commit_nothing(state, txn, out);
    }
    commit(state, txn, writers, out);
}

/// Everybody has only read: there is nothing to decide.
fn commit_nothing(state: &mut State, txn: TxnId, out: &mut Out<'_>) {
    let Some(deal) = over(state, txn, out) else { return };
    Rc::make_mut(&mut state.durable.log).remove(&txn);
    out.send(deal.home, Message::Answer { txn, looks: deal.looks.into(), refused: None });
}

/// Second phase: all have said yes.
fn commit(state: &mut State, txn: TxnId, writers: Members, out: &mut Out<'_>) {
    let Some(deal) = state.volatile.deals.get_mut(&txn) else { return };
    out.cancel_timer(Timer::Late(txn));
    deal.phase = Phase::Saving;
    deal.unacknowledged = writers;
    let (op, home, looks) = (deal.op, deal.home, Rc::from(core::mem::take(&mut deal.looks)));
    let ack = out.config().presumes.acknowledges(Decision::Commit);
    let log = Rc::make_mut(&mut state.durable.log);
    if ack {
        log.insert(txn, Logged { op, members: writers, decision: Some(Decision::Commit) });
    } else {
        // That it is gone says as much: a commit is presumed.
        log.remove(&txn);
    }
    if out.config().force_decision {
        if !out.mutant("decisions-are-not-saved") {
            out.persist();
        }
        out.commitment(CommitStep::DecidedCommit, txn.0);
    }
    out.note(OwnFact::DecidedCommit, op.0, 0);
    tell(txn, writers, Decision::Commit, ack, out);
    out.send(home, Message::Answer { txn, looks, refused: None });
    if !out.config().force_decision {
        out.persist();
        out.commitment(CommitStep::DecidedCommit, txn.0);
    }
    out.set_timer(Timer::Logged(txn), Span::ZERO);
}

/// Second phase: somebody said no, or nothing.
fn abort(state: &mut State, txn: TxnId, why: Option<Refusal>, out: &mut Out<'_>) {
    let Some(deal) = state.volatile.deals.get_mut(&txn) else { return };
    deal.core.abort();
    out.cancel_timer(Timer::Late(txn));
    let (op, home, looks) = (deal.op, deal.home, Rc::from(core::mem::take(&mut deal.looks)));
    // Who said no or is out knows already.
    let members = deal.members & !deal.against & !deal.readers;
    let ack = out.config().presumes.acknowledges(Decision::Abort);
    (deal.unacknowledged, deal.phase) = (members, Phase::Saving);
    let log = Rc::make_mut(&mut state.durable.log);
    if ack {
        log.insert(txn, Logged { op, members, decision: Some(Decision::Abort) });
    }
    if out.config().presumes.forces(Decision::Abort) {
        out.persist();
    }
    out.commitment(CommitStep::DecidedAbort, txn.0);
    out.note(OwnFact::DecidedAbort, op.0, 0);
    tell(txn, members, Decision::Abort, ack, out);
    let epoch = state.durable.starts;
    out.send(
        home,
        match why {
            Some(why) if why.is_answer() || why == Refusal::OutOfRange => {
                Message::Answer { txn, looks, refused: Some(why) }
            }
            why => Message::Again { txn, epoch, why: why.or(Some(Refusal::Unreachable)) },
        },
    );
    out.set_timer(Timer::Logged(txn), Span::ZERO);
}

/// A record of the coordinator is on its disk.
fn on_logged(state: &mut State, txn: TxnId, out: &mut Out<'_>) {
    let Some(deal) = state.volatile.deals.get_mut(&txn).filter(|deal| deal.phase == Phase::Saving) else {
        return;
    };
    let Some(decision) = deal.core.decision else { return prepare(state, txn, out) };
    deal.phase = Phase::Telling(decision);
    let expects = out.config().presumes.acknowledges(decision) && deal.unacknowledged != 0;
    if !expects || !out.config().remember {
        return forget(state, txn, out);
    }
    out.set_timer(Timer::Remind(txn), out.config().resend);
}

/// A participant has done as it was told, and has that on its disk.
fn on_ack(state: &mut State, from: NodeId, txn: TxnId, out: &mut Out<'_>) {
    let Some(deal) = state.volatile.deals.get_mut(&txn) else { return };
    deal.unacknowledged &= if out.mutant("one-acknowledgement-is-enough") { 0 } else { !one(from) };
    if deal.unacknowledged == 0 && matches!(deal.phase, Phase::Telling(_)) {
        forget(state, txn, out);
    }
}

/// The coordinator is done with a transaction.
fn over(state: &mut State, txn: TxnId, out: &mut Out<'_>) -> Option<Deal> {
    state.volatile.over.set(txn.0, 1);
    [Timer::Late(txn), Timer::Remind(txn)].into_iter().for_each(|timer| out.cancel_timer(timer));
    state.volatile.deals.remove(&txn)
}

/// Nobody will ask about it any more. The end record need not be forced: at worst everybody is told
/// once more.
fn forget(state: &mut State, txn: TxnId, out: &mut Out<'_>) {
    Rc::make_mut(&mut state.durable.log).remove(&txn);
    over(state, txn, out);
}

/// Tells a decision.
fn tell(txn: TxnId, members: Members, decision: Decision, ack: bool, out: &mut Out<'_>) {
    for node in all_of(members) {
        out.commitment(told(decision), txn.0);
        out.send(node, Message::decide(txn, decision, ack));
    }
}

fn told(decision: Decision) -> CommitStep {
    match decision {
        Decision::Commit => CommitStep::ToldCommit,
        Decision::Abort => CommitStep::ToldAbort,
    }
}

/// Somebody did not answer in time. Before the decision the coordinator may still abort; behind it,
/// it tells it again.
fn late(state: &mut State, txn: TxnId, out: &mut Out<'_>) {
    let Some(deal) = state.volatile.deals.get(&txn) else { return };
    match deal.phase {
        Phase::Working => request::withdraw(state, txn, Some(Refusal::Unreachable), out),
        Phase::Voting => abort(state, txn, None, out),
        Phase::Alone => {
            let (node, session) = deal.seats[0];
            out.send(node, Message::OnePhase { txn, session });
            out.set_timer(Timer::Late(txn), out.config().resend);
        }
        Phase::Telling(decision) => {
            tell(txn, deal.unacknowledged, decision, true, out);
            out.set_timer(Timer::Remind(txn), out.config().resend);
        }
        Phase::Saving => {}
    }
}

// ---- The participant
// -----------------------------------------------------------------------------------

/// First phase: can this node commit?
fn on_prepare(state: &mut State, from: NodeId, txn: TxnId, seats: &Seats, out: &mut Out<'_>) {
    if let Some(prepared) = state.durable.prepared.get(&txn) {
        if state.volatile.works.get(&txn).is_some_and(|work| work.record <= state.volatile.saved) {
            // A crash may have come between its record and its vote.
            out.commitment(CommitStep::Yes, txn.0);
            let looks = looks_of(state, prepared, out);
            out.send(from, Message::Vote { txn, vote: Vote::Yes, looks });
        }
        return;
    }
    let (me, services, mine) = (out.me(), out.services(), state.volatile.session);
    let is_seated = seats.contains(&(me, mine));
    let Some(work) = state.volatile.works.get_mut(&txn).filter(|work| is_seated && work.wants.is_empty())
    else {
        // Its locks were lost in a crash, or it has aborted by itself.
        return out.send(from, Message::Vote { txn, vote: Vote::No(None), looks: Rc::from([]) });
    };
    let (task, op) = (work.task, work.task.op);
    let events = task.events(me, services, &state.durable.bank);
    let looks = task.looks(me, services, &state.durable.bank, events.as_deref().unwrap_or_default());
    match events {
        Err(why) => {
            out.note(OwnFact::VotedNo, op.0, 0);
            out.commitment(CommitStep::No, txn.0);
            work::leave(state, txn, out);
            if out.config().presumes.forces(Decision::Abort) {
                state.durable.ended.set(txn.0, 0);
                work::force(state, out);
            }
            out.send(from, Message::Vote { txn, vote: Vote::No(Some(why)), looks });
        }
        Ok(events) if events.is_empty() && out.config().read_only => {
            out.note(OwnFact::ReadOnly, op.0, 0);
            out.commitment(CommitStep::ReadOnly, txn.0);
            work::release(state, txn, out);
            out.send(from, Message::Vote { txn, vote: Vote::ReadOnly, looks });
        }
        Ok(events) if work.stands.prepare() => {
            let events: Rc<[Event]> = events.into();
            let record = Prepared { task, seats: seats.clone(), events: events.clone(), since: out.clock() };
            Rc::make_mut(&mut state.durable.prepared).insert(txn, record);
            if out.config().force_prepared {
                if !out.mutant("votes-before-it-is-saved") {
                    let nth = work::force(state, out);
                    state.volatile.works.entry(txn).and_modify(|work| work.record = nth);
                }
                out.commitment(CommitStep::Prepared, txn.0);
            }
            work::looked(&task, &looks, out);
            work::promised(&task, &looks, &events, out);
            doubt::begins(state, txn, out);
            out.send(from, Message::Vote { txn, vote: Vote::Yes, looks });
        }
        Ok(_) => {}
    }
}

fn looks_of(state: &State, prepared: &Prepared, out: &Out<'_>) -> Rc<[Look]> {
    prepared.task.looks(out.me(), out.services(), &state.durable.bank, &prepared.events)
}

/// Second phase: this node is told what was decided.
fn on_decide(state: &mut State, from: NodeId, txn: TxnId, decision: Decision, ack: bool, out: &mut Out<'_>) {
    let known = state.durable.end_of(txn);
    if let Some(prepared) = state.durable.prepared.get(&txn) {
        if out.is_service(from) {
            out.note(OwnFact::ToldByPeer, prepared.task.op.0, u32::from(from.0));
        }
        return end(state, txn, decision, ack, out);
    }
    if decision == Decision::Abort {
        work::leave(state, txn, out);
        // What is still on its way to here of it comes too late.
        state.volatile.left.set(txn.0, 1);
    }
    if known.is_some_and(|known| known != decision) && state.volatile.guessed.remove(&txn) {
        out.note(OwnFact::Damage, 0, 0);
    }
    if ack {
        // What it did is perhaps still on its way to the disk.
        work::force(state, out);
        out.send(from, Message::Ack { txn });
    }
}

/// A transaction that this node has voted yes for ends here.
fn end(state: &mut State, txn: TxnId, decision: Decision, ack: bool, out: &mut Out<'_>) {
    let Some(prepared) = Rc::make_mut(&mut state.durable.prepared).remove(&txn) else { return };
    let Prepared { task, events, .. } = &prepared;
    let looks = looks_of(state, &prepared, out);
    if let Some(work) = state.volatile.works.get_mut(&txn) {
        work.stands.hear(decision);
    }
    match decision {
        Decision::Commit => work::apply(state, txn, task, &looks, events, out),
        Decision::Abort => state.durable.ended.set(txn.0, 0),
    }
    // The log is in order: what is not forced goes with the next write, and behind one under way.
    let forced = out.config().presumes.acknowledges(decision) || state.volatile.saved < state.volatile.begun;
    if forced && out.mutant("acknowledges-before-it-is-saved") {
        work::release(state, txn, out);
    } else if forced {
        let nth = work::force(state, out);
        state.volatile.held.insert(nth, txn);
    }
    match decision {
        Decision::Commit => {
            work::installed(task, &looks, events, out);
            out.note(OwnFact::Committed, task.op.0, 0);
            out.commitment(CommitStep::Committed, txn.0);
        }
        Decision::Abort => {
            out.note(OwnFact::Aborted, task.op.0, 0);
            if !task.call.is_read() {
                out.aborted(task.op);
            }
            out.commitment(CommitStep::Aborted, txn.0);
        }
    }
    if ack {
        out.send(service::coordinator(out), Message::Ack { txn });
    }
    if !forced {
        work::release(state, txn, out);
    }
    doubt::ends(state, out);
}

#[cfg(test)]
mod tests;
