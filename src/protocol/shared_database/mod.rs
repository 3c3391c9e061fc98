//! One shared database: services keep nothing themselves, and take the steps of their transactions
//! over the network.
//!
//! ```text
//!  client     service                         database                        another service     client
//!    |--40 to-->|------ begin ------------------>|                                    |               |
//!    |          |<----------------------- done --|                                    |               |
//!    |          |------ read alice ------------->|<----------------------- begin -----|<---audit?-----|
//!    |          |<--------------------- =500 ----|                                    |               |
//!    |        thinks                             |                                    |               |
//!    |          |------ write alice =540 ------->|  lock alice                        |               |
//!    |          |<----------------------- done --|<----------------------- write -----|               |
//!    |        thinks                             |  ------- waits for a lock -------->|               |
//!    |          |------ commit ----------------->|  append to the log                 |               |
//!    |          |                             ==disk==                                |               |
//!    |          |                              show, unlock                           |               |
//!    |<--ok-----|<------------------ committed --|  ------------- done -------------->|               |
//! ```
//!
//! What each setting promises, and what it does not:
//!
//! | setting | promises | but |
//! | --- | --- | --- |
//! | read uncommitted | nobody writes over what is not committed | reads see what may be taken back, or is half done |
//! | read committed | reads see what is committed | not as of one moment: what was read may have changed before it is written, and half a transfer is seen |
//! | snapshot | reads see one moment, no update is lost | two that read both rows and write one each break what should hold of both |
//! | serializable by locks | as if one came after the other | whoever reads is in the way of whoever writes, and they may wait for each other |
//! | serializable by snapshots | the same, and nobody waits | some are aborted that would have done no harm |
//! | write locks not to the end | | two transactions write over each other, and half of each remains |
//! | session timeout | a dead service is in the way only so long | a slow one is taken for a dead one, and has to begin anew |
//! | wait for the disk | what was acknowledged or read survives a crash | every commit waits |
//! | both columns | services of both versions find what either wrote | the old column stays as long as one old service does |
//!
//! An answer that is lost is asked for again: every step has a number, and the database answers the
//! last step of a transaction as often as it is asked. A commit whose answer never came is
//! *unknown*; an operation whose commit was never asked for surely did not happen. What the
//! database has committed it knows from its log, after a crash too, so asking again is enough as
//! long as it answers at all. And the command itself is kept with what it changed, so that another
//! service, which knows nothing of the first one's transaction, does not carry it out again.
//!
//! Sources: [`transactions`](crate::data::transactions), [`locks`](crate::data::locks) and
//! [`rw_conflicts`](crate::data::rw_conflicts) name those of isolation; `log` those of recovery.
//! Kleppmann, *Designing Data-Intensive Applications* (2017), chapters 4 and 7, for schemas that
//! services share and for the anomalies as stories; Fowler, *IntegrationDatabase* (2004), for what
//! a shared database couples; Sato, *ParallelChange* (2014), for writing both columns.
//!
//! | question | file |
//! | --- | --- |
//! | what can be set | `config` |
//! | what it is called, what it promises, what timers are for | `entry` |
//! | what nodes tell each other, and about themselves | `message`, `facts` |
//! | how a service carries out an operation | `service` |
//! | what a row is, and what is on the disk | `log` |
//! | what a crash leaves of it | `recover` |
//! | what can be seen of it | `window` |
//!
//! This file is the rest: how the database serves them.

mod config;
mod demos;
mod entry;
mod facts;
mod log;
mod message;
mod recover;
mod service;
mod window;

pub use config::{Config, Isolation, KNOBS, SerializableBy};
pub use entry::Timer;
pub use facts::OwnFact;
pub use log::{Cell, Log, Record, Row};
pub use message::{Column, Message, Put};
pub use service::Service;

use crate::base::forkmap::ForkMap;
use crate::base::ids::{AccountId, CommandId, NodeId, OpId};
use crate::base::time::{Span, Time};
use crate::data::rows::{Rows, Versioned};
use crate::data::transactions::{Changed, Step, Transactions, TxnId, Why};
use crate::domain::bank::{Account, Bank};
use crate::domain::{EventKind, Request};
use crate::sim::protocol::{self, Label, Layer, Protocol, State};
use crate::sim::show::{Lens, VisibleState};
use std::collections::{BTreeMap, VecDeque};

type Node = State<Volatile, Durable>;
type Out<'a> = protocol::Out<'a, SharedDatabase>;

/// A shared database.
#[derive(Clone, PartialEq, Debug)]
pub struct SharedDatabase;

/// What a crash leaves: nothing of a service; of the database its log.
#[derive(Clone, Debug, Default)]
pub struct Durable {
    /// How often the database has started: versions of every start are later than all of those
    /// before.
    pub starts: u32,
    /// The write-ahead log.
    pub log: Log,
}

/// What a crash takes.
#[derive(Clone, Debug, Default)]
pub struct Volatile {
    /// Of a service: the operations that it carries out.
    pub service: Service,
    /// Of the database.
    pub database: Database,
}

/// What the database knows beside its log.
#[derive(Clone, Debug, Default)]
pub struct Database {
    /// Whether it serves: what it knew before the last crash is there again.
    open: bool,
    /// The number of the step with which a transaction begins. It is another one after each start,
    /// so that a late step of a transaction which died with an earlier start is not taken for one
    /// of a transaction whose beginning came late, too.
    first_step: u32,
    table: Transactions<Row>,
    /// The balances that are committed and shown.
    bank: Bank,
    sessions: BTreeMap<TxnId, Session>,
    /// Every transaction that has begun, so that a beginning which comes twice begins nothing.
    begun: ForkMap<u64>,
    /// Every transaction that has committed: the place of the record that tells its answer, 0 where
    /// nothing was written.
    ended: ForkMap<u64>,
    /// Every command that was carried out: the place of the record that tells its answer.
    commands: ForkMap,
    /// What waits for the disk before it is shown and answered, in the order of the log.
    commits: VecDeque<Commit>,
    /// How many records are on the disk, and how many will be when the write under way reaches it.
    flushed: u32,
    flushing: Option<u32>,
    aborted: u32,
    blocked: bool,
}

/// A transaction that is open, and the service whose it is.
#[derive(Clone, Debug)]
struct Session {
    op: OpId,
    command: CommandId,
    about: AccountId,
    from: NodeId,
    since: Time,
    /// The last step that was asked for, and its answer.
    step: u32,
    answer: Option<Message>,
    /// The step that waits for a lock.
    waits: Option<Statement>,
    committing: bool,
    reads: u32,
    writes: u32,
}

/// A step that may have to wait.
#[derive(Clone, Copy, Debug)]
enum Statement {
    Read(AccountId, Column),
    Write(AccountId, Put),
}

/// A transaction that is in the log.
#[derive(Clone, Debug)]
struct Commit {
    txn: TxnId,
    changed: Vec<Changed<Row>>,
    /// The place of the record that tells the answer, and of the last one that has to be on the
    /// disk.
    answer: u32,
    last: u32,
}

impl Database {
    fn on_begin(
        &mut self,
        from: NodeId,
        (txn, op): (TxnId, OpId),
        (command, about): (CommandId, AccountId),
        log: &Log,
        out: &mut Out<'_>,
    ) {
        if let Some(session) = self.sessions.get(&txn) {
            if session.step == self.first_step {
                out.send(from, Message::Done { txn, step: self.first_step });
            }
            return;
        }
        if self.begun.get(txn.0).is_some() {
            return self.tell_end(from, txn, log, out);
        }
        if let Some(answer) = self.known(command, out) {
            // Until that is on the disk nobody may know; the service will ask again.
            if answer <= self.safe(log, out) {
                self.begun.set(txn.0, 0);
                self.repeat(from, (txn, op), answer, log, out);
            }
            return;
        }
        if let Some((&older, session)) = self.sessions.iter().find(|(_, it)| it.op == op) {
            if session.committing {
                return;
            }
            self.abort(older, OwnFact::Superseded, out);
        }
        self.begun.set(txn.0, 0);
        self.table.begin(txn);
        let (since, waits, answer, step) = (out.clock(), None, None, self.first_step);
        let session = Session {
            op,
            command,
            about,
            from,
            since,
            step,
            answer,
            waits,
            committing: false,
            reads: 0,
            writes: 0,
        };
        self.sessions.insert(txn, session);
        out.note(OwnFact::Began, op.0, 0);
        out.set_timer(Timer::Session(txn), out.config().session_timeout);
        self.answer(txn, Message::Done { txn, step }, out);
    }

    /// A step of a transaction, which is taken once: says whether it is to be taken now.
    fn is_next(&mut self, from: NodeId, txn: TxnId, step: u32, log: &Log, out: &mut Out<'_>) -> bool {
        let Some(session) = self.sessions.get_mut(&txn) else {
            self.tell_end(from, txn, log, out);
            return false;
        };
        out.set_timer(Timer::Session(txn), out.config().session_timeout);
        if step == session.step + 1 {
            (session.step, session.answer) = (step, None);
            return true;
        }
        if step == session.step {
            let waits = session.waits.map(|_| Message::Waits { txn, step });
            session.answer.clone().or(waits).into_iter().for_each(|again| out.send(from, again));
        }
        false
    }

    fn execute(&mut self, txn: TxnId, statement: Statement, out: &mut Out<'_>) {
        let Some(&Session { op, command, step, .. }) = self.sessions.get(&txn) else { return };
        let now = out.clock();
        let (key, why) = match statement {
            Statement::Read(key, column) => match self.table.read(txn, key, now) {
                Step::Done(row) => {
                    let cell = row.as_ref().and_then(|row| row.value.cell(column));
                    let version = cell.zip(row).map_or(0, |(cell, row)| cell.since.unwrap_or(row.version));
                    out.observed(Layer::State, op, key, version);
                    self.sessions.get_mut(&txn).expect("it is open").reads += 1;
                    return self.answer(
                        txn,
                        Message::Found { txn, step, balance: cell.map(|cell| cell.balance) },
                        out,
                    );
                }
                Step::Waits => (key, None),
                Step::Aborted(why) => (key, Some(why)),
            },
            Statement::Write(key, put) => {
                match self.table.write(txn, key, now, |before| Row::written(before, put)) {
                    Step::Done(version) => {
                        if self.table.writes_in_place() {
                            out.wrote(op, command, key, version);
                        }
                        self.sessions.get_mut(&txn).expect("it is open").writes += 1;
                        return self.answer(txn, Message::Done { txn, step }, out);
                    }
                    Step::Waits => (key, None),
                    Step::Aborted(why) => (key, Some(why)),
                }
            }
        };
        match why {
            Some(why) => self.abort(txn, turned_away(why), out),
            None => self.wait(txn, key, statement, out),
        }
    }

    fn wait(&mut self, txn: TxnId, key: AccountId, statement: Statement, out: &mut Out<'_>) {
        let session = self.sessions.get_mut(&txn).expect("who waits is open");
        session.waits = Some(statement);
        out.note(OwnFact::Waits, session.op.0, key.0);
        out.send(session.from, Message::Waits { txn, step: session.step });
        out.set_timer(Timer::Lock(txn), out.config().lock_timeout);
    }

    fn answer(&mut self, txn: TxnId, answer: Message, out: &mut Out<'_>) {
        let session = self.sessions.get_mut(&txn).expect("only who is open is answered");
        session.answer = Some(answer.clone());
        out.send(session.from, answer);
    }

    /// A transaction wants to commit. What it wrote goes to the log, and the rest waits for the
    /// disk.
    fn commit(&mut self, txn: TxnId, log: &mut Log, out: &mut Out<'_>) {
        let changed = match self.table.commit(txn, out.clock()) {
            Step::Done(changed) => changed,
            Step::Waits => unreachable!("nobody waits to commit"),
            Step::Aborted(why) => return self.abort(txn, turned_away(why), out),
        };
        let known = self.known(self.sessions[&txn].command, out);
        let session = self.sessions.get_mut(&txn).expect("who commits is open");
        let Session { op, command, about, from, .. } = *session;
        session.committing = !changed.is_empty();
        if changed.is_empty() {
            return self.apply(Commit { txn, changed, answer: 0, last: 0 }, log, out);
        }
        if let Some(answer) = known {
            // Another transaction carried out the same command meanwhile, so this one must not.
            self.table.abort(txn, out.clock());
            out.aborted(op);
            self.commits.push_back(Commit { txn, changed: Vec::new(), answer, last: answer });
            return;
        }
        let (mut answer, count) = (0, changed.len());
        for (nth, Changed { key, before, row: Versioned { version, value: row } }) in
            changed.iter().cloned().enumerate()
        {
            let change = row.balance() - before.map_or(0, |before| before.balance());
            let kind = match before {
                None => EventKind::Opened,
                Some(_) if change < 0 => EventKind::Withdrawn,
                Some(_) => EventKind::Deposited,
            };
            let (origin, answers, last) = (from, key == about, nth + 1 == count);
            let place =
                log.push(Record { txn, command, origin, key, version, row, kind, change, answers, last });
            out.note(OwnFact::Appended, place, 0);
            if answers {
                answer = place;
            }
        }
        self.commands.set(command.0, answer);
        self.commits.push_back(Commit { txn, changed, answer, last: log.len() });
    }

    /// Shows and answers what is safe by now.
    fn settle(&mut self, log: &Log, out: &mut Out<'_>) {
        let safe = self.safe(log, out);
        while let Some(commit) = self.commits.pop_front_if(|commit| commit.last <= safe) {
            if !out.config().flush {
                log.behind(commit.last - commit.changed.len() as u32)
                    .take(commit.changed.len())
                    .for_each(|(_, it)| installed(it, out));
            }
            self.apply(commit, log, out);
        }
    }

    fn apply(&mut self, commit: Commit, log: &Log, out: &mut Out<'_>) {
        let Commit { txn, changed, answer, .. } = commit;
        let is_repeated = answer > 0 && changed.is_empty();
        if !is_repeated {
            self.table.applied(txn, &changed, out.clock());
        }
        changed.iter().for_each(|it| self.show(it.key));
        let Some(Session { op, from, .. }) = self.sessions.remove(&txn) else { return };
        [Timer::Session(txn), Timer::Lock(txn)].into_iter().for_each(|timer| out.cancel_timer(timer));
        if is_repeated {
            return self.repeat(from, (txn, op), answer, log, out);
        }
        out.note(OwnFact::Committed, op.0, 0);
        self.conclude(from, (txn, op), answer, log, out);
    }

    /// The command was carried out before: this is its answer.
    fn repeat(&mut self, from: NodeId, (txn, op): (TxnId, OpId), answer: u32, log: &Log, out: &mut Out<'_>) {
        out.note(OwnFact::Repeated, op.0, 0);
        self.conclude(from, (txn, op), answer, log, out);
    }

    fn conclude(
        &mut self,
        from: NodeId,
        (txn, op): (TxnId, OpId),
        answer: u32,
        log: &Log,
        out: &mut Out<'_>,
    ) {
        self.ended.set(txn.0, answer);
        if let Some(record) = log.get(answer) {
            out.observed(Layer::State, op, record.key, record.version);
        }
        self.tell_end(from, txn, log, out);
    }

    /// Brings the balances that are shown up to date with a row.
    fn show(&mut self, key: AccountId) {
        if let Some(row) = self.table.committed(key) {
            let account = Account { open: true, balance: row.value.balance(), version: row.version };
            self.bank.change(key, |it| *it = account);
        }
    }

    /// A transaction ends without effect.
    fn abort(&mut self, txn: TxnId, why: OwnFact, out: &mut Out<'_>) {
        let Some(Session { op, from, .. }) = self.sessions.remove(&txn) else { return };
        self.table.abort(txn, out.clock());
        self.aborted += 1;
        out.note(why, op.0, 0);
        out.aborted(op);
        [Timer::Session(txn), Timer::Lock(txn)].into_iter().for_each(|timer| out.cancel_timer(timer));
        out.send(from, Message::Aborted { txn, superseded: why == OwnFact::Superseded });
    }

    /// Somebody asks about a transaction that has ended. What is neither open nor in the log did
    /// not happen and never will.
    fn tell_end(&self, to: NodeId, txn: TxnId, log: &Log, out: &mut Out<'_>) {
        let message = match self.ended.get(txn.0) {
            Some(answer) => {
                Message::Committed { txn, balance: log.get(answer).map_or(0, |record| record.row.balance()) }
            }
            None => Message::Aborted { txn, superseded: false },
        };
        out.send(to, message);
    }

    /// Where the answer is to a command that was carried out, if the database remembers.
    fn known(&self, command: CommandId, out: &Out<'_>) -> Option<u32> {
        self.commands.get(command.0).filter(|_| out.config().command_ids)
    }

    /// Up to which record may be shown and answered.
    fn safe(&self, log: &Log, out: &Out<'_>) -> u32 {
        if out.config().flush { self.flushed } else { log.len() }
    }

    /// What every step ends with: who got a lock goes on, what is safe is shown, and what is not on
    /// the disk sets out for it. Wishes behind the last wait for the disk.
    fn finish(&mut self, durable: &mut Durable, out: &mut Out<'_>) {
        self.settle(&durable.log, out);
        while let Some(txn) = self.table.next_woken() {
            let Some(session) = self.sessions.get_mut(&txn) else { continue };
            let Some(statement) = session.waits.take() else { continue };
            out.note(OwnFact::Granted, session.op.0, 0);
            out.cancel_timer(Timer::Lock(txn));
            self.execute(txn, statement, out);
        }
        let blocked = self.table.waiting() > 0;
        if blocked != core::mem::replace(&mut self.blocked, blocked) {
            out.note(if blocked { OwnFact::Blocked } else { OwnFact::Unblocked }, 0, 0);
        }
        let len = durable.log.len();
        if self.flushing.is_none() && len > self.flushed {
            self.flushing = Some(len);
            durable.log.whole = len;
            out.persist();
            if out.config().flush {
                durable.log.behind(self.flushed).for_each(|(_, record)| installed(record, out));
            }
            out.set_timer(Timer::Flushed, Span::ZERO);
        }
    }
}

/// The copy holds what a record says, and shows it.
fn installed(record: &Record, out: &mut Out<'_>) {
    for layer in [Layer::Log, Layer::State] {
        out.installed(layer, record.command, record.key, record.version);
    }
}

fn turned_away(why: Why) -> OwnFact {
    match why {
        Why::Deadlock => OwnFact::Deadlock,
        Why::Overtaken => OwnFact::Overtaken,
        Why::Pivot => OwnFact::Pivot,
    }
}

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
                if database.sessions.get(&txn).is_some_and(|session| !session.committing) {
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

#[cfg(test)]
mod tests;
