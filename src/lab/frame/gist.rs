//! What a fact is about, in a few characters that need no translation.

use crate::base::ids::{AccountId, FactId, FlightId, OpId};
use crate::base::text::TextBuf;
use crate::base::units;
use crate::domain::{Amount, Reply};
use crate::lab::amounts;
use crate::lab::experiment::Experiment;
use crate::lab::frame::FactFrame;
use crate::sim::run::AnyRun;
use crate::sim::trace::FactKind;

/// Knows the names that facts need.
pub(super) struct Gist<'a> {
    experiment: &'a Experiment,
    run: &'a dyn AnyRun,
}

impl<'a> Gist<'a> {
    pub fn new(experiment: &'a Experiment, run: &'a dyn AnyRun) -> Gist<'a> {
        Gist { experiment, run }
    }

    /// A fact, with what it is about.
    pub fn fact(&self, id: FactId) -> FactFrame {
        let event = self.run.fact(id);
        let (gist, accounts) = (String::new(), Vec::new());
        let mut frame = FactFrame { id, event, other: None, name: None, gist, accounts };
        match event.what {
            FactKind::Invoked { op, .. } => frame.gist = self.operation(op),
            FactKind::Returned { op, reply, .. } => frame.gist = self.answer(op, reply),
            FactKind::Aborted { op } => frame.gist = self.operation(op),
            FactKind::Sent { flight }
            | FactKind::Lost { flight, .. }
            | FactKind::Duplicated { flight, .. }
            | FactKind::Delivered { flight }
            | FactKind::Held { flight }
            | FactKind::Released { flight } => self.message(&mut frame, flight),
            FactKind::Installed { write, .. } | FactKind::Wrote { write, .. } => {
                let write = self.run.write(write);
                frame.gist = format!("{} {}", self.name(write.key), write.version.words());
            }
            FactKind::Observed { observation, .. } => {
                let seen = self.run.observation(observation);
                frame.gist = format!("{} {}", self.name(seen.key), seen.version.words());
            }
            FactKind::Noted { fact, a, b } if self.names_accounts(fact) => {
                frame.accounts = [a, b].map(|account| self.name(AccountId(account))).into();
            }
            _ => {}
        }
        frame
    }

    /// Whether the sentence of a fact of the protocol's own names accounts.
    fn names_accounts(&self, fact: u8) -> bool {
        let row = self.run.own_facts().get(usize::from(fact));
        row.is_some_and(|row| row.sentence.en.contains(":account}"))
    }

    fn message(&self, frame: &mut FactFrame, flight: FlightId) {
        let flight = self.run.flight(flight);
        frame.other = Some(if frame.event.node == flight.to { flight.from } else { flight.to });
        frame.name = Some(TextBuf::from(flight.label.name));
        frame.gist = self.said(&flight.label.gist);
    }

    /// The place of a write in its log or stream.
    pub fn place(&self, write: u32) -> String {
        self.run.write(write).version.place().to_string()
    }

    /// What a client asked.
    pub fn operation(&self, op: OpId) -> String {
        let call = self.run.operation(op).request.call;
        call.gist_in(|account| self.name(account), |amount| self.money(amount))
    }

    /// What it was answered.
    pub fn answer(&self, op: OpId, reply: u32) -> String {
        let call = self.run.operation(op).request.call;
        match self.run.answer(reply).map(|answer| answer.reply) {
            Some(Reply::Done { answer, .. }) => {
                let each = call
                    .accounts()
                    .zip(answer.balances())
                    .map(|(account, balance)| format!("{} = {}", self.name(account), self.money(*balance)));
                each.collect::<Vec<_>>().join(", ")
            }
            _ => self.operation(op),
        }
    }

    /// What a message says, with its amounts as the experiment's ledger writes them.
    pub fn said(&self, gist: &str) -> String {
        amounts::in_gist(gist, self.experiment.decimals)
    }

    fn money(&self, amount: Amount) -> String {
        match self.experiment.decimals {
            0 => amount.to_string(),
            decimals => units::money(amount, decimals),
        }
    }

    fn name(&self, account: AccountId) -> String {
        match self.experiment.accounts.get(account.index()) {
            Some(opening) => opening.name.clone(),
            None => format!("#{account}"),
        }
    }
}
