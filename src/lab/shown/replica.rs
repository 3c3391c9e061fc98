//! One replica: the entries it has, and how many of them it shows.

use super::Change;
use std::collections::BTreeMap;

/// What tells one entry from all others of the run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Entry(u64);

/// The epoch in which every log begins.
const FIRST_EPOCH: u32 = 1;

impl Entry {
    /// A place of which only is known that something is there that nobody can read.
    const UNREADABLE: Entry = Entry(u64::MAX);

    /// A line of a log. An epoch has one primary, so no other line has the same epoch and index.
    pub fn line(epoch: u32, index: u32) -> Entry {
        Entry(u64::from(epoch) << 32 | u64::from(index))
    }

    /// An event with a number of its own.
    pub fn event(number: u32) -> Entry {
        Entry(u64::from(number))
    }

    /// The number of an event.
    pub fn number(self) -> u64 {
        self.0
    }

    /// As it is written on the page: `#5 e2` for a line, `#7` for an event.
    pub fn words(self) -> String {
        let (epoch, number) = (self.0 >> 32, self.0 & u64::from(u32::MAX));
        if epoch == 0 { format!("#{number}") } else { format!("#{number} e{epoch}") }
    }
}

/// What one replica has and shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Replica {
    log: Vec<Entry>,
    shown: usize,
    places: BTreeMap<Entry, usize>,
    /// The streams that it owns: they are the truth about them, and are never behind.
    streams: Vec<Entry>,
    /// Whether it surely shows all that it seems to.
    pub sure: bool,
}

impl Replica {
    /// A replica whose log begins with so many lines, all of them shown.
    pub fn with_genesis(lines: usize) -> Replica {
        let log: Vec<Entry> = (1..).take(lines).map(|index| Entry::line(FIRST_EPOCH, index)).collect();
        let places = log.iter().enumerate().map(|(place, entry)| (*entry, place)).collect();
        Replica { log, shown: lines, places, streams: Vec::new(), sure: true }
    }

    /// What it shows, in its order.
    pub fn shown(&self) -> &[Entry] {
        &self.log[..self.shown]
    }

    /// The entry at a place of its log, shown or not.
    pub fn at(&self, place: usize) -> Option<Entry> {
        self.log.get(place).copied()
    }

    /// The streams that it owns.
    pub fn streams(&self) -> &[Entry] {
        &self.streams
    }

    /// Where it shows an entry.
    pub fn place(&self, entry: Entry) -> Option<usize> {
        self.places.get(&entry).copied().filter(|place| *place < self.shown)
    }

    /// A line was put into the log; what was there before at this place, is gone with all behind it.
    pub(super) fn append(&mut self, place: usize, entry: Entry) {
        self.shorten(place);
        self.set(place, entry);
        self.shown = self.shown.min(place);
    }

    /// An event was put into one of the streams that it owns.
    pub(super) fn store(&mut self, place: usize, entry: Entry) {
        self.streams.truncate(place);
        self.streams.push(entry);
    }

    /// The line at this place is shown from now on.
    pub(super) fn apply(&mut self, place: usize) -> Option<Change> {
        let entry = *self.log.get(place)?;
        self.shown = place + 1;
        Some(Change::Put(place, entry))
    }

    /// An event was folded at this place; the fold has come so far and no further.
    pub(super) fn fold(&mut self, place: usize, entry: Entry) -> Option<Change> {
        let known = self.log.get(place) == Some(&entry);
        if !known {
            self.set(place, entry);
        }
        (self.shown, self.sure) = (place + 1, true);
        Some(if known { Change::Again(place, entry) } else { Change::Put(place, entry) })
    }

    /// The fold passed over the next event.
    pub(super) fn pass_over(&mut self) {
        if self.log.len() == self.shown {
            self.log.push(Entry::UNREADABLE);
        }
        self.shown += 1;
    }

    /// The log was cut back.
    pub(super) fn truncate(&mut self, length: usize) -> Option<Change> {
        self.shorten(length);
        let taken_back = self.shown > length;
        self.shown = self.shown.min(length);
        taken_back.then_some(Change::Cut(length))
    }

    /// It began again and shows so many entries.
    pub(super) fn rebuilt(&mut self, shown: usize) {
        (self.shown, self.sure) = (shown.min(self.log.len()), shown <= self.log.len());
    }

    fn shorten(&mut self, length: usize) {
        while self.log.len() > length {
            if let Some(entry) = self.log.pop()
                && self.places.get(&entry) == Some(&self.log.len())
            {
                self.places.remove(&entry);
            }
        }
    }

    fn set(&mut self, place: usize, entry: Entry) {
        while self.log.len() <= place {
            self.log.push(Entry::UNREADABLE);
        }
        self.log[place] = entry;
        // An event that was folded twice is there from the first time on.
        self.places.entry(entry).or_insert(place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tail_that_is_cut_off_is_not_shown_any_more_and_another_one_may_take_its_place() {
        let mut replica = Replica::with_genesis(2);
        replica.append(2, Entry::line(1, 3));
        assert_eq!((replica.shown().len(), replica.place(Entry::line(1, 3))), (2, None));
        assert_eq!(replica.apply(2), Some(Change::Put(2, Entry::line(1, 3))));
        assert_eq!(replica.place(Entry::line(1, 3)), Some(2));
        assert_eq!(replica.truncate(2), Some(Change::Cut(2)));
        replica.append(2, Entry::line(2, 3));
        replica.apply(2);
        assert_eq!((replica.place(Entry::line(1, 3)), replica.place(Entry::line(2, 3))), (None, Some(2)));
        assert_eq!(Entry::line(2, 3).words(), "#3 e2");
    }

    #[test]
    fn a_replay_shows_again_what_was_shown() {
        let mut replica = Replica::with_genesis(0);
        let folded = [replica.fold(0, Entry::event(7)), replica.fold(1, Entry::event(8)), replica.fold(0, Entry::event(7))];
        assert_eq!(folded.map(|it| matches!(it, Some(Change::Put(..)))), [true, true, false]);
        assert_eq!((replica.shown(), replica.place(Entry::event(8))), (&[Entry::event(7)][..], None));
    }
}
