//! The nodes of a world. Worlds that are copies of each other share every node until one of them
//! writes to it: what a step changes is one node, so a world of a step ago costs one node, however
//! many there are.

use super::node::Node;
use crate::base::ids::NodeId;
use crate::sim::protocol::Protocol;
use core::ops::{Index, IndexMut};
use std::rc::Rc;

/// The nodes of a world, services and parts, by their numbers.
pub(super) struct Nodes<P: Protocol>(Vec<Rc<Node<P>>>);

impl<P: Protocol> Clone for Nodes<P> {
    fn clone(&self) -> Self {
        Nodes(self.0.clone())
    }

    /// Leaves alone what is shared already.
    fn clone_from(&mut self, other: &Self) {
        self.0.truncate(other.0.len());
        let (same, more) = other.0.split_at(self.0.len());
        for (mine, theirs) in self.0.iter_mut().zip(same).filter(|(mine, theirs)| !Rc::ptr_eq(mine, theirs)) {
            *mine = Rc::clone(theirs);
        }
        self.0.extend_from_slice(more);
    }
}

impl<P: Protocol> Nodes<P> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// All of them, by their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &Node<P>> {
        self.0.iter().map(Rc::as_ref)
    }
}

impl<P: Protocol> FromIterator<Node<P>> for Nodes<P> {
    fn from_iter<I: IntoIterator<Item = Node<P>>>(nodes: I) -> Self {
        Nodes(nodes.into_iter().map(Rc::new).collect())
    }
}

impl<P: Protocol> Index<NodeId> for Nodes<P> {
    type Output = Node<P>;

    #[inline(always)]
    fn index(&self, id: NodeId) -> &Node<P> {
        &self.0[id.index()]
    }
}

impl<P: Protocol> IndexMut<NodeId> for Nodes<P> {
    /// A node to write to: one that another world shares is copied first.
    #[inline(always)]
    fn index_mut(&mut self, id: NodeId) -> &mut Node<P> {
        Rc::make_mut(&mut self.0[id.index()])
    }
}
