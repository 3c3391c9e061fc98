//! The rows of the database, and its write-ahead log: what a transaction changed is written here,
//! all of it and in order, before anybody is told.
//!
//! The last record of a transaction says that it is the last: it is the commit record. A crash may
//! cut a write of several records in the middle; a recovery that wants the last record of every
//! transaction finds out (Mohan and others, *ARIES*, TODS 1992; Gray and Reuter, *Transaction
//! Processing*, 1993, chapters 9 and 10). What is not committed never gets here, so that there is
//! nothing to undo.

use crate::base::forkvec::ForkVec;
use crate::base::ids::{AccountId, CommandId, NodeId, OpId};
use crate::data::rows::Versioned;
use crate::data::transactions::TxnId;
use crate::domain::{Amount, EventKind};
use crate::protocol::shared_database::message::{Column, Put};

/// A balance in one column of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cell {
    /// The balance.
    pub balance: Amount,
    /// The version of the row in which the column was written last; nothing where it is the row's
    /// own.
    pub since: Option<u64>,
}

/// A row: an account that is open.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Row {
    /// The column that services of version 1 know.
    pub old: Option<Cell>,
    /// The column that only those of version 2 know.
    pub new: Option<Cell>,
}

impl Row {
    /// A row that only the old column is known of.
    pub fn opened_with(balance: Amount) -> Row {
        Row { old: Some(Cell { balance, since: None }), new: None }
    }

    /// The row after a write.
    pub fn written(before: Option<Versioned<Row>>, put: Put) -> Row {
        let (row, version) = before.map_or((Row::default(), 0), |before| (before.value, before.version));
        let keep = |cell: Option<Cell>| cell.map(|cell| Cell { since: cell.since.or(Some(version)), ..cell });
        let fill = Some(Cell { balance: put.balance, since: None });
        Row {
            old: if put.old { fill } else { keep(row.old) },
            new: if put.new { fill } else { keep(row.new) },
        }
    }

    /// What stands in a column. Services of version 2 find a row that has nothing in the new one in
    /// the old one.
    pub fn cell(&self, column: Column) -> Option<Cell> {
        match column {
            Column::Old => self.old,
            Column::New => self.new.or(self.old),
        }
    }

    /// The balance that was written last, whatever the column.
    pub fn balance(&self) -> Amount {
        let newest =
            [self.new, self.old].into_iter().flatten().max_by_key(|cell| cell.since.unwrap_or(u64::MAX));
        newest.map_or(0, |cell| cell.balance)
    }
}

/// One record of the log: a row that a committed transaction wrote.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Record {
    /// The transaction.
    pub txn: TxnId,
    /// The operation that it was an attempt at: who is told its end out of the log is told which
    /// version the answer rests on.
    pub op: OpId,
    /// The command that it carried out.
    pub command: CommandId,
    /// The service that asked for it.
    pub origin: NodeId,
    /// The row.
    pub key: AccountId,
    /// The version that was written.
    pub version: u64,
    /// What the row holds from here on.
    pub row: Row,
    /// What kind of change it is: an account is opened, gains or pays.
    pub kind: EventKind,
    /// What the balance gained.
    pub change: Amount,
    /// Whether the answer to the command is about this row.
    pub answers: bool,
    /// Whether it is the last one of its transaction: its commit record.
    pub last: bool,
}

/// A write-ahead log. A clone costs nothing, however long it is.
#[derive(Clone, Debug, Default)]
pub struct Log {
    records: ForkVec<Record>,
    /// How many records were there when it was last written to the disk as a whole. What lies
    /// behind them is of writes that were cut in the middle.
    pub whole: u32,
}

impl Log {
    /// How many records there are.
    pub(super) fn len(&self) -> u32 {
        self.records.len() as u32
    }

    /// The record at a place, counted from 1.
    pub fn get(&self, place: u32) -> Option<&Record> {
        self.records.get((place as usize).checked_sub(1)?)
    }

    /// The records behind the first `skip`, each with its place.
    pub fn behind(&self, skip: u32) -> impl DoubleEndedIterator<Item = (u32, &Record)> + '_ {
        (skip + 1..=self.len()).map(|place| (place, &self.records[place as usize - 1]))
    }

    /// Adds a record and returns its place.
    pub fn push(&mut self, record: Record) -> u32 {
        self.records.push(record);
        self.len()
    }

    /// Forgets the records behind a place.
    pub fn truncate(&mut self, len: u32) {
        self.records.truncate(len as usize);
    }

    /// The log as a write leaves it that was cut in the middle: half of its records are there.
    pub fn torn(&self, before: &Log) -> Log {
        let mut torn = Log { whole: before.whole, ..self.clone() };
        torn.truncate(before.len() + self.len().saturating_sub(before.len()) / 2);
        torn
    }

    /// How many records belong to transactions whose last record is there.
    pub fn complete(&self) -> u32 {
        self.behind(0).rev().find(|(_, record)| record.last).map_or(0, |(place, _)| place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(key: u32, last: bool) -> Record {
        let (txn, op, command, origin, key) = (TxnId(1), OpId(1), CommandId(1), NodeId(0), AccountId(key));
        Record {
            txn,
            op,
            command,
            origin,
            key,
            version: 1,
            row: Row::default(),
            kind: EventKind::Deposited,
            change: 1,
            answers: !last,
            last,
        }
    }

    #[test]
    fn half_of_a_write_that_was_cut_is_there_and_its_transaction_is_not_complete() {
        let mut before = Log::default();
        before.whole = before.push(record(0, true));
        let mut after = before.clone();
        [false, true].iter().for_each(|&last| _ = after.push(record(1, last)));
        let torn = after.torn(&before);
        assert_eq!((torn.len(), torn.whole, torn.complete(), after.complete()), (2, 1, 1, 3));
    }

    #[test]
    fn who_writes_only_one_column_leaves_the_other_as_it_was() {
        let put = |old, new, balance| Put { balance, old, new };
        let at = |version, value| Some(Versioned { version, value });
        let first = Row::opened_with(500);
        let moved = Row::written(at(0, first), put(false, true, 550));
        assert_eq!(
            (moved.cell(Column::Old), moved.balance()),
            (Some(Cell { balance: 500, since: Some(0) }), 550)
        );
        let behind = Row::written(at(3, moved), put(true, false, 510));
        assert_eq!(
            (behind.cell(Column::New), behind.balance()),
            (Some(Cell { balance: 550, since: Some(3) }), 510)
        );
        let both = Row::written(at(4, behind), put(true, true, 700));
        assert_eq!((both.cell(Column::Old), both.cell(Column::New)), (both.new, both.old));
        assert_eq!(first.cell(Column::New).map(|cell| cell.balance), Some(500));
    }
}
