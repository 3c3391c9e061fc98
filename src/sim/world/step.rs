//! One step: the earliest thing happens, and what follows from it at once.

use super::doors::Waiting;
use super::{Status, World};
use crate::base::ids::FlightId;
use crate::base::time::Time;
use crate::sim::agenda::{Due, MOST_TICKETS, Ticket};
use crate::sim::input::Input;
use crate::sim::protocol::Protocol;
use crate::sim::trace::{FactKind, Flight, Loss, Trace};

/// What a step came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stepped {
    /// One thing was handled; there may be more.
    Yes,
    /// Nothing more happens up to the given moment.
    Quiet,
    /// The run is as long as a run can be.
    Full,
}

/// A run with more facts than this ends with a reason: some sixteen million, 400 MB, more than any
/// lesson needs and less than a browser gives.
pub const MOST_FACTS: u32 = 1 << 24;

/// A run that takes more bytes than this, by `World::room`, ends with a reason. With its snapshots
/// and what nodes remember it stays below 1.5 GB.
pub const MOST_BYTES: u64 = 800_000_000;

/// After so many steps it is looked at how much room a run takes.
const LOOK_EVERY: u64 = 1 << 10;

impl<P: Protocol> World<P> {
    /// Handles the earliest thing that is due up to and including `until`.
    #[inline]
    pub fn step(&mut self, trace: &mut Trace<P::Message>, inputs: &[Input], until: Time) -> Stepped {
        if let Some(input) = inputs.get(self.next_input)
            && self.take_input(trace, input, until)
        {
            return Stepped::Yes;
        }
        let too_large = self.steps.is_multiple_of(LOOK_EVERY) && self.room() > MOST_BYTES;
        if self.agenda.planned() > MOST_TICKETS / 2 || self.told.facts > MOST_FACTS || too_large {
            return if self.agenda.peek().is_some_and(|due| due <= until && due < Time::NEVER) {
                Stepped::Full
            } else {
                Stepped::Quiet
            };
        }
        let Some((at, ticket, due)) = self.agenda.take_until(until) else { return Stepped::Quiet };
        self.now = at;
        self.steps += 1;
        match due {
            Due::Deliver(flight) => self.receive(trace, flight),
            other => self.handle_other(trace, other, ticket),
        }
        Stepped::Yes
    }

    /// Carries an input out, if it is its turn.
    #[inline(never)]
    fn take_input(&mut self, trace: &mut Trace<P::Message>, input: &Input, until: Time) -> bool {
        let due = self.agenda.peek().unwrap_or(Time::NEVER);
        let at = input.at.max(self.now);
        let turn = at <= until && (at < due || (at == due && self.steps >= input.step));
        if turn {
            self.now = at;
            self.next_input += 1;
            self.steps += 1;
            self.act(trace, &input.action);
        }
        turn
    }

    /// Handles what is no delivery.
    #[inline(never)]
    fn handle_other(&mut self, trace: &mut Trace<P::Message>, due: Due, ticket: Ticket) {
        match due {
            Due::Deliver(_) => unreachable!("deliveries have a way of their own"),
            Due::Fire(node) => self.fire(trace, node, ticket),
            Due::Disk(node) => self.reach_disk(trace, node),
            Due::Arrive(client) => self.arrive(trace, client),
            Due::GiveUp(op) => self.give_up(trace, op),
            Due::Heal(rule) => self.heal(trace, Some(rule)),
        }
    }

    /// A message arrives, if its receiver can be reached and is there.
    #[inline(always)]
    pub(super) fn receive(&mut self, trace: &mut Trace<P::Message>, id: FlightId) {
        let &Flight { from, to, sent, ref message } = trace.flight(id);
        if self.network.has_cuts() && self.network.is_cut(from, to) && !self.network.passes_cuts(id) {
            self.record(trace, to, sent, FactKind::Lost { flight: id, why: Loss::Cut });
            return;
        }
        match self.nodes[to].status {
            Status::Up => {
                // The message stays in the trace, which lends it to the handler; it hears what
                // happened only afterwards.
                let (first, became) = self.listen(to, |state, out| P::on_message(state, from, message, out));
                let fact = self.record(trace, to, sent, FactKind::Delivered { flight: id });
                self.follow(trace, to, fact, first, became);
            }
            Status::Paused => self.waiting.push(to, Waiting::Message(id)),
            Status::Down => {
                self.record(trace, to, sent, FactKind::Lost { flight: id, why: Loss::Down });
            }
        }
    }
}
