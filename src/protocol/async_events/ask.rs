//! The service that was asked: it answers reads from its own database, sends commands to the owner,
//! and decides when its client is told. The four ways to answer a write, while events lag behind:
//!
//! | way | the client is told | its next read here |
//! | --- | --- | --- |
//! | optimistic | at once, what the copy lets expect | misses the write, and the owner may refuse it |
//! | wait for my version | when the copy shows it | finds it |
//! | poll | when the owner has committed | waits until the copy is as new as what the session has seen |
//! | push | when the owner has committed | finds it: the answer brought the copy up to date |

use super::config::{AnswerWhen, Commands};
use super::message::{Done, Message, Task};
use super::owner::{Local, commit, on_command, settle};
use super::state::{done, owner_of, short, version_of};
use super::{Out, OwnFact, State, Timer};
use crate::base::ids::{AccountId, NodeId};
use crate::domain::bank::{Account, decide, look};
use crate::domain::{Answer, Context, Refusal, Reply, Request};
use crate::sim::protocol::Layer;

/// What a service does for a client.
#[derive(Clone, Debug)]
pub struct Job {
    request: Request,
    stage: Stage,
    /// The version and the new balance, where the service decides on its copy.
    decided: Option<(u64, i64)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    /// A read waits for a newer copy.
    Reads,
    /// The owner was asked.
    Asked,
    /// The owner was asked, and the client has its answer.
    Told,
    /// The owner has committed; the answer waits for the copy.
    Waits(Done),
}

/// A client asks something.
pub fn begin(state: &mut State, request: Request, out: &mut Out<'_>) {
    let id = state.volatile.next;
    state.volatile.next = id.wrapping_add(1);
    out.set_timer(Timer::GiveUp(id), out.config().deadline);
    if request.call.is_read() {
        state.volatile.jobs.insert(id, Job { request, stage: Stage::Reads, decided: None });
        return read(state, id, out);
    }
    let is_mine = owner_of(request.call.account(), out.services()) == out.me();
    let mut job = Job { request, stage: Stage::Asked, decided: None };
    if !is_mine && let Err(why) = decide_here(state, &mut job, out) {
        out.cancel_timer(Timer::GiveUp(id));
        return out.reply(job.request.op, Reply::Refused(why));
    }
    state.volatile.jobs.insert(id, job);
    send(state, id, out);
}

/// What the service decides on its own copy, where it is set to: what the owner is to write, and
/// what the client is told at once.
fn decide_here(state: &State, job: &mut Job, out: &mut Out<'_>) -> Result<(), Refusal> {
    let (bank, request) = (&state.durable.books.bank, &job.request);
    let (call, account) = (request.call, request.call.account());
    let writes_back = out.config().commands != Commands::Intent && call.other().is_none();
    if !writes_back && out.config().confirm_first {
        return Ok(());
    }
    let events = decide(bank, &call)?;
    let before = done(bank, account);
    let change: i64 =
        events.as_slice().iter().filter(|it| it.account() == account).map(|it| it.change()).sum();
    if writes_back && bank.balance(account).is_some() {
        out.observed(Layer::State, request.op, account, before.version);
        job.decided = Some((before.version, before.balance + change));
    }
    if !out.config().confirm_first {
        out.observed(Layer::State, request.op, account, before.version);
        let context = Context::at(account.0, before.version + 1);
        out.reply(request.op, Reply::done(before.balance + change, context));
        job.stage = Stage::Told;
    }
    Ok(())
}

/// Sends the command to the owner, for the first time or again.
pub fn send(state: &mut State, id: u64, out: &mut Out<'_>) {
    let Some(job) = state.volatile.jobs.get(&id) else { return };
    let &Request { op, command, call, .. } = &job.request;
    let task = Task { job: id, op, command, call, decided: job.decided };
    let owner = owner_of(call.account(), out.services());
    if owner == out.me() {
        return on_command(state, owner, task, out);
    }
    out.send(owner, Message::Command(task));
    out.set_timer(Timer::AskAgain(id), out.config().resend);
}

/// Nothing was heard of a command for a while.
pub fn again(state: &mut State, id: u64, out: &mut Out<'_>) {
    if let Some(Job { request, stage: Stage::Asked | Stage::Told, .. }) = state.volatile.jobs.get(&id) {
        let account = request.call.account();
        out.note(OwnFact::AskedAgain, u32::from(owner_of(account, out.services()).0), account.0);
        send(state, id, out);
    }
}

/// The owner has decided.
pub fn outcome(state: &mut State, id: u64, found: Result<Done, Refusal>, out: &mut Out<'_>) {
    let Some(job) = state.volatile.jobs.get(&id) else { return };
    let (stage, account) = (job.stage, job.request.call.account());
    match (stage, found) {
        (Stage::Reads | Stage::Waits(_), _) => {}
        (Stage::Told, found) => {
            if found.is_err() {
                out.note(OwnFact::Overruled, job.request.op.0, 0);
            }
            end(state, id, None, out);
        }
        (Stage::Asked, Err(why)) => end(state, id, Some(Reply::Refused(why)), out),
        (Stage::Asked, Ok(found)) => {
            if out.config().answer == AnswerWhen::Push {
                adopt(state, id, account, found, out);
            }
            let bank = &state.durable.books.bank;
            let waits = matches!(out.config().answer, AnswerWhen::Wait | AnswerWhen::Push);
            if waits && version_of(bank, account) < found.version {
                if let Some(job) = state.volatile.jobs.get_mut(&id) {
                    job.stage = Stage::Waits(found);
                }
                return out.cancel_timer(Timer::AskAgain(id));
            }
            end(state, id, Some(told(account, found)), out);
        }
    }
}

/// Push: the owner's answer brings the copy up to date, where it is the very next version. Otherwise
/// events are on their way that must not be passed over.
fn adopt(state: &mut State, id: u64, account: AccountId, found: Done, out: &mut Out<'_>) {
    let Some(command) = state.volatile.jobs.get(&id).map(|job| job.request.command) else { return };
    if version_of(&state.durable.books.bank, account) + 1 != found.version {
        return;
    }
    let mut local = Local::begin(state);
    let Done { version, balance } = found;
    state.durable.books.bank.change(account, |it| *it = Account { open: true, balance, version });
    local.installed.push((command, account, version));
    commit(state, local, out);
}

/// Copies are newer than before: answers that waited for them are given.
pub fn release(state: &mut State, out: &mut Out<'_>) {
    if !matches!(out.config().answer, AnswerWhen::Wait | AnswerWhen::Push) {
        return;
    }
    let bank = &state.durable.books.bank;
    let ready = state.volatile.jobs.iter().filter_map(|(&id, job)| {
        let Stage::Waits(found) = job.stage else { return None };
        let account = job.request.call.account();
        (version_of(bank, account) >= found.version).then_some((id, told(account, found)))
    });
    for (id, reply) in ready.collect::<Vec<_>>() {
        end(state, id, Some(reply), out);
    }
}

/// Looks at the service's own database: its accounts, and its copies of the others.
pub fn read(state: &mut State, id: u64, out: &mut Out<'_>) {
    let Some(job) = state.volatile.jobs.get(&id) else { return };
    let (&Request { op, call, .. }, bank) = (&job.request, &state.durable.books.bank);
    let is_old = |account: AccountId| version_of(bank, account) < job.request.context.of(account.0);
    if out.config().answer == AnswerWhen::Poll && call.accounts().any(is_old) {
        return out.set_timer(Timer::Look(id), out.config().poll);
    }
    settle(state, out);
    let bank = &state.durable.books.bank;
    call.accounts().for_each(|account| out.observed(Layer::State, op, account, version_of(bank, account)));
    let reply = match look(bank, &call) {
        Err(why) => Reply::Refused(why),
        Ok(answer) => {
            let context = call.accounts().map(|account| (account.0, version_of(bank, account))).collect();
            Reply::Done { answer, context }
        }
    };
    end(state, id, Some(reply), out);
}

/// The deadline of an operation has passed.
pub fn give_up(state: &mut State, id: u64, out: &mut Out<'_>) {
    let Some(job) = state.volatile.jobs.get(&id) else { return };
    let reply = match job.stage {
        Stage::Reads => Some(Reply::Refused(Refusal::Unreachable)),
        Stage::Waits(found) => Some(told(job.request.call.account(), found)),
        Stage::Told => None,
        Stage::Asked => {
            out.note(OwnFact::GaveUp, job.request.op.0, 0);
            Some(Reply::Unknown)
        }
    };
    end(state, id, reply, out);
}

fn end(state: &mut State, id: u64, reply: Option<Reply>, out: &mut Out<'_>) {
    let Some(job) = state.volatile.jobs.remove(&id) else { return };
    [Timer::GiveUp(id), Timer::AskAgain(id), Timer::Look(id)].into_iter().for_each(|it| out.cancel_timer(it));
    if let Some(reply) = reply {
        out.reply(job.request.op, reply);
    }
}

fn told(account: AccountId, found: Done) -> Reply {
    Reply::Done { answer: Answer::Balance(found.balance), context: Context::at(account.0, found.version) }
}

/// The owner tells whoever asked what came of a command, once it is on disk.
pub fn tell(state: &mut State, to: NodeId, task: &Task, found: Result<Done, Refusal>, out: &mut Out<'_>) {
    if let Ok(done) = found {
        out.observed(Layer::State, task.op, task.call.account(), done.version);
    }
    if to == out.me() {
        outcome(state, task.job, found, out);
    } else {
        out.send(to, Message::Outcome { job: task.job, found });
    }
}

/// A command that was carried out before is answered as before.
pub fn repeat(state: &mut State, to: NodeId, task: &Task, found: Result<Done, Refusal>, out: &mut Out<'_>) {
    settle(state, out);
    out.note(OwnFact::Known, task.call.account().0, found.map_or(0, |done| short(done.version)));
    tell(state, to, task, found, out);
}
