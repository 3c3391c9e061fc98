//! The configurations that a search has visited, compared in full: equal hashes alone decide
//! nothing.
//!
//! A hash only says where to look; what is found is compared as a whole. Open addressing over one
//! growing list of words, because a search asks this millions of times and a tree of vectors would
//! be most of its time.

/// A set of short lists of words.
#[derive(Default)]
pub(super) struct Memo {
    words: Vec<u64>,
    /// The hash, where the list begins in `words` counted from 1 (0: free), and its length.
    slots: Vec<(u64, u32, u32)>,
    count: usize,
}

impl Memo {
    /// Puts a list in, its first words by themselves; says whether it was new. Equal lists must
    /// come with equal hashes.
    pub(super) fn insert<const N: usize>(&mut self, hash: u64, first: [u64; N], more: &[u64]) -> bool {
        let words = N + more.len();
        if self.count * 4 >= self.slots.len() * 3 {
            self.grow();
        }
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let (known, begins, length) = self.slots[at];
            if begins == 0 {
                break;
            }
            let begins = begins as usize - 1;
            // Word by word: in wasm, comparing memory is a call that looks at bytes.
            if known == hash
                && length as usize == words
                && self.words[begins..begins + words].iter().eq(first.iter().chain(more))
            {
                return false;
            }
            at = (at + 1) & mask;
        }
        self.slots[at] = (hash, self.words.len() as u32 + 1, words as u32);
        self.words.reserve(words);
        self.words.extend(first);
        self.words.extend_from_slice(more);
        self.count += 1;
        true
    }

    /// Whether another list of this length still fits.
    pub(super) fn has_room(&self, length: usize) -> bool {
        self.words.len() + length < u32::MAX as usize
    }

    /// How many bytes it takes, or will in a moment: what grows is copied to where there is room
    /// for twice as much.
    pub(super) fn memory(&self) -> u64 {
        let words = grown(self.words.capacity(), self.words.len() + 64) * size_of::<u64>() as u64;
        let slots =
            grown(self.slots.len(), (self.count + 1) * 4 / 3 + 1) * size_of::<(u64, u32, u32)>() as u64;
        words + slots
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(64);
        let old = std::mem::replace(&mut self.slots, vec![(0, 0, 0); size]);
        for slot in old.into_iter().filter(|slot| slot.1 != 0) {
            let mut at = slot.0 as usize & (size - 1);
            while self.slots[at].1 != 0 {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = slot;
        }
    }
}

/// How many members a list of this capacity has room for while it grows, where it soon has to: the
/// old ones and twice as many.
pub(super) fn grown(capacity: usize, soon: usize) -> u64 {
    if soon >= capacity { 3 * capacity as u64 } else { capacity as u64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_hashes_do_not_make_equal_lists() {
        let mut memo = Memo::default();
        assert!((0..1000u64).all(|n| memo.insert(7, [n], &[n])));
        assert!((0..1000u64).all(|n| !memo.insert(7, [n], &[n])));
        assert!(memo.insert(7, [1], &[]) && memo.insert(7, [], &[]) && !memo.insert(7, [], &[]));
    }
}
