//! Asynchronous events: each service owns accounts in a database of its own, tells the others
//! through a broker what happened, and answers reads from its database and from its copies of what
//! the others own.
//!
//! ```text
//!   client          service 0 (owns alice)          broker                    service 1 (owns bob)
//!     │ alice→bob 40   │                              │                            │
//!     ├───────────────▶│ one transaction:             │                            │
//!     │                │   alice −40                  │                            │
//!     │                │   outbox: alice#5 −40      ══disk══                       │
//!     │◀──── done, #5 ─┤                              │                            │
//!     │                │ relay ── publish ───────────▶│ append to a partition      │
//!     │                │                            ══disk══                       │
//!     │                │◀───────────── published ─────┤──── event alice#5 −40 ────▶│ one transaction:
//!     │                │ mark the row                 │                            │   id in the inbox?
//!     │                │                              │  ✗ lost: again, later      │   copy of alice, bob +40
//!     │                │                              │◀─── acknowledgement ───────┤   outbox: bob#9 +40
//!     │                │◀──────── event bob#9 +40 ────┤◀──────────── publish ──────┤ ══disk══
//! ```
//!
//! | setting | promises | but |
//! | --- | --- | --- |
//! | outbox | every committed change is published, and nothing else | perhaps several times |
//! | gap-safe checkpoint, or change capture | no row is passed over, whenever its transaction commits | |
//! | inbox in the same transaction | each event has its effect once at each consumer | not at the same moment |
//! | order per key | an account's events are processed in their order | those of two accounts in any order |
//! | dead letters | one bad event does not stop the others | someone must redrive it |
//! | copies by version | a copy never goes backwards | it is behind |
//! | the owner decides | no update is lost | the asked service waits for the owner |
//! | wait, poll, push | a client sees its own writes | it waits, or reads wait, or only its own service knows |
//! | an agreed expiry | a hold and its transfer have one outcome in both services | |
//!
//! A transfer is debited in one database and credited in another a moment later. So as one
//! transaction it is not isolated, and an `audit` may see half of it. `withdraw_jointly` is decided
//! by the owner of the account that pays, on its copy of the other one, which may be out of date.
//! No setting changes that, so no model of transactions is promised; the judges say what it was
//! worth.
//!
//! Sources. Helland, "Life beyond Distributed Transactions" (CIDR 2007): messages between
//! databases, idempotence, tentative operations. Richardson, "Microservices Patterns" (2018),
//! chapters 3 and 4: transactional outbox, polling publisher, transaction log tailing, idempotent
//! consumer. Hohpe and Woolf, "Enterprise Integration Patterns" (2003): dead letters, guaranteed
//! delivery. Kleppmann, "Designing Data-Intensive Applications" (2017), chapter 11: logs, change
//! capture, dual writes. Fowler, "What do you mean by Event-Driven?" (2017): event-carried state.
//!
//! | question | file |
//! | --- | --- |
//! | an owner commits, a consumer processes: here | `mod` |
//! | how an event gets from the outbox to the broker | `relay` |
//! | how the broker hands it out | `broker` |
//! | when is a client told, and what does it read | `ask` |
//! | a timer and a transfer race | `hold` |
//! | what the broker keeps, as a pure structure | [`topics`](crate::data::topics) |
//! | what reaches a node, and who sees to it | `node` |
//! | what is kept, what a crash takes | `state` |
//! | settings, messages, facts, promises | `config`, `message`, `facts`, `entry` |
//! | what can be seen | `window` |

mod ask;
mod broker;
mod config;
mod demos;
mod entry;
mod facts;
mod hold;
mod message;
mod node;
mod relay;
mod state;
mod window;

pub use config::{Config, KNOBS};
pub use entry::{Order, Timer};
pub use facts::OwnFact;
pub use message::Message;
pub use state::{Durable, Volatile};

use crate::base::chance::mix;
use crate::base::ids::{AccountId, CommandId, NodeId};
use crate::base::time::Span;
use crate::domain::bank::{Account, decide};
use crate::domain::{Call, Event, Refusal};
use crate::sim::protocol::{self, Layer, StateOf};
use config::{Consume, Copy, Publish};
use message::{Delivered, NO_RELAY, Row, Shape, Task, What};
use relay::to_broker;
use state::{done, owner_of, short, version_of};
use std::rc::Rc;

/// Asynchronous events through a broker.
#[derive(Clone, PartialEq, Debug)]
pub struct AsyncEvents;

/// One node.
pub type State = StateOf<AsyncEvents>;
/// What its handlers ask for effects with.
pub type Out<'a> = protocol::Out<'a, AsyncEvents>;

// ---- The owner: one local transaction
// -------------------------------------------------------------

/// A local transaction, from its beginning to its commit.
struct Local {
    /// How many rows the outbox had when it began.
    rows: usize,
    position: u32,
    /// The writes that copies hold once it is on disk.
    installed: Vec<(CommandId, AccountId, u64)>,
}

/// Which event of its command it is: its id follows from that.
#[derive(Clone, Copy)]
enum Step {
    First,
    Second,
    Credit,
    Compensate,
    Expire,
    Return,
}

fn id_of(command: CommandId, step: Step) -> u64 {
    mix(mix(u64::from(command.0) + 1) ^ step as u64)
}

impl Local {
    /// Begins a transaction: it draws its position.
    fn begin(state: &mut State) -> Local {
        state.durable.books.sequence += 1;
        Local::at(state, state.durable.books.sequence)
    }

    fn at(state: &State, position: u32) -> Local {
        Local { rows: state.durable.books.outbox.len(), position, installed: Vec::new() }
    }

    /// Changes an account of this service, and writes the event into the outbox.
    fn change(
        &mut self,
        state: &mut State,
        event: Event,
        command: CommandId,
        (step, about): (Step, u64),
        out: &Out<'_>,
    ) -> Row {
        state.durable.books.bank.evolve(&event);
        let version = version_of(&state.durable.books.bank, event.account());
        self.installed.push((command, event.account(), version));
        self.write(state, event, version, (id_of(command, step), about), (command, What::Changed), out)
    }

    /// Writes an event into the outbox that changes no account.
    fn tell(
        &mut self,
        state: &mut State,
        event: Event,
        version: u64,
        (id, about): (u64, u64),
        (command, what): (CommandId, What),
        out: &Out<'_>,
    ) {
        self.write(state, event, version, (id, about), (command, what), out);
    }

    fn write(
        &mut self,
        state: &mut State,
        event: Event,
        version: u64,
        (id, about): (u64, u64),
        (command, what): (CommandId, What),
        out: &Out<'_>,
    ) -> Row {
        let books = &mut state.durable.books;
        let nth = books.outbox.len() as u32 + 1;
        let shape = match out.version() {
            _ if nth == out.config().malformed => Shape::Malformed,
            2.. if !out.config().compatible_schema => Shape::New,
            _ => Shape::Old,
        };
        let (balance, position) = (done(&books.bank, event.account()).balance, self.position);
        let row = Row { id, about, event, version, balance, command, position, what, shape };
        books.outbox.push(row);
        row
    }
}

/// Commits a transaction: everything that it changed reaches the disk at once. Effects that are
/// asked for afterwards wait for it.
fn commit(state: &mut State, local: Local, out: &mut Out<'_>) {
    let books = &mut state.durable.books;
    let rows = books.outbox.len() as u32;
    if out.config().publish == Publish::BrokerFirst && local.rows < rows as usize {
        let new: Rc<[Row]> = books.outbox.range(local.rows..rows as usize).copied().collect();
        books.sent = rows;
        to_broker(Message::Publish { relay: NO_RELAY, to: rows, rows: new }, out);
    }
    state.volatile.written += 1;
    state.volatile.waits = true;
    if !out.mutant("answers-before-saved") {
        out.persist();
    }
    out.set_timer(Timer::Saved((state.volatile.written, rows)), Span::ZERO);
    for (command, account, version) in local.installed {
        out.installed(Layer::State, command, account, version);
    }
    ask::release(state, out);
}

/// Effects that are asked for afterwards wait until all that this node wrote is on disk: nobody may
/// be told what a crash could take back. Where the same handler has committed, they wait already.
fn settle(state: &mut State, out: &mut Out<'_>) {
    if state.volatile.saved < state.volatile.written && !state.volatile.waits {
        out.persist();
        state.volatile.waits = true;
    }
}

/// A service, perhaps this one, has a command for an account of this service.
fn on_command(state: &mut State, from: NodeId, task: Task, out: &mut Out<'_>) {
    if let Some(found) = state.durable.books.answers.get(task.command) {
        return ask::repeat(state, from, &task, found, out);
    }
    if matches!(task.call, Call::Transfer { .. }) && out.config().transfer_time > Span::ZERO {
        if state.volatile.open.values().all(|(_, open)| open.command != task.command) {
            let position = Local::begin(state).position;
            state.volatile.open.insert(position, (from, task));
            out.set_timer(Timer::Commit(position), out.config().transfer_time);
        }
        return;
    }
    let local = Local::begin(state);
    carry_out(state, local, from, &task, out);
}

/// The transaction of a command that took its time is over.
fn on_commit(state: &mut State, position: u32, out: &mut Out<'_>) {
    if let Some((from, task)) = state.volatile.open.remove(&position) {
        let local = Local::at(state, position);
        carry_out(state, local, from, &task, out);
    }
}

fn carry_out(state: &mut State, mut local: Local, from: NodeId, task: &Task, out: &mut Out<'_>) {
    let (command, account) = (task.command, task.call.account());
    if task.decided.is_none() {
        for seen in task.call.decided_on() {
            let version = version_of(&state.durable.books.bank, seen);
            out.observed(Layer::State, task.op, seen, version);
        }
    }
    let found = decided(state, task, out).map(|events| {
        for (event, step) in events.into_iter().zip([Step::First, Step::Second]) {
            let row = local.change(state, event, command, (step, 0), out);
            if event.account() == account && is_elsewhere(&event, out) {
                hold::begin(state, &row, out);
            }
        }
        done(&state.durable.books.bank, account)
    });
    state.durable.books.answers.put(command, found);
    commit(state, local, out);
    ask::tell(state, from, task, found, out);
}

/// Which events a command leads to in this database.
fn decided(state: &State, task: &Task, out: &Out<'_>) -> Result<Vec<Event>, Refusal> {
    let bank = &state.durable.books.bank;
    let Some((version, balance)) = task.decided else {
        let events = decide(bank, &task.call)?;
        let is_mine = |event: &&Event| owner_of(event.account(), out.services()) == out.me();
        return Ok(events.as_slice().iter().filter(is_mine).copied().collect());
    };
    let (account, now) = (task.call.account(), done(bank, task.call.account()));
    if out.config().commands == config::Commands::Checked && now.version != version {
        return Err(Refusal::Conflict);
    }
    let change = balance.saturating_sub(now.balance);
    Ok(vec![if change < 0 {
        Event::Withdrawn { account, amount: -change }
    } else {
        Event::Deposited { account, amount: change }
    }])
}

/// Whether it is money that left for an account of another service.
fn is_elsewhere(event: &Event, out: &Out<'_>) -> bool {
    matches!(event, Event::TransferSent { to, .. } if owner_of(*to, out.services()) != out.me())
}

// ---- The consumer
// --------------------------------------------------------------------------------

/// The broker delivers events of a partition. What waits here already is not put down twice.
fn on_deliver(state: &mut State, partition: u16, events: &[Delivered], out: &mut Out<'_>) {
    let Some(worker) = state.volatile.workers.get_mut(usize::from(partition)) else { return };
    if out.config().consume == Consume::AtMostOnce || out.mutant("acknowledges-before-the-effect") {
        let offsets = events.iter().map(|it| it.offset).collect();
        to_broker(Message::Ack { partition, offsets }, out);
    }
    for event in events {
        let is_here = worker.queue.iter().chain(&worker.at).any(|it| it.offset == event.offset);
        if !is_here {
            worker.queue.push_back(*event);
        }
    }
    work(state, partition, out);
}

/// Takes the next event of a partition, if none is being processed; acknowledges when all are done.
fn work(state: &mut State, partition: u16, out: &mut Out<'_>) {
    loop {
        let worker = &mut state.volatile.workers[usize::from(partition)];
        if worker.at.is_some() {
            return;
        }
        worker.at = worker.queue.pop_front();
        if worker.at.is_none() || worker.done.len() >= out.config().batch as usize {
            acknowledge(state, partition, out);
        }
        if state.volatile.workers[usize::from(partition)].at.is_none() {
            return;
        }
        if out.config().work > Span::ZERO {
            return out.set_timer(Timer::Worked(partition), out.config().work);
        }
        process(state, partition, out);
    }
}

/// Whatever is processed need not come again once its effect is on disk.
fn acknowledge(state: &mut State, partition: u16, out: &mut Out<'_>) {
    let done = core::mem::take(&mut state.volatile.workers[usize::from(partition)].done);
    if !done.is_empty() && out.config().consume != Consume::AtMostOnce {
        settle(state, out);
        to_broker(Message::Ack { partition, offsets: done.into() }, out);
    }
}

/// Processes the event that a partition is at: its effect and its row in the inbox, in whatever
/// transactions the setting says.
fn process(state: &mut State, partition: u16, out: &mut Out<'_>) {
    let Some(event) = state.volatile.workers[usize::from(partition)].at else { return };
    let row = &event.row;
    if row.shape != Shape::Old && out.version() < 2 {
        return fail(state, partition, &event, out);
    }
    let apart = out.config().consume == Consume::Inbox && out.mutant("inbox-row-outside-the-transaction");
    let consume = if apart { Consume::InboxAfter } else { out.config().consume };
    let has_inbox = !matches!(consume, Consume::AtLeastOnce | Consume::AtMostOnce);
    if has_inbox && state.durable.books.inbox.get(row.id).is_some() {
        out.note(OwnFact::Repeated, short(row.version), row.account().0);
        return processed(state, partition, out);
    }
    let mut local = Local::begin(state);
    if consume != Consume::InboxBefore {
        take_effect(state, &mut local, row, out);
    }
    if matches!(consume, Consume::Inbox | Consume::InboxBefore) {
        state.durable.books.inbox.insert(row.id, 0);
    }
    commit(state, local, out);
    if consume != Consume::InboxBefore && row.what == What::Changed {
        out.note(OwnFact::Handled, short(row.version), row.account().0);
    }
    if matches!(consume, Consume::InboxAfter | Consume::InboxBefore) {
        return out.set_timer(Timer::Second(partition), Span::ZERO);
    }
    processed(state, partition, out);
}

/// The first of two transactions is on disk: what belongs to it follows in a second one.
fn second(state: &mut State, partition: u16, out: &mut Out<'_>) {
    let Some(Delivered { row, .. }) = state.volatile.workers[usize::from(partition)].at else { return };
    let mut local = Local::begin(state);
    if out.config().consume == Consume::InboxBefore {
        take_effect(state, &mut local, &row, out);
    } else {
        state.durable.books.inbox.insert(row.id, 0);
    }
    commit(state, local, out);
    if out.config().consume == Consume::InboxBefore && row.what == What::Changed {
        out.note(OwnFact::Handled, short(row.version), row.account().0);
    }
    processed(state, partition, out);
    work(state, partition, out);
}

fn processed(state: &mut State, partition: u16, out: &Out<'_>) {
    let worker = &mut state.volatile.workers[usize::from(partition)];
    if let Some(event) = worker.at.take()
        && out.config().consume != Consume::AtMostOnce
    {
        worker.done.push(event.offset);
    }
}

/// An event cannot be processed. What is behind it with the same key comes again after it.
fn fail(state: &mut State, partition: u16, event: &Delivered, out: &mut Out<'_>) {
    let (account, &Config { attempts, key_order, .. }) = (event.row.account(), out.config());
    let worker = &mut state.volatile.workers[usize::from(partition)];
    worker.at = None;
    if key_order {
        worker.queue.retain(|it| it.row.key() != event.row.key());
    }
    out.note(OwnFact::Failed, short(event.row.version), account.0);
    let dead = attempts > 0 && event.failures + 1 >= attempts;
    if out.config().consume != Consume::AtMostOnce {
        to_broker(Message::Nack { partition, offset: event.offset, dead }, out);
    }
}

/// What an event does in the database of a service that it is news to.
fn take_effect(state: &mut State, local: &mut Local, row: &Row, out: &mut Out<'_>) {
    let (services, me) = (out.services(), out.me());
    let is_mine = |account: AccountId| owner_of(account, services) == me;
    match (row.what, row.event) {
        (What::Expired, Event::TransferSent { to, .. }) if is_mine(to) => {
            return hold::on_expired(state, local, row, out);
        }
        (What::Returned, Event::TransferReceived { from, .. }) if is_mine(from) => {
            return hold::on_settled(state, local, row, out);
        }
        (What::Expired | What::Returned, _) => return,
        (What::Changed, _) => {}
    }
    let (account, bank) = (row.account(), &mut state.durable.books.bank);
    let Row { version, balance, command, .. } = *row;
    let shown = version_of(bank, account);
    if version > shown || (out.config().copies == Copy::ByArrival && version != shown) {
        bank.change(account, |it| *it = Account { open: true, balance, version });
        local.installed.push((command, account, version));
    }
    match row.event {
        Event::TransferSent { account: from, to, amount } if is_mine(to) && hold::accept(state, row, out) => {
            let event = Event::TransferReceived { account: to, from, amount };
            local.change(state, event, command, (Step::Credit, row.id), out);
        }
        Event::TransferReceived { from, .. } if is_mine(from) => hold::on_settled(state, local, row, out),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
