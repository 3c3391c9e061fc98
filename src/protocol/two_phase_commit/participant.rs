//! The two phases at a participant: it votes, is in doubt from its yes on, and does as it is told.

use super::state::{Look, Prepared, Seats};
use super::words::Vote;
use super::{Message, Out, OwnFact, State, doubt, service, work};
use crate::base::ids::NodeId;
use crate::data::commit::Decision;
use crate::data::transactions::TxnId;
use crate::domain::Event;
use crate::sim::protocol::CommitStep;
use std::rc::Rc;

/// First phase: can this node commit?
pub(super) fn on_prepare(state: &mut State, from: NodeId, txn: TxnId, seats: &Seats, out: &mut Out<'_>) {
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

pub(super) fn looks_of(state: &State, prepared: &Prepared, out: &Out<'_>) -> Rc<[Look]> {
    prepared.task.looks(out.me(), out.services(), &state.durable.bank, &prepared.events)
}

/// Second phase: this node is told what was decided.
pub(super) fn on_decide(
    state: &mut State,
    from: NodeId,
    txn: TxnId,
    decision: Decision,
    ack: bool,
    out: &mut Out<'_>,
) {
    let known = state.durable.end_of(txn);
    if let Some(prepared) = state.durable.prepared.get(&txn) {
        if out.is_service(from) {
            out.note(OwnFact::ToldByPeer, prepared.task.op.0, u32::from(from.0));
        }
        return end(state, txn, decision, ack, out);
    }
    if decision == Decision::Commit && state.durable.committed.contains_key(&txn) {
        redo(state, txn, out);
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
        out.wait_for_disk();
        out.send(from, Message::Ack { txn });
    }
}

/// What this node has committed is committed once more.
fn redo(state: &mut State, txn: TxnId, out: &mut Out<'_>) {
    let Some(Prepared { task, events, .. }) = state.durable.committed.get(&txn).cloned() else { return };
    let looks = task.looks(out.me(), out.services(), &state.durable.bank, &events);
    work::apply(state, txn, &task, &looks, &events, out);
    work::force(state, out);
    work::installed(&task, &looks, &events, out);
    out.note(OwnFact::Redone, task.op.0, 0);
}

/// A transaction that this node has voted yes for ends here.
pub(super) fn end(state: &mut State, txn: TxnId, decision: Decision, ack: bool, out: &mut Out<'_>) {
    let Some(prepared) = Rc::make_mut(&mut state.durable.prepared).remove(&txn) else { return };
    if decision == Decision::Commit && !out.config().once {
        Rc::make_mut(&mut state.durable.committed).insert(txn, prepared.clone());
    }
    let Prepared { task, events, .. } = &prepared;
    let looks = looks_of(state, &prepared, out);
    if let Some(work) = state.volatile.works.get_mut(&txn) {
        work.stands.hear(decision);
    }
    match decision {
        Decision::Commit => work::apply(state, txn, task, &looks, events, out),
        Decision::Abort => state.durable.ended.set(txn.0, 0),
    }
    // The log is in order: what is not forced goes with the next write, and behind one under way. Of
    // two commits that a crash took, the later one might be told again first, so one at most waits.
    let forced = out.config().presumes.acknowledges(decision)
        || state.volatile.saved < state.volatile.begun
        || state.volatile.lazy && decision == Decision::Commit;
    state.volatile.lazy |= decision == Decision::Commit;
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
