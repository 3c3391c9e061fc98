//! The one owner, second half: what each report of the engine leads to.

use super::store::{EngineState, Notice};
use super::store_core::{Core, Effect, Importing};
use super::undo::{Request, Run};
use crate::base::digest::Sum;
use crate::base::time::Time;
use crate::engine::wire::{AskWhat, ImportKind, Place, Problem, Report, ReportWhat, WIRE_VERSION};
use crate::lab::experiment::Experiment;
use crate::lab::frame::{BranchFrame, Frame};
use crate::lab::import::options::Options;
use crate::sim::input::Input;
use std::rc::Rc;

impl Core {
    /// What a report leads to. `build` is the page's own.
    pub fn heard(&mut self, report: Report, build: &str) -> Vec<Effect> {
        let generation = report.generation;
        self.reached = self.reached.max(generation);
        match report.what {
            ReportWhat::Ready { wire, build: engine } => self.ready(wire == WIRE_VERSION && engine == build),
            ReportWhat::Frame(frame) => self.frame(generation, *frame),
            ReportWhat::Timeline { branches, .. } => self.timeline(branches),
            ReportWhat::Progress { done, of } => self.progress = (done < of).then_some((done, of)),
            ReportWhat::Difference { at } => {
                if let Some(at) = at {
                    self.look(self.model.current, Place::Time { at });
                }
                self.model.notice = Some(Notice::Difference { at });
            }
            ReportWhat::Receipt { branch, receipt } => {
                if generation >= self.opened && !self.opens_soon() {
                    self.model.receipt = Some(Rc::new((branch, *receipt)));
                }
            }
            ReportWhat::Exported { name, text } => {
                self.out.push(Effect::Download { name: name.clone(), text });
                self.model.notice = Some(Notice::Saved { name });
            }
            ReportWhat::Imported { experiment, inputs, count, digest } => {
                self.imported(*experiment, inputs, count, digest)
            }
            ReportWhat::Reading(reading) => self.was_read(generation, *reading),
            ReportWhat::Forgotten => {}
            ReportWhat::Refused { problems, count } => self.refused(generation, problems, count),
        }
        self.send_next()
    }

    /// How the engine is, for people and for tests: ready means that everything that was asked for
    /// is shown, the digest included.
    pub(super) fn engine(&self) -> EngineState {
        match self.model.engine {
            away @ (EngineState::Starting | EngineState::Restarting) => away,
            EngineState::Ready | EngineState::Working { .. } => {
                let unfinished = self.model.branches.iter().find(|branch| !branch.done);
                match (self.progress, unfinished) {
                    (Some((done, of)), _) => EngineState::Working { done, of },
                    _ if self.importing.is_some() || !self.fresh || self.model.frame.is_none() => {
                        EngineState::Working { done: 0, of: 1 }
                    }
                    (_, Some(branch)) => {
                        EngineState::Working { done: branch.folded.0, of: branch.until.0.max(1) }
                    }
                    _ => EngineState::Ready,
                }
            }
        }
    }

    fn ready(&mut self, same_build: bool) {
        if !same_build {
            self.model.notice = Some(Notice::OldPage);
            return;
        }
        if self.model.engine == EngineState::Restarting {
            self.model.notice = Some(Notice::Recovered);
        }
        self.model.engine = EngineState::Ready;
        self.fresh = false;
        if let Some(text) = self.last.take() {
            let options = Options::default();
            let generation = self.ask(AskWhat::Read { kind: ImportKind::Run, text, options });
            self.importing =
                Some(Importing { generation, name: String::new(), kind: ImportKind::Run, quiet: true });
            return;
        }
        // What was about to be done when the old engine died.
        self.read_import();
        let mut rest = core::mem::take(&mut self.lane);
        rest.retain(|request| matches!(request, Request::Ask(AskWhat::Act { .. })));
        self.lane = self.run.requests(&self.model.camera);
        self.lane.extend(rest);
    }

    fn frame(&mut self, generation: u64, frame: Frame) {
        let Some(waiting) = self.waiting.take_if(|waiting| waiting.generation == generation) else { return };
        // A frame of the run before last is of no use to anybody.
        if generation < self.opened || self.opens_soon() {
            return;
        }
        if let Some(done) = waiting.done {
            let undoes_to = Run { branch: done.branch, at: done.input.at, ..self.run.clone() };
            Rc::make_mut(&mut self.run.done).push(done);
            self.undo_stack.keep(&undoes_to, false);
        }
        self.model.current = frame.branch;
        self.model.frame = Some(Rc::new(frame));
    }

    /// Whether another run is about to be opened.
    fn opens_soon(&self) -> bool {
        self.lane.iter().any(|request| matches!(request, Request::Ask(AskWhat::Open { .. })))
    }

    fn timeline(&mut self, branches: Vec<BranchFrame>) {
        // Reports come in order: before the first answer to the last `Open` or to what follows it,
        // a timeline is of the run before.
        let of_this_run = self.fresh || self.reached >= self.opened;
        if !of_this_run || self.opens_soon() {
            return;
        }
        self.fresh = true;
        self.model.branches = Rc::new(branches);
        if self.importing.is_none() {
            self.progress = None;
        }
        if let (Some(claimed), Some(first)) = (self.claims, self.model.branches.first())
            && let Some(digest) = first.digest
        {
            self.claims = None;
            self.model.notice = Some(Notice::RunRead { holds: Some(digest == claimed) });
        }
    }

    fn imported(&mut self, experiment: Experiment, inputs: Vec<Input>, count: u64, digest: Option<Sum>) {
        let Some(importing) = self.importing.take() else { return };
        self.progress = None;
        self.brought = None;
        if importing.quiet {
            return self.begin(Run::new(experiment, inputs));
        }
        self.remember(false);
        let run = match importing.kind {
            ImportKind::Run => Run::new(experiment, inputs),
            // Another workload is watched from its beginning.
            ImportKind::Ledger => Run { at: Time::ZERO, ..self.run.edited(experiment) },
            ImportKind::Samples { .. } => self.run.edited(experiment),
        };
        self.begin(run);
        self.claims = digest;
        self.model.notice = Some(match importing.kind {
            ImportKind::Run => Notice::RunRead { holds: None },
            ImportKind::Ledger => Notice::LedgerRead { rows: count },
            ImportKind::Samples { link } => Notice::SamplesRead { samples: count, link },
        });
    }

    /// Something cannot be used: a intent, an experiment, or a file. What was there before stays,
    /// or is there again.
    fn refused(&mut self, generation: u64, problems: Vec<Problem>, count: u64) {
        if self.waiting.take_if(|waiting| waiting.generation == generation).is_none() {
            if generation == self.opened {
                self.take_back();
            } else if let Some(importing) =
                self.importing.take_if(|importing| importing.generation == generation)
            {
                self.progress = None;
                self.brought = None;
                if importing.quiet {
                    return self.begin(self.run.clone());
                }
                self.model.notice = Some(Notice::NotRead { name: importing.name });
            }
        }
        (self.model.problems, self.model.problem_count) = (problems, count);
    }

    /// An experiment was refused: the one before it is there again. The engine still has it.
    fn take_back(&mut self) {
        if let Some(run) = self.undo_stack.forget() {
            let at = run.at;
            self.run = run;
            self.model.experiment = Rc::clone(&self.run.experiment);
            self.fresh = true;
            self.look(self.run.branch, Place::Time { at });
        }
    }
}
