//! What is said about a witness. Transactions are called T1, T2, ... in its order.

use super::watched::{Place, Watched};
use crate::base::ids::OpId;
use crate::base::text::{Text, TextBuf, text};
use crate::check::transactions::found::Found;
use crate::check::transactions::graph::{Edge, kind};
use crate::check::transactions::words::kind_of;
use crate::check::value::Value;
use crate::lab::experiment::Experiment;
use crate::sim::client::PERSON;
use crate::sim::run::AnyRun;

/// Writes sentences about a witness.
pub struct Words<'a> {
    pub experiment: &'a Experiment,
    pub run: &'a dyn AnyRun,
    pub watched: &'a Watched,
    /// The transactions of the witness.
    pub members: &'a [usize],
}

fn said(en: String, zh: String) -> TextBuf {
    TextBuf { en, zh }
}

/// A version behind a Chinese letter: Latin letters and numbers stand apart.
fn apart(version: &str) -> String {
    if version.is_ascii() { format!(" {version} ") } else { version.to_owned() }
}

/// A name without quotation marks.
fn plain(value: &Value) -> String {
    value.word().map_or_else(|| value.to_string(), str::to_owned)
}

/// What an edge is called in files.
pub fn kind(kind: u8) -> &'static str {
    match kind {
        kind::WW => "ww",
        kind::WR => "wr",
        kind::RW => "rw",
        kind::PROCESS => "process",
        _ => "realtime",
    }
}

/// A dirty write of which no part is one: transactions that were committed in parts meet in another
/// order at each account.
pub const G0_OF_PARTS: Text =
    text("Dirty write, between transactions in parts", "脏写（分段提交的事务交错）");

/// What people call an anomaly.
pub fn title(anomaly: &str) -> TextBuf {
    let (plain, order) = match (anomaly.strip_suffix("-realtime"), anomaly.strip_suffix("-process")) {
        (Some(plain), _) => (plain, text(" (seen by real time)", "（按真实时间）")),
        (_, Some(plain)) => (plain, text(" (seen by session order)", "（按会话顺序）")),
        _ => (anomaly, text("", "")),
    };
    let Text { en, zh } = match plain {
        "G0" => text("Dirty write", "脏写"),
        "G1a" => text("Aborted read (dirty read)", "读到已中止的写入（脏读）"),
        "G1b" => text("Intermediate read", "读到事务的中间状态（中间读）"),
        "G1c" => text("Circular information flow", "循环信息流"),
        "lost-update" => text("Lost update", "丢失更新"),
        "G-single-item" if plain == anomaly => text("Read skew", "读偏斜"),
        "G-single-item" => text("Stale read", "过期读"),
        "G-nonadjacent-item" => text("Long fork", "长分叉"),
        "G2-item" => text("Write skew", "写偏斜"),
        "internal" => text("Non-repeatable read", "不可重复读"),
        "fractured-read" => text("Fractured read", "断裂读（只读到事务的一部分）"),
        "causality-cut" => text("Effect seen without its cause", "看到结果却没看到原因"),
        "prefix-cut" => text("Forked snapshots", "快照分叉"),
        "fractured-update" => text("Fractured update", "断裂更新（只覆盖事务的一部分）"),
        "observed-transaction-vanishes" => text("Observed transaction vanishes", "已看到的事务又消失"),
        "G-monotonic" => text("Non-monotonic view", "视图倒退"),
        "G-MSR" => text("Non-monotonic snapshots", "快照倒退"),
        "G-update" => text("Writing transactions without an order", "写事务排不出先后"),
        other => return said(other.to_owned(), other.to_owned()),
    };
    said(format!("{en}{}", order.en), format!("{zh}{}", order.zh))
}

impl Words<'_> {
    /// The operation that a transaction is.
    pub fn op(&self, at: usize) -> Option<OpId> {
        match self.watched.places[at] {
            Place::Operation(op) | Place::TakenBack(op) => Some(op),
            Place::Operator | Place::Nobody => None,
        }
    }

    /// Who a transaction is and what it wanted.
    pub fn who(&self, at: usize) -> TextBuf {
        let Some(op) = self.op(at) else {
            let words = match self.watched.places[at] {
                Place::Nobody => text("a transaction that left no write", "一个没有留下任何写入的事务"),
                _ => text("a compensation, or an operator's order", "补偿或运维指令"),
            };
            return words.into();
        };
        let request = self.run.operation(op).request;
        let name = |account: crate::base::ids::AccountId| {
            self.experiment
                .accounts
                .get(account.index())
                .map_or_else(|| account.to_string(), |it| it.name.clone())
        };
        let money = |amount: crate::domain::Amount| match self.experiment.decimals {
            0 => amount.to_string(),
            decimals => crate::base::units::money(amount, decimals),
        };
        let (gist, client) = (request.call.gist_in(name, money), request.client);
        let (en, zh) = if client == PERSON {
            ("you".into(), "你".into())
        } else {
            (format!("client {client}"), format!("客户端 {client}"))
        };
        match self.watched.places[at] {
            Place::TakenBack(_) => said(
                format!("{en}: {gist}, which was rejected or taken back"),
                format!("{zh}：{gist}（被拒绝或被撤回）"),
            ),
            _ => said(format!("{en}: {gist}"), format!("{zh}：{gist}")),
        }
    }

    fn name(&self, at: usize) -> String {
        format!("T{}", self.members.iter().position(|&it| it == at).unwrap_or_default() + 1)
    }

    fn key(&self, key: u32) -> String {
        self.watched.txns.keys.get(key as usize).map_or_else(String::new, plain)
    }

    fn version(&self, version: Option<u32>) -> TextBuf {
        match version.and_then(|version| self.watched.txns.values.get(version as usize)) {
            Some(version) => said(plain(version), plain(version)),
            None => text("the initial state", "初始状态").into(),
        }
    }

    /// Why one comes before the other.
    pub fn edge(&self, edge: &Edge) -> TextBuf {
        let (from, to, key) =
            (self.name(edge.from as usize), self.name(edge.to as usize), self.key(edge.key));
        let (before, after) = (self.version(edge.before), self.version(edge.after));
        match edge.kind {
            kind::WW => said(
                format!("{from} wrote {} of {key} before {to} wrote {}", before.en, after.en),
                format!("{from} 先写入 {key} 的 {}，{to} 后写入 {}", before.zh, after.zh),
            ),
            kind::WR => said(
                format!("{to} read {} of {key}, which {from} wrote", before.en),
                format!("{to} 读到了 {from} 写入的 {key}（{}）", before.zh),
            ),
            kind::RW => said(
                format!("{from} read {key} as of {}, without {}, which {to} wrote", before.en, after.en),
                format!(
                    "{from} 读到的 {key} 停在{}，没有 {to} 写入的 {}",
                    apart(&before.zh).trim_end(),
                    after.zh
                ),
            ),
            kind::PROCESS => said(
                format!("one session asked {from} before {to}"),
                format!("同一会话先请求 {from}，后请求 {to}"),
            ),
            _ => said(
                format!("{from} had been answered before {to} was asked"),
                format!("{from} 得到答复之后，{to} 才发出"),
            ),
        }
    }

    /// Why the witness is an anomaly.
    pub fn because(&self, found: &Found) -> TextBuf {
        let names: Vec<TextBuf> = self.members.iter().map(|&at| self.introduction(at)).collect();
        let proof = if found.edges.is_empty() { self.direct(found) } else { self.cycle(found) };
        let parts = self.parts();
        said(
            format!(
                "{}. {}{}",
                names.iter().map(|it| it.en.as_str()).collect::<Vec<_>>().join("; "),
                proof.en,
                parts.en
            ),
            format!(
                "{}。{}{}",
                names.iter().map(|it| it.zh.as_str()).collect::<Vec<_>>().join("；"),
                proof.zh,
                parts.zh
            ),
        )
    }

    /// Whether a transaction of the witness was committed in parts.
    pub fn is_in_parts(&self) -> bool {
        self.members.iter().any(|&at| self.watched.parts[at] > 1)
    }

    /// That transactions of the witness were committed in parts, where any were.
    fn parts(&self) -> TextBuf {
        let all: Vec<String> =
            self.members.iter().filter(|&&at| self.watched.parts[at] > 1).map(|&at| self.name(at)).collect();
        match &all[..] {
            [] => TextBuf::default(),
            [first, more @ ..] => {
                let (en, were) = match more {
                    [] => (first.clone(), "was"),
                    more => (format!("{first} and {}", more.join(", ")), "were each"),
                };
                said(
                    format!(
                        " {en} {were} committed in parts, one after the other: each part is isolated, the whole is not."
                    ),
                    format!("{} 是分几段先后提交的：每一段各自隔离，合起来并不隔离。", all.join("、")),
                )
            }
        }
    }

    fn introduction(&self, at: usize) -> TextBuf {
        let (name, who) = (self.name(at), self.who(at));
        said(format!("{name} is {}", who.en), format!("{name} 是{}", who.zh))
    }

    fn cycle(&self, found: &Found) -> TextBuf {
        let clauses: Vec<TextBuf> = found.edges.iter().map(|edge| self.edge(edge)).collect();
        let join = |words: Vec<&str>, with: &str| words.join(with);
        let en = join(clauses.iter().map(|it| it.en.as_str()).collect(), "; ");
        let zh = join(clauses.iter().map(|it| it.zh.as_str()).collect(), "；");
        let start = self.name(found.edges[0].from as usize);
        let stale =
            text("it missed what had been done before it was asked", "它没有看到在它之前已经做完的事");
        let (why, why_zh) = match found.anomaly {
            "G-single-item-realtime" | "G-single-item-process" => (stale.en, stale.zh),
            other => kind_of(other),
        };
        said(
            format!("{en}. So {start} would have to come before itself, which is impossible: {why}."),
            format!("{zh}。于是 {start} 必须排在它自己之前，这不可能：{why_zh}。"),
        )
    }

    fn direct(&self, found: &Found) -> TextBuf {
        let name = |nth: usize| found.txns.get(nth).map_or_else(String::new, |&at| self.name(at));
        let (first, second) = (name(0), name(1));
        let (key, version) = found
            .about
            .map_or_else(Default::default, |(key, version)| (self.key(key), self.version(version)));
        let TextBuf { en, zh } = version;
        match found.anomaly {
            "G1a" => said(
                format!(
                    "{first} read {en} of {key}, but {second}, which wrote it, was aborted (dirty read)."
                ),
                format!("{first} 读到了 {key} 的 {zh}，而写入它的 {second} 已中止（脏读）。"),
            ),
            "G1b" => said(
                format!(
                    "{first} read {en} of {key}, an intermediate write of {second}, which wrote {key} again later."
                ),
                format!(
                    "{first} 读到了 {key} 的 {zh}，那只是 {second} 的中间写入，之后 {second} 又写了一次 {key}。"
                ),
            ),
            "lost-update" => said(
                format!(
                    "{first} and {second} both read {key} as of {en} and then both wrote to it: one update was lost."
                ),
                format!(
                    "{first} 和 {second} 读到的 {key} 都停在{}，然后都写了它：其中一次更新丢失了。",
                    apart(&zh).trim_end()
                ),
            ),
            "internal" => said(
                format!(
                    "{first} read {key} more than once: the later read saw {en}, the earlier one something else."
                ),
                format!("{first} 不止一次读 {key}，前后不同：后来读到的是 {zh}。"),
            ),
            other => said(format!("{first}: {other}."), format!("{first}：{other}。")),
        }
    }
}
