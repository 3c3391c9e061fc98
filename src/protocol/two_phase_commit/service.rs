//! What a service does for its clients: it has a transaction carried out for each operation, by the
//! coordinator or, if it owns everything itself, alone; and begins anew what was aborted because of
//! others.

use super::state::Look;
use super::task::{Task, owner_of};
use super::words::{Message, OwnFact, Timer};
use super::{Out, State, work};
use crate::base::ids::{NodeId, OpId};
use crate::base::time::Span;
use crate::data::transactions::TxnId;
use crate::domain::bank::MOST;
use crate::domain::{Answer, Call, Refusal, Reply, Request};
use crate::sim::protocol::Layer;

/// No account has a number above this, so that a slip of the finger costs no memory.
const MOST_ACCOUNTS: u32 = 1 << 20;

/// An operation that a service has carried out, in one transaction after the other until one of them
/// comes to an end of its own.
#[derive(Clone, Debug)]
pub struct Job {
    pub task: Task,
    /// The transaction that is under way; nothing during the pause before the next one.
    pub txn: Option<TxnId>,
    /// The start of the coordinator for which it was begun: another one must not begin it again.
    pub epoch: u64,
    /// Whether anybody else was ever asked, so that it may have happened.
    pub submitted: bool,
    /// Whether a transaction was begun for it of which the coordinator does not know any more what
    /// came of it.
    pub lost: bool,
    pub tries: u32,
}

/// What is no operation of the bank, whatever the accounts hold.
fn is_sound(call: &Call) -> bool {
    match *call {
        Call::Transfer { amount, .. } | Call::WithdrawJointly { amount, .. } => {
            (1..=MOST).contains(&amount) && call.other() != Some(call.account())
        }
        _ => true,
    }
}

/// The coordinator: the part beside the services.
pub fn coordinator(out: &Out<'_>) -> NodeId {
    out.parts().next().expect("the cast has a coordinator")
}

pub fn on_request(state: &mut State, request: Request, out: &mut Out<'_>) {
    let Request { op, command, call, .. } = request;
    if call.accounts().any(|account| account.0 >= MOST_ACCOUNTS) {
        return out.reply(op, Reply::Refused(Refusal::NoAccount));
    }
    if !is_sound(&call) {
        return out.reply(op, Reply::Refused(Refusal::OutOfRange));
    }
    // A client that asks again while its operation is being carried out is answered when that ends.
    if state.volatile.jobs.contains_key(&op) {
        return;
    }
    let task = Task { op, command, age: out.clock().0, call };
    state
        .volatile
        .jobs
        .insert(op, Job { task, txn: None, epoch: 0, submitted: false, lost: false, tries: 0 });
    out.set_timer(Timer::GiveUp(op), out.config().deadline);
    begin(state, op, out);
}

/// Begins a transaction for an operation.
pub fn begin(state: &mut State, op: OpId, out: &mut Out<'_>) {
    let (me, services) = (out.me(), out.services());
    let Some(job) = state.volatile.jobs.get_mut(&op) else { return };
    let (txn, task) = (TxnId(out.draw_bits()), job.task);
    (job.txn, job.epoch) = (Some(txn), state.volatile.epoch);
    let is_local = out.config().one_phase && task.call.accounts().all(|it| owner_of(it, services) == me);
    job.submitted |= !is_local;
    state.volatile.of_txn.insert(txn, op);
    if is_local {
        return work::join(state, me, txn, task, out);
    }
    submit(state, op, out);
}

/// Asks the coordinator, perhaps not for the first time.
pub fn submit(state: &mut State, op: OpId, out: &mut Out<'_>) {
    let Some(job) = state.volatile.jobs.get(&op).filter(|job| job.submitted) else { return };
    let Some(txn) = job.txn else { return };
    out.send(coordinator(out), Message::Submit { txn, epoch: job.epoch, task: job.task });
    out.set_timer(Timer::Resubmit(op), out.config().resend);
}

/// A transaction is over for good: the client is told what came of it.
pub fn on_answer(state: &mut State, txn: TxnId, looks: &[Look], refused: Option<Refusal>, out: &mut Out<'_>) {
    let Some(op) = state.volatile.of_txn.get(&txn).copied() else { return };
    let Some(Job { task, .. }) = end(state, op, out) else { return };
    let call = task.call;
    // The versions that the answer rests on. What it wrote over, participants have told.
    for look in looks {
        let only_covers = look.before == look.version && look.key != call.account();
        if refused.is_some() {
            continue;
        }
        if call.is_read() || only_covers {
            out.observed(Layer::State, op, look.key, look.before);
        } else if look.key == call.account() {
            out.observed(Layer::State, op, look.key, look.version);
        }
    }
    let balance = |key| looks.iter().find(|look| look.key == key).map_or(0, |look| look.balance);
    let reply = match refused {
        Some(why) => Reply::Refused(why),
        None => {
            let answer = match call {
                Call::Audit { accounts } => Answer::Balances(accounts.iter().map(balance).collect()),
                _ => Answer::Balance(balance(call.account())),
            };
            Reply::Done { answer, context: looks.iter().map(|look| (look.key.0, look.version)).collect() }
        }
    };
    out.reply(op, reply);
}

/// A transaction did not happen and never will, or, where no reason is given, it is over and the
/// coordinator has forgotten how: begin anew, unless others were in the way too often. A command that
/// was carried out is recognized then.
pub fn on_again(state: &mut State, txn: TxnId, why: Option<Refusal>, out: &mut Out<'_>) {
    let Some(op) = state.volatile.of_txn.remove(&txn) else { return };
    out.cancel_timer(Timer::Resubmit(op));
    let Some(job) = state.volatile.jobs.get_mut(&op) else { return };
    job.txn = None;
    let Some(why) = why else {
        job.lost = true;
        return begin(state, op, out);
    };
    if job.tries >= out.config().retries {
        let reply = if job.lost { Reply::Unknown } else { Reply::Refused(why) };
        if job.lost {
            out.note(OwnFact::Unknown, op.0, 0);
        }
        end(state, op, out);
        return out.reply(op, reply);
    }
    job.tries += 1;
    out.note(OwnFact::Retried, op.0, job.tries);
    let pause = Span(out.draw(out.config().retry_after.0) + 1);
    out.set_timer(Timer::Again(op), pause);
}

/// The deadline of an operation has passed. Only who never asked anybody else, and has not carried
/// it out itself, knows that it did not happen.
pub fn give_up(state: &mut State, op: OpId, out: &mut Out<'_>) {
    let Some(job) = state.volatile.jobs.get(&op) else { return };
    let (submitted, txn) = (job.submitted, job.txn);
    if let (false, Some(txn)) = (submitted, txn) {
        work::leave(state, txn, out);
    }
    end(state, op, out);
    if submitted {
        out.note(OwnFact::Unknown, op.0, 0);
    }
    out.reply(op, if submitted { Reply::Unknown } else { Reply::Refused(Refusal::Unreachable) });
}

fn end(state: &mut State, op: OpId, out: &mut Out<'_>) -> Option<Job> {
    let job = state.volatile.jobs.remove(&op)?;
    if let Some(txn) = job.txn {
        state.volatile.of_txn.remove(&txn);
    }
    [Timer::Resubmit(op), Timer::Again(op), Timer::GiveUp(op)]
        .into_iter()
        .for_each(|timer| out.cancel_timer(timer));
    Some(job)
}
