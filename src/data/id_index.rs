//! Finds things by an id of 64 bits. A hash table that forks: cloning it is free, and a change copies one page.
//!
//! A `BTreeMap` would be copied whole at the first change after each snapshot; an event store is snapshot at every write.

use crate::base::chance::mix;
use crate::base::forkvec::ForkVec;

/// Places by id. An id that was put in stays where it is: the first place counts.
#[derive(Clone, Debug, Default)]
pub struct IdIndex {
    slots: ForkVec<Slot, 64>,
    used: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    id: u64,
    place: u32,
    taken: bool,
}

/// The number of slots of the first table, a power of two.
const FIRST: usize = 64;

impl IdIndex {
    /// How many ids it knows.
    pub fn len(&self) -> u32 {
        self.used
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.used == 0
    }

    /// The place that was put in with this id.
    pub fn get(&self, id: u64) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let slot = self.slots[self.slot_of(id)];
        slot.taken.then_some(slot.place)
    }

    /// Puts an id in; says whether it is new.
    pub fn insert(&mut self, id: u64, place: u32) -> bool {
        if (self.used as usize + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let at = self.slot_of(id);
        match self.slots.get_mut(at) {
            Some(slot) if !slot.taken => {
                *slot = Slot { id, place, taken: true };
                self.used += 1;
                true
            }
            _ => false,
        }
    }

    /// The slot of an id, or the free one where it would go. At most half of the slots are taken, so there is always one.
    fn slot_of(&self, id: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = mix(id) as usize & mask;
        while self.slots[at].taken && self.slots[at].id != id {
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let wider = (self.slots.len() * 2).max(FIRST);
        let old = core::mem::replace(&mut self.slots, (0..wider).map(|_| Slot::default()).collect());
        self.used = 0;
        for slot in old.iter().filter(|slot| slot.taken) {
            self.insert(slot.id, slot.place);
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
        fn it_is_a_map_in_which_the_first_counts(ids in prop::collection::vec(0..400u64, 0..600)) {
            let mut index = IdIndex::default();
            let mut model = BTreeMap::new();
            for (place, &id) in (0..).zip(&ids) {
                prop_assert_eq!(index.insert(id, place), !model.contains_key(&id));
                model.entry(id).or_insert(place);
            }
            prop_assert_eq!(index.len() as usize, model.len());
            prop_assert!((0..400).all(|id| index.get(id) == model.get(&id).copied()));
        }
    }

    #[test]
    fn a_fork_does_not_see_what_the_other_side_put_in() {
        let mut index: IdIndex = IdIndex::default();
        (0..1_000).for_each(|id| assert!(index.insert(id, id as u32)));
        let fork = index.clone();
        assert!(index.insert(5_000, 7));
        assert_eq!((index.get(5_000), fork.get(5_000), fork.get(999)), (Some(7), None, Some(999)));
    }
}
