//! The edges that follow from the orders of lists.

use super::{Inferred, Look, Read};
use crate::check::transactions::graph::{Edge, Fan, Graph, kind};
use crate::check::transactions::txn::Micro;
use std::collections::BTreeMap;

impl Look<'_> {
    /// Every edge `ww`, `wr` and `rw`, also of those that nobody read.
    pub(super) fn edges(self) -> Inferred {
        let mut graph = Graph::new(self.txns.all.len());
        let happened = |by: &usize| self.happened[*by];
        // What was appended to each key and is in no read.
        let mut unread: BTreeMap<u32, Vec<(u32, Option<u32>)>> = BTreeMap::new();
        for (at, txn) in self.txns.all.iter().enumerate().filter(|(at, _)| self.happened[*at]) {
            for micro in &txn.micros {
                if let Micro::Write(key, value) = micro
                    && !self.versions.get(key).is_some_and(|it| it.shown.once.contains_key(value))
                {
                    unread.entry(*key).or_default().push((at as u32, Some(*value)));
                }
            }
        }
        let mut fans: BTreeMap<u32, Fan> = unread.into_iter().map(|(key, targets)| (key, Fan::new(targets))).collect();
        let loose = fans.values().any(|fan| fan.width() > 1) || self.txns.ambiguous();
        // For each key the next place of the order, from each place on, whose writer is here and happened.
        let mut next: BTreeMap<u32, Vec<Option<(usize, u32)>>> = BTreeMap::new();
        for (&key, it) in &self.versions {
            let mut nexts = vec![None; it.order.len() + 1];
            for (nth, &value) in it.order.iter().enumerate().rev() {
                nexts[nth] = self.here(key, value).filter(happened).map(|by| (by, value)).or(nexts[nth + 1]);
            }
            next.insert(key, nexts);
        }
        for (&key, it) in &self.versions {
            let mut last: Option<(usize, u32)> = None;
            for &value in &it.order {
                let Some(by) = self.here(key, value).filter(happened) else { continue };
                if let Some((before, old)) = last {
                    let (from, to) = (before as u32, by as u32);
                    graph.add(Edge { from, to, kind: kind::WW, key, before: Some(old), after: Some(value) });
                }
                last = Some((by, value));
            }
            if let (Some((from, old)), Some(fan)) = (last, fans.get_mut(&key)) {
                graph.fan(fan, Edge { from: from as u32, to: 0, kind: kind::WW, key, before: Some(old), after: None });
            }
        }
        for &Read { at, key, seen, agrees } in &self.reads {
            let others = self.of_others(at, key, seen);
            let last = others.iter().rev().find_map(|&value| self.here(key, value).filter(happened).map(|by| (by, value)));
            if let Some((by, value)) = last {
                let (from, to) = (by as u32, at as u32);
                graph.add(Edge { from, to, kind: kind::WR, key, before: Some(value), after: None });
            }
            let Some(it) = self.versions.get(&key).filter(|_| agrees) else { continue };
            let edge = Edge { from: at as u32, to: 0, kind: kind::RW, key, before: seen.last().copied(), after: None };
            match next[&key][seen.len()] {
                Some((by, value)) => graph.add(Edge { to: by as u32, after: Some(value), ..edge }),
                None if seen.len() <= it.order.len() => {
                    if let Some(fan) = fans.get_mut(&key) {
                        graph.fan(fan, edge);
                    }
                }
                None => {}
            }
        }
        Inferred { found: self.found, happened: self.happened, graph, loose }
    }
}
