//! Demos: pinned experiments, each of which shows one anomaly every time, and the protection that
//! removes it. Each protocol tells its own, in its catalogue entry; here they are carried out and
//! judged.

mod predicates;

use super::experiment::Experiment;
use super::script::{self, Script};
use super::setup;
use super::transactions;
use super::verdicts::{Finding, Verdict, verdicts};
use crate::base::text::TextBuf;
use crate::protocol::catalog::{CATALOG, Catalog, Entry};
use crate::protocol::manifest;
use crate::sim::run::{AnyRun, Target};
use core::ops::Deref;

pub use predicates::PREDICATES;

/// What the checker of every demo says with the protection off.
pub const OFF: Verdict = Verdict::Violated;
/// What it says with the protection on.
pub const ON: Verdict = Verdict::Holds;

/// A demo of a protocol.
#[derive(Clone, Copy, Debug)]
pub struct Demo {
    /// The protocol's name in files.
    pub protocol: &'static str,
    entry: &'static Entry,
    told: &'static manifest::Demo,
}

impl Deref for Demo {
    type Target = manifest::Demo;

    fn deref(&self) -> &manifest::Demo {
        self.told
    }
}

impl Demo {
    /// The experiment, with the protection off.
    pub fn experiment(&self) -> Experiment {
        script::experiment_with(self.entry, &(self.script)(Script::default()))
    }

    /// The same experiment with the protection on.
    pub fn protected(&self) -> Experiment {
        let mut experiment = self.experiment();
        for (name, to) in self.protection {
            experiment.set(name, (*to).into());
        }
        experiment
    }

    /// Opens a run of it, with its own protocol, whatever catalogue that is in.
    pub fn open(&self, experiment: &Experiment) -> Box<dyn AnyRun> {
        setup::open_in(Catalog::of(self.entry), experiment, &[])
    }

    /// What the demo's checker says about a run that is folded to its end. Moves the cursor there.
    ///
    /// # Errors
    /// The reason, where the run is too long to be judged while somebody waits.
    pub fn verdict(&self, experiment: &Experiment, run: &mut dyn AnyRun) -> Result<Finding, TextBuf> {
        run.seek(Target::Time(run.until()));
        if let Some(predicate) = PREDICATES.iter().find(|predicate| predicate.name == self.checker) {
            return Ok(predicate.judge(run));
        }
        let all = verdicts(experiment, run)?;
        let own = match all.into_iter().find(|judged| judged.model == self.checker) {
            Some(own) => Some(own),
            None => transactions::of_run(experiment, run)?.judged(self.checker),
        };
        Ok(own.unwrap_or_else(|| unreachable!("{}: nobody judges by {}", self.id, self.checker)))
    }
}

/// Every demo of the lab.
pub fn all() -> impl Iterator<Item = Demo> {
    all_in(CATALOG)
}

/// Every demo of the protocols of a catalogue.
pub fn all_in(catalog: Catalog) -> impl Iterator<Item = Demo> {
    catalog.0.iter().flat_map(of)
}

/// The demos of a protocol of any catalogue.
pub fn of(entry: &'static Entry) -> impl Iterator<Item = Demo> {
    entry.demos.iter().map(move |told| Demo { protocol: entry.name, entry, told })
}

/// The demo of the lab with this name.
pub fn find(id: &str) -> Option<Demo> {
    find_in(CATALOG, id)
}

/// The demo of a catalogue with this name.
pub fn find_in(catalog: Catalog, id: &str) -> Option<Demo> {
    all_in(catalog).find(|demo| demo.id == id)
}
