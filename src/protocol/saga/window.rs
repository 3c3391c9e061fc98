//! What can be seen of a node.

use super::config::Way;
use super::plan::{Phase, Saga};
use super::state::{Asked, Incoming, Shelf, book};
use super::steps::{Kind, steps};
use super::{Config, State};
use crate::base::arrange::Arrange;
use crate::base::ids::NodeId;
use crate::base::text::{Text, text};
use crate::domain::bank::Bank;
use crate::protocol::manifest::consumers::consumers;
use crate::sim::show::{
    Balance, Balances, Chain, Counter, Holder, Lens, Lock, OpenCall, Section, VisibleState,
};

/// The only window into a node.
pub fn inspect(config: &Config, me: NodeId, state: &State, lens: &Lens) -> VisibleState {
    if state.durable.leads {
        return leader(config, state);
    }
    let bank = &state.durable.bank;
    let open = bank.range(lens.accounts.clone()).filter(|(_, it)| it.open);
    let balances = Balances {
        title: text("accounts it owns", "所属账户"),
        accounts: u32::try_from(bank.iter().filter(|(_, it)| it.open).count()).unwrap_or(u32::MAX),
        total: bank.total(),
        rows: open
            .map(|(account, it)| Balance { account, balance: it.balance, version: it.version })
            .collect(),
    };
    let calls = state.volatile.desk.iter().map(|(&op, it)| open_call(me, op, it));
    let sections = vec![
        Section::Balances(balances),
        Section::Locks(locks(state)),
        Section::Calls(calls.collect()),
        Section::Counters(counters(state)),
    ];
    VisibleState { role: text("service", "服务"), leads: true, epoch: 0, sections }
}

fn open_call(me: NodeId, op: crate::base::ids::OpId, it: &Asked) -> OpenCall {
    OpenCall { to: me, op: Some(op), since: it.since, attempt: it.attempt }
}

fn leader(config: &Config, state: &State) -> VisibleState {
    let all = book(&mut state.clone(), config).clone();
    let parked = all.values().filter(|saga| saga.parked).count();
    let count = |name, value, alarming| Counter { name, value, alarming };
    let mut counters = vec![count(text("sagas in flight", "进行中的 Saga"), all.len() as i64, false)];
    if parked > 0 {
        counters.push(count(text("parked sagas", "挂起的 Saga"), parked as i64, true));
    }
    counters.push(count(text("sagas ended", "已结束的 Saga"), state.durable.ended.len() as i64, false));
    let role = match config.way {
        Way::Orchestrated => text("orchestrator", "编排器"),
        Way::Choreographed => text("broker", "消息代理"),
        Way::Tcc => text("coordinator", "协调器"),
    };
    let mut sagas: Vec<Chain> = all.values().map(|saga| row(saga, config)).collect();
    sagas.arrange_by_key(|it| it.since);
    let mut sections = vec![Section::Chains(sagas), Section::Counters(counters)];
    if let Some(Shelf { topic, positions, .. }) = &state.durable.shelf {
        sections.insert(0, consumers(topic, positions, &state.volatile.windows));
    }
    VisibleState { role, leads: false, epoch: 0, sections }
}

/// A saga in flight.
fn row(saga: &Saga, config: &Config) -> Chain {
    let steps = steps(&saga.call, config);
    let (step, state): (usize, Text) = match saga.phase {
        _ if saga.parked => (usize::from(saga.at), text("parked: an operator must help", "挂起，需人工处理")),
        Phase::Do => (saga.done.len() + 1, doing(steps.get(saga.done.len()).map(|it| it.0))),
        Phase::Undo => (usize::from(saga.at), text("compensating", "补偿中")),
        Phase::Confirm => (steps.len(), text("confirming", "确认中")),
    };
    Chain {
        holder: Holder::Operation(saga.op),
        since: saga.since,
        step: step.min(steps.len()) as u32,
        of: steps.len() as u32,
        state,
        alarming: saga.parked,
    }
}

fn doing(kind: Option<Kind>) -> Text {
    match kind {
        Some(Kind::Look) => text("looking", "查看"),
        Some(Kind::Debit) => text("debit", "扣款"),
        Some(Kind::Credit) => text("credit", "入账"),
        Some(Kind::Draw) => text("payment", "付款"),
        Some(Kind::Ship) => text("parcel (pivot)", "发包裹（pivot）"),
        Some(Kind::Whole) | None => text("done", "完成"),
    }
}

fn locks(state: &State) -> Vec<Lock> {
    let waits = |account, it: &&Incoming| it.order.account == account;
    let lock = |(&key, it): (_, &super::state::Pending)| Lock {
        key,
        holders: vec![Holder::Operation(it.op)],
        since: it.since,
        waiting: state
            .volatile
            .waiting
            .iter()
            .filter(|it| waits(key, it))
            .map(|it| Holder::Operation(it.order.op))
            .collect(),
    };
    state.durable.locks.iter().map(lock).collect()
}

fn counters(state: &State) -> Vec<Counter> {
    let durable = &state.durable;
    let reserved: i64 = durable.reserved.values().sum();
    let count = |name, value: i64, alarming| Counter { name, value, alarming };
    let mut all = vec![
        count(text("money reserved", "预留的资金"), reserved, reserved < 0),
        count(text("events to be published", "待发布的事件"), durable.outbox.len() as i64, false),
        count(text("steps remembered", "已记住的步骤"), durable.records.len() as i64, false),
    ];
    all.retain(|counter| counter.value != 0);
    all
}

/// What a clone does not share, and what it will not when the next few accounts are written.
pub fn weight(state: &State) -> usize {
    const MAP_ROW: usize = 64;
    let (volatile, durable) = (&state.volatile, &state.durable);
    let rows = durable.book.len() + durable.outbox.len() + durable.locks.len() + volatile.desk.len();
    let waiting = volatile.waiting.len() * size_of::<Incoming>();
    size_of::<State>() + Bank::PAGE_BYTES + waiting + (rows + volatile.tell.len()) * MAP_ROW
}
