//! The past as tables: the state as of a point, and histories side by side.

use super::super::past::retract::{Happened, Histories};
use super::super::state::State;
use crate::base::text::{Text, text};
use crate::domain::EventKind;
use crate::domain::bank::Bank;
use crate::sim::show::{Cell, Sheet};

/// How many accounts of the past are shown at most.
const MOST: usize = 16;

/// What there is of them.
pub fn all(state: &State) -> Vec<Sheet> {
    let past = state.volatile.past.as_ref().map(as_of);
    past.into_iter().chain(state.volatile.histories.as_deref().map(histories)).collect()
}

fn as_of(bank: &Bank) -> Sheet {
    let open = bank.iter().filter(|(_, account)| account.open).take(MOST);
    Sheet {
        name: "as-of".into(),
        title: text("The past that it shows", "正在回看的过去"),
        head: vec![text("Account", "账户"), text("Balance", "余额"), text("Version", "版本")],
        rows: open
            .map(|(id, account)| {
                vec![Cell::Account(id), Cell::Money(account.balance), Cell::Count(account.version)]
            })
            .collect(),
        alarming: true,
    }
}

fn histories(histories: &Histories) -> Sheet {
    Sheet {
        name: "histories".into(),
        title: text("Without a mistaken deposit: two histories", "去掉一笔错账：两种历史"),
        head: vec![
            text("Event", "事件"),
            text("What", "内容"),
            text("Account", "账户"),
            text("Change", "变动"),
            text("As it was", "实际"),
            text("Facts kept", "保留事实"),
            text("Decided again", "重新决策"),
            text("Decided again: outcome", "重新决策的结果"),
        ],
        rows: histories.rows.iter().map(|it| row(it, histories)).collect(),
        alarming: histories.rows.iter().any(|it| it.kept < 0),
    }
}

fn row(it: &Happened, histories: &Histories) -> Vec<Cell> {
    let outcome = if it.version == histories.wrong {
        text("taken back", "撤回")
    } else if it.is_refused {
        text("refused: not enough money", "拒绝：余额不足")
    } else {
        text("stays", "保留")
    };
    vec![
        Cell::Sign(format!("#{}", it.version)),
        Cell::Words(called(it.kind)),
        Cell::Account(histories.account),
        Cell::Money(it.change),
        Cell::Money(it.was),
        Cell::Money(it.kept),
        Cell::Money(it.again),
        Cell::Words(outcome),
    ]
}

const fn called(kind: EventKind) -> Text {
    match kind {
        EventKind::Opened => text("opened", "开户"),
        EventKind::Deposited => text("deposited", "存入"),
        EventKind::Withdrawn => text("withdrew", "取出"),
        EventKind::TransferSent => text("sent", "转出"),
        EventKind::TransferReceived => text("received", "转入"),
        EventKind::Compensated => text("compensated", "补偿"),
    }
}
