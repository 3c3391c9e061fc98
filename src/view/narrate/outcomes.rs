//! How things end: answers, refusals, losses, and an operation as its client tells it.

use crate::base::text::Language;
use crate::domain::{Call, Refusal};
use crate::lab::experiment::Experiment;
use crate::lab::frame::OperationFrame;
use crate::sim::trace::{Harm, Loss, Outcome};
use crate::view::numbers::{money, span};
use crate::view::{names, say};

/// Why a message did not arrive.
pub fn loss(why: Loss, language: Language) -> String {
    match why {
        Loss::Chance => say!(language, "the network lost it", "网络丢包"),
        Loss::Cut => say!(language, "the link is cut", "链路已断开"),
        Loss::Down => say!(language, "the receiver is down", "接收方已宕机"),
        Loss::Full => say!(language, "the link’s queue is full", "链路队列已满"),
        Loss::Chosen => say!(language, "it was dropped on purpose", "被有意丢弃"),
    }
}

/// How an operation ended for its client, in a word or two.
pub fn outcome(outcome: Outcome, language: Language) -> String {
    match outcome {
        Outcome::Ok => say!(language, "done", "成功"),
        Outcome::Fail => say!(language, "rejected", "被拒绝"),
        Outcome::Info => say!(language, "unknown", "结果未知"),
    }
}

/// Why a node surely did not do what was asked.
pub fn refusal(why: Refusal, language: Language) -> String {
    why.because().in_language(language).to_owned()
}

/// What is asked, in a few words.
pub fn call(asked: &Call, experiment: &Experiment, language: Language) -> String {
    asked.sentence(
        |account| names::account(account, experiment),
        |amount| money(amount, experiment.decimals),
        language,
    )
}

/// An operation as its client tells it: what it asked, where, and what came of it.
pub fn operation(asked: &OperationFrame, experiment: &Experiment, language: Language) -> String {
    let node = names::node(asked.node, &experiment.cast(), language);
    let who = match asked.client {
        Some(client) => say!(language, "Client {client}", "客户端 {client} "),
        None => say!(language, "You", "你"),
    };
    let what = call(&asked.call, experiment, language);
    let end = end(asked, experiment, language);
    say!(language, "{who} asked {node} to {what}: {end}", "{who}请{node}{what}：{end}")
}

fn end(asked: &OperationFrame, experiment: &Experiment, language: Language) -> String {
    let Some(outcome) = asked.outcome else { return say!(language, "no answer yet", "尚无答复") };
    let after = asked.returned.map(|returned| span(returned.since(asked.at), language)).unwrap_or_default();
    match (outcome, &asked.balances[..], asked.refusal) {
        (Outcome::Ok, balances @ [_, ..], _) => {
            let balance = balances
                .iter()
                .map(|&balance| money(balance, experiment.decimals))
                .collect::<Vec<_>>()
                .join(" + ");
            say!(language, "done after {after}, balance {balance}", "{after}后成功，余额 {balance}")
        }
        (Outcome::Ok, [], _) => say!(language, "done after {after}", "{after}后成功"),
        (Outcome::Fail, _, Some(why)) => {
            let why = refusal(why, language);
            say!(language, "rejected after {after}, because {why}", "{after}后被拒绝，因为{why}")
        }
        (Outcome::Fail, _, None) => say!(language, "rejected after {after}", "{after}后被拒绝"),
        (Outcome::Info, _, Some(why)) => {
            let why = refusal(why, language);
            say!(
                language,
                "rejected after {after}, because {why}; an earlier attempt may have taken effect",
                "{after}后被拒绝，因为{why}；但之前的尝试可能已生效"
            )
        }
        (Outcome::Info, _, None) => {
            say!(language, "timed out after {after}; the outcome is unknown", "{after}后超时，结果未知")
        }
    }
}

/// The return of an operation, as a fact of the run.
pub(super) fn returned(
    (outcome, replied): (Outcome, bool),
    node: &str,
    gist: &str,
    language: Language,
) -> String {
    match outcome {
        Outcome::Info if replied => say!(
            language,
            "{node} rejected a repeated request, but an earlier attempt may have taken effect{gist}",
            "{node}拒绝了重试的请求，但之前的尝试可能已生效{gist}"
        ),
        Outcome::Ok => say!(language, "{node} answered its client{gist}", "{node}答复了客户端{gist}"),
        Outcome::Fail => {
            say!(language, "{node} rejected its client's request{gist}", "{node}拒绝了客户端的请求{gist}")
        }
        Outcome::Info => say!(
            language,
            "A client of {node} timed out; the outcome is unknown{gist}",
            "{node}的客户端超时，结果未知{gist}"
        ),
    }
}

/// What happened to a node's disk or timers.
pub(super) fn harmed(harm: Harm, node: &str, language: Language) -> String {
    match harm {
        Harm::DiskFull => {
            say!(
                language,
                "The disk of {node} is full: writes wait for room",
                "{node}的磁盘已满：写入等待空间"
            )
        }
        Harm::DiskFreed => {
            say!(language, "There is room on the disk of {node} again", "{node}的磁盘腾出了空间")
        }
        Harm::DiskCopied => say!(language, "The disk of {node} was backed up", "{node}的磁盘做了备份"),
        Harm::DiskPutBack => {
            say!(language, "{node} got back an old copy of its disk", "{node}的磁盘被恢复成旧备份")
        }
        Harm::BitFlipped => {
            say!(language, "A bit flipped on the disk of {node}", "{node}的磁盘上有一位翻转")
        }
        Harm::NotStarted => {
            say!(
                language,
                "{node} did not start: its disk is damaged",
                "{node}没有启动：磁盘数据已损坏（校验和不符）"
            )
        }
        Harm::TimersSet => {
            say!(language, "The timers of {node} became coarser or finer", "{node}的定时器粒度被改变")
        }
    }
}
