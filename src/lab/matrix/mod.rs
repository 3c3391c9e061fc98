//! The fault matrix: every kind of fault against every protocol of the catalogue, by chance. What a
//! protocol is held to, it says itself in its manifest; nothing here knows any protocol.
//!
//! | question | file |
//! | --- | --- |
//! | which kinds of faults there are, and how often a run has them | `faults` |
//! | how an experiment is drawn | `experiments` |
//! | whether what is promised holds, whatever breaks | `safety` |
//! | which goals a run reached | `goals` |
//!
//! A case is a protocol, a mode and a number. Everything about it follows from these three.

pub mod experiments;
pub mod faults;
pub mod goals;
pub mod safety;

use super::experiment::Experiment;
use super::setup;
use super::verdicts::{Finding, Verdict};
use crate::base::chance::Lane;
use crate::base::digest::Digest;
use crate::protocol::catalog::{Catalog, Entry};
use crate::sim::run::{AnyRun, Progress};
use experiments::Drawn;
use faults::{Dealt, Faults};

/// What a case is held to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// Nothing that is promised may break.
    Safety,
}

/// A protocol, a mode and a number.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// The protocol.
    pub entry: &'static Entry,
    /// What it is held to.
    pub mode: Mode,
    /// The number.
    pub n: u64,
}

/// What came of a case.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What broke.
    pub broken: Vec<Finding>,
    /// How many promises were put to the test and held.
    pub held: u32,
    /// The kinds of faults that it was dealt.
    pub dealt: Dealt,
    /// Which goals of its protocol it reached.
    pub goals: Vec<bool>,
}

impl Case {
    /// Its name: `the-protocol/safety/17`.
    pub fn name(&self) -> String {
        let mode = match self.mode {
            Mode::Safety => "safety",
        };
        format!("{}/{mode}/{}", self.entry.name, self.n)
    }

    /// Where its draws come from.
    fn lane(&self) -> Lane {
        let mut name = Digest::default();
        name.bytes(self.entry.name.as_bytes());
        name.word(self.mode as u64);
        Lane(Lane(name.sum().0 as u64).draw(self.n))
    }

    /// Its experiment. The settings of each promise have their turn; all others are drawn.
    pub fn draw(&self, often: &Faults) -> Drawn {
        let promises = self.entry.promises;
        let settings = match promises.len() as u64 {
            0 => &[][..],
            many => promises[(self.n % many) as usize].under,
        };
        experiments::draw(self.entry, settings, self.lane(), often)
    }

    /// Runs and judges it.
    pub fn run(&self, often: &Faults) -> Outcome {
        let drawn = self.draw(often);
        self.judge(&drawn, fold(setup::open_in(Catalog::of(self.entry), &drawn.experiment, &[])).as_mut())
    }

    /// Runs and judges it with a deliberate bug, and with the settings that let the bug do harm.
    #[cfg(feature = "mutants")]
    pub fn mutated(&self, often: &Faults, mutant: &crate::protocol::manifest::mutant::Mutant) -> Outcome {
        let mut drawn = self.draw(often);
        for (name, to) in mutant.under {
            drawn.experiment.set(name, (*to).into());
        }
        let run = setup::open_mutated(self.entry, &drawn.experiment, mutant.name);
        self.judge(&drawn, fold(run).as_mut())
    }

    /// Judges a run of it that is folded to its end.
    pub fn judge(&self, drawn: &Drawn, run: &mut dyn AnyRun) -> Outcome {
        let found = safety::promised(self.entry, &drawn.experiment, run);
        Outcome {
            held: found.iter().filter(|it| it.verdict == Verdict::Holds).count() as u32,
            broken: found.into_iter().filter(safety::is_broken).collect(),
            dealt: drawn.dealt,
            goals: goals::reached(self.entry.goals, run),
        }
    }
}

/// The run of an experiment with a protocol, folded to its end.
pub fn folded(entry: &'static Entry, experiment: &Experiment) -> Box<dyn AnyRun> {
    fold(setup::open_in(Catalog::of(entry), experiment, &[]))
}

/// Folds a run to its end.
fn fold(mut run: Box<dyn AnyRun>) -> Box<dyn AnyRun> {
    while run.advance(100_000) == Progress::More {}
    run
}
