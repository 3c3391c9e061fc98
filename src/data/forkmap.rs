//! A map from numbers to numbers that forks as cheaply as a [`ForkVec`]: which command led to which line.
//!
//! Open addressing over shared pages (Knuth 1973, volume 3, section 6.4, algorithm L). Nothing is ever taken out: a log that is cut back leaves
//! entries behind that name lines which are gone or are others now, so a reader checks the line that an entry names.

use crate::base::chance::mix;
use crate::base::forkvec::ForkVec;

/// A map from `u32` to `u32` with cheap clones.
#[derive(Clone, Debug, Default)]
pub struct ForkMap {
    slots: ForkVec<Option<(u32, u32)>, 32>,
    used: usize,
}

impl ForkMap {
    /// What a key was last set to.
    pub fn get(&self, key: u32) -> Option<u32> {
        if self.slots.is_empty() { None } else { self.slots[self.place(key)].map(|(_, value)| value) }
    }

    /// Sets a key.
    pub fn set(&mut self, key: u32, value: u32) {
        if self.used * 4 >= self.slots.len() * 3 {
            self.grow();
        }
        let place = self.place(key);
        if let Some(slot) = self.slots.get_mut(place) {
            self.used += usize::from(slot.is_none());
            *slot = Some((key, value));
        }
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.used
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.used == 0
    }

    /// Where a key is, or where it would be put. There is always a free slot, so the walk ends.
    fn place(&self, key: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = mix(u64::from(key).wrapping_add(1)) as usize & mask;
        while self.slots[at].is_some_and(|(other, _)| other != key) {
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let room = (self.slots.len() * 2).max(32);
        let old = core::mem::replace(&mut self.slots, (0..room).map(|_| None).collect());
        for &(key, value) in old.iter().flatten() {
            let place = self.place(key);
            if let Some(slot) = self.slots.get_mut(place) {
                *slot = Some((key, value));
            }
        }
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
