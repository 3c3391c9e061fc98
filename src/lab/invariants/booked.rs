//! An invariant with the fact behind each record that it heard, so that its witness can be shown in the run.

use crate::base::ids::FactId;
use crate::base::text::{Said, Text};
use crate::check::invariant::Invariant;
use crate::check::verdict::{Verdict, Witness};
use crate::lab::verdicts::{Judged, Word};

/// A machine and the facts behind its records.
#[derive(Clone, Debug, Default)]
pub struct Booked<M> {
    /// The machine.
    pub machine: M,
    facts: Vec<FactId>,
}

impl<M: Invariant> Booked<M> {
    /// A machine that has heard nothing yet.
    pub fn new(machine: M) -> Booked<M> {
        Booked { machine, facts: Vec::new() }
    }

    /// Hears a record that a fact led to.
    pub fn hear(&mut self, fact: FactId, record: &M::Record) {
        self.facts.push(fact);
        self.machine.hear(record);
    }

    /// What the machine says, with the facts that prove it.
    pub fn judged(&self, model: &str, promise: Text) -> Judged {
        self.judged_as(model, promise, |witness| witness.because.clone())
    }

    /// The same with other words for a witness, where the run has better ones than the machine.
    pub fn judged_as(&self, model: &str, promise: Text, because: impl Fn(&Witness) -> Said) -> Judged {
        let (verdict, because, proof) = match self.machine.verdict() {
            Verdict::Holds => (Word::Holds, None, Vec::new()),
            Verdict::Violated(witness) => {
                let mut proof: Vec<FactId> = witness.operations.iter().filter_map(|&place| self.facts.get(place)).copied().collect();
                proof.sort_unstable();
                proof.dedup();
                (Word::Violated, Some(because(&witness)), proof)
            }
            Verdict::Unknown(_) => (Word::Unknown, None, Vec::new()),
            Verdict::Vacuous(why) => (Word::Vacuous, Some(why), Vec::new()),
        };
        Judged { model: model.to_owned(), promise: promise.into(), verdict, because, proof }
    }
}
