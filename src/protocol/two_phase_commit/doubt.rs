//! Crashes and doubt: what a node does when it starts, what a participant in doubt does, and what
//! becomes of the decisions of a coordinator that was replaced.

use super::coordinator::{tell, told};
use super::participant::{end, looks_of};
use super::state::{Deal, Durable, Phase, Volatile, Work};
use super::task::owner_of;
use super::words::{CoordinatorLog, Heuristic, Message, OwnFact, Timer};
use super::{Out, State, one, service, work};
use crate::base::ids::NodeId;
use crate::base::time::Span;
use crate::data::commit::{Coordinator, Decision, Participant};
use crate::data::locks::Mode;
use crate::data::transactions::TxnId;
use crate::domain::bank::Bank;
use crate::sim::protocol::CommitStep;

/// A participant starts: what it has voted yes for is locked again before anybody else is served.
pub fn start_participant(state: &mut State, out: &mut Out<'_>) {
    let services = out.services();
    if state.durable.bank.is_empty() {
        let owns = |account| owner_of(account, services) == out.me();
        state.durable.bank = Bank::with_some(out.genesis(), owns);
    } else {
        // Commits that were not forced may be behind this; they come again when this node is told.
        out.rewound(state.durable.installed);
    }
    state.volatile = Volatile { session: out.draw_bits(), epoch: 1, ..Volatile::default() };
    let prepared = state.durable.prepared.clone();
    let forgets = out.mutant("promises-are-not-locked-again");
    for (&txn, record) in prepared.iter().filter(|_| !forgets) {
        for event in record.events.iter() {
            let owner = record.task.owner(txn);
            state.volatile.locks.acquire(event.account(), owner, Mode::Exclusive, record.since);
        }
        let (task, from, since) = (record.task, service::coordinator(out), record.since);
        work::promised(&task, &looks_of(state, record, out), &record.events, out);
        let work = Work { task, from, wants: Vec::new(), stands: Participant::Prepared, record: 0, since };
        state.volatile.works.insert(txn, work);
    }
    if !prepared.is_empty() {
        out.note(OwnFact::Recovered, prepared.len() as u32, 0);
        doubtful(state, out);
    }
    prepared.keys().for_each(|&txn| ask(state, txn, out));
}

/// A participant has voted yes, and its record is as safe as is set.
pub fn begins(state: &mut State, txn: TxnId, out: &mut Out<'_>) {
    let Some(work) = state.volatile.works.get(&txn) else { return };
    out.note(OwnFact::Prepared, work.task.op.0, 0);
    out.commitment(CommitStep::Yes, txn.0);
    doubtful(state, out);
    if out.mutant("locks-end-with-the-vote") {
        work::release(state, txn, out);
    }
    out.set_timer(Timer::Inquire(txn), out.config().inquire);
    if out.config().yes_binds {
        out.cancel_timer(Timer::Idle(txn));
    }
    if out.config().heuristic != Heuristic::Never {
        out.set_timer(Timer::Heuristic(txn), out.config().heuristic_after);
    }
}

fn doubtful(state: &mut State, out: &mut Out<'_>) {
    let is_doubtful = !state.durable.prepared.is_empty();
    if is_doubtful != core::mem::replace(&mut state.volatile.doubtful, is_doubtful) {
        out.note(if is_doubtful { OwnFact::InDoubt } else { OwnFact::Certain }, 0, 0);
    }
}

/// A participant knows how a transaction ended.
pub fn ends(state: &mut State, out: &mut Out<'_>) {
    doubtful(state, out);
}

/// A participant in doubt asks: the coordinator, and others that it knows of.
pub fn ask(state: &mut State, txn: TxnId, out: &mut Out<'_>) {
    let Some(record) = state.durable.prepared.get(&txn) else { return };
    out.note(OwnFact::Inquired, record.task.op.0, 0);
    out.send(service::coordinator(out), Message::Inquire { txn });
    if out.config().cooperative {
        let me = out.me();
        for &(node, session) in record.seats.iter().filter(|(node, _)| *node != me) {
            out.send(node, Message::AskPeer { txn, session });
        }
    }
    out.set_timer(Timer::Inquire(txn), out.config().inquire);
    if out.config().heuristic != Heuristic::Never && state.volatile.works.contains_key(&txn) {
        // Counted from the vote, by the own clock.
        let left = (record.since + out.config().heuristic_after).since(out.clock());
        out.set_timer(Timer::Heuristic(txn), left);
    }
}

/// Cooperative termination: another participant is in doubt. Who knows the decision says it; who has
/// not voted aborts, and then it is decided. Who is in doubt, too, cannot help.
pub fn on_ask_peer(state: &mut State, from: NodeId, txn: TxnId, session: u64, out: &mut Out<'_>) {
    if !out.config().cooperative || state.durable.prepared.contains_key(&txn) {
        if out.config().cooperative && out.mutant("who-is-in-doubt-says-abort") {
            out.send(from, Message::decide(txn, Decision::Abort, false));
        }
        return;
    }
    let known = state.durable.end_of(txn);
    let free = |work: &Work| work.stands == Participant::Working;
    let is_free = session == state.volatile.session && state.volatile.works.get(&txn).is_some_and(free);
    if known.is_none() && is_free {
        work::leave(state, txn, out);
    }
    if let Some(decision) = known.or(is_free.then_some(Decision::Abort)) {
        out.commitment(told(decision), txn.0);
        out.send(from, Message::decide(txn, decision, false));
    }
}

/// A participant asks the coordinator. What that does not remember, it presumes.
pub fn on_inquire(state: &mut State, from: NodeId, txn: TxnId, out: &mut Out<'_>) {
    match state.volatile.deals.get(&txn).map(|deal| deal.phase) {
        Some(Phase::Telling(decision)) => tell(txn, one(from), decision, true, out),
        Some(_) => {}
        // What the coordinator before this one had in memory, and what it had forgotten there, says
        // nothing until it is on the disk: a crash would bring back what is presumed to be gone.
        None if !state.volatile.open => {}
        None => {
            out.note(OwnFact::Presumed, u32::from(from.0), 0);
            let presumed = out.config().presumes.of_the_forgotten();
            let said = if out.mutant("presumes-the-other-end") { other(presumed) } else { presumed };
            tell(txn, one(from), said, false, out);
        }
    }
}

fn other(decision: Decision) -> Decision {
    if decision == Decision::Commit { Decision::Abort } else { Decision::Commit }
}

/// Heuristic decision: a participant in doubt decides by itself.
pub fn guess(state: &mut State, txn: TxnId, out: &mut Out<'_>) {
    let Some(record) = state.durable.prepared.get(&txn) else { return };
    out.note(OwnFact::Guessed, record.task.op.0, 0);
    let commits = out.config().heuristic == Heuristic::Commit;
    state.volatile.guessed.insert(txn);
    end(state, txn, if commits { Decision::Commit } else { Decision::Abort }, false, out);
}

/// A participant was told nothing for too long: before its vote it may abort. Afterwards it may not,
/// but where a yes does not bind it does.
pub fn idle(state: &mut State, txn: TxnId, out: &mut Out<'_>) {
    if let Some(record) = state.durable.prepared.get(&txn) {
        if out.config().yes_binds {
            return;
        }
        out.note(OwnFact::Alone, record.task.op.0, 0);
        state.volatile.guessed.insert(txn);
        return end(state, txn, Decision::Abort, false, out);
    }
    if let Some(work) = state.volatile.works.get(&txn).filter(|work| work.stands == Participant::Working) {
        out.note(OwnFact::GaveUp, work.task.op.0, 0);
        work::leave(state, txn, out);
    }
}

/// The coordinator starts: it goes on telling what it decided, and what it had begun and not decided
/// it aborts.
pub fn start_coordinator(state: &mut State, out: &mut Out<'_>) {
    state.durable.starts = state.durable.starts.wrapping_add(1);
    state.volatile = Volatile::default();
    out.persist();
    out.set_timer(Timer::Open, Span::ZERO);
    let log = state.durable.log.clone();
    for (&txn, record) in log.iter() {
        let decision = record.decision.unwrap_or(Decision::Abort);
        if record.decision.is_none() {
            out.commitment(CommitStep::DecidedAbort, txn.0);
        }
        let deal = Deal {
            task: None,
            op: record.op,
            home: out.me(),
            core: Coordinator { decision: Some(decision), yes: 0 },
            members: record.members,
            readers: 0,
            against: 0,
            seats: Vec::new(),
            looks: Vec::new(),
            // Who asks meanwhile has to wait: a coordinator that took the place of another one goes by
            // what that one had in memory, and it is only now put on the disk.
            phase: Phase::Saving,
            unacknowledged: record.members,
            since: out.clock(),
        };
        state.volatile.deals.insert(txn, deal);
        tell(txn, record.members, decision, true, out);
        out.set_timer(Timer::Logged(txn), Span::ZERO);
    }
    if !log.is_empty() {
        out.note(OwnFact::Resumed, log.len() as u32, 0);
    }
}

/// An operator puts a new coordinator in the place of this one.
pub fn replace(state: &mut State, out: &mut Out<'_>) {
    out.note(OwnFact::Replaced, 0, 0);
    for txn in core::mem::take(&mut state.volatile.deals).into_keys() {
        [Timer::Late(txn), Timer::Remind(txn), Timer::Logged(txn)]
            .into_iter()
            .for_each(|timer| out.cancel_timer(timer));
    }
    if out.config().coordinator_log == CoordinatorLog::Lost {
        state.durable = Durable { starts: out.draw_bits(), ..Durable::default() };
    }
    start_coordinator(state, out);
}
