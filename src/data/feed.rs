//! A feed: the events that a service has received, in the order of their arrival. It is the log its
//! projection replays, with running balances like a passbook.

use super::event_log::Record;
use super::streams::Streams;
use super::upcast::{self, Raw};
use crate::base::forkvec::ForkVec;
use crate::base::ids::AccountId;
use crate::domain::Amount;
use core::ops::Range;

/// One line of the passbook.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The event as it came.
    pub record: Record<Raw>,
    /// What the account holds after it, according to this log.
    pub balance: Amount,
}

/// An append-only list of received events.
#[derive(Clone, Debug, Default)]
pub struct Feed {
    entries: ForkVec<Entry, 32>,
    streams: Streams,
}

impl Feed {
    /// Adds an event.
    pub fn push(&mut self, record: Record<Raw>) {
        let before = self.last_of(record.stream).map_or(0, |entry| entry.balance);
        let change = upcast::truth(&record.event).map_or(0, |event| event.change());
        self.streams.push(record.stream, self.entries.len() as u32);
        self.entries.push(Entry { record, balance: before.saturating_add(change) });
    }

    /// How many lines there are.
    pub fn len(&self) -> u64 {
        self.entries.len() as u64
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many lines there are of one stream.
    pub fn len_of(&self, stream: AccountId) -> u64 {
        self.streams.len_of(stream)
    }

    /// The line at a place, counted from 0.
    pub fn at(&self, place: u64) -> Option<&Entry> {
        self.entries.get(usize::try_from(place).ok()?)
    }

    /// The lines of a range of places.
    pub fn range(&self, places: Range<u64>) -> impl Iterator<Item = (u64, &Entry)> + '_ {
        let end = places.end.min(self.len());
        let start = places.start.min(end);
        (start..).zip(self.entries.range(start as usize..end as usize))
    }

    /// The lines of one stream, by their number in it.
    pub fn of(&self, stream: AccountId, lines: Range<u64>) -> impl Iterator<Item = (u64, &Entry)> + '_ {
        self.streams.places(stream, lines).map(|place| (place as u64, &self.entries[place]))
    }

    /// How many lines of a stream lie before a place.
    pub fn before(&self, stream: AccountId, place: u64) -> u64 {
        self.streams.before(stream, place)
    }

    /// What an account held after the line that made this version of its stream.
    pub fn balance_at(&self, stream: AccountId, version: u64) -> Option<Amount> {
        Some(self.entries[self.streams.place(stream, version.checked_sub(1)?)?].balance)
    }

    /// The feed as a write of one more line leaves it that was cut in the middle.
    pub fn with_torn(mut self, entry: Entry) -> Feed {
        self.entries.push(Entry { record: entry.record.torn(), ..entry });
        self
    }

    /// Takes away what a cut write left at the end; says where it was.
    pub fn repair(&mut self) -> Option<u64> {
        let torn = self.entries.last().is_some_and(|entry| !entry.record.is_whole());
        torn.then(|| {
            self.entries.truncate(self.entries.len() - 1);
            self.len()
        })
    }

    fn last_of(&self, stream: AccountId) -> Option<&Entry> {
        let last = self.len_of(stream).checked_sub(1)?;
        Some(&self.entries[self.streams.place(stream, last)?])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::event_log::{EventLog, Expected};
    use crate::domain::Event;

    #[test]
    fn each_line_shows_what_its_own_account_holds() {
        let (a, b) = (AccountId(0), AccountId(1));
        let mut store = EventLog::default();
        let events = [
            Event::Deposited { account: a, amount: 40 },
            Event::Withdrawn { account: b, amount: 5 },
            Event::Withdrawn { account: a, amount: 10 },
            Event::Compensated { account: a, undoes: 2, amount: 10 },
        ];
        for (id, event) in (1..).zip(&events) {
            store.append(event.account(), Expected::Any, &[(id, upcast::write(event, 1))]).unwrap();
        }
        let mut feed = Feed::default();
        store.range(0..9).for_each(|&record| feed.push(record));
        assert_eq!(feed.range(0..9).map(|(_, entry)| entry.balance).collect::<Vec<_>>(), [40, -5, 30, 40]);
        assert_eq!(feed.of(a, 1..9).map(|(place, _)| place).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(
            (feed.balance_at(a, 2), feed.balance_at(a, 0), feed.balance_at(b, 2)),
            (Some(30), None, None)
        );
        assert_eq!([feed.before(a, 0), feed.before(a, 3), feed.before(b, 9)], [0, 2, 1]);
        let (torn, before) = (feed.at(3).copied().unwrap(), feed.clone());
        let mut damaged = before.with_torn(torn);
        assert_eq!((damaged.repair(), damaged.repair(), damaged.len()), (Some(4), None, 4));
    }
}
