//! How far consumers have come in a topic, as a node that keeps one shows it.

use crate::base::ids::NodeId;
use crate::data::topics::{Position, Topic, Window};
use crate::sim::show::{Consumer, Section};

/// The queue of each service at a broker, in their order: what it has not settled, what is in flight
/// to it, what was set aside, and what retention took away.
pub fn consumers<T: Clone + PartialEq>(
    topic: &Topic<T>,
    positions: &[Position],
    windows: &[Window],
) -> Section {
    let consumers = (0..).map(NodeId).zip(positions.iter().zip(windows));
    let consumers = consumers.map(|(node, (position, window))| Consumer {
        node,
        lag: position.lag(topic),
        in_flight: window.in_flight() as u64,
        dead: position.dead() as u64,
        missed: position.missed(),
    });
    Section::Consumers(consumers.collect())
}
