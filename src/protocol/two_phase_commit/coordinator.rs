//! The two phases at the coordinator: it asks everybody to vote, decides, and tells its decision until
//! everybody who has to has acknowledged it.

use super::state::{Deal, Logged, Look, Phase, Seats};
use super::words::Vote;
use super::{Message, Out, OwnFact, State, Timer, all_of, one, request};
use crate::base::ids::NodeId;
use crate::base::time::Span;
use crate::data::commit::{Decision, Members};
use crate::data::transactions::TxnId;
use crate::domain::Refusal;
use crate::sim::protocol::CommitStep;
use std::rc::Rc;

/// Begins the first phase; presumed commit first writes down who takes part.
pub(super) fn initiate(state: &mut State, txn: TxnId, out: &mut Out<'_>) {
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
pub(super) fn prepare(state: &mut State, txn: TxnId, out: &mut Out<'_>) {
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
pub(super) fn on_vote(
    state: &mut State,
    from: NodeId,
    txn: TxnId,
    vote: Vote,
    looks: &[Look],
    out: &mut Out<'_>,
) {
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
pub(super) fn commit_nothing(state: &mut State, txn: TxnId, out: &mut Out<'_>) {
    let Some(deal) = over(state, txn, out) else { return };
    Rc::make_mut(&mut state.durable.log).remove(&txn);
    out.send(deal.home, Message::Answer { txn, looks: deal.looks.into(), refused: None });
}

/// Second phase: all have said yes.
pub(super) fn commit(state: &mut State, txn: TxnId, writers: Members, out: &mut Out<'_>) {
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
pub(super) fn abort(state: &mut State, txn: TxnId, why: Option<Refusal>, out: &mut Out<'_>) {
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
pub(super) fn on_logged(state: &mut State, txn: TxnId, out: &mut Out<'_>) {
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
pub(super) fn on_ack(state: &mut State, from: NodeId, txn: TxnId, out: &mut Out<'_>) {
    let Some(deal) = state.volatile.deals.get_mut(&txn) else { return };
    deal.unacknowledged &= if out.mutant("one-acknowledgement-is-enough") { 0 } else { !one(from) };
    if deal.unacknowledged == 0 && matches!(deal.phase, Phase::Telling(_)) {
        forget(state, txn, out);
    }
}

/// The coordinator is done with a transaction.
pub(super) fn over(state: &mut State, txn: TxnId, out: &mut Out<'_>) -> Option<Deal> {
    state.volatile.over.set(txn.0, 1);
    [Timer::Late(txn), Timer::Remind(txn)].into_iter().for_each(|timer| out.cancel_timer(timer));
    state.volatile.deals.remove(&txn)
}

/// Nobody will ask about it any more. The end record need not be forced: at worst everybody is told
/// once more.
pub(super) fn forget(state: &mut State, txn: TxnId, out: &mut Out<'_>) {
    Rc::make_mut(&mut state.durable.log).remove(&txn);
    over(state, txn, out);
}

/// Tells a decision.
pub(super) fn tell(txn: TxnId, members: Members, decision: Decision, ack: bool, out: &mut Out<'_>) {
    for node in all_of(members) {
        out.commitment(told(decision), txn.0);
        out.send(node, Message::decide(txn, decision, ack));
    }
}

pub(super) fn told(decision: Decision) -> CommitStep {
    match decision {
        Decision::Commit => CommitStep::ToldCommit,
        Decision::Abort => CommitStep::ToldAbort,
    }
}

/// Somebody did not answer in time. Before the decision the coordinator may still abort; behind it,
/// it tells it again.
pub(super) fn late(state: &mut State, txn: TxnId, out: &mut Out<'_>) {
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
