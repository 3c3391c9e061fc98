//! An inbox puts the events of each stream in order: it tells the next one from a duplicate and
//! from one that came too early.
//!
//! The version that a reader has of a stream is its checkpoint: an event is taken if it makes the
//! next version, ignored if the reader has it, and kept for later if others must come first. So
//! delivery that repeats and reorders comes to delivery once and in order, stream by stream.

use crate::base::ids::AccountId;
use std::collections::BTreeMap;

/// How an event stands to what its reader has of the stream.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It makes the next version.
    Next,
    /// The reader has it.
    Seen,
    /// Others must come first: there is a gap.
    Early,
}

/// How the event that makes `version` stands to a stream of which the reader has `has` events.
pub fn standing(has: u64, version: u64) -> Standing {
    match version.cmp(&has.saturating_add(1)) {
        core::cmp::Ordering::Less => Standing::Seen,
        core::cmp::Ordering::Equal => Standing::Next,
        core::cmp::Ordering::Greater => Standing::Early,
    }
}

/// Events that came too early. It holds only so many; one more is forgotten and has to be asked for
/// again.
#[derive(Clone, Debug)]
pub struct Inbox<T> {
    early: BTreeMap<(AccountId, u64), T>,
}

/// How many early events are kept.
pub const MOST_EARLY: usize = 256;

impl<T> Default for Inbox<T> {
    fn default() -> Self {
        Inbox { early: BTreeMap::new() }
    }
}

impl<T: Copy> Inbox<T> {
    /// Looks at an event; keeps it if it is early.
    pub fn offer(&mut self, stream: AccountId, version: u64, has: u64, event: T) -> Standing {
        let standing = standing(has, version);
        if standing == Standing::Early
            && (self.early.len() < MOST_EARLY || self.early.contains_key(&(stream, version)))
        {
            self.early.insert((stream, version), event);
        }
        standing
    }

    /// The early event that is next now, and forgets those the reader has meanwhile.
    pub fn next(&mut self, stream: AccountId, has: u64) -> Option<T> {
        let stale: Vec<_> = self.early.range((stream, 0)..=(stream, has)).map(|(&key, _)| key).collect();
        stale.iter().for_each(|key| {
            self.early.remove(key);
        });
        self.early.remove(&(stream, has.saturating_add(1)))
    }

    /// How many events wait.
    pub fn len(&self) -> usize {
        self.early.len()
    }

    /// Whether no message waits.
    pub fn is_empty(&self) -> bool {
        self.early.is_empty()
    }

    /// The streams with a gap.
    pub fn gaps(&self) -> impl Iterator<Item = AccountId> + '_ {
        let mut last = None;
        self.early
            .keys()
            .map(|&(stream, _)| stream)
            .filter(move |&stream| last.replace(stream) != Some(stream))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Arrival = (AccountId, u64);

    /// Takes arrivals as a reader does; returns what it took, in order.
    fn read(arrivals: &[Arrival]) -> Vec<Arrival> {
        let (mut inbox, mut has, mut taken) = (Inbox::default(), BTreeMap::new(), Vec::new());
        for &(stream, version) in arrivals {
            let count: &mut u64 = has.entry(stream).or_default();
            if inbox.offer(stream, version, *count, version) == Standing::Next {
                taken.push((stream, version));
                *count += 1;
                while let Some(version) = inbox.next(stream, *count) {
                    taken.push((stream, version));
                    *count += 1;
                }
            }
        }
        taken
    }

    fn of(stream: u32, arrivals: &[Arrival]) -> Vec<Arrival> {
        arrivals.iter().copied().filter(|&(it, _)| it == AccountId(stream)).collect()
    }

    /// Every event of three streams, each one to three times, in any order.
    fn deliveries() -> impl Strategy<Value = (Vec<u64>, Vec<Arrival>)> {
        prop::collection::vec(0..12u64, 3).prop_flat_map(|lengths| {
            let all: Vec<Arrival> = (0..)
                .zip(&lengths)
                .flat_map(|(stream, &n)| (1..=n).map(move |v| (AccountId(stream), v)))
                .collect();
            let times = prop::collection::vec(1..4usize, all.len());
            let repeated = times.prop_map(move |times| {
                all.iter().zip(times).flat_map(|(&one, n)| [one].repeat(n)).collect::<Vec<_>>()
            });
            (Just(lengths), repeated.prop_shuffle())
        })
    }

    proptest! {
        #[test]
        fn any_delivery_comes_to_once_and_in_order((lengths, arrivals) in deliveries()) {
            let taken = read(&arrivals);
            for (stream, &n) in (0..).zip(&lengths) {
                prop_assert_eq!(of(stream, &taken), (1..=n).map(|v| (AccountId(stream), v)).collect::<Vec<_>>());
            }
        }

        #[test]
        fn permuting_independent_streams_changes_no_stream((_, arrivals) in deliveries()) {
            let by_stream: Vec<Arrival> = (0..3).rev().flat_map(|stream| of(stream, &arrivals)).collect();
            let (mixed, apart) = (read(&arrivals), read(&by_stream));
            prop_assert!((0..3).all(|stream| of(stream, &mixed) == of(stream, &apart)));
        }
    }

    #[test]
    fn a_gap_is_known_until_it_is_filled() {
        let (a, b) = (AccountId(0), AccountId(5));
        let mut inbox = Inbox::default();
        assert_eq!(inbox.offer(a, 3, 0, 'c'), Standing::Early);
        assert_eq!(inbox.offer(a, 2, 0, 'b'), Standing::Early);
        assert_eq!(inbox.offer(b, 9, 0, 'z'), Standing::Early);
        assert_eq!(inbox.gaps().collect::<Vec<_>>(), [a, b]);
        assert_eq!(
            (inbox.next(a, 0), inbox.next(a, 1), inbox.next(a, 2), inbox.next(a, 3)),
            (None, Some('b'), Some('c'), None)
        );
        assert_eq!((inbox.len(), inbox.next(b, 9), inbox.len()), (1, None, 0));
    }
}
