//! What undoes what was done: the way back from a state to those before it, as small as what was
//! changed.
//!
//! A copy of a state costs as much as the state is large, and a walk back needs one state for each
//! step. Instead each part of a state notes what it is about to change, and is [taken
//! back](TakenBack) by putting that in place again, the last change first. Nothing is noted until
//! somebody means to go back, and then a change costs one more look at an empty pointer.
//!
//! ```
//! use eventual::base::undo::{Rarely, TakenBack};
//! let mut cuts = Rarely::new(vec!["a"]);
//! cuts.keep(true);
//! let mark = cuts.mark();
//! cuts.write(0).push("b");
//! assert_eq!(*cuts, ["a", "b"]);
//! cuts.back_to(mark);
//! assert_eq!(*cuts, ["a"]);
//! ```

use core::ops::Deref;

/// Something that can be what it was at a mark again. Marks are of one way: those that were set
/// before [`TakenBack::keep`] was called say nothing after it.
pub trait TakenBack {
    /// A moment of its past.
    type Mark: Copy;
    /// From now on changes are noted, or no longer. Forgets those that were.
    fn keep(&mut self, noted: bool);
    /// This moment; a step begins.
    fn mark(&mut self) -> Self::Mark;
    /// Makes it what it was at a mark, and forgets what was noted since. Later marks say nothing
    /// from then on.
    fn back_to(&mut self, mark: Self::Mark);
    /// Roughly how many bytes the noted changes take, at most.
    fn noted_bytes(&self) -> usize;
}

/// Who notes no longer keeps room for so many changes: the next way back begins soon.
const ROOM: usize = 4096;

/// The changes that were noted, the last one at the end. A copy has none and notes none: it begins
/// a history of its own.
#[derive(Debug)]
pub struct Undo<T>(Option<Box<Noted<T>>>);

#[derive(Debug)]
struct Noted<T> {
    /// Whether changes are noted now; if not, only their room is kept.
    now: bool,
    changes: Vec<T>,
    /// How many were noted before this step.
    before: usize,
    /// The bytes that changes keep beside themselves; those that were undone count still.
    beside: usize,
}

impl<T> Default for Undo<T> {
    fn default() -> Self {
        Undo(None)
    }
}

impl<T> Clone for Undo<T> {
    fn clone(&self) -> Self {
        Undo(None)
    }

    /// Leaves out what was noted of the former state.
    fn clone_from(&mut self, _: &Self) {
        self.keep(false);
    }
}

impl<T> Undo<T> {
    /// From now on changes are noted, or no longer. Forgets those that were.
    pub fn keep(&mut self, noted: bool) {
        match &mut self.0 {
            Some(all) => {
                all.changes.clear();
                (all.now, all.before, all.beside) = (noted, 0, 0);
                if !noted {
                    all.changes.shrink_to(ROOM);
                }
            }
            None if noted => {
                self.0 = Some(Box::new(Noted { now: true, changes: Vec::new(), before: 0, beside: 0 }));
            }
            None => {}
        }
    }

    /// Whether changes are noted.
    #[inline(always)]
    pub fn is_kept(&self) -> bool {
        self.0.as_ref().is_some_and(|all| all.now)
    }

    /// Notes a change that is about to be made, if changes are noted.
    #[inline(always)]
    pub fn note(&mut self, change: impl FnOnce() -> T) {
        if let Some(all) = &mut self.0
            && all.now
        {
            all.push(change());
        }
    }

    /// Notes a change that keeps so many bytes beside itself.
    pub fn note_large(&mut self, bytes: usize, change: impl FnOnce() -> T) {
        if let Some(all) = &mut self.0
            && all.now
        {
            all.beside += bytes;
            all.push(change());
        }
    }

    /// This moment: how many changes lie before it. A step begins.
    #[inline]
    pub fn mark(&mut self) -> u32 {
        self.0.as_mut().map_or(0, |all| {
            all.before = all.changes.len();
            u32::try_from(all.before).expect("no way has as many changes")
        })
    }

    /// The changes of this step so far.
    pub fn of_this_step(&self) -> &[T] {
        self.0.as_ref().and_then(|all| all.changes.get(all.before..)).unwrap_or(&[])
    }

    /// Takes out the last change, if it was noted after a mark.
    #[inline]
    pub fn pop_after(&mut self, mark: u32) -> Option<T> {
        let all = self.0.as_mut()?;
        if all.changes.len() > mark as usize { all.changes.pop() } else { None }
    }

    /// How many changes are noted.
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |all| all.changes.len())
    }

    /// Whether no change is noted.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Roughly how many bytes the changes take, at most.
    pub fn bytes(&self) -> usize {
        self.len() * size_of::<T>() + self.0.as_ref().map_or(0, |all| all.beside)
    }
}

impl<T> Noted<T> {
    /// Away from the path of those who note nothing.
    #[cold]
    #[inline(never)]
    fn push(&mut self, change: T) {
        self.changes.push(change);
    }
}

/// A value that is written to so rarely that each time a copy of what it was is noted.
#[derive(Clone, Debug, Default)]
pub struct Rarely<T> {
    now: T,
    undo: Undo<T>,
}

impl<T> Rarely<T> {
    /// A value.
    pub fn new(now: T) -> Rarely<T> {
        Rarely { now, undo: Undo::default() }
    }
}

impl<T: Clone> Rarely<T> {
    /// The value, to write to; a copy of it keeps so many bytes beside itself.
    pub fn write(&mut self, bytes: usize) -> &mut T {
        self.undo.note_large(bytes, || self.now.clone());
        &mut self.now
    }
}

impl<T> Deref for Rarely<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.now
    }
}

impl<T> TakenBack for Rarely<T> {
    type Mark = u32;

    fn keep(&mut self, noted: bool) {
        self.undo.keep(noted);
    }

    fn mark(&mut self) -> u32 {
        self.undo.mark()
    }

    fn back_to(&mut self, mark: u32) {
        while let Some(before) = self.undo.pop_after(mark) {
            self.now = before;
        }
    }

    fn noted_bytes(&self) -> usize {
        self.undo.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_goes_back_to_any_mark_and_on_from_there() {
        let mut value = Rarely::new(0);
        *value.write(0) = 1;
        value.keep(true);
        let marks: Vec<u32> = (0..4)
            .map(|n| {
                let mark = value.mark();
                *value.write(0) += 10;
                *value.write(0) += n;
                mark
            })
            .collect();
        assert_eq!((*value, value.undo.of_this_step()), (47, &[34, 44][..]));
        value.back_to(marks[2]);
        assert_eq!(*value, 22);
        let again = value.mark();
        *value.write(0) = 7;
        value.back_to(again);
        assert_eq!(*value, 22);
        value.back_to(marks[0]);
        assert_eq!((*value, value.undo.len()), (1, 0));
    }

    #[test]
    fn a_copy_has_a_history_of_its_own() {
        let mut value = Rarely::new(1);
        value.keep(true);
        *value.write(0) = 2;
        let mut copy = value.clone();
        assert!(!copy.undo.is_kept());
        *copy.write(0) = 3;
        copy.back_to(0);
        value.back_to(0);
        assert_eq!((*value, *copy), (1, 3));
        value.clone_from(&copy);
        assert!(!value.undo.is_kept() && value.undo.is_empty(), "what was noted was of another value");
    }
}
