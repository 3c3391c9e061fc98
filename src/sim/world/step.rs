//! One step: the earliest thing happens, and what follows from it at once.

use super::life::Waiting;
use super::{Life, World};
use crate::base::ids::{FlightId, NodeId};
use crate::base::time::Time;
use crate::sim::agenda::{Due, MOST_TICKETS};
use crate::sim::input::Input;
use crate::sim::protocol::Protocol;
use crate::sim::trace::{Loss, Trace, What};

/// What a step came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stepped {
    /// Something happened.
    Yes,
    /// Nothing more happens up to the given moment.
    Quiet,
    /// The run is as long as a run can be.
    Full,
}

/// A run with more facts than this ends with a reason: some sixteen million, 400 MB, more than any lesson needs and less than a browser gives.
const MOST_FACTS: u32 = 1 << 24;

impl<P: Protocol> World<P> {
    /// Handles the earliest thing that is due up to and including `until`.
    #[inline]
    pub fn step(&mut self, trace: &mut Trace<P::Message>, inputs: &[Input], until: Time) -> Stepped {
        let due = self.agenda.peek().unwrap_or(Time::NEVER);
        if let Some(input) = inputs.get(self.next_input) {
            let at = input.at.max(self.now);
            if at <= until && (at < due || (at == due && self.steps >= input.step)) {
                self.now = at;
                self.next_input += 1;
                self.steps += 1;
                self.act(trace, &input.action);
                return Stepped::Yes;
            }
        }
        if due > until || due == Time::NEVER {
            return Stepped::Quiet;
        }
        if self.agenda.planned() > MOST_TICKETS / 2 || self.told.facts > MOST_FACTS {
            return Stepped::Full;
        }
        let Some((at, ticket, due)) = self.agenda.take() else { return Stepped::Quiet };
        self.now = at;
        self.steps += 1;
        match due {
            Due::Deliver(flight) => self.receive(trace, flight),
            Due::Fire(node) => self.fire(trace, node, ticket),
            Due::Disk(node) => self.reach_disk(trace, node),
            Due::Arrive(client) => self.arrive(trace, client),
            Due::GiveUp(op) => self.give_up(trace, op),
            Due::Heal(rule) => self.heal(trace, Some(rule)),
        }
        Stepped::Yes
    }

    /// A message arrives, if its receiver can be reached and is there.
    #[inline]
    pub(super) fn receive(&mut self, trace: &mut Trace<P::Message>, id: FlightId) {
        let flight = trace.flight(id);
        let (from, to, sent): (NodeId, NodeId, _) = (flight.from, flight.to, flight.sent);
        if self.network.has_cuts() && self.network.is_cut(from, to) {
            self.tell(trace, to, sent, What::Lost { flight: id, why: Loss::Cut });
            return;
        }
        match self.nodes[to.index()].life {
            Life::Up => {
                let fact = self.tell(trace, to, sent, What::Delivered { flight: id });
                // The message is in the trace, which the handler cannot see: it is lent to the handler while the world carries on.
                let message = trace.flight(id).message.clone();
                self.hear(trace, to, fact, |state, out| P::on_message(state, from, &message, out));
            }
            Life::Paused => self.nodes[to.index()].waiting.push(Waiting::Message(id)),
            Life::Down => {
                self.tell(trace, to, sent, What::Lost { flight: id, why: Loss::Down });
            }
        }
    }
}
