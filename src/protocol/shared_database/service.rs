//! A service: it carries an operation out in a transaction, one step after the other, and begins
//! anew where that was aborted.

use super::message::{Column, Message, Put};
use super::{Out, OwnFact, Timer};
use crate::base::ids::{AccountId, OpId};
use crate::base::time::{Span, Time};
use crate::data::transactions::TxnId;
use crate::domain::bank::{Account, decide, look};
use crate::domain::{Amount, Answer, Context, Refusal, Reply, Request};
use std::collections::BTreeMap;

/// No account has a number above this, so that a slip of the finger costs no memory.
const MOST_ACCOUNTS: u32 = 1 << 20;

/// What a service knows.
#[derive(Clone, Debug, Default)]
pub struct Service {
    pub(super) running: BTreeMap<OpId, Running>,
    /// The operation that each transaction which is under way carries out.
    of_txn: BTreeMap<TxnId, OpId>,
    /// How many transactions were begun anew.
    pub(super) retried: u32,
}

/// An operation that a service carries out, in one transaction after the other until one of them
/// commits.
#[derive(Clone, Debug)]
pub(super) struct Running {
    request: Request,
    txn: TxnId,
    /// The number of the step that is under way.
    step: u32,
    doing: Doing,
    /// The rows that were read and are there.
    found: Vec<(AccountId, Account)>,
    /// What is to be written, in order.
    writes: Vec<(AccountId, Amount)>,
    tries: u16,
    /// When the database was last heard of, by the own clock.
    heard: Time,
}

/// The step that is under way.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Doing {
    Begin,
    /// Of the accounts that the call is about, the one with this place.
    Read(usize),
    Write(usize),
    Commit,
    /// There is nothing to be written: this is why.
    Abort(Refusal),
    /// The next try is to begin.
    Rest,
}

impl Service {
    pub(super) fn on_request(&mut self, request: Request, out: &mut Out<'_>) {
        if request.call.accounts().any(|account| account.0 >= MOST_ACCOUNTS) {
            return out.reply(request.op, Reply::Refused(Refusal::NoAccount));
        }
        // A client that asks again while its operation is being carried out is answered when that
        // ends.
        if self.running.contains_key(&request.op) {
            return;
        }
        let (op, txn, heard) = (request.op, TxnId(out.draw_bits()), out.clock());
        let running = Running {
            request,
            txn,
            step: 0,
            doing: Doing::Begin,
            found: Vec::new(),
            writes: Vec::new(),
            tries: 0,
            heard,
        };
        running.send(out);
        self.running.insert(op, running);
        self.of_txn.insert(txn, op);
    }

    /// The database has answered the step that is under way.
    pub(super) fn on_done(&mut self, txn: TxnId, step: u32, found: Option<Amount>, out: &mut Out<'_>) {
        let Some((op, running)) = self.of(txn).filter(|(_, it)| it.step == step || it.doing == Doing::Begin)
        else {
            return;
        };
        running.heard = out.clock();
        running.doing = match running.doing {
            Doing::Begin => Doing::Read(0),
            Doing::Read(nth) => {
                if let (Some(key), Some(balance)) = (running.key(nth), found) {
                    running.found.push((key, Account { open: true, balance, version: 0 }));
                }
                if running.key(nth + 1).is_some() {
                    Doing::Read(nth + 1)
                } else {
                    running.decide(out.config().saves)
                }
            }
            Doing::Write(nth) if nth + 1 < running.writes.len() => Doing::Write(nth + 1),
            Doing::Write(_) => Doing::Commit,
            Doing::Abort(why) => return self.end(op, Reply::Refused(why), out),
            Doing::Commit | Doing::Rest => return,
        };
        let begun = running.doing == Doing::Read(0);
        running.step = step + 1;
        if begun || out.config().think == Span::ZERO {
            running.send(out);
        } else {
            out.cancel_timer(Timer::Resend(op));
            out.set_timer(Timer::Think(op), out.config().think);
        }
    }

    /// The step that is under way waits for a lock: the database is alive.
    pub(super) fn on_waits(&mut self, txn: TxnId, out: &mut Out<'_>) {
        if let Some((_, running)) = self.of(txn) {
            running.heard = out.clock();
        }
    }

    pub(super) fn on_committed(&mut self, txn: TxnId, balance: Amount, out: &mut Out<'_>) {
        let Some((op, running)) = self.of(txn) else { return };
        let call = running.request.call;
        let answer =
            if call.is_read() { look(running.found.as_slice(), &call) } else { Ok(Answer::Balance(balance)) };
        let reply =
            answer.map_or_else(Reply::Refused, |answer| Reply::Done { answer, context: Context::default() });
        self.end(op, reply, out);
    }

    /// The transaction did not happen: begin anew, unless that was tried often enough.
    pub(super) fn on_aborted(&mut self, txn: TxnId, superseded: bool, out: &mut Out<'_>) {
        let Some((op, running)) = self.of(txn) else { return };
        if let Doing::Abort(why) = running.doing {
            return self.end(op, Reply::Refused(why), out);
        }
        if superseded {
            // Somebody else answers the client.
            self.forget(op);
            return [Timer::Resend(op), Timer::Think(op)]
                .into_iter()
                .for_each(|timer| out.cancel_timer(timer));
        }
        if running.tries >= out.config().retries {
            return self.end(op, Reply::Refused(Refusal::Conflict), out);
        }
        running.tries += 1;
        let before = running.txn;
        (running.txn, running.step, running.doing) = (TxnId(out.draw_bits()), 0, Doing::Rest);
        out.note(OwnFact::Retried, op.0, u32::from(running.tries));
        [Timer::Resend(op), Timer::Think(op)].into_iter().for_each(|timer| out.cancel_timer(timer));
        let pause = Span(out.draw(out.config().retry_after.0) + 1);
        out.set_timer(Timer::Again(op), pause);
        let now = running.txn;
        self.of_txn.remove(&before);
        self.of_txn.insert(now, op);
        self.retried += 1;
    }

    /// Time to take the step that was thought about, or to begin anew.
    pub(super) fn on_ready(&mut self, op: OpId, out: &mut Out<'_>) {
        let Some(running) = self.running.get_mut(&op) else { return };
        running.heard = out.clock();
        if running.doing == Doing::Rest {
            running.doing = Doing::Begin;
            running.found.clear();
            running.writes.clear();
        }
        running.send(out);
    }

    /// The database has not answered: ask again, or give up. Only who asked to commit what it wrote
    /// does not know what became of that.
    pub(super) fn on_resend(&mut self, op: OpId, out: &mut Out<'_>) {
        let Some(running) = self.running.get(&op) else { return };
        if out.clock().since(running.heard) < out.config().socket_timeout {
            return running.send(out);
        }
        let reply = match running.doing {
            Doing::Commit if !running.writes.is_empty() => Reply::Unknown,
            Doing::Abort(why) => Reply::Refused(why),
            _ => Reply::Refused(Refusal::Unreachable),
        };
        if reply == Reply::Unknown {
            out.note(OwnFact::Unknown, op.0, 0);
        }
        self.end(op, reply, out);
    }

    fn end(&mut self, op: OpId, reply: Reply, out: &mut Out<'_>) {
        self.forget(op);
        [Timer::Resend(op), Timer::Think(op), Timer::Again(op)]
            .into_iter()
            .for_each(|timer| out.cancel_timer(timer));
        out.reply(op, reply);
    }

    /// How many bytes its list takes.
    pub(super) fn weight(&self) -> usize {
        self.running.len() * size_of::<Running>()
    }

    fn of(&mut self, txn: TxnId) -> Option<(OpId, &mut Running)> {
        let op = *self.of_txn.get(&txn)?;
        self.running.get_mut(&op).map(|running| (op, running))
    }

    fn forget(&mut self, op: OpId) {
        if let Some(running) = self.running.remove(&op) {
            self.of_txn.remove(&running.txn);
        }
    }
}

impl Running {
    fn key(&self, nth: usize) -> Option<AccountId> {
        self.request.call.accounts().nth(nth)
    }

    /// Everything was read: what is to be written, or why nothing is.
    fn decide(&mut self, saves: u16) -> Doing {
        let events = match decide(self.found.as_slice(), &self.request.call) {
            Ok(events) => events,
            Err(why) => return Doing::Abort(why),
        };
        for event in events.as_slice() {
            let (key, saves) = (event.account(), Amount::from(saves));
            let before =
                self.found.iter().find(|(found, _)| *found == key).map_or(0, |(_, account)| account.balance);
            self.writes.extend((1..=saves).map(|nth| (key, before + event.change() * nth / saves)));
        }
        if self.writes.is_empty() { Doing::Commit } else { Doing::Write(0) }
    }

    /// Sends the step that is under way, perhaps not for the first time.
    fn send(&self, out: &mut Out<'_>) {
        let (txn, step, op) = (self.txn, self.step, self.request.op);
        let is_moved = out.version() >= 2 && !out.config().both_columns;
        let message = match self.doing {
            Doing::Begin | Doing::Rest => {
                Message::Begin { txn, op, command: self.request.command, about: self.request.call.account() }
            }
            Doing::Read(nth) => {
                let key = self.key(nth).expect("only accounts of the call are read");
                Message::Read { txn, step, key, column: if is_moved { Column::New } else { Column::Old } }
            }
            Doing::Write(nth) => {
                let (key, balance) = self.writes[nth];
                Message::Write {
                    txn,
                    step,
                    key,
                    put: Put { balance, old: !is_moved, new: out.version() >= 2 },
                }
            }
            Doing::Commit => Message::Commit { txn, step },
            Doing::Abort(_) => Message::Abort { txn, step },
        };
        let database = out.parts().next().expect("the cast has a database");
        out.send(database, message);
        out.set_timer(Timer::Resend(op), out.config().resend);
    }
}
