//! What a client asks for: the intent.

use crate::base::digest::{Digest, Stable};
use crate::base::ids::{AccountId, ClientId, CommandId, OpId};
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
