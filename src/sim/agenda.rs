//! What happens next: everything that is due, ordered by (time, class, order of planning).

mod calendar;

use crate::base::ids::{ClientId, FlightId, NodeId, OpId};
use crate::base::time::Time;
use crate::base::undo::TakenBack;
use calendar::Calendar;

/// Something that is due. The order of the variants is the order within one microsecond: what a
/// person or a client does, then deliveries, then the disk, then timers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    /// The cut with this number ends by itself.
    Heal(u32),
    /// A client's next operation comes.
    Arrive(ClientId),
    /// A message arrives at its receiver, or finds that it cannot.
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
#[derive(Debug, Default)]
pub struct Agenda {
    keys: Calendar,
    next: Ticket,
}

#[inline(always)]
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
        // Most things are deliveries: a guess that is nearly always right is better than a table.
        2 => Due::Deliver(FlightId(arg)),
        class => rarer(class, arg),
    };
    (Time((key >> 64) as u64), (key >> 32) as u32 & MOST_TICKETS, due)
}

#[cold]
fn rarer(class: u64, arg: u32) -> Due {
    match class {
        0 => Due::Heal(arg),
        1 => Due::Arrive(ClientId(arg)),
        3 => Due::Disk(NodeId(arg as u16)),
        4 => Due::Fire(NodeId(arg as u16)),
        _ => Due::GiveUp(OpId(arg)),
    }
}

impl Clone for Agenda {
    fn clone(&self) -> Self {
        Agenda { keys: self.keys.clone(), next: self.next }
    }

    /// What takes room keeps the room it has.
    fn clone_from(&mut self, other: &Self) {
        let Agenda { keys, next } = other;
        self.keys.clone_from(keys);
        self.next = *next;
    }
}

impl Agenda {
    /// Plans something and returns its ticket.
    #[inline(always)]
    pub fn plan(&mut self, at: Time, due: Due) -> Ticket {
        let ticket = self.next;
        assert!(ticket < MOST_TICKETS, "a run ends before its tickets do");
        self.next += 1;
        self.keys.insert(key(at, due, ticket));
        ticket
    }

    /// How many tickets were given out.
    pub fn planned(&self) -> Ticket {
        self.next
    }

    /// How much is due.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether nothing is due.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// When the earliest is due.
    pub fn peek(&mut self) -> Option<Time> {
        self.keys.first().map(|key| entry(key).0)
    }

    /// Takes the earliest, if it is due at or before a moment. What is never due is not taken.
    #[inline(always)]
    pub fn take_until(&mut self, until: Time) -> Option<(Time, Ticket, Due)> {
        self.keys.take_until(until.0).map(entry)
    }

    /// Everything that is due, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (Time, Ticket, Due)> + '_ {
        self.keys.iter().map(entry)
    }

    /// Takes out everything that `which` picks, in order.
    pub fn remove(&mut self, mut which: impl FnMut(Due) -> bool) -> Vec<(Time, Ticket, Due)> {
        let (mut out, stay): (Vec<u128>, Vec<u128>) = self.keys.iter().partition(|&key| which(entry(key).2));
        self.keys.lay_out(stay);
        out.sort_unstable();
        out.into_iter().map(entry).collect()
    }
}

impl TakenBack for Agenda {
    type Mark = (u32, Ticket);

    fn keep(&mut self, noted: bool) {
        self.keys.keep(noted);
    }

    #[inline]
    fn mark(&mut self) -> (u32, Ticket) {
        (self.keys.mark(), self.next)
    }

    fn back_to(&mut self, (keys, next): (u32, Ticket)) {
        self.keys.back_to(keys);
        self.next = next;
    }

    fn noted_bytes(&self) -> usize {
        self.keys.noted_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Lane, below};
    use crate::base::time::Span;

    #[test]
    fn things_come_in_order_of_time_then_class_then_planning() {
        let mut agenda = Agenda::default();
        agenda.plan(Time(5), Due::Fire(NodeId(0)));
        agenda.plan(Time(5), Due::Deliver(FlightId(1)));
        agenda.plan(Time(5), Due::Deliver(FlightId(0)));
        agenda.plan(Time(5), Due::Arrive(ClientId(3)));
        agenda.plan(Time(4), Due::GiveUp(OpId(9)));
        let order: Vec<Due> =
            std::iter::from_fn(|| agenda.take_until(Time(9))).map(|(_, _, due)| due).collect();
        let want = [
            Due::GiveUp(OpId(9)),
            Due::Arrive(ClientId(3)),
            Due::Deliver(FlightId(1)),
            Due::Deliver(FlightId(0)),
            Due::Fire(NodeId(0)),
        ];
        assert_eq!(order, want);
    }

    /// Plans and takes at random and holds the agenda against a sorted list; `far` says how long
    /// after now the next thing is due.
    fn agrees_with_a_sorted_list(steps: u64, mut far: impl FnMut(u64) -> u64) {
        let (mut agenda, mut model) = (Agenda::default(), std::collections::BTreeSet::new());
        let (mut now, mut folded) = (Time::ZERO, Agenda::default());
        for n in 0..steps {
            let bits = Lane(3).draw(n);
            // It grows to some hundreds, shrinks to nothing, and again.
            let grows = n % 1_000 < 600;
            if bits.is_multiple_of(if grows { 5 } else { 2 }) == grows {
                let at = Time(now.0.saturating_add(far(bits)));
                let ticket = agenda.plan(at, Due::Deliver(FlightId(agenda.planned())));
                model.insert((at, ticket));
            }
            if !grows || bits.is_multiple_of(4) {
                let until = Time(if bits.is_multiple_of(3) { now.0.saturating_add(10) } else { u64::MAX });
                let due = model.first().copied().filter(|&(at, _)| at <= until && at < Time::NEVER);
                let taken = agenda.take_until(until);
                assert_eq!(taken.map(|(at, ticket, _)| (at, ticket)), due, "step {n}");
                if let Some((at, ticket, due)) = taken {
                    assert_eq!(due, Due::Deliver(FlightId(ticket)));
                    model.pop_first();
                    now = at;
                }
            }
            match bits % 101 {
                0 => agenda = agenda.clone(),
                1 => folded.clone_from(&agenda),
                2 => {
                    folded = agenda.clone();
                    agenda.clone_from(&folded);
                }
                3 => {
                    let gone = agenda
                        .remove(|due| matches!(due, Due::Deliver(flight) if flight.0.is_multiple_of(7)));
                    assert!(
                        gone.iter()
                            .map(|&(at, ticket, _)| (at, ticket))
                            .eq(model.extract_if(.., |&(_, ticket)| ticket.is_multiple_of(7)))
                    );
                }
                4 => assert_eq!(agenda.peek(), model.first().map(|&(at, _)| at)),
                5 => {
                    let mut all: Vec<_> = agenda.iter().map(|(at, ticket, _)| (at, ticket)).collect();
                    all.sort_unstable();
                    assert!(all.iter().eq(&model));
                }
                _ => {}
            }
            assert_eq!(agenda.len(), model.len());
        }
    }

    #[test]
    fn the_agenda_agrees_with_a_sorted_list() {
        agrees_with_a_sorted_list(20_000, |bits| bits >> 50);
    }

    #[test]
    fn the_agenda_agrees_with_a_sorted_list_where_all_is_due_at_once() {
        agrees_with_a_sorted_list(20_000, |bits| u64::from(bits.is_multiple_of(97)));
    }

    #[test]
    fn the_agenda_agrees_with_a_sorted_list_where_some_is_due_long_after_the_rest() {
        agrees_with_a_sorted_list(20_000, |bits| match bits % 60 {
            0 => u64::MAX,
            1..20 => (1 << 40) >> (bits >> 58),
            _ => bits >> 57,
        });
    }

    #[test]
    fn the_agenda_agrees_with_a_sorted_list_whose_pace_changes() {
        let mut n = 0;
        agrees_with_a_sorted_list(40_000, move |bits| {
            n += 1;
            bits >> [60, 30, 54][n / 4_000 % 3]
        });
    }

    #[test]
    fn more_things_than_a_calendar_takes_come_in_order() {
        let (mut agenda, mut model) = (Agenda::default(), std::collections::BTreeSet::new());
        for n in 0..150_000 {
            let at = Time(Lane(4).draw(n) >> 40);
            model.insert((at, agenda.plan(at, Due::Arrive(ClientId(0)))));
            if n % 50_000 == 30_000 {
                let mut copy = Agenda::default();
                copy.clone_from(&agenda);
                agenda = copy.clone();
            }
        }
        for n in 0..200_000 {
            let taken = agenda.take_until(Time(u64::MAX)).map(|(at, ticket, _)| (at, ticket));
            assert_eq!(taken, model.pop_first());
            if let Some((at, _)) = taken.filter(|_| n < 50_000) {
                let at = Time(at.0 + (Lane(5).draw(n) >> 40));
                model.insert((at, agenda.plan(at, Due::Arrive(ClientId(0)))));
            }
        }
        assert!(agenda.is_empty());
    }

    #[test]
    fn what_is_planned_between_looking_and_taking_comes_in_its_place() {
        let mut agenda = Agenda::default();
        agenda.plan(Time(1_000_000), Due::Arrive(ClientId(0)));
        assert_eq!((agenda.peek(), agenda.take_until(Time(5))), (Some(Time(1_000_000)), None));
        agenda.plan(Time(7), Due::Arrive(ClientId(1)));
        assert_eq!(agenda.take_until(Time(1_000_000)), Some((Time(7), 1, Due::Arrive(ClientId(1)))));
    }

    /// Goes on for some steps, back some of them, and again, and holds the agenda against the list
    /// of what was due at each step.
    fn goes_back(rounds: u64, mut far: impl FnMut(u64) -> u64) {
        let mut agenda = Agenda::default();
        let mut n = 0;
        let mut bits = move || {
            n += 1;
            Lane(6).draw(n)
        };
        for _ in 0..200 {
            agenda.plan(Time(far(bits())), Due::Heal(0));
        }
        agenda = agenda.clone();
        agenda.keep(true);
        let (mut now, mut past) = (Time::ZERO, Vec::new());
        for round in 0..rounds {
            for _ in 0..below(bits(), 300) {
                let mut due: Vec<_> = agenda.iter().collect();
                due.sort_unstable_by_key(|&(at, ticket, _)| (at, ticket));
                past.push((agenda.mark(), now, due));
                for _ in 0..below(bits(), if round % 9 < 4 { 4 } else { 3 }) {
                    let ticket = agenda.planned();
                    agenda.plan(now + Span(far(bits())), Due::Deliver(FlightId(ticket)));
                }
                now = agenda.take_until(Time(u64::MAX)).map_or(now, |(at, ..)| at);
                if bits().is_multiple_of(50) {
                    agenda.remove(|due| matches!(due, Due::Deliver(flight) if flight.0.is_multiple_of(7)));
                }
            }
            // Now and then to the very beginning.
            for _ in 0..below(bits(), if round % 20 == 19 { u64::MAX } else { 500 }) {
                let Some((mark, then, due)) = past.pop() else { break };
                agenda.back_to(mark);
                now = then;
                if bits().is_multiple_of(8) {
                    let mut found: Vec<_> = agenda.iter().collect();
                    found.sort_unstable_by_key(|&(at, ticket, _)| (at, ticket));
                    assert!(found == due && agenda.len() == due.len() && agenda.planned() == mark.1);
                }
            }
            // What is due comes in its order there.
            let mut due: Vec<_> = agenda.iter().filter(|&(at, ..)| at < Time::NEVER).collect();
            due.sort_unstable_by_key(|&(at, ticket, due)| key(at, due, ticket));
            let mark = agenda.mark();
            assert!(due.iter().all(|&due| agenda.take_until(Time(u64::MAX)) == Some(due)));
            agenda.back_to(mark);
        }
    }

    #[test]
    fn the_agenda_goes_back() {
        goes_back(40, |bits| bits >> 50);
    }

    #[test]
    fn the_agenda_goes_back_where_all_is_due_at_once() {
        goes_back(30, |bits| u64::from(bits.is_multiple_of(97)));
    }

    #[test]
    fn the_agenda_goes_back_where_some_is_due_long_after_the_rest() {
        goes_back(40, |bits| match bits % 60 {
            0 => u64::MAX,
            1..20 => (1 << 40) >> (bits >> 58),
            _ => bits >> 57,
        });
    }

    #[test]
    fn the_agenda_goes_back_over_a_pace_that_changes() {
        let mut n = 0;
        goes_back(40, move |bits| {
            n += 1;
            bits >> [60, 30, 54][n / 1_000 % 3]
        });
    }
}
