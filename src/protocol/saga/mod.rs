//! Sagas: each service owns its accounts in a database of its own, and what concerns several of
//! them is a chain of local transactions. If a later one is refused, those before it are undone by
//! compensations, in reverse order.
//!
//! ```text
//!   client      service 0      orchestrator        service 0 (alice)   service 1 (bob)   outside
//!     │ alice→bob 40 │               │                     │                  │            │
//!     ├─────────────▶├─ begin ──────▶│ log; step 1: debit ▶│ −40              │            │
//!     │              │               │◀──── answer ────────┤                  │            │
//!     │              │               │ log; step 2: credit ──────────────────▶│ +40        │
//!     │              │               │◀──────────────────────── answer ───────┤            │
//!     │              │               │ log; step 3: ship ─▶│ ─────────────────┼── parcel ─▶│
//!     │              │               │      the pivot: from here on only forward           │
//!     │  done, 460   │◀── saga done ─┤                     │                  │            │
//!     │◀─────────────┤               │ confirm (semantic locks) ─▶            │            │
//!     │              │   refused?    │ compensate step 2, then step 1: new events, no edits │
//! ```
//!
//! | setting | promises | does not promise |
//! | --- | --- | --- |
//! | idempotent, tombstone | a step and its compensation happen once, in this order or not at all | that anybody learns of it |
//! | log before a step | after a crash every saga goes on | speed: a forced write before each step |
//! | pivot, only forward | what left for the outside world belongs to a saga that will be done | that it is done soon |
//! | commuting updates and compensations | others' changes to the account stay | that nobody sees what is undone later |
//! | semantic lock | nobody sees or overwrites what may be undone (isolation) | freedom from waiting; order or a timeout against deadlocks |
//! | reread, by value, pessimistic view | fewer of these anomalies | their absence |
//!
//! An `audit` and a `withdraw_jointly` are sagas of looks; without semantic locks each look is of
//! another moment.
//!
//! Sources. Garcia-Molina and Salem, "Sagas" (SIGMOD 1987): compensations, backward and forward
//! recovery. Frank and Zahle, "Semantic ACID Properties in Multidatabases Using Remote Procedure
//! Calls and Update Propagations" (Software: Practice and Experience 28, 1998): pivot,
//! compensatable and retryable steps, the countermeasures. Richardson, "Microservices Patterns"
//! (2018), chapter 4: orchestration, choreography. Pardon and Pautasso, "Atomic Distributed
//! Transactions: a RESTful Design" (WWW 2014): try, confirm, cancel.
//!
//! | what | file |
//! | --- | --- |
//! | a service carries out steps, compensations and confirmations: here | `mod` |
//! | which steps a call takes; what a saga does next | `plan` |
//! | who leads: the orchestrator, or the broker and the services themselves | `lead`, `choreography` |
//! | what a service does for its clients | `desk` |
//! | semantic locks; steps that expire | `locks` |
//! | what is kept | `state` |
//! | settings; messages and timers; facts; promises; what can be seen | `config`, `message`, `facts`, `entry`, `window` |

mod choreography;
mod config;
mod demos;
mod desk;
mod entry;
mod facts;
mod lead;
mod locks;
mod message;
mod node;
mod plan;
mod state;
mod window;

pub use config::{Compensation, Config, Holds, KNOBS, Pivot, SagaLog, Short, Updates, Way};
pub use facts::OwnFact;
pub use message::{Answer, Done, Message, Order, Timer};
pub use plan::{Kind, Phase};
pub use state::{Durable, Volatile};

use crate::base::ids::CommandId;
use crate::base::time::Span;
use crate::domain::bank::{decide, look};
use crate::domain::{Amount, Call, Event, Refusal};
use crate::sim::protocol::{self, Layer, StateOf};
use state::{Incoming, Record, Stage, key_of};

/// Chains of local transactions.
#[derive(Clone, PartialEq, Debug)]
pub struct Sagas;

/// One service, or the part that leads.
pub type State = StateOf<Sagas>;
/// What its handlers ask for effects with.
pub type Out<'a> = protocol::Out<'a, Sagas>;

/// An order arrives at the service that owns its account.
fn arrived(state: &mut State, incoming: Incoming, out: &mut Out<'_>) {
    match incoming.order.phase {
        Phase::Do => forwards(state, incoming, out),
        Phase::Undo => backwards(state, incoming, out),
        Phase::Confirm => confirmed(state, incoming, out),
    }
}

// ---- Forwards
// ------------------------------------------------------------------------------------

/// Carries a step out, unless it was carried out before, or cancelled before it came.
fn forwards(state: &mut State, incoming: Incoming, out: &mut Out<'_>) {
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
fn local_transaction(state: &mut State, order: &Order, out: &mut Out<'_>) -> Result<Done, Refusal> {
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
fn decide_step(state: &State, order: &Order, out: &Out<'_>) -> Result<Option<Event>, Refusal> {
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
fn tell_step(
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

// ---- Backwards
// -----------------------------------------------------------------------------------

/// Undoes a step, unless that was done before, or there is nothing to undo.
fn backwards(state: &mut State, incoming: Incoming, out: &mut Out<'_>) {
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
fn compensate(
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
    if moves && !reserves && is.balance.saturating_add(change) < 0 && out.config().short == Short::Park {
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

// ---- To the end
// ----------------------------------------------------------------------------------

/// The saga is done: a reservation becomes true, and an account is not pending any more.
fn confirmed(state: &mut State, incoming: Incoming, out: &mut Out<'_>) {
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

// ---- What all of these need
// ----------------------------------------------------------------------

/// How much money a step moves.
fn amount_of(order: &Order) -> Amount {
    plan::amount(&order.call).unwrap_or(0)
}

/// Puts all that this handler writes on its way to the disk, at once; whatever is wished afterwards
/// waits for it.
fn write(state: &mut State, out: &mut Out<'_>) {
    if !core::mem::replace(&mut state.volatile.wrote, true) {
        state.volatile.written += 1;
        if !out.mutant("answers-before-saved") {
            out.persist();
        }
        out.set_timer(Timer::Saved(state.volatile.written), Span::ZERO);
    }
}

/// Whatever is wished afterwards waits until all that this node wrote is on disk: nobody may be
/// told what a crash could take back.
fn settle(state: &State, out: &mut Out<'_>) {
    if state.volatile.saved < state.volatile.written && !state.volatile.wrote {
        out.persist();
    }
}

/// Says what came of an order to whoever gave it.
fn answer(state: &mut State, to: &Incoming, found: Result<Done, Refusal>, out: &mut Out<'_>) {
    if let Some(saga) = &to.saga {
        return choreography::react(state, saga, found, out);
    }
    let Order { op, command, step, phase, .. } = to.order;
    let answer = Answer { op, command, found, step, phase };
    if to.from == out.me() {
        desk::answered(state, answer, out)
    } else {
        out.send(to.from, Message::Answer(answer))
    }
}

#[cfg(test)]
mod tests;
