//! How a client asks and is answered. A client is at its service: there is no network between the
//! two, but the service may be down or silent.

use super::doors::Waiting;
use super::{Status, World};
use crate::base::ids::{ClientId, CommandId, FactId, NodeId, OpId};
use crate::domain::{Call, Reply, Request};
use crate::sim::agenda::Due;
use crate::sim::client::{LIST, Pending};
use crate::sim::protocol::Protocol;
use crate::sim::trace::{Answer, CONNECTION_REFUSED, FactKind, Operation, Outcome, Trace};

impl<P: Protocol> World<P> {
    /// A client's next operation comes.
    pub(super) fn arrive(&mut self, trace: &mut Trace<P::Message>, client: ClientId) {
        let (plan, chance) = (std::rc::Rc::clone(&self.plan), self.plan.setup.chance);
        let next = self.clients.next(&plan.setup.workload, plan.setup.cast.services, chance, client);
        self.submit(trace, next.client, next.node, next.call, next.command, FactId::NONE);
        if next.twice {
            self.submit(trace, next.client, next.node, next.call, next.command, FactId::NONE);
        }
        let whose = if client == LIST { LIST } else { next.client };
        if let Some((at, client)) = self.clients.again(&plan.setup.workload, chance, whose, self.now, false) {
            self.agenda.plan(at, Due::Arrive(client));
        }
    }

    /// A client asks a node something.
    pub(super) fn submit(
        &mut self,
        trace: &mut Trace<P::Message>,
        client: ClientId,
        node: NodeId,
        call: Call,
        command: CommandId,
        cause: FactId,
    ) {
        let op = OpId(self.told.operations);
        let request = Request { op, client, command, context: self.clients.context(client), call };
        let invoked = self.record(trace, node, cause, FactKind::Invoked { op, attempt: 0 });
        trace.record_operation(&mut self.told, Operation { request: request.clone(), node, invoked });
        self.clients.wait_for(op, Pending { client, attempt: 0, node });
        self.ask(trace, op, request, node, invoked);
    }

    fn ask(
        &mut self,
        trace: &mut Trace<P::Message>,
        op: OpId,
        request: Request,
        node: NodeId,
        invoked: FactId,
    ) {
        let status = self.nodes[node].status;
        // A refused connection is a definite no, unless an earlier attempt may have got through.
        if status == Status::Down && self.clients.waits_for(op).is_some_and(|it| it.attempt == 0) {
            self.answer(trace, op, CONNECTION_REFUSED, invoked);
            return;
        }
        self.agenda.plan(self.now + self.plan.setup.workload.timeout, Due::GiveUp(op));
        match status {
            Status::Up => {
                self.dispatch(trace, node, invoked, |state, out| P::on_request(state, request, out))
            }
            // A process that stands still refuses nothing: what is asked waits at its door.
            Status::Paused => self.waiting.push(node, Waiting::Request(op)),
            Status::Down => {}
        }
    }

    /// A node that stood still turns to what waited at its door, if the client still waits too.
    pub(super) fn accept(&mut self, trace: &mut Trace<P::Message>, op: OpId, node: NodeId, cause: FactId) {
        if self.clients.waits_for(op).is_some() {
            let request = trace.operation(op).request.clone();
            self.dispatch(trace, node, cause, |state, out| P::on_request(state, request, out));
        }
    }

    /// An operation is answered; only the first answer counts.
    pub(super) fn answer(&mut self, trace: &mut Trace<P::Message>, op: OpId, reply: Reply, cause: FactId) {
        let Some(pending) = self.clients.wait_no_longer(op) else { return };
        let Pending { client, node, .. } = pending;
        let outcome = pending.outcome(&trace.operation(op).request.call, &reply);
        self.clients.told(client, &reply);
        let kept = trace.record_answer(&mut self.told, Answer { op, reply });
        self.record(trace, node, cause, FactKind::Returned { op, outcome, reply: kept });
        self.come_again(client);
    }

    /// A client has waited long enough: it asks again, or gives up and knows nothing.
    pub(super) fn give_up(&mut self, trace: &mut Trace<P::Message>, op: OpId) {
        let Some(Pending { client, attempt, node }) = self.clients.waits_for(op) else { return };
        let invoked = trace.operation(op).invoked;
        if attempt < self.plan.setup.workload.retries {
            let attempt = attempt + 1;
            let next = if self.plan.setup.workload.roaming {
                NodeId((node.0 + 1) % self.plan.setup.cast.services)
            } else {
                node
            };
            self.clients.wait_for(op, Pending { client, attempt, node: next });
            let request = trace.operation(op).request.clone();
            let again = self.record(trace, next, invoked, FactKind::Invoked { op, attempt });
            self.ask(trace, op, request, next, again);
        } else {
            self.clients.wait_no_longer(op);
            self.record(
                trace,
                node,
                invoked,
                FactKind::Returned { op, outcome: Outcome::Info, reply: u32::MAX },
            );
            self.come_again(client);
        }
    }

    fn come_again(&mut self, client: ClientId) {
        if self.clients.ended(client)
            && let Some((at, client)) =
                self.clients.again(&self.plan.setup.workload, self.plan.setup.chance, client, self.now, true)
        {
            self.agenda.plan(at, Due::Arrive(client));
        }
    }
}
