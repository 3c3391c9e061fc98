//! An invariant with the fact behind each record that it heard, so that its witness can be shown in
//! the run.

use crate::base::ids::FactId;
use crate::base::text::{Text, TextBuf};
use crate::check::invariant::Invariant;
use crate::check::verdict::{self, Witness};
use crate::lab::verdicts::{Finding, Verdict};

/// A machine and the facts behind its records.
#[derive(Clone, Debug, Default)]
pub struct WithFacts<M> {
    pub machine: M,
    facts: Vec<FactId>,
}

impl<M: Invariant> WithFacts<M> {
    /// A machine that has heard nothing yet.
    pub fn new(machine: M) -> WithFacts<M> {
        WithFacts { machine, facts: Vec::new() }
    }

    /// Folds a record that a fact led to.
    pub fn observe(&mut self, fact: FactId, record: &M::Record) {
        self.facts.push(fact);
        self.machine.observe(record);
    }

    /// What the machine says, with the facts that prove it.
    pub fn judged(&self, model: &str, promise: Text) -> Finding {
        self.judged_as(model, promise, |witness| witness.because.clone())
    }

    /// The same with other words for a witness, where the run has better ones than the machine.
    pub fn judged_as(&self, model: &str, promise: Text, because: impl Fn(&Witness) -> TextBuf) -> Finding {
        let (verdict, because, proof) = match self.machine.verdict() {
            verdict::Verdict::Holds => (Verdict::Holds, None, Vec::new()),
            verdict::Verdict::Violated(witness) => {
                let mut proof: Vec<FactId> =
                    witness.operations.iter().filter_map(|&place| self.facts.get(place)).copied().collect();
                proof.sort_unstable();
                proof.dedup();
                (Verdict::Violated, Some(because(&witness)), proof)
            }
            verdict::Verdict::Unknown(_) => (Verdict::Unknown, None, Vec::new()),
            verdict::Verdict::Vacuous(why) => (Verdict::Vacuous, Some(why), Vec::new()),
        };
        Finding { model: model.to_owned(), promise: promise.into(), verdict, because, proof }
    }
}
