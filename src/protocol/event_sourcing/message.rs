//! What services tell each other.

use super::state::{Line, Stream};
use crate::base::digest::{Digest, Stable};
use crate::base::ids::{AccountId, CommandId, OpId};
use crate::domain::{Amount, Event, Refusal};
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
        /// The stream, in which the events from that version on are news; not all of them where there are many.
        newer: Stream,
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
        /// Which account.
        account: AccountId,
        /// Its version and its balance.
        found: Result<(u64, Amount), Refusal>,
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
        /// The command that it belongs to.
        command: CommandId,
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
    /// The command that it belongs to.
    pub command: CommandId,
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
        [u64::from(self.op.0), self.id, u64::from(self.command.0), u64::from(self.account.0)].iter().for_each(|&word| digest.word(word));
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
        fn lines<'a>(digest: &mut Digest, lines: impl ExactSizeIterator<Item = &'a Line>) {
            digest.word(lines.len() as u64);
            lines.for_each(|line| line.feed(digest));
        }
        match self {
            Message::Append(append) => {
                digest.word(0);
                append.feed(digest);
            }
            Message::Appended { op, version, balance } => words(digest, 1, &[u64::from(op.0), *version, *balance as u64]),
            Message::Conflict { op, expected, found, newer } => {
                words(digest, 2, &[u64::from(op.0), *expected, *found]);
                lines(digest, newer.from(*expected));
            }
            Message::Refused { op, why } => words(digest, 3, &[u64::from(op.0), *why as u64]),
            Message::Ask { op, account } => words(digest, 4, &[u64::from(op.0), u64::from(account.0)]),
            Message::Answer { op, account, found: Ok((version, balance)) } => {
                words(digest, 5, &[u64::from(op.0), u64::from(account.0), *version, *balance as u64]);
            }
            Message::Answer { op, account, found: Err(why) } => {
                words(digest, 5, &[u64::from(op.0), u64::from(account.0), u64::MAX, *why as u64]);
            }
            Message::Publish(line) => {
                digest.word(6);
                line.feed(digest);
            }
            Message::Events(events) => {
                digest.word(7);
                lines(digest, events.iter());
            }
            Message::Ack(positions) => {
                words(digest, 8, &[positions.len() as u64]);
                positions.iter().for_each(|&position| digest.word(position));
            }
            Message::CatchUp { stream, has } => words(digest, 9, &[u64::from(stream.0), *has]),
            Message::Deliver { sent, id, command, from, to, amount } => {
                words(digest, 10, &[*sent, *id, u64::from(command.0), u64::from(from.0), u64::from(to.0), *amount as u64]);
            }
            Message::Delivered { sent, accepted } => words(digest, 11, &[*sent, u64::from(*accepted)]),
            Message::Erase(account) => words(digest, 12, &[u64::from(account.0)]),
            Message::Erased(account) => words(digest, 13, &[u64::from(account.0)]),
        }
    }
}
