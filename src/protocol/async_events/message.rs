//! Messages: commands and their outcomes, events on their way to the broker and from it.

use crate::base::digest::{Digest, Stable};
use crate::base::ids::{AccountId, CommandId, OpId};
use crate::domain::{Amount, Call, Event, Refusal};
use crate::protocol::tables::{fields, messages, state, talk};
use std::rc::Rc;

messages! {
    /// What nodes tell each other.
    pub enum Message {
        /// Please carry this out: you own the account.
        Command(task: Task) => {
            let what = match task.decided {
                Some((_, balance)) => format!("{} ={balance}", letter(task.call.account())),
                None => task.call.gist(letter),
            };
            state("command", "命令", what)
        };
        /// It is committed, and this came of it; or it surely is not and will not be.
        Outcome {
            /// The asking service's number for the operation.
            job: u64,
            /// What came of it.
            found: Result<Done, Refusal>,
        } => talk("outcome", "结果", found.map_or_else(|_| "✗".to_owned(), |done| format!("={} #{}", done.balance, done.version)));
        /// These events happened.
        Publish {
            /// The relay of the service, or [`NO_RELAY`].
            relay: u16,
            /// How many rows of the outbox are published once these are.
            to: u32,
            /// The events, in the order of their commits.
            rows: Rc<[Row]>,
        } => state("publish", "发布", gist(rows.iter()));
        /// They are on the broker's disk.
        Published {
            /// The relay that published them.
            relay: u16,
            /// As it was published.
            to: u32,
        } => talk("published", "已发布", format!("≤{to}"));
        /// Here are events of a partition.
        Deliver {
            /// The partition.
            partition: u16,
            /// The events, in their order.
            events: Rc<[Delivered]>,
        } => {
            let again = events.iter().any(|it| it.again);
            let again = if again { " ↻" } else { "" };
            state("event", "事件", gist(events.iter().map(|it| &it.row)) + again)
        };
        /// These need not come again.
        Ack {
            /// The partition.
            partition: u16,
            /// Which of its events.
            offsets: Rc<[u64]>,
        } => talk("acknowledgement", "确认", format!("{}/{}", partition, offsets.last().copied().unwrap_or_default()));
        /// This one could not be processed.
        Nack {
            /// The partition.
            partition: u16,
            /// Which of its events.
            offset: u64,
            /// Whether it is to be set aside, as it was tried often enough.
            dead: bool,
        } => talk("rejection", "拒收", format!("{partition}/{offset} {}", if *dead { "†" } else { "↻" }));
    }
}

/// Whoever publishes without a relay waits for no confirmation.
pub const NO_RELAY: u16 = u16::MAX;

fields! {
    /// A command on its way to the owner of its account.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub struct Task {
        /// The asking service's number for the operation.
        pub job: u64,
        /// Whose operation.
        pub op: OpId,
        /// The command that it belongs to.
        pub command: CommandId,
        /// What is wanted.
        pub call: Call,
        /// The version and the balance that the asking service decided on its copy, where it does:
        /// the version that it saw, the balance that it wants.
        pub decided: Option<(u64, Amount)>,
    }
}

fields! {
    /// An account after a step.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub struct Done {
        /// Its version.
        pub version: u64,
        /// What it holds.
        pub balance: Amount,
    }
}

fields! {
    /// A row of an outbox: an event as it is published. It carries the state of its account.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub struct Row {
        /// Follows from the command, so that whatever is published again has the same one.
        pub id: u64,
        /// The id of the event that this one answers, or is about; 0 for none.
        pub about: u64,
        /// What happened.
        pub event: Event,
        /// The version of its account that it made.
        pub version: u64,
        /// What the account holds after it.
        pub balance: Amount,
        /// The command that led to it.
        pub command: CommandId,
        /// The position that its transaction drew when it began.
        pub position: u32,
        /// Whether the account changed, or services only settle something about it.
        pub what: What,
        /// How it is written.
        pub shape: Shape,
    }
}

/// What an event says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// The account changed.
    Changed,
    /// The hold of this transfer expired: does it count, or does it go back?
    Expired,
    /// The money of this transfer was not taken and never will be.
    Returned,
}

/// How an event is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// As every version of the code reads it.
    Old,
    /// As only version 2 reads it.
    New,
    /// By mistake, in a way that only version 2 can read.
    Malformed,
}

impl Row {
    /// The account that it is about. Its owner published the event.
    pub fn account(&self) -> AccountId {
        self.event.account()
    }

    /// What is kept in order: the account that changed, or the one that somebody else is asked to
    /// settle something about, so that a timer and a transfer race.
    pub fn key(&self) -> AccountId {
        match (self.what, self.event) {
            (What::Expired, Event::TransferSent { to, .. }) => to,
            (What::Returned, Event::TransferReceived { from, .. }) => from,
            _ => self.account(),
        }
    }
}

fields! {
    /// An event as the broker hands it out.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub struct Delivered {
        /// Its offset in the partition.
        pub offset: u64,
        /// How often this consumer failed to process it.
        pub failures: u32,
        /// Whether it was handed out before.
        pub again: bool,
        /// The event.
        pub row: Row,
    }
}

impl Stable for What {
    fn feed(&self, digest: &mut Digest) {
        digest.word(*self as u64);
    }
}

impl Stable for Shape {
    fn feed(&self, digest: &mut Digest) {
        digest.word(*self as u64);
    }
}

/// An account in a label.
fn letter(account: AccountId) -> String {
    match u8::try_from(account.0) {
        Ok(n @ 0..26) => char::from(b'a' + n).to_string(),
        _ => account.to_string(),
    }
}

/// The first event, and how many follow it.
fn gist<'a>(mut rows: impl ExactSizeIterator<Item = &'a Row>) -> String {
    let more = rows.len().saturating_sub(1);
    let Some(row) = rows.next() else { return "∅".to_owned() };
    let change = row.event.change();
    let sign = if change < 0 { "−" } else { "+" };
    let first = match row.what {
        What::Changed => format!("{}#{} {sign}{}", letter(row.account()), row.version, change.unsigned_abs()),
        What::Expired => format!("{} ⌛", letter(row.account())),
        What::Returned => format!("{} ⏎", letter(row.account())),
    };
    if more > 0 { format!("{first} …{more}") } else { first }
}
