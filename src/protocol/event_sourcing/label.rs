//! What messages are called, and what they say in a few characters.

use super::message::{Append, Message};
use super::state::Line;
use crate::base::ids::AccountId;
use crate::base::text::{Text, text};
use crate::data::upcast::truth;
use crate::domain::Amount;
use crate::sim::protocol::Label;

/// An account in a few characters: `a`, `b` … and numbers after `z`.
fn letter(account: AccountId) -> String {
    u8::try_from(account.0).ok().filter(|&n| n < 26).map_or_else(|| account.to_string(), |n| char::from(b'a' + n).to_string())
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

/// What a message is called and what it says.
pub fn describe(message: &Message) -> Label {
    let label = |name: Text, gist: String, carries_state| Label { name, gist, carries_state };
    match message {
        Message::Append(Append { account, expected, decision, .. }) => {
            let version = expected.map_or_else(|| "any".to_owned(), |version| version.to_string());
            let what = decision.map_or_else(|_| "∅".to_owned(), |event| signed(event.change()));
            label(text("append, please", "请求追加"), format!("{}@{version} {what}", letter(*account)), true)
        }
        Message::Appended { version, .. } => label(text("appended", "已追加"), format!("#{version}"), false),
        Message::Conflict { expected, found, .. } => {
            label(text("wrong expected version", "期望版本不符"), format!("{expected}≠{found}"), true)
        }
        Message::Refused { .. } => label(text("refused", "已拒绝"), "✗".to_owned(), false),
        Message::Ask { account, .. } => label(text("what is the balance?", "余额是多少？"), letter(*account), false),
        Message::Answer { found: Ok((version, balance)), .. } => label(text("balance", "余额"), format!("={balance} #{version}"), false),
        Message::Answer { found: Err(_), .. } => label(text("balance", "余额"), "✗".to_owned(), false),
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
        Message::Erase(account) => label(text("destroy the key", "销毁密钥"), letter(*account), true),
        Message::Erased(account) => label(text("key destroyed", "密钥已销毁"), letter(*account), false),
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
        assert_eq!(describe(&Message::Events(lines.into())).gist, "a#1 −40 …×3");
        assert_eq!(
            describe(&Message::Conflict { op: crate::base::ids::OpId(0), expected: 5, found: 7, newer: Default::default() }).gist,
            "5≠7"
        );
    }
}
