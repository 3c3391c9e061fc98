//! What happened to the money: the facts that a ledger is made of.

use super::call::Amount;
use crate::base::digest::{Digest, Stable};
use crate::base::ids::AccountId;
use serde::{Deserialize, Serialize};

/// What happened to the money: one immutable line of a ledger.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event {
    /// An account was opened.
    Opened {
        /// The account that can be used from here on.
        account: AccountId,
    },
    /// Money was put in.
    Deposited {
        /// The account that gained.
        account: AccountId,
        /// How much, at least 1, in the smallest unit.
        amount: Amount,
    },
    /// Money was taken out.
    Withdrawn {
        /// The account that paid.
        account: AccountId,
        /// How much, at least 1, in the smallest unit.
        amount: Amount,
    },
    /// Money left for another account.
    TransferSent {
        /// The account that paid.
        account: AccountId,
        /// The account for which the money left.
        to: AccountId,
        /// How much, at least 1, in the smallest unit.
        amount: Amount,
    },
    /// Money came from another account.
    TransferReceived {
        /// The account that gained.
        account: AccountId,
        /// The account from which the money came.
        from: AccountId,
        /// How much, at least 1, in the smallest unit.
        amount: Amount,
    },
    /// An earlier event is undone by a new one. Nothing is ever edited.
    Compensated {
        /// The account whose earlier event is undone.
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
            Event::Deposited { amount, .. }
            | Event::TransferReceived { amount, .. }
            | Event::Compensated { amount, .. } => amount,
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
