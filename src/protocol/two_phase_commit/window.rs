//! What can be seen of a node.

use super::State;
use super::state::{Durable, Owner, Phase, Volatile, Work};
use super::words::Config;
use crate::base::arrange::Arrange;
use crate::base::ids::NodeId;
use crate::base::text::text;
use crate::data::commit::{Decision, Participant};
use crate::data::transactions::TxnId;
use crate::sim::show::{
    Balance, Balances, Counter, Decided, Holder, Lens, Lock, OpenTransaction, Section, VisibleState,
};

/// The only window into a node.
pub fn inspect(_: &Config, _: NodeId, state: &State, lens: &Lens) -> VisibleState {
    if state.durable.starts > 0 {
        return coordinator(state);
    }
    let (volatile, bank) = (&state.volatile, &state.durable.bank);
    let open = bank.range(lens.accounts.clone()).filter(|(_, it)| it.open);
    let balances = Balances {
        title: text("accounts it owns", "所属账户"),
        accounts: u32::try_from(bank.iter().filter(|(_, it)| it.open).count()).unwrap_or(u32::MAX),
        total: bank.total(),
        rows: open
            .map(|(account, it)| Balance { account, balance: it.balance, version: it.version })
            .collect(),
    };
    let sections = vec![
        Section::Balances(balances),
        Section::Locks(locks(volatile)),
        Section::Transactions(transactions(volatile, &state.durable)),
        Section::Counters(vec![Counter {
            name: text("in doubt", "未决事务"),
            value: state.durable.prepared.len() as i64,
            alarming: !state.durable.prepared.is_empty(),
        }]),
    ];
    VisibleState { role: text("participant", "参与者"), leads: true, epoch: 0, sections }
}

fn coordinator(state: &State) -> VisibleState {
    let deals = &state.volatile.deals;
    let open = deals.values().map(|deal| OpenTransaction {
        holder: Holder::Operation(deal.op),
        from: deal.home,
        since: deal.since,
        reads: deal.looks.len() as u32,
        writes: deal.core.yes.count_ones(),
        waits_for: super::all_of(deal.unacknowledged).map(Holder::Node).collect(),
        in_doubt: None,
    });
    let telling = deals.values().filter(|deal| matches!(deal.phase, Phase::Telling(_))).count();
    let count = |name, value: usize| Counter { name, value: value as i64, alarming: false };
    let decided = state.durable.log.iter().map(|(txn, record)| {
        let deal = deals.get(txn);
        Decided {
            holder: Holder::Operation(record.op),
            says: match record.decision {
                None => text("initiation: nothing decided", "起始记录，尚未决定"),
                Some(Decision::Commit) => text("commit", "提交"),
                Some(Decision::Abort) => text("abort", "中止"),
            },
            saved: deal.is_none_or(|deal| deal.phase != Phase::Saving),
            waits_for: super::all_of(deal.map_or(record.members, |deal| deal.unacknowledged))
                .map(Holder::Node)
                .collect(),
        }
    });
    let sections = vec![
        Section::Transactions(open.collect()),
        Section::Decisions(decided.collect()),
        Section::Counters(vec![
            count(text("records to remember", "必须记住的记录"), state.durable.log.len()),
            count(text("decisions not acknowledged", "未确认的决定"), telling),
        ]),
    ];
    VisibleState { role: text("coordinator", "协调者"), leads: false, epoch: 0, sections }
}

fn holder(volatile: &Volatile, txn: TxnId) -> Holder {
    let op = volatile.works.get(&txn).map(|work| work.task.op);
    Holder::Operation(op.unwrap_or(crate::base::ids::OpId::NOBODY))
}

fn locks(volatile: &Volatile) -> Vec<Lock> {
    let lock = |(key, lock): (_, &crate::data::locks::Lock<Owner>)| Lock {
        key,
        holders: lock.holders.iter().map(|((_, txn), _)| holder(volatile, *txn)).collect(),
        since: lock.since,
        waiting: lock.queue.iter().map(|((_, txn), _)| holder(volatile, *txn)).collect(),
    };
    volatile.locks.iter().map(lock).collect()
}

fn transactions(volatile: &Volatile, durable: &Durable) -> Vec<OpenTransaction> {
    let open = |(txn, work): (&TxnId, &Work)| {
        let waits_for = volatile.locks.waits_for(work.task.owner(*txn));
        let record = durable.prepared.get(txn).filter(|_| work.stands == Participant::Prepared);
        OpenTransaction {
            holder: Holder::Operation(work.task.op),
            from: work.from,
            since: work.since,
            reads: work.task.call.accounts().count() as u32,
            writes: record.map_or(0, |record| record.events.len() as u32),
            waits_for: waits_for.into_iter().map(|(_, txn)| holder(volatile, txn)).collect(),
            in_doubt: record.map(|record| record.since),
        }
    };
    let mut open: Vec<OpenTransaction> = volatile.works.iter().map(open).collect();
    open.arrange_by_key(|it| it.since);
    open
}
