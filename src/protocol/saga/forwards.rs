//! A step at the service that owns its account: one local transaction, which writes data, the record
//! of the step and its lock.

use super::state::{Incoming, Record, Stage, key_of};
use super::{Done, Kind, Order, Out, OwnFact, State, Updates, amount_of, answer, locks, settle, write};
use crate::domain::bank::{decide, look};
use crate::domain::{Amount, Call, Event, Refusal};
use crate::sim::protocol::Layer;

/// Carries a step out, unless it was carried out before, or cancelled before it came.
pub(super) fn forwards(state: &mut State, incoming: Incoming, out: &mut Out<'_>) {
    let Order { op, account, command, step, .. } = incoming.order;
    let key = key_of(command, step);
    if let Some(known) = state.durable.record(key).filter(|_| out.config().idempotent) {
        settle(state, out);
        out.note(OwnFact::Repeated, op.0, account.0);
        return answer(state, &incoming, known.found, out);
    }
    if locks::must_wait(state, &incoming.order, out) {
        return locks::wait(state, incoming, out);
    }
    let found = local_transaction(state, &incoming.order, out);
    answer(state, &incoming, found, out);
}

/// One step: data, the record of the step and the lock are written to the disk together.
pub(super) fn local_transaction(
    state: &mut State,
    order: &Order,
    out: &mut Out<'_>,
) -> Result<Done, Refusal> {
    let before = state.durable.now(order.account);
    let decided = decide_step(state, order, out);
    let reserves = out.config().reserves() && matches!(order.kind, Kind::Debit | Kind::Credit);
    if let (Ok(Some(event)), false) = (&decided, reserves) {
        state.durable.bank.evolve(event);
    }
    if decided.is_ok() && reserves && order.kind == Kind::Debit {
        locks::reserve(state, order.account, amount_of(order));
    }
    let found = decided.as_ref().map_err(|&why| why).map(|_| state.durable.now(order.account));
    // A look that leaves nothing behind may be repeated.
    let is_look =
        order.kind == Kind::Whole && order.call.is_read() || order.kind == Kind::Look && !order.locks;
    if is_look {
        settle(state, out);
    } else {
        let record = Record { found, before: before.balance, stage: Stage::Done };
        state.durable.remember(key_of(order.command, order.step), record);
        if found.is_ok()
            && order.locks
            && order.kind != Kind::Ship
            && !out.mutant("locks-end-with-their-step")
        {
            locks::hold(state, order, out);
        }
        if order.kind == Kind::Ship && found.is_ok() && out.mutant("the-parcel-leaves-before-the-disk") {
            out.outside(order.command.0);
        }
        locks::will_expire(state, order, found.is_ok(), out);
        write(state, out);
    }
    tell_step(state, order, before.version, &decided, reserves, out);
    found
}

/// What a step does to its account, if the rules of the bank allow it.
///
/// # Errors
/// Says why it is refused.
pub(super) fn decide_step(state: &State, order: &Order, out: &Out<'_>) -> Result<Option<Event>, Refusal> {
    let (durable, config, account) = (&state.durable, out.config(), order.account);
    let amount = amount_of(order);
    if order.kind == Kind::Whole {
        if order.call.is_read() {
            return look(&durable.bank, &order.call).map(|_| None);
        }
        // What is reserved is not available; what was given back without having been reserved is.
        if let (Call::Withdraw { amount, .. }, true) = (order.call, durable.reserved(account) != 0) {
            let available = durable.now(account).balance - durable.reserved(account);
            let covered = (1..=available).contains(&amount);
            return if covered {
                Ok(Some(Event::Withdrawn { account, amount }))
            } else {
                Err(Refusal::NotEnough)
            };
        }
        return decide(&durable.bank, &order.call).map(|events| events.as_slice().first().copied());
    }
    if order.kind == Kind::Ship {
        return if amount <= i64::from(config.carrier_limit) { Ok(None) } else { Err(Refusal::OutOfRange) };
    }
    let is = durable.bank.account(account).filter(|it| it.open).ok_or(Refusal::NoAccount)?;
    if config.reread && order.seen.is_some_and(|seen| seen.version != is.version) {
        return Err(Refusal::Conflict);
    }
    // By value: what the saga read earlier counts, and not what is there.
    let base =
        order.seen.filter(|_| config.updates == Updates::Value).map_or(is.balance, |seen| seen.balance);
    let change = |to: Amount| to.saturating_sub(is.balance);
    let event = match (order.kind, order.call) {
        (Kind::Debit, Call::Transfer { to, .. }) => {
            if base.saturating_sub(durable.reserved(account)) < amount {
                return Err(Refusal::NotEnough);
            }
            Event::TransferSent { account, to, amount: -change(base - amount) }
        }
        (Kind::Credit, Call::Transfer { from, .. }) => {
            Event::TransferReceived { account, from, amount: change(base.saturating_add(amount)) }
        }
        (Kind::Draw, _) => Event::Withdrawn { account, amount: -change(base - amount) },
        _ => return Ok(None),
    };
    Ok(Some(event))
}

/// Tells what a step did, once it is on the disk.
pub(super) fn tell_step(
    state: &State,
    order: &Order,
    before: u64,
    decided: &Result<Option<Event>, Refusal>,
    reserves: bool,
    out: &mut Out<'_>,
) {
    let Order { op, account, command, kind, .. } = *order;
    let by_value = out.config().updates == Updates::Value && kind != Kind::Whole;
    let rests = match kind {
        Kind::Whole | Kind::Look => true,
        Kind::Debit => !by_value,
        Kind::Credit | Kind::Draw => out.config().reread && order.seen.is_some(),
        Kind::Ship => false,
    };
    if rests {
        out.observed(Layer::State, op, account, before);
    }
    let Ok(event) = decided else {
        out.note(OwnFact::Refused, op.0, account.0);
        return;
    };
    let fact = match kind {
        Kind::Debit if reserves => OwnFact::Reserved,
        Kind::Credit if reserves => OwnFact::ReservedCredit,
        Kind::Debit => OwnFact::Debited,
        Kind::Credit => OwnFact::Credited,
        Kind::Draw => OwnFact::Drawn,
        Kind::Ship => OwnFact::Shipped,
        Kind::Whole | Kind::Look => OwnFact::Looked,
    };
    if event.is_some() && !reserves {
        let version = state.durable.version(account);
        out.installed(Layer::State, command, account, version);
        out.observed(Layer::State, op, account, version);
    }
    if !matches!(kind, Kind::Whole | Kind::Look) {
        out.note(fact, op.0, account.0);
    }
    if kind == Kind::Ship && !out.mutant("the-parcel-leaves-before-the-disk") {
        out.outside(command.0);
    }
}
