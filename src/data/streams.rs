//! An index of a log: the places of each stream. Every account has one stream.

use crate::base::forkvec::ForkVec;
use crate::base::ids::AccountId;
use core::ops::Range;

/// For each stream, its places in a log, in order.
#[derive(Clone, Debug, Default)]
pub struct Streams {
    places: ForkVec<Places, STREAM_PAGE>,
}

/// The places of one stream, in order.
pub type Places = ForkVec<u32, 16>;

/// A stream that grows gets a new length, and the page of lengths that it is in is copied where a
/// clone shares it: a small one.
const STREAM_PAGE: usize = 8;

impl Streams {
    /// How many bytes a push copies where a clone shares them.
    pub const PAGE_BYTES: usize = STREAM_PAGE * size_of::<Places>();

    /// Notes that the next event of a stream is at this place.
    pub fn push(&mut self, stream: AccountId, place: u32) {
        while self.places.len() <= stream.index() {
            self.places.push(ForkVec::default());
        }
        if let Some(places) = self.places.get_mut(stream.index()) {
            places.push(place);
        }
    }

    /// All places of a stream, as they are now.
    pub fn of(&self, stream: AccountId) -> Places {
        self.places.get(stream.index()).cloned().unwrap_or_default()
    }

    /// How many events a stream has.
    pub fn len_of(&self, stream: AccountId) -> u64 {
        self.places.get(stream.index()).map_or(0, |places| places.len() as u64)
    }

    /// The place of the event with this number in its stream, counted from 0.
    pub fn place(&self, stream: AccountId, nth: u64) -> Option<usize> {
        let nth = usize::try_from(nth).ok()?;
        Some(*self.places.get(stream.index())?.get(nth)? as usize)
    }

    /// The places of a range of a stream, cut to what there is.
    pub fn places(&self, stream: AccountId, range: Range<u64>) -> impl Iterator<Item = usize> + '_ {
        let all = self.places.get(stream.index());
        let range = clamp(range.start)..clamp(range.end);
        all.into_iter().flat_map(move |places| places.range(range.clone())).map(|&place| place as usize)
    }

    /// How many events of a stream lie before a place of the log.
    pub fn before(&self, stream: AccountId, place: u64) -> u64 {
        let Some(places) = self.places.get(stream.index()) else { return 0 };
        let (mut low, mut high) = (0, places.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if u64::from(places[middle]) < place { low = middle + 1 } else { high = middle }
        }
        low as u64
    }
}

fn clamp(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_two_streams_do_not_mix() {
        let (a, b) = (AccountId(0), AccountId(3));
        let mut streams = Streams::default();
        [(a, 0), (b, 1), (b, 2), (a, 3), (b, 9)]
            .iter()
            .for_each(|&(stream, place)| streams.push(stream, place));
        assert_eq!([a, b, AccountId(1), AccountId(77)].map(|stream| streams.len_of(stream)), [2, 3, 0, 0]);
        assert_eq!(streams.places(b, 1..u64::MAX).collect::<Vec<_>>(), [2, 9]);
        assert_eq!(
            (streams.place(a, 1), streams.place(a, 2), streams.place(AccountId(9), 0)),
            (Some(3), None, None)
        );
        assert_eq!([0, 2, 3, 10].map(|place| streams.before(b, place)), [0, 1, 2, 3]);
    }
}
