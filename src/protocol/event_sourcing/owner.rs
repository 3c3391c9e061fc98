//! The owner of a stream: it checks the version that a decision was made on, appends, makes it
//! durable and tells everybody.

use super::beside::reports::is_timed;
use super::config::{Events, Publish};
use super::idempotency::{done, known, refuse_for_good};
use super::message::{Append, Message};
use super::opening;
use super::publish;
use super::state::{NOBODY, News, Out, State, short};
use super::transfer;
use super::{OwnFact, Timer};
use crate::base::ids::{AccountId, CommandId, NodeId, OpId};
use crate::base::time::Span;
use crate::data::event_log::{Appended, Expected, WrongExpectedVersion};
use crate::data::upcast::{self, Raw, truth};
use crate::domain::bank::Bank;
use crate::domain::{Amount, Event, Refusal, Reply};
use crate::sim::protocol::Layer;

/// How many newer events a refusal carries.
const MOST_NEWER: u64 = 64;
/// How long after the commit a service without an outbox gets round to publishing.
const PUBLISH_LATER: Span = Span::from_ms(5);
/// Somebody decided something about a stream of this service.
pub fn on_append(state: &mut State, from: NodeId, append: &Append, out: &mut Out<'_>) {
    let Append { op, id, command, account, expected, decision, last } = *append;
    let gainer = if let Ok(Event::TransferSent { to, .. }) = decision { Some(to) } else { None };
    if is_locked(state, account, out) || gainer.is_some_and(|gainer| is_locked(state, gainer, out)) {
        return;
    }
    if let Some(known) = known(state, id, out) {
        out.wait_for_disk();
        answer(out, from, (op, account), known);
        return;
    }
    if state.durable.is_erased(account) {
        refuse_for_good(state, id, Refusal::Erased, out);
        answer(out, from, (op, account), Reply::Refused(Refusal::Erased));
        return;
    }
    let behind = |expected: u64| expected + 1 == state.durable.store.len_of(account);
    let expected = match expected {
        Some(version) if behind(version) && out.mutant("version-check-is-off-by-one") => Some(version + 1),
        expected => expected,
    };
    let version = expected.map_or(Expected::Any, Expected::version);
    opening::saw(Layer::Log, op, account, newest(state, account), out);
    let outcome = match decision {
        Ok(event) => carry_out(state, version, (id, command), &event, out),
        Err(why) => state.durable.store.append(account, version, &[]).map(|_| {
            refuse_for_good(state, id, why, out);
            Reply::Refused(why)
        }),
    };
    match outcome {
        Ok(reply) => answer(out, from, (op, account), reply),
        Err(WrongExpectedVersion { found, .. }) => {
            let expected = expected.unwrap_or(0);
            out.note(OwnFact::Conflict, short(expected), short(found));
            if last {
                refuse_for_good(state, id, Refusal::Conflict, out);
                answer(out, from, (op, account), Reply::Refused(Refusal::Conflict));
            } else if op != NOBODY {
                let newer = News {
                    stream: state.durable.store.view(account, expected.saturating_add(MOST_NEWER)),
                    from: expected,
                };
                settle(state, out);
                out.send(from, Message::Conflict { op, found, newer });
            }
        }
    }
}

/// The last event of a stream of this service that anybody can read, by the version that it made:
/// what the aggregate shows. What nobody can read takes a place behind it and is seen by nobody.
pub fn newest(state: &State, account: AccountId) -> u64 {
    let store = &state.durable.store;
    let is_read = |version: &u64| {
        store.stream(account, version - 1..*version).next().is_some_and(|line| truth(&line.event).is_some())
    };
    (1..=store.len_of(account)).rev().find(is_read).unwrap_or(0)
}

/// Somebody wants to read where it is newest.
pub fn on_ask(state: &mut State, from: NodeId, op: OpId, account: AccountId, out: &mut Out<'_>) {
    if is_locked(state, account, out) {
        return;
    }
    let found = holds(state, &state.volatile.aggregates, account);
    settle(state, out);
    opening::saw(Layer::Log, op, account, newest(state, account), out);
    out.send(from, Message::Answer { op, account, found });
}

/// The version and the balance that an account has in a state of this service: its aggregates are
/// the truth, its projection may be behind.
///
/// # Errors
/// Says why there is none.
pub fn holds(state: &State, bank: &Bank, account: AccountId) -> Result<(u64, Amount), Refusal> {
    match bank.account(account).filter(|account| account.open) {
        _ if state.durable.is_erased(account) => Err(Refusal::Erased),
        Some(it) => Ok((it.version, it.balance)),
        None => Err(Refusal::NoAccount),
    }
}

/// Appends an event that was decided on, with all that follows from it in this database, and tells
/// peers. Effects that are asked for afterwards wait for the disk.
///
/// # Errors
/// Says what version the stream has, if it is not the one that was decided on.
pub fn carry_out(
    state: &mut State,
    expected: Expected,
    (id, command): (u64, CommandId),
    event: &Event,
    out: &mut Out<'_>,
) -> Result<Reply, WrongExpectedVersion> {
    let (account, first) = (event.account(), state.durable.store.len());
    let appended = append(state, expected, id, encode(event, command, state, out), out)?;
    if appended.idempotent {
        settle(state, out);
        return Ok(done(state, account, appended.first + 1));
    }
    if let Event::Compensated { undoes, .. } = *event {
        out.note(OwnFact::Compensated, short(undoes), short(appended.next));
    }
    let deliver = transfer::begin(state, first, out);
    commit(state, first, out);
    if let Some((to, message)) = deliver {
        out.send(to, message);
    }
    Ok(done(state, account, appended.next))
}

/// An event as this service stores it.
pub fn encode(event: &Event, command: CommandId, state: &State, out: &Out<'_>) -> Raw {
    let raw = upcast::write(event, state.volatile.code).because_of(command);
    let raw = if out.config().events == Events::Updated { raw.without_intent() } else { raw };
    if is_timed(out.config()) { raw.stored_at(short(out.clock().0 / 1_000)) } else { raw }
}

/// Appends a stored event to a stream of this service, and folds it into the aggregate at once.
/// Durable only after [`commit`].
///
/// # Errors
/// As the event store says.
pub fn append(
    state: &mut State,
    expected: Expected,
    id: u64,
    raw: Raw,
    out: &mut Out<'_>,
) -> Result<Appended, WrongExpectedVersion> {
    let appended = state.durable.store.append(raw.account, expected, &[(id, raw)])?;
    if !appended.idempotent
        && let Some(&line) = state.durable.store.at(state.durable.store.len() - 1)
    {
        let event = truth(&raw);
        match event {
            Some(event) => state.volatile.aggregates.evolve(&event),
            None => state.volatile.aggregates.change(raw.account, |account| account.version += 1),
        }
        state.durable.feed.push(line);
        // What nobody can read takes a place, and is no write that anybody could be shown.
        if event.is_some() {
            out.installed(Layer::Log, raw.command, raw.account, line.version());
        }
    }
    Ok(appended)
}

/// Makes everything from a position on durable, and tells peers of it: the order of the two is the
/// whole question.
pub fn commit(state: &mut State, first: u64, out: &mut Out<'_>) {
    let new = first..state.durable.store.len();
    if out.config().publish == Publish::BeforeCommit {
        new.clone().for_each(|position| publish::tell(state, position, out));
    }
    if !out.mutant("acknowledges-before-saved") {
        out.persist();
    }
    match out.config().publish {
        Publish::Outbox => new.for_each(|position| publish::tell(state, position, out)),
        Publish::AfterCommit => {
            new.for_each(|position| out.set_timer(Timer::Publish(position), PUBLISH_LATER))
        }
        Publish::BeforeCommit => {}
    }
    saved(state, out);
    publish::watch(state, out);
}

/// Asks, after a persist, to be told that the feed is on disk as far as it goes now.
pub fn saved(state: &State, out: &mut Out<'_>) {
    out.set_timer(Timer::Saved(state.durable.feed.len()), Span::ZERO);
}

/// Effects that are asked for afterwards wait until all that this service knows is on disk: nobody
/// may be told what a crash could take back. It is on its way there: to write it once more for
/// everybody who asks would keep a slow disk busy for ever while clients ask again (Bronson et al.,
/// "Metastable Failures in Distributed Systems", HotOS 2021).
pub fn settle(state: &State, out: &mut Out<'_>) {
    if state.volatile.saved < state.durable.feed.len() {
        out.wait_for_disk();
    }
}

/// Whether this code cannot read the account's stream; then nothing can be decided about it, and
/// who asks gets no answer.
pub fn is_locked(state: &State, account: AccountId, out: &mut Out<'_>) -> bool {
    let locked = state.volatile.locked.contains(&account);
    if locked {
        out.note(OwnFact::Stuck, short(state.durable.store.len_of(account)), account.0);
    }
    locked
}

/// An answer to a write rests on the version that the write made.
pub fn rests_on(op: OpId, account: AccountId, reply: &Reply, out: &mut Out<'_>) {
    if let Reply::Done { context, .. } = reply {
        opening::saw(Layer::Log, op, account, context.newest(), out);
    }
}

fn answer(out: &mut Out<'_>, to: NodeId, (op, account): (OpId, AccountId), reply: Reply) {
    if op != NOBODY {
        rests_on(op, account, &reply, out);
        out.send(
            to,
            match reply {
                Reply::Done { ref context, .. } => Message::Appended {
                    op,
                    version: context.newest(),
                    balance: reply.balance().unwrap_or_default(),
                },
                Reply::Refused(why) => Message::Refused { op, why },
                Reply::Unknown => unreachable!("an owner knows what it did"),
            },
        );
    }
}
