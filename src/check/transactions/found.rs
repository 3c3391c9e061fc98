//! An anomaly that was found, and what it was found in.

use super::graph::{Edge, kind};
use crate::check::model_map::Name;

/// An anomaly and the transactions that show it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// Its name on the map of models.
    pub anomaly: Name,
    /// The transactions, as places in the list that was looked at: those of a cycle in its order;
    /// of any other anomaly, the transaction that is wrong comes first.
    pub txns: Vec<usize>,
    /// The edges of a cycle, in its order.
    pub edges: Vec<Edge>,
    /// The key and the value that it is about, where it is no cycle.
    pub about: Option<(u32, Option<u32>)>,
}

impl Found {
    /// An anomaly that is no cycle.
    pub fn direct(anomaly: Name, txns: &[usize], key: u32, value: Option<u32>) -> Found {
        Found { anomaly, txns: txns.to_vec(), edges: Vec::new(), about: Some((key, value)) }
    }

    /// A cycle; helpers are left out, the edge that led to one leads on to what it stands for.
    pub fn cycle(anomaly: Name, edges: &[Edge]) -> Found {
        let start = edges.iter().position(|it| it.kind != kind::PASS).unwrap_or(0);
        let mut joined: Vec<Edge> = Vec::new();
        for edge in edges[start..].iter().chain(&edges[..start]) {
            match joined.last_mut() {
                Some(last) if edge.kind == kind::PASS => {
                    last.to = edge.to;
                    last.after = edge.after.or(last.after);
                }
                _ => joined.push(*edge),
            }
        }
        let txns = joined.iter().map(|it| it.from as usize).collect();
        Found { anomaly, txns, edges: joined, about: None }
    }
}
