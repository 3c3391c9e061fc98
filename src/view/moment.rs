//! One sentence for a moment, in the words of the domain: what the client knows, and which copies
//! know it.

use super::numbers::{moment, money};
use super::{card, names, narrate, say, standing};
use crate::base::text::Language;
use crate::base::time::Span;
use crate::lab::experiment::Experiment;
use crate::lab::frame::{Frame, NodeFrame, OperationFrame};
use crate::lab::stale::StaleRead;
use crate::lab::standing::Stands;
use crate::sim::trace::Outcome;

/// So long an answer is news.
const NEWS: Span = Span(350_000);

/// What a moment comes to: the last stale read or answer as long as it is news, or else what a
/// client waits for, or else how copies stand.
pub fn sentence(frame: &Frame, experiment: &Experiment, language: Language) -> String {
    let answered = frame.clients.last.iter().filter(|asked| asked.returned.is_some());
    let last = answered.max_by_key(|asked| asked.returned);
    let is_news = |at| frame.at.since(at) <= NEWS;
    let stale = frame.stale.last().filter(|read| is_news(read.at));
    let waiting = frame.clients.last.iter().rev().find(|asked| asked.returned.is_none());
    let fresh = last.filter(|asked| asked.returned.is_some_and(is_news));
    match (stale, fresh, waiting) {
        (Some(read), ..) => told(read, experiment, language),
        (None, Some(asked), _) => answer(asked, frame, experiment, language),
        (None, None, Some(asked)) => {
            let node = names::node(asked.node, &experiment.cast(), language);
            let what = narrate::call(&asked.call, experiment, language);
            say!(
                language,
                "A client waits for an answer of {node}: {what}.",
                "客户端在等{node}答复：{what}。"
            )
        }
        (None, None, None) => copies(frame, language),
    }
}

/// What a stale read told its client, and what it could not know.
fn told(read: &StaleRead, experiment: &Experiment, language: Language) -> String {
    let cast = experiment.cast();
    let account = names::account(read.account, experiment);
    let (node, from) =
        (names::node(read.node, &cast, language), names::node(read.missed_node, &cast, language));
    let money = |amount| money(amount, experiment.decimals);
    let (told, newest, at) = (money(read.told), money(read.newest), moment(read.missed_at, language));
    say!(
        language,
        "{node} answered {account} {told}, and {newest} had been acknowledged: what {from} acknowledged at {at} has not arrived there.",
        "{node}答复 {account} {told}，可 {newest} 此前已确认：{from}在 {at} 确认的写入还没有传到。"
    )
}

/// What a client was told, and who else has it.
fn answer(asked: &OperationFrame, frame: &Frame, experiment: &Experiment, language: Language) -> String {
    let what = narrate::call(&asked.call, experiment, language);
    match asked.outcome {
        Some(Outcome::Ok) if asked.call.is_read() => {
            let all: Vec<String> =
                asked.balances.iter().map(|&balance| money(balance, experiment.decimals)).collect();
            let (node, all) = (names::node(asked.node, &experiment.cast(), language), all.join(" + "));
            say!(language, "{node} answered the newest balance: {all}.", "{node}答复的是最新余额：{all}。")
        }
        Some(Outcome::Ok) => {
            let lack = off(frame);
            let behind =
                names::list(&lack.iter().map(|it| card::name(it, language)).collect::<Vec<_>>(), language);
            match lack.len() {
                0 if all_show_it(asked, frame) => say!(
                    language,
                    "The client has its OK ({what}), and every copy has it.",
                    "客户端收到了确认（{what}），每个副本都已有它。"
                ),
                0 => say!(language, "The client has its OK ({what}).", "客户端收到了确认（{what}）。"),
                1 => say!(
                    language,
                    "The client has its OK ({what}), but {behind} is not up to date.",
                    "客户端收到了确认（{what}），但{behind}还没有跟上。"
                ),
                _ => say!(
                    language,
                    "The client has its OK ({what}), but {behind} are not up to date.",
                    "客户端收到了确认（{what}），但{behind}还没有跟上。"
                ),
            }
        }
        Some(Outcome::Fail) => {
            let why = asked.refusal.map(|why| narrate::refusal(why, language)).unwrap_or_default();
            say!(language, "Refused ({what}): {why}.", "被拒绝（{what}）：{why}。")
        }
        _ => say!(
            language,
            "The client gave up ({what}): it may have happened, and nobody has told it.",
            "客户端放弃等待（{what}）：它可能已经生效，只是没有人告知。"
        ),
    }
}

/// Whether every copy shows what the client was told. Copies agree as well while none of them has
/// come to the write yet.
fn all_show_it(asked: &OperationFrame, frame: &Frame) -> bool {
    let told = asked.balances.first().copied();
    let mut copies = frame.nodes.iter().filter(|node| node.group.is_some()).peekable();
    let shows = |node: &NodeFrame| standing::balance(node, asked.call.account());
    told.is_some() && copies.peek().is_some() && copies.all(|node| shows(node) == told)
}

fn off(frame: &Frame) -> Vec<&NodeFrame> {
    let is_off = |stands: Option<Stands>| matches!(stands, Some(Stands::Behind { .. } | Stands::Elsewhere));
    frame.nodes.iter().filter(|node| is_off(node.stands)).collect()
}

fn copies(frame: &Frame, language: Language) -> String {
    // That there are no copies is no news, and no moment's.
    if frame.nodes.iter().all(|node| node.group.is_none()) {
        return say!(language, "No client waits for an answer.", "没有客户端在等待。");
    }
    let (_, said) = standing::copies(frame, language);
    match (language, said.as_str()) {
        (Language::En, said) => format!("Nobody waits. {said}."),
        (Language::Zh, said) => format!("没有客户端在等待。{said}。"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::{AccountId, FactId};
    use crate::base::time::Time;
    use crate::domain::Call;
    use crate::view::card::frame;
    use crate::view::passbook::tests::{experiment, node};

    #[test]
    fn an_acknowledged_write_is_told_with_the_copies_that_do_not_have_it() {
        let behind = |id| NodeFrame { stands: Some(Stands::Behind { versions: 1 }), ..node(id) };
        let asked = OperationFrame {
            fact: FactId(1),
            client: Some(0),
            node: crate::base::ids::NodeId(0),
            at: Time(0),
            returned: Some(Time(0)),
            answered: None,
            outcome: Some(Outcome::Ok),
            call: Call::Deposit { account: AccountId(0), amount: 50 },
            balances: vec![70],
            refusal: None,
            stale: None,
        };
        let mut frame = frame(vec![node(0), behind(1), behind(2)], vec![]);
        frame.clients.last = vec![asked];
        let said = |frame: &Frame| sentence(frame, &experiment(), Language::En);
        assert_eq!(
            said(&frame),
            "The client has its OK (deposit 50 to alice), but Beijing and Shanghai are not up to date."
        );
        frame.nodes = vec![node(0), node(1), node(2)];
        assert_eq!(said(&frame), "The client has its OK (deposit 50 to alice), and every copy has it.");
        // None of them has come to it yet, and so they agree.
        frame.clients.last[0].balances = vec![550];
        assert_eq!(said(&frame), "The client has its OK (deposit 50 to alice).");
        frame.at = Time(2_000_000);
        assert_eq!(said(&frame), "Nobody waits. Copies agree.");
        frame.nodes.iter_mut().for_each(|node| node.group = None);
        assert_eq!(said(&frame), "No client waits for an answer.");
    }
}
