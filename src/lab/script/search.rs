//! Messages and quiet moments of a script that are found only by folding its run.

use super::{Act, Fate, Message, fold, is_quiet};
use crate::base::ids::{FactId, FlightId};
use crate::base::time::Time;
use crate::lab::experiment::Experiment;
use crate::protocol::catalog::Entry;
use crate::sim::fault::Treatment;
use crate::sim::input::{Action, Input};
use crate::sim::run::{AnyRun, Target};
use crate::sim::trace::FactKind;

/// A message that a script speaks of, and what is to happen to it.
pub(super) struct Wanted {
    at: Time,
    message: Message,
    treatment: Fate,
}

impl Wanted {
    /// What an act leaves to be looked for, if anything.
    pub(super) fn of(at: Time, act: &Act) -> Option<Wanted> {
        let Act::Treat { message, treatment } = act else { return None };
        let is_pinned = message.kind.is_none() && matches!(treatment, Fate::Network(_));
        (!is_pinned).then_some(Wanted { at, message: *message, treatment: *treatment })
    }

    /// Where in a run the message was sent, if it was.
    fn find(&self, run: &dyn AnyRun) -> Option<(FactId, FlightId)> {
        let is_new = self.message.kind.is_some() && self.treatment != Fate::Deliver;
        let first = if is_new { run.first_at(self.at) } else { 0 };
        let sent = (first..run.fact_count()).map(FactId).filter_map(|id| match run.fact(id).what {
            FactKind::Sent { flight } => {
                let seen = run.flight(flight);
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
    fn inputs(&self, run: &mut dyn AnyRun, sent: FactId, flight: FlightId) -> Vec<Input> {
        run.seek(Target::Fact(sent));
        let (at, (_, step)) = (run.fact(sent).at, run.cursor());
        let now = |action| Input { at, step, action };
        match self.treatment {
            Fate::Hold => vec![now(Action::Hold { flight })],
            Fate::Deliver => {
                assert!(
                    at <= self.at,
                    "{:?} is to be delivered at {} and is sent at {at} only",
                    self.message,
                    self.at
                );
                vec![Input {
                    at: self.at,
                    step: if at == self.at { step } else { 0 },
                    action: Action::Release { flight },
                }]
            }
            Fate::Network(Treatment::Drop) => vec![now(Action::Drop { flight })],
            Fate::Network(Treatment::Duplicate { after_us }) => {
                vec![now(Action::Duplicate { flight, after_us })]
            }
            Fate::Network(Treatment::Deliver { after_us }) => {
                let arrives =
                    Input { at: Time(at.0 + after_us), step: 0, action: Action::Release { flight } };
                vec![now(Action::Hold { flight }), arrives]
            }
        }
    }
}

/// Finds what is wanted, the earliest first: what happens to one message may change every message
/// after it, and none before it.
pub(super) fn resolve(
    entry: &'static Entry,
    experiment: &Experiment,
    inputs: &mut Vec<Input>,
    mut wanted: Vec<Wanted>,
) {
    while !wanted.is_empty() {
        let mut run = fold(entry, experiment, inputs);
        let found =
            wanted.iter().enumerate().filter_map(|(place, wanted)| Some((wanted.find(run.as_ref())?, place)));
        let Some(((sent, flight), place)) = found.min() else {
            unreachable!("a script speaks of a message that is never sent: {:?}", wanted[0].message)
        };
        inputs.extend(wanted.remove(place).inputs(run.as_mut(), sent, flight));
    }
}

/// The first moment from this one on at which no operation is open and no disk has anything left to
/// write.
pub(super) fn quiet_after(
    entry: &'static Entry,
    experiment: &Experiment,
    inputs: &[Input],
    from: Time,
) -> Time {
    let mut run = fold(entry, experiment, inputs);
    run.seek(Target::Time(from));
    while !is_quiet(run.as_ref()) {
        let (_, step) = run.cursor();
        assert!(step < run.folded().1, "a script waits for a quiet that does not come in its run");
        run.seek(Target::Step(step + 1));
    }
    from.max(run.cursor().0)
}
