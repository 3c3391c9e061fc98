//! Placing snapshots and commits one after the other, and taking them back.

use super::{Isolation, Search, Undo};
use crate::check::transactions::txn::Data;

impl Search<'_> {
    /// Places all that may come at once: it reads what is there, changes nothing and holds nothing
    /// up.
    pub(super) fn free(&mut self, undo: &mut Vec<Undo>, tried: &mut u64) {
        loop {
            let at_once = |event: usize| {
                let writes = !self.members[event / 2].writes.is_empty();
                let snapshot = event.is_multiple_of(2);
                match self.isolation {
                    _ if !writes => true,
                    Isolation::Prefix => snapshot,
                    _ => false,
                }
            };
            *tried += 1 + self.ready.len() as u64 / 16;
            let Some(event) =
                self.ready.iter().map(|(_, event)| *event).find(|&event| at_once(event) && self.may(event))
            else {
                return;
            };
            let placed = self.place(event);
            undo.push(placed);
        }
    }

    pub(super) fn may(&self, event: usize) -> bool {
        let (member, serial) = (&self.members[event / 2], self.isolation == Isolation::Serial);
        let (snapshot, commit) = (event.is_multiple_of(2), serial || event % 2 == 1);
        let there = |key: &u32| self.state.get(key).map_or(&[][..], Vec::as_slice);
        if snapshot && member.reads.iter().any(|(key, seen)| there(key) != seen) {
            return false;
        }
        if snapshot
            && self.isolation == Isolation::Snapshot
            && member.writes.iter().any(|(key, _)| self.held.contains(key))
        {
            return false;
        }
        // Nobody else may still have to read what is about to be overwritten.
        let needed = |(key, _): &(u32, Vec<u32>)| {
            let here = there(key);
            let own = usize::from(serial && member.reads.iter().any(|(k, _)| k == key));
            self.readers.get(&(*key, here.to_vec())).is_some_and(|&readers| readers > own)
        };
        !(commit && self.careful && member.writes.iter().any(needed))
    }

    pub(super) fn place(&mut self, event: usize) -> Undo {
        let (txn, serial) = (event / 2, self.isolation == Isolation::Serial);
        let mut undo = Undo { event, state: Vec::new() };
        if event.is_multiple_of(2) {
            for (key, seen) in &self.members[txn].reads {
                self.readers.entry((*key, seen.clone())).and_modify(|it| *it -= 1);
            }
            if self.isolation == Isolation::Snapshot {
                self.held.extend(self.members[txn].writes.iter().map(|(key, _)| *key));
            }
        }
        if serial || event % 2 == 1 {
            for (key, values) in &self.members[txn].writes {
                let old = self.state.get(key).cloned();
                let new = match (self.txns.data, &old) {
                    (Data::Append, Some(old)) => [old.as_slice(), values].concat(),
                    _ => values.clone(),
                };
                self.state.insert(*key, new);
                self.held.remove(key);
                undo.state.push((*key, old));
            }
        }
        self.ready.remove(&(self.txns.all[txn].invoked, event));
        for &next in &self.after[event] {
            self.waiting[next] -= 1;
            if self.waiting[next] == 0 {
                self.ready.insert((self.txns.all[next / 2].invoked, next));
            }
        }
        self.placed.push(event);
        undo
    }

    pub(super) fn unplace(&mut self, undo: Undo) {
        let (event, txn) = (undo.event, undo.event / 2);
        self.placed.pop();
        for &next in &self.after[event] {
            if self.waiting[next] == 0 {
                self.ready.remove(&(self.txns.all[next / 2].invoked, next));
            }
            self.waiting[next] += 1;
        }
        self.ready.insert((self.txns.all[txn].invoked, event));
        if self.isolation == Isolation::Snapshot && event % 2 == 1 {
            self.held.extend(undo.state.iter().map(|(key, _)| *key));
        }
        for (key, old) in undo.state.into_iter().rev() {
            match old {
                Some(old) => _ = self.state.insert(key, old),
                None => _ = self.state.remove(&key),
            }
        }
        if event.is_multiple_of(2) {
            for (key, seen) in &self.members[txn].reads {
                self.readers.entry((*key, seen.clone())).and_modify(|it| *it += 1);
            }
            if self.isolation == Isolation::Snapshot {
                self.members[txn].writes.iter().for_each(|(key, _)| _ = self.held.remove(key));
            }
        }
    }
}
