//! The transaction that wrote each value of each key.

use super::pairs::{Entry, Pairs};
use std::collections::BTreeMap;

/// For each value of each key, the operations of a history that may have written it.
#[derive(Clone, Debug, Default)]
pub(super) struct Written {
    first: Pairs<Write>,
    /// Of each value that more than one may have written, all of them in the order in which they
    /// were added.
    several: BTreeMap<(u32, u32), Vec<usize>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Write {
    /// The place of the operation in the history.
    pub place: usize,
    /// Whether another operation may have written the same.
    pub several: bool,
}

impl Written {
    /// Adds a write by the operation at a place of the history.
    pub fn add(&mut self, key: u32, value: u32, place: usize) {
        if let Entry::Known(known) = self.first.entry(key, value, Write { place, several: false }) {
            known.several = true;
            let first = known.place;
            self.several.entry((key, value)).or_insert_with(|| vec![first]).push(place);
        }
    }

    /// Adds a write by an operation that failed. It did not happen, so that it counts only where
    /// nobody else wrote that value.
    pub fn add_failed(&mut self, key: u32, value: u32, place: usize) {
        if self.get(key, value).is_none() {
            self.add(key, value, place);
        }
    }

    /// Says of a value that it was there at first too, so that its readers do not tell whether they
    /// saw what was written.
    pub fn was_there(&mut self, key: u32, value: u32) {
        if let Entry::Known(known) = self.first.entry(key, value, Write { place: 0, several: true }) {
            known.several = true;
            let first = known.place;
            self.several.entry((key, value)).or_insert_with(|| vec![first]);
        }
    }

    /// Who wrote a value of a key.
    #[inline]
    pub fn get(&self, key: u32, value: u32) -> Option<Write> {
        self.first.get(key, value).copied()
    }

    /// All who may have written a value that several may have written.
    pub fn all(&self, key: u32, value: u32) -> &[usize] {
        self.several.get(&(key, value)).map_or(&[], Vec::as_slice)
    }

    /// Whether of any value of any key it cannot be told who wrote it.
    pub fn any_several(&self) -> bool {
        !self.several.is_empty()
    }
}
