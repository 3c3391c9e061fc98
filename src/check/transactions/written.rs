//! Who wrote what.

use std::collections::BTreeMap;

/// For each value of each key, the first operation of a history that wrote it, and whether another one did too.
///
/// Keys and values are small numbers, and nearly every value is written to one key only: that one is found by its number, others by search.
#[derive(Clone, Debug, Default)]
pub(super) struct Written {
    first: Vec<Option<(u32, Write)>>,
    more: BTreeMap<(u32, u32), Write>,
}

/// A write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Write {
    /// The place of the operation in the history.
    pub place: usize,
    /// Whether another operation wrote the same.
    pub several: bool,
}

impl Written {
    /// Adds a write by the operation at a place of the history.
    pub fn add(&mut self, key: u32, value: u32, place: usize) {
        match self.at(key, value) {
            Some(known) => known.several = true,
            None => self.put(key, value, Write { place, several: false }),
        }
    }

    /// Says that nobody can tell who wrote a value.
    pub fn blur(&mut self, key: u32, value: u32) {
        match self.at(key, value) {
            Some(known) => *known = Write { place: 0, several: true },
            None => self.put(key, value, Write { place: 0, several: true }),
        }
    }

    /// Who wrote a value of a key.
    #[inline]
    pub fn get(&self, key: u32, value: u32) -> Option<Write> {
        match self.first.get(value as usize) {
            Some(Some((to, write))) if *to == key => Some(*write),
            Some(Some(_)) => self.more.get(&(key, value)).copied(),
            _ => None,
        }
    }

    /// Whether any value of any key was written more than once.
    pub fn any_several(&self) -> bool {
        self.first.iter().flatten().any(|(_, write)| write.several) || self.more.values().any(|write| write.several)
    }

    fn at(&mut self, key: u32, value: u32) -> Option<&mut Write> {
        match self.first.get_mut(value as usize) {
            Some(Some((to, write))) if *to == key => Some(write),
            _ => self.more.get_mut(&(key, value)),
        }
    }

    fn put(&mut self, key: u32, value: u32, write: Write) {
        let place = value as usize;
        if self.first.len() <= place {
            self.first.resize(place + 1, None);
        }
        match &mut self.first[place] {
            none @ None => *none = Some((key, write)),
            Some(_) => _ = self.more.insert((key, value), write),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Lane, below};

    #[test]
    fn it_agrees_with_a_map() {
        let (mut written, mut model) = (Written::default(), BTreeMap::new());
        for n in 0..2_000 {
            let draw = |k: u64, most: u64| below(Lane(6).draw(n * 4 + k), most) as u32;
            let (key, value) = (draw(0, 5), draw(1, 400));
            if draw(2, 50) == 0 {
                written.blur(key, value);
                model.insert((key, value), Write { place: 0, several: true });
            } else {
                written.add(key, value, n as usize);
                model
                    .entry((key, value))
                    .and_modify(|it: &mut Write| it.several = true)
                    .or_insert(Write { place: n as usize, several: false });
            }
            assert_eq!(written.any_several(), model.values().any(|it| it.several));
        }
        for (key, value) in (0..5).flat_map(|key| (0..402).map(move |value| (key, value))) {
            assert_eq!(written.get(key, value), model.get(&(key, value)).copied(), "{key} {value}");
        }
    }
}
