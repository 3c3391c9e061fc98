//! What services tell each other.

use super::state::Line;
use crate::base::bank::{Amount, Event, Refusal, Reply};
use crate::base::digest::{Digest, Stable};
use crate::base::ids::{AccountId, OpId};
use crate::base::text::{Text, text};
use crate::data::upcast::truth;
use crate::sim::protocol::Label;
use std::rc::Rc;

/// A message.
#[derive(Clone, PartialEq, Debug)]
pub enum Message {
    /// Please append what I decided.
    Append(Append),
    /// It is in the stream.
    Appended {
        /// Whose operation.
        op: OpId,
        /// The stream's version after the event.
        version: u64,
        /// The balance after it.
        balance: Amount,
    },
    /// Others wrote first; here is what you had not seen.
    Conflict {
        /// Whose operation.
        op: OpId,
        /// The version it was decided on.
        expected: u64,
        /// The version the stream has.
        found: u64,
        /// The events in between, or the first of them.
        newer: Rc<[Line]>,
    },
    /// It was surely not done, and will not be.
    Refused {
        /// Whose operation.
        op: OpId,
        /// Why.
        why: Refusal,
    },
    /// What does this account hold?
    Ask {
        /// Whose operation.
        op: OpId,
        /// Which account.
        account: AccountId,
    },
    /// That.
    Answer {
        /// Whose operation.
        op: OpId,
        /// What the owner says.
        reply: Reply,
    },
    /// This has happened.
    Publish(Line),
    /// These have happened: sent again, or asked for.
    Events(Rc<[Line]>),
    /// I have what you stored at these positions.
    Ack(Rc<[u64]>),
    /// I have so many events of this stream; what came after?
    CatchUp {
        /// Which stream.
        stream: AccountId,
        /// How many the asker has.
        has: u64,
    },
    /// Money for one of your accounts left one of mine.
    Deliver {
        /// The position of the event by which it left.
        sent: u64,
        /// The id of the event by which it arrives.
        id: u64,
        /// Who paid.
        from: AccountId,
        /// Who gains.
        to: AccountId,
        /// How much.
        amount: Amount,
    },
    /// It has arrived, or never will.
    Delivered {
        /// The position of the event by which it left.
        sent: u64,
        /// Whether it has arrived.
        accepted: bool,
    },
    /// Forget the key of this account.
    Erase(AccountId),
    /// It is forgotten.
    Erased(AccountId),
}

/// A decision on its way to the owner of the stream.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Append {
    /// Whose operation; nobody's for an operator's.
    pub op: OpId,
    /// The id of the event: the same for the same command.
    pub id: u64,
    /// Which stream.
    pub account: AccountId,
    /// The version it was decided on; nothing for a blind append.
    pub expected: Option<u64>,
    /// What was decided. A refusal is checked like an event: it holds only for the version it was decided on.
    pub decision: Result<Event, Refusal>,
    /// Whether this is the last attempt: after another conflict the command is refused for good.
    pub last: bool,
}

impl Stable for Append {
    fn feed(&self, digest: &mut Digest) {
        [u64::from(self.op.0), self.id, u64::from(self.account.0)].iter().for_each(|&word| digest.word(word));
        digest.word(self.expected.map_or(u64::MAX, |version| version));
        digest.word(u64::from(self.last));
        match &self.decision {
            Ok(event) => event.feed(digest),
            Err(why) => digest.word(*why as u64 | 1 << 32),
        }
    }
}

impl Stable for Message {
    fn feed(&self, digest: &mut Digest) {
        let words = |digest: &mut Digest, kind: u64, words: &[u64]| {
            digest.word(kind);
            words.iter().for_each(|&word| digest.word(word));
        };
        let lines = |digest: &mut Digest, lines: &[Line]| {
            digest.word(lines.len() as u64);
            lines.iter().for_each(|line| line.feed(digest));
        };
        match self {
            Message::Append(append) => {
                digest.word(0);
                append.feed(digest);
            }
            Message::Appended { op, version, balance } => words(digest, 1, &[u64::from(op.0), *version, *balance as u64]),
            Message::Conflict { op, expected, found, newer } => {
                words(digest, 2, &[u64::from(op.0), *expected, *found]);
                lines(digest, newer);
            }
            Message::Refused { op, why } => words(digest, 3, &[u64::from(op.0), *why as u64]),
            Message::Ask { op, account } => words(digest, 4, &[u64::from(op.0), u64::from(account.0)]),
            Message::Answer { op, reply } => {
                words(digest, 5, &[u64::from(op.0)]);
                reply.feed(digest);
            }
            Message::Publish(line) => {
                digest.word(6);
                line.feed(digest);
            }
            Message::Events(events) => {
                digest.word(7);
                lines(digest, events);
            }
            Message::Ack(positions) => {
                words(digest, 8, &[positions.len() as u64]);
                positions.iter().for_each(|&position| digest.word(position));
            }
            Message::CatchUp { stream, has } => words(digest, 9, &[u64::from(stream.0), *has]),
            Message::Deliver { sent, id, from, to, amount } => {
                words(digest, 10, &[*sent, *id, u64::from(from.0), u64::from(to.0), *amount as u64]);
            }
            Message::Delivered { sent, accepted } => words(digest, 11, &[*sent, u64::from(*accepted)]),
            Message::Erase(account) => words(digest, 12, &[u64::from(account.0)]),
            Message::Erased(account) => words(digest, 13, &[u64::from(account.0)]),
        }
    }
}

/// An account in a few characters: `a`, `b` … and numbers after `z`.
fn letter(account: AccountId) -> String {
    u8::try_from(account.0).ok().filter(|&n| n < 26).map_or_else(|| account.to_string(), |n| char::from(b'a' + n).to_string())
}

fn line_gist(line: &Line) -> String {
    let change = truth(&line.event).map_or_else(|| "?".to_owned(), |event| format!("{:+}", event.change()));
    format!("{}#{} {change}", letter(line.stream), line.version())
}

fn lines_gist(lines: &[Line]) -> String {
    match lines {
        [] => "0".to_owned(),
        [line] => line_gist(line),
        [first, ..] => format!("{} …×{}", line_gist(first), lines.len()),
    }
}

/// What a message is called and what it says.
pub fn describe(message: &Message) -> Label {
    let label = |name: Text, gist: String, carries_state| Label { name, gist, carries_state };
    match message {
        Message::Append(Append { account, expected, decision, .. }) => {
            let version = expected.map_or_else(|| "any".to_owned(), |version| version.to_string());
            let what = decision.map_or_else(|_| "∅".to_owned(), |event| format!("{:+}", event.change()));
            label(text("append, please", "请求追加"), format!("{}@{version} {what}", letter(*account)), true)
        }
        Message::Appended { version, .. } => label(text("appended", "已追加"), format!("#{version}"), false),
        Message::Conflict { expected, found, .. } => {
            label(text("wrong expected version", "期望版本不符"), format!("{expected}≠{found}"), true)
        }
        Message::Refused { .. } => label(text("refused", "已拒绝"), "✗".to_owned(), false),
        Message::Ask { account, .. } => label(text("what is the balance?", "余额是多少？"), letter(*account), false),
        Message::Answer { reply: Reply::Done { version, balance }, .. } => {
            label(text("balance", "余额"), format!("={balance} #{version}"), false)
        }
        Message::Answer { reply: Reply::Refused(_), .. } => label(text("balance", "余额"), "✗".to_owned(), false),
        Message::Publish(line) => label(text("event", "事件"), line_gist(line), true),
        Message::Events(lines) => label(text("events, again", "补发事件"), lines_gist(lines), true),
        Message::Ack(positions) => {
            label(text("got it", "已收到"), positions.first().map_or_else(String::new, |first| format!("✓{}", first + 1)), false)
        }
        Message::CatchUp { stream, has } => label(text("what came after?", "之后还有什么？"), format!("{}>{has}", letter(*stream)), false),
        Message::Deliver { from, to, amount, .. } => {
            label(text("transfer", "转账"), format!("{}→{} {amount}", letter(*from), letter(*to)), true)
        }
        Message::Delivered { accepted, .. } => {
            let gist = if *accepted { "✓" } else { "✗" };
            label(text("transfer settled", "转账了结"), gist.to_owned(), false)
        }
        Message::Erase(account) => label(text("erase the key", "抹除密钥"), letter(*account), true),
        Message::Erased(account) => label(text("key erased", "密钥已抹除"), letter(*account), false),
    }
}
