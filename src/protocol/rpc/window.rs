//! What can be seen of a service.

use super::State;
use super::job::Job;
use super::protections::RETRY;
use super::state::{Answered, Breaker, Incoming};
use super::words::{Config, Keys};
use crate::base::ids::{NodeId, OpId};
use crate::base::text::text;
use crate::domain::bank::Bank;
use crate::sim::show::{
    Balance, Balances, Counter, Lens, OpenCall, PeerState, Queue, Section, Sibling, Siblings, Versions,
    VisibleState,
};

/// The only window into a service.
pub fn inspect(config: &Config, me: NodeId, state: &State, lens: &Lens) -> VisibleState {
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
    let flying = volatile.jobs.values().filter(|job| job.flying);
    let calls = flying.map(|job| OpenCall {
        to: job.to,
        op: Some(job.op).filter(|&op| op != OpId::NOBODY),
        since: job.since,
        attempt: job.attempt + 1,
    });
    let peers = (0..).map(NodeId).zip(&volatile.peers).filter(|(node, _)| config.breaker && *node != me);
    let peers = peers.map(|(node, peer)| {
        let (state, alarming) = match peer.breaker {
            Breaker::Closed => (text("breaker closed", "熔断器闭合"), false),
            Breaker::Open => (text("breaker open", "熔断中"), true),
            Breaker::HalfOpen { .. } => (text("breaker half-open", "熔断器半开"), true),
        };
        PeerState { node, state, alarming }
    });
    let queue = Queue {
        title: text("calls to work on", "待处理的调用"),
        waiting: volatile.queue.len() as u64,
        in_flight: u64::from(volatile.working.is_some()),
        dead: 0,
    };
    let mut sections = vec![
        Section::Balances(balances),
        Section::Calls(calls.collect()),
        Section::Peers(peers.collect()),
        Section::Queue(queue),
    ];
    if !volatile.cache.is_empty() {
        let cached = volatile.cache.iter().filter(|(account, _)| lens.accounts.contains(&account.0));
        let rows = cached.map(|(&key, (done, _))| Siblings {
            key,
            siblings: vec![Sibling { value: done.balance, version: format!("#{}", done.version) }],
        });
        sections.push(Section::Versions(Versions { title: text("cache", "缓存"), rows: rows.collect() }));
    }
    sections.push(Section::Counters(counters(config, state)));
    VisibleState { role: text("service", "服务"), leads: true, epoch: 0, sections }
}

fn counters(config: &Config, state: &State) -> Vec<Counter> {
    let (volatile, durable) = (&state.volatile, &state.durable);
    let count = |name, value: usize, alarming| Counter {
        name,
        value: i64::try_from(value).unwrap_or(i64::MAX),
        alarming,
    };
    let open = volatile.peers.iter().filter(|peer| peer.breaker != Breaker::Closed).count();
    let keys: &Answered = if config.keys == Keys::Memory { &volatile.keys } else { &durable.keys };
    let mut all = vec![
        count(text("breakers open", "熔断中的服务"), open, true),
        count(text("transfers to be settled", "未了结的转账"), durable.journal.len(), false),
        count(text("keys remembered", "已记住的幂等键"), keys.len(), false),
    ];
    all.retain(|counter| counter.value > 0);
    if config.retry_budget {
        all.push(count(text("retries left", "剩余重试次数"), (volatile.budget / RETRY) as usize, false));
    }
    all
}

/// What a clone does not share, and what it will not when the next few accounts are written.
pub fn weight(state: &State) -> usize {
    const MAP_ROW: usize = 64;
    let (volatile, journal) = (&state.volatile, &state.durable.journal);
    let jobs = volatile.jobs.len() * (MAP_ROW + size_of::<Job>());
    let waiting = volatile.queue.len() * size_of::<Incoming>();
    size_of::<State>() + Bank::PAGE_BYTES + jobs + waiting + (volatile.cache.len() + journal.len()) * MAP_ROW
}
