//! Runs beside the one that is open: they follow its cursor, moment by moment, so that the same
//! workday is seen two or more ways at once. Each is a timeline of its own, in which nothing is
//! done but what was planned.

use super::SLICE;
use super::wire::{Alongside, MOST_BESIDE, ReportWhat};
use crate::base::ids::FactId;
use crate::base::time::Time;
use crate::lab::beside::first_difference;
use crate::lab::experiment::Experiment;
use crate::lab::frame::{self, Camera, Frame};
use crate::lab::timeline::{Branch, Timeline};

/// The runs beside the open one.
pub(super) struct Beside {
    /// The question that they answer.
    pub generation: u64,
    runs: Vec<Timeline>,
    told: bool,
}

impl Beside {
    /// Begins these runs; more than [`MOST_BESIDE`] are not begun.
    pub fn new(generation: u64, experiments: Vec<Experiment>) -> Beside {
        let runs = experiments.into_iter().take(MOST_BESIDE).map(|it| Timeline::open(it, Vec::new()));
        Beside { generation, runs: runs.collect(), told: false }
    }

    /// Whether they were not reported yet.
    pub fn is_busy(&self) -> bool {
        !self.told
    }

    /// Folds a slice of them; reports them when all are folded and judged, as they are beside the
    /// open run.
    pub fn work(&mut self, open: &Timeline, camera: &Camera) -> Option<ReportWhat> {
        if self.runs.iter_mut().any(|run| run.advance(SLICE)) {
            return None;
        }
        self.told = true;
        self.runs.iter_mut().for_each(Timeline::judge);
        let main = &open.branches()[0];
        let at = open.branches()[open.current() as usize].at;
        let same_way = |run: &Timeline| run.experiment().protocol.name == open.experiment().protocol.name;
        let runs = self.runs.iter_mut().map(|run| {
            let (ours, theirs) = (main.run.as_ref(), run.branches()[0].run.as_ref());
            let parting = first_difference(ours, theirs, same_way(run));
            let told = |experiment: &Experiment, run, id: Option<FactId>| {
                id.and_then(|id| frame::facts(experiment, run, id.0..id.0 + 1).pop())
            };
            let [here, there] = parting.map_or([None; 2], |it| it.facts);
            let why = [told(open.experiment(), ours, here), told(run.experiment(), theirs, there)];
            Alongside {
                differs: parting.map(|it| it.at),
                why,
                frame: Box::new(look(run, at, camera)),
                branches: run.frames(),
            }
        });
        Some(ReportWhat::Beside { runs: runs.collect() })
    }

    /// What is there at a moment; nothing before they are folded.
    pub fn at(&mut self, at: Time, camera: &Camera) -> Option<ReportWhat> {
        if !self.told || self.runs.is_empty() {
            return None;
        }
        Some(ReportWhat::BesideAt { frames: self.runs.iter_mut().map(|run| look(run, at, camera)).collect() })
    }
}

fn look(run: &mut Timeline, at: Time, camera: &Camera) -> Frame {
    run.look(0).seek_time(at);
    let branch: &Branch = &run.branches()[0];
    frame::build(run.experiment(), 0, branch, camera)
}
