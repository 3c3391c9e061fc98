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
        (Some(plain), _) => (plain, text(" that only real time shows", "（从真实时间看出）")),
        (_, Some(plain)) => (plain, text(" that only a session's order shows", "（从会话顺序看出）")),
        _ => (anomaly, text("", "")),
    };
    let Text { en, zh } = match plain {
        "G0" => text("Dirty write", "脏写"),
        "G1a" => text("Read of what was aborted", "读到已中止的写入（脏读）"),
        "G1b" => text("Read of a state in between", "读到中间状态"),
        "G1c" => text("Circular information flow", "循环信息流"),
        "lost-update" => text("Lost update", "丢失更新"),
        "G-single-item" if plain == anomaly => text("Read skew", "读偏斜"),
        "G-single-item" => text("Stale read", "读到旧数据"),
        "G-nonadjacent-item" => text("Long fork", "长分叉"),
        "G2-item" => text("Write skew", "写偏斜"),
        "internal" => text("Read that does not repeat", "不可重复读"),
        "fractured-read" => text("Half a transaction read", "只读到事务的一半"),
        "causality-cut" => text("Effect without its cause", "见果不见因"),
        "prefix-cut" => text("Snapshots that fork", "快照分叉"),
        "fractured-update" => text("Half a transaction overwritten", "只覆盖了事务的一半"),
        "observed-transaction-vanishes" => text("Seen, and gone again", "看到的又不见了"),
        "G-monotonic" => text("View that goes back", "视图倒退"),
        "G-MSR" => text("No snapshots that go forward", "没有前进的快照"),
        "G-update" => text("Writers without an order", "写事务排不出先后"),
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
                Place::Nobody => {
                    text("a transaction of which no write was ever kept", "一个没有留下任何写入的事务")
                }
                _ => text("an operator's order", "操作员的指令"),
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
        let (gist, client) = (request.call.gist(name), request.client);
        let (en, zh) = if client == PERSON {
            ("you".into(), "你".into())
        } else {
            (format!("client {client}"), format!("客户端 {client}"))
        };
        match self.watched.places[at] {
            Place::TakenBack(_) => said(
                format!("{en}: {gist}, which was refused or taken back"),
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
            None => text("the beginning", "最初的状态").into(),
        }
    }

    /// Why one comes before the other.
    pub fn edge(&self, edge: &Edge) -> TextBuf {
        let (from, to, key) =
            (self.name(edge.from as usize), self.name(edge.to as usize), self.key(edge.key));
        let (before, after) = (self.version(edge.before), self.version(edge.after));
        match edge.kind {
            kind::WW => said(
                format!("{from} made {} of {key} before {to} made {}", before.en, after.en),
                format!("{from} 先写出 {key} 的 {}，{to} 后写出 {}", before.zh, after.zh),
            ),
            kind::WR => said(
                format!("{to} saw {} of {key}, which {from} made", before.en),
                format!("{to} 看到了 {from} 写出的 {key}（{}）", before.zh),
            ),
            kind::RW => said(
                format!("{from} saw {key} as of {}, without {}, which {to} made", before.en, after.en),
                format!(
                    "{from} 看到的 {key} 停在{}，没有 {to} 写出的 {}",
                    apart(&before.zh).trim_end(),
                    after.zh
                ),
            ),
            kind::PROCESS => said(
                format!("one session asked for {from} before it asked for {to}"),
                format!("同一会话先请求 {from}，后请求 {to}"),
            ),
            _ => said(
                format!("{from} had been answered before {to} was asked for"),
                format!("{from} 得到答复之后才有人请求 {to}"),
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
            text("it missed what had been done before it was asked for", "它没有看到在它之前已经做完的事");
        let (why, why_zh) = match found.anomaly {
            "G-single-item-realtime" | "G-single-item-process" => (stale.en, stale.zh),
            other => kind_of(other),
        };
        said(
            format!("{en}. So {start} would have to come before itself: {why}."),
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
                format!("{first} saw {en} of {key}, but {second}, which made it, did not happen."),
                format!("{first} 看到了 {key} 的 {zh}，而写出它的 {second} 并没有发生。"),
            ),
            "G1b" => said(
                format!(
                    "{first} saw {en} of {key}, which {second} made on its way; it made another one later."
                ),
                format!("{first} 看到了 {key} 的 {zh}，那只是 {second} 中途写出的，之后它又写了一次。"),
            ),
            "lost-update" => said(
                format!(
                    "{first} and {second} both saw {key} as of {en} and then both wrote to it: one of them did not know of the other."
                ),
                format!(
                    "{first} 和 {second} 都看到停在{}的 {key}，然后都写了它：其中一个不知道另一个已经写过。",
                    apart(&zh)
                ),
            ),
            "internal" => said(
                format!(
                    "{first} looked at {key} more than once and saw {en} where it had seen something else."
                ),
                format!("{first} 不止一次查看 {key}，前后所见不同：后来看到的是 {zh}。"),
            ),
            other => said(format!("{first}: {other}."), format!("{first}：{other}。")),
        }
    }
}
