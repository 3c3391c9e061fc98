//! Why, in sentences that a student understands. Transactions are called T1, T2, ... in the order
//! of the witness.

use super::found::Found;
use super::graph::{Edge, kind};
use super::txn::{Data, Txns};
use crate::base::text::TextBuf;
use crate::check::linear::because::initially;
use crate::check::model_map::Name;

/// Writes sentences about a witness.
pub struct Words<'a> {
    /// The transactions of the witness, and no others.
    pub txns: &'a Txns,
}

fn said(en: String, zh: String) -> TextBuf {
    TextBuf { en, zh }
}

impl Words<'_> {
    fn name(&self, at: usize) -> String {
        format!("T{}", at + 1)
    }

    fn key(&self, key: u32) -> String {
        self.txns.keys.get(key as usize).map_or_else(String::new, ToString::to_string)
    }

    fn value(&self, value: Option<u32>) -> (String, String) {
        match value.and_then(|value| self.txns.values.get(value as usize)) {
            Some(value) => (value.to_string(), value.to_string()),
            None => ("the initial state".into(), "初始状态".into()),
        }
    }

    /// Key and values of an edge: what a relation of the witness is about.
    pub fn about(&self, edge: &Edge) -> Option<String> {
        let (before, after) = (self.value(edge.before).0, self.value(edge.after).0);
        match edge.kind {
            kind::WW => Some(format!("{}: {before} then {after}", self.key(edge.key))),
            kind::WR => Some(format!("{}: {before}", self.key(edge.key))),
            kind::RW => Some(format!("{}: {before} before {after}", self.key(edge.key))),
            _ => None,
        }
    }

    fn edge(&self, edge: &Edge) -> TextBuf {
        let (from, to, key) =
            (self.name(edge.from as usize), self.name(edge.to as usize), self.key(edge.key));
        let ((before, before_zh), (after, after_zh)) = (self.value(edge.before), self.value(edge.after));
        match (edge.kind, self.txns.data) {
            (kind::WW, Data::Append) => said(
                format!("{from} appended {before} to {key} before {to} appended {after}"),
                format!("{from} 先向 {key} 追加了 {before_zh}，{to} 后追加了 {after_zh}"),
            ),
            (kind::WW, Data::Register) => said(
                format!("{from} wrote {key} = {before} before {to} wrote {after}"),
                format!("{from} 先把 {key} 写为 {before_zh}，{to} 后写为 {after_zh}"),
            ),
            (kind::WR, _) => said(
                format!("{to} read {before} of {key}, which {from} wrote"),
                format!("{to} 读到了 {from} 写入 {key} 的 {before_zh}"),
            ),
            (kind::RW, _) if edge.before.is_none() => said(
                format!("{from} read {key} in its initial state, before {to} wrote {after}"),
                format!("{from} 读到 {key} 的初始状态，那时 {to} 还没有写入 {after_zh}"),
            ),
            (kind::RW, _) => said(
                format!("{from} read {key} as of {before}, without the {after} that {to} wrote"),
                format!("{from} 读 {key} 时只看到 {before_zh}，没有看到 {to} 写入的 {after_zh}"),
            ),
            (kind::PROCESS, _) => said(
                format!("{from} came before {to} in the same session"),
                format!("同一会话中 {from} 在 {to} 之前"),
            ),
            _ => {
                said(format!("{from} had returned before {to} began"), format!("{from} 返回之后 {to} 才开始"))
            }
        }
    }

    /// Why the witness breaks the promise.
    pub fn because(&self, promise: Name, anomaly: Name, found: Option<&Found>) -> TextBuf {
        let Some(found) = found else {
            return said(
                format!(
                    "No order of these {} transactions explains everything that they read, as {promise} promises; every order was tried.",
                    self.txns.all.len()
                ),
                format!(
                    "{promise} 要求存在一个能解释所有读取结果的事务顺序；这 {} 个事务的每一种顺序都试过了，没有一个可以。",
                    self.txns.all.len()
                ),
            );
        };
        if !found.edges.is_empty() {
            return self.cycle(anomaly, found);
        }
        let name = |nth: usize| {
            found.txns.get(nth).map_or_else(|| "another transaction".to_owned(), |at| self.name(*at))
        };
        let (first, second) = (name(0), name(1));
        let (key, value) = found.about.map_or((String::new(), None), |(key, value)| (self.key(key), value));
        let (value, value_zh) = self.value(value);
        match anomaly {
            "garbage-read" => {
                let seen = found.about.and_then(|(_, value)| self.txns.values.get(value? as usize));
                let hint = seen.filter(|_| self.txns.data == Data::Register).map(initially);
                let (en, zh) = hint.map_or_else(Default::default, |hint| (format!(" {}", hint.en), hint.zh));
                said(
                    format!("{first} read {value} of {key}, which nobody ever wrote.{en}"),
                    format!("{first} 读到 {key} 的 {value_zh}，而从来没有人写过它。{zh}"),
                )
            }
            "G1a" => {
                let line = found.txns.get(1).map_or(0, |at| self.txns.all[*at].line);
                let (en, zh) = if line == 0 {
                    <_>::default()
                } else {
                    (format!(" (line {line})"), format!("（第 {line} 行）"))
                };
                said(
                    format!(
                        "{first} read {value} of {key}, but {second}{en}, which wrote it, did not happen: it was aborted."
                    ),
                    format!(
                        "{first} 读到 {key} 的 {value_zh}，而写入它的 {second}{zh} 已经中止，等于没有发生（脏读）。"
                    ),
                )
            }
            "G1b" => said(
                format!(
                    "{first} read {value} of {key}, which {second} wrote on the way and then wrote again: a state in the middle of a transaction."
                ),
                format!(
                    "{first} 读到 {key} 的 {value_zh}，那只是 {second} 的中间值，之后它又写了一次：读到了事务的中间状态（中间读）。"
                ),
            ),
            "dirty-update" => said(
                format!(
                    "{first} built {value} of {key} on what {second} had written, but {second} was aborted."
                ),
                format!(
                    "{first} 对 {key} 写入的 {value_zh} 建立在 {second} 的写入之上，而 {second} 已经中止。"
                ),
            ),
            "duplicate-elements" => said(
                format!("{first} read {value} twice in the list {key}; it was appended once."),
                format!("{first} 在列表 {key} 中读到两次 {value_zh}，而它只被追加过一次。"),
            ),
            "incompatible-order" if found.about.is_some_and(|(_, value)| value.is_some()) => said(
                format!(
                    "{first} read {key} with {value} at a position that contradicts the order in which {second} appended."
                ),
                format!("{first} 读到的 {key} 中，{value_zh} 的位置与 {second} 追加的先后顺序不符。"),
            ),
            "incompatible-order" => said(
                format!(
                    "{first} and {second} read {key} in contradictory orders; a list has only one order."
                ),
                format!("{first} 和 {second} 读到的 {key} 的顺序互相矛盾，而一个列表只有一种顺序。"),
            ),
            "internal" => said(
                format!(
                    "{first} contradicts itself about {key}: what it read ({value}) does not fit what it read or wrote before."
                ),
                format!("{first} 前后不一：它读到的 {key}（{value_zh}）与它自己之前读到或写入的内容矛盾。"),
            ),
            "future-read" => said(
                format!("{first} read {value} of {key} before it wrote that value itself."),
                format!("{first} 读到 {key} 的 {value_zh}，而这个值要由它自己在之后才写入。"),
            ),
            "lost-update" => said(
                format!(
                    "{first} and {second} both read {key} in the state {value} and then both wrote it: one of the two updates is lost."
                ),
                format!(
                    "{first} 和 {second} 都读到 {key} 的同一状态（{value_zh}），然后都写了它：其中一次更新丢失了。"
                ),
            ),
            "cyclic-versions" => said(
                format!(
                    "Each of these transactions read {key} and overwrote what the one before it had written, in a cycle: no value can have been the first."
                ),
                format!(
                    "这些事务依次读取 {key} 并覆盖前一个写入的值，首尾相接成环：没有哪个值可能是最先写入的。"
                ),
            ),
            other => said(format!("{other} at {first}."), format!("{first} 出现 {other}。")),
        }
    }

    fn cycle(&self, anomaly: Name, found: &Found) -> TextBuf {
        let clauses: Vec<TextBuf> = found.edges.iter().map(|edge| self.edge(edge)).collect();
        let en: Vec<&str> = clauses.iter().map(|it| it.en.as_str()).collect();
        let zh: Vec<&str> = clauses.iter().map(|it| it.zh.as_str()).collect();
        let start = self.name(found.txns.first().copied().unwrap_or(0));
        let kind = kind_of(anomaly);
        said(
            format!(
                "{}. So {start} would have to come before itself, which is impossible: {}.",
                en.join("; "),
                kind.0
            ),
            format!("{}。于是 {start} 必须排在它自己之前，这不可能：{}。", zh.join("；"), kind.1),
        )
    }
}

/// What is wrong with a cycle, in English and Chinese.
pub fn kind_of(anomaly: Name) -> (&'static str, &'static str) {
    let plain = anomaly.trim_end_matches("-process").trim_end_matches("-realtime");
    match plain {
        "G0" => {
            ("the writes of two transactions are interleaved (dirty write)", "两个事务的写入互相穿插（脏写）")
        }
        "G1c" => ("information flows in a cycle (circular information flow)", "信息循环流动（循环信息流）"),
        "G-single-item" => (
            "it read from before and from after another transaction (read skew)",
            "它同时读到了另一个事务之前和之后的状态（读偏斜）",
        ),
        "G-nonadjacent-item" => {
            ("two readers saw the state fork (long fork)", "两个读者看到了分叉的状态（长分叉）")
        }
        "G2-item" => (
            "each wrote what the other one had read, and neither saw the other's write (write skew)",
            "双方各自写了对方读过的数据，谁也没看到对方的写入（写偏斜）",
        ),
        "G-monotonic" => ("its view went back in time midway", "它的视图中途倒退了"),
        "G-SIb" => (
            "it read from before and from after another transaction",
            "它同时读到了另一个事务之前和之后的状态",
        ),
        "G-MSR" => {
            ("no snapshots that never go back explain the reads", "没有一组不倒退的快照能解释这些读取")
        }
        "G-update" => (
            "the writing transactions have no order, or it sees them in another order",
            "写事务排不出先后，或它看到的先后与之不同",
        ),
        "observed-transaction-vanishes" => (
            "it saw one part of another transaction and then missed another part",
            "它已经看到另一个事务的一部分写入，之后却看不到另一部分",
        ),
        "fractured-update" => (
            "it saw or overwrote one part of another transaction and missed another part (fractured update)",
            "它看到或覆盖了另一个事务的一部分写入，却没看到另一部分（断裂更新）",
        ),
        "fractured-read" => (
            "it saw only a part of another transaction (fractured read)",
            "它只看到另一个事务的一部分写入（断裂读）",
        ),
        "causality-cut" => ("it saw an effect without its cause", "它看到了结果，却没看到原因"),
        "prefix-cut" => (
            "two readers saw histories of which neither is a prefix of the other (long fork)",
            "两个读者看到的历史互不为前缀（长分叉）",
        ),
        _ => ("no order explains it", "没有任何顺序能解释它"),
    }
}
