//! Reports: folds over the same events that are not balances. Each answers a question of its own,
//! and a new one can be asked of events that were stored before anybody thought of it.
//!
//! | question | file |
//! | --- | --- |
//! | how much came in and went out on each day | `daily` |
//! | which accounts moved most | `movers` |
//! | which accounts paid out suspiciously often within a time (a fraud rule) | `watch` |
//! | the least that an account ever held | `lowest` |
//!
//! A report is pure: it depends on the events, on their order in each stream, and on the times that
//! are handed to it, and on nothing else.

mod daily;
mod lowest;
mod movers;
mod watch;

pub use daily::{Daily, Day};
pub use lowest::{Low, Lowest};
pub use movers::{Moved, Movers};
pub use watch::{OFTEN, Watch};

use crate::domain::Event;

/// An event as a report is told of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Told<'a> {
    /// What happened.
    pub event: &'a Event,
    /// When, in milliseconds of whichever clock the report goes by.
    pub at_ms: u64,
    /// Whether the account began with it, before anybody ordered anything.
    pub is_beginning: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::AccountId;
    use proptest::prelude::*;

    fn told() -> impl Strategy<Value = Vec<(Event, u64)>> {
        let event = (0..4u32, 0..4u8, 1..500i64, 0..3_000u64).prop_map(|(account, kind, amount, at)| {
            let (account, other) = (AccountId(account), AccountId(account + 1));
            let event = match kind {
                0 => Event::Deposited { account, amount },
                1 => Event::Withdrawn { account, amount },
                2 => Event::TransferSent { account, to: other, amount },
                _ => Event::TransferReceived { account, from: other, amount },
            };
            (event, at)
        });
        prop::collection::vec(event, 0..60)
    }

    type All = (Daily, Movers, Watch, Lowest);

    fn fold(events: &[(Event, u64)]) -> All {
        let mut all = (Daily::default(), Movers::default(), Watch::default(), Lowest::default());
        for (event, at_ms) in events {
            let told = Told { event, at_ms: *at_ms, is_beginning: false };
            all.0.fold(&told, 1_000);
            all.1.fold(&told);
            all.2.fold(&told, 500);
            all.3.fold(&told);
        }
        all
    }

    proptest! {
        /// However the streams lie between each other, each report says the same: services receive
        /// them in different orders.
        #[test]
        fn a_report_depends_on_the_order_in_each_stream_alone(events in told()) {
            let mut apart = events.clone();
            apart.sort_by_key(|(event, _)| event.account());
            prop_assert_eq!(fold(&events), fold(&apart));
        }

        #[test]
        fn the_days_together_are_all_that_came_in_and_went_out(events in told()) {
            let (daily, movers, _, lowest) = fold(&events);
            let cash = |event: &Event| matches!(event, Event::Deposited { .. } | Event::Withdrawn { .. });
            let sum: i64 = events.iter().map(|(event, _)| event).filter(|it| cash(it)).map(Event::change).sum();
            prop_assert_eq!(daily.days().map(|(_, day)| day.came_in - day.went_out).sum::<i64>(), sum);
            let moved: i64 = events.iter().map(|(event, _)| event.change().abs()).sum();
            prop_assert_eq!(movers.largest(usize::MAX).iter().map(|(_, moved)| moved.sum()).sum::<i64>(), moved);
            prop_assert!(lowest.all().all(|(_, low)| low.lowest <= low.balance));
        }
    }
}
