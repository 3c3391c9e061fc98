//! A vector that forks: its clones share everything, what is appended later too. A clone is a root
//! and a length.
//!
//! Time travel is made of this. The log of a replica and the accounts of the bank are kept in it,
//! so a snapshot of the world, a write to a disk and a branch share their past with whatever
//! follows.
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
//!
//! The elements are in pages and the pages in a tree, as in the persistent vectors of Bagwell and
//! Rompf ("RRB-Trees", 2011), without their relaxed nodes. A place is written once and in place,
//! however many clones share it, because no clone looks behind its own length: to remember a vector
//! costs nothing, now or at the next append, and a fold that is done again finds its elements there
//! and counts them. A clone that appends *something else* than another one did gets a path of its
//! own from the root to the page. That is what a branch costs, and a log that was cut back and went
//! on differently.

use super::digest::{Digest, Stable};
use core::array;
use core::cell::OnceCell;
use core::fmt;
use core::ops::{Index, Range};
use std::rc::Rc;

/// A vector with cheap clones. `PAGE` is the number of elements that are allocated, and where one
/// is written copied, together: a power of two, large for what only grows, small for what is
/// written at random and for vectors of which there are many.
pub struct ForkVec<T, const PAGE: usize = 64> {
    root: Option<Node<T, PAGE>>,
    /// How many levels of branches lie above the pages.
    height: u32,
    len: u32,
}

/// How many children a branch has, as a power of two.
const FAN_BITS: u32 = 5;
const FAN: usize = 1 << FAN_BITS;

enum Node<T, const PAGE: usize> {
    Page(Rc<[OnceCell<T>; PAGE]>),
    Branch(Rc<[OnceCell<Node<T, PAGE>>; FAN]>),
}

impl<T, const PAGE: usize> Clone for Node<T, PAGE> {
    fn clone(&self) -> Self {
        match self {
            Node::Page(page) => Node::Page(Rc::clone(page)),
            Node::Branch(branch) => Node::Branch(Rc::clone(branch)),
        }
    }
}

/// The child of a branch of this height, at least 1, that leads to an index.
#[inline]
fn child(index: usize, height: u32, page: usize) -> usize {
    (index >> (page.trailing_zeros() + FAN_BITS * (height - 1))) % FAN
}

/// As many cells as there is room for, of which the first hold these.
fn cells<T, const N: usize>(first: impl Iterator<Item = T>) -> Rc<[OnceCell<T>; N]> {
    let mut first = first.fuse();
    Rc::new(array::from_fn(|_| first.next().map_or_else(OnceCell::new, OnceCell::from)))
}

impl<T, const PAGE: usize> Node<T, PAGE> {
    fn empty(height: u32) -> Self {
        if height == 0 { Node::Page(cells([].into_iter())) } else { Node::Branch(cells([].into_iter())) }
    }

    /// The page that an index is in, if it is there.
    #[inline]
    fn page(&self, index: usize, mut height: u32) -> Option<&[OnceCell<T>; PAGE]> {
        let mut node = self;
        loop {
            match node {
                Node::Page(page) => return Some(page),
                Node::Branch(branch) => node = branch[child(index, height, PAGE)].get()?,
            }
            height -= 1;
        }
    }

    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Node::Page(a), Node::Page(b)) => Rc::ptr_eq(a, b),
            (Node::Branch(a), Node::Branch(b)) => Rc::ptr_eq(a, b),
            _ => false,
        }
    }
}

impl<T: Clone, const PAGE: usize> Node<T, PAGE> {
    /// A tree of its own that holds the elements before `len`, at least one of which is in this
    /// node, or leads to the place where the next one goes.
    fn prefix(&self, len: usize, height: u32) -> Self {
        match self {
            Node::Page(page) => {
                Node::Page(cells(page.iter().take(len % PAGE).map_while(OnceCell::get).cloned()))
            }
            Node::Branch(branch) => {
                let last = child(len, height, PAGE);
                let path = branch[last]
                    .get()
                    .map_or_else(|| Node::empty(height - 1), |node| node.prefix(len, height - 1));
                Node::Branch(cells(branch[..last].iter().map_while(OnceCell::get).cloned().chain([path])))
            }
        }
    }

    /// The element at an index, with a path to it that nobody shares.
    fn get_mut(&mut self, index: usize, height: u32) -> Option<&mut T> {
        match self {
            Node::Page(page) => {
                if Rc::get_mut(page).is_none() {
                    *page = cells(page.iter().map_while(OnceCell::get).cloned());
                }
                Rc::get_mut(page)?[index % PAGE].get_mut()
            }
            Node::Branch(branch) => {
                if Rc::get_mut(branch).is_none() {
                    *branch = cells(branch.iter().map_while(OnceCell::get).cloned());
                }
                Rc::get_mut(branch)?[child(index, height, PAGE)].get_mut()?.get_mut(index, height - 1)
            }
        }
    }
}

impl<T, const PAGE: usize> Clone for ForkVec<T, PAGE> {
    fn clone(&self) -> Self {
        ForkVec { root: self.root.clone(), ..*self }
    }
}

impl<T, const PAGE: usize> Default for ForkVec<T, PAGE> {
    fn default() -> Self {
        const { assert!(PAGE.is_power_of_two()) };
        ForkVec { root: None, height: 0, len: 0 }
    }
}

impl<T, const PAGE: usize> ForkVec<T, PAGE> {
    /// How many elements there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The element at `index`, if there is one.
    #[inline]
    pub fn get(&self, index: usize) -> Option<&T> {
        if index < self.len() {
            self.root.as_ref()?.page(index, self.height)?[index % PAGE].get()
        } else {
            None
        }
    }

    /// The last element, if there is one.
    pub fn last(&self) -> Option<&T> {
        self.get(self.len().checked_sub(1)?)
    }

    /// Keeps the first `len` elements. What follows is out of sight, and let go of when something
    /// else is appended.
    pub fn truncate(&mut self, len: usize) {
        self.len = self.len.min(u32::try_from(len).unwrap_or(u32::MAX));
    }

    /// The elements from first to last.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + Clone + '_ {
        self.range(0..self.len())
    }

    /// The elements in a range, cut to what there is; reaching its start costs nothing that grows.
    pub fn range(&self, range: Range<usize>) -> impl DoubleEndedIterator<Item = &T> + Clone + '_ {
        let end = range.end.min(self.len());
        let start = range.start.min(end);
        (start / PAGE..end.div_ceil(PAGE)).flat_map(move |nth| {
            let first = nth * PAGE;
            self.cells(nth)[start.max(first) - first..(end - first).min(PAGE)]
                .iter()
                .filter_map(OnceCell::get)
        })
    }

    /// The cells of a page.
    fn cells(&self, nth: usize) -> &[OnceCell<T>] {
        self.root.as_ref().and_then(|root| root.page(nth * PAGE, self.height)).map_or(&[], |page| page)
    }

    /// The number of pages that two vectors do not share, a measure of what keeping both costs.
    pub fn pages_apart(&self, other: &Self) -> usize {
        let pages = self.len().div_ceil(PAGE);
        (0..pages).filter(|&nth| !core::ptr::eq(self.cells(nth), other.cells(nth))).count()
    }
}

impl<T: Clone, const PAGE: usize> ForkVec<T, PAGE> {
    /// The element at `index`, to be written: what a clone shares of the way to it is copied first.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        if index < self.len() { self.root.as_mut()?.get_mut(index, self.height) } else { None }
    }
}

impl<T: Clone + PartialEq, const PAGE: usize> ForkVec<T, PAGE> {
    /// Adds an element at the end.
    #[inline]
    pub fn push(&mut self, element: T) {
        self.append(element);
    }

    /// Adds an element at the end; says whether it is new, or a clone has added the same one
    /// before.
    #[inline]
    pub(crate) fn append(&mut self, element: T) -> bool {
        let at = self.len();
        self.len += 1;
        if at >> (PAGE.trailing_zeros() + FAN_BITS * self.height) != 0 {
            self.rise();
        }
        let mut node = self.root.get_or_insert_with(|| Node::empty(0));
        let mut height = self.height;
        let mut within: &Node<T, PAGE> = node;
        let page = loop {
            match within {
                Node::Page(page) => break page,
                Node::Branch(branch) => {
                    within = branch[child(at, height, PAGE)].get_or_init(|| Node::empty(height - 1))
                }
            }
            height -= 1;
        };
        let cell = &page[at % PAGE];
        match cell.set(element) {
            Ok(()) => true,
            Err(element) if cell.get() == Some(&element) => false,
            Err(element) => {
                node = self.root.get_or_insert_with(|| Node::empty(0));
                *node = node.prefix(at, self.height);
                self.len -= 1;
                self.append(element)
            }
        }
    }

    /// One more level of branches.
    #[cold]
    fn rise(&mut self) {
        let below = self.root.take().unwrap_or_else(|| Node::empty(self.height));
        self.root = Some(Node::Branch(cells([below].into_iter())));
        self.height += 1;
    }
}

impl<T, const PAGE: usize> Index<usize> for ForkVec<T, PAGE> {
    type Output = T;
    #[inline]
    fn index(&self, index: usize) -> &T {
        match self.get(index) {
            Some(element) => element,
            None => panic!("index {index} of a vector of {}", self.len()),
        }
    }
}

impl<T: Clone + PartialEq, const PAGE: usize> FromIterator<T> for ForkVec<T, PAGE> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        let mut all = ForkVec::default();
        all.extend(elements);
        all
    }
}

impl<T: Clone + PartialEq, const PAGE: usize> Extend<T> for ForkVec<T, PAGE> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, elements: I) {
        elements.into_iter().for_each(|element| self.push(element));
    }
}

impl<T: Clone + PartialEq, const PAGE: usize> PartialEq for ForkVec<T, PAGE> {
    fn eq(&self, other: &Self) -> bool {
        let same = |nth: usize| core::ptr::eq(self.cells(nth), other.cells(nth));
        let equal = |nth: usize| {
            self.range(nth * PAGE..(nth + 1) * PAGE).eq(other.range(nth * PAGE..(nth + 1) * PAGE))
        };
        self.len == other.len
            && (self.root.as_ref().zip(other.root.as_ref()).is_some_and(|(a, b)| a.is(b))
                || (0..self.len().div_ceil(PAGE)).all(|nth| same(nth) || equal(nth)))
    }
}

impl<T: Clone + Eq, const PAGE: usize> Eq for ForkVec<T, PAGE> {}

impl<T: fmt::Debug, const PAGE: usize> fmt::Debug for ForkVec<T, PAGE> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// A stretch of a vector as it was when it was taken. It has no copy of the elements, so it is what
/// a message says of a log.
pub struct Slice<T, const PAGE: usize = 64> {
    upto: ForkVec<T, PAGE>,
    from: u32,
}

impl<T, const PAGE: usize> ForkVec<T, PAGE> {
    /// The elements in a range, cut to what there is, as they are now.
    pub fn slice(&self, range: Range<usize>) -> Slice<T, PAGE> {
        let mut upto = self.clone();
        upto.truncate(range.end);
        let from = u32::try_from(range.start).unwrap_or(u32::MAX).min(upto.len);
        Slice { upto, from }
    }
}

/// How many elements there are, and then each.
impl<T: Stable, const PAGE: usize> Stable for Slice<T, PAGE> {
    fn feed(&self, digest: &mut Digest) {
        digest.word(self.len() as u64);
        self.iter().for_each(|it| it.feed(digest));
    }
}

impl<T, const PAGE: usize> Clone for Slice<T, PAGE> {
    fn clone(&self) -> Self {
        Slice { upto: self.upto.clone(), ..*self }
    }
}

impl<T, const PAGE: usize> Slice<T, PAGE> {
    /// How many elements there are.
    pub fn len(&self) -> usize {
        (self.upto.len - self.from) as usize
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.upto.len == self.from
    }

    /// The first element, if there is one.
    pub fn first(&self) -> Option<&T> {
        self.upto.get(self.from as usize)
    }

    /// The last element, if there is one.
    pub fn last(&self) -> Option<&T> {
        self.upto.last().filter(|_| !self.is_empty())
    }

    /// The elements from first to last.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + Clone + '_ {
        self.upto.range(self.from as usize..self.upto.len())
    }
}

impl<T: Clone + PartialEq, const PAGE: usize> PartialEq for Slice<T, PAGE> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl<T: fmt::Debug, const PAGE: usize> fmt::Debug for Slice<T, PAGE> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

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
        *fork.get_mut(5_000).unwrap() = 0;
        assert_eq!((long[5_000], fork[5_000], fork.pages_apart(&long)), (5_000, 0, 1));
    }

    #[test]
    fn what_two_clones_append_alike_is_there_once() {
        let mut long: ForkVec<u64, 64> = (0..70_000).collect();
        let (mut again, mut other) = (long.clone(), long.clone());
        assert!((0..10_000).all(|n| long.append(n)));
        assert!((0..10_000).all(|n| !again.append(n)));
        assert_eq!((again == long, long.pages_apart(&again), other.len()), (true, 0, 70_000));
        // The page in which they part, and no page before it.
        assert!(other.append(7) && other.append(1));
        assert_eq!((other.pages_apart(&long), long[70_000], other[70_000], other[70_001]), (1, 0, 7, 1));
    }

    #[test]
    fn a_vector_that_is_cut_back_forgets_what_was_behind() {
        let mut cut: ForkVec<u64, 4> = (0..1_000).collect();
        cut.truncate(100);
        assert_eq!((cut.last(), cut.get(100), cut.iter().count()), (Some(&99), None, 100));
        cut.extend([7; 50]);
        assert!(cut.iter().copied().eq((0..100).chain([7; 50])));
        cut.truncate(0);
        cut.extend(5..9);
        assert!(cut == (5..9).collect() && cut.iter().rev().copied().eq([8, 7, 6, 5]));
    }

    #[test]
    fn a_stretch_stays_as_it_was_taken() {
        let mut log: ForkVec<u64, 4> = (0..100).collect();
        let slice = log.slice(30..40);
        log.truncate(35);
        log.extend([7; 20]);
        *log.get_mut(31).unwrap() = 7;
        assert!(
            slice.iter().copied().eq(30..40) && slice == (0..40).collect::<ForkVec<u64, 4>>().slice(30..90)
        );
        assert_eq!(
            (slice.len(), slice.first(), slice.last(), log[31], log[35]),
            (10, Some(&30), Some(&39), 7, 7)
        );
        let nothing = log.slice(60..70);
        assert_eq!(
            (nothing.is_empty(), nothing.first(), nothing.last(), nothing.iter().count()),
            (true, None, None, 0)
        );
    }
}
