//! Which steps a call takes, in which order, and which of them cannot be undone.

use super::config::{Config, Pivot, Updates};
use crate::base::digest::{Digest, Stable};
use crate::base::ids::AccountId;
use crate::domain::Call;
use crate::domain::bank::MOST;

/// What kind of step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Kind {
    /// A call about one account, all at once: no saga.
    Whole,
    /// Looks at an account, and marks it as pending where the saga locks.
    Look,
    /// Takes the money of a transfer.
    Debit,
    /// Brings it.
    Credit,
    /// Takes the money of a joint withdrawal. It is the last step, so nothing undoes it.
    Draw,
    /// Hands a parcel to the carrier outside. Nothing undoes it.
    Ship,
}

/// What a service that does one step cannot judge: that the amount is one, and that the accounts
/// are two.
pub fn is_sound(call: &Call) -> bool {
    match *call {
        Call::Transfer { amount, .. } | Call::WithdrawJointly { amount, .. } => {
            (1..=MOST).contains(&amount) && call.other() != Some(call.account())
        }
        _ => true,
    }
}

/// How much money a call moves.
pub fn amount(call: &Call) -> Option<i64> {
    match *call {
        Call::Transfer { amount, .. } | Call::WithdrawJointly { amount, .. } => Some(amount),
        _ => None,
    }
}

/// The steps of a call, in order.
pub fn steps(call: &Call, config: &Config) -> Vec<(Kind, AccountId)> {
    let locks = config.locks(amount(call));
    let in_order = |mut all: Vec<AccountId>| {
        if locks && config.lock_order {
            all.sort_unstable();
        }
        all.into_iter().map(|account| (Kind::Look, account)).collect::<Vec<_>>()
    };
    match *call {
        Call::Transfer { from, to, .. } => {
            let mut all = match (config.updates, config.pivot) {
                (Updates::Value, _) => in_order(vec![from, to]),
                // A credit that must succeed later is looked after first.
                (_, Pivot::BeforeCredit) => vec![(Kind::Look, to)],
                _ if locks && config.lock_order && to < from => vec![(Kind::Look, to)],
                _ => Vec::new(),
            };
            if locks && config.lock_order && from < to && all.len() == 1 {
                all.insert(0, (Kind::Look, from));
            }
            let (debit, credit, ship) = ((Kind::Debit, from), (Kind::Credit, to), (Kind::Ship, from));
            all.extend(match config.pivot {
                Pivot::First => [ship, debit, credit],
                Pivot::BeforeCredit => [debit, ship, credit],
                Pivot::Last => [debit, credit, ship],
            });
            all
        }
        Call::WithdrawJointly { account, with, .. } => {
            let mut all = in_order(vec![account, with]);
            if config.reread {
                all.push((Kind::Look, with));
            }
            all.push((Kind::Draw, account));
            all
        }
        Call::Audit { accounts } => in_order(accounts.iter().collect()),
        _ => vec![(Kind::Whole, call.account())],
    }
}

/// Which step cannot be undone.
pub fn pivot(steps: &[(Kind, AccountId)]) -> Option<usize> {
    steps.iter().position(|(kind, _)| matches!(kind, Kind::Ship | Kind::Draw))
}

impl Stable for Kind {
    fn feed(&self, digest: &mut Digest) {
        digest.word(*self as u64);
    }
}
