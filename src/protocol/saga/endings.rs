//! How a step ends at the service that owns its account: it is undone by a compensation, or the saga
//! is done and it is confirmed.

use super::state::{Incoming, Record, Stage, key_of};
use super::{
    Compensation, Done, Kind, Order, Out, OwnFact, Short, State, amount_of, answer, locks, settle, write,
};
use crate::base::ids::CommandId;
use crate::domain::{Call, Event, Refusal};
use crate::sim::protocol::Layer;

/// Undoes a step, unless that was done before, or there is nothing to undo.
pub(super) fn backwards(state: &mut State, incoming: Incoming, out: &mut Out<'_>) {
    let order = incoming.order;
    let key = key_of(order.command, order.step);
    let record = state.durable.record(key);
    let now = state.durable.now(order.account);
    let is_done = record.is_some_and(|it| it.stage == Stage::Done && it.found.is_ok());
    if out.config().idempotent && !is_done {
        if record.is_none() && out.config().tombstone && !out.mutant("tombstones-are-not-written") {
            // The step has not come yet: when it comes, it is refused.
            let found = Err(Refusal::Conflict);
            state.durable.remember(key, Record { found, before: now.balance, stage: Stage::Undone });
            write(state, out);
            out.note(OwnFact::Tombstone, order.op.0, order.account.0);
        }
        settle(state, out);
        return answer(state, &incoming, Ok(now), out);
    }
    let found = compensate(state, &order, record, out);
    answer(state, &incoming, found, out);
}

/// A local transaction that undoes what another one did: by a new event, never by an edit.
pub(super) fn compensate(
    state: &mut State,
    order: &Order,
    record: Option<Record>,
    out: &mut Out<'_>,
) -> Result<Done, Refusal> {
    let (account, amount) = (order.account, amount_of(order));
    let is = state.durable.now(account);
    let reserves = out.config().reserves();
    let add_back = if order.kind == Kind::Debit { amount } else { -amount };
    let change = match (out.config().compensation, record) {
        (Compensation::OldValue, Some(it)) if it.found.is_ok() => it.before.saturating_sub(is.balance),
        _ => add_back,
    };
    let moves = matches!(order.kind, Kind::Debit | Kind::Credit);
    // A joint withdrawal may leave less than nothing in an account. Money that comes back is welcome
    // there all the same, and a credit that is taken back was spent only if less is left than before it.
    let floor = record.map_or(0, |it| it.before.min(0));
    let falls_short = change < 0 && is.balance.saturating_add(change) < floor;
    if moves && !reserves && falls_short && out.config().short == Short::Park {
        settle(state, out);
        return Err(Refusal::NotEnough);
    }
    let undoes = record.and_then(|it| it.found.ok()).map_or(0, |done| done.version);
    let event = Event::Compensated { account, undoes, amount: change };
    match order.kind {
        Kind::Debit if reserves => locks::reserve(state, account, -amount),
        Kind::Debit | Kind::Credit if !reserves => {
            let times = if out.mutant("compensates-twice") { 2 } else { 1 };
            (0..times).for_each(|_| state.durable.bank.evolve(&event));
        }
        _ => {}
    }
    let (found, before) = record.map_or((Err(Refusal::Conflict), is.balance), |it| (it.found, it.before));
    let undone = Record { found, before, stage: Stage::Undone };
    state.durable.remember(key_of(order.command, order.step), undone);
    let freed = locks::free(state, account, order.command);
    write(state, out);
    if moves {
        if !reserves {
            // A transaction of its own: nobody's command led to it.
            out.installed(Layer::State, CommandId::NOBODY, account, state.durable.version(account));
        }
        let fact = match (order.kind, reserves) {
            (Kind::Debit, true) => OwnFact::Cancelled,
            (_, true) => OwnFact::CancelledCredit,
            (Kind::Debit, false) => OwnFact::Refunded,
            (_, false) => OwnFact::TakenBack,
        };
        out.note(fact, order.op.0, account.0);
    }
    locks::go_on(state, account, freed, out);
    Ok(state.durable.now(account))
}

/// The saga is done: a reservation becomes true, and an account is not pending any more.
pub(super) fn confirmed(state: &mut State, incoming: Incoming, out: &mut Out<'_>) {
    let Order { op, account, command, step, kind, .. } = incoming.order;
    let key = key_of(command, step);
    let record = state.durable.record(key);
    if out.config().idempotent && record.is_some_and(|it| it.stage == Stage::Confirmed) {
        let found = record.map_or(Err(Refusal::Conflict), |it| it.found);
        settle(state, out);
        return answer(state, &incoming, found, out);
    }
    let (before, amount) = (state.durable.now(account), amount_of(&incoming.order));
    let event = match (out.config().reserves(), kind, incoming.order.call) {
        (true, Kind::Debit, Call::Transfer { to, .. }) => {
            locks::reserve(state, account, -amount);
            Some(Event::TransferSent { account, to, amount })
        }
        (true, Kind::Credit, Call::Transfer { from, .. }) => {
            Some(Event::TransferReceived { account, from, amount })
        }
        _ => None,
    };
    event.iter().for_each(|event| state.durable.bank.evolve(event));
    let found = match event {
        Some(_) => Ok(state.durable.now(account)),
        None => record.map_or(Err(Refusal::Conflict), |it| it.found),
    };
    state.durable.remember(key, Record { found, before: before.balance, stage: Stage::Confirmed });
    let freed = locks::free(state, account, command);
    write(state, out);
    if event.is_some() {
        if kind == Kind::Debit {
            out.observed(Layer::State, op, account, before.version);
        }
        let version = state.durable.version(account);
        out.installed(Layer::State, command, account, version);
        out.observed(Layer::State, op, account, version);
    }
    locks::go_on(state, account, freed, out);
    answer(state, &incoming, found, out);
}
