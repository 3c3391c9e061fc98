//! What stands between a message and its arrival: rules, each of which may pass it on, delay it,
//! repeat it or drop it.

use crate::base::ids::NodeId;
use crate::base::time::Span;
use crate::sim::trace::Loss;
use serde::{Deserialize, Serialize};

/// A message about to travel, as a rule sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Outgoing {
    /// The node that sends the message.
    pub from: NodeId,
    /// The node that it goes to.
    pub to: NodeId,
    /// Which message on this link it is, counted from 0.
    pub nth: u32,
}

/// What a rule says about a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ruling {
    /// Nothing: the next rule is asked.
    Abstain,
    /// It takes this long, whatever the link says.
    Deliver(Span),
    /// It travels as the link says, and again this much later.
    Duplicate(Span),
    /// It does not arrive.
    Drop(Loss),
}

/// Every network fault is a rule. The first answer other than [`Ruling::Abstain`] counts.
pub trait Rule {
    /// What happens to this message.
    fn judge(&self, going: &Outgoing) -> Ruling;
}

/// Which links are cut.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "shape", rename_all = "snake_case")]
pub enum Cut {
    /// One node and all others, both ways.
    Isolate {
        /// The node that hears nobody and is heard by nobody.
        node: NodeId,
    },
    /// Groups that cannot reach each other. A node in no group is a bridge: it reaches everybody.
    Groups {
        /// At least two groups of nodes.
        groups: Vec<Vec<NodeId>>,
    },
    /// One direction of one link.
    OneWay {
        /// The node whose messages are lost.
        from: NodeId,
        /// The node that does not hear the other one.
        to: NodeId,
    },
    /// Both directions of one link.
    Link {
        /// The node at one end.
        a: NodeId,
        /// The node at the other end.
        b: NodeId,
    },
}

impl Cut {
    /// Whether messages from one node to another are cut off.
    pub fn blocks(&self, from: NodeId, to: NodeId) -> bool {
        match self {
            Cut::Isolate { node } => (from == *node) != (to == *node),
            Cut::Groups { groups } => {
                let side = |node| groups.iter().position(|group| group.contains(&node));
                matches!((side(from), side(to)), (Some(a), Some(b)) if a != b)
            }
            Cut::OneWay { from: a, to: b } => (from, to) == (*a, *b),
            Cut::Link { a, b } => (from, to) == (*a, *b) || (to, from) == (*a, *b),
        }
    }
}

impl Rule for Cut {
    fn judge(&self, going: &Outgoing) -> Ruling {
        if self.blocks(going.from, going.to) { Ruling::Drop(Loss::Cut) } else { Ruling::Abstain }
    }
}

/// One message of one link that is treated in a way of its own: how a demonstration scripts the
/// network.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Exception {
    /// The node that sends the message.
    pub from: NodeId,
    /// The node that it goes to.
    pub to: NodeId,
    /// Which message on this link it is, counted from 0.
    pub nth: u32,
    /// What happens to it.
    #[serde(flatten)]
    pub then: Treatment,
}

/// What happens to an exceptional message.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "then", rename_all = "snake_case")]
pub enum Treatment {
    /// It does not arrive.
    Drop,
    /// It takes exactly this long.
    Deliver {
        /// How long, in microseconds.
        after_us: u64,
    },
    /// It arrives, and once more this much later.
    Duplicate {
        /// How much later, in microseconds.
        after_us: u64,
    },
}

impl Rule for Exception {
    fn judge(&self, going: &Outgoing) -> Ruling {
        if (going.from, going.to, going.nth) != (self.from, self.to, self.nth) {
            return Ruling::Abstain;
        }
        match self.then {
            Treatment::Drop => Ruling::Drop(Loss::Chosen),
            Treatment::Deliver { after_us } => Ruling::Deliver(Span(after_us)),
            Treatment::Duplicate { after_us } => Ruling::Duplicate(Span(after_us)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocked(cut: &Cut, nodes: u16) -> Vec<(u16, u16)> {
        let pairs = (0..nodes).flat_map(|a| (0..nodes).map(move |b| (a, b)));
        pairs.filter(|&(a, b)| cut.blocks(NodeId(a), NodeId(b))).collect()
    }

    #[test]
    fn each_cut_blocks_what_its_name_says() {
        assert_eq!(blocked(&Cut::Isolate { node: NodeId(1) }, 3), [(0, 1), (1, 0), (1, 2), (2, 1)]);
        assert_eq!(blocked(&Cut::OneWay { from: NodeId(2), to: NodeId(0) }, 3), [(2, 0)]);
        assert_eq!(blocked(&Cut::Link { a: NodeId(2), b: NodeId(0) }, 3), [(0, 2), (2, 0)]);
        let bridge = Cut::Groups { groups: vec![vec![NodeId(0)], vec![NodeId(2)]] };
        assert_eq!(blocked(&bridge, 3), [(0, 2), (2, 0)]);
    }
}
