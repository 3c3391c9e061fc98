//! A client asks: a read is answered from the projection, a command is decided on it and proposed
//! to the owner of the account.

use super::OwnFact;
use super::config::ReadFrom;
use super::message::{Append, Message};
use super::state::{NOBODY, News, Out, Pending, State, arrival_id, short};
use super::{idempotency, opening, owner, past};
use crate::base::chance::mix;
use crate::base::ids::{AccountId, CommandId, OpId};
use crate::data::event_log::Expected;
use crate::data::upcast::Unreadable;
use crate::domain::bank::{Bank, decide};
use crate::domain::{Amount, Answer, Call, Context, Event, Refusal, Reply, Request};
use crate::sim::protocol::Layer;

/// No account has a number above this, so that a slip of the finger costs no memory.
const MOST_ACCOUNTS: u32 = 1 << 20;
/// How many proposals are remembered. A proposal is forgotten when it is answered; one that never
/// is must not stay for ever.
const MOST_PENDING: usize = 1024;

/// A client asks something of this service.
pub fn on_request(state: &mut State, request: &Request, out: &mut Out<'_>) {
    let call = request.call;
    if call.accounts().any(|account| account.0 >= MOST_ACCOUNTS) {
        out.reply(request.op, Reply::Refused(Refusal::NoAccount));
    } else if call.is_read() {
        read(state, request, out);
    } else if state.volatile.past.is_some() && out.config().past_refuses {
        out.reply(request.op, Reply::Refused(Refusal::InThePast));
    } else if state.volatile.owner(call.account()) == out.me() {
        command(state, request, out);
    } else {
        let id = event_id(request, out);
        let pending = Pending {
            request: request.clone(),
            id,
            tries: 0,
            expected: None,
            decision: Err(Refusal::Conflict),
            newer: Vec::new(),
        };
        propose(state, pending, u64::MAX, out);
    }
}

/// A read that is put together from several owners.
#[derive(Clone, Debug)]
pub struct Gathering {
    pub call: Call,
    /// The version and the balance of each account that was named, as far as they are known.
    pub found: Vec<Option<(u64, Amount)>>,
}

/// Answers from the projection, or asks the owners of what the projection has too little of.
/// Several accounts are not read as of one moment then: no service knows what another one holds
/// right now.
fn read(state: &mut State, request: &Request, out: &mut Out<'_>) {
    let mut gathering = Gathering { call: request.call, found: Vec::new() };
    let mut asked = Vec::new();
    for account in request.call.accounts() {
        let from_owner = match out.config().read_from {
            _ if state.volatile.past.is_some() => false,
            ReadFrom::Local => false,
            ReadFrom::AtLeastSeen => {
                state.volatile.shows(account).is_none_or(|version| version < request.context.of(account.0))
            }
            ReadFrom::Owner => true,
        };
        let owner = state.volatile.owner(account);
        let found = match from_owner {
            false if let Some(past) = &state.volatile.past => {
                let version = past.account(account).map_or(0, |account| account.version);
                opening::saw(Layer::State, request.op, account, version, out);
                owner::holds(state, past, account)
            }
            false => {
                opening::saw(
                    Layer::State,
                    request.op,
                    account,
                    state.volatile.projection.shown(account),
                    out,
                );
                owner::holds(state, &state.volatile.projection.bank, account)
            }
            true if owner == out.me() => {
                if owner::is_locked(state, account, out) {
                    return;
                }
                owner::settle(state, out);
                opening::saw(Layer::Log, request.op, account, owner::newest(state, account), out);
                owner::holds(state, &state.volatile.aggregates, account)
            }
            true => {
                asked.push((owner, account));
                gathering.found.push(None);
                continue;
            }
        };
        match found {
            Ok(found) => gathering.found.push(Some(found)),
            Err(why) => return out.reply(request.op, Reply::Refused(why)),
        }
    }
    if asked.is_empty() {
        return out.reply(request.op, gathering.reply());
    }
    if state.volatile.gathering.len() >= MOST_PENDING {
        state.volatile.gathering.pop_first();
    }
    state.volatile.gathering.insert(request.op, gathering);
    asked.into_iter().for_each(|(owner, account)| out.send(owner, Message::Ask { op: request.op, account }));
}

impl Gathering {
    /// What the client is told when everything is known.
    fn reply(&self) -> Reply {
        let known = || self.call.accounts().zip(self.found.iter().flatten());
        let context = known().map(|(account, &(version, _))| (account.0, version)).collect();
        let answer = match (self.call, &self.found[..]) {
            (Call::Read { .. }, [Some((_, balance))]) => Answer::Balance(*balance),
            _ => Answer::Balances(known().map(|(_, &(_, balance))| balance).collect()),
        };
        Reply::Done { answer, context }
    }
}

/// The owner of an account says what it holds.
pub fn on_answer(
    state: &mut State,
    op: OpId,
    account: AccountId,
    found: Result<(u64, Amount), Refusal>,
    out: &mut Out<'_>,
) {
    let Some(gathering) = state.volatile.gathering.get_mut(&op) else { return };
    let reply = match found {
        Err(why) => Reply::Refused(why),
        Ok(found) => {
            if let Some(place) = gathering.call.accounts().position(|it| it == account) {
                gathering.found[place] = Some(found);
            }
            if gathering.found.contains(&None) {
                return;
            }
            gathering.reply()
        }
    };
    state.volatile.gathering.remove(&op);
    out.reply(op, reply);
}

/// A command about an account of this service: decided on the aggregate, which is never behind.
fn command(state: &mut State, request: &Request, out: &mut Out<'_>) {
    let account = request.call.account();
    if request.call.accounts().any(|account| owner::is_locked(state, account, out)) {
        return;
    }
    let id = event_id(request, out);
    if let Some(known) = idempotency::known(state, id, out) {
        out.wait_for_disk();
        owner::rests_on(request.op, account, &known, out);
        out.reply(request.op, known);
        return;
    }
    let decision = if let Some(past) = past::decided_on(state, out) {
        decide_on(state, &past, &request.call)
    } else if request.call.other().is_some() {
        let mut bank = state.volatile.projection.bank.clone();
        let mine = state.volatile.aggregates.account(account).unwrap_or_default();
        bank.change(account, |it| *it = mine);
        decide_on(state, &bank, &request.call)
    } else {
        decide_on(state, &state.volatile.aggregates, &request.call)
    };
    for account in request.call.decided_on() {
        let mine = state.volatile.owner(account) == out.me();
        let (layer, version) = if mine {
            (Layer::Log, owner::newest(state, account))
        } else {
            (Layer::State, state.volatile.projection.shown(account))
        };
        opening::saw(layer, request.op, account, version, out);
    }
    match decision {
        Ok(event) => {
            let expected = Expected::version(state.durable.store.len_of(account));
            if let Ok(reply) = owner::carry_out(state, expected, (id, request.command), &event, out) {
                owner::rests_on(request.op, account, &reply, out);
                out.reply(request.op, reply);
                arrive_naively(state, (id, request.command), &event, out);
            }
        }
        Err(why) => {
            idempotency::refuse_for_good(state, id, why, out);
            out.reply(request.op, Reply::Refused(why));
        }
    }
}

/// Decides on the read model, brought up to date with what the owner told of, and proposes it to
/// the owner. `found` is the version the owner has.
fn propose(state: &mut State, mut pending: Pending, found: u64, out: &mut Out<'_>) {
    let call = pending.request.call;
    let account = call.account();
    let Some((caught_up, version)) = caught_up(state, account, &pending.newer, out) else {
        // What this code cannot read it cannot decide on: who asks gets no answer.
        out.note(OwnFact::Stuck, short(state.volatile.projection.version(account)), account.0);
        return;
    };
    let past = past::decided_on(state, out);
    let now = caught_up.as_ref().unwrap_or(&state.volatile.projection.bank);
    pending.decision = decide_on(state, past.as_ref().unwrap_or(now), &call);
    pending.expected = out.config().expected_version.then_some(version.min(found));
    for other in call.decided_on().filter(|&it| it != account) {
        opening::saw(Layer::State, pending.request.op, other, state.volatile.projection.shown(other), out);
    }
    // What a version is expected of, the owner looks at itself.
    if pending.expected.is_none() {
        opening::saw(
            Layer::State,
            pending.request.op,
            account,
            state.volatile.projection.shown(account),
            out,
        );
    }
    if let (Err(why), None) = (pending.decision, pending.expected) {
        out.reply(pending.request.op, Reply::Refused(why));
        return;
    }
    let Pending { id, expected, decision, .. } = pending;
    let op = pending.request.op;
    let last = pending.tries >= out.config().retries;
    out.send(
        state.volatile.owner(account),
        Message::Append(Append {
            op,
            id,
            command: pending.request.command,
            account,
            expected,
            decision,
            last,
        }),
    );
    if state.volatile.pending.len() >= MOST_PENDING {
        state.volatile.pending.pop_first();
    }
    state.volatile.pending.insert(op, pending);
}

/// The read model with newer events of one stream, where there are any, and the version that the
/// stream has in it. Nothing where there are events in it that this code cannot read and other code
/// can.
fn caught_up(
    state: &State,
    account: AccountId,
    newer: &[News],
    out: &Out<'_>,
) -> Option<(Option<Bank>, u64)> {
    let mut version = state.volatile.shows(account)?;
    let newer = newer.iter().flat_map(News::lines);
    if newer.clone().all(|line| line.version() <= version) {
        return Some((None, version));
    }
    let mut bank = state.volatile.projection.bank.clone();
    for line in newer {
        if line.version() == version + 1 {
            match state.volatile.reader(out.config()).read(&line.event) {
                Ok(event) => bank.evolve(&event),
                Err(Unreadable::Malformed) => bank.change(account, |it| it.version += 1),
                Err(Unreadable::UnknownName | Unreadable::FromTheFuture) => return None,
            }
            version += 1;
        }
    }
    Some((Some(bank), version))
}

fn decide_on(state: &State, bank: &Bank, call: &Call) -> Result<Event, Refusal> {
    let gone = |account| state.durable.is_erased(account);
    if call.accounts().any(gone) {
        return Err(Refusal::Erased);
    }
    // The second event of a transfer belongs to another stream: the process manager brings it
    // there.
    decide(bank, call)?.as_slice().first().copied().ok_or(Refusal::NoAccount)
}

/// The owner has appended what this service proposed.
pub fn on_appended(state: &mut State, op: OpId, version: u64, balance: Amount, out: &mut Out<'_>) {
    if let Some(pending) = state.volatile.pending.remove(&op) {
        out.reply(op, Reply::done(balance, Context::at(pending.request.call.account().0, version)));
        if let Ok(event) = pending.decision {
            arrive_naively(state, (pending.id, pending.request.command), &event, out);
        }
    }
}

/// The owner has not: others wrote first. Catch up and decide again.
pub fn on_conflict(state: &mut State, op: OpId, found: u64, newer: &News, out: &mut Out<'_>) {
    let expected = newer.from;
    let is_answer = |pending: &Pending| pending.expected == Some(expected);
    if !state.volatile.pending.get(&op).is_some_and(is_answer) {
        return;
    }
    if let Some(mut pending) = state.volatile.pending.remove(&op) {
        pending.tries += 1;
        pending.newer.push(newer.clone());
        out.note(OwnFact::Conflict, short(expected), short(found));
        out.note(OwnFact::Retried, short(pending.tries), 0);
        propose(state, pending, found, out);
    }
}

/// The owner has refused for good.
pub fn on_refused(state: &mut State, op: OpId, why: Refusal, out: &mut Out<'_>) {
    state.volatile.pending.remove(&op);
    out.reply(op, Reply::Refused(why));
}

/// Without a process manager the second half of a transfer is one more append, sent once and
/// forgotten.
fn arrive_naively(state: &mut State, (sent, command): (u64, CommandId), event: &Event, out: &mut Out<'_>) {
    let Event::TransferSent { account, to, amount } = *event else { return };
    if out.config().process_manager || state.volatile.owner(to) == state.volatile.owner(account) {
        return;
    }
    let arrival = Event::TransferReceived { account: to, from: account, amount };
    if state.volatile.owner(to) == out.me() {
        // A blind append finds no wrong version.
        let _ = owner::carry_out(state, Expected::Any, (arrival_id(sent), command), &arrival, out);
    } else {
        let append = Append {
            op: NOBODY,
            id: arrival_id(sent),
            command,
            account: to,
            expected: None,
            decision: Ok(arrival),
            last: true,
        };
        out.send(state.volatile.owner(to), Message::Append(append));
    }
}

/// The id of the event that a request leads to: the command's, so that the same command has the
/// same id, or a fresh one every time.
fn event_id(request: &Request, out: &mut Out<'_>) -> u64 {
    if out.config().command_ids { mix(u64::from(request.command.0) + 1) } else { out.draw_bits() }
}
