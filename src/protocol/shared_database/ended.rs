//! What is said of a transaction that is over, and of a command that was carried out before.

use super::{Database, Log, Message, Out, OwnFact};
use crate::base::ids::{CommandId, NodeId, OpId};
use crate::data::transactions::TxnId;
use crate::sim::protocol::Layer;

impl Database {
    /// The command was carried out before: this is its answer.
    pub(super) fn repeat(
        &mut self,
        from: NodeId,
        (txn, op): (TxnId, OpId),
        answer: u32,
        log: &Log,
        out: &mut Out<'_>,
    ) {
        out.note(OwnFact::Repeated, op.0, 0);
        if self.first_step > 0 {
            // What an attempt had looked at that died with the database is no part of this answer.
            out.aborted(op);
        }
        self.conclude(from, (txn, op), answer, log, out);
    }

    pub(super) fn conclude(
        &mut self,
        from: NodeId,
        (txn, op): (TxnId, OpId),
        answer: u32,
        log: &Log,
        out: &mut Out<'_>,
    ) {
        self.ended.set(txn.0, answer);
        self.end_others((txn, op), answer, log, out);
        if let Some(record) = log.get(answer) {
            out.observed(Layer::State, op, record.key, record.version);
        }
        self.tell_end(from, txn, log, out);
    }

    /// An operation has its answer: other attempts at it, which a client that moved to another service
    /// left behind, are over as well, and see nothing more that its answer could be taken to rest on.
    /// Whoever made them is told the answer; what a read comes to, only who has read all of it knows.
    fn end_others(&mut self, (txn, op): (TxnId, OpId), answer: u32, log: &Log, out: &mut Out<'_>) {
        let of_op = self.under_way.range((op, TxnId(0))..=(op, TxnId(u64::MAX))).map(|&(_, other)| other);
        let open = |other: &TxnId| *other != txn && !self.sessions[other].committing;
        for other in of_op.filter(open).collect::<Vec<TxnId>>() {
            let from = self.sessions[&other].from;
            if answer == 0 {
                self.abort(other, OwnFact::Superseded, out);
                continue;
            }
            self.close(other, out);
            self.table.abort(other, out.clock());
            out.aborted(op);
            self.ended.set(other.0, answer);
            self.tell_end(from, other, log, out);
        }
    }

    /// Somebody asks about a transaction that has ended. What is neither open nor in the log did
    /// not happen and never will.
    pub(super) fn tell_end(&self, to: NodeId, txn: TxnId, log: &Log, out: &mut Out<'_>) {
        let message = match self.ended.get(txn.0) {
            Some(answer) => {
                // Whoever crashed before it could say what its answer rests on says it now.
                let before_the_crash = log.get(answer).filter(|_| answer <= self.recovered);
                if let Some(record) = before_the_crash.filter(|record| record.txn == txn) {
                    out.observed(Layer::State, record.op, record.key, record.version);
                }
                Message::Committed { txn, balance: log.get(answer).map_or(0, |record| record.row.balance()) }
            }
            None => Message::Aborted { txn, superseded: false },
        };
        out.send(to, message);
    }

    /// Where the answer is to a command that was carried out, if the database remembers.
    pub(super) fn known(&self, command: CommandId, out: &Out<'_>) -> Option<u32> {
        let asks = out.config().command_ids && !out.mutant("commands-are-not-looked-up");
        self.commands.get(command.0).filter(|_| asks)
    }

    /// Up to which record may be shown and answered.
    pub(super) fn safe(&self, log: &Log, out: &Out<'_>) -> u32 {
        if out.config().flush && !out.mutant("acknowledges-before-flushed") {
            self.flushed
        } else {
            log.len()
        }
    }
}
