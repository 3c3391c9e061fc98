//! What a transaction leaves behind.

/// The last write to each key, by key. Most transactions write to few keys, which a list holds
/// better than a tree.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Installs(Vec<(u32, u32)>);

impl Installs {
    /// The last of these writes to each key, given in the order in which they were done.
    pub fn of(writes: impl Iterator<Item = (u32, u32)> + Clone) -> Installs {
        let mut last: Vec<(u32, u32)> = Vec::with_capacity(writes.clone().count());
        last.extend(writes);
        if last.is_sorted_by(|one, other| one.0 < other.0) {
            return Installs(last);
        }
        last.reverse();
        last.sort_by_key(|(key, _)| *key);
        last.dedup_by_key(|(key, _)| *key);
        Installs(last)
    }

    /// The last value that was written to a key.
    #[inline]
    pub fn get(&self, key: u32) -> Option<u32> {
        if self.0.len() <= 8 {
            return self.0.iter().find(|(to, _)| *to == key).map(|(_, value)| *value);
        }
        self.0.binary_search_by_key(&key, |(to, _)| *to).ok().map(|at| self.0[at].1)
    }

    /// Whether a key was written to.
    pub fn has(&self, key: u32) -> bool {
        self.get(key).is_some()
    }

    /// The keys that were written to, in order.
    pub fn keys(&self) -> impl Iterator<Item = u32> {
        self.0.iter().map(|(key, _)| *key)
    }

    /// Keys with their last values, in the order of keys.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32)> {
        self.0.iter().copied()
    }

    /// How many keys were written to.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Lane, below};
    use std::collections::BTreeMap;

    #[test]
    fn the_last_write_to_each_key_is_kept() {
        for seed in 0..500 {
            let draw = |k: u64, most: u64| below(Lane(seed).draw(k), most);
            let (count, keys) = (draw(0, 30), 1 + draw(1, 20));
            let writes: Vec<(u32, u32)> = (0..count).map(|n| (draw(n + 2, keys) as u32, n as u32)).collect();
            let (installs, model) =
                (Installs::of(writes.iter().copied()), writes.into_iter().collect::<BTreeMap<u32, u32>>());
            assert!(installs.iter().eq(model.iter().map(|(key, value)| (*key, *value))));
            assert!((0..25).all(|key| installs.get(key) == model.get(&key).copied()));
        }
    }
}
