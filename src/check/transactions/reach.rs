//! The transitive closure of a graph: one bit for each pair of nodes.

use super::cycles::components;
use super::graph::Graph;

/// All pairs of a graph without cycles.
#[derive(Clone, Debug)]
pub struct Reach {
    /// The place of each node in an order that all edges follow.
    ranks: Vec<usize>,
    /// For each node, a bit for each node that leads to it.
    bits: Vec<u64>,
    words: usize,
}

impl Reach {
    /// All pairs; nothing where the graph has a cycle.
    pub fn of(graph: &Graph) -> Option<Reach> {
        let component = components(graph, u8::MAX);
        let count = component.iter().max().map_or(0, |last| last + 1);
        if count != graph.nodes {
            return None;
        }
        // Components are numbered from the last to the first.
        let ranks: Vec<usize> = component.iter().map(|number| count - 1 - number).collect();
        let mut order = vec![0; graph.nodes];
        ranks.iter().enumerate().for_each(|(node, &rank)| order[rank] = node);
        let words = graph.nodes.div_ceil(64);
        let mut bits = vec![0u64; graph.nodes * words];
        for node in order {
            for at in graph.out(node) {
                let to = graph.edges[at].to as usize;
                for word in 0..words {
                    let from = bits[node * words + word];
                    bits[to * words + word] |= from;
                }
                bits[to * words + node / 64] |= 1 << (node % 64);
            }
        }
        Some(Reach { ranks, bits, words })
    }

    /// The place of a node in an order that all edges follow.
    pub fn rank(&self, node: usize) -> usize {
        self.ranks[node]
    }

    /// Whether there is a way from one to the other, of at least one edge.
    pub fn leads(&self, from: usize, to: usize) -> bool {
        self.bits[to * self.words + from / 64] >> (from % 64) & 1 == 1
    }
}
