//! Why, as a story: at most seven sentences, each with the facts that it tells.

use super::names;
use super::narrate::{Narrator, loss, operation, weight};
use super::numbers::{moment, money, span, whole};
use super::say;
use crate::base::arrange::Arrange;
use crate::base::ids::FactId;
use crate::base::text::Language;
use crate::base::time::{Span, Time};
use crate::lab::experiment::Experiment;
use crate::lab::frame::FactFrame;
use crate::lab::lines::{Line, Shown};
use crate::lab::why::{Kind, Lasting, Then, Turn, Turned, Way, Why};
use crate::sim::trace::FactKind;

/// No story is longer.
pub const MOST_SENTENCES: usize = 7;

/// A sentence of a story.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sentence {
    /// What it is in the story.
    pub part: Part,
    /// The sentence.
    pub said: String,
    /// The fact to which it leads; nothing for a conclusion.
    pub fact: Option<FactId>,
}

/// What a sentence is in a story.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// Something that happened.
    Happened,
    /// Where it could have gone otherwise.
    Turn,
    /// What follows from all that.
    So,
    /// What would have been otherwise.
    Otherwise,
}

/// What a story is called: a question.
pub fn title(why: &Why, language: Language) -> String {
    match &why.kind {
        Kind::Stale { .. } => say!(language, "Why is this value stale?", "为什么读到的是过期值？"),
        Kind::Broken { model, .. } if model == "lost" => {
            say!(language, "Why is this write lost?", "为什么这次写入丢失了？")
        }
        Kind::Broken { model, .. } if model == "effects" => {
            say!(language, "Why did this take effect twice?", "为什么生效了两次？")
        }
        Kind::Broken { title, .. } => {
            let title = title.in_language(language);
            say!(language, "Why was “{title}” broken?", "为什么违背了“{title}”？")
        }
        Kind::Refused { .. } => say!(language, "Why was this rejected?", "为什么被拒绝？"),
        Kind::Unanswered => say!(language, "Why is the outcome unknown?", "为什么结果未知？"),
        Kind::Waiting => say!(language, "Why was this never answered?", "为什么始终没有答复？"),
        Kind::Undone => say!(language, "Why was this compensated?", "为什么要补偿？"),
        Kind::Lasted { what, .. } => match what {
            Lasting::Read => say!(language, "Why did this read take so long?", "这次读取为什么这么慢？"),
            Lasting::Write => say!(language, "Why did this write take so long?", "这次写入为什么这么慢？"),
            Lasting::Blocked => say!(language, "Why did this have to wait?", "为什么要等别的操作？"),
            Lasting::InDoubt => {
                say!(language, "Why was this in doubt for so long?", "为什么这么久都没有定论（未决）？")
            }
            Lasting::Apart => {
                say!(language, "Why did replicas disagree for so long?", "副本为什么这么久不一致？")
            }
        },
        Kind::Happened => say!(language, "How did this come about?", "这是怎么发生的？"),
    }
}

/// The story of an answer to why, in the order in which it happened; then what follows from it, and
/// what would have been otherwise.
pub fn story(why: &Why, experiment: &Experiment, narrator: &Narrator<'_>) -> Vec<Sentence> {
    let language = narrator.language;
    let mut told: Vec<(Time, FactId, Sentence)> = Vec::new();
    let mut covered: Vec<FactId> = Vec::new();
    let mut add = |at: Time, id: FactId, part: Part, said: String| {
        told.push((at, id, Sentence { part, said, fact: Some(id) }));
    };
    for request in &why.requests {
        let asked = &request.operation;
        let what = operation(asked, experiment, language);
        let at = moment(asked.at, language);
        add(asked.at, asked.fact, Part::Happened, say!(language, "{at}: {what}.", "{at}：{what}。"));
        covered.push(asked.fact);
        covered.extend(request.answered);
    }
    covered.extend(why.look.filter(|look| *look != why.about));
    if let Some(turn) = &why.turn {
        covered.push(turn.fact);
        covered.extend(turn.ways.first().map(|way| way.before));
        add(turn.at, turn.fact, Part::Turn, turned(why, turn, narrator));
    }
    if let Some(arrived) = why.arrived.and_then(|id| why.slice.iter().find(|fact| fact.id == id)) {
        covered.push(arrived.id);
        let what = narrator.timed(arrived);
        let said = say!(language, "{what}: too late for this answer.", "{what}：对这次答复来说太晚了。");
        add(arrived.event.at, arrived.id, Part::Happened, said);
    }
    let rest: Vec<&FactFrame> = why.slice.iter().filter(|fact| !covered.contains(&fact.id)).collect();
    // Two conclusions follow.
    let room = MOST_SENTENCES.saturating_sub(told.len() + 2);
    told.extend(between(&rest, room, narrator));
    told.arrange_by_key(|(at, id, _)| (*at, *id));
    let mut story: Vec<Sentence> = told.into_iter().map(|(.., sentence)| sentence).collect();
    story.extend(so(why, experiment, language).map(|said| Sentence { part: Part::So, said, fact: None }));
    let said = otherwise(why, experiment, narrator);
    story.extend(said.map(|said| Sentence { part: Part::Otherwise, said, fact: None }));
    story
}

/// What else the slice goes through, in as many sentences as there is room for: where there is not
/// enough, the last one tells several facts.
fn between(rest: &[&FactFrame], room: usize, narrator: &Narrator<'_>) -> Vec<(Time, FactId, Sentence)> {
    let language = narrator.language;
    let end = say!(language, ".", "。");
    let sentence = |facts: &[&FactFrame]| {
        let (first, more) = facts.split_first()?;
        let mut said = narrator.timed(first);
        if let Some((last, between)) = more.split_last() {
            // The weightiest of those that are left, so that it stays a sentence.
            let heavy = between.iter().max_by_key(|it| weight(&it.event.what, narrator.facts));
            for fact in heavy.into_iter().chain([last]) {
                said.push_str(&say!(language, "; ", "；"));
                said.push_str(&narrator.timed(fact));
            }
            let left = between.len().saturating_sub(1);
            if left > 0 {
                let left = whole(left as u64);
                said.push_str(&say!(language, " (and {left} more)", "（另有 {left} 件）"));
            }
        }
        said.push_str(&end);
        Some((first.event.at, first.id, Sentence { part: Part::Happened, said, fact: Some(first.id) }))
    };
    if rest.len() <= room {
        return rest.iter().filter_map(|fact| sentence(&[fact])).collect();
    }
    let (alone, together) = rest.split_at(room.saturating_sub(1));
    alone.iter().filter_map(|fact| sentence(&[fact])).chain(sentence(together)).collect()
}

/// What a message is called at the turn.
fn called(why: &Why, turn: &Turn, narrator: &Narrator<'_>) -> String {
    let language = narrator.language;
    let is_about = |fact: &&FactFrame| match (fact.event.what, turn.turned.flight()) {
        (
            FactKind::Sent { flight }
            | FactKind::Delivered { flight }
            | FactKind::Lost { flight, .. }
            | FactKind::Duplicated { flight, .. },
            Some(about),
        ) => flight == about,
        _ => false,
    };
    let found = why.slice.iter().find(is_about);
    let name = found.and_then(|fact| fact.name.as_ref()).map(|name| name.in_language(language)).unwrap_or("");
    let gist = found.map_or("", |fact| fact.gist.as_str());
    let what = format!("{name} {gist}");
    match what.trim() {
        "" => say!(language, "the message", "这条消息"),
        what => say!(language, "“{what}”", "“{what}”"),
    }
}

fn turned(why: &Why, turn: &Turn, narrator: &Narrator<'_>) -> String {
    let language = narrator.language;
    let [from, to] = turn.nodes.map(|node| names::node(node, narrator.cast, language));
    let at = moment(turn.at, language);
    let what = called(why, turn, narrator);
    let ended = why.slice.iter().find(|fact| fact.id == turn.fact).map_or(turn.at, |fact| fact.event.at);
    let ended = moment(ended, language);
    match turn.turned {
        Turned::Late { .. } => say!(
            language,
            "{at}: {from} sent {what} to {to}, where it arrived only at {ended}.",
            "{at}：{from}向{to}发出{what}，到 {ended}才送达。"
        ),
        Turned::Lost { why, .. } => {
            let why = loss(why, language);
            // Most are lost when they are sent.
            let when = if ended == at {
                say!(language, "", "途中")
            } else {
                say!(language, " at {ended}", "在 {ended}")
            };
            say!(
                language,
                "{at}: {from} sent {what} to {to}, and it was lost{when}: {why}.",
                "{at}：{from}向{to}发出{what}，{when}丢失：{why}。"
            )
        }
        Turned::Underway { .. } => say!(
            language,
            "{at}: {from} sent {what} to {to}; it had not arrived when the run ended.",
            "{at}：{from}向{to}发出{what}，直到运行结束也没有送达。"
        ),
        Turned::Repeated { .. } => say!(
            language,
            "{at}: {from} sent {what} to {to}, and the network delivered it twice.",
            "{at}：{from}向{to}发出{what}，网络把它送达了两次。"
        ),
        Turned::Crashed { .. } => say!(
            language,
            "{at}: {from} crashed; what was not on its disk was gone.",
            "{at}：{from}崩溃，尚未落盘的内容全部丢失。"
        ),
    }
}

/// What follows.
fn so(why: &Why, experiment: &Experiment, language: Language) -> Option<String> {
    Some(match &why.kind {
        Kind::Stale { told, expected, versions } => {
            let account = why.account.map(|it| names::account(it, experiment)).unwrap_or_default();
            let [told, expected] = [told, expected].map(|it| money(*it, experiment.decimals));
            let versions = whole(u64::from(*versions));
            let noun = if versions == "1" { "write" } else { "writes" };
            say!(
                language,
                "So the client was told {account} = {told}, where {expected} counts: {versions} acknowledged {noun} had not reached this copy.",
                "所以客户端读到 {account} = {told}，而实际应为 {expected}：有 {versions} 次已确认的写入没有到达这份副本。"
            )
        }
        Kind::Broken { because: Some(because), .. } => because.in_language(language).to_owned(),
        Kind::Broken { title, .. } => {
            let title = title.in_language(language);
            say!(language, "So “{title}” was broken.", "所以“{title}”被违背了。")
        }
        Kind::Refused { why: Some(why) } => {
            let why = why.because();
            let why = why.in_language(language);
            say!(language, "So it was rejected: {why}.", "所以请求被拒绝：{why}。")
        }
        Kind::Unanswered => say!(
            language,
            "So the client stopped waiting and does not know whether it took effect.",
            "所以客户端不再等待，也不知道操作是否已生效。"
        ),
        Kind::Waiting => say!(
            language,
            "So the client still had no answer when the run ended, and does not know whether it took effect.",
            "所以直到运行结束，客户端也没有得到答复，不知道操作是否已生效。"
        ),
        Kind::Undone => say!(
            language,
            "So what had been done before was undone by an event of its own.",
            "所以先前已完成的部分被另一个事件撤销。"
        ),
        &Kind::Lasted { what, took_us, usual_us, is_over, .. } => {
            lasted(what, (took_us, usual_us), is_over, language)
        }
        Kind::Refused { why: None } | Kind::Happened => return None,
    })
}

/// How long it took.
fn lasted(what: Lasting, (took, usual): (u64, Option<u64>), is_over: bool, language: Language) -> String {
    let took = span(Span(took), language);
    let usual = usual.map(|usual| span(Span(usual), language)).unwrap_or_default();
    match (what, is_over) {
        (Lasting::Read, _) => say!(
            language,
            "So this read took {took}; half of the reads took at most {usual}.",
            "所以这次读取花了 {took}，而半数读取不超过 {usual}。"
        ),
        (Lasting::Write, _) => say!(
            language,
            "So this write took {took}; half of the writes took at most {usual}.",
            "所以这次写入花了 {took}，而半数写入不超过 {usual}。"
        ),
        (Lasting::Blocked, true) => say!(
            language,
            "So this operation waited {took} for what others held.",
            "所以这个操作等别的操作释放资源，等了 {took}。"
        ),
        (Lasting::Blocked, false) => say!(
            language,
            "So this operation had waited {took} for what others held when the run ended.",
            "所以直到运行结束，这个操作已等了 {took}，别的操作仍未释放资源。"
        ),
        (Lasting::InDoubt, true) => say!(
            language,
            "So the node, bound by its yes, waited {took} for the decision.",
            "所以这个节点投了赞成票之后，等了 {took}才知道决定。"
        ),
        (Lasting::InDoubt, false) => say!(
            language,
            "So the node, bound by its yes, had waited {took} and did not know the decision when the run ended.",
            "所以这个节点投了赞成票之后等了 {took}，直到运行结束也不知道决定。"
        ),
        (Lasting::Apart, true) => {
            say!(language, "So replicas disagreed for {took}.", "所以副本有 {took}不一致。")
        }
        (Lasting::Apart, false) => say!(
            language,
            "So replicas had disagreed for {took} when the run ended.",
            "所以直到运行结束，副本已有 {took}不一致。"
        ),
    }
}

/// Which of those that a line of a receipt counts this is, `nth` counted from 1.
pub fn place(line: Line, nth: usize, shown: &Shown, language: Language) -> String {
    let (nth, count) = (whole(nth as u64), whole(u64::from(shown.count)));
    let most = whole(shown.facts.len() as u64);
    let mut said = match line {
        _ if shown.count == 1 => say!(language, "the only one", "只有这一个"),
        Line::Stale => say!(
            language,
            "{nth} of {count}, the one that missed most first",
            "第 {nth} 个，共 {count} 个，落后最多的在前"
        ),
        Line::ReadLatency => say!(
            language,
            "{nth} of {count} slower than half of the reads, the slowest first",
            "第 {nth} 个，比半数读取慢的共 {count} 个，最慢的在前"
        ),
        Line::WriteLatency => say!(
            language,
            "{nth} of {count} slower than half of the writes, the slowest first",
            "第 {nth} 个，比半数写入慢的共 {count} 个，最慢的在前"
        ),
        Line::Apart | Line::Blocked | Line::InDoubt => {
            say!(language, "{nth} of {count}, the longest first", "第 {nth} 个，共 {count} 个，最长的在前")
        }
        _ => say!(language, "{nth} of {count}, in order of time", "第 {nth} 个，共 {count} 个，按时间先后"),
    };
    if shown.facts.len() < shown.count as usize {
        said += &say!(language, "; {most} of them can be asked about", "；可以查看其中 {most} 个");
    }
    said
}

/// What would have been otherwise.
fn otherwise(why: &Why, experiment: &Experiment, narrator: &Narrator<'_>) -> Option<String> {
    let language = narrator.language;
    let Some(turn) = &why.turn else {
        let tried = whole(u64::from(why.tried));
        return match why.kind {
            Kind::Happened => None,
            _ if why.tried == 0 => Some(say!(
                language,
                "No message was on its way that could have changed it, and no node had crashed: this follows from how this protocol works.",
                "当时没有在途的消息可以改变结果，也没有节点崩溃过：这是该协议的工作方式决定的。"
            )),
            _ => Some(say!(
                language,
                "No single message and no crash decides it: {tried} other runs, each with one of them otherwise, show the same.",
                "单独一条消息或一次崩溃都改变不了它：分别改变其中一项重跑了 {tried} 次，结果都一样。"
            )),
        };
    };
    let what = called(why, turn, narrator);
    let told = turn.ways.first().filter(|way| way.helps).and_then(|way| way.told);
    let told = told.map(|told| money(told, experiment.decimals));
    let end = match (&why.kind, told) {
        (Kind::Stale { .. }, Some(told)) => {
            say!(language, "the answer would have been {told}", "答复就会是 {told}")
        }
        (Kind::Stale { .. }, None) => say!(language, "the answer would have been fresh", "答复就不会过期"),
        (Kind::Refused { .. }, _) => say!(language, "it would have been done", "请求就会成功"),
        (Kind::Undone, _) => {
            say!(language, "nothing would have had to be undone", "就不需要撤销")
        }
        (&Kind::Lasted { what: Lasting::Read | Lasting::Write, enough_us, .. }, _) => {
            let enough = span(Span(enough_us), language);
            say!(language, "it would have taken at most {enough}", "耗时就不超过 {enough}")
        }
        (&Kind::Lasted { enough_us, .. }, _) => {
            let enough = span(Span(enough_us), language);
            say!(language, "it would have lasted at most {enough}", "就不会超过 {enough}")
        }
        (Kind::Unanswered | Kind::Waiting, _) => {
            say!(language, "the client would have had its answer", "客户端就会得到答复")
        }
        _ => say!(language, "this promise would have been kept", "就不会违背这项承诺"),
    };
    let node = names::node(turn.nodes[0], narrator.cast, language);
    Some(match (turn.turned, turn.until) {
        (Turned::Repeated { .. }, _) => {
            say!(language, "Had {what} arrived only once, {end}.", "假如{what}只送达一次，{end}。")
        }
        (Turned::Crashed { .. }, _) => {
            say!(language, "Had {node} not crashed, {end}.", "假如{node}没有崩溃，{end}。")
        }
        (_, Some(until)) => {
            let until = moment(until, language);
            say!(language, "Had {what} arrived by {until}, {end}.", "假如{what}在 {until}之前送达，{end}。")
        }
        (_, None) => say!(language, "Had {what} arrived at once, {end}.", "假如{what}立即送达，{end}。"),
    })
}

/// What a way to go on is called.
pub fn way(way: &Way, turn: &Turn, narrator: &Narrator<'_>) -> String {
    let language = narrator.language;
    let node = names::node(turn.nodes[0], narrator.cast, language);
    match way.what {
        Then::InTime => say!(language, "it arrives in time", "消息及时送达"),
        Then::Lost => say!(language, "it is lost", "消息丢失"),
        Then::Late => say!(language, "it arrives, but too late", "消息送达，但太晚"),
        Then::Once => say!(language, "it arrives once only", "消息只送达一次"),
        Then::Spared => say!(language, "{node} does not crash", "{node}不崩溃"),
    }
}

/// What came of a way when it was tried.
pub fn came_of(way: &Way, why: &Why, experiment: &Experiment, language: Language) -> String {
    let told = way.told.map(|told| money(told, experiment.decimals));
    match (&why.kind, way.helps, told) {
        (Kind::Stale { .. }, true, Some(told)) => {
            say!(language, "tried: the answer is {told}, not stale", "已重跑：答复为 {told}，不过期")
        }
        (Kind::Stale { .. }, false, Some(told)) => {
            say!(language, "tried: the answer is {told}, stale", "已重跑：答复为 {told}，仍然过期")
        }
        (&Kind::Lasted { enough_us, .. }, helps, _) => {
            let enough = span(Span(enough_us), language);
            if helps {
                say!(language, "tried: it lasts at most {enough}", "已重跑：不超过 {enough}")
            } else {
                say!(language, "tried: it still lasts longer than {enough}", "已重跑：仍然超过 {enough}")
            }
        }
        (_, true, _) => say!(language, "tried: it does not happen", "已重跑：不再发生"),
        (_, false, _) => say!(language, "tried: it happens all the same", "已重跑：照样发生"),
    }
}
