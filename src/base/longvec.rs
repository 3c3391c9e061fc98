//! A long list that is appended to all the time and forked now and then: the trace of a run.
//!
//! Full pages are shared by clones; the last one belongs to one list alone, so that an append looks
//! at nothing but its own room. A [`ForkVec`](super::forkvec::ForkVec) shares the last page too:
//! there a clone costs less and an append more.

use std::ops::{Index, Range};
use std::rc::Rc;

/// A list in pages of `PAGE` elements, a power of two.
#[derive(Clone, Debug)]
pub struct LongVec<T, const PAGE: usize> {
    full: Vec<Rc<Vec<T>>>,
    /// Shorter than a page.
    tail: Vec<T>,
    /// How many elements are in full pages.
    before: usize,
}

impl<T, const PAGE: usize> Default for LongVec<T, PAGE> {
    fn default() -> Self {
        const { assert!(PAGE.is_power_of_two()) };
        LongVec { full: Vec::new(), tail: Vec::new(), before: 0 }
    }
}

impl<T: Clone, const PAGE: usize> LongVec<T, PAGE> {
    /// How many elements there are.
    #[inline(always)]
    pub fn len(&self) -> usize {
        // No memory holds as many elements as would make this wrap.
        self.before.wrapping_add(self.tail.len())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds an element at the end.
    #[inline(always)]
    pub fn push(&mut self, element: T) {
        self.tail.push(element);
        if self.tail.len() == PAGE {
            self.turn_page();
        }
    }

    #[cold]
    #[inline(never)]
    fn turn_page(&mut self) {
        let page = core::mem::replace(&mut self.tail, Vec::with_capacity(PAGE));
        self.full.push(Rc::new(page));
        self.before += PAGE;
    }

    /// The element at `index`, if there is one.
    #[inline(always)]
    pub fn get(&self, index: usize) -> Option<&T> {
        match index.checked_sub(self.before) {
            Some(late) => self.tail.get(late),
            None => self.full.get(index / PAGE)?.get(index % PAGE),
        }
    }

    /// Keeps the first `len` elements; what is shared with clones stays theirs.
    pub fn truncate(&mut self, len: usize) {
        if len >= self.len() {
            return;
        }
        let pages = len / PAGE;
        if pages < self.full.len() {
            self.before = pages * PAGE;
            self.full.truncate(pages + 1);
            let last = self.full.pop().expect("there is a page after the ones that stay");
            self.tail.clear();
            self.tail.extend_from_slice(&last[..len % PAGE]);
        } else {
            self.tail.truncate(len % PAGE);
        }
    }

    /// The elements from first to last.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + Clone + '_ {
        self.full.iter().flat_map(|page| page.iter()).chain(self.tail.iter())
    }

    /// The elements in a range, cut to what there is; reaching its start costs nothing that grows.
    pub fn range(&self, range: Range<usize>) -> impl Iterator<Item = &T> + Clone + '_ {
        let end = range.end.min(self.len());
        let start = range.start.min(end);
        (start / PAGE..end.div_ceil(PAGE)).flat_map(move |nth| {
            let page: &[T] = self.full.get(nth).map_or(&self.tail, |page| page);
            let first = nth * PAGE;
            page[start.max(first) - first..end.min(first + page.len()) - first].iter()
        })
    }
}

impl<T: Clone, const PAGE: usize> Index<usize> for LongVec<T, PAGE> {
    type Output = T;
    #[inline(always)]
    fn index(&self, index: usize) -> &T {
        match self.get(index) {
            Some(element) => element,
            None => beyond(index, self.len()),
        }
    }
}

#[cold]
#[inline(never)]
fn beyond(index: usize, len: usize) -> ! {
    panic!("index {index} of a list of {len}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Lane, below};

    #[test]
    fn every_fork_behaves_as_a_vector_of_its_own() {
        let mut forks: Vec<(LongVec<u64, 4>, Vec<u64>)> = vec![(LongVec::default(), Vec::new())];
        for n in 0..2_000 {
            let draw = |k: u64, most: u64| below(Lane(5).draw(n * 4 + k), most) as usize;
            let (count, which) = (forks.len(), draw(0, forks.len() as u64));
            let (fork, model) = &mut forks[which];
            match draw(1, 12) {
                0 => {
                    let len = draw(2, 40);
                    fork.truncate(len);
                    model.truncate(len);
                }
                1 if count < 8 => {
                    let copy = forks[which].clone();
                    forks.push(copy);
                }
                _ => {
                    fork.push(n);
                    model.push(n);
                }
            }
            for (fork, model) in &forks {
                assert_eq!((fork.len(), fork.is_empty()), (model.len(), model.is_empty()));
                assert!(fork.iter().eq(model.iter()) && fork.iter().rev().eq(model.iter().rev()));
                assert!(fork.range(3..17).eq(model.iter().take(17).skip(3)));
                assert!((0..model.len() + 2).all(|at| fork.get(at) == model.get(at)));
            }
        }
    }

    #[test]
    fn clones_share_full_pages() {
        let mut list: LongVec<u8, 64> = LongVec::default();
        (0..200).for_each(|n| list.push(n));
        let fork = list.clone();
        assert!(fork.full.iter().zip(&list.full).all(|(a, b)| Rc::ptr_eq(a, b)) && fork.full.len() == 3);
    }
}
