//! The nodes of a world. Worlds that are copies of each other share every node until one of them
//! writes to it: what a step changes is one node, so a world of a step ago costs one node, however
//! many there are. The way back is made of the same: a step that is noted leaves the nodes that it
//! writes to as they were, and goes on with copies.

use super::node::Node;
use crate::base::ids::NodeId;
use crate::base::undo::{TakenBack, Undo};
use crate::sim::protocol::{Protocol, StateOf};
use core::ops::{Index, IndexMut};
use std::rc::Rc;

/// The nodes of a world, services and parts, by their numbers.
pub(super) struct Nodes<P: Protocol> {
    all: Vec<Rc<Node<P>>>,
    /// Nodes as they were before the step that wrote to them.
    undo: Undo<(NodeId, Rc<Node<P>>)>,
    /// Nodes that a way back left, whose room the next copies take.
    spare: Vec<Rc<Node<P>>>,
}

/// Who goes back no longer keeps spare nodes of so many bytes.
const SPARE_BYTES: usize = 1 << 20;

impl<P: Protocol> Clone for Nodes<P> {
    fn clone(&self) -> Self {
        Nodes { all: self.all.clone(), undo: Undo::default(), spare: Vec::new() }
    }

    /// Leaves alone what is shared already.
    fn clone_from(&mut self, other: &Self) {
        self.keep(false);
        self.all.truncate(other.all.len());
        let (same, more) = other.all.split_at(self.all.len());
        let pairs = self.all.iter_mut().zip(same);
        for (mine, theirs) in pairs.filter(|(mine, theirs)| !Rc::ptr_eq(mine, theirs)) {
            *mine = Rc::clone(theirs);
        }
        self.all.extend_from_slice(more);
    }
}

impl<P: Protocol> Nodes<P> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// All of them, by their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &Node<P>> {
        self.all.iter().map(Rc::as_ref)
    }

    /// A node is about to be written to. The first time in a step it is noted, and a copy takes its
    /// place.
    #[cold]
    #[inline(never)]
    fn note(&mut self, id: NodeId) {
        if self.undo.of_this_step().iter().any(|&(noted, _)| noted == id) {
            return;
        }
        let node = &mut self.all[id.index()];
        let spare = self.spare.pop().and_then(|mut room| {
            Rc::get_mut(&mut room)?.clone_from(node);
            Some(room)
        });
        let copy = spare.unwrap_or_else(|| Rc::new(Node::clone(node)));
        let before = core::mem::replace(node, copy);
        self.undo.note(|| (id, before));
    }

    /// Roughly how many bytes a node takes, if all are as heavy as the heaviest.
    fn heaviest(&self) -> usize {
        let beside = |node: &Node<P>| P::weight(&node.state).saturating_sub(size_of::<StateOf<P>>());
        size_of::<Node<P>>() + self.iter().map(beside).max().unwrap_or(0)
    }
}

impl<P: Protocol> FromIterator<Node<P>> for Nodes<P> {
    fn from_iter<I: IntoIterator<Item = Node<P>>>(nodes: I) -> Self {
        let all = nodes.into_iter().map(Rc::new).collect();
        Nodes { all, undo: Undo::default(), spare: Vec::new() }
    }
}

impl<P: Protocol> Index<NodeId> for Nodes<P> {
    type Output = Node<P>;

    #[inline(always)]
    fn index(&self, id: NodeId) -> &Node<P> {
        &self.all[id.index()]
    }
}

impl<P: Protocol> IndexMut<NodeId> for Nodes<P> {
    /// A node to write to: one that another world shares is copied first.
    #[inline(always)]
    fn index_mut(&mut self, id: NodeId) -> &mut Node<P> {
        if self.undo.is_kept() {
            self.note(id);
        }
        Rc::make_mut(&mut self.all[id.index()])
    }
}

impl<P: Protocol> TakenBack for Nodes<P> {
    type Mark = u32;

    fn keep(&mut self, noted: bool) {
        self.undo.keep(noted);
        if !noted && !self.spare.is_empty() {
            self.spare.truncate(SPARE_BYTES / self.heaviest());
        }
    }

    #[inline]
    fn mark(&mut self) -> u32 {
        self.undo.mark()
    }

    fn back_to(&mut self, mark: u32) {
        while let Some((id, before)) = self.undo.pop_after(mark) {
            self.spare.push(core::mem::replace(&mut self.all[id.index()], before));
        }
    }

    fn noted_bytes(&self) -> usize {
        self.undo.bytes() + (self.undo.len() + self.spare.len()) * self.heaviest()
    }
}
