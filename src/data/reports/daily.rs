//! How much came in and went out on each day.

use super::Told;
use crate::domain::{Amount, Event};
use std::collections::BTreeMap;

/// The totals of each day on which something happened.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Daily {
    days: BTreeMap<u64, Day>,
}

/// What happened on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Day {
    /// The sum of all deposits.
    pub came_in: Amount,
    /// The sum of all withdrawals.
    pub went_out: Amount,
    /// How many of both.
    pub number: u64,
}

impl Daily {
    /// Counts an event on its day, which is so many milliseconds long. Money that only moves from
    /// one account to another neither comes in nor goes out.
    pub fn fold(&mut self, told: &Told<'_>, day_ms: u64) {
        let (came_in, went_out) = match *told.event {
            _ if told.is_beginning => return,
            Event::Deposited { amount, .. } => (amount, 0),
            Event::Withdrawn { amount, .. } => (0, amount),
            _ => return,
        };
        let day = self.days.entry(told.at_ms / day_ms.max(1)).or_default();
        day.came_in = day.came_in.saturating_add(came_in);
        day.went_out = day.went_out.saturating_add(went_out);
        day.number += 1;
    }

    /// The days by their numbers, counted from 0; those on which nothing happened are left out.
    pub fn days(&self) -> impl Iterator<Item = (u64, Day)> + '_ {
        self.days.iter().map(|(&number, &day)| (number, day))
    }

    /// A day, with nothing where nothing happened.
    pub fn day(&self, number: u64) -> Day {
        self.days.get(&number).copied().unwrap_or_default()
    }

    /// The first and the last day on which something happened.
    pub fn span(&self) -> Option<(u64, u64)> {
        Some((*self.days.first_key_value()?.0, *self.days.last_key_value()?.0))
    }
}
