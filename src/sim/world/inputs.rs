//! What becomes of what the person does. An action that makes no sense now (a message that has
//! arrived, a node that is not there) does nothing: inputs come from links and files too.

use super::node::Spared;
use super::{Clock, World};
use crate::base::ids::{FactId, FlightId, NodeId};
use crate::base::time::{Span, Time};
use crate::sim::agenda::Due;
use crate::sim::client::PERSON;
use crate::sim::input::Action;
use crate::sim::protocol::Protocol;
use crate::sim::trace::{FactKind, Loss, Trace};
use std::rc::Rc;

/// What a message that is held back takes, in bytes.
const HELD: usize = 2 * size_of::<FlightId>();

impl<P: Protocol> World<P> {
    pub(super) fn act(&mut self, trace: &mut Trace<P::Message>, action: &Action) {
        if !action.nodes().all(|node| node.0 < self.node_count()) {
            return;
        }
        match *action {
            // Clients talk to services only.
            Action::Submit { node, .. } if !self.plan.setup.cast.is_service(node) => {}
            Action::Submit { node, call, command } => {
                let command = self.clients.command(command);
                self.submit(trace, PERSON, node, call, command, FactId::NONE);
            }
            Action::Crash { node, torn } => {
                if !self.is_spared(node) {
                    self.crash(trace, node, torn);
                }
            }
            Action::Restart { node, version } => {
                if !self.goes_on(node, version) {
                    self.restart(trace, node, version);
                }
            }
            Action::Pause { node } => self.pause(trace, node),
            Action::Resume { node } => self.resume(trace, node),
            Action::Cut { ref cut, heal_at } => {
                let rule = self.cuts;
                self.cuts += 1;
                self.network.cut(rule, Rc::new(cut.clone()));
                let node = action.nodes().next().unwrap_or_default();
                self.record(trace, node, FactId::NONE, FactKind::Cut { rule });
                if let Some(at) = heal_at {
                    self.agenda.plan(at.max(self.now), Due::Heal(rule));
                }
            }
            Action::Fork => {}
            Action::Heal { rule } => self.heal(trace, rule),
            Action::Hold { flight } => self.hold(trace, flight),
            Action::Release { flight } => self.release(trace, flight),
            Action::Drop { flight } => {
                if self.ground(flight).is_some() {
                    self.record_flight(trace, flight, FactKind::Lost { flight, why: Loss::Chosen });
                }
            }
            Action::Duplicate { flight, after_us } => {
                let arrival =
                    self.agenda.iter().find(|&(_, _, due)| due == Due::Deliver(flight)).map(|(at, _, _)| at);
                if let Some(at) = arrival {
                    self.repeat(trace, flight, at + Span(after_us));
                }
            }
            Action::Treat { flight, then } => {
                if flight.0 >= self.told.flights {
                    self.network.treat(flight, then);
                }
            }
            Action::Spare { node } => self.nodes[node].spared = Spared::Next,
            Action::SetLink { from, to, ref link } => {
                self.network.set_link(from, to, Rc::new(link.clone()));
                self.record(trace, from, FactId::NONE, FactKind::LinkChanged { to });
            }
            Action::SetClock { node, skew_us, drift_ppm } => {
                self.nodes[node].clock = Clock::set(self.now, skew_us, drift_ppm);
                self.record(trace, node, FactId::NONE, FactKind::ClockSet);
            }
            Action::SetSlow { node, factor_milli } => {
                self.network.set_slow(node, factor_milli);
                self.record(trace, node, FactId::NONE, FactKind::LinkChanged { to: node });
            }
            Action::CrashAtWrite { node, writes, torn } => {
                if self.status(node) != super::Status::Down {
                    Rc::make_mut(&mut self.nodes[node].disk).fuse = Some((writes.max(1), torn));
                }
            }
            Action::Disk { node, what } => self.harm_disk(trace, node, what),
            Action::SetTimers { node, grain_us } => self.set_timers(trace, node, grain_us),
            Action::Order { node, order, about } => {
                let fact = self.record(trace, node, FactId::NONE, FactKind::Ordered { order, about });
                if self.status(node) == super::Status::Up {
                    self.dispatch(trace, node, fact, |state, out| P::on_order(state, order, about, out));
                }
            }
        }
    }

    pub(super) fn heal(&mut self, trace: &mut Trace<P::Message>, rule: Option<u32>) {
        for rule in self.network.heal(rule) {
            self.record(trace, NodeId(0), FactId::NONE, FactKind::Healed { rule });
        }
    }

    /// Takes a message out of the air, held back or not; nothing if it is not there.
    fn ground(&mut self, flight: FlightId) -> Option<Time> {
        if self.held.contains_key(&flight) {
            self.held.write(self.held.len() * HELD).remove(&flight);
            return Some(self.now);
        }
        self.agenda.remove(|due| due == Due::Deliver(flight)).first().map(|&(at, _, _)| at)
    }

    fn hold(&mut self, trace: &mut Trace<P::Message>, flight: FlightId) {
        if !self.held.contains_key(&flight) && self.ground(flight).is_some() {
            self.held.write(self.held.len() * HELD).insert(flight, ());
            self.record_flight(trace, flight, FactKind::Held { flight });
        }
    }

    fn release(&mut self, trace: &mut Trace<P::Message>, flight: FlightId) {
        if self.ground(flight).is_some() {
            self.record_flight(trace, flight, FactKind::Released { flight });
            self.agenda.plan(self.now, Due::Deliver(flight));
        }
    }

    fn record_flight(&mut self, trace: &mut Trace<P::Message>, flight: FlightId, what: FactKind) {
        let (from, sent) = (trace.flight(flight).from, trace.flight(flight).sent);
        self.record(trace, from, sent, what);
    }
}
