//! Runs beside the one that is open: they follow its cursor, moment by moment, so that the same
//! workday is seen two or more ways at once. Each is a timeline of its own, in which nothing is
//! done but what was planned.

use super::SLICE;
use super::wire::{Alongside, MOST_BESIDE, Problem, ReportWhat};
use crate::base::ids::FactId;
use crate::base::time::Time;
use crate::lab::beside::{first_difference, first_different_sheet};
use crate::lab::compare::{self, Comparison};
use crate::lab::experiment::Experiment;
use crate::lab::frame::{self, Camera, Frame};
use crate::lab::timeline::{Branch, Timeline};

/// The runs beside the open one.
pub(super) struct Beside {
    /// The question that they answer.
    pub generation: u64,
    runs: Vec<Timeline>,
    told: bool,
    table: Option<Table>,
}

/// What is made of columns when all are folded.
struct Table {
    /// The workday that they share: the open experiment, with what the person did planned.
    base: Experiment,
    /// What was measured of each column so far.
    needs: Vec<Vec<Option<Vec<bool>>>>,
    /// The finished table.
    comparison: Option<Comparison>,
}

impl Beside {
    /// Begins these runs; more than [`MOST_BESIDE`] are not begun.
    pub fn new(generation: u64, experiments: Vec<Experiment>) -> Beside {
        let runs = experiments.into_iter().take(MOST_BESIDE).map(|it| Timeline::open(it, Vec::new()));
        Beside { generation, runs: runs.collect(), told: false, table: None }
    }

    /// Begins columns, as texts name them, beside the open run.
    ///
    /// # Errors
    /// What is wrong with the texts.
    pub fn columns(generation: u64, open: &Timeline, with: &[String]) -> Result<Beside, Vec<Problem>> {
        let branch = &open.branches()[0];
        let mut base = open.experiment().clone();
        // What was done by hand is planned for all, but for what only makes sense in its own run.
        let lasting = branch.inputs.iter().filter(|input| input.action.is_of_any_run()).cloned();
        base.faults.extend(lasting.map(|input| crate::sim::input::Input { step: 0, ..input }));
        let (mut experiments, mut problems) = (Vec::new(), Vec::new());
        for text in with.iter().take(MOST_BESIDE) {
            match compare::column(&base, text) {
                Ok(experiment) => experiments.push(experiment),
                Err(problem) => problems.push(problem),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let table = Some(Table { base, needs: Vec::new(), comparison: None });
        Ok(Beside { table, ..Beside::new(generation, experiments) })
    }

    /// The table of columns, once it is there.
    pub fn comparison(&self) -> Option<&Comparison> {
        self.table.as_ref()?.comparison.as_ref()
    }

    /// Whether they were not reported yet.
    pub fn is_busy(&self) -> bool {
        !self.told
    }

    /// Folds a slice of them; reports them when all are folded and judged, as they are beside the
    /// open run.
    pub fn work(&mut self, open: &mut Timeline, camera: &Camera) -> Option<ReportWhat> {
        if self.runs.iter_mut().any(|run| run.advance(SLICE)) {
            return None;
        }
        if let Some(table) = &mut self.table
            && table.needs.len() <= self.runs.len()
        {
            // One column at a time, so that a question never waits long.
            let nth = table.needs.len();
            let experiment = if nth == 0 { open.experiment() } else { self.runs[nth - 1].experiment() };
            table.needs.push(compare::needs_of(experiment));
            return None;
        }
        self.told = true;
        self.runs.iter_mut().for_each(Timeline::judge);
        let at = open.branches()[open.current() as usize].at;
        let way = open.experiment().protocol.name.clone();
        let same_way = |run: &Timeline| run.experiment().protocol.name == way;
        let runs = self.runs.iter_mut().map(|run| {
            let (ours, theirs) = (open.branches()[0].run.as_ref(), run.branches()[0].run.as_ref());
            let parting = first_difference(ours, theirs, same_way(run));
            let told = |experiment: &Experiment, run, id: Option<FactId>| {
                id.and_then(|id| frame::facts(experiment, run, id.0..id.0 + 1).pop())
            };
            let [here, there] = parting.map_or([None; 2], |it| it.facts);
            let why = [told(open.experiment(), ours, here), told(run.experiment(), theirs, there)];
            let sheet = (parting.is_none() && same_way(run))
                .then(|| first_different_sheet(open.planned(), run.planned()))
                .flatten();
            Alongside {
                differs: parting.map(|it| it.at).or(sheet.as_ref().map(|it| it.at)),
                why,
                sheet: sheet.map(|it| (it.node, it.title.into())),
                frame: Box::new(look(run, at, camera)),
                branches: run.frames(),
            }
        });
        let runs: Vec<Alongside> = runs.collect();
        open.look_again();
        let Some(table) = &mut self.table else { return Some(ReportWhat::Beside { runs }) };
        let experiments: Vec<Experiment> = self.runs.iter().map(|run| run.experiment().clone()).collect();
        let first = open.experiment().clone();
        let all: Vec<&Experiment> = core::iter::once(&first).chain(&experiments).collect();
        let needs = compare::together(&all, core::mem::take(&mut table.needs));
        let folded = core::iter::once(&mut *open).chain(&mut self.runs).map(Timeline::planned);
        let comparison = compare::compare(&table.base, all.iter().copied().zip(folded).collect(), needs);
        table.comparison = Some(comparison.clone());
        // The table looked at each run's end.
        let frames = self.runs.iter_mut().map(|run| Box::new(look(run, at, camera)));
        let runs = runs.into_iter().zip(frames).map(|(run, frame)| Alongside { frame, ..run }).collect();
        open.look_again();
        Some(ReportWhat::Columns { experiments, runs, comparison: Box::new(comparison) })
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
