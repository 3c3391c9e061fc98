//! Which accounts moved most.

use super::Told;
use crate::base::arrange::Arrange;
use crate::base::ids::AccountId;
use crate::domain::Amount;
use std::collections::BTreeMap;

/// What each account moved.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Movers {
    moved: BTreeMap<AccountId, Moved>,
}

/// What went in and out of an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Moved {
    /// The sum of all that it gained.
    pub gained: Amount,
    /// The sum of all that it paid.
    pub paid: Amount,
}

impl Moved {
    /// All that it moved.
    pub fn sum(&self) -> Amount {
        self.gained.saturating_add(self.paid)
    }
}

impl Movers {
    /// Counts an event.
    pub fn fold(&mut self, told: &Told<'_>) {
        let change = told.event.change();
        if told.is_beginning || change == 0 {
            return;
        }
        let moved = self.moved.entry(told.event.account()).or_default();
        if change > 0 {
            moved.gained = moved.gained.saturating_add(change);
        } else {
            moved.paid = moved.paid.saturating_sub(change);
        }
    }

    /// The accounts that moved most, the largest first; of equals the one with the lower number.
    pub fn largest(&self, most: usize) -> Vec<(AccountId, Moved)> {
        let mut all: Vec<_> = self.moved.iter().map(|(&account, &moved)| (account, moved)).collect();
        all.arrange_by_key(|(_, moved)| core::cmp::Reverse(moved.sum()));
        all.truncate(most);
        all
    }
}
