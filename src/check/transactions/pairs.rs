//! A table with an entry for each value of each key.

use std::collections::{BTreeMap, btree_map};

/// A map from keys and values, which are small numbers. Nearly every value is of one key only: that
/// one is found by its number, others by search.
#[derive(Clone, Debug)]
pub(super) struct Pairs<T> {
    first: Vec<Option<(u32, T)>>,
    more: BTreeMap<(u32, u32), T>,
}

impl<T> Default for Pairs<T> {
    fn default() -> Pairs<T> {
        Pairs { first: Vec::new(), more: BTreeMap::new() }
    }
}

impl<T> Pairs<T> {
    /// What is there for a value of a key.
    #[inline]
    pub fn get(&self, key: u32, value: u32) -> Option<&T> {
        match self.first.get(value as usize) {
            Some(Some((to, it))) if *to == key => Some(it),
            Some(_) => self.elsewhere(key, value),
            None => None,
        }
    }

    #[inline(never)]
    fn elsewhere(&self, key: u32, value: u32) -> Option<&T> {
        self.more.get(&(key, value))
    }

    /// What is there for a value of a key, to be changed; if there is nothing yet, this.
    #[inline]
    pub fn entry(&mut self, key: u32, value: u32, or: T) -> Entry<'_, T> {
        let place = value as usize;
        if self.first.len() <= place {
            self.first.resize_with(place + 1, || None);
        }
        // It lies beside the others where another key has that value, or had it when this one was
        // put in.
        let elsewhere = match &self.first[place] {
            Some((to, _)) => *to != key,
            None => self.more.contains_key(&(key, value)),
        };
        if elsewhere {
            return match self.more.entry((key, value)) {
                btree_map::Entry::Occupied(it) => Entry::Known(it.into_mut()),
                btree_map::Entry::Vacant(none) => {
                    none.insert(or);
                    Entry::New
                }
            };
        }
        match &mut self.first[place] {
            Some((_, it)) => Entry::Known(it),
            none => {
                *none = Some((key, or));
                Entry::New
            }
        }
    }

    /// Takes away what is there for a value of a key.
    pub fn remove(&mut self, key: u32, value: u32) {
        match self.first.get_mut(value as usize) {
            Some(first @ Some(_)) if first.as_ref().is_some_and(|(to, _)| *to == key) => *first = None,
            _ => _ = self.more.remove(&(key, value)),
        }
    }
}

/// What [`Pairs::entry`] found.
pub(super) enum Entry<'a, T> {
    Known(&'a mut T),
    /// Nothing was; now it is.
    New,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Lane, below};

    #[test]
    fn it_agrees_with_a_map() {
        let (mut pairs, mut model) = (Pairs::default(), BTreeMap::new());
        for n in 0..4_000 {
            let draw = |k: u64, most: u64| below(Lane(6).draw(n * 4 + k), most) as u32;
            let (key, value) = (draw(0, 5), draw(1, 200));
            if draw(2, 3) == 0 {
                pairs.remove(key, value);
                model.remove(&(key, value));
            } else {
                let known = match pairs.entry(key, value, n) {
                    Entry::Known(it) => Some(*it),
                    Entry::New => None,
                };
                assert_eq!(known, model.get(&(key, value)).copied());
                model.entry((key, value)).or_insert(n);
            }
            assert_eq!(pairs.first.iter().flatten().count() + pairs.more.len(), model.len());
        }
        for (key, value) in (0..5).flat_map(|key| (0..202).map(move |value| (key, value))) {
            assert_eq!(pairs.get(key, value), model.get(&(key, value)), "{key} {value}");
        }
    }
}
