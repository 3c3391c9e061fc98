//! Demos: pinned experiments, each of which shows one anomaly every time, and the protection that
//! removes it. Each protocol tells its own, in its catalogue entry; here they are carried out and
//! judged.

pub mod length;
mod predicates;
mod reports;
pub mod shelf;

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
    /// The experiment, with the protection off. It ends soon after the last thing that happens in
    /// it, or in the run with the protection on.
    pub fn experiment(&self) -> Experiment {
        let mut experiment = self.at_length();
        last_until(&mut experiment, length::known_us(self));
        experiment
    }

    /// The same experiment with the protection on.
    pub fn protected(&self) -> Experiment {
        self.protect(self.experiment())
    }

    /// The protocol that it is a demo of.
    pub fn entry(&self) -> &'static Entry {
        self.entry
    }

    /// The experiment as its script tells it, with the protection off; it may last longer than
    /// anything happens in it.
    pub fn scripted(&self) -> Experiment {
        self.at_length()
    }

    /// The experiment as its script tells it, however long nothing happens at its end.
    fn at_length(&self) -> Experiment {
        script::experiment_with(self.entry, &(self.script)(Script::default()))
    }

    fn protect(&self, mut experiment: Experiment) -> Experiment {
        for (name, to) in self.protection {
            experiment.set(name, (*to).into());
        }
        experiment
    }

    /// Whether an experiment is this demo, and with its protection or not.
    fn is(&self, experiment: &Experiment) -> Option<bool> {
        let mut off = self.at_length();
        last_until(&mut off, experiment.duration_us);
        let protected = if off == *experiment {
            false
        } else if self.protect(off) == *experiment {
            true
        } else {
            return None;
        };
        (length::known_us(self) == experiment.duration_us).then_some(protected)
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

fn last_until(experiment: &mut Experiment, end_us: u64) {
    experiment.duration_us = end_us;
    experiment.workload.until_us = experiment.workload.until_us.min(end_us);
}

/// The demo that an experiment is, and whether its protection is on. With their protections some
/// demos are the same run; then it is the one that it was `last`.
pub fn recognise(experiment: &Experiment, last: Option<&str>) -> Option<(Demo, bool)> {
    let demos = || all().filter(|demo| demo.protocol == experiment.protocol.name);
    let last = last.and_then(find).filter(|demo| demo.protocol == experiment.protocol.name);
    last.into_iter().chain(demos()).find_map(|demo| Some((demo, demo.is(experiment)?)))
}

/// The run of a demo beside which this one is best seen: with its protection where this one has
/// none, and without it where it has. Nothing for what is no demo.
pub fn counterpart(experiment: &Experiment) -> Option<Experiment> {
    let (demo, protected) = recognise(experiment, None)?;
    Some(if protected { demo.experiment() } else { demo.protected() })
}

/// The demo of the lab with this name.
pub fn find(id: &str) -> Option<Demo> {
    find_in(CATALOG, id)
}

/// The demo of a catalogue with this name.
pub fn find_in(catalog: Catalog, id: &str) -> Option<Demo> {
    all_in(catalog).find(|demo| demo.id == id)
}
