//! A map that forks as cheaply as a [`ForkVec`]: which command led to which line, which id an event
//! has.
//!
//! It is a log of what was set, and an index of that log which all clones share: open addressing
//! (Knuth 1973, volume 3, section 6.4, algorithm L) over places of the log. What a clone has not
//! set is behind the end of its own log, so it sees none of it. Nothing is ever taken out: a log
//! that is cut back leaves entries behind that name lines which are gone or are others now, so a
//! reader checks the line that an entry names.

use crate::base::chance::mix;
use crate::base::forkvec::ForkVec;
use core::cell::RefCell;
use core::num::NonZero;
use std::rc::Rc;

/// A map from a whole number to `u32` with cheap clones.
#[derive(Clone, Debug)]
pub struct ForkMap<K = u32> {
    log: ForkVec<(K, u32), 64>,
    index: Rc<RefCell<Slots>>,
    keys: usize,
}

impl<K> Default for ForkMap<K> {
    fn default() -> Self {
        ForkMap { log: ForkVec::default(), index: Rc::default(), keys: 0 }
    }
}

impl<K: Copy + Eq + Into<u64>> ForkMap<K> {
    /// What a key was last set to.
    pub fn get(&self, key: K) -> Option<u32> {
        let index = self.index.borrow();
        let mine = |place: u32| {
            self.log.get(place as usize).filter(|(other, _)| *other == key).map(|&(_, value)| (place, value))
        };
        index.with(hash(key)).filter_map(mine).max_by_key(|&(place, _)| place).map(|(_, value)| value)
    }

    /// Sets a key, whether it was set before or not. Nothing is written where it has this value
    /// already.
    pub fn set(&mut self, key: K, value: u32) {
        let before = self.get(key);
        if before == Some(value) {
            return;
        }
        self.keys += usize::from(before.is_none());
        let place = self.log.len() as u32;
        if self.log.append((key, value)) {
            self.index.borrow_mut().insert(hash(key), place);
        }
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.keys
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.keys == 0
    }
}

/// Where an entry is looked for first. Eight keys that follow one another lie in one line of the
/// processor's cache: ids are mostly given one after the other, and what was set a moment ago is
/// asked for soonest, so that a map costs no more in a long run than in a short one.
fn hash(key: impl Into<u64>) -> u32 {
    let key = key.into();
    (mix((key >> 3).wrapping_add(1)) as u32) << 3 | (key as u32 & 7)
}

/// Places by hash, those of all clones. Clones that went different ways may have put the same place
/// in.
#[derive(Debug, Default)]
struct Slots {
    slots: Vec<Option<Slot>>,
    used: usize,
}

#[derive(Clone, Copy, PartialEq, Debug)]
struct Slot {
    hash: u32,
    /// The place and one, so that a free slot takes no room of its own.
    after: NonZero<u32>,
}

impl Slots {
    /// All places that were put in with a hash.
    fn with(&self, hash: u32) -> impl Iterator<Item = u32> + '_ {
        let taken = self.walk(hash).map_while(|at| self.slots[at]);
        taken.filter(move |slot| slot.hash == hash).map(|slot| slot.after.get() - 1)
    }

    fn insert(&mut self, hash: u32, place: u32) {
        if self.used * 4 >= self.slots.len() * 3 {
            let room = (self.slots.len() * 2).max(16);
            let old = core::mem::replace(&mut self.slots, vec![None; room]);
            old.into_iter().flatten().for_each(|slot| self.put(slot));
        }
        let Some(after) = NonZero::new(place.wrapping_add(1)) else { return };
        if !self.with(hash).any(|there| there == place) {
            self.put(Slot { hash, after });
            self.used += 1;
        }
    }

    fn put(&mut self, slot: Slot) {
        let free = self.walk(slot.hash).find(|&at| self.slots[at].is_none());
        self.slots[free.expect("a quarter of the slots is free")] = Some(slot);
    }

    /// The slots in which what has a hash may be, in order, up to once around.
    fn walk(&self, hash: u32) -> impl Iterator<Item = usize> + use<> {
        let room = self.slots.len();
        (0..room).map(move |step| (hash as usize + step) & (room - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn every_fork_behaves_as_a_map_of_its_own(sets in prop::collection::vec((0..3usize, prop_oneof![0..90u32, any::<u32>()], any::<u32>()), 0..400)) {
            let mut forks: Vec<(ForkMap, BTreeMap<u32, u32>)> = vec![Default::default()];
            for (which, key, value) in sets {
                if which == 2 && forks.len() < 4 {
                    forks.push(forks[0].clone());
                }
                let at = which % forks.len();
                forks[at].0.set(key, value);
                forks[at].1.insert(key, value);
                for (map, model) in &forks {
                    prop_assert_eq!(map.get(key), model.get(&key).copied());
                    prop_assert_eq!(map.len(), model.len());
                }
            }
            for (map, model) in &forks {
                prop_assert!(model.iter().all(|(&key, &value)| map.get(key) == Some(value)));
            }
        }
    }
}
