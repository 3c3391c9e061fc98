//! What a client is told.

use super::call::Amount;
use crate::base::digest::{Digest, Stable};
use serde::{Deserialize, Serialize};

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

impl Stable for Refusal {
    fn feed(&self, digest: &mut Digest) {
        digest.word(*self as u64);
    }
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

impl Stable for Reply {
    fn feed(&self, digest: &mut Digest) {
        match *self {
            Reply::Done { version, balance } => [0, version, balance as u64].map(|word| digest.word(word)),
            Reply::Refused(why) => [1, why as u64, 0].map(|word| digest.word(word)),
        };
    }
}
