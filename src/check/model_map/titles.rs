//! What people call the models of the map, in English and in Chinese.

use crate::base::text::{Text, text};

/// Every model by the name that a person would say, with its title.
const TITLES: &[(&str, Text)] = &[
    ("strong-serializable", text("Strict serializability", "严格可串行化")),
    ("strong-session-serializable", text("Strong session serializability", "强会话可串行化")),
    ("serializable", text("Serializability", "可串行化")),
    ("view-serializable", text("View serializability", "视图可串行化")),
    ("1SR", text("One-copy serializability", "单副本可串行化")),
    ("session-serializable", text("Session serializability", "会话可串行化")),
    ("linearizable", text("Linearizability", "线性一致")),
    ("sequential", text("Sequential consistency", "顺序一致")),
    ("strong-snapshot-isolation", text("Strong snapshot isolation", "强快照隔离")),
    ("strong-session-snapshot-isolation", text("Strong session snapshot isolation", "强会话快照隔离")),
    ("snapshot-isolation", text("Snapshot isolation", "快照隔离")),
    ("parallel-snapshot-isolation", text("Parallel snapshot isolation", "并行快照隔离")),
    ("update-serializable", text("Update serializability", "更新可串行化")),
    ("forward-consistent-view", text("Forward consistent view", "前向一致视图")),
    ("consistent-view", text("Consistent view", "一致视图")),
    ("repeatable-read", text("Repeatable read", "可重复读")),
    ("monotonic-snapshot-read", text("Monotonic snapshot read", "单调快照读")),
    ("monotonic-view", text("Monotonic view", "单调视图")),
    ("monotonic-atomic-view", text("Monotonic atomic view", "单调原子视图")),
    ("cursor-stability", text("Cursor stability", "游标稳定性")),
    ("update-atomic", text("Update atomicity", "更新原子性")),
    ("read-atomic", text("Read atomicity", "读原子性")),
    ("causal-cerone", text("Causal consistency of transactions", "因果一致（事务）")),
    ("prefix", text("Prefix consistency", "前缀一致")),
    ("strong-read-committed", text("Strong read committed", "强读已提交")),
    ("strong-session-read-committed", text("Strong session read committed", "强会话读已提交")),
    ("read-committed", text("Read committed", "读已提交")),
    ("strong-read-uncommitted", text("Strong read uncommitted", "强读未提交")),
    ("strong-session-read-uncommitted", text("Strong session read uncommitted", "强会话读未提交")),
    ("read-uncommitted", text("Read uncommitted", "读未提交")),
    ("causal", text("Causal consistency", "因果一致")),
    ("PRAM", text("PRAM (pipelined memory)", "PRAM（流水线随机存取）")),
    ("read-your-writes", text("Read your writes", "读己之写")),
    ("monotonic-reads", text("Monotonic reads", "单调读")),
    ("monotonic-writes", text("Monotonic writes", "单调写")),
    ("writes-follow-reads", text("Writes follow reads", "写跟随读")),
];

/// What people call a model that is given by any of its names; nothing where the map has no such
/// model.
pub fn title(name: &str) -> Option<Text> {
    let friendly = super::friendly(super::canonical(name)?);
    TITLES.iter().find(|(known, _)| *known == friendly).map(|(_, title)| *title)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::model_map::{friendly, models};
    use std::collections::BTreeSet;

    #[test]
    fn every_model_of_the_map_has_a_title_of_its_own_in_both_languages() {
        let all: BTreeSet<&str> = models().into_iter().map(friendly).collect();
        let untitled: Vec<&&str> = all.iter().filter(|name| title(name).is_none()).collect();
        assert!(untitled.is_empty(), "{untitled:?}");
        assert_eq!(all.len(), TITLES.len());
        for of in [|text: &Text| text.en, |text: &Text| text.zh] {
            assert_eq!(TITLES.iter().map(|(_, title)| of(title)).collect::<BTreeSet<_>>().len(), all.len());
        }
        assert_eq!(title("strict-serializable").map(|it| it.zh), Some("严格可串行化"));
        assert!(title("G0").is_none());
    }
}
