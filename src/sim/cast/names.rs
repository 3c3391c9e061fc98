//! What nodes are called: a service has its city, a part its own name. Stage, narration, verdicts
//! and files take the names from here, so that a node is called the same wherever it is named.

use super::Cast;
use crate::base::ids::NodeId;
use crate::base::text::{Text, text};

/// The city of each service, by its number.
const CITIES: [Text; 7] = [
    text("Hangzhou", "杭州"),
    text("Beijing", "北京"),
    text("Shanghai", "上海"),
    text("Shenzhen", "深圳"),
    text("Chengdu", "成都"),
    text("Singapore", "新加坡"),
    text("Frankfurt", "法兰克福"),
];

impl Cast {
    /// What a node is called. An experiment has at most as many services as there are cities; a
    /// number beyond them begins again with the first city.
    pub fn name(&self, node: NodeId) -> Text {
        self.part(node).map_or(CITIES[node.index() % CITIES.len()], |part| part.name)
    }

    /// The node's English name in small letters, with `-` for a space: how claims name it.
    pub fn slug(&self, node: NodeId) -> String {
        self.name(node).en.to_lowercase().replace(' ', "-")
    }

    /// The node that claims name so, if there is one.
    pub fn node_named(&self, slug: &str) -> Option<NodeId> {
        (0..self.nodes()).map(NodeId).find(|&node| self.slug(node) == slug)
    }

    /// What all nodes are called, by their numbers.
    pub fn names(&self) -> Vec<Text> {
        (0..self.nodes()).map(|node| self.name(NodeId(node))).collect()
    }
}
