//! A claim as a sentence, for those who do not write any. What has no sentence of its own stands as
//! it is written.

use super::numbers::{moment, money, span, whole};
use super::{names, say};
use crate::base::text::{Language, Text, text};
use crate::base::time::{Span, Time};
use crate::lab::claim::{Claim, Compare, Kind, Measure, Value, kinds};
use crate::lab::experiment::Experiment;
use crate::lab::verdicts;

/// Figures of the receipt, by their paths.
const FIGURES: &[(&str, Text)] = &[
    ("stale.reads", text("stale reads", "过期读的次数")),
    ("acknowledged_writes_lost", text("acknowledged writes that are lost", "已确认却丢失的写入数")),
    (
        "money_made",
        text("money that came from nowhere (below 0: that is gone)", "凭空多出的钱（负数为丢失）"),
    ),
    ("operations.ok", text("operations that succeeded", "成功的操作数")),
    ("operations.refused", text("operations that were rejected", "被拒绝的操作数")),
    ("operations.unknown", text("operations whose outcome is unknown", "结果未知的操作数")),
];

/// Words that claims compare with, and what people call them.
const WORDS: &[(&str, Text)] = &[
    ("nothing", text("nothing yet", "还没有")),
    ("refused", text("rejected", "被拒绝")),
    ("unknown", text("outcome unknown", "结果未知")),
    ("holds", text("not broken", "未违反")),
    ("violated", text("broken", "已违反")),
    ("vacuous", text("does not apply", "未涉及")),
    ("yes", text("yes", "是")),
    ("no", text("no", "否")),
    ("up", text("up", "运行中")),
    ("down", text("down", "已宕机")),
    ("paused", text("paused", "停顿中")),
];

/// What a claim says; nothing where it is none, or where it has no sentence.
pub fn sentence(written: &str, experiment: &Experiment, language: Language) -> Option<String> {
    let claim = Claim::parse(written).ok().filter(|claim| claim.share.is_none())?;
    let said = measured(&claim, experiment, language)?;
    Some(match claim.at.map(|at| moment(at, language)) {
        Some(at) => say!(language, "at {at}, {said}", "{at}时，{said}"),
        None => said,
    })
}

/// What was found in place of what a claim says.
pub fn found(found: &str, language: Language) -> String {
    match WORDS.iter().find(|(word, _)| *word == found) {
        Some((_, text)) => text.in_language(language).to_owned(),
        None if language == Language::Zh => found.replace(" s", " 秒"),
        None => found.to_owned(),
    }
}

fn measured(claim: &Claim, experiment: &Experiment, language: Language) -> Option<String> {
    let cast = experiment.cast();
    let name = |slug: &str| cast.node_named(slug).map(|node| names::node(node, &cast, language));
    let (compare, value) = (claim.compare, &claim.value);
    let many = || than(compare, &number(value)?, language);
    let sum = || than(compare, &amount(value, experiment)?, language);
    // What is counted at a node.
    let at_node = |what: Text, node: &str| {
        let (what, node, many) = (what.in_language(language), name(node)?, many()?);
        Some(say!(language, "{what} at {node}: {many}", "{node}{what}：{many}"))
    };
    Some(match &claim.measure {
        Measure::Balance { node, account } => {
            let node = name(node)?;
            if is_word(claim, "nothing") {
                return Some(say!(
                    language,
                    "{node} keeps nothing of {account}",
                    "{node}没有 {account} 的账"
                ));
            }
            let sum = sum()?;
            say!(language, "{account} has {sum} at {node}", "{account} 在{node}的余额：{sum}")
        }
        Measure::Total { node } => {
            let (node, sum) = (name(node)?, sum()?);
            say!(language, "all accounts at {node} together: {sum}", "{node}所有账户合计：{sum}")
        }
        Measure::Entries { node } => at_node(text("entries of the log", "的日志条数"), node)?,
        Measure::Applied { node } => at_node(text("entries applied", "已应用的日志条数"), node)?,
        Measure::Locks { node } => at_node(text("locks held", "持有的锁"), node)?,
        Measure::Waiting { node } => at_node(text("requests that wait for a lock", "等锁的请求数"), node)?,
        Measure::InDoubt { node } => at_node(text("transactions in doubt", "的未决事务数"), node)?,
        Measure::Queued { node } => at_node(text("messages queued", "队列中的消息数"), node)?,
        Measure::Dead { node } => at_node(text("dead letters", "的死信数"), node)?,
        Measure::Status { node } => {
            let (node, word) = (name(node)?, equal_word(claim)?);
            let word = found(word, language);
            say!(language, "{node} is {word}", "{node}{word}")
        }
        Measure::Agree if is_word(claim, "yes") => say!(language, "copies agree", "副本一致"),
        Measure::Agree if is_word(claim, "no") => say!(language, "copies do not agree", "副本不一致"),
        Measure::Apart => {
            let Value::Time(at) = value else { return None };
            let than = than(compare, &span(Span(at.0), language), language)?;
            say!(language, "copies differ without a break: {than}", "副本连续不一致的时间：{than}")
        }
        Measure::Answer { nth } => {
            if let Value::Word(word) = value {
                (compare == Compare::Equal).then_some(())?;
                return told(*nth, word, language);
            }
            let sum = sum()?;
            say!(language, "request {nth} is answered: {sum}", "第 {nth} 个请求得到的答复：{sum}")
        }
        Measure::Asked { nth } => {
            let when = when(compare, value, language)?;
            say!(language, "request {nth} is asked: {when}", "第 {nth} 个请求发出的时间：{when}")
        }
        Measure::Answered { nth } => {
            let when = when(compare, value, language)?;
            say!(language, "request {nth} has ended: {when}", "第 {nth} 个请求结束的时间：{when}")
        }
        Measure::Count { kind } => {
            let (kind, many) = (of_kind(kind, &name, language)?, many()?);
            say!(language, "{kind}, so many times: {many}", "{kind}的次数：{many}")
        }
        Measure::Nth { kind, nth } => {
            let (kind, when) = (of_kind(kind, &name, language)?, when(compare, value, language)?);
            say!(language, "{kind}, number {nth}: {when}", "第 {nth} 次{kind}的时间：{when}")
        }
        Measure::Verdict { model } => {
            let title = verdicts::known_title(model)?.in_language(language);
            match equal_word(claim)? {
                "violated" => say!(language, "broken: “{title}”", "违反“{title}”"),
                word => {
                    let word = found(word, language);
                    say!(language, "“{title}”: {word}", "“{title}”：{word}")
                }
            }
        }
        Measure::Receipt { path } => {
            let (_, what) = FIGURES.iter().find(|(known, _)| known == path)?;
            let (what, sum) = (what.in_language(language), sum()?);
            say!(language, "{what}: {sum}", "{what}：{sum}")
        }
        Measure::Agree => return None,
    })
}

/// What became of a request, where that is no number.
fn told(nth: u32, word: &str, language: Language) -> Option<String> {
    Some(match word {
        "refused" => say!(language, "request {nth} is rejected", "第 {nth} 个请求被拒绝"),
        "unknown" => {
            say!(language, "the outcome of request {nth} stays unknown", "第 {nth} 个请求结果未知")
        }
        "nothing" => say!(language, "request {nth} has no answer", "第 {nth} 个请求没有答复"),
        _ => return None,
    })
}

/// What happens, and where: of the kinds of facts that every protocol has.
fn of_kind<'a>(kind: &Kind, name: &impl Fn(&str) -> Option<&'a str>, language: Language) -> Option<String> {
    let (_, title) = kinds().find(|(known, _)| *known == kind.name)?;
    let title = title.in_language(language);
    Some(match &kind.node {
        Some(node) => {
            let node = name(node)?;
            say!(language, "{title} at {node}", "在{node}，{title}")
        }
        None => title.to_owned(),
    })
}

fn is_word(claim: &Claim, word: &str) -> bool {
    equal_word(claim) == Some(word)
}

/// The word that it is to be.
fn equal_word(claim: &Claim) -> Option<&str> {
    match (claim.compare, &claim.value) {
        (Compare::Equal, Value::Word(word)) => Some(word),
        _ => None,
    }
}

fn number(value: &Value) -> Option<String> {
    let Value::Number(number) = value else { return None };
    Some(u64::try_from(*number).map_or_else(|_| number.to_string(), whole))
}

fn amount(value: &Value, experiment: &Experiment) -> Option<String> {
    let Value::Number(number) = value else { return None };
    Some(money(*number, experiment.decimals))
}

/// How something counted or measured is to stand to a figure.
fn than(compare: Compare, figure: &str, language: Language) -> Option<String> {
    Some(match compare {
        Compare::Equal => figure.to_owned(),
        Compare::Differs => say!(language, "anything but {figure}", "不是 {figure}"),
        Compare::Less => say!(language, "less than {figure}", "小于 {figure}"),
        Compare::AtMost => say!(language, "at most {figure}", "不超过 {figure}"),
        Compare::More => say!(language, "more than {figure}", "超过 {figure}"),
        Compare::AtLeast => say!(language, "at least {figure}", "至少 {figure}"),
    })
}

/// How a moment is to stand to another one.
fn when(compare: Compare, value: &Value, language: Language) -> Option<String> {
    let at = match value {
        Value::Time(Time(at)) => moment(Time(*at), language),
        _ => return None,
    };
    Some(match compare {
        Compare::Equal => at,
        Compare::Differs => say!(language, "not at {at}", "不在 {at}"),
        Compare::Less => say!(language, "before {at}", "早于 {at}"),
        Compare::AtMost => say!(language, "at {at} at the latest", "{at} 或更早"),
        Compare::More => say!(language, "after {at}", "晚于 {at}"),
        Compare::AtLeast => say!(language, "not before {at}", "{at} 或更晚"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::passbook::tests::experiment;

    #[test]
    fn a_claim_is_told_in_words_with_its_moment() {
        let said = |claim: &str, language| sentence(claim, &experiment(), language);
        for (claim, en, zh) in [
            ("balance(beijing, bob) = 740", "bob has 740 at Beijing", "bob 在北京的余额：740"),
            ("answer(1) = unknown", "the outcome of request 1 stays unknown", "第 1 个请求结果未知"),
            (
                "count(done) < 40",
                "an operation succeeds, so many times: less than 40",
                "操作成功的次数：小于 40",
            ),
            (
                "in_doubt(beijing) = 1 at 3 s",
                "at 3.000 s, transactions in doubt at Beijing: 1",
                "3.000 秒时，北京的未决事务数：1",
            ),
            ("verdict(conservation) = violated", "broken: “No money created or lost”", "违反“资金守恒”"),
        ] {
            assert_eq!(said(claim, Language::En).as_deref(), Some(en));
            assert_eq!(said(claim, Language::Zh).as_deref(), Some(zh));
        }
        assert_eq!(said("balance(paris, bob) = 1", Language::En), None, "nobody is called so");
        assert_eq!(found("unknown", Language::Zh), "结果未知");
    }
}
