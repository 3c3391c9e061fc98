//! The transaction that wrote each value of each key.

use super::pairs::{Entry, Pairs};

/// For each value of each key, the first operation of a history that wrote it, and whether another one did too.
#[derive(Clone, Debug, Default)]
pub(super) struct Written(Pairs<Write>);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Write {
    /// The place of the operation in the history.
    pub place: usize,
    /// Whether another operation wrote the same.
    pub several: bool,
}

impl Written {
    /// Adds a write by the operation at a place of the history.
    pub fn add(&mut self, key: u32, value: u32, place: usize) {
        if let Entry::Known(known) = self.0.entry(key, value, Write { place, several: false }) {
            known.several = true;
        }
    }

    /// Says that nobody can tell who wrote a value.
    pub fn blur(&mut self, key: u32, value: u32) {
        let blurred = Write { place: 0, several: true };
        if let Entry::Known(known) = self.0.entry(key, value, blurred) {
            *known = blurred;
        }
    }

    /// Who wrote a value of a key.
    #[inline]
    pub fn get(&self, key: u32, value: u32) -> Option<Write> {
        self.0.get(key, value).copied()
    }

    /// Whether any value of any key was written more than once.
    pub fn any_several(&self) -> bool {
        self.0.all().any(|write| write.several)
    }
}
