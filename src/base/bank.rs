//! The words of the bank: what a client asks, what it is told, and the facts a ledger is made of.
//!
//! A transaction log is a ledger and everyone can read one, so every protocol shares the same small bank. Only the words are here; the rules that
//! turn a command into events are in `data::bank`.

use super::digest::{Digest, Stable};
use super::ids::{AccountId, ClientId, CommandId, OpId};
use serde::{Deserialize, Serialize};

/// Money in the smallest unit (cents, 分). Never negative in a command; a balance may become negative where a protocol lets it.
pub type Amount = i64;

/// What a client asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Call {
    /// Opens an account with nothing in it.
    Open {
        /// The account to open.
        account: AccountId,
    },
    /// Puts money in.
    Deposit {
        /// The account that gains.
        account: AccountId,
        /// How much, at least 1.
        amount: Amount,
    },
    /// Takes money out, if it is there.
    Withdraw {
        /// The account that pays.
        account: AccountId,
        /// How much, at least 1.
        amount: Amount,
    },
    /// Moves money from one account to another.
    Transfer {
        /// The account that pays.
        from: AccountId,
        /// The account that gains.
        to: AccountId,
        /// How much, at least 1.
        amount: Amount,
    },
    /// Asks for the balance.
    Read {
        /// The account to read.
        account: AccountId,
    },
}

impl Call {
    /// Whether this only looks.
    pub fn is_read(&self) -> bool {
        matches!(self, Call::Read { .. })
    }

    /// The account that it is about; for a transfer the one that pays.
    pub fn account(&self) -> AccountId {
        match *self {
            Call::Open { account } | Call::Deposit { account, .. } | Call::Withdraw { account, .. } | Call::Read { account } => account,
            Call::Transfer { from, .. } => from,
        }
    }
}

/// A call on its way to a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Request {
    /// The operation it belongs to; a retry has the same one.
    pub op: OpId,
    /// The session that asks.
    pub client: ClientId,
    /// What makes two requests the same wish: equal on a retry and on a double click.
    pub command: CommandId,
    /// The highest version this session has been told of, for protocols that promise to read at least that.
    pub seen: u64,
    /// What is asked.
    pub call: Call,
}

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
}

/// What a client is told. Silence is the third answer: then nobody knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reply {
    /// It is done.
    Done {
        /// The version of the state that answers: a log index or a stream version.
        version: u64,
        /// The balance of the account that the call is about, as the answering node sees it.
        balance: Amount,
    },
    /// It was surely not done.
    Refused(Refusal),
}

/// What happened to the money: one immutable line of a ledger.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event {
    /// An account was opened.
    Opened {
        /// Which.
        account: AccountId,
    },
    /// Money was put in.
    Deposited {
        /// Where.
        account: AccountId,
        /// How much.
        amount: Amount,
    },
    /// Money was taken out.
    Withdrawn {
        /// From where.
        account: AccountId,
        /// How much.
        amount: Amount,
    },
    /// Money left for another account.
    TransferSent {
        /// Who paid.
        account: AccountId,
        /// To whom.
        to: AccountId,
        /// How much.
        amount: Amount,
    },
    /// Money came from another account.
    TransferReceived {
        /// Who gained.
        account: AccountId,
        /// From whom.
        from: AccountId,
        /// How much.
        amount: Amount,
    },
    /// An earlier event is undone by a new one. Nothing is ever edited.
    Compensated {
        /// Whose ledger.
        account: AccountId,
        /// The version of the event that is undone, in the same ledger.
        undoes: u64,
        /// What is given back; negative where money is taken back.
        amount: Amount,
    },
}

impl Event {
    /// Whose ledger this line is in.
    pub fn account(&self) -> AccountId {
        match *self {
            Event::Opened { account }
            | Event::Deposited { account, .. }
            | Event::Withdrawn { account, .. }
            | Event::TransferSent { account, .. }
            | Event::TransferReceived { account, .. }
            | Event::Compensated { account, .. } => account,
        }
    }

    /// What the line adds to the balance; negative where money leaves.
    pub fn change(&self) -> Amount {
        match *self {
            Event::Opened { .. } => 0,
            Event::Deposited { amount, .. } | Event::TransferReceived { amount, .. } | Event::Compensated { amount, .. } => amount,
            Event::Withdrawn { amount, .. } | Event::TransferSent { amount, .. } => -amount,
        }
    }

    /// What kind of line it is.
    pub fn kind(&self) -> EventKind {
        match self {
            Event::Opened { .. } => EventKind::Opened,
            Event::Deposited { .. } => EventKind::Deposited,
            Event::Withdrawn { .. } => EventKind::Withdrawn,
            Event::TransferSent { .. } => EventKind::TransferSent,
            Event::TransferReceived { .. } => EventKind::TransferReceived,
            Event::Compensated { .. } => EventKind::Compensated,
        }
    }
}

/// The kind of a ledger line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// An account was opened.
    Opened,
    /// Money was put in.
    Deposited,
    /// Money was taken out.
    Withdrawn,
    /// Money left for another account.
    TransferSent,
    /// Money came from another account.
    TransferReceived,
    /// An earlier line was undone.
    Compensated,
}

impl Stable for Event {
    fn feed(&self, digest: &mut Digest) {
        digest.word(self.kind() as u64);
        digest.word(u64::from(self.account().0));
        digest.word(self.change() as u64);
        match *self {
            Event::TransferSent { to, .. } => digest.word(u64::from(to.0)),
            Event::TransferReceived { from, .. } => digest.word(u64::from(from.0)),
            Event::Compensated { undoes, .. } => digest.word(undoes),
            _ => {}
        }
    }
}

impl Stable for Call {
    fn feed(&self, digest: &mut Digest) {
        let (kind, other, amount) = match *self {
            Call::Open { .. } => (0, 0, 0),
            Call::Deposit { amount, .. } => (1, 0, amount),
            Call::Withdraw { amount, .. } => (2, 0, amount),
            Call::Transfer { to, amount, .. } => (3, to.0, amount),
            Call::Read { .. } => (4, 0, 0),
        };
        [kind, u64::from(self.account().0), u64::from(other), amount as u64].iter().for_each(|&word| digest.word(word));
    }
}

impl Stable for Request {
    fn feed(&self, digest: &mut Digest) {
        [self.op.0, self.client.0, self.command.0].iter().for_each(|&id| digest.word(u64::from(id)));
        digest.word(self.seen);
        self.call.feed(digest);
    }
}

impl Stable for Reply {
    fn feed(&self, digest: &mut Digest) {
        match *self {
            Reply::Done { version, balance } => [0, version, balance as u64].map(|word| digest.word(word)),
            Reply::Refused(why) => [1, why as u64, 0].map(|word| digest.word(word)),
        };
    }
}
