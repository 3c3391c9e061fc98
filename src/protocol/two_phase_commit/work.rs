//! What a participant does before it votes: it locks what the transaction needs, says what it sees,
//! and carries out alone what nobody else takes part in. Two-phase locking: a lock is released only
//! after the last one was got, because nobody votes before all have theirs.

use super::service;
use super::state::{Look, Work};
use super::task::{Task, owner_of};
use super::words::{Deadlock, Message, OwnFact, Timer};
use super::{Out, State};
use crate::base::ids::{AccountId, NodeId};
use crate::base::time::Span;
use crate::data::commit::Participant;
use crate::data::locks::Mode;
use crate::data::transactions::TxnId;
use crate::domain::{Event, Refusal};
use crate::sim::protocol::{CommitStep, Layer};
use std::rc::Rc;

/// A transaction begins here.
pub fn join(state: &mut State, from: NodeId, txn: TxnId, task: Task, out: &mut Out<'_>) {
    let is_over = state.volatile.left.get(txn.0).is_some() || state.durable.end_of(txn).is_some();
    if is_over {
        return;
    }
    if let Some(work) = state.volatile.works.get(&txn) {
        let is_ready = work.wants.is_empty() && work.stands == Participant::Working;
        if is_ready {
            ready(state, txn, out);
        }
        return;
    }
    let mut wants = task.locks(out.me(), out.services());
    if out.mutant("reads-do-not-lock") {
        wants.retain(|(_, mode)| *mode == Mode::Exclusive);
    }
    let (stands, since) = (Participant::Working, out.clock());
    let work = Work { task, from, wants, stands, record: 0, since };
    state.volatile.works.insert(txn, work);
    out.commitment(CommitStep::Joined, txn.0);
    if from != out.me() {
        out.set_timer(Timer::Idle(txn), out.config().idle_timeout);
    }
    lock(state, txn, out);
}

/// Takes the locks that a transaction still wants, as far as they are to be had.
fn lock(state: &mut State, txn: TxnId, out: &mut Out<'_>) {
    let Some(work) = state.volatile.works.get_mut(&txn) else { return };
    let (op, owner) = (work.task.op, work.task.owner(txn));
    while let Some(&(key, mode)) = work.wants.first() {
        if state.volatile.locks.acquire(key, owner, mode, out.clock()) {
            work.wants.remove(0);
            continue;
        }
        // An older one never waits behind a younger one that waits for it, so there is no cycle.
        let is_young = || state.volatile.locks.waits_for(owner).iter().any(|other| *other < owner);
        if out.config().deadlock == Deadlock::WaitDie && is_young() {
            return die(state, txn, OwnFact::Died, out);
        }
        out.note(OwnFact::Waits, op.0, key.0);
        if out.config().deadlock == Deadlock::Timeout {
            out.set_timer(Timer::Lock(txn), out.config().lock_timeout);
        }
        return;
    }
    ready(state, txn, out);
}

/// A transaction has its locks here.
fn ready(state: &mut State, txn: TxnId, out: &mut Out<'_>) {
    let Some(work) = state.volatile.works.get(&txn) else { return };
    let (from, task) = (work.from, work.task);
    if from == out.me() {
        return carry_out_alone(state, from, txn, out);
    }
    let looks = match repeated(state, &task, out) {
        Some(look) => (Rc::from([look]), true),
        None => (task.looks(out.me(), out.services(), &state.durable.bank, &[]), false),
    };
    out.send(
        from,
        Message::Found { txn, session: state.volatile.session, looks: Some(looks.0), known: looks.1 },
    );
}

/// What was answered to the command of a task, if it was carried out before. The owner of the
/// account that it is about knows.
fn repeated(state: &State, task: &Task, out: &mut Out<'_>) -> Option<Look> {
    let is_mine = owner_of(task.call.account(), out.services()) == out.me();
    let place = state.durable.commands.get(task.command.0).filter(|_| is_mine && !task.call.is_read())?;
    out.note(OwnFact::Repeated, task.op.0, 0);
    // What it rests on by now is only what was made then.
    state.durable.answer_at(place).map(|it| Look { before: it.version, ..it })
}

/// A transaction is aborted here because another one is in its way.
pub fn die(state: &mut State, txn: TxnId, why: OwnFact, out: &mut Out<'_>) {
    let Some(work) = state.volatile.works.get(&txn) else { return };
    let (from, op) = (work.from, work.task.op);
    out.note(why, op.0, 0);
    leave(state, txn, out);
    if from == out.me() {
        return service::on_again(state, txn, Some(Refusal::Conflict), out);
    }
    out.send(from, Message::Found { txn, session: state.volatile.session, looks: None, known: false });
}

/// A transaction ends without effect at a participant that has not voted.
pub fn leave(state: &mut State, txn: TxnId, out: &mut Out<'_>) {
    if state.volatile.works.get_mut(&txn).is_some_and(|work| work.stands.refuse()) {
        out.commitment(CommitStep::Aborted, txn.0);
        release(state, txn, out);
    }
}

/// A transaction is over at this participant: its locks are free, and whoever waited goes on.
pub fn release(state: &mut State, txn: TxnId, out: &mut Out<'_>) {
    let Some(work) = state.volatile.works.remove(&txn) else { return };
    state.volatile.left.set(txn.0, 1);
    [Timer::Idle(txn), Timer::Lock(txn), Timer::Inquire(txn), Timer::Heuristic(txn)]
        .into_iter()
        .for_each(|timer| out.cancel_timer(timer));
    let granted = state.volatile.locks.release(work.task.owner(txn), out.clock());
    for (_, txn) in granted {
        let Some(work) = state.volatile.works.get(&txn) else { continue };
        out.note(OwnFact::Granted, work.task.op.0, 0);
        out.cancel_timer(Timer::Lock(txn));
        lock(state, txn, out);
    }
}

/// One-phase optimization: the only participant decides, and its record is the decision.
pub fn carry_out_alone(state: &mut State, from: NodeId, txn: TxnId, out: &mut Out<'_>) {
    let Some(work) = state.volatile.works.get(&txn) else { return };
    let (task, op) = (work.task, work.task.op);
    if let Some(look) = repeated(state, &task, out) {
        leave(state, txn, out);
        return finished(state, from, txn, Rc::from([look]), None, out);
    }
    let events = task.events(out.me(), out.services(), &state.durable.bank);
    let looks =
        task.looks(out.me(), out.services(), &state.durable.bank, events.as_deref().unwrap_or_default());
    match events {
        Err(why) => {
            leave(state, txn, out);
            finished(state, from, txn, looks, Some(why), out);
        }
        // Nothing of it has to be on a disk: who has only read is out.
        Ok(events) if events.is_empty() => {
            out.commitment(CommitStep::ReadOnly, txn.0);
            release(state, txn, out);
            finished(state, from, txn, looks, None, out);
        }
        Ok(events) => {
            apply(state, txn, &task, &looks, &events, out);
            // Nobody else sees it before it is on the disk.
            let nth = force(state, out);
            state.volatile.held.insert(nth, txn);
            looked(&task, &looks, out);
            installed(&task, &looks, &events, out);
            out.note(OwnFact::Committed, op.0, 0);
            out.commitment(CommitStep::Committed, txn.0);
            finished(state, from, txn, looks, None, out);
            if let Some(work) = state.volatile.works.get_mut(&txn) {
                work.stands = Participant::Committed;
            }
            out.cancel_timer(Timer::Idle(txn));
        }
    }
}

fn finished(
    state: &mut State,
    from: NodeId,
    txn: TxnId,
    looks: Rc<[Look]>,
    refused: Option<Refusal>,
    out: &mut Out<'_>,
) {
    if from == out.me() {
        return service::on_answer(state, txn, &looks, refused, out);
    }
    out.send(from, Message::Finished { txn, looks, refused });
}

/// What a transaction does to the accounts of this node, with what is remembered of it.
pub fn apply(state: &mut State, txn: TxnId, task: &Task, looks: &[Look], events: &[Event], out: &Out<'_>) {
    let durable = &mut state.durable;
    durable.bank.evolve_all(events);
    durable.installed += events.len() as u32;
    let answer = looks.iter().find(|look| look.key == task.call.account()).or(looks.first());
    if let Some(&answer) = answer {
        durable.answers.push(answer);
    }
    let place = durable.answers.len() as u32;
    durable.ended.set(txn.0, place);
    if !out.mutant("commands-are-not-remembered") {
        durable.commands.set(task.command.0, place);
    }
}

/// Tells the judges what a write rests on, now that it is on the disk.
pub fn looked(task: &Task, looks: &[Look], out: &mut Out<'_>) {
    let rests_on = |look: &&Look| !task.call.is_read() && task.call.decided_on().any(|key| key == look.key);
    for look in looks.iter().filter(rests_on) {
        out.observed(Layer::State, task.op, look.key, look.before);
    }
}

/// Tells the judges what this node will hold if the transaction commits: its service may answer as
/// soon as that is decided, before the decision is known here.
pub fn promised(task: &Task, looks: &[Look], events: &[Event], out: &mut Out<'_>) {
    for (key, version) in written(looks, events) {
        out.wrote(task.op, task.command, key, version);
    }
}

/// Tells the judges what this node holds from here on.
pub fn installed(task: &Task, looks: &[Look], events: &[Event], out: &mut Out<'_>) {
    for (key, version) in written(looks, events) {
        // Which of two clicks on one command it was, no chain of causes tells.
        out.wrote(task.op, task.command, key, version);
        out.installed(Layer::State, task.command, key, version);
    }
}

/// The versions that a transaction makes.
fn written<'a>(looks: &'a [Look], events: &'a [Event]) -> impl Iterator<Item = (AccountId, u64)> + 'a {
    looks.iter().flat_map(|look| {
        let count = events.iter().filter(|event| event.account() == look.key).count() as u64;
        (look.version - count + 1..=look.version).map(|version| (look.key, version))
    })
}

/// Puts what this node has written on its disk before whatever is asked for afterwards; says which
/// write that is.
pub fn force(state: &mut State, out: &mut Out<'_>) -> u64 {
    state.volatile.begun += 1;
    state.volatile.lazy = false;
    out.persist();
    out.set_timer(Timer::Saved(state.volatile.begun), Span::ZERO);
    state.volatile.begun
}

/// A write is on the disk.
pub fn saved(state: &mut State, nth: u64, out: &mut Out<'_>) {
    state.volatile.saved = state.volatile.saved.max(nth);
    if let Some(txn) = state.volatile.held.remove(&nth) {
        release(state, txn, out);
    }
}

/// The coordinator says that nobody else takes part.
pub fn on_one_phase(state: &mut State, from: NodeId, txn: TxnId, session: u64, out: &mut Out<'_>) {
    if let Some(place) = state.durable.ended.get(txn.0) {
        // It was done before, and is perhaps still on its way to the disk.
        out.wait_for_disk();
        let looks = state.durable.answer_at(place).into_iter().collect();
        return out.send(from, Message::Finished { txn, looks, refused: None });
    }
    let is_here = state.volatile.works.get(&txn).is_some_and(|work| work.stands == Participant::Working);
    if is_here && session == state.volatile.session {
        return carry_out_alone(state, from, txn, out);
    }
    // A read that is over, or locks that were lost in a crash: nothing has happened.
    let refused = Some(Refusal::Unreachable);
    out.send(from, Message::Finished { txn, looks: Rc::from([]), refused });
}
