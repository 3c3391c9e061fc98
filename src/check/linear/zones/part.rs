//! The operations of one register, among those of a history.

use crate::check::history::Operation;

/// Operations in the order in which they were invoked.
pub(super) trait Part<'a>: Copy {
    /// How many there are.
    fn count(self) -> usize;

    /// One of them, with its place in the history.
    fn at(self, at: usize) -> (&'a Operation, u32);

    /// All of them, with their places.
    #[inline(always)]
    fn all(self) -> impl Iterator<Item = (&'a Operation, u32)> {
        (0..self.count()).map(move |at| self.at(at))
    }
}

impl<'a> Part<'a> for &'a [Operation] {
    #[inline(always)]
    fn count(self) -> usize {
        self.len()
    }

    #[inline(always)]
    fn at(self, at: usize) -> (&'a Operation, u32) {
        (&self[at], at as u32)
    }
}

/// A history, and the places of those that count.
impl<'a> Part<'a> for (&'a [Operation], &'a [u32]) {
    #[inline(always)]
    fn count(self) -> usize {
        self.1.len()
    }

    #[inline(always)]
    fn at(self, at: usize) -> (&'a Operation, u32) {
        let name = self.1[at];
        (&self.0[name as usize], name)
    }
}
