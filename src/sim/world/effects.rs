//! The effects that a handler asked for are carried out: messages are sent, clients answered,
//! timers set, writes put on their way to the disk.

use super::World;
use crate::base::ids::{FactId, FlightId, NodeId};
use crate::base::time::Time;
use crate::sim::agenda::Due;
use crate::sim::disk::Write;
use crate::sim::network::Fate;
use crate::sim::protocol::{Effect, Protocol, Record};
use crate::sim::trace::{FactKind, Flight, Trace};
use std::rc::Rc;

impl<P: Protocol> World<P> {
    /// Carries the listed effects out in order. From the first persist on they wait for the disk.
    /// Leaves the list empty.
    #[inline(never)]
    pub(super) fn carry(&mut self, trace: &mut Trace<P::Message>, id: NodeId, cause: FactId) {
        self.effects.reverse();
        while let Some(effect) = self.effects.pop() {
            match effect {
                Effect::Send(to, message) => self.send_another(trace, id, to, message, cause),
                effect => self.carry_out_other(trace, id, cause, effect),
            }
        }
    }

    /// Carries out an effect that is no sending.
    #[inline(never)]
    fn carry_out_other(
        &mut self,
        trace: &mut Trace<P::Message>,
        id: NodeId,
        cause: FactId,
        effect: Effect<P>,
    ) {
        match effect {
            Effect::Send(..) => unreachable!("sending has a way of its own"),
            Effect::Reply(op, reply) => self.answer(trace, op, reply, cause),
            Effect::Note(fact, a, b) => {
                self.record(trace, id, cause, FactKind::Noted { fact, a, b });
            }
            effect @ (Effect::SetTimer(..) | Effect::CancelTimer(_)) => self.sets(id, effect, cause),
            Effect::Persist => self.persist(id, cause),
            Effect::WaitForDisk => self.wait_for_disk(id, cause),
            Effect::Record(record_for_judges) => self.record_for_judges(trace, id, cause, record_for_judges),
        }
    }

    /// Tells the judges what a protocol recorded.
    pub(super) fn record_for_judges(
        &mut self,
        trace: &mut Trace<P::Message>,
        id: NodeId,
        cause: FactId,
        record_for_judges: Record,
    ) {
        let what = match record_for_judges {
            Record::Installed(layer, write) => {
                FactKind::Installed { write: trace.record_write(&mut self.told, write), layer }
            }
            Record::Observed(layer, observation) => FactKind::Observed {
                observation: trace.record_observation(&mut self.told, observation),
                layer,
            },
            Record::Removed(layer, keep) => FactKind::Removed { keep, layer },
            Record::Rewound(keep) => FactKind::Rewound { keep },
            Record::Wrote(op, write) => {
                FactKind::Wrote { write: trace.record_write(&mut self.told, write), op }
            }
            Record::Aborted(op) => FactKind::Aborted { op },
            Record::Commitment(step, txn) => FactKind::Commitment { step, txn },
            Record::Outside(effect) => {
                FactKind::Outside { effect, times: self.outside.write(0).receive(effect) }
            }
        };
        self.record(trace, id, cause, what);
    }

    /// Puts the durable state as it is now on its way to the disk. The effects that are left, the
    /// last one first, wait for it.
    #[cold]
    fn persist(&mut self, id: NodeId, cause: FactId) {
        let then = self.effects.drain(..).rev().collect();
        let node = &mut self.nodes[id];
        let disk = Rc::make_mut(&mut node.disk);
        let idle = disk.writes.is_empty();
        disk.writes.push_back(Write { what: node.state.durable.clone(), then, cause, also: Vec::new() });
        if idle {
            self.plan_disk(id);
        }
    }

    /// The effects that are left, the last one first, wait for the last write that is on its way to
    /// the disk, if there is one. Where one of them is a write, that sets out now: what it will
    /// write is known to this node already, and who waits for the disk from now on waits for it.
    #[cold]
    fn wait_for_disk(&mut self, id: NodeId, cause: FactId) {
        if self.effects.iter().any(|effect| matches!(effect, Effect::Persist)) {
            // It holds all that the handler did, so one write is enough for it.
            self.effects.retain(|effect| !matches!(effect, Effect::Persist));
            self.persist(id, cause);
        } else if let Some(last) = Rc::make_mut(&mut self.nodes[id].disk).writes.back_mut() {
            last.also.push((cause, self.effects.drain(..).rev().collect()));
        }
    }

    #[inline(never)]
    fn send_another(
        &mut self,
        trace: &mut Trace<P::Message>,
        from: NodeId,
        to: NodeId,
        message: P::Message,
        cause: FactId,
    ) {
        self.send(trace, from, to, message, cause);
    }

    #[inline(always)]
    pub(super) fn send(
        &mut self,
        trace: &mut Trace<P::Message>,
        from: NodeId,
        to: NodeId,
        message: P::Message,
        cause: FactId,
    ) {
        let flight = FlightId(self.told.flights);
        let fate = self.network.send(flight, from, to, self.now);
        self.heap += P::heap(&message);
        let sent = self.record(trace, from, cause, FactKind::Sent { flight });
        match fate {
            Fate::Once(at) => {
                trace.record_flight(&mut self.told, Flight { from, to, sent, message });
                self.agenda.plan(at, Due::Deliver(flight));
            }
            Fate::Lost(why) => {
                trace.record_flight(&mut self.told, Flight { from, to, sent, message });
                self.record(trace, from, sent, FactKind::Lost { flight, why });
            }
            Fate::Twice(first, second) => {
                trace.record_flight(&mut self.told, Flight { from, to, sent, message });
                self.agenda.plan(first, Due::Deliver(flight));
                self.repeat(trace, flight, second);
            }
        }
    }

    /// Lets a message travel once more.
    pub(super) fn repeat(&mut self, trace: &mut Trace<P::Message>, flight: FlightId, arrives: Time) {
        let again = trace.flight(flight).clone();
        let (from, sent) = (again.from, again.sent);
        let copy = trace.record_flight(&mut self.told, again);
        self.record(trace, from, sent, FactKind::Duplicated { flight, copy });
        self.agenda.plan(arrives, Due::Deliver(copy));
    }
}
