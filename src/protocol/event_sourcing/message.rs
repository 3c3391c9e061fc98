//! Messages: proposed appends and their answers, published events, acknowledgements, transfers.

use super::state::{Line, News};
use crate::base::ids::{AccountId, CommandId, OpId};
use crate::data::upcast::truth;
use crate::domain::{Amount, Event, Refusal};
use crate::protocol::tables::{fields, messages, state, talk};
use std::rc::Rc;

messages! {
    /// What services tell each other.
    pub enum Message {
        /// Please append what I decided.
        Append(append: Append) => {
            let version = append.expected.map_or_else(|| "any".to_owned(), |version| version.to_string());
            let what = append.decision.map_or_else(|_| "∅".to_owned(), |event| signed(event.change()));
            state("append request", "追加请求", format!("{}@{version} {what}", letter(append.account)))
        };
        /// It is in the stream.
        Appended {
            /// The operation that waits for it, at the service that asked.
            op: OpId,
            /// The stream's version after the event.
            version: u64,
            /// The balance after it.
            balance: Amount,
        } => talk("appended", "已追加", format!("#{version}"));
        /// Others wrote first; here is what you had not seen.
        Conflict {
            /// The operation that waits for it, at the service that asked.
            op: OpId,
            /// The version the stream has.
            found: u64,
            /// What came after the version that it was decided on; not all of it where that is
            /// much.
            newer: News,
        } => state("version conflict", "版本冲突", format!("{}≠{found}", newer.from));
        /// It was surely not done, and will not be.
        Refused {
            /// The operation that waits for it, at the service that asked.
            op: OpId,
            /// The reason, which the client is told.
            why: Refusal,
        } => talk("refused", "已拒绝", "✗");
        /// What does this account hold?
        Ask {
            /// The operation that waits for it, at the service that asked.
            op: OpId,
            /// An account that the receiver owns.
            account: AccountId,
        } => talk("balance request", "余额查询", letter(*account));
        /// The owner says what an account holds, or that it is not open.
        Answer {
            /// The operation that waits for it, at the service that asked.
            op: OpId,
            /// The account that was asked about.
            account: AccountId,
            /// Its version and its balance.
            found: Result<(u64, Amount), Refusal>,
        } => match found {
            Ok((version, balance)) => talk("balance", "余额", format!("={balance} #{version}")),
            Err(_) => talk("balance", "余额", "✗"),
        };
        /// An event that its owner has on its disk.
        Publish(line: Line) => state("event", "事件", line_gist(line));
        /// These have happened: sent again, or asked for.
        Events(lines: Rc<[Line]>) => state("events resent", "补发事件", lines_gist(lines));
        /// I have what you stored at these positions.
        Ack(positions: Rc<[u64]>) => talk("acknowledged", "已确认", positions.first().map_or_else(String::new, |first| format!("✓{}", first + 1)));
        /// I have so many events of this stream; what came after?
        CatchUp {
            /// The account whose stream it is.
            stream: AccountId,
            /// How many the asker has.
            has: u64,
        } => talk("catch-up request", "补发请求", format!("{}>{has}", letter(*stream)));
        /// Money for one of your accounts left one of mine.
        Deliver {
            /// The position of the event by which it left.
            sent: u64,
            /// The id of the event by which it arrives.
            id: u64,
            /// The command that it belongs to.
            command: CommandId,
            /// The account that paid.
            from: AccountId,
            /// The account that gains.
            to: AccountId,
            /// How much, at least 1.
            amount: Amount,
        } => state("transfer", "转账", format!("{}→{} {amount}", letter(*from), letter(*to)));
        /// It has arrived, or never will.
        Delivered {
            /// The position of the event by which it left.
            sent: u64,
            /// Whether it has arrived.
            accepted: bool,
        } => talk("transfer settled", "转账已了结", if *accepted { "✓" } else { "✗" });
        /// Forget the key of this account.
        Erase(account: AccountId) => state("destroy the key", "销毁密钥", letter(*account));
        /// The first deposit of this account was a mistake; take it back, if its stream still has
        /// this version.
        Retract {
            /// The account whose owner is told.
            account: AccountId,
            /// How many events of the stream the sender has.
            version: u64,
        } => state("take back a deposit", "撤回存款", format!("{}@{version}", letter(*account)));
        /// An account of yours wants the name that only one may bear.
        Claim(account: AccountId) => talk("claim a name", "申请名称", letter(*account));
        /// Please reserve the name for this account.
        Reserve(account: AccountId) => state("reserve a name", "预留名称", letter(*account));
        /// The name is reserved, for whoever was first.
        Reserved {
            /// For whom it was asked for.
            account: AccountId,
            /// For whom it is reserved.
            first: AccountId,
        } => talk("name reserved", "名称已预留", if account == first { "✓" } else { "✗" });
        /// This account bears the name from now on.
        Named(account: AccountId) => state("name given", "名称已使用", letter(*account));
        /// The key of this account is forgotten here, too.
        Erased(account: AccountId) => talk("key destroyed", "密钥已销毁", letter(*account));
    }
}

fields! {
    /// A decision on its way to the owner of the stream.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub struct Append {
        /// Whose operation; nobody's for an operator's.
        pub op: OpId,
        /// The id of the event: the same for the same command.
        pub id: u64,
        /// The command that it belongs to.
        pub command: CommandId,
        /// The account whose stream it is.
        pub account: AccountId,
        /// The version it was decided on; nothing for a blind append.
        pub expected: Option<u64>,
        /// What was decided. A refusal is checked like an event: it holds only for the version it
        /// was decided on.
        pub decision: Result<Event, Refusal>,
        /// Whether this is the last attempt: after another conflict the command is refused for
        /// good.
        pub last: bool,
    }
}

/// An account in a few characters: `a`, `b` … and numbers after `z`.
fn letter(account: AccountId) -> String {
    u8::try_from(account.0)
        .ok()
        .filter(|&n| n < 26)
        .map_or_else(|| account.to_string(), |n| char::from(b'a' + n).to_string())
}

/// A change of a balance, with the sign that people write.
fn signed(change: Amount) -> String {
    if change < 0 { format!("−{}", change.unsigned_abs()) } else { format!("+{change}") }
}

fn line_gist(line: &Line) -> String {
    let change = truth(&line.event).map_or_else(|| "?".to_owned(), |event| signed(event.change()));
    format!("{}#{} {change}", letter(line.stream), line.version())
}

fn lines_gist(lines: &[Line]) -> String {
    match lines {
        [] => "0".to_owned(),
        [line] => line_gist(line),
        [first, ..] => format!("{} …×{}", line_gist(first), lines.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::event_log::{EventLog, Expected};
    use crate::data::upcast::{Raw, write};
    use crate::domain::Event;

    #[test]
    fn a_message_says_whose_version_and_how_much() {
        let mut store = EventLog::default();
        let (a, bb) = (AccountId(0), AccountId(27));
        let events = [
            write(&Event::Withdrawn { account: a, amount: 40 }, 1),
            write(&Event::Deposited { account: bb, amount: 7 }, 1),
            Raw::malformed(a),
        ];
        for (id, raw) in (1..).zip(events) {
            store.append(raw.account, Expected::Any, &[(id, raw)]).unwrap();
        }
        let lines: Vec<Line> = store.range(0..3).copied().collect();
        assert_eq!(lines.iter().map(line_gist).collect::<Vec<_>>(), ["a#1 −40", "27#1 +7", "a#2 ?"]);
        assert_eq!(Message::Events(lines.into()).label().gist, "a#1 −40 …×3");
        assert_eq!(
            Message::Conflict { op: OpId(0), found: 7, newer: News { stream: Default::default(), from: 5 } }
                .label()
                .gist,
            "5≠7"
        );
    }
}
