//! What a client is told.

use super::call::Amount;
use super::context::Context;
use crate::base::digest::{Digest, Stable};
use crate::base::text::{Text, text};
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// Why a node surely did not do what was asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Refusal {
    /// The account is not open.
    NoAccount,
    /// The account is open already.
    AlreadyOpen,
    /// There is not enough money.
    NotEnough,
    /// The node is down: the connection was refused.
    Down,
    /// The node is not allowed to do this and knows nobody who is.
    NotPrimary,
    /// Others wrote first, and the retries are used up.
    Conflict,
    /// The account's owner was erased.
    Erased,
    /// The amount is out of range.
    OutOfRange,
    /// Whoever would have to do it was not asked: it is thought to be down, or has too much to do.
    Unavailable,
    /// The node did not hear in time from another one that it needs, and had not yet told it to do
    /// anything that lasts.
    Unreachable,
    /// The node shows the past for a while, and nothing can be decided there.
    InThePast,
}

impl Stable for Refusal {
    fn feed(&self, digest: &mut Digest) {
        digest.word(*self as u64);
    }
}

impl Refusal {
    /// Every reason, in the order of its number.
    pub const ALL: [Refusal; 11] = [
        Refusal::NoAccount,
        Refusal::AlreadyOpen,
        Refusal::NotEnough,
        Refusal::Down,
        Refusal::NotPrimary,
        Refusal::Conflict,
        Refusal::Erased,
        Refusal::OutOfRange,
        Refusal::Unavailable,
        Refusal::Unreachable,
        Refusal::InThePast,
    ];

    /// Whether it says something about accounts, so that it is an answer that rests on what
    /// somebody saw, and not only that whoever was asked could not do it.
    pub fn is_answer(self) -> bool {
        matches!(self, Refusal::NoAccount | Refusal::AlreadyOpen | Refusal::NotEnough)
    }

    /// Whether the rules of the bank, or of somebody outside, forbid it, wherever and however it is
    /// asked; the others are trouble of nodes and networks.
    pub fn is_by_rule(self) -> bool {
        self.is_answer() || matches!(self, Refusal::Erased | Refusal::OutOfRange)
    }

    /// The reason with this number.
    pub fn numbered(number: u32) -> Option<Refusal> {
        Refusal::ALL.get(number as usize).copied()
    }

    /// The rest of a sentence that begins with "because".
    pub const fn because(self) -> Text {
        match self {
            Refusal::NoAccount => text("there is no such account", "账户不存在"),
            Refusal::AlreadyOpen => text("the account is open already", "账户已经开立"),
            Refusal::NotEnough => text("there is not enough money", "余额不足"),
            Refusal::Down => text("the node is down", "节点已宕机"),
            Refusal::NotPrimary => {
                text("the node is not the primary and knows of none", "该节点不是主节点，也不知道谁是主节点")
            }
            Refusal::Conflict => {
                text("another write came first, and no retries are left", "其他写入抢先，重试次数已用完")
            }
            Refusal::Erased => text("the customer of the account was erased", "账户的客户信息已被抹除"),
            Refusal::OutOfRange => text("the amount is out of range", "金额超出范围"),
            Refusal::Unavailable => {
                text("the service that owns the account is not available", "账户所属的服务不可用")
            }
            Refusal::Unreachable => {
                text("another node that is needed did not answer in time", "所需的另一个节点没有及时应答")
            }
            Refusal::InThePast => text(
                "the node shows the past, where nothing can be decided",
                "该节点正在回看过去，不能在那里作决策",
            ),
        }
    }
}

/// What a client is told. Silence is the fourth answer: then nobody knows, either.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reply {
    /// It surely happened.
    Done {
        /// What was found or what came of it.
        answer: Answer,
        /// What the answer rests on; the session keeps it.
        context: Context,
    },
    /// It was surely not done, and never will be.
    Refused(Refusal),
    /// The node that answers has given up, and does not know whether the operation took effect or
    /// will.
    Unknown,
}

/// What was found or what came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// The balance of the account that the call is about, as the answering node sees it.
    Balance(Amount),
    /// The balances of the accounts that were named, in their order.
    Balances(Rc<[Amount]>),
}

impl Reply {
    /// It is done, and the account that the call is about holds so much.
    pub fn done(balance: Amount, context: Context) -> Reply {
        Reply::Done { answer: Answer::Balance(balance), context }
    }

    /// The balance of the account that the call is about, where it is done.
    pub fn balance(&self) -> Option<Amount> {
        match self {
            Reply::Done { answer, .. } => answer.balances().first().copied(),
            Reply::Refused(_) | Reply::Unknown => None,
        }
    }
}

impl Answer {
    /// The balances, in the order of the accounts that were named.
    pub fn balances(&self) -> &[Amount] {
        match self {
            Answer::Balance(balance) => core::slice::from_ref(balance),
            Answer::Balances(balances) => balances,
        }
    }
}

impl Stable for Reply {
    fn feed(&self, digest: &mut Digest) {
        match self {
            Reply::Done { answer, context } => {
                digest.word(0);
                digest.word(answer.balances().len() as u64);
                answer.balances().iter().for_each(|&balance| digest.word(balance as u64));
                context.feed(digest);
            }
            Reply::Refused(why) => [1, *why as u64].iter().for_each(|&word| digest.word(word)),
            Reply::Unknown => digest.word(2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_its_number() {
        assert!(
            Refusal::ALL
                .iter()
                .enumerate()
                .all(|(n, &why)| why as usize == n && Refusal::numbered(n as u32) == Some(why))
        );
    }
}
