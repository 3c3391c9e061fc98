//! What reaches a node: a service carries its clients' operations out, the database serves the
//! steps of their transactions.

use super::state::{Session, Statement};
use super::{
    Config, Durable, Message, Node, Out, OwnFact, Row, SharedDatabase, Timer, Volatile, recover, window,
};
use crate::base::ids::NodeId;
use crate::base::time::Span;
use crate::data::rows::{Rows, Versioned};
use crate::data::transactions::TxnId;
use crate::domain::Request;
use crate::domain::bank::Bank;
use crate::sim::protocol::{Label, Protocol};
use crate::sim::show::{Lens, VisibleState};

impl Protocol for SharedDatabase {
    type Config = Config;
    type Volatile = Volatile;
    type Durable = Durable;
    type Message = Message;
    type Timer = Timer;
    type OwnFact = OwnFact;

    fn start(node: &mut Node, out: &mut Out<'_>) {
        if !out.is_service(out.me()) {
            recover::start(node, out);
        }
    }

    fn on_request(node: &mut Node, request: Request, out: &mut Out<'_>) {
        node.volatile.service.on_request(request, out);
    }

    fn on_message(node: &mut Node, from: NodeId, message: &Message, out: &mut Out<'_>) {
        let Volatile { service, database } = &mut node.volatile;
        let log = &mut node.durable.log;
        match *message {
            Message::Done { txn, step } => return service.on_done(txn, step, None, out),
            Message::Found { txn, step, balance } => return service.on_done(txn, step, balance, out),
            Message::Waits { txn, .. } => return service.on_waits(txn, out),
            Message::Committed { txn, balance } => return service.on_committed(txn, balance, out),
            Message::Aborted { txn, superseded } => return service.on_aborted(txn, superseded, out),
            _ if !database.open => return,
            Message::Begin { txn, op, command, about } => {
                database.on_begin(from, (txn, op), (command, about), log, out)
            }
            Message::Read { txn, step, key, column } if database.is_next(from, txn, step, log, out) => {
                database.execute(txn, Statement::Read(key, column), out);
            }
            Message::Write { txn, step, key, put } if database.is_next(from, txn, step, log, out) => {
                database.execute(txn, Statement::Write(key, put), out);
            }
            Message::Commit { txn, step } if database.is_next(from, txn, step, log, out) => {
                database.commit(txn, log, out)
            }
            Message::Abort { txn, step } if database.is_next(from, txn, step, log, out) => {
                database.abort(txn, OwnFact::RolledBack, out)
            }
            Message::Read { .. } | Message::Write { .. } | Message::Commit { .. } | Message::Abort { .. } => {
            }
        }
        database.finish(&mut node.durable, out);
    }

    fn on_timer(node: &mut Node, timer: Timer, out: &mut Out<'_>) {
        let Volatile { service, database } = &mut node.volatile;
        match timer {
            Timer::Think(op) | Timer::Again(op) => return service.on_ready(op, out),
            Timer::Resend(op) => return service.on_resend(op, out),
            Timer::Flushed => database.flushed = database.flushing.take().unwrap_or(database.flushed),
            Timer::Lock(txn) => database.abort(txn, OwnFact::LockTimeout, out),
            Timer::Session(txn) => {
                let is_open = database.sessions.get(&txn).is_some_and(|session| !session.committing);
                if is_open && !out.mutant("sessions-never-time-out") {
                    database.abort(txn, OwnFact::SessionTimeout, out);
                }
            }
            Timer::Recovered => database.open = true,
        }
        database.finish(&mut node.durable, out);
    }

    fn fingerprint(node: &Node) -> u64 {
        node.volatile.database.bank.fingerprint()
    }

    fn inspect(config: &Config, me: NodeId, node: &Node, lens: &Lens) -> VisibleState {
        window::inspect(config, me, node, lens)
    }

    fn describe(message: &Message) -> Label {
        message.label()
    }

    fn timer_number(timer: &Timer) -> u32 {
        timer.number()
    }

    fn settles(config: &Config) -> Span {
        let waits =
            [config.think, config.retry_after, config.resend, config.lock_timeout, config.session_timeout];
        waits.into_iter().max().unwrap_or_default()
    }

    fn torn(before: &Durable, after: &Durable) -> Durable {
        Durable { log: after.log.torn(&before.log), ..after.clone() }
    }

    /// What a clone does not share: its short lists, and the pages of rows and of balances that are
    /// written next.
    fn weight(node: &Node) -> usize {
        let Volatile { service, database } = &node.volatile;
        let lists = service.weight() + database.sessions.len() * size_of::<Session>();
        let pages = Rows::<Row, TxnId>::PAGE_BYTES + Bank::PAGE_BYTES;
        size_of::<Node>() + lists + database.table.kept() * size_of::<Versioned<Row>>() + pages
    }
}
