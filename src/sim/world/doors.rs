//! What waits at the doors of nodes that stand still.

use crate::base::ids::{FlightId, NodeId, OpId};
use crate::base::undo::{TakenBack, Undo};
use crate::sim::agenda::Ticket;

/// Something that came while a node stood still.
#[derive(Clone, Copy, Debug)]
pub(super) enum Waiting {
    Request(OpId),
    Message(FlightId),
    Timer(Ticket),
    Disk,
}

/// What came for nodes that stand still, in the order in which it came.
#[derive(Clone, Debug, Default)]
pub(super) struct Doors {
    came: Vec<(NodeId, Waiting)>,
    undo: Undo<Change>,
}

/// What happened at a door, to be undone.
#[derive(Debug)]
enum Change {
    /// Something came.
    Came,
    /// What waited for a node left. It is all that waited before.
    Left(Vec<(NodeId, Waiting)>),
}

impl Doors {
    /// How much waits.
    pub fn len(&self) -> usize {
        self.came.len()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.came.is_empty()
    }

    /// Something comes for a node.
    pub fn push(&mut self, node: NodeId, came: Waiting) {
        self.undo.note(|| Change::Came);
        self.came.push((node, came));
    }

    /// Takes out what waits for a node, in the order in which it came.
    pub fn leave(&mut self, node: NodeId) -> Vec<Waiting> {
        let bytes = self.came.len() * size_of::<(NodeId, Waiting)>();
        self.undo.note_large(bytes, || Change::Left(self.came.clone()));
        let theirs = |&mut (whose, _): &mut (NodeId, Waiting)| whose == node;
        self.came.extract_if(.., theirs).map(|(_, came)| came).collect()
    }
}

impl TakenBack for Doors {
    type Mark = u32;

    fn keep(&mut self, noted: bool) {
        self.undo.keep(noted);
    }

    #[inline]
    fn mark(&mut self) -> u32 {
        self.undo.mark()
    }

    fn back_to(&mut self, mark: u32) {
        while let Some(change) = self.undo.pop_after(mark) {
            match change {
                Change::Came => drop(self.came.pop()),
                Change::Left(before) => self.came = before,
            }
        }
    }

    fn noted_bytes(&self) -> usize {
        self.undo.bytes()
    }
}
