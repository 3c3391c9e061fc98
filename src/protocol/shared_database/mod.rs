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
//! service, which knows nothing of the first one's transaction, does not carry it out again. Of two
//! attempts at one operation the one whose service takes the first step after the beginning is the
//! living one: a beginning alone may have been on its way since before a restart.
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
//! | what is kept, and what a crash takes | `state` |
//! | what reaches a node: which of the two it is, and who sees to it | `node` |
//! | how a service carries out an operation | `service` |
//! | what is said of a transaction that is over | `ended` |
//! | what a row is, and what is on the disk | `log` |
//! | what a crash leaves of it | `recover` |
//! | what can be seen of it | `window` |
//!
//! This file is the rest: how the database serves them.

mod config;
mod demos;
mod ended;
mod entry;
mod facts;
mod log;
mod message;
mod node;
mod recover;
mod service;
mod state;
mod window;

pub use config::{Config, Isolation, KNOBS, SerializableBy};
pub use entry::Timer;
pub use facts::OwnFact;
pub use log::{Cell, Log, Record, Row};
pub use message::{Column, Message, Put};
pub use service::Service;
pub use state::{Database, Durable, Volatile};

use crate::base::ids::{AccountId, CommandId, NodeId, OpId};
use crate::base::time::Span;
use crate::data::rows::Versioned;
use crate::data::transactions::{Changed, Step, TxnId, Why};
use crate::domain::EventKind;
use crate::domain::bank::Account;
use crate::sim::protocol::{self, Layer, State};
use state::{Commit, Session, Statement};

type Node = State<Volatile, Durable>;
type Out<'a> = protocol::Out<'a, SharedDatabase>;

/// A shared database.
#[derive(Clone, PartialEq, Debug)]
pub struct SharedDatabase;

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
        if self.begun.get(txn.0).is_some() || self.ended.get(txn.0).is_some() {
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
        self.under_way.insert((op, txn));
        out.note(OwnFact::Began, op.0, 0);
        out.set_timer(Timer::Session(txn), out.config().session_timeout);
        self.answer(txn, Message::Done { txn, step }, out);
    }

    /// A step of a transaction, which is taken once: says whether it is to be taken now.
    fn is_next(&mut self, from: NodeId, txn: TxnId, step: u32, log: &Log, out: &mut Out<'_>) -> bool {
        let Some(session) = self.sessions.get(&txn) else {
            self.tell_end(from, txn, log, out);
            return false;
        };
        out.set_timer(Timer::Session(txn), out.config().session_timeout);
        if step == session.step {
            let waits = session.waits.map(|_| Message::Waits { txn, step });
            session.answer.clone().or(waits).into_iter().for_each(|again| out.send(from, again));
        }
        let is_next = step == session.step + 1
            && (session.step != self.first_step || self.takes_over(session.op, txn, out));
        if let Some(session) = self.sessions.get_mut(&txn).filter(|_| is_next) {
            (session.step, session.answer) = (step, None);
        }
        is_next
    }

    /// A transaction takes its first step, so its service goes on with it: another attempt at the
    /// same operation is over. A beginning alone says nothing, it may have been on its way for
    /// long. Says whether it may go on; one that is about to be committed is not taken over.
    fn takes_over(&mut self, op: OpId, txn: TxnId, out: &mut Out<'_>) -> bool {
        let of_op = self.under_way.range((op, TxnId(0))..=(op, TxnId(u64::MAX)));
        let others: Vec<TxnId> = of_op.map(|&(_, other)| other).filter(|&other| other != txn).collect();
        if others.iter().any(|other| self.sessions[other].committing) {
            return false;
        }
        others.into_iter().for_each(|other| self.abort(other, OwnFact::Superseded, out));
        true
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
            // Its records may reach the disk together with those of others: who wrote it is told here.
            if !self.table.writes_in_place() {
                out.wrote(op, command, key, version);
            }
            let place =
                log.push(Record { txn, op, command, origin, key, version, row, kind, change, answers, last });
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
        let Some(Session { op, from, .. }) = self.close(txn, out) else { return };
        if is_repeated {
            return self.repeat(from, (txn, op), answer, log, out);
        }
        out.note(OwnFact::Committed, op.0, 0);
        self.conclude(from, (txn, op), answer, log, out);
    }

    /// Brings the balances that are shown up to date with a row.
    fn show(&mut self, key: AccountId) {
        if let Some(row) = self.table.committed(key) {
            let account = Account { open: true, balance: row.value.balance(), version: row.version };
            self.bank.change(key, |it| *it = account);
        }
    }

    fn close(&mut self, txn: TxnId, out: &mut Out<'_>) -> Option<Session> {
        let session = self.sessions.remove(&txn)?;
        self.under_way.remove(&(session.op, txn));
        [Timer::Session(txn), Timer::Lock(txn)].into_iter().for_each(|timer| out.cancel_timer(timer));
        Some(session)
    }

    /// A transaction ends without effect.
    fn abort(&mut self, txn: TxnId, why: OwnFact, out: &mut Out<'_>) {
        let Some(Session { op, from, .. }) = self.close(txn, out) else { return };
        self.table.abort(txn, out.clock());
        self.aborted += 1;
        out.note(why, op.0, 0);
        out.aborted(op);
        out.send(from, Message::Aborted { txn, superseded: why == OwnFact::Superseded });
    }

    /// What every step ends with: who got a lock goes on, what is safe is shown, and what is not on
    /// the disk sets out for it. Effects that are asked for afterwards wait for the disk.
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

#[cfg(test)]
mod tests;
