//! The event store: streams to which events are appended, and from which nothing is ever removed or
//! moved.
//!
//! Every append names the version it was decided on. The rule is that of EventStoreDB ("expected
//! version"), idempotency included. All streams of a store share one order without gaps: a position
//! is given at the moment of the append, so no reader can run past one that is still to come.
//!
//! A stream's events have the *revisions* 0, 1, 2 …; its *version* is how many it has. So the event
//! with revision 4 makes version 5.
//!
//! ```
//! use eventual::base::ids::AccountId;
//! use eventual::data::event_log::{EventLog, Expected};
//! let mut log: EventLog<u64> = EventLog::default();
//! let alice = AccountId(0);
//! assert!(log.append(alice, Expected::NoStream, &[(71, 100)]).is_ok());
//! assert!(log.append(alice, Expected::Exact(0), &[(72, 5)]).is_ok());
//! // Somebody else read revision 0, too, and comes second.
//! let late = log.append(alice, Expected::Exact(0), &[(73, 9)]).unwrap_err();
//! assert_eq!(late.found, 2);
//! ```

use super::id_index::IdIndex;
use super::streams::{Places, Streams};
use crate::base::digest::{Digest, Stable};
use crate::base::forkvec::ForkVec;
use crate::base::ids::AccountId;
use core::fmt;
use core::ops::Range;

/// An event as it is kept. Nothing about it ever changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Record<E> {
    /// The event's own id: the same for the same command, however often it is sent.
    pub id: u64,
    /// The account whose stream the event is in.
    pub stream: AccountId,
    /// Its number in the stream, counted from 0.
    pub revision: u64,
    /// Its number in the store, counted from 0.
    pub position: u64,
    /// What happened, as the protocol encodes it.
    pub event: E,
    checksum: u64,
}

impl<E: Stable> Record<E> {
    fn new(id: u64, stream: AccountId, revision: u64, position: u64, event: E) -> Record<E> {
        let mut record = Record { id, stream, revision, position, event, checksum: 0 };
        record.checksum = record.sum();
        record
    }

    /// Which version of the stream it makes: 1 for the first event.
    pub fn version(&self) -> u64 {
        self.revision + 1
    }

    /// Whether it is what was written: a write that was cut in the middle is not.
    pub fn is_whole(&self) -> bool {
        self.checksum == self.sum()
    }

    /// The same record as a write that was cut in the middle leaves it.
    pub fn torn(mut self) -> Record<E> {
        self.checksum = !self.checksum;
        self
    }

    fn sum(&self) -> u64 {
        let mut digest = Digest::default();
        [self.id, u64::from(self.stream.0), self.revision, self.position]
            .iter()
            .for_each(|&word| digest.word(word));
        self.event.feed(&mut digest);
        digest.sum().0 as u64
    }
}

impl<E: Stable> Stable for Record<E> {
    fn feed(&self, digest: &mut Digest) {
        [self.id, u64::from(self.stream.0), self.revision, self.position, self.checksum]
            .iter()
            .for_each(|&word| digest.word(word));
        self.event.feed(digest);
    }
}

/// Which version of a stream an append was decided on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expected {
    /// The stream has no event.
    NoStream,
    /// The last event has this revision.
    Exact(u64),
    /// Whatever: the writer did not look. A blind append.
    Any,
}

impl Expected {
    /// Decided on a stream with this many events.
    pub fn version(version: u64) -> Expected {
        version.checked_sub(1).map_or(Expected::NoStream, Expected::Exact)
    }

    /// How many events the stream must have, if that matters.
    fn count(self) -> Option<u64> {
        match self {
            Expected::NoStream => Some(0),
            Expected::Exact(revision) => Some(revision.saturating_add(1)),
            Expected::Any => None,
        }
    }
}

/// What an append came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Appended {
    /// The revision of the first of these events.
    pub first: u64,
    /// The revision the next event of the stream will have.
    pub next: u64,
    /// Whether these very events were there already, so that nothing was written.
    pub idempotent: bool,
}

/// Somebody else was first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WrongExpectedVersion {
    /// What the writer had seen.
    pub expected: Expected,
    /// How many events the stream has.
    pub found: u64,
}

type Records<E> = ForkVec<Record<E>, 32>;

/// A stream as it was when it was looked at. It has no copy of the events, so it is what a message
/// says of a stream.
#[derive(Clone)]
pub struct StreamView<E> {
    records: Records<E>,
    places: Places,
}

impl<E> Default for StreamView<E> {
    fn default() -> Self {
        StreamView { records: ForkVec::default(), places: ForkVec::default() }
    }
}

impl<E: Clone + PartialEq> PartialEq for StreamView<E> {
    fn eq(&self, other: &Self) -> bool {
        self.places == other.places && self.records == other.records
    }
}

impl<E> StreamView<E> {
    /// The events from a revision on.
    pub fn from(&self, revision: u64) -> impl ExactSizeIterator<Item = &Record<E>> + Clone + '_ {
        let first = usize::try_from(revision).unwrap_or(usize::MAX).min(self.places.len());
        (first..self.places.len()).map(|nth| &self.records[self.places[nth] as usize])
    }
}

impl<E: fmt::Debug> fmt::Debug for StreamView<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.from(0)).finish()
    }
}

/// An append-only store of streams.
#[derive(Clone, Debug)]
pub struct EventLog<E> {
    records: Records<E>,
    streams: Streams,
    ids: IdIndex,
}

impl<E> Default for EventLog<E> {
    fn default() -> Self {
        EventLog { records: ForkVec::default(), streams: Streams::default(), ids: IdIndex::default() }
    }
}

impl<E: Clone + PartialEq + Stable> EventLog<E> {
    /// Appends events to a stream, if it is as the writer expects.
    ///
    /// # Errors
    /// Says what was found, if others wrote first. Then nothing is written.
    pub fn append(
        &mut self,
        stream: AccountId,
        expected: Expected,
        events: &[(u64, E)],
    ) -> Result<Appended, WrongExpectedVersion> {
        let has = self.len_of(stream);
        match expected.count() {
            Some(wanted) if wanted > has => return Err(WrongExpectedVersion { expected, found: has }),
            Some(wanted) if wanted < has => {
                let there = self.streams.places(stream, wanted..has).map(|place| self.records[place].id);
                // An append of nothing asks only whether the version is still the newest.
                let same = !events.is_empty()
                    && events.len() as u64 <= has - wanted
                    && events.iter().map(|&(id, _)| id).eq(there.take(events.len()));
                let idempotent = Appended { first: wanted, next: has, idempotent: true };
                return if same {
                    Ok(idempotent)
                } else {
                    Err(WrongExpectedVersion { expected, found: has })
                };
            }
            None if !events.is_empty() => {
                let known = |&(id, _): &(u64, E)| self.find(id).filter(|record| record.stream == stream);
                if events.iter().all(|event| known(event).is_some()) {
                    let first = known(&events[0]).map_or(0, |record| record.revision);
                    return Ok(Appended { first, next: has, idempotent: true });
                }
            }
            _ => {}
        }
        for (revision, (id, event)) in (has..).zip(events) {
            let place = self.records.len() as u32;
            self.records.push(Record::new(*id, stream, revision, u64::from(place), event.clone()));
            self.streams.push(stream, place);
            self.ids.insert(*id, place);
        }
        Ok(Appended { first: has, next: self.len_of(stream), idempotent: false })
    }

    /// How many events the store has.
    pub fn len(&self) -> u64 {
        self.records.len() as u64
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// How many events a stream has: its version.
    pub fn len_of(&self, stream: AccountId) -> u64 {
        self.streams.len_of(stream)
    }

    /// The event at a position.
    pub fn at(&self, position: u64) -> Option<&Record<E>> {
        self.records.get(usize::try_from(position).ok()?)
    }

    /// The event with this id, if it was ever appended.
    pub fn find(&self, id: u64) -> Option<&Record<E>> {
        self.records.get(self.ids.get(id)? as usize)
    }

    /// The events of a range of positions, in the order of the store.
    pub fn range(&self, positions: Range<u64>) -> impl Iterator<Item = &Record<E>> + '_ {
        let end = positions.end.min(self.len());
        self.records.range(positions.start.min(end) as usize..end as usize)
    }

    /// The events of a range of revisions of one stream.
    pub fn stream(&self, stream: AccountId, revisions: Range<u64>) -> impl Iterator<Item = &Record<E>> + '_ {
        self.streams.places(stream, revisions).map(|place| &self.records[place])
    }

    /// A stream as it is now, its first `upto` events.
    pub fn view(&self, stream: AccountId, upto: u64) -> StreamView<E> {
        let mut places = self.streams.of(stream);
        places.truncate(usize::try_from(upto).unwrap_or(usize::MAX));
        StreamView { records: self.records.clone(), places }
    }

    /// The store as a write of one more record leaves it that was cut in the middle.
    pub fn with_torn(mut self, record: Record<E>) -> EventLog<E> {
        self.records.push(record.torn());
        self
    }

    /// Takes away what a cut write left at the end; says where it was. It was never acknowledged,
    /// so no event is removed.
    pub fn repair(&mut self) -> Option<u64> {
        let torn = self.records.last().is_some_and(|record| !record.is_whole());
        torn.then(|| {
            self.records.truncate(self.records.len() - 1);
            self.len()
        })
    }
}

#[cfg(test)]
mod tests;
