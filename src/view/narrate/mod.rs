//! Every fact of a run as a sentence, in every language. The matches are exhaustive: a new kind of
//! fact does not compile until it can be told.
//!
//! Facts are told in the past tense and name who, what and why; what a protocol calls a thing comes
//! from the protocol's own labels.

mod commitment;
mod outcomes;
mod own;

pub use outcomes::{call, loss, operation, outcome, refusal};

use super::names;
use super::numbers::{moment, nth, whole};
use super::say;
use crate::base::arrange::Arrange;
use crate::base::ids::FactId;
use crate::base::text::{Language, Text};
use crate::lab::frame::{CutFrame, FactFrame};
use crate::sim::cast::Cast;
use crate::sim::fact::{Drawn, FactRow};
use crate::sim::fault::Cut;
use crate::sim::trace::{FactKind, Layer, Loss};

/// What has to be known to tell facts.
#[derive(Clone, Copy, Debug)]
pub struct Narrator<'a> {
    /// The language of every sentence.
    pub language: Language,
    /// Who takes part: a part has a name of its own.
    pub cast: &'a Cast,
    /// What the protocol's orders are called, by their numbers.
    pub orders: &'a [Text],
    /// What its timers are for, by their numbers.
    pub timers: &'a [Text],
    /// Its own facts, by their numbers.
    pub facts: &'a [FactRow],
    /// The cuts that hold, so that a cut can be told by whom it parts.
    pub cuts: &'a [CutFrame],
}

impl Narrator<'_> {
    /// A fact as a sentence, without its time.
    pub fn fact(&self, fact: &FactFrame) -> String {
        let language = self.language;
        let node = names::node(fact.event.node, self.cast, language);
        let other = fact.other.map_or("", |other| names::node(other, self.cast, language));
        let message = self.message(fact);
        let gist = self.bracket(&fact.gist);
        match fact.event.what {
            FactKind::Invoked { attempt: 0, .. } => {
                say!(language, "A client asked {node}{gist}", "客户端向{node}发出请求{gist}")
            }
            FactKind::Invoked { attempt, .. } => {
                let nth = nth(u64::from(attempt) + 1, language);
                say!(
                    language,
                    "A client asked {node} for the {nth} time{gist}",
                    "客户端{nth}向{node}发出同一请求{gist}"
                )
            }
            FactKind::Returned { outcome, reply, .. } => {
                outcomes::returned((outcome, reply != u32::MAX), node, &gist, language)
            }
            FactKind::Sent { .. } => {
                say!(language, "{node} sent {message} to {other}", "{node}向{other}发出{message}")
            }
            FactKind::Lost { why, .. } => {
                let why = loss(why, language);
                say!(
                    language,
                    "{message} between {node} and {other} was lost: {why}",
                    "{node}与{other}之间的{message}丢失：{why}"
                )
            }
            FactKind::Duplicated { .. } => {
                say!(
                    language,
                    "The network repeated {message} from {node} to {other}",
                    "网络把{node}发往{other}的{message}复制了一份"
                )
            }
            FactKind::Delivered { .. } => {
                say!(language, "{node} received {message} from {other}", "{node}收到来自{other}的{message}")
            }
            FactKind::Held { .. } => {
                say!(
                    language,
                    "{message} between {node} and {other} was held back",
                    "{node}与{other}之间的{message}被暂扣"
                )
            }
            FactKind::Released { .. } => {
                say!(
                    language,
                    "{message} between {node} and {other} was released",
                    "{node}与{other}之间的{message}被放行"
                )
            }
            FactKind::Fired { timer } => match self.timers.get(timer as usize) {
                Some(purpose) => {
                    let purpose = purpose.in_language(language);
                    say!(language, "A timer of {node} went off: {purpose}", "{node}的定时器触发：{purpose}")
                }
                None => say!(
                    language,
                    "A timer of {node} went off (kind {timer})",
                    "{node}的定时器触发（类型 {timer}）"
                ),
            },
            FactKind::Persisted { nth } => {
                let nth = whole(u64::from(nth) + 1);
                say!(language, "Write {nth} of {node} reached its disk", "{node}的第 {nth} 次写入已落盘")
            }
            FactKind::Noted { fact: number, a, b } => match self.facts.get(usize::from(number)) {
                Some(row) => {
                    let figures = own::Figures { a, b, accounts: &fact.accounts, cast: self.cast };
                    own::sentence(row.sentence.in_language(language), node, figures, language)
                }
                None => say!(
                    language,
                    "{node} recorded fact {number} of its own: {a}, {b}",
                    "{node}记下自有事实 {number}：{a}，{b}"
                ),
            },
            FactKind::Installed { layer: Layer::Log, .. } => {
                say!(language, "{node} appended a write to its log{gist}", "{node}把一次写入追加到日志{gist}")
            }
            FactKind::Installed { layer: Layer::State, .. } => {
                say!(language, "{node} applied a write{gist}", "{node}应用了一次写入{gist}")
            }
            FactKind::Removed { layer: Layer::Log, keep } => {
                let keep = whole(u64::from(keep));
                say!(
                    language,
                    "{node} removed writes from its log; {keep} remain",
                    "{node}从日志中撤回了写入，还剩 {keep} 次"
                )
            }
            FactKind::Removed { layer: Layer::State, keep } => {
                let keep = whole(u64::from(keep));
                say!(
                    language,
                    "{node} took back visible writes; {keep} remain",
                    "{node}撤回了已可见的写入，还剩 {keep} 次"
                )
            }
            FactKind::Rewound { keep } => {
                let keep = whole(u64::from(keep));
                say!(
                    language,
                    "{node} starts its replay at write {keep}",
                    "{node}从第 {keep} 次写入起开始重放"
                )
            }
            FactKind::Observed { .. } => {
                say!(language, "{node} looked up an account{gist}", "{node}查看了账户{gist}")
            }
            FactKind::Wrote { .. } => {
                say!(
                    language,
                    "A transaction at {node} made an uncommitted write{gist}",
                    "{node}上的一个事务写入了未提交的数据{gist}"
                )
            }
            FactKind::Aborted { .. } => {
                say!(
                    language,
                    "A transaction at {node} was rolled back{gist}",
                    "{node}上的一个事务已回滚{gist}"
                )
            }
            FactKind::Commitment { step, .. } => commitment::commitment(step, node, language),
            FactKind::Outside { effect, times } => {
                let nth = nth(u64::from(times), language);
                say!(
                    language,
                    "{node} caused an external effect for event {effect}, for the {nth} time",
                    "{node}因事件 {effect} {nth}产生外部副作用"
                )
            }
            FactKind::Became { .. } => say!(language, "The state of {node} changed", "{node}的状态改变了"),
            FactKind::Crashed { torn: false } => {
                say!(
                    language,
                    "{node} crashed and lost what was not on its disk",
                    "{node}崩溃，尚未落盘的内容全部丢失"
                )
            }
            FactKind::Crashed { torn: true } => {
                say!(language, "{node} crashed in the middle of a write", "{node}在一次写入中途崩溃")
            }
            FactKind::Restarted { version } => say!(
                language,
                "{node} restarted from its disk, with version {version} of its code",
                "{node}从磁盘重新启动，代码版本 {version}"
            ),
            FactKind::Paused => say!(language, "{node} paused", "{node}暂停了"),
            FactKind::Resumed => say!(language, "{node} resumed", "{node}恢复运行"),
            FactKind::ClockSet => say!(language, "The clock of {node} was changed", "{node}的时钟被调整"),
            FactKind::Harmed { harm, .. } => outcomes::harmed(harm, node, language),
            FactKind::Cut { rule } => self.began(rule),
            FactKind::Healed { rule } => {
                let rule = rule + 1;
                say!(
                    language,
                    "Cut {rule} healed: messages get through again",
                    "第 {rule} 处断连已恢复，消息重新畅通"
                )
            }
            // A node's speed is that of all its links.
            FactKind::LinkChanged { to } if to == fact.event.node => say!(
                language,
                "The speed of all messages from and to {node} was changed",
                "{node}收发消息的快慢被调整"
            ),
            FactKind::LinkChanged { to } => {
                let to = names::node(to, self.cast, language);
                say!(language, "The link from {node} to {to} was changed", "从{node}到{to}的链路被修改")
            }
            FactKind::Ordered { order, about } => match self.orders.get(order as usize) {
                Some(title) => {
                    let title = title.in_language(language);
                    say!(language, "An operator told {node}: {title}", "运维人员向{node}下令：{title}")
                }
                None => say!(
                    language,
                    "An operator gave {node} order {order} about {about}",
                    "运维人员向{node}下达指令 {order}（对象 {about}）"
                ),
            },
        }
    }

    /// A fact as a sentence that begins with its time.
    pub fn timed(&self, fact: &FactFrame) -> String {
        let (at, what) = (moment(fact.event.at, self.language), self.fact(fact));
        say!(self.language, "{at}: {what}", "{at}：{what}")
    }

    /// What a screen reader is told after a while: the weightiest facts since the last word, in
    /// their order, and how many more there were.
    pub fn gather(
        &self,
        recent: &[FactFrame],
        since: Option<FactId>,
        most: usize,
    ) -> Option<(Vec<String>, usize)> {
        let new: Vec<&FactFrame> =
            recent.iter().filter(|fact| since.is_none_or(|since| fact.id > since)).collect();
        let mut chosen: Vec<&FactFrame> = new.clone();
        chosen.arrange_by_key(|fact| core::cmp::Reverse((weight(&fact.event.what, self.facts), fact.id)));
        chosen.truncate(most);
        chosen.arrange_by_key(|fact| fact.id);
        (!new.is_empty())
            .then(|| (chosen.iter().map(|fact| self.timed(fact)).collect(), new.len() - chosen.len()))
    }

    /// What a cut parts, as a sentence.
    pub fn cut(&self, cut: &Cut) -> String {
        let language = self.language;
        match cut {
            Cut::Isolate { node } => {
                let node = names::node(*node, self.cast, language);
                say!(language, "{node} is cut off from everyone", "{node}与所有节点断开")
            }
            Cut::Groups { groups } => {
                let sides: Vec<String> =
                    groups.iter().map(|group| names::nodes(group, self.cast, language)).collect();
                let sides: Vec<&str> = sides.iter().map(String::as_str).collect();
                let sides = sides.join(say!(language, " | ", "｜").as_str());
                say!(language, "Partition: {sides}", "分区：{sides}")
            }
            Cut::OneWay { from, to } => {
                let (from, to) =
                    (names::node(*from, self.cast, language), names::node(*to, self.cast, language));
                say!(language, "What {from} sends to {to} is lost", "{from}发给{to}的消息全部丢失")
            }
            Cut::Link { a, b } => {
                let (a, b) = (names::node(*a, self.cast, language), names::node(*b, self.cast, language));
                say!(language, "The link between {a} and {b} is cut", "{a}与{b}之间的链路断开")
            }
        }
    }

    fn began(&self, rule: u32) -> String {
        let language = self.language;
        let number = rule + 1;
        match self.cuts.iter().find(|cut| cut.rule == rule) {
            Some(cut) => {
                let parts = self.cut(&cut.cut);
                say!(language, "Cut {number} began: {parts}", "第 {number} 处断连开始：{parts}")
            }
            None => say!(language, "Cut {number} began", "第 {number} 处断连开始"),
        }
    }

    /// What a message is called, with what it says.
    fn message(&self, fact: &FactFrame) -> String {
        let language = self.language;
        let gist = &fact.gist;
        match fact.name.as_ref().map(|name| name.in_language(language)).filter(|name| !name.is_empty()) {
            Some(name) if gist.is_empty() => say!(language, "“{name}”", "“{name}”"),
            Some(name) => say!(language, "“{name} {gist}”", "“{name} {gist}”"),
            None if gist.is_empty() => say!(language, "a message", "一条消息"),
            None => say!(language, "message {gist}", "消息 {gist}"),
        }
    }

    /// What is worth adding in brackets, if anything.
    fn bracket(&self, gist: &str) -> String {
        match (gist, self.language) {
            ("", _) => String::new(),
            (gist, Language::En) => format!(": {gist}"),
            (gist, Language::Zh) => format!("：{gist}"),
        }
    }
}

/// How much a fact matters to somebody who hears only a few of them. 0 is bookkeeping that most
/// people skip. `own` is the table of the protocol's own facts.
pub fn weight(what: &FactKind, own: &[FactRow]) -> u8 {
    match what {
        FactKind::Crashed { .. }
        | FactKind::Restarted { .. }
        | FactKind::Paused
        | FactKind::Resumed
        | FactKind::Cut { .. }
        | FactKind::Healed { .. }
        | FactKind::Ordered { .. } => 5,
        FactKind::Noted { fact, .. } => match own.get(usize::from(*fact)).map(|row| row.drawn) {
            Some(Drawn::Not) => 1,
            Some(Drawn::Remarkable) | None => 4,
        },
        // That a cut takes messages was told when it began.
        FactKind::Lost { why: Loss::Cut, .. } => 2,
        FactKind::Lost { why: Loss::Chance | Loss::Full | Loss::Down, .. } => 3,
        FactKind::Lost { why: Loss::Chosen, .. }
        | FactKind::Duplicated { .. }
        | FactKind::Held { .. }
        | FactKind::Released { .. }
        | FactKind::LinkChanged { .. }
        | FactKind::Harmed { .. }
        | FactKind::ClockSet => 4,
        FactKind::Invoked { .. } | FactKind::Returned { .. } => 3,
        FactKind::Sent { .. } | FactKind::Delivered { .. } => 1,
        FactKind::Removed { layer: Layer::State, .. } => 4,
        FactKind::Outside { times, .. } => 2 + 2 * u8::from(*times > 1),
        FactKind::Installed { layer: Layer::Log, .. } => 2,
        FactKind::Removed { layer: Layer::Log, .. } | FactKind::Installed { layer: Layer::State, .. } => 1,
        FactKind::Fired { .. }
        | FactKind::Persisted { .. }
        | FactKind::Became { .. }
        | FactKind::Rewound { .. }
        | FactKind::Observed { .. }
        | FactKind::Wrote { .. }
        | FactKind::Aborted { .. }
        | FactKind::Commitment { .. } => 0,
    }
}

#[cfg(test)]
mod tests;
