//! What people call what a tally counts.

use crate::base::text::{Text, TextBuf, text};
use crate::lab::transactions;
use crate::lab::verdicts;

/// What may happen to a run beside the verdicts about it.
const HAPPENED: &[(&str, Text)] = &[
    ("stale-reads", text("Some read was stale", "有过期读")),
    ("writes-lost", text("An acknowledged write was lost", "有已确认的写入丢失")),
    ("effects-doubled", text("An effect happened twice", "有效果发生了两次")),
    ("money-made", text("Money appeared or disappeared", "钱凭空多出或消失")),
    ("apart-at-end", text("Copies disagreed at the end", "结束时副本仍不一致")),
    ("ended-early", text("The run ended early", "运行提前结束")),
];

/// Of what an operation may be one.
const OPERATIONS: &[(&str, Text)] = &[
    ("ok", text("Operations that succeeded", "成功的操作")),
    ("refused", text("Operations that were rejected", "被拒绝的操作")),
    ("unknown", text("Operations whose outcome is unknown", "结果未知的操作")),
    ("stale", text("Reads that were stale", "过期的读取")),
];

/// What has a distribution.
const VALUES: &[(&str, Text)] = &[
    ("read_latency_us", text("How long a read took", "一次读取的耗时")),
    ("write_latency_us", text("How long a write took", "一次写入的耗时")),
    ("stale_age_us", text("How old the stalest read of a run was", "一次运行中最旧的过期读有多旧")),
    ("apart_us", text("How long copies disagreed in a run", "一次运行中副本不一致的总时长")),
    (
        "apart_longest_us",
        text("The longest that copies disagreed in a run", "一次运行中副本最长的一段不一致"),
    ),
    ("blocked_us", text("How long operations were blocked in a run", "一次运行中操作被阻塞的总时长")),
    ("in_doubt_us", text("How long nodes were in doubt in a run", "一次运行中节点上事务未决的总时长")),
    ("ok_per_second_milli", text("Operations that succeeded per second", "每秒成功的操作")),
    ("messages_per_ok_milli", text("Messages per operation that succeeded", "每个成功操作的消息数")),
    (
        "forced_writes_per_ok_milli",
        text("Forced writes per operation that succeeded", "每个成功操作的强制写盘数"),
    ),
];

fn find(table: &[(&str, Text)], name: &str) -> Option<Text> {
    table.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// What people call something that happened to a run: a verdict by what it violates.
///
/// # Panics
/// Where no tally counts by that name.
pub fn happened(name: &str) -> Text {
    find(HAPPENED, name).unwrap_or_else(|| verdicts::title(name))
}

/// What people call an anomaly of transactions.
pub fn anomaly(name: &str) -> TextBuf {
    transactions::anomaly_title(name)
}

/// What people call a share of the operations.
///
/// # Panics
/// Where no tally counts by that name.
pub fn operation(name: &str) -> Text {
    find(OPERATIONS, name).unwrap_or_else(|| unreachable!("no operation is counted as {name}"))
}

/// What people call a distribution.
///
/// # Panics
/// Where no tally has values of that name.
pub fn value(name: &str) -> Text {
    find(VALUES, name).unwrap_or_else(|| unreachable!("no value is called {name}"))
}

/// Whether the name is that of a verdict: then it says what is violated.
pub fn is_verdict(name: &str) -> bool {
    find(HAPPENED, name).is_none()
}
