//! What nodes tell each other and set timers for.

use super::plan::{Phase, Saga};
use super::steps::Kind;
use crate::base::ids::{AccountId, CommandId, OpId};
use crate::domain::{Amount, Call, Refusal};
use crate::protocol::tables::{fields, messages, state, talk, timers};
use std::rc::Rc;

messages! {
    /// What nodes tell each other.
    pub enum Message {
        /// Please carry this out, in several steps.
        Begin {
            /// Whose operation.
            op: OpId,
            /// The command: what has the same one is the same saga.
            command: CommandId,
            /// What to do.
            call: Call,
        } => state("begin a saga", "发起 Saga", call.gist(letter));
        /// One step of a saga, or its compensation, or its confirmation.
        Order(order: Order) => order.label();
        /// What came of an order.
        Answer(answer: Answer) => answer.label();
        /// How a saga ended.
        Ended {
            /// Whose operation.
            op: OpId,
            /// The accounts that the answer is about, or why it did not happen.
            found: Result<Rc<[Done]>, Refusal>,
        } => match found {
            Ok(all) => state("saga done", "Saga 完成", all.first().map_or_else(|| "✓".to_owned(), |it| format!("={}", it.balance))),
            Err(_) => state("saga undone", "Saga 已撤销", "✗"),
        };
        /// An event of a choreographed saga: so far it has come. To the broker it is published, from
        /// the broker it is delivered.
        Event(saga: Rc<Saga>) => {
            let sign = match saga.phase { Phase::Do => "", Phase::Undo => "↩ ", Phase::Confirm => "✓ " };
            state("saga event", "Saga 事件", format!("{sign}{}", saga.call.gist(letter)))
        };
        /// An event has arrived and is on disk.
        Acknowledged {
            /// Whose.
            command: CommandId,
            /// Which of the saga's events.
            turn: u32,
        } => talk("acknowledged", "已确认", format!("{turn}"));
    }
}

fields! {
    /// What a service is asked to do in one local transaction.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub struct Order {
        /// The operation that the saga carries out.
        pub op: OpId,
        /// The command: the saga's name.
        pub command: CommandId,
        /// What the client asked for.
        pub call: Call,
        /// The account that the step is about.
        pub account: AccountId,
        /// What the saga read of that account before, where the step relies on it.
        pub seen: Option<Done>,
        /// What kind of step.
        pub kind: Kind,
        /// Which step, counted from 0.
        pub step: u8,
        /// Forwards, backwards, or made final.
        pub phase: Phase,
        /// Whether the account is pending from here on.
        pub locks: bool,
        /// Whether it may not be refused: it lies behind the pivot.
        pub must: bool,
    }
}

fields! {
    /// What came of an order.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub struct Answer {
        /// The operation.
        pub op: OpId,
        /// The saga.
        pub command: CommandId,
        /// The account afterwards, or why it was not done.
        pub found: Result<Done, Refusal>,
        /// Which step.
        pub step: u8,
        /// Which way.
        pub phase: Phase,
    }
}

fields! {
    /// An account after a step, or as a look found it.
    #[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
    pub struct Done {
        /// Its version.
        pub version: u64,
        /// What it holds.
        pub balance: Amount,
    }
}

/// An account by its letter, where it has one.
fn letter(account: AccountId) -> String {
    let small = u8::try_from(account.0).ok().filter(|&n| n < 26);
    small.map_or_else(|| account.to_string(), |n| char::from(b'a' + n).to_string())
}

impl Order {
    fn label(&self) -> crate::sim::protocol::Label {
        let account = letter(self.account);
        let amount = self.call.sign().trim_start_matches(['+', '−', '→']).to_owned();
        let what = match self.kind {
            Kind::Whole => self.call.gist(letter),
            Kind::Look => format!("{account} ?"),
            Kind::Debit | Kind::Draw => format!("{account} −{amount}"),
            Kind::Credit => format!("{account} +{amount}"),
            Kind::Ship => format!("▣ {amount}"),
        };
        match (self.phase, self.kind) {
            (Phase::Do, Kind::Whole) => state("call", "调用", what),
            (Phase::Do, _) => state("step", "步骤", what),
            (Phase::Undo, _) => state("compensate", "补偿", format!("↩ {what}")),
            (Phase::Confirm, _) => state("confirm", "确认", format!("✓ {what}")),
        }
    }
}

impl Answer {
    fn label(&self) -> crate::sim::protocol::Label {
        let gist =
            self.found.map_or_else(|_| "✗".to_owned(), |it| format!("={} #{}", it.balance, it.version));
        match self.phase {
            Phase::Do => state("answer", "答复", gist),
            Phase::Undo => state("compensated", "已补偿", gist),
            Phase::Confirm => state("confirmed", "已确认步骤", gist),
        }
    }
}

timers! {
    /// What a node sets timers for.
    pub enum Timer, TIMERS {
        Ask(OpId) ["time to ask again", "重新询问"];
        GiveUp(OpId) ["the deadline of an operation has passed", "操作的截止时间已过"];
        Resend(CommandId) ["no answer to a step in time", "步骤没有按时得到答复"];
        Expire(CommandId) ["a saga has taken too long", "Saga 超时"];
        Waited(u64) ["a semantic lock was waited for too long", "等待语义锁超时"];
        Hold(u64) ["a step expires", "步骤到期"];
        Saved(u64) ["its write is on the disk", "写入已落盘"];
        Publish(CommandId) ["an event was not acknowledged in time", "事件没有按时得到确认"];
        Again(u16) ["time to deliver again", "重新投递"];
    }
}
