//! What breaks in a schedule, and what a budget allows, in sentences.

use super::names;
use super::numbers::{moment, nth, span};
use crate::base::text::Language;
use crate::base::time::Span;
use crate::lab::search::{About, Budget, Fault, Kind, Spent};
use crate::sim::cast::Cast;
use crate::sim::fault::Cut;

/// What a fault is, and when, in a sentence.
pub fn told(fault: &Fault, cast: &Cast, language: Language) -> String {
    let (at, lasts) = (moment(fault.at, language), span(Span(fault.us), language));
    let name = |node| names::node(node, cast, language);
    match (&fault.to, language) {
        (About::Message { sender, receiver, nth: place }, _) => {
            let (from, to, which) = (name(*sender), name(*receiver), nth(u64::from(*place) + 1, language));
            match (fault.kind, language) {
                (Kind::Repeat, Language::En) => {
                    format!("{at}: the {which} message from {from} to {to} arrives twice, {lasts} apart.")
                }
                (Kind::Repeat, Language::Zh) => {
                    format!("{at}：{from}{which}发给{to}的消息到达两次，相隔 {lasts}。")
                }
                (Kind::Delay, Language::En) => {
                    format!("{at}: the {which} message from {from} to {to} is held for {lasts}.")
                }
                (Kind::Delay, Language::Zh) => format!("{at}：{from}{which}发给{to}的消息被暂扣 {lasts}。"),
                (_, Language::En) => format!("{at}: the {which} message from {from} to {to} is lost."),
                (_, Language::Zh) => format!("{at}：{from}{which}发给{to}的消息丢失。"),
            }
        }
        (About::Node(node), Language::En) => match (fault.kind, fault.torn) {
            (Kind::Pause, _) => format!("{at}: {} is paused for {lasts}.", name(*node)),
            (_, true) => {
                format!("{at}: {} crashes in the middle of a write, and is down for {lasts}.", name(*node))
            }
            (_, false) => format!("{at}: {} crashes, and is down for {lasts}.", name(*node)),
        },
        (About::Node(node), Language::Zh) => match (fault.kind, fault.torn) {
            (Kind::Pause, _) => format!("{at}：{}停顿 {lasts}。", name(*node)),
            (_, true) => format!("{at}：{}写到一半时崩溃，{lasts}后重启。", name(*node)),
            (_, false) => format!("{at}：{}崩溃，{lasts}后重启。", name(*node)),
        },
        (About::Links(cut), Language::En) => {
            let what = match cut {
                Cut::Isolate { node } => format!("{} is cut off from all others", name(*node)),
                Cut::OneWay { from, to } => format!("nothing passes from {} to {}", name(*from), name(*to)),
                Cut::Link { a, b } => format!("the link between {} and {} is cut", name(*a), name(*b)),
                Cut::Groups { groups } => {
                    format!("the cluster is parted: {}", parted(groups, cast, language))
                }
            };
            format!("{at}: {what}, for {lasts}.")
        }
        (About::Links(cut), Language::Zh) => {
            let what = match cut {
                Cut::Isolate { node } => format!("{}与其他所有节点断连", name(*node)),
                Cut::OneWay { from, to } => format!("{}发往{}的消息全部中断", name(*from), name(*to)),
                Cut::Link { a, b } => format!("{}与{}之间断连", name(*a), name(*b)),
                Cut::Groups { groups } => format!("网络分裂为{}", parted(groups, cast, language)),
            };
            format!("{at}：{what}，持续 {lasts}。")
        }
    }
}

fn parted(groups: &[Vec<crate::base::ids::NodeId>], cast: &Cast, language: Language) -> String {
    let sides: Vec<String> = groups.iter().map(|group| names::nodes(group, cast, language)).collect();
    sides.join(" | ")
}

/// What was spent of a budget, kind by kind: the kind, how many were caused, and how many may be.
/// Kinds that are neither allowed nor caused are left out.
pub fn spent(spent: &Spent, budget: &Budget) -> Vec<(Kind, u32, u32)> {
    let rows = Kind::ALL.into_iter().map(|kind| (kind, spent.of(kind), u32::from(budget.of(kind).many)));
    rows.filter(|(_, caused, allowed)| caused + allowed > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::NodeId;
    use crate::base::time::Time;

    #[test]
    fn each_fault_is_a_sentence_in_both_languages() {
        let cast = Cast::of_services(3);
        let fault = |kind, to| Fault { kind, to, at: Time(244_000), after: 0, us: 500_000, torn: false };
        let message = || About::Message { sender: NodeId(0), receiver: NodeId(1), nth: 0 };
        let said = |kind, to, language| told(&fault(kind, to), &cast, language);
        assert_eq!(
            said(Kind::Drop, message(), Language::En),
            "0.244 s: the 1st message from Hangzhou to Beijing is lost."
        );
        assert_eq!(said(Kind::Drop, message(), Language::Zh), "0.244 秒：杭州第 1 次发给北京的消息丢失。");
        assert_eq!(
            said(Kind::Crash, About::Node(NodeId(1)), Language::En),
            "0.244 s: Beijing crashes, and is down for 500 ms."
        );
        let cut = About::Links(Cut::Link { a: NodeId(0), b: NodeId(1) });
        assert_eq!(said(Kind::Cut, cut, Language::Zh), "0.244 秒：杭州与北京之间断连，持续 500 毫秒。");
    }

    #[test]
    fn a_budget_is_told_kind_by_kind() {
        let budget = Budget::default().with(Kind::Drop, 2);
        assert_eq!(spent(&Spent::default(), &budget), [(Kind::Drop, 0, 2)]);
    }
}
