//! What reached the disk of a node, and what is on its way there. Writes reach it one after the
//! other, each a moment that a crash can fall before.

use crate::base::ids::FactId;
use crate::sim::protocol::{Effect, Protocol};
use std::collections::VecDeque;

/// A write that has not reached the disk.
#[derive(Clone)]
pub(crate) struct Write<P: Protocol> {
    /// The durable state as it was when the node asked for the write.
    pub what: P::Durable,
    /// What waits for it.
    pub then: Vec<Effect<P>>,
    /// The fact in whose handling the write was asked for.
    pub cause: FactId,
}

#[derive(Clone)]
pub(crate) struct Disk<P: Protocol> {
    pub safe: P::Durable,
    /// What is on its way, first come first served.
    pub writes: VecDeque<Write<P>>,
    /// How many writes reached it.
    pub count: u32,
    /// How many set out for it, which is the number of the next draw of how long one takes.
    pub set_out: u32,
}

impl<P: Protocol> Default for Disk<P> {
    fn default() -> Self {
        Disk { safe: P::Durable::default(), writes: VecDeque::new(), count: 0, set_out: 0 }
    }
}

impl<P: Protocol> Disk<P> {
    /// The next write is safe now; returns what waited for it.
    pub fn complete(&mut self) -> Option<Write<P>> {
        let write = self.writes.pop_front()?;
        self.safe = write.what.clone();
        self.count += 1;
        Some(write)
    }

    /// Power is gone: what was on its way is lost, or cut in the middle.
    pub fn fail(&mut self, torn: bool) {
        if let (true, Some(write)) = (torn, self.writes.front()) {
            self.safe = P::torn(&self.safe, &write.what);
        }
        self.writes.clear();
    }
}
