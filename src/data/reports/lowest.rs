//! The least that an account ever held: nothing that a table of balances could tell.

use super::Told;
use crate::base::ids::AccountId;
use crate::domain::{Amount, Event};
use std::collections::BTreeMap;

/// What each account held at least.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Lowest {
    accounts: BTreeMap<AccountId, Low>,
}

/// What an account holds, and held at least.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Low {
    /// What it holds after the last event.
    pub balance: Amount,
    /// The least that it held after any event. That it held nothing when it was opened is no news.
    pub lowest: Amount,
}

impl Lowest {
    /// What can be said by whoever has a table of balances and no events: the least is what there
    /// is now.
    pub fn of_table(balances: impl Iterator<Item = (AccountId, Amount)>) -> Lowest {
        let accounts = balances.map(|(account, balance)| (account, Low { balance, lowest: balance }));
        Lowest { accounts: accounts.collect() }
    }

    /// Takes the next event of an account.
    pub fn fold(&mut self, told: &Told<'_>) {
        if matches!(told.event, Event::Opened { .. }) {
            return;
        }
        let (account, change) = (told.event.account(), told.event.change());
        let low = self.accounts.entry(account).or_insert(Low { balance: 0, lowest: Amount::MAX });
        low.balance = low.balance.saturating_add(change);
        low.lowest = low.lowest.min(low.balance);
    }

    /// All accounts in their order.
    pub fn all(&self) -> impl Iterator<Item = (AccountId, Low)> + '_ {
        self.accounts.iter().map(|(&account, &low)| (account, low))
    }
}
