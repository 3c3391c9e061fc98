//! The window into a node.

use super::{Config, Database, Log as Wal, Node, Record};
use crate::base::arrange::Arrange;
use crate::base::ids::{NodeId, OpId};
use crate::base::text::text;
use crate::data::transactions::TxnId;
use crate::sim::show::{
    Balance, Balances, Counter, Holder, Lens, Lock, Log, OpenTransaction, Row, RowState, Section,
    VisibleState,
};

/// How many of the last records the strip shows.
const STRIP: u32 = 24;

/// What can be seen of a node.
pub(super) fn inspect(_: &Config, _: NodeId, node: &Node, lens: &Lens) -> VisibleState {
    let database = &node.volatile.database;
    if node.durable.starts == 0 {
        let service = &node.volatile.service;
        let count = |name, value| Counter { name, value, alarming: false };
        let counters = vec![
            count(text("operations under way", "进行中的操作"), service.running.len() as i64),
            count(text("transactions retried", "重试的事务"), i64::from(service.retried)),
        ];
        let role = text("service", "服务");
        return VisibleState { role, leads: false, epoch: 0, sections: vec![Section::Counters(counters)] };
    }
    let rows = database.bank.range(lens.accounts.clone()).map(|(account, it)| Balance {
        account,
        balance: it.balance,
        version: it.version & u64::from(u32::MAX),
    });
    let balances = Balances {
        title: text("balances", "余额"),
        accounts: database.bank.len() as u32,
        total: database.bank.total(),
        rows: rows.collect(),
    };
    let sections = vec![
        Section::Log(log(&node.durable.log, database, lens)),
        Section::Locks(locks(database)),
        Section::Transactions(transactions(database)),
        Section::Balances(balances),
        Section::Counters(vec![Counter {
            name: text("aborted transactions", "中止的事务"),
            value: i64::from(database.aborted),
            alarming: false,
        }]),
    ];
    VisibleState {
        role: text("database", "数据库"),
        leads: false,
        epoch: u64::from(node.durable.starts - 1),
        sections,
    }
}

fn log(wal: &Wal, database: &Database, lens: &Lens) -> Log {
    let row = |(place, record): (u32, &Record)| Row {
        index: u64::from(place),
        term: record.version >> 32,
        origin: record.origin,
        kind: record.kind,
        account: record.key,
        other: None,
        amount: record.change,
        balance: record.row.balance(),
        state: if place <= database.flushed { RowState::Applied } else { RowState::Unsaved },
    };
    let (skip, take) =
        (lens.rows.start as usize, (lens.rows.end - lens.rows.start.min(lens.rows.end)) as usize);
    let rows = match lens.only {
        None => wal
            .behind(u32::try_from(lens.rows.start).unwrap_or(u32::MAX - 1).min(wal.len()))
            .take(take)
            .map(row)
            .collect(),
        Some(only) => {
            wal.behind(0).filter(|(_, record)| record.key == only).skip(skip).take(take).map(row).collect()
        }
    };
    let upto = |place: u32| match lens.only {
        None => u64::from(place),
        Some(only) => {
            wal.behind(0).take(place as usize).filter(|(_, record)| record.key == only).count() as u64
        }
    };
    Log {
        title: text("write-ahead log", "预写日志"),
        len: upto(wal.len()),
        saved: upto(database.flushed),
        applied: upto(database.flushed),
        known: upto(wal.len()),
        rows,
        strip: wal.behind(wal.len().saturating_sub(STRIP)).map(|(_, record)| record.origin).collect(),
    }
}

/// Whose a transaction is.
fn holder(database: &Database, txn: TxnId) -> Holder {
    Holder::Operation(database.sessions.get(&txn).map_or(OpId::NOBODY, |session| session.op))
}

fn locks(database: &Database) -> Vec<Lock> {
    let lock = |(key, lock): (_, &crate::data::locks::Lock<TxnId>)| Lock {
        key,
        holders: lock.holders.iter().map(|(txn, _)| holder(database, *txn)).collect(),
        since: lock.since,
        waiting: lock.queue.iter().map(|(txn, _)| holder(database, *txn)).collect(),
    };
    database.table.locks().map(lock).collect()
}

fn transactions(database: &Database) -> Vec<OpenTransaction> {
    let open = |(txn, session): (&TxnId, &super::Session)| OpenTransaction {
        holder: Holder::Operation(session.op),
        from: session.from,
        since: session.since,
        reads: session.reads,
        writes: session.writes,
        waits_for: database.table.waits_for(*txn).into_iter().map(|txn| holder(database, txn)).collect(),
        in_doubt: None,
    };
    let mut open: Vec<OpenTransaction> = database.sessions.iter().map(open).collect();
    open.arrange_by_key(|it| it.since);
    open
}
