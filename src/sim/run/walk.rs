//! The world at the cursor, and the worlds that a walk back leaves on its way.
//!
//! A step back is a seek, but the next ones would fold the same steps again. So some worlds are
//! kept on the way: all of the last stretch, and before it one for each stretch, from which that
//! one is folded when the walk gets there. To keep them all would fold less and take three times as
//! long: few stay in the processor's cache. Worlds stay where they are in one list, and what moves
//! is who is the cursor.

use crate::sim::protocol::Protocol;
use crate::sim::world::World;

/// How many stretches a long way is divided into.
const STRETCHES: u64 = 16;

/// Up to so many steps a way is kept whole.
const ALL: u64 = 64;

/// The worlds on a way take no more bytes than this together; a way through larger ones keeps
/// fewer.
const MOST_BYTES: usize = 200_000_000;

/// The cursor of a run.
pub(super) struct Walk<P: Protocol> {
    worlds: Vec<World<P>>,
    here: usize,
    /// The worlds that are kept, in order; all lie before the cursor.
    behind: Vec<usize>,
    /// The worlds that nobody needs; their room is used again.
    spare: Vec<usize>,
}

impl<P: Protocol> Walk<P> {
    /// A cursor at a world.
    pub fn new(world: World<P>) -> Walk<P> {
        Walk { worlds: vec![world], here: 0, behind: Vec::new(), spare: Vec::new() }
    }

    /// The world at the cursor.
    #[inline]
    pub fn here(&self) -> &World<P> {
        &self.worlds[self.here]
    }

    /// The same, to step on.
    #[inline]
    pub fn here_mut(&mut self) -> &mut World<P> {
        &mut self.worlds[self.here]
    }

    /// Goes to the last world that is kept, if it is the one after this many steps.
    pub fn back_to(&mut self, step: u64) -> bool {
        let there = self.behind.pop_if(|&mut kept| self.worlds[kept].steps() == step);
        if let Some(there) = there {
            self.spare.push(core::mem::replace(&mut self.here, there));
        }
        there.is_some()
    }

    /// Copies the last world that is kept to the cursor, or this one where there is none.
    pub fn restart(&mut self, or_from: &World<P>) {
        match self.behind.last() {
            Some(&kept) => self.copy(kept, self.here),
            None => self.here_mut().clone_from(or_from),
        }
    }

    /// Takes steps until there were so many, and keeps worlds on the way. `take` takes one, if
    /// there is one.
    pub fn fold_to(&mut self, step: u64, mut take: impl FnMut(&mut World<P>) -> bool) {
        // Worlds of one way are nearly equally large.
        let most = MOST_BYTES / self.here().weight();
        for kept in kept(self.here().steps() + 1, step).chain([step]) {
            let world = self.here_mut();
            while world.steps() < kept && take(world) {}
            if kept < step && self.behind.len() < most {
                self.keep();
            }
        }
    }

    /// Keeps a copy of the world at the cursor.
    fn keep(&mut self) {
        let room = self.spare.pop().unwrap_or(self.worlds.len());
        if room < self.worlds.len() {
            self.copy(self.here, room);
        } else {
            self.worlds.push(self.here().clone());
        }
        self.behind.push(room);
    }

    /// Roughly how many bytes its worlds take.
    pub fn bytes(&self) -> u64 {
        self.worlds.iter().map(|world| world.weight() as u64).sum()
    }

    /// The walk is over.
    pub fn forget(&mut self) {
        self.spare.append(&mut self.behind);
    }

    fn copy(&mut self, from: usize, to: usize) {
        if let Ok([from, to]) = self.worlds.get_disjoint_mut([from, to]) {
            to.clone_from(from);
        }
    }
}

/// Which steps of a way from one up to another are kept.
pub(super) fn kept(from: u64, to: u64) -> impl Iterator<Item = u64> {
    let way = to.saturating_sub(from);
    let length = if way <= ALL { 1 } else { way.div_ceil(STRETCHES) };
    let last = to.saturating_sub(length).max(from);
    let first = last - (last - from) / length * length;
    (first..last).step_by(length as usize).chain(last..to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_keeps_the_ends_of_its_stretches_and_all_of_the_last_one() {
        let kept = |from, to| kept(from, to).collect::<Vec<u64>>();
        assert!(kept(7, 7).is_empty());
        assert_eq!(kept(0, 5), [0, 1, 2, 3, 4]);
        let long = kept(10, 10 + 100);
        assert_eq!(long[..3], [12, 19, 26]);
        assert_eq!(long[long.len() - 8..], [96, 103, 104, 105, 106, 107, 108, 109]);
        for to in 11..1_000 {
            let (kept, way) = (kept(10, to), to - 10);
            assert!(kept.len() as u64 <= ALL + STRETCHES && kept.last() == Some(&(to - 1)), "{to}: {kept:?}");
            let most = if way <= ALL { 1 } else { way.div_ceil(STRETCHES) };
            assert!(
                kept[0] < 10 + most && kept.windows(2).all(|pair| pair[1] - pair[0] <= most),
                "{to}: {kept:?}"
            );
        }
    }
}
