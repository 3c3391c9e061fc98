//! Finds things by an id of 64 bits: a [`ForkMap`] in which the first place counts.

use crate::base::forkmap::ForkMap;

/// Places by id. An id that was put in stays where it is: the first place counts.
#[derive(Clone, Debug, Default)]
pub struct IdIndex {
    places: ForkMap<u64>,
}

impl IdIndex {
    /// How many ids it knows.
    pub fn len(&self) -> u32 {
        self.places.len() as u32
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The place that was put in with this id.
    pub fn get(&self, id: u64) -> Option<u32> {
        self.places.get(id)
    }

    /// Puts an id in; says whether it is new.
    pub fn insert(&mut self, id: u64, place: u32) -> bool {
        let new = self.get(id).is_none();
        if new {
            self.places.set(id, place);
        }
        new
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
