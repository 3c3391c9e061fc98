//! What reached the disk of a node, and what is on its way there. Writes reach it one after the
//! other, each a moment that a crash can fall before.

use crate::base::ids::FactId;
use crate::sim::protocol::{Effect, Protocol};
use std::collections::VecDeque;
use std::rc::Rc;

/// A write that has not reached the disk.
#[derive(Clone)]
pub(crate) struct Write<P: Protocol> {
    /// The durable state as it was when the node asked for the write.
    pub what: P::Durable,
    /// What waits for it.
    pub then: Vec<Effect<P>>,
    /// The fact in whose handling the write was asked for.
    pub cause: FactId,
    /// What else waits for it, asked for in the handling of other facts, each with that fact.
    pub also: Vec<(FactId, Vec<Effect<P>>)>,
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
    /// Whether the first write is on its way, and due on the agenda.
    pub under_way: bool,
    /// Whether it is full: no further write sets out for it.
    pub full: bool,
    /// Whether a bit on it flipped since it was written or put back.
    pub flipped: bool,
    /// The copy that was taken of it.
    pub copy: Option<Rc<P::Durable>>,
    /// After how many more writes the node crashes, and whether the last of them is cut.
    pub fuse: Option<(u32, bool)>,
}

impl<P: Protocol> Default for Disk<P> {
    fn default() -> Self {
        Disk {
            safe: P::Durable::default(),
            writes: VecDeque::new(),
            count: 0,
            set_out: 0,
            under_way: false,
            full: false,
            flipped: false,
            copy: None,
            fuse: None,
        }
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
        self.under_way = false;
        self.fuse = None;
    }

    /// Another write reaches it. Whether the node crashes at it, and whether the write is cut then.
    pub fn burns_down(&mut self) -> Option<bool> {
        let (left, torn) = self.fuse.take()?;
        if left > 1 {
            self.fuse = Some((left - 1, torn));
            return None;
        }
        Some(torn)
    }
}
