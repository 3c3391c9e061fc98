//! The world at the cursor, and the way back from it.
//!
//! A step back is a seek, but the next ones would fold the same steps again. So the steps of a way
//! are [noted](World::note_steps) while it is folded, and taken back one by one: each costs what it
//! changed, however large the world is. Where the notes of a way take too much, it is divided: a
//! copy of the world stands where the noted part begins, and the part before it is folded from
//! there when the walk gets there.

use crate::sim::protocol::Protocol;
use crate::sim::world::World;

/// What is noted of a way takes no more bytes than this, and the copies on it neither. Tests walk
/// over ways that are short.
const MOST_BYTES: usize = if cfg!(test) { 60_000 } else { 100_000_000 };

/// After so many steps it is looked at how much the notes take.
const LOOK_EVERY: u64 = 64;

/// The cursor of a run.
pub(super) struct Walk<P: Protocol> {
    here: World<P>,
    /// Where the parts of a way begin whose notes take too much together, in order.
    stops: Vec<World<P>>,
}

impl<P: Protocol> Walk<P> {
    /// A cursor at a world.
    pub fn new(world: World<P>) -> Walk<P> {
        Walk { here: world, stops: Vec::new() }
    }

    /// The world at the cursor.
    #[inline]
    pub fn here(&self) -> &World<P> {
        &self.here
    }

    /// The same, to step on when the walk is [over](Walk::forget).
    #[inline]
    pub fn here_mut(&mut self) -> &mut World<P> {
        &mut self.here
    }

    /// Takes one step back, if it was noted.
    #[inline]
    pub fn back(&mut self) -> bool {
        self.here.step_back()
    }

    /// Goes to where the way to a step begins: to the last stop before it, or to a world before it
    /// where there is no stop after that one.
    pub fn restart(&mut self, step: u64, or_from: &World<P>) {
        while self.stops.pop_if(|stop| stop.steps() > step).is_some() {}
        let stop = self.stops.last().filter(|stop| stop.steps() > or_from.steps());
        self.here.clone_from(stop.unwrap_or(or_from));
    }

    /// Takes steps until there were so many. `take` takes one and notes it, if there is one.
    pub fn fold_to(&mut self, step: u64, mut take: impl FnMut(&mut World<P>) -> bool) {
        self.here.note_steps(true);
        while self.here.steps() < step && take(&mut self.here) {
            if self.here.steps().is_multiple_of(LOOK_EVERY) && self.here.noted_bytes() > MOST_BYTES {
                self.stop();
            }
        }
    }

    /// What is noted from here on is a part of its own.
    #[cold]
    fn stop(&mut self) {
        if (self.stops.len() + 1) * self.here.weight() <= MOST_BYTES {
            self.stops.push(self.here.clone());
        }
        self.here.note_steps(true);
    }

    /// Roughly how many bytes its worlds and what is noted take.
    pub fn bytes(&self) -> u64 {
        let stops: usize = self.stops.iter().map(World::weight).sum();
        (self.here.weight() + self.here.noted_bytes() + stops) as u64
    }

    /// The walk is over.
    #[inline]
    pub fn forget(&mut self) {
        self.stops.clear();
        self.here.note_steps(false);
    }
}
