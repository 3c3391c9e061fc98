//! Which transactions can be reached from each other.

use crate::check::transactions::graph::Graph;

/// Strongly connected components over edges of these kinds (Tarjan 1972): a number for each node.
/// Edges between components lead from higher to lower numbers.
pub fn components(graph: &Graph, kinds: u8) -> Vec<usize> {
    const NONE: usize = usize::MAX;
    let (mut index, mut low, mut component) =
        (vec![NONE; graph.nodes], vec![0; graph.nodes], vec![NONE; graph.nodes]);
    let (mut stack, mut next, mut count) = (Vec::new(), 0, 0);
    for root in 0..graph.nodes {
        if index[root] != NONE {
            continue;
        }
        let mut calls: Vec<(usize, usize)> = vec![(root, graph.out(root).start)];
        (index[root], low[root]) = (next, next);
        next += 1;
        stack.push(root);
        while let Some((node, at)) = calls.pop() {
            if at < graph.out(node).end {
                calls.push((node, at + 1));
                let edge = &graph.edges[at];
                let to = edge.to as usize;
                if edge.kind & kinds == 0 {
                } else if index[to] == NONE {
                    (index[to], low[to]) = (next, next);
                    next += 1;
                    stack.push(to);
                    calls.push((to, graph.out(to).start));
                } else if component[to] == NONE {
                    low[node] = low[node].min(index[to]);
                }
                continue;
            }
            if let Some((parent, _)) = calls.last() {
                low[*parent] = low[*parent].min(low[node]);
            }
            if low[node] == index[node] {
                while let Some(member) = stack.pop() {
                    component[member] = count;
                    if member == node {
                        break;
                    }
                }
                count += 1;
            }
        }
    }
    component
}
