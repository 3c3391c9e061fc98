//! The owner of an account commits: what happened and its event are one local transaction.

use super::config::{Commands, Publish};
use super::message::{Message, NO_RELAY, Row, Shape, Task, What};
use super::relay::to_broker;
use super::state::{done, owner_of, version_of};
use super::{Out, State, Timer, ask, hold};
use crate::base::chance::mix;
use crate::base::ids::{AccountId, CommandId, NodeId};
use crate::base::time::Span;
use crate::domain::bank::decide;
use crate::domain::{Call, Event, Refusal};
use crate::sim::protocol::Layer;
use std::rc::Rc;

/// A local transaction, from its beginning to its commit.
pub(super) struct Local {
    /// How many rows the outbox had when it began.
    rows: usize,
    position: u32,
    /// The writes that copies hold once it is on disk.
    pub(super) installed: Vec<(CommandId, AccountId, u64)>,
}

/// Which event of its command it is: its id follows from that.
#[derive(Clone, Copy)]
pub(super) enum Step {
    First,
    Second,
    Credit,
    Compensate,
    Expire,
    Return,
}

pub(super) fn id_of(command: CommandId, step: Step) -> u64 {
    mix(mix(u64::from(command.0) + 1) ^ step as u64)
}

impl Local {
    /// Begins a transaction: it draws its position.
    pub(super) fn begin(state: &mut State) -> Local {
        state.durable.books.sequence += 1;
        Local::at(state, state.durable.books.sequence)
    }

    fn at(state: &State, position: u32) -> Local {
        Local { rows: state.durable.books.outbox.len(), position, installed: Vec::new() }
    }

    /// Changes an account of this service, and writes the event into the outbox.
    pub(super) fn change(
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
    pub(super) fn tell(
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
pub(super) fn commit(state: &mut State, local: Local, out: &mut Out<'_>) {
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
pub(super) fn settle(state: &mut State, out: &mut Out<'_>) {
    if !state.volatile.waits {
        out.wait_for_disk();
        state.volatile.waits = true;
    }
}

/// A service, perhaps this one, has a command for an account of this service.
pub(super) fn on_command(state: &mut State, from: NodeId, task: Task, out: &mut Out<'_>) {
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
pub(super) fn on_commit(state: &mut State, position: u32, out: &mut Out<'_>) {
    if let Some((from, task)) = state.volatile.open.remove(&position) {
        let local = Local::at(state, position);
        carry_out(state, local, from, &task, out);
    }
}

pub(super) fn carry_out(state: &mut State, mut local: Local, from: NodeId, task: &Task, out: &mut Out<'_>) {
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
pub(super) fn decided(state: &State, task: &Task, out: &Out<'_>) -> Result<Vec<Event>, Refusal> {
    let bank = &state.durable.books.bank;
    let Some((version, balance)) = task.decided else {
        let events = decide(bank, &task.call)?;
        let is_mine = |event: &&Event| owner_of(event.account(), out.services()) == out.me();
        return Ok(events.as_slice().iter().filter(is_mine).copied().collect());
    };
    let (account, now) = (task.call.account(), done(bank, task.call.account()));
    if out.config().commands == Commands::Checked && now.version != version {
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
pub(super) fn is_elsewhere(event: &Event, out: &Out<'_>) -> bool {
    matches!(event, Event::TransferSent { to, .. } if owner_of(*to, out.services()) != out.me())
}
