//! A read model: what a fold over a feed comes to, and how far it has come.
//!
//! A projection can be thrown away and folded again from zero. If the fold is pure, the same comes
//! out; that is the whole point of it.

use crate::base::ids::AccountId;
use crate::domain::bank::Bank;
use crate::domain::{Amount, Event};
use std::collections::BTreeMap;

/// A fold of the bank with its position.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Projection {
    /// What the events so far came to.
    pub bank: Bank,
    /// How many entries of the feed were looked at: the replay position.
    pub position: u64,
    /// Of each account whose last events it has passed over, the version that it shows.
    pub passed_over: BTreeMap<AccountId, u64>,
}

impl Projection {
    /// A projection that has seen nothing of the feed.
    pub fn beginning(balances: &[Amount]) -> Projection {
        Projection { bank: Bank::with_accounts(balances), ..Projection::default() }
    }

    /// Folds the event at the position.
    pub fn apply(&mut self, event: &Event) {
        self.bank.evolve(event);
        self.passed_over.remove(&event.account());
        self.position += 1;
    }

    /// Passes over an event it cannot read: the stream's version counts, the balance does not
    /// change.
    pub fn pass_over(&mut self, stream: AccountId) {
        let shown = self.shown(stream);
        self.passed_over.insert(stream, shown);
        self.bank.change(stream, |account| account.version += 1);
        self.position += 1;
    }

    /// How many events of a stream were looked at: those that it could not read are among them.
    pub fn version(&self, stream: AccountId) -> u64 {
        self.bank.account(stream).map_or(0, |account| account.version)
    }

    /// The last event of a stream that is in the balance, by the version that it made. Who reads an
    /// account reads this one, however many were passed over behind it.
    pub fn shown(&self, stream: AccountId) -> u64 {
        self.passed_over.get(&stream).copied().unwrap_or_else(|| self.version(stream))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_passed_over_counts_and_is_not_shown() {
        let account = AccountId(0);
        let mut projection = Projection::beginning(&[100]);
        projection.apply(&Event::Deposited { account, amount: 5 });
        projection.pass_over(account);
        projection.pass_over(account);
        assert_eq!((projection.version(account), projection.shown(account)), (3, 1));
        projection.apply(&Event::Deposited { account, amount: 5 });
        assert_eq!((projection.version(account), projection.shown(account), projection.position), (4, 4, 4));
    }

    fn feed() -> impl Strategy<Value = Vec<Event>> {
        let event = (0..4u32, 0..2u8, 1..500i64).prop_map(|(account, kind, amount)| {
            match (AccountId(account), kind) {
                (account, 0) => Event::Deposited { account, amount },
                (account, _) => Event::Withdrawn { account, amount },
            }
        });
        prop::collection::vec(event, 0..80)
    }

    fn fold(events: &[Event]) -> Projection {
        let mut projection = Projection::beginning(&[100, 200]);
        events.iter().for_each(|event| projection.apply(event));
        projection
    }

    proptest! {
        #[test]
        fn rebuilt_from_zero_it_is_the_live_one(feed in feed()) {
            let mut live = Projection::beginning(&[100, 200]);
            for (n, event) in feed.iter().enumerate() {
                live.apply(event);
                prop_assert_eq!(&fold(&feed[..=n]), &live);
            }
            prop_assert_eq!(live.position, feed.len() as u64);
        }

        #[test]
        fn a_stream_is_the_same_however_others_lie_between(feed in feed()) {
            let mut apart = feed.clone();
            apart.sort_by_key(|event| core::cmp::Reverse(event.account()));
            let (mixed, apart) = (fold(&feed), fold(&apart));
            prop_assert!((0..4).map(AccountId).all(|stream| mixed.bank.account(stream) == apart.bank.account(stream)));
        }
    }
}
