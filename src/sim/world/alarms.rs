//! The timers that are set at a node. The node sets and cancels a timer by what it is for, the
//! agenda finds it by its ticket; neither may cost more where thousands are set, as at a database
//! with a session for every client that waits.

use crate::base::ids::FactId;
use crate::sim::agenda::Ticket;
use std::collections::BTreeMap;

/// Up to so many timers are looked through one by one.
const FEW: usize = 32;

/// A timer of the list, the ticket of its agenda item, and the fact that set it.
#[derive(Clone, Debug)]
struct Alarm<T> {
    ticket: Ticket,
    cause: FactId,
    /// Nothing where it was cancelled or has gone off.
    timer: Option<T>,
}

/// Timers in the order in which they were set, which is that of their tickets.
#[derive(Clone, Debug)]
pub(super) struct Alarms<T> {
    all: Vec<Alarm<T>>,
    /// How many of the list are still set.
    set: usize,
    /// The ticket of each timer that is set, where these are not [few](FEW); else nothing.
    tickets: BTreeMap<T, Ticket>,
}

impl<T> Default for Alarms<T> {
    fn default() -> Self {
        Alarms { all: Vec::new(), set: 0, tickets: BTreeMap::new() }
    }
}

impl<T: Ord + Clone> Alarms<T> {
    /// Sets a timer. One that is set again replaces the one that was. Tickets come in their order.
    pub fn set(&mut self, timer: T, ticket: Ticket, cause: FactId) {
        self.cancel(&timer);
        self.set += 1;
        if !self.tickets.is_empty() {
            self.tickets.insert(timer.clone(), ticket);
        }
        self.all.push(Alarm { ticket, cause, timer: Some(timer) });
        if self.tickets.is_empty() && self.set > FEW {
            let set = self.all.iter().filter_map(|alarm| Some((alarm.timer.clone()?, alarm.ticket)));
            self.tickets = set.collect();
        }
    }

    /// Cancels a timer, if it is set.
    pub fn cancel(&mut self, timer: &T) {
        let place = if self.tickets.is_empty() {
            self.all.iter().position(|alarm| alarm.timer.as_ref() == Some(timer))
        } else {
            self.tickets.get(timer).and_then(|&ticket| self.place(ticket))
        };
        if let Some(place) = place {
            self.take_at(place);
        }
    }

    /// Whether the timer with this ticket is still set: it may have been cancelled, or set again
    /// with another one.
    pub fn has(&self, ticket: Ticket) -> bool {
        self.place(ticket).is_some()
    }

    /// Takes out the timer with this ticket, and the fact that set it.
    pub fn take(&mut self, ticket: Ticket) -> Option<(T, FactId)> {
        let place = self.place(ticket)?;
        let cause = self.all[place].cause;
        Some((self.take_at(place)?, cause))
    }

    /// Cancels all.
    pub fn clear(&mut self) {
        *self = Alarms::default();
    }

    fn take_at(&mut self, place: usize) -> Option<T> {
        let timer = self.all[place].timer.take()?;
        self.set -= 1;
        self.tickets.remove(&timer);
        if self.all.len() > 2 * self.set + FEW / 4 {
            self.all.retain(|alarm| alarm.timer.is_some());
        }
        Some(timer)
    }

    /// Where the timer with a ticket is, if it is still set.
    fn place(&self, ticket: Ticket) -> Option<usize> {
        let place = self.all.binary_search_by_key(&ticket, |alarm| alarm.ticket).ok()?;
        self.all[place].timer.is_some().then_some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Lane, below};

    #[test]
    fn a_timer_that_is_set_again_goes_off_with_its_last_ticket_alone() {
        let mut alarms = Alarms::default();
        for (ticket, timer) in (0..).zip(["a", "b", "a", "c"]) {
            alarms.set(timer, ticket, FactId(ticket));
        }
        alarms.cancel(&"c");
        alarms.cancel(&"never set");
        assert_eq!([0, 1, 2, 3].map(|ticket| alarms.has(ticket)), [false, true, true, false]);
        let taken = [0, 2, 2, 1].map(|ticket| alarms.take(ticket));
        assert_eq!(taken, [None, Some(("a", FactId(2))), None, Some(("b", FactId(1)))]);
    }

    #[test]
    fn few_timers_and_many_behave_as_a_map() {
        let (mut alarms, mut model) = (Alarms::default(), BTreeMap::new());
        for n in 0..40_000 {
            let draw = |k: u64, most: u64| below(Lane(12).draw(n * 4 + k), most);
            // Now there are some, now hundreds.
            let timer = draw(0, if n / 5_000 % 2 == 0 { 12 } else { 600 });
            match draw(1, 5) {
                0 => {
                    alarms.cancel(&timer);
                    model.remove(&timer);
                }
                1 => {
                    let ticket = draw(2, n + 1) as Ticket;
                    let found = model.iter().find(|(_, it)| **it == ticket).map(|(&timer, _)| timer);
                    assert_eq!(alarms.has(ticket), found.is_some());
                    assert_eq!(alarms.take(ticket), found.map(|timer| (timer, FactId(ticket))));
                    if let Some(timer) = found {
                        model.remove(&timer);
                    }
                }
                _ => {
                    alarms.set(timer, n as Ticket, FactId(n as u32));
                    model.insert(timer, n as Ticket);
                }
            }
            assert_eq!(alarms.set, model.len());
            assert!(alarms.all.len() <= 2 * alarms.set + FEW, "what is over is let go");
        }
        alarms.clear();
        assert!((0..40_000).all(|ticket| !alarms.has(ticket)));
    }
}
