//! The edges that follow from the orders of lists.

use super::{Inferred, Look};
use crate::check::transactions::graph::{Edge, Fan, Graph, kind};
use crate::check::transactions::txn::Micro;

/// A transaction and what it appended.
type Append = (u32, u32);

impl Look<'_> {
    /// Every edge `ww`, `wr` and `rw`, also of those that nobody read.
    pub(super) fn edges(self) -> Inferred {
        let mut graph = Graph::new(self.txns.all.len());
        let mut fans = self.unread();
        let loose = fans.iter().any(|fan| fan.width() > 1) || self.txns.ambiguous();
        // For each key the next place of the order, from each place on, whose writer is here and
        // happened.
        let mut next: Vec<Vec<Option<Append>>> = vec![Vec::new(); self.versions.len()];
        for (key, it) in self.orders() {
            let order = self.txns.list(it.order);
            let mut nexts = vec![None; order.len() + 1];
            for (nth, &value) in order.iter().enumerate().rev() {
                nexts[nth] = self.wrote(key, value).or(nexts[nth + 1]);
            }
            let mut last: Option<Append> = None;
            for (nth, &value) in order.iter().enumerate() {
                let Some((to, new)) = nexts[nth].filter(|(_, it)| *it == value) else { continue };
                if let Some((from, old)) = last {
                    graph.add(Edge { from, to, kind: kind::WW, key, before: Some(old), after: Some(new) });
                }
                last = Some((to, new));
            }
            if let Some((from, old)) = last {
                graph.fan(
                    &mut fans[key as usize],
                    Edge { from, to: 0, kind: kind::WW, key, before: Some(old), after: None },
                );
            }
            next[key as usize] = nexts;
        }
        for read in &self.reads {
            let (key, at) = (read.key, read.at as u32);
            let others = self.of_others(read);
            if let Some((from, value)) = others.iter().rev().find_map(|&value| self.wrote(key, value)) {
                graph.add(Edge { from, to: at, kind: kind::WR, key, before: Some(value), after: None });
            }
            if !read.agrees {
                continue;
            }
            let before = self.txns.list(read.seen).last().copied();
            let edge = Edge { from: at, to: 0, kind: kind::RW, key, before, after: None };
            match next[key as usize].get(read.seen.length as usize) {
                Some(Some((to, value))) => graph.add(Edge { to: *to, after: Some(*value), ..edge }),
                Some(None) => graph.fan(&mut fans[key as usize], edge),
                None => {}
            }
        }
        Inferred { found: self.found, happened: self.happened, graph, loose }
    }

    /// What was appended to each key and is in no read.
    fn unread(&self) -> Vec<Fan> {
        let mut unread: Vec<Vec<(u32, Option<u32>)>> = vec![Vec::new(); self.versions.len()];
        for (at, txn) in self.txns.all.iter().enumerate().filter(|(at, _)| self.happened[*at]) {
            for micro in &txn.micros {
                if let Micro::Write(key, value) = micro
                    && self.places.get(*key, *value).is_none()
                {
                    unread[*key as usize].push((at as u32, Some(*value)));
                }
            }
        }
        unread.into_iter().map(Fan::new).collect()
    }

    /// Who wrote a value, where that is here and happened, with the value.
    #[inline]
    fn wrote(&self, key: u32, value: u32) -> Option<Append> {
        self.here(key, value).filter(|by| self.happened[*by]).map(|by| (by as u32, value))
    }
}
