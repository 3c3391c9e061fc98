//! What a person sees of a node: its role, its log and its balances.

use super::config::{Config, Guard};
use super::state::{Node, Role};
use crate::base::ids::{AccountId, NodeId};
use crate::base::text::{Text, text};
use crate::data::ledger::Line;
use crate::domain::Event;
use crate::sim::show::{Balance, Balances, Counter, Lens, Log, Row, RowState, Section, VisibleState};

/// How many of the last lines the strip shows.
const STRIP: u32 = 24;

/// What can be seen of a node.
pub(super) fn inspect(config: &Config, me: NodeId, node: &Node, lens: &Lens) -> VisibleState {
    let (volatile, durable) = (&node.volatile, &node.durable);
    let len = node.len();
    let rows = match lens.only {
        None => {
            let last = u32::try_from(lens.rows.end).unwrap_or(u32::MAX);
            let first = u32::try_from(lens.rows.start).unwrap_or(u32::MAX).saturating_add(1);
            durable.ledger.range(first, last).map(|line| node.row(line)).collect()
        }
        Some(only) => node
            .of_account(only)
            .skip(lens.rows.start as usize)
            .take((lens.rows.end - lens.rows.start.min(lens.rows.end)) as usize)
            .map(|line| node.row(line))
            .collect(),
    };
    // With only one account's lines in view, positions are counted in those.
    let upto = |index: u32| match lens.only {
        None => u64::from(index),
        Some(only) => node.of_account(only).take_while(|line| line.index <= index).count() as u64,
    };
    let balances = volatile.bank.range(lens.accounts.clone()).map(|(account, it)| Balance {
        account,
        balance: it.balance,
        version: it.version & u64::from(u32::MAX),
    });
    let log = Log {
        title: text("log", "日志"),
        len: upto(len),
        saved: upto(volatile.saved),
        applied: upto(volatile.applied),
        known: if lens.only.is_some() { upto(len) } else { u64::from(volatile.known.max(len)) },
        rows,
        strip: durable.ledger.range(len.saturating_sub(STRIP) + 1, len).map(|line| line.origin).collect(),
    };
    let balances = Balances {
        title: text("balances", "余额"),
        accounts: volatile.bank.len() as u32,
        total: volatile.bank.total(),
        rows: balances.collect(),
    };
    VisibleState {
        role: node.role(me),
        leads: volatile.role == Role::Primary,
        epoch: u64::from(match volatile.role {
            Role::Primary => durable.leader_epoch,
            Role::Candidate => durable.epoch,
            Role::Secondary => durable.epoch.max(volatile.following.epoch),
        }),
        sections: vec![
            Section::Log(log),
            Section::Balances(balances),
            Section::Counters(node.counters(config, me)),
        ],
    }
}

impl Node {
    fn role(&self, me: NodeId) -> Text {
        match self.volatile.role {
            Role::Primary => text("primary", "主节点"),
            Role::Candidate => text("candidate", "候选节点"),
            Role::Secondary if self.is_absent() => text("not a member yet", "尚未加入"),
            Role::Secondary if self.volatile.aside => {
                text("secondary, restored to a point in time", "从节点（停在恢复点）")
            }
            Role::Secondary if self.volatile.following.primary.is_none_or(|primary| primary == me) => {
                text("secondary, no primary known", "从节点（主节点未知）")
            }
            Role::Secondary => text("secondary", "从节点"),
        }
    }

    fn of_account(&self, account: AccountId) -> impl Iterator<Item = &Line> {
        self.durable.ledger.iter().filter(move |line| line.event.account() == account)
    }

    fn row(&self, line: &Line) -> Row {
        let other = match line.event {
            Event::TransferSent { to, .. } => Some(to),
            Event::TransferReceived { from, .. } => Some(from),
            _ => None,
        };
        let state = match line.index {
            _ if !line.is_sound() => RowState::Bad,
            index if index <= self.volatile.applied => RowState::Applied,
            index if index <= self.volatile.saved => RowState::Waiting,
            _ => RowState::Unsaved,
        };
        Row {
            index: u64::from(line.index),
            term: u64::from(line.epoch),
            origin: line.origin,
            kind: line.event.kind(),
            account: line.event.account(),
            other,
            amount: line.event.change(),
            balance: self.volatile.running.get(line.index as usize - 1).copied().unwrap_or_default(),
            state,
        }
    }

    fn counters(&self, config: &Config, me: NodeId) -> Vec<Counter> {
        let leading = &self.volatile.leading;
        let mut counters = Vec::new();
        let mut count =
            |name: Text, value: i64, alarming: bool| counters.push(Counter { name, value, alarming });
        if !leading.waiters.is_empty() {
            count(
                text("writes waiting for acknowledgement", "等待确认的写入"),
                leading.waiters.len() as i64,
                false,
            );
        }
        if leading.degraded {
            count(text("degraded: acknowledges alone", "已退化为异步：独自确认"), 1, true);
        }
        if self.volatile.aside || !self.volatile.late.marks.is_empty() {
            let held = self.volatile.commit.min(self.volatile.saved).saturating_sub(self.volatile.applied);
            count(text("entries held back on purpose", "有意暂缓重放的日志"), i64::from(held), false);
        }
        if let Some((_, snapshot)) = &self.volatile.loading {
            count(
                text("loading a snapshot of so many entries", "正在装载快照（日志条数）"),
                i64::from(snapshot.upto),
                false,
            );
        }
        if self.volatile.skips > 0 {
            count(
                text("taken to be in the snapshot, up to entry", "以为快照已包含，截至日志"),
                i64::from(self.volatile.skips),
                true,
            );
        }
        if !self.volatile.parked.is_empty() {
            count(
                text("reads waiting for replay", "等待重放的读取"),
                self.volatile.parked.len() as i64,
                false,
            );
        }
        if self.volatile.role == Role::Candidate {
            count(text("promises", "已获承诺"), self.volatile.promises.len() as i64, false);
        }
        if config.guard == Guard::Lease && self.volatile.role == Role::Primary {
            let held = leading
                .granted
                .iter()
                .enumerate()
                .filter(|(node, granted)| *node != me.index() && granted.is_some())
                .count();
            count(text("nodes that granted a lease", "授予过租约的节点"), held as i64, false);
        }
        counters
    }
}
