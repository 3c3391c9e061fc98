//! The fault matrix: every kind of fault against every protocol of the catalogue, by chance. What a
//! protocol is held to, it says itself in its manifest; nothing here knows any protocol.
//!
//! | question | file |
//! | --- | --- |
//! | which kinds of faults there are, and how often a run has them | `faults` |
//! | how an experiment is drawn | `experiments` |
//! | whether what is promised holds, whatever breaks | `safety` |
//! | whether it goes on once a core is healed, or what it waits for | `liveness` |
//! | which goals a run reached | `goals` |
//! | whether chance finds what a protection prevents, once it is off | `protections` |
//! | what a case that broke needs to break | `smaller` |
//!
//! A case is a protocol, a mode and a number. Everything about it follows from these three.

pub mod experiments;
pub mod faults;
pub mod goals;
pub mod liveness;
pub mod protections;
pub mod safety;
pub mod smaller;

use super::setup;
use super::verdicts::{Finding, Verdict};
use crate::base::chance::Lane;
use crate::base::digest::Digest;
use crate::protocol::catalog::{Catalog, ENTRIES, Entry};
use crate::protocol::manifest::To;
use crate::protocol::manifest::condition::Condition;
#[cfg(feature = "mutants")]
use crate::protocol::manifest::mutant::Mutant;
use crate::protocol::manifest::progress::Need;
use crate::sim::run::{AnyRun, Progress};
use experiments::Drawn;
use faults::{Dealt, Fault, Faults};

/// What a case is held to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// Nothing that is promised may break.
    Safety,
    /// What is healed must go on, or say what it waits for.
    Liveness,
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
    /// What of the promises a disk that went back in time broke. No promise of the catalogue bears
    /// one: what was acknowledged is gone, and the copy is as sound as it was when it was taken, so no
    /// checksum notices. What it does has to be seen all the same.
    pub undone: Vec<Finding>,
    /// The promises that were put to the test and held.
    pub held: Vec<String>,
    /// The kinds of faults that it was dealt.
    pub dealt: Dealt,
    /// Which goals of its protocol it reached.
    pub goals: Vec<bool>,
    /// What it waits for, where its core is not enough to go on.
    pub waits: Option<&'static Need>,
    /// How many facts its run had.
    pub facts: u32,
}

/// Of every four cases of a protocol one is about liveness.
const EVERY: u64 = 4;

impl Case {
    /// The case that a seed stands for: all protocols of the lab in turn.
    pub fn of_seed(seed: u64) -> Case {
        let many = ENTRIES.len() as u64;
        let entry = &ENTRIES[(seed % many) as usize];
        let mode = if seed / many % EVERY == EVERY - 1 { Mode::Liveness } else { Mode::Safety };
        Case { entry, mode, n: seed / many }
    }

    /// Its name: the protocol, the mode and the number.
    pub fn name(&self) -> String {
        let mode = match self.mode {
            Mode::Safety => "safety",
            Mode::Liveness => "liveness",
        };
        format!("{}-{mode}-{}", self.entry.name, self.n)
    }

    /// The case that has this name, if there is one.
    pub fn named(name: &str) -> Option<Case> {
        let (rest, n) = name.rsplit_once('-')?;
        let (protocol, _) = rest.rsplit_once('-')?;
        let many = ENTRIES.len() as u64;
        let nth = ENTRIES.iter().position(|entry| entry.name == protocol)? as u64;
        let seed = n.parse::<u64>().ok()?.checked_mul(many)?.checked_add(nth)?;
        Some(Case::of_seed(seed)).filter(|case| case.name() == name)
    }

    /// Where its draws come from.
    fn lane(&self) -> Lane {
        let mut name = Digest::default();
        name.bytes(self.entry.name.as_bytes());
        name.word(self.mode as u64);
        Lane(Lane(name.sum().0 as u64).draw(self.n))
    }

    /// Which claim of progress it is held to.
    fn claim(&self) -> &'static crate::protocol::manifest::progress::Progress {
        &self.entry.progress[(self.n / EVERY % self.entry.progress.len() as u64) as usize]
    }

    /// Its experiment. The settings of each promise have their turn; all others are drawn.
    pub fn draw(&self, often: &Faults) -> Drawn {
        let promises = self.entry.promises;
        match self.mode {
            Mode::Safety => {
                let settings = match promises.len() as u64 {
                    0 => &[][..],
                    many => promises[(self.n % many) as usize].under,
                };
                self.draw_with(settings, often)
            }
            Mode::Liveness => self.draw_with(self.claim().under, often),
        }
    }

    /// The same with other settings than those of a promise.
    pub fn draw_with(&self, settings: &[(&str, To)], often: &Faults) -> Drawn {
        let (entry, lane) = (self.entry, self.lane());
        match self.mode {
            Mode::Safety => experiments::draw(entry, settings, &[], lane, often),
            Mode::Liveness => {
                let mut drawn = experiments::draw(entry, settings, &liveness::without(), lane, often);
                liveness::plan(entry, &mut drawn, lane);
                drawn
            }
        }
    }

    /// Runs and judges it.
    pub fn run(&self, often: &Faults) -> Outcome {
        let drawn = self.draw(often);
        self.judge(&drawn, self.fold(&drawn).as_mut())
    }

    /// The run of an experiment that was drawn for it, folded to its end.
    pub fn fold(&self, drawn: &Drawn) -> Box<dyn AnyRun> {
        folded(setup::open_in(Catalog::of(self.entry), &drawn.whole(), &[]))
    }

    /// Runs and judges it with a deliberate bug, and with the settings that let the bug do harm.
    #[cfg(feature = "mutants")]
    pub fn mutated(&self, often: &Faults, mutant: &Mutant) -> Outcome {
        let mut drawn = self.draw(often);
        for (name, to) in mutant.under {
            drawn.experiment.set(name, (*to).into());
        }
        let run = setup::open_mutated(self.entry, &drawn.whole(), mutant.name);
        self.judge(&drawn, folded(run).as_mut())
    }

    /// Judges a run of it that is folded to its end.
    pub fn judge(&self, drawn: &Drawn, run: &mut dyn AnyRun) -> Outcome {
        let mut found = safety::promised(self.entry, &drawn.experiment, run);
        let mut undone = Vec::new();
        if drawn.dealt.has(Fault::OldDisk) {
            undone = safety::promised_but_for(self.entry, &drawn.experiment, run, Condition::NoOldDisk);
            undone.retain(safety::is_broken);
        }
        let mut waits = None;
        if let Some(ending) = &drawn.ending {
            let judged = liveness::judge(self.claim(), ending, run);
            found.extend(judged.found);
            waits = judged.waits;
        }
        let holds = found.iter().filter(|it| it.verdict == Verdict::Holds);
        Outcome {
            held: holds.map(|it| it.model.clone()).collect(),
            broken: found.into_iter().filter(safety::is_broken).collect(),
            undone,
            dealt: drawn.dealt,
            goals: goals::reached(self.entry.goals, run),
            waits,
            facts: run.fact_count(),
        }
    }

    /// The smallest experiment found that breaks what this one breaks.
    pub fn smaller(&self, drawn: &Drawn, model: &str) -> Drawn {
        smaller::smaller(drawn, |drawn| {
            let outcome = self.judge(drawn, self.fold(drawn).as_mut());
            outcome.broken.iter().any(|it| it.model == model)
        })
    }
}

/// Folds a run to its end.
fn folded(mut run: Box<dyn AnyRun>) -> Box<dyn AnyRun> {
    while run.advance(100_000) == Progress::More {}
    run
}
