//! A heap of 16-byte keys in which everybody has four children, who share a cache line.
//!
//! Taking the least leaves a hole at the root, and the next key fills it: a thing that leads to another one costs one walk down the heap instead of two.

use core::hint::select_unpredictable;

/// What is in no place. No key is as large.
const NONE: u128 = u128::MAX;

/// Four siblings.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Family([u128; 4]);

impl Family {
    /// Which of the four is the least; found without a branch, which would often be guessed wrong.
    #[inline]
    fn least(&self) -> usize {
        let keys = &self.0;
        let left = usize::from(keys[1] < keys[0]);
        let right = 2 + usize::from(keys[3] < keys[2]);
        select_unpredictable(keys[right] < keys[left], right, left)
    }
}

/// Keys, the least first. Places are counted from the root on, which is the last of family 0 and lives there alone; the children of place `n`
/// are family `n - 2`.
#[derive(Debug)]
pub(super) struct Heap {
    families: Vec<Family>,
    len: usize,
    /// Whether the root is free.
    hole: bool,
}

const ROOT: usize = 3;

impl Default for Heap {
    fn default() -> Self {
        Heap { families: vec![Family([NONE; 4])], len: 0, hole: false }
    }
}

impl Clone for Heap {
    fn clone(&self) -> Self {
        Heap { families: self.families.clone(), ..*self }
    }

    /// What takes room keeps the room it has.
    fn clone_from(&mut self, other: &Self) {
        let Heap { families, len, hole } = other;
        self.families.clone_from(families);
        (self.len, self.hole) = (*len, *hole);
    }
}

impl Heap {
    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The least key.
    #[inline]
    pub fn first(&mut self) -> Option<u128> {
        if self.hole {
            self.fill_hole();
        }
        (self.len > 0).then(|| *self.place(ROOT))
    }

    /// Takes out the least key, which [`Heap::first`] has just shown.
    #[inline]
    pub fn take_first(&mut self) {
        self.hole = true;
        self.len -= 1;
    }

    /// Puts a key in.
    #[inline(never)]
    pub fn insert(&mut self, key: u128) {
        if self.hole {
            self.hole = false;
            self.sink(key);
        } else {
            self.rise(key);
        }
        self.len += 1;
    }

    /// The keys, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = u128> + '_ {
        let places = self.families.iter().flat_map(|family| family.0);
        places.skip(ROOT + usize::from(self.hole)).filter(|&key| key != NONE)
    }

    #[inline]
    fn place(&mut self, place: usize) -> &mut u128 {
        &mut self.families[place / 4].0[place % 4]
    }

    /// Puts a key into the free root and moves it down to its place.
    #[inline]
    fn sink(&mut self, key: u128) {
        let families = self.families.as_mut_slice();
        let (mut family, mut which) = (0, ROOT);
        while let Some(children) = families.get((family << 2) + which - 2) {
            let least = children.least();
            let child = children.0[least];
            if key <= child {
                break;
            }
            families[family].0[which] = child;
            (family, which) = ((family << 2) + which - 2, least);
        }
        families[family].0[which] = key;
    }

    /// Puts a key into the first place that is free and moves it up to its own. The root is taken.
    fn rise(&mut self, key: u128) {
        let mut at = ROOT + self.len;
        if at.is_multiple_of(4) {
            self.families.push(Family([NONE; 4]));
        }
        while at > ROOT {
            let parent = at / 4 + 2;
            let above = *self.place(parent);
            if above <= key {
                break;
            }
            *self.place(at) = above;
            at = parent;
        }
        *self.place(at) = key;
    }

    /// Moves the key in the last place to the root and down from there.
    #[cold]
    fn fill_hole(&mut self) {
        self.hole = false;
        let last = ROOT + self.len;
        let key = core::mem::replace(self.place(last), NONE);
        if last > ROOT {
            if last.is_multiple_of(4) {
                self.families.pop();
            }
            self.sink(key);
        }
    }
}
