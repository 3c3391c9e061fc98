//! What the answer to why lights up: the facts of its slice, their messages, their nodes.

use crate::base::ids::{FactId, FlightId, NodeId};
use crate::sim::trace::FactKind;
use crate::ui::store::Model;
use std::collections::BTreeSet;

/// What is lit. The turn is lit in a way of its own.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Lit {
    facts: BTreeSet<FactId>,
    flights: BTreeSet<FlightId>,
    nodes: BTreeSet<NodeId>,
    turn: (Option<FactId>, Option<FlightId>),
}

/// The class of what the turn is.
const TURN: &str = "is-why is-turn";

impl Lit {
    /// What is lit in the pictures of a branch that was asked about; nothing in others.
    pub fn of(model: &Model) -> Lit {
        let Some(why) = model.lit() else { return Lit::default() };
        let flight = |what: FactKind| match what {
            FactKind::Sent { flight }
            | FactKind::Delivered { flight }
            | FactKind::Lost { flight, .. }
            | FactKind::Duplicated { flight, .. } => Some(flight),
            _ => None,
        };
        let turn = why.turn.as_ref();
        Lit {
            facts: why.slice.iter().map(|fact| fact.id).collect(),
            flights: why.slice.iter().filter_map(|fact| flight(fact.event.what)).collect(),
            nodes: why.slice.iter().map(|fact| fact.event.node).collect(),
            turn: (turn.map(|turn| turn.fact), turn.and_then(|turn| turn.turned.flight())),
        }
    }

    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// The class of a message.
    pub fn flight(&self, flight: FlightId) -> Option<&'static str> {
        let is_turn = self.turn.1 == Some(flight);
        if is_turn { Some(TURN) } else { self.flights.contains(&flight).then_some("is-why") }
    }

    /// The class of a fact.
    pub fn fact(&self, fact: FactId) -> Option<&'static str> {
        let is_turn = self.turn.0 == Some(fact);
        if is_turn { Some(TURN) } else { self.facts.contains(&fact).then_some("is-why") }
    }

    /// Whether a node is where some of it happened.
    pub fn node(&self, node: NodeId) -> bool {
        self.nodes.contains(&node)
    }
}
