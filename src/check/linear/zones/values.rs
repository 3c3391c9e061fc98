//! The values of a register: their numbers, and what is kept of the operations of each.

use super::NEVER;
use crate::check::value::Value;
use std::collections::BTreeMap;

/// The operations of one value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cluster {
    /// When its write was invoked.
    pub invoked: u64,
    /// When one of them returned first; [`NEVER`] where none surely happened.
    pub first: u64,
    /// When one of them was invoked last.
    pub last: u64,
    pub write: u32,
}

/// Nobody: the writer of what was there at first.
pub(super) const NOBODY: u32 = u32::MAX;

/// The writer of a value that was not written.
const UNWRITTEN: u32 = u32::MAX - 1;

impl Cluster {
    /// What was there at first: nobody wrote it, and it was there before everything.
    pub const INITIAL: Cluster = Cluster { invoked: 0, first: 0, last: 0, write: NOBODY };

    /// A value that was not written yet: no read returned after that, it never happened, and so it
    /// excludes nothing.
    pub const UNWRITTEN: Cluster = Cluster { invoked: NEVER, first: NEVER, last: 0, write: UNWRITTEN };

    /// A value with nothing but its write.
    #[inline(always)]
    pub fn written(by: u32, invoked: u64, first: u64) -> Cluster {
        Cluster { invoked, first, last: invoked, write: by }
    }

    /// Whether it is the cluster of a value that was written, or was there at first.
    pub fn is_written(&self) -> bool {
        self.write != UNWRITTEN
    }

    /// Takes a read in, which must not have returned before the value began to be written.
    #[inline(always)]
    pub fn take(&mut self, invoked: u64, returned: u64) {
        self.first = self.first.min(returned);
        self.last = self.last.max(invoked);
    }
}

/// Numbers for values. There are two ways, and a loop for each, so that the one that nearly every
/// history takes asks nothing that it need not. Nil has no number.
pub(super) trait Numbers<'a>: Default {
    /// Whether whole numbers are their own.
    const OWN: bool;

    /// The number of a value; nothing where this way knows none.
    fn of(&mut self, value: &'a Value) -> Option<i64>;
}

/// Whole numbers are their own: values that are close in time are then close in the table too.
#[derive(Default)]
pub(super) struct Own;

impl<'a> Numbers<'a> for Own {
    const OWN: bool = true;

    #[inline(always)]
    fn of(&mut self, value: &'a Value) -> Option<i64> {
        value.int()
    }
}

/// All values are counted as they come.
#[derive(Default)]
pub(super) struct Given<'a>(BTreeMap<&'a Value, i64>);

impl<'a> Numbers<'a> for Given<'a> {
    const OWN: bool = false;

    fn of(&mut self, value: &'a Value) -> Option<i64> {
        let next = self.0.len() as i64;
        (!value.is_nil()).then(|| *self.0.entry(value).or_insert(next))
    }
}
