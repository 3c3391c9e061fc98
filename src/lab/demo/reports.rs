//! What nodes show at the end of a run, held against what must follow.
//!
//! Whether reports are right: what a service's tables of certain names say, against what follows
//! from the clients' own commands and from the owners' logs.
//!
//! | table | columns | what it must say |
//! | --- | --- | --- |
//! | `daily-totals` | when the day begins, what came in, what went out, how many | the deposits and withdrawals that owners stored from then until the next row begins |
//! | `unique-names` | name, account | each name stands once, whoever shows it |
//! | `lowest-balance` | account, the least it held | the least balance in its owner's log |

use crate::base::ids::{AccountId, CommandId, FactId, NodeId, OpId};
use crate::base::time::Time;
use crate::domain::{Amount, Call, EventKind};
use crate::sim::fact::Lasts;
use crate::sim::run::AnyRun;
use crate::sim::show::{Cell, Lens, Sheet, VisibleState, sheets};
use crate::sim::trace::{FactKind, Layer};
use crate::sim::world::Status;
use std::collections::{BTreeMap, BTreeSet};

/// What the last fact of a run says for or against each report of each service, where there is any.
pub fn speak(run: &dyn AnyRun) -> Vec<(FactId, bool)> {
    let (nodes, last) = (shown(run), last(run));
    let cash = cash(run);
    let lowest = lowest(run, &nodes);
    let judged = nodes.iter().flat_map(|(_, seen)| sheets(&seen.sections)).filter_map(|sheet| {
        match sheet.name.as_str() {
            "daily-totals" => Some(is_daily(sheet, &cash)),
            "lowest-balance" => Some(is_lowest(sheet, &lowest)),
            _ => None,
        }
    });
    judged.map(|holds| (last, holds)).collect()
}

/// What the last fact of a run says for or against each name of each service: whether no other
/// account bears it.
pub fn unique(run: &dyn AnyRun) -> Vec<(FactId, bool)> {
    let mut borne: BTreeMap<&str, BTreeSet<AccountId>> = BTreeMap::new();
    let nodes = shown(run);
    for sheet in nodes.iter().flat_map(|(_, seen)| sheets(&seen.sections)) {
        let rows = sheet.rows.iter().filter(|_| sheet.name == "unique-names");
        for row in rows {
            if let [Cell::Words(name), Cell::Account(account)] = row[..] {
                borne.entry(name.en).or_default().insert(account);
            }
        }
    }
    borne.values().map(|accounts| (last(run), accounts.len() == 1)).collect()
}

/// What the last fact of a run says for or against each node that has entries on its disk which it
/// has not applied: whether one of its own facts has told that something lasts, and none that it is
/// over.
pub fn stalled(run: &dyn AnyRun) -> Vec<(FactId, bool)> {
    let stands = |(node, seen): &(NodeId, VisibleState)| {
        let log = seen.log().filter(|log| log.applied < log.saved)?;
        let facts = run.first_at(Time::ZERO)..run.fact_count();
        let told = facts.map(|id| run.fact(FactId(id))).filter(|fact| fact.node == *node);
        let lasts = told.fold(false, |lasts, fact| match fact.what {
            FactKind::Noted { fact, .. } => match run.own_facts()[usize::from(fact)].lasts {
                Lasts::Begins(_) => true,
                Lasts::Ends(_) => false,
                Lasts::No => lasts,
            },
            _ => lasts,
        });
        log.applied.lt(&log.saved).then_some((last(run), lasts))
    };
    shown(run).iter().filter_map(stands).collect()
}

fn last(run: &dyn AnyRun) -> FactId {
    FactId(run.fact_count().saturating_sub(1))
}

/// Everything that nodes which are up show at the end.
fn shown(run: &dyn AnyRun) -> Vec<(NodeId, VisibleState)> {
    let all = Lens { rows: 0..u64::from(u32::MAX), accounts: 0..u32::MAX, only: None };
    let up = (0..run.node_count()).map(NodeId).filter(|node| run.node(*node).status != Status::Down);
    up.map(|node| (node, run.inspect(node, &all))).collect()
}

/// Every deposit and withdrawal that took effect: when it was first stored, and how much came in;
/// what went out is below nothing. The client's command says which it was, not the event.
fn cash(run: &dyn AnyRun) -> Vec<(Time, Amount)> {
    let calls: BTreeMap<CommandId, Call> = (0..run.operation_count())
        .map(|op| run.operation(OpId(op)).request)
        .map(|request| (request.command, request.call))
        .collect();
    let (mut known, mut cash) = (BTreeSet::new(), Vec::new());
    for fact in (0..run.fact_count()).map(|id| run.fact(FactId(id))) {
        let FactKind::Installed { write, layer: Layer::Log } = fact.what else { continue };
        let write = run.write(write);
        if known.insert(write) {
            match calls.get(&write.command) {
                Some(Call::Deposit { amount, .. }) => cash.push((fact.at, *amount)),
                Some(Call::Withdraw { amount, .. } | Call::WithdrawJointly { amount, .. }) => {
                    cash.push((fact.at, -amount))
                }
                _ => {}
            }
        }
    }
    cash
}

fn is_daily(sheet: &Sheet, cash: &[(Time, Amount)]) -> bool {
    let begins = |row: &Vec<Cell>| match row.first() {
        Some(Cell::Moment(at)) => Some(*at),
        _ => None,
    };
    let starts: Vec<Time> = sheet.rows.iter().filter_map(begins).collect();
    let is_row = |(nth, row): (usize, &Vec<Cell>)| {
        let ends = starts.get(nth + 1).copied();
        let of_day = || {
            cash.iter()
                .filter(|(at, _)| *at >= starts[nth] && ends.is_none_or(|end| *at < end))
                .map(|it| it.1)
        };
        let came_in: Amount = of_day().filter(|it| *it > 0).sum();
        let went_out: Amount = of_day().filter(|it| *it < 0).map(|it| -it).sum();
        row[1..] == [Cell::Money(came_in), Cell::Money(went_out), Cell::Count(of_day().count() as u64)]
    };
    let before = |at: &Time| starts.first().is_none_or(|first| at < first);
    starts.len() == sheet.rows.len()
        && sheet.rows.iter().enumerate().all(is_row)
        && !cash.iter().any(|(at, _)| before(at))
}

/// The least that each account held, as its owner's log tells.
fn lowest(run: &dyn AnyRun, nodes: &[(NodeId, VisibleState)]) -> BTreeMap<AccountId, Amount> {
    let mut lowest = BTreeMap::new();
    for (node, seen) in nodes {
        for row in seen.log().into_iter().flat_map(|log| &log.rows) {
            let is_owner = run.cast().owner(row.account) == Some(*node);
            if is_owner && row.kind != EventKind::Opened {
                let least = lowest.entry(row.account).or_insert(row.balance);
                *least = row.balance.min(*least);
            }
        }
    }
    lowest
}

fn is_lowest(sheet: &Sheet, lowest: &BTreeMap<AccountId, Amount>) -> bool {
    let row = |row: &Vec<Cell>| match row[..] {
        [Cell::Account(account), Cell::Money(least), ..] => Some((account, least)),
        _ => None,
    };
    sheet.rows.iter().filter_map(row).collect::<BTreeMap<_, _>>() == *lowest
}
