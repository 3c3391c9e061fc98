//! What a script leaves to be looked for in its own run.

use super::{Act, Message, Treatment, fold, is_quiet};
use crate::base::ids::{FactId, FlightId};
use crate::base::time::Time;
use crate::lab::experiment::Experiment;
use crate::sim::fault::Then;
use crate::sim::input::{Action, Input};
use crate::sim::session::{Session, Target};
use crate::sim::trace::What;

/// A message that a script speaks of, and what is to happen to it.
pub(super) struct Wanted {
    at: Time,
    message: Message,
    treatment: Treatment,
}

impl Wanted {
    /// What an act leaves to be looked for, if anything.
    pub(super) fn of(at: Time, act: &Act) -> Option<Wanted> {
        let Act::Treat { message, treatment } = act else { return None };
        let is_pinned = message.kind.is_none() && matches!(treatment, Treatment::Network(_));
        (!is_pinned).then_some(Wanted { at, message: *message, treatment: *treatment })
    }

    /// Where in a run the message was sent, if it was.
    fn find(&self, session: &dyn Session) -> Option<(FactId, FlightId)> {
        let is_new = self.message.kind.is_some() && self.treatment != Treatment::Deliver;
        let first = if is_new { session.first_at(self.at) } else { 0 };
        let sent = (first..session.fact_count()).map(FactId).filter_map(|id| match session.fact(id).what {
            What::Sent { flight } => {
                let seen = session.flight(flight);
                let is_it = (seen.from, seen.to) == (self.message.from, self.message.to)
                    && self.message.kind.is_none_or(|kind| kind == seen.label.name.en);
                is_it.then_some((id, flight))
            }
            _ => None,
        });
        let mut sent = sent.skip(self.message.nth as usize);
        sent.next()
    }

    /// What a person would do to the message, and when.
    fn inputs(&self, session: &mut dyn Session, sent: FactId, flight: FlightId) -> Vec<Input> {
        session.seek(Target::Fact(sent));
        let (at, (_, step)) = (session.fact(sent).at, session.cursor());
        let now = |action| Input { at, step, action };
        match self.treatment {
            Treatment::Hold => vec![now(Action::Hold { flight })],
            Treatment::Deliver => {
                assert!(at <= self.at, "{:?} is to be delivered at {} and is sent at {at} only", self.message, self.at);
                vec![Input { at: self.at, step: if at == self.at { step } else { 0 }, action: Action::Release { flight } }]
            }
            Treatment::Network(Then::Drop) => vec![now(Action::Drop { flight })],
            Treatment::Network(Then::Duplicate { after_us }) => vec![now(Action::Duplicate { flight, after_us })],
            Treatment::Network(Then::Deliver { after_us }) => {
                let arrives = Input { at: Time(at.0 + after_us), step: 0, action: Action::Release { flight } };
                vec![now(Action::Hold { flight }), arrives]
            }
        }
    }
}

/// Finds what is wanted, the earliest first: what happens to one message may change every message
/// after it, and none before it.
pub(super) fn resolve(experiment: &Experiment, inputs: &mut Vec<Input>, mut wanted: Vec<Wanted>) {
    while !wanted.is_empty() {
        let mut session = fold(experiment, inputs);
        let found = wanted.iter().enumerate().filter_map(|(place, wanted)| Some((wanted.find(session.as_ref())?, place)));
        let Some(((sent, flight), place)) = found.min() else {
            unreachable!("a script speaks of a message that is never sent: {:?}", wanted[0].message)
        };
        inputs.extend(wanted.remove(place).inputs(session.as_mut(), sent, flight));
    }
}

/// The first moment from this one on at which no operation is open and no disk has anything left to
/// write.
pub(super) fn quiet_after(experiment: &Experiment, inputs: &[Input], from: Time) -> Time {
    let mut session = fold(experiment, inputs);
    session.seek(Target::Time(from));
    while !is_quiet(session.as_ref()) {
        let (_, step) = session.cursor();
        assert!(step < session.folded().1, "a script waits for a quiet that does not come in its run");
        session.seek(Target::Step(step + 1));
    }
    from.max(session.cursor().0)
}
