//! A vector that forks: cloning it costs nothing that grows, and pages are shared until one side writes to them.
//!
//! Time travel is made of this. The trace of a branch, the log of a replica and the accounts of the bank are all kept in it, so a snapshot
//! of the world holds three pointers for each, and a branch shares its past with its parent.
//!
//! ```
//! use eventual::base::forkvec::ForkVec;
//! let mut past: ForkVec<u32> = (0..1000).collect();
//! let mut branch = past.clone();
//! branch.truncate(10);
//! branch.push(7);
//! past.push(8);
//! assert_eq!((past.len(), past[1000], branch.len(), branch[10]), (1001, 8, 11, 7));
//! ```

use core::ops::{Index, Range};
use std::rc::Rc;

/// A vector with cheap clones. `PAGE` is the number of elements that are shared or copied together: a power of two, large for what only
/// grows (the trace), small for what is snapshot often (a replica's log).
#[derive(Debug)]
pub struct ForkVec<T, const PAGE: usize = 64> {
    full: Rc<Vec<Rc<Vec<T>>>>,
    tail: Rc<Vec<T>>,
    /// How many elements are in full pages.
    before: usize,
}

impl<T, const PAGE: usize> Clone for ForkVec<T, PAGE> {
    fn clone(&self) -> Self {
        ForkVec { full: Rc::clone(&self.full), tail: Rc::clone(&self.tail), before: self.before }
    }
}

impl<T, const PAGE: usize> Default for ForkVec<T, PAGE> {
    fn default() -> Self {
        const { assert!(PAGE.is_power_of_two()) };
        ForkVec { full: Rc::default(), tail: Rc::default(), before: 0 }
    }
}

impl<T: Clone, const PAGE: usize> ForkVec<T, PAGE> {
    /// How many elements there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.before + self.tail.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds an element at the end.
    #[inline(always)]
    pub fn push(&mut self, element: T) {
        let roomy = if self.tail.len() < PAGE { Rc::get_mut(&mut self.tail) } else { None };
        let tail = match roomy {
            Some(tail) => tail,
            None => self.new_tail(),
        };
        tail.push(element);
    }

    /// A page to push to where the last one is full or a clone shares it.
    #[cold]
    fn new_tail(&mut self) -> &mut Vec<T> {
        if self.tail.len() == PAGE {
            let page = core::mem::replace(&mut self.tail, Rc::new(Vec::with_capacity(PAGE)));
            Rc::make_mut(&mut self.full).push(page);
            self.before += PAGE;
        }
        Rc::make_mut(&mut self.tail)
    }

    /// The element at `index`, if there is one.
    #[inline]
    pub fn get(&self, index: usize) -> Option<&T> {
        match self.full.get(index / PAGE) {
            Some(page) => page.get(index % PAGE),
            None => self.tail.get(index.checked_sub(self.before)?),
        }
    }

    /// The element at `index`, to be written: its page is copied first if a clone shares it.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        if index / PAGE < self.full.len() {
            Rc::make_mut(Rc::make_mut(&mut self.full).get_mut(index / PAGE)?).get_mut(index % PAGE)
        } else {
            let at = index.checked_sub(self.before)?;
            Rc::make_mut(&mut self.tail).get_mut(at)
        }
    }

    /// The last element, if there is one.
    pub fn last(&self) -> Option<&T> {
        self.tail.last().or_else(|| self.full.last()?.last())
    }

    /// Keeps the first `len` elements; what is shared with clones stays theirs.
    pub fn truncate(&mut self, len: usize) {
        if len >= self.len() {
            return;
        }
        let pages = len / PAGE;
        if pages < self.full.len() {
            self.before = pages * PAGE;
            let full = Rc::make_mut(&mut self.full);
            full.truncate(pages + 1);
            self.tail = full.pop().expect("there is a page after the ones that stay");
        }
        Rc::make_mut(&mut self.tail).truncate(len % PAGE);
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
            let page = self.full.get(nth).unwrap_or(&self.tail);
            let first = nth * PAGE;
            page[start.max(first) - first..end.min(first + page.len()) - first].iter()
        })
    }

    /// The number of pages that two vectors do not share, a measure of what keeping both costs.
    pub fn pages_apart(&self, other: &Self) -> usize {
        let shared = self.full.iter().zip(other.full.iter()).take_while(|(a, b)| Rc::ptr_eq(a, b)).count();
        self.full.len() - shared + usize::from(!Rc::ptr_eq(&self.tail, &other.tail))
    }
}

impl<T: Clone, const PAGE: usize> Index<usize> for ForkVec<T, PAGE> {
    type Output = T;
    #[inline]
    fn index(&self, index: usize) -> &T {
        match self.get(index) {
            Some(element) => element,
            None => panic!("index {index} of a vector of {}", self.len()),
        }
    }
}

impl<T: Clone, const PAGE: usize> FromIterator<T> for ForkVec<T, PAGE> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        let mut all = ForkVec::default();
        all.extend(elements);
        all
    }
}

impl<T: Clone, const PAGE: usize> Extend<T> for ForkVec<T, PAGE> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, elements: I) {
        elements.into_iter().for_each(|element| self.push(element));
    }
}

impl<T: Clone + PartialEq, const PAGE: usize> PartialEq for ForkVec<T, PAGE> {
    fn eq(&self, other: &Self) -> bool {
        let page_eq = |(a, b): (&Rc<Vec<T>>, &Rc<Vec<T>>)| Rc::ptr_eq(a, b) || a == b;
        self.len() == other.len() && self.full.iter().zip(other.full.iter()).all(page_eq) && page_eq((&self.tail, &other.tail))
    }
}

impl<T: Clone + Eq, const PAGE: usize> Eq for ForkVec<T, PAGE> {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Clone, Debug)]
    enum Edit {
        Push(u8),
        Truncate(usize),
        Set(usize, u8),
        Fork,
    }

    fn edits() -> impl Strategy<Value = Vec<Edit>> {
        let edit = prop_oneof![
            6 => any::<u8>().prop_map(Edit::Push),
            1 => (0..40usize).prop_map(Edit::Truncate),
            2 => (0..40usize, any::<u8>()).prop_map(|(at, to)| Edit::Set(at, to)),
            1 => Just(Edit::Fork),
        ];
        prop::collection::vec(edit, 0..200)
    }

    proptest! {
        #[test]
        fn every_fork_behaves_as_a_vector_of_its_own(edits in edits()) {
            let mut forks: Vec<(ForkVec<u8, 4>, Vec<u8>)> = vec![Default::default()];
            for (turn, edit) in edits.into_iter().enumerate() {
                let which = turn % forks.len();
                let (fork, model) = &mut forks[which];
                match edit {
                    Edit::Push(byte) => { fork.push(byte); model.push(byte); }
                    Edit::Truncate(len) => { fork.truncate(len); model.truncate(len); }
                    Edit::Set(at, to) => {
                        prop_assert_eq!(fork.get_mut(at).is_some(), at < model.len());
                        if let (Some(a), Some(b)) = (fork.get_mut(at), model.get_mut(at)) { *a = to; *b = to; }
                    }
                    Edit::Fork => { let copy = forks[which].clone(); forks.push(copy); }
                }
                for (fork, model) in &forks {
                    prop_assert_eq!(fork.len(), model.len());
                    prop_assert!(fork.iter().eq(model.iter()));
                    prop_assert_eq!(fork.last(), model.last());
                    prop_assert_eq!(fork.get(model.len()), None);
                    prop_assert!(fork.range(1..9).eq(model.iter().take(9).skip(1)));
                }
            }
        }
    }

    #[test]
    fn a_fork_shares_what_neither_side_wrote() {
        let long: ForkVec<u64, 64> = (0..10_000).collect();
        let mut fork = long.clone();
        fork.push(1);
        assert_eq!(fork.pages_apart(&long), 1);
        *fork.get_mut(5_000).unwrap() = 0;
        assert_eq!(long[5_000], 5_000);
    }
}
