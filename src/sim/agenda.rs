//! What happens next: everything that is due, ordered by (time, class, order of planning).
//!
//! A 4-ary heap of 16-byte keys. Taking the earliest leaves a hole at the root, and the next planning fills it: a message that leads
//! to another one costs one walk down the heap instead of two.

use crate::base::ids::{ClientId, FlightId, NodeId, OpId};
use crate::base::time::Time;

/// Something that is due. The order of the variants is the order within one microsecond: what a person or a client does, then deliveries,
/// then the disk, then timers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    /// A cut ends.
    Heal(u32),
    /// A client's next operation comes.
    Arrive(ClientId),
    /// A message arrives.
    Deliver(FlightId),
    /// A write reaches a node's disk.
    Disk(NodeId),
    /// A node's timer goes off, if it is still the one with this ticket.
    Fire(NodeId),
    /// A client stops waiting.
    GiveUp(OpId),
}

/// Which planned thing it is: unique in a run.
pub type Ticket = u32;

/// Tickets are 28 bits; a run that planned more ends with a reason.
pub const MOST_TICKETS: Ticket = (1 << 28) - 1;

/// What is due, earliest first.
#[derive(Clone, Debug, Default)]
pub struct Agenda {
    heap: Vec<u128>,
    hole: bool,
    next: Ticket,
}

#[inline]
fn key(at: Time, due: Due, ticket: Ticket) -> u128 {
    let (class, arg) = match due {
        Due::Heal(rule) => (0, rule),
        Due::Arrive(client) => (1, client.0),
        Due::Deliver(flight) => (2, flight.0),
        Due::Disk(node) => (3, u32::from(node.0)),
        Due::Fire(node) => (4, u32::from(node.0)),
        Due::GiveUp(op) => (5, op.0),
    };
    (u128::from(at.0) << 64) | (class << 60) | (u128::from(ticket) << 32) | u128::from(arg)
}

#[inline]
fn entry(key: u128) -> (Time, Ticket, Due) {
    let arg = key as u32;
    let due = match (key >> 60) as u64 & 0xf {
        0 => Due::Heal(arg),
        1 => Due::Arrive(ClientId(arg)),
        2 => Due::Deliver(FlightId(arg)),
        3 => Due::Disk(NodeId(arg as u16)),
        4 => Due::Fire(NodeId(arg as u16)),
        _ => Due::GiveUp(OpId(arg)),
    };
    (Time((key >> 64) as u64), (key >> 32) as u32 & MOST_TICKETS, due)
}

impl Agenda {
    /// Plans something and returns its ticket.
    #[inline]
    pub fn plan(&mut self, at: Time, due: Due) -> Ticket {
        let ticket = self.next;
        assert!(ticket < MOST_TICKETS, "a run ends before its tickets do");
        self.next += 1;
        self.insert(key(at, due, ticket));
        ticket
    }

    /// How many tickets were given out.
    pub fn planned(&self) -> Ticket {
        self.next
    }

    /// How much is due.
    pub fn len(&self) -> usize {
        self.heap.len() - usize::from(self.hole)
    }

    /// Whether nothing is due.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// When the earliest is due.
    #[inline]
    pub fn peek(&mut self) -> Option<Time> {
        self.close_hole();
        self.heap.first().map(|&key| entry(key).0)
    }

    /// Takes the earliest.
    #[inline]
    pub fn take(&mut self) -> Option<(Time, Ticket, Due)> {
        self.close_hole();
        let first = *self.heap.first()?;
        self.hole = true;
        Some(entry(first))
    }

    /// Everything that is due, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (Time, Ticket, Due)> + '_ {
        self.heap[usize::from(self.hole)..].iter().map(|&key| entry(key))
    }

    /// Takes out everything that `which` picks, in order.
    pub fn remove(&mut self, mut which: impl FnMut(Due) -> bool) -> Vec<(Time, Ticket, Due)> {
        self.close_hole();
        let (mut out, stay): (Vec<u128>, Vec<u128>) = core::mem::take(&mut self.heap).into_iter().partition(|&key| which(entry(key).2));
        out.sort_unstable();
        stay.into_iter().for_each(|key| self.insert(key));
        out.into_iter().map(entry).collect()
    }

    #[inline]
    fn insert(&mut self, key: u128) {
        if self.hole {
            self.hole = false;
            self.sink(key);
        } else {
            self.heap.push(key);
            self.rise();
        }
    }

    #[inline]
    fn close_hole(&mut self) {
        if self.hole {
            self.hole = false;
            let last = self.heap.pop().expect("a hole is a place of the heap");
            if !self.heap.is_empty() {
                self.sink(last);
            }
        }
    }

    /// Puts a key into the free root and moves it down to its place.
    #[inline]
    fn sink(&mut self, key: u128) {
        let heap = self.heap.as_mut_slice();
        let mut at = 0;
        loop {
            let first = 4 * at + 1;
            let Some(children) = heap.get(first..heap.len().min(first + 4)) else { break };
            let (mut least, mut smallest) = (first, u128::MAX);
            for (n, &child) in children.iter().enumerate() {
                if child < smallest {
                    (least, smallest) = (first + n, child);
                }
            }
            if key <= smallest {
                break;
            }
            heap[at] = smallest;
            at = least;
        }
        heap[at] = key;
    }

    #[inline]
    fn rise(&mut self) {
        let mut at = self.heap.len() - 1;
        let key = self.heap[at];
        while at > 0 {
            let parent = (at - 1) / 4;
            if self.heap[parent] <= key {
                break;
            }
            self.heap[at] = self.heap[parent];
            at = parent;
        }
        self.heap[at] = key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::Lane;

    #[test]
    fn things_come_in_order_of_time_then_class_then_planning() {
        let mut agenda = Agenda::default();
        agenda.plan(Time(5), Due::Fire(NodeId(0)));
        agenda.plan(Time(5), Due::Deliver(FlightId(1)));
        agenda.plan(Time(5), Due::Deliver(FlightId(0)));
        agenda.plan(Time(5), Due::Arrive(ClientId(3)));
        agenda.plan(Time(4), Due::GiveUp(OpId(9)));
        let order: Vec<Due> = std::iter::from_fn(|| agenda.take()).map(|(_, _, due)| due).collect();
        let want =
            [Due::GiveUp(OpId(9)), Due::Arrive(ClientId(3)), Due::Deliver(FlightId(1)), Due::Deliver(FlightId(0)), Due::Fire(NodeId(0))];
        assert_eq!(order, want);
    }

    #[test]
    fn the_heap_agrees_with_a_sorted_list() {
        let (mut agenda, mut model) = (Agenda::default(), std::collections::BTreeSet::new());
        for n in 0..20_000u64 {
            let bits = Lane(3).draw(n);
            if bits.is_multiple_of(3) {
                let (at, ticket, due) = match agenda.take() {
                    Some(entry) => entry,
                    None => continue,
                };
                assert_eq!(model.pop_first(), Some((at, ticket)));
                assert_eq!(due, Due::Deliver(FlightId(ticket)));
            } else {
                let at = Time(bits >> 50);
                let ticket = agenda.plan(at, Due::Deliver(FlightId(agenda.planned())));
                model.insert((at, ticket));
            }
            assert_eq!(agenda.len(), model.len());
            if n.is_multiple_of(7) {
                assert_eq!(agenda.peek(), model.first().map(|&(at, _)| at));
            }
        }
    }
}
