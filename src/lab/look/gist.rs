//! What a fact is about, in a few characters that need no translation.

use crate::base::ids::{AccountId, FactId, FlightId, OpId};
use crate::base::text::Said;
use crate::domain::Reply;
use crate::lab::experiment::Experiment;
use crate::lab::frame::FactFrame;
use crate::sim::session::Session;
use crate::sim::trace::What;

/// Knows the names that facts need.
pub(super) struct Gist<'a> {
    experiment: &'a Experiment,
    session: &'a dyn Session,
}

impl<'a> Gist<'a> {
    pub fn new(experiment: &'a Experiment, session: &'a dyn Session) -> Gist<'a> {
        Gist { experiment, session }
    }

    /// A fact, with what it is about.
    pub fn fact(&self, id: FactId) -> FactFrame {
        let event = self.session.fact(id);
        let mut frame = FactFrame { id, event, other: None, name: None, gist: String::new() };
        match event.what {
            What::Invoked { op, .. } => frame.gist = self.operation(op),
            What::Returned { op, reply, .. } => frame.gist = self.answer(op, reply),
            What::Sent { flight }
            | What::Lost { flight, .. }
            | What::Duplicated { flight, .. }
            | What::Delivered { flight }
            | What::Held { flight }
            | What::Released { flight } => self.message(&mut frame, flight),
            What::Installed { write, .. } => {
                let write = self.session.write(write);
                frame.gist = format!("{} {}", self.name(write.key), write.version.words());
            }
            What::Observed { observation, .. } => {
                let seen = self.session.observation(observation);
                frame.gist = format!("{} {}", self.name(seen.key), seen.version.words());
            }
            _ => {}
        }
        frame
    }

    fn message(&self, frame: &mut FactFrame, flight: FlightId) {
        let flight = self.session.flight(flight);
        frame.other = Some(if frame.event.node == flight.to { flight.from } else { flight.to });
        frame.name = Some(Said::from(flight.label.name));
        frame.gist = flight.label.gist;
    }

    /// What a client asked.
    pub fn operation(&self, op: OpId) -> String {
        self.session.operation(op).request.call.gist(|account| self.name(account))
    }

    /// What it was answered.
    pub fn answer(&self, op: OpId, reply: u32) -> String {
        let call = self.session.operation(op).request.call;
        match self.session.answer(reply).map(|answer| answer.reply) {
            Some(Reply::Done { answer, .. }) => {
                let each = call.accounts().zip(answer.balances()).map(|(account, balance)| format!("{} = {balance}", self.name(account)));
                each.collect::<Vec<_>>().join(", ")
            }
            _ => self.operation(op),
        }
    }

    fn name(&self, account: AccountId) -> String {
        match self.experiment.accounts.get(account.index()) {
            Some(opening) => opening.name.clone(),
            None => format!("#{account}"),
        }
    }
}
