//! The world at the cursor, and the worlds that a walk back leaves on its way.
//!
//! A step back is a seek, but the next ones would fold the same steps again. So some worlds are kept on the way: all of the last stretch, and before it one for
//! each stretch, from which that one is folded when the walk gets there. Worlds stay where they are in one list, and what moves is who is the cursor.

use crate::sim::protocol::Protocol;
use crate::sim::world::World;

/// How many stretches the way from one snapshot to the next is divided into, and about how many worlds a stretch has.
const STRETCHES: u64 = 32;

/// The cursor of a tape.
pub(super) struct Walk<P: Protocol> {
    worlds: Vec<World<P>>,
    here: usize,
    /// The worlds that are kept, in order; all lie before the cursor.
    behind: Vec<usize>,
    /// The worlds that nobody needs; their room is used again.
    spare: Vec<usize>,
}

/// Which steps of a way are kept.
pub(super) struct Stretches {
    next: u64,
    length: u64,
    /// From here on every step is kept.
    last: u64,
}

impl Stretches {
    /// The way from one step to another.
    pub fn new(from: u64, to: u64) -> Stretches {
        let length = to.saturating_sub(from).div_ceil(STRETCHES).max(1);
        let last = to.saturating_sub(length).max(from);
        Stretches { next: last - (last - from) / length * length, length, last }
    }

    /// Whether a step is one of them. To be asked about each step, in order.
    #[inline]
    pub fn keep(&mut self, step: u64) -> bool {
        let keep = step == self.next;
        if keep {
            self.next += if step < self.last { self.length } else { 1 };
        }
        keep
    }
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

    /// Keeps a copy of the world at the cursor.
    pub fn keep(&mut self) {
        let room = self.spare.pop().unwrap_or(self.worlds.len());
        if room < self.worlds.len() {
            self.copy(self.here, room);
        } else {
            self.worlds.push(self.here().clone());
        }
        self.behind.push(room);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_keeps_the_ends_of_its_stretches_and_all_of_the_last_one() {
        let kept = |from, to| {
            let mut stretches = Stretches::new(from, to);
            (from..to).filter(|&step| stretches.keep(step)).collect::<Vec<u64>>()
        };
        assert!(kept(7, 7).is_empty());
        assert_eq!(kept(0, 5), [0, 1, 2, 3, 4]);
        let long = kept(10, 10 + 100);
        assert_eq!(long[..3], [10, 14, 18]);
        assert_eq!(long[long.len() - 5..], [102, 106, 107, 108, 109]);
        for to in 11..500 {
            let kept = kept(10, to);
            assert!(kept.len() as u64 <= 2 * STRETCHES && kept.last() == Some(&(to - 1)), "{to}: {kept:?}");
            assert!(kept.windows(2).all(|pair| pair[1] - pair[0] <= (to - 10).div_ceil(STRETCHES)), "{to}: {kept:?}");
        }
    }
}
