//! What can be seen of a service: its balances, the versions behind them with their authors, what
//! it keeps for others, what it waits for.

use super::State;
use super::state::Phase;
use super::versions::{newest, settle};
use super::words::{Config, Wins};
use crate::base::ids::AccountId;
use crate::base::text::{Text, text};
use crate::sim::show::{
    Balance, Balances, Counter, Lens, OpenCall, Section, Sibling, Siblings, Versions, VisibleState,
};

/// The only window into a service.
pub(super) fn inspect(config: &Config, state: &State, lens: &Lens) -> VisibleState {
    let (volatile, durable) = (&state.volatile, &state.durable);
    let written = || (0..).map(AccountId).zip(durable.rows.iter()).filter(|(_, row)| !row.is_empty());
    let balance = |row: &[_]| settle(row, None, config).unwrap_or(0);
    let shown = written().filter(|(key, _)| lens.accounts.contains(&key.0));
    let balances = Balances {
        title: text("balances", "余额"),
        accounts: written().count() as u32,
        total: written().map(|(_, row)| balance(row)).sum(),
        rows: shown
            .clone()
            .map(|(account, row)| Balance {
                account,
                balance: balance(row),
                version: newest(row).map_or(0, |it| it.stamp),
            })
            .collect(),
    };
    let vectors = matches!(config.wins, Wins::Server | Wins::Dotted);
    let side_by_side = shown.filter(|(_, row)| vectors || row.len() > 1).map(|(key, row)| Siblings {
        key,
        siblings: row.iter().map(|it| Sibling { value: it.value, version: it.words(config.wins) }).collect(),
    });
    let versions = Versions {
        title: text("versions: (author, count) what it had seen", "版本：（作者，序号）写入时已见到的"),
        rows: side_by_side.collect(),
    };
    let calls = volatile.jobs.values().filter(|job| job.phase != Phase::Over).flat_map(|job| {
        let missing = job.parts.iter().find(|part| part.sent.is_some() || job.phase == Phase::Reading)?;
        let waits_for = missing.homes.iter().copied().find(|node| {
            !missing.has.contains(node) && !missing.found.iter().any(|(from, _)| from == node)
        })?;
        Some(OpenCall { to: waits_for, op: Some(job.op), since: job.since, attempt: 1 })
    });
    let mut sections = vec![Section::Balances(balances)];
    if !versions.rows.is_empty() {
        sections.push(Section::Versions(versions));
    }
    sections.push(Section::Calls(calls.collect()));
    let mut counters = Vec::new();
    let mut count = |name: Text, value: usize, alarming: bool| {
        if value > 0 {
            counters.push(Counter { name, value: value as i64, alarming });
        }
    };
    count(text("overridden", "已被覆盖"), volatile.overridden as usize, true);
    count(text("writes kept for others", "替其他服务代收的写入"), durable.hints.len(), false);
    sections.push(Section::Counters(counters));
    VisibleState { role: text("service", "服务"), leads: true, epoch: 0, sections }
}
