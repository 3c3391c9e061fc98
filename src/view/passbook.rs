//! A node's log as a passbook: entry, event, amount, running balance, and how far it was replayed.

use super::names;
use super::numbers::{change, money, whole};
use super::say;
use crate::base::ids::NodeId;
use crate::base::text::{Language, TextBuf};
use crate::domain::EventKind;
use crate::lab::experiment::Experiment;
use crate::lab::frame::{NodeFrame, Status};
use crate::sim::show::{Log, Row, RowState};

/// A passbook, ready to be shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Passbook {
    /// How many entries lie before the first row.
    pub before: u64,
    /// The rows around the replay position, in the order of the log.
    pub rows: Vec<Line>,
    /// How many entries lie after the last row.
    pub after: u64,
}

/// A row of a log, ready to be drawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Its place in the log.
    pub index: u64,
    /// Where it was first written.
    pub origin: NodeId,
    /// What happened, to which account.
    pub event: String,
    /// What it adds to the balance, with its sign.
    pub amount: String,
    /// The balance after it.
    pub balance: String,
    /// How it is shown.
    pub tone: Tone,
    /// What that means, in a word or two; nothing for an ordinary line.
    pub remark: Option<String>,
}

/// How a line is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// It is a part of the state that reads see.
    Past,
    /// The last one in the state: here replay stands.
    Now,
    /// In the log, not replayed yet.
    Future,
    /// Received, not on disk yet.
    Unsaved,
    /// Damaged, skipped or parked.
    Bad,
}

/// The passbook that is a log of a node, which may be down.
pub fn passbook(log: &Log<TextBuf>, down: bool, experiment: &Experiment, language: Language) -> Passbook {
    // The position is where the last replayed line stands; lines that were set aside do not move
    // it.
    let now = log.rows.iter().filter(|row| row.state == RowState::Applied).map(|row| row.index).max();
    let rows: Vec<Line> =
        log.rows.iter().map(|row| line(row, Some(row.index) == now, down, experiment, language)).collect();
    let first = log.rows.first().map_or(0, |row| row.index.saturating_sub(1));
    let after = log.rows.last().map_or(log.len, |row| log.len.saturating_sub(row.index));
    Passbook { before: first, rows, after }
}

fn line(row: &Row, now: bool, down: bool, experiment: &Experiment, language: Language) -> Line {
    let tone = match row.state {
        RowState::Applied if now => Tone::Now,
        RowState::Applied => Tone::Past,
        // What a node that is down still has is what was on its disk.
        RowState::Waiting => Tone::Future,
        RowState::Unsaved if down => Tone::Future,
        RowState::Unsaved => Tone::Unsaved,
        RowState::Bad => Tone::Bad,
    };
    let remark = match tone {
        Tone::Past => None,
        Tone::Now => Some(say!(language, "replayed up to here", "已重放到此处")),
        Tone::Future => Some(say!(language, "not replayed yet", "尚未重放")),
        Tone::Unsaved => Some(say!(language, "not on disk yet", "尚未落盘")),
        Tone::Bad => Some(say!(language, "damaged or set aside", "已损坏或被搁置")),
    };
    Line {
        index: row.index,
        origin: row.origin,
        event: event(row, experiment, language),
        amount: change(row.amount, experiment.decimals),
        balance: money(row.balance, experiment.decimals),
        tone,
        remark,
    }
}

/// What a line says, without its amount.
pub fn event(row: &Row, experiment: &Experiment, language: Language) -> String {
    let account = names::account(row.account, experiment);
    let other = row.other.map(|other| names::account(other, experiment)).unwrap_or_default();
    match row.kind {
        EventKind::Opened => say!(language, "Opened {account}", "开户 {account}"),
        EventKind::Deposited => say!(language, "Deposited, {account}", "存入 {account}"),
        EventKind::Withdrawn => say!(language, "Withdrew, {account}", "取出 {account}"),
        EventKind::TransferSent => say!(language, "{account} to {other}", "{account} 转给 {other}"),
        EventKind::TransferReceived => say!(language, "{account} from {other}", "{account} 收自 {other}"),
        EventKind::Compensated => say!(language, "Compensated, {account}", "补偿 {account}"),
    }
}

/// How far a node has come with a log of its own, as a sentence or two.
pub fn summary(node: &NodeFrame, log: &Log<TextBuf>, language: Language) -> String {
    let name = super::card::name(node, language);
    let (applied, length, saved) = (whole(log.applied), whole(log.len), whole(log.saved));
    if node.status == Status::Down {
        return say!(
            language,
            "{name} is down. {length} entries are on its disk; it replays them when it restarts.",
            "{name}已宕机。磁盘上有 {length} 条；重启后会重放它们。"
        );
    }
    let mut said = if log.len == 0 {
        say!(language, "The log of {name} is empty.", "{name}的日志是空的。")
    } else if log.applied >= log.len {
        say!(
            language,
            "{name} has replayed all {length} entries of its log.",
            "{name}已重放日志中的全部 {length} 条。"
        )
    } else {
        say!(
            language,
            "{name} has replayed {applied} of {length}.",
            "{name}已重放 {length} 条中的 {applied} 条。"
        )
    };
    let mut add = |sentence: String| {
        if language == Language::En {
            said.push(' ');
        }
        said.push_str(&sentence);
    };
    if log.saved < log.len {
        add(say!(
            language,
            "Only {saved} are on its disk: a crash now would take the rest.",
            "只有 {saved} 条已落盘：此刻崩溃会丢失其余条目。"
        ));
    }
    if log.known > log.len {
        let missing = whole(log.known - log.len);
        add(say!(language, "It knows of {missing} more elsewhere.", "它知道别处还有 {missing} 条。"));
    }
    said
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::base::ids::AccountId;
    use crate::sim::show::{Balance, Balances, Section};

    pub(crate) fn experiment() -> Experiment {
        let json = r#"{"seed":1,"format":"eventual/experiment","version":1,"protocol":{"name":"log-shipping"},"nodes":3,"duration_us":1000,
            "accounts":[{"name":"alice","opening":0},{"name":"bob","opening":0}],
            "workload":{"clients":1,"roaming":false,"pace":{"kind":"open","every_us":1},"mix":{"deposit":1,"withdraw":1,"transfer":1,"read":1},
            "skew_milli":0,"amount_min":1,"amount_max":2,"timeout_us":1,"retries":0,"double_click_ppm":0,"until_us":1},
            "network":{"link":{"latency":{"kind":"constant","us":1},"loss_ppm":0,"duplicate_ppm":0,"duplicate_after":{"kind":"constant","us":0},
            "ordered":false,"spike_ppm":0,"spike_us":0,"per_second":0,"queue":0},"links":[],"exceptions":[]},
            "disk":{"kind":"constant","us":1},"clocks":[],"faults":[]}"#;
        serde_json::from_str(json).expect("a small experiment")
    }

    fn row(index: u64, kind: EventKind, amount: i64, balance: i64, state: RowState) -> Row {
        Row {
            index,
            term: 1,
            origin: NodeId(0),
            kind,
            account: AccountId(0),
            other: Some(AccountId(1)),
            amount,
            balance,
            state,
        }
    }

    pub(crate) fn node(id: u16) -> NodeFrame {
        let rows = vec![
            row(3, EventKind::Deposited, 100, 100, RowState::Applied),
            row(4, EventKind::Withdrawn, -30, 70, RowState::Applied),
            row(5, EventKind::TransferSent, -20, 50, RowState::Bad),
            row(6, EventKind::Compensated, 20, 70, RowState::Waiting),
            row(7, EventKind::Deposited, 1, 71, RowState::Unsaved),
        ];
        let said = |en: &str, zh: &str| TextBuf { en: en.into(), zh: zh.into() };
        let log = Log {
            title: said("log", "日志"),
            len: 9,
            saved: 6,
            applied: 4,
            known: 12,
            rows,
            strip: vec![NodeId(0); 6],
        };
        let balances = Balances {
            title: said("balances", "余额"),
            accounts: 2,
            total: 75,
            rows: vec![
                Balance { account: AccountId(0), balance: 70, version: 4 },
                Balance { account: AccountId(1), balance: 5, version: 1 },
            ],
        };
        NodeFrame {
            id: NodeId(id),
            part: None,
            group: Some(0),
            role: said("primary", "主节点"),
            leads: id == 0,
            status: Status::Up,
            version: 1,
            ahead_us: 0,
            slow_milli: 1_000,
            epoch: 1,
            stands: Some(crate::lab::standing::Stands::Newest),
            seal: "00000000000000aa".into(),
            sections: vec![Section::Log(log), Section::Balances(balances), Section::Counters(vec![])],
        }
    }

    fn log(node: &NodeFrame) -> Log<TextBuf> {
        node.log().cloned().expect("a log")
    }

    #[test]
    fn the_position_is_marked_once_and_the_rest_is_paler() {
        let book = passbook(&log(&node(0)), false, &experiment(), Language::En);
        assert_eq!(
            book.rows.iter().map(|line| line.tone).collect::<Vec<_>>(),
            [Tone::Past, Tone::Now, Tone::Bad, Tone::Future, Tone::Unsaved]
        );
        assert_eq!((book.before, book.after), (2, 2));
        assert_eq!(book.rows[2].event, "alice to bob");
        assert_eq!((book.rows[1].amount.as_str(), book.rows[1].balance.as_str()), ("−30", "70"));
    }

    #[test]
    fn the_summary_says_how_far_and_what_is_at_risk() {
        assert_eq!(
            summary(&node(0), &log(&node(0)), Language::En),
            "Hangzhou has replayed 4 of 9. Only 6 are on its disk: a crash now would take the rest. It knows of 3 more elsewhere."
        );
        let down = NodeFrame { status: Status::Down, ..node(0) };
        assert!(
            summary(&down, &log(&down), Language::En)
                .starts_with("Hangzhou is down. 9 entries are on its disk")
        );
        assert!(
            passbook(&log(&down), true, &experiment(), Language::En)
                .rows
                .iter()
                .all(|line| line.tone != Tone::Unsaved)
        );
        let done = Log { applied: 9, saved: 9, known: 9, ..log(&down) };
        assert_eq!(summary(&node(1), &done, Language::Zh), "北京已重放日志中的全部 9 条。");
    }
}
