//! A fraud rule: an account that pays out several times within a short time is looked at.

use super::Told;
use crate::base::ids::AccountId;
use crate::domain::Event;
use std::collections::{BTreeMap, VecDeque};

/// So many payments within the window are suspicious.
pub const OFTEN: usize = 3;

/// The accounts that were suspicious, and what is remembered to tell.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Watch {
    last: BTreeMap<AccountId, VecDeque<u64>>,
    suspicious: BTreeMap<AccountId, (u64, u64)>,
}

impl Watch {
    /// Looks at an event; the window is so many milliseconds long.
    pub fn fold(&mut self, told: &Told<'_>, window_ms: u64) {
        if told.is_beginning || !matches!(told.event, Event::Withdrawn { .. } | Event::TransferSent { .. }) {
            return;
        }
        let account = told.event.account();
        let last = self.last.entry(account).or_default();
        last.push_back(told.at_ms);
        if last.len() > OFTEN {
            last.pop_front();
        }
        let first = last.front().copied().unwrap_or(told.at_ms);
        if last.len() == OFTEN && told.at_ms.saturating_sub(first) <= window_ms {
            let (times, since) = self.suspicious.entry(account).or_insert((0, told.at_ms));
            (*times, *since) = (*times + 1, (*since).min(told.at_ms));
        }
    }

    /// Each account that was suspicious: how often the rule held, and when first, in milliseconds.
    pub fn suspicious(&self) -> impl Iterator<Item = (AccountId, u64, u64)> + '_ {
        self.suspicious.iter().map(|(&account, &(times, since))| (account, times, since))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_payments_within_the_window_are_suspicious_and_three_deposits_are_not() {
        let (a, b) = (AccountId(0), AccountId(1));
        let mut watch = Watch::default();
        for at_ms in [0, 400, 1_100, 1_300, 1_350] {
            for event in
                [Event::Withdrawn { account: a, amount: 1 }, Event::Deposited { account: b, amount: 1 }]
            {
                watch.fold(&Told { event: &event, at_ms, is_beginning: false }, 1_000);
            }
        }
        // 400, 1,100 and 1,300; then 1,100, 1,300 and 1,350.
        assert_eq!(watch.suspicious().collect::<Vec<_>>(), [(a, 2, 1_300)]);
    }
}
