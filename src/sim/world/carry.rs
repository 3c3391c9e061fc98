//! What becomes of a wish.

use super::World;
use crate::base::ids::{FactId, FlightId, NodeId};
use crate::base::time::Time;
use crate::sim::agenda::Due;
use crate::sim::disk::Write;
use crate::sim::network::Fate;
use crate::sim::protocol::{Protocol, Record, Wish};
use crate::sim::trace::{Flight, Trace, What};

impl<P: Protocol> World<P> {
    /// Carries the listed wishes out in order. From the first persist on they wait for the disk. Leaves the list empty.
    #[inline(never)]
    pub(super) fn carry(&mut self, trace: &mut Trace<P::Message>, id: NodeId, cause: FactId) {
        self.wishes.reverse();
        while let Some(wish) = self.wishes.pop() {
            match wish {
                Wish::Send(to, message) => self.send_another(trace, id, to, message, cause),
                wish => self.carry_other(trace, id, cause, wish),
            }
        }
    }

    /// Carries out a wish that is no sending.
    #[inline(never)]
    fn carry_other(&mut self, trace: &mut Trace<P::Message>, id: NodeId, cause: FactId, wish: Wish<P>) {
        match wish {
            Wish::Send(..) => unreachable!("sending has a way of its own"),
            Wish::Reply(op, reply) => self.answer(trace, op, reply, cause),
            Wish::Note(word, a, b) => {
                self.tell(trace, id, cause, What::Noted { word, a, b });
            }
            wish @ (Wish::SetTimer(..) | Wish::CancelTimer(_)) => self.sets(id, wish, cause),
            Wish::Persist => self.persist(id, cause),
            Wish::Record(record) => self.record(trace, id, cause, record),
        }
    }

    /// Tells the judges what a protocol recorded.
    fn record(&mut self, trace: &mut Trace<P::Message>, id: NodeId, cause: FactId, record: Record) {
        let what = match record {
            Record::Installed(layer, write) => What::Installed { write: trace.tell_write(&mut self.told, write), layer },
            Record::Observed(layer, observation) => {
                What::Observed { observation: trace.tell_observation(&mut self.told, observation), layer }
            }
            Record::Removed(layer, keep) => What::Removed { keep, layer },
            Record::Rewound(keep) => What::Rewound { keep },
            Record::Outside(effect) => What::Outside { effect, times: self.outside.receive(effect) },
        };
        self.tell(trace, id, cause, what);
    }

    /// Puts the durable state as it is now on its way to the disk. The wishes that are left, the last one first, wait for it.
    #[cold]
    fn persist(&mut self, id: NodeId, cause: FactId) {
        let then = self.wishes.drain(..).rev().collect();
        let node = &mut self.nodes[id.index()];
        let idle = node.disk.writes.is_empty();
        node.disk.writes.push_back(Write { what: node.state.durable.clone(), then, cause });
        if idle {
            self.plan_disk(id);
        }
    }

    #[inline(never)]
    fn send_another(&mut self, trace: &mut Trace<P::Message>, from: NodeId, to: NodeId, message: P::Message, cause: FactId) {
        self.send(trace, from, to, message, cause);
    }

    /// Sends a message.
    #[inline(always)]
    pub(super) fn send(&mut self, trace: &mut Trace<P::Message>, from: NodeId, to: NodeId, message: P::Message, cause: FactId) {
        let fate = self.network.send(from, to, self.now);
        self.heap += P::heap(&message);
        let flight = FlightId(self.told.flights);
        let sent = self.tell(trace, from, cause, What::Sent { flight });
        match fate {
            Fate::Once(at) => {
                trace.tell_flight(&mut self.told, Flight { from, to, sent, message });
                self.agenda.plan(at, Due::Deliver(flight));
            }
            Fate::Lost(why) => {
                trace.tell_flight(&mut self.told, Flight { from, to, sent, message });
                self.tell(trace, from, sent, What::Lost { flight, why });
            }
            Fate::Twice(first, second) => {
                trace.tell_flight(&mut self.told, Flight { from, to, sent, message });
                self.agenda.plan(first, Due::Deliver(flight));
                self.repeat(trace, flight, second);
            }
        }
    }

    /// Lets a message travel once more.
    pub(super) fn repeat(&mut self, trace: &mut Trace<P::Message>, flight: FlightId, arrives: Time) {
        let again = trace.flight(flight).clone();
        let (from, sent) = (again.from, again.sent);
        let copy = trace.tell_flight(&mut self.told, again);
        self.tell(trace, from, sent, What::Duplicated { flight, copy });
        self.agenda.plan(arrives, Due::Deliver(copy));
    }
}
