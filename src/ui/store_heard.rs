//! The one owner, second half: what each report of the engine leads to.

use super::kept::Arrival;
use super::store::{AskedWhy, EngineState, Lane, Notice, Otherwise, Share};
use super::store_core::{Core, Effect, Importing};
use super::undo::Run;
use crate::base::time::Time;
use crate::engine::wire::{Alongside, AskWhat, ImportKind, Place, Problem, Report, ReportWhat, WIRE_VERSION};
use crate::lab::experiment::Experiment;
use crate::lab::frame::{BranchFrame, Frame};
use crate::lab::import::options::Options;
use crate::lab::read::RunFile;
use crate::lab::why::Why;
use std::rc::Rc;

impl Core {
    /// What a report leads to. `build` is the page's own.
    pub fn heard(&mut self, report: Report, build: &str) -> Vec<Effect> {
        let generation = report.generation;
        self.reached = self.reached.max(generation);
        if self.heard_break(&report) || self.heard_picture(&report) {
            return self.send_next();
        }
        match report.what {
            ReportWhat::Ready { wire, build: engine } => self.ready(wire == WIRE_VERSION && engine == build),
            ReportWhat::Frame(frame) => self.frame(generation, *frame),
            ReportWhat::Timeline { branches, current } => self.timeline(branches, current),
            ReportWhat::Progress { done, of } => self.progress = (done < of).then_some((done, of)),
            ReportWhat::Difference { at } => {
                if let Some(at) = at {
                    self.look(self.model.current, Place::Time { at });
                }
                self.model.notice = Some(Notice::Difference { at });
            }
            ReportWhat::Beside { runs } => self.beside_opened(generation, runs),
            ReportWhat::Columns { experiments, runs, comparison } => {
                if self.asked_columns == generation && self.model.columns.is_some() && !self.opens_soon() {
                    let experiments: Vec<Rc<Experiment>> = experiments.into_iter().map(Rc::new).collect();
                    self.model.beside = lanes(&experiments, runs);
                    self.model.comparison = Some(Rc::new(*comparison));
                }
            }
            ReportWhat::BesideAt { frames } => self.beside_at(generation, frames),
            ReportWhat::Receipt { branch, receipt, shown } => {
                if generation >= self.opened && !self.opens_soon() {
                    self.model.receipt = Some(Rc::new((branch, *receipt, shown)));
                }
            }
            ReportWhat::Why { branch, why } => self.answered_why(generation, branch, why.map(|it| *it)),
            ReportWhat::Changed { left, right, changed } => {
                // Who chose two branches wants to know of these, whatever was asked before.
                if generation >= self.asked_changed.max(self.opened) && !self.opens_soon() {
                    self.model.changed = Some(Rc::new(Otherwise { left, right, changed: *changed }));
                }
            }
            ReportWhat::Sought { at, stopped, held } => self.was_sought(generation, at, stopped, held),
            ReportWhat::Exported { name, text } => {
                self.out.push(Effect::Download { name: name.clone(), text });
                self.model.notice = Some(Notice::Saved { name });
            }
            ReportWhat::Imported { experiment, count } => self.imported(*experiment, count),
            ReportWhat::RunRead { run } => self.run_read(*run),
            ReportWhat::Shared { link } => self.shared(generation, link.into()),
            ReportWhat::TooLong { length, name, text } => {
                // A code for a class is made by itself: nobody asked for a file.
                if let Some((_, Share::Make)) = self.sharing.take() {
                    self.model.link = None;
                    return self.send_next();
                }
                self.out.push(Effect::Download { name: name.clone(), text });
                self.model.notice = Some(Notice::TooLong { length, name });
            }
            ReportWhat::Reading(reading) => self.was_read(generation, *reading),
            // Sweeps have engines of their own; this one is asked nothing about them.
            ReportWhat::Planned { .. } | ReportWhat::Tallied { .. } | ReportWhat::BadMoment { .. } => {}
            // And so has the page of published numbers.
            ReportWhat::Measured { .. } => {}
            ReportWhat::Searched { .. }
            | ReportWhat::Stands { .. }
            | ReportWhat::Drawn { .. }
            | ReportWhat::Paint { .. }
            | ReportWhat::Clipped { .. } => unreachable!("heard above"),
            ReportWhat::Forgotten => {}
            ReportWhat::Refused { problems, count } => self.refused(generation, problems, count),
        }
        self.ask_stands();
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
        self.begin_with();
    }

    /// Opens what the page begins with, or the run that it had.
    pub(super) fn begin_with(&mut self) {
        let (kind, text, quiet, own, view) = match core::mem::replace(&mut self.arrival, Arrival::Own) {
            Arrival::Awaited => {
                self.arrival = Arrival::Awaited;
                return;
            }
            Arrival::Own => {
                // What was about to be done when the old engine died, or before the first one was there:
                // a lesson that is opened by its link begins at its moment, not at zero.
                self.read_import();
                let mut rest = core::mem::take(&mut self.lane);
                rest.retain(|request| matches!(request, AskWhat::Act { .. } | AskWhat::Seek { .. }));
                self.lane = self.requests();
                self.lane.extend(rest);
                return;
            }
            Arrival::Kept { text, view, is_own } => (ImportKind::Run, text, true, is_own, view),
            Arrival::Link(link) => (ImportKind::Link, link, false, false, None),
        };
        let name = String::new();
        let generation = self.ask(AskWhat::Read { kind, text, options: Options::default() });
        self.importing = Some(Importing { generation, name, kind, quiet, own, view, slot: None });
    }

    /// A search is over.
    fn was_sought(&mut self, generation: u64, at: Option<Time>, stopped: bool, held: bool) {
        if generation != self.asked_until {
            return;
        }
        let Some(sought) = self.model.sought.take() else { return };
        // Where nothing is found the cursor is where it was.
        let span = [self.model.at(), self.model.branch().map_or(Time::ZERO, |branch| branch.folded)];
        self.progress = None;
        if at.is_some() {
            self.look(self.model.current, Place::Here);
        }
        if !stopped {
            self.model.notice = Some(Notice::Sought { sought, at, span, held });
        }
    }

    /// The answer to the last question why; older ones are of no use to anybody.
    fn answered_why(&mut self, generation: u64, branch: u32, why: Option<Why>) {
        if generation != self.asked_why {
            return;
        }
        self.model.why = match (self.model.why.take(), why) {
            (Some(asked), Some(answer)) if asked.branch == branch => {
                Some(Rc::new(AskedWhy { answer: Some(answer), ..asked.as_ref().clone() }))
            }
            _ => None,
        };
    }

    fn shared(&mut self, generation: u64, link: Rc<str>) {
        let Some((_, share)) = self.sharing.take_if(|(asked, _)| *asked == generation) else { return };
        self.model.link = Some(Rc::clone(&link));
        match share {
            Share::Copy => self.out.push(Effect::Copy(link)),
            Share::Show => self.model.link_open = true,
            Share::Make => {}
        }
    }

    fn frame(&mut self, generation: u64, frame: Frame) {
        let Some(waiting) = self.waiting.take_if(|waiting| waiting.generation == generation) else { return };
        // A frame of the run before last is of no use to anybody.
        if generation < self.opened || self.opens_soon() {
            return;
        }
        if let Some(done) = waiting.done {
            if done.input.action.keeps_the_future() {
                self.ask(AskWhat::Changed { left: done.branch, right: frame.branch });
            }
            let undoes_to = Run { branch: done.branch, at: done.input.at, ..self.run.clone() };
            Rc::make_mut(&mut self.run.acts).push(done);
            self.model.link = None;
            self.undo_stack.keep(&undoes_to, false);
        }
        let at_end = frame.at.0 >= self.run.experiment.duration_us;
        self.model.seen_end = at_end || (self.model.seen_end && self.model.current == frame.branch);
        self.model.current = frame.branch;
        self.heading = self.heading.filter(|&branch| branch != frame.branch);
        self.model.frame = Some(Rc::new(frame));
    }

    fn beside_opened(&mut self, generation: u64, runs: Vec<Alongside>) {
        let (asked, experiments) = &self.asked_beside;
        if *asked != generation || self.opens_soon() {
            return;
        }
        self.model.beside = lanes(experiments, runs);
    }

    fn beside_at(&mut self, generation: u64, frames: Vec<Frame>) {
        if self.waiting.as_ref().is_some_and(|waiting| waiting.generation == generation) {
            let lanes = Rc::make_mut(&mut self.model.beside).iter_mut();
            lanes.zip(frames).for_each(|(lane, frame)| lane.frame = Rc::new(frame));
        }
    }

    /// Whether another run is about to be opened.
    fn opens_soon(&self) -> bool {
        self.lane.iter().any(|request| matches!(request, AskWhat::Open { .. }))
    }

    fn timeline(&mut self, branches: Vec<BranchFrame>, current: u32) {
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
        self.look_again(current);
        if let Some((branch, claimed)) = self.claims
            && let Some(digest) = self.model.branches.get(branch as usize).and_then(|it| it.digest)
        {
            self.claims = None;
            let holds = Some(digest == claimed);
            self.model.notice = Some(match self.model.notice {
                Some(Notice::LinkRead { .. }) => Notice::LinkRead { holds },
                _ => Notice::RunRead { holds },
            });
        }
    }

    /// A moment that was shown before all of its run was known is shown again: its diagram and its
    /// count of steps end where the fold was then. Not where the engine has gone on to another
    /// branch, whose moment is on its way.
    fn look_again(&mut self, current: u32) {
        let Some((branch, shown)) = self.model.frame.as_ref().map(|frame| (frame.branch, frame.steps)) else {
            return;
        };
        let known = self.model.branches.get(current as usize).map_or(0, |it| it.steps);
        if branch == current && self.model.current == current && shown < known {
            self.look(branch, Place::Here);
        }
    }

    fn imported(&mut self, experiment: Experiment, count: u64) {
        let Some(importing) = self.importing.take() else { return };
        self.progress = None;
        let reading = self.brought.take().and_then(|brought| brought.reading);
        let between_regions = reading.is_some_and(|reading| reading.regions.is_some());
        self.remember(false);
        let edited = self.run.edited(experiment);
        self.begin(match importing.kind {
            // Another workload is watched from its beginning.
            ImportKind::Ledger => Run { at: Time::ZERO, ..edited },
            ImportKind::Samples { .. } | ImportKind::Run | ImportKind::Link => edited,
        });
        self.model.notice = Some(match importing.kind {
            ImportKind::Samples { link } => Notice::SamplesRead { samples: count, link, between_regions },
            ImportKind::Ledger | ImportKind::Run | ImportKind::Link => Notice::LedgerRead { rows: count },
        });
    }

    /// A run was read, from a file, a link, or what was kept. Nothing of the one before is lost.
    fn run_read(&mut self, file: RunFile) {
        let Some(importing) = self.importing.take() else { return };
        self.progress = None;
        if !importing.quiet {
            self.before_another(importing.slot.clone());
        }
        let claims = file.digest.map(|digest| (file.view.branch, digest));
        let known = importing.view.filter(|view| view.branch as usize <= file.acts.len());
        let view = known.unwrap_or(file.view);
        let run = Run { branch: view.branch, at: view.at, ..Run::of_file(file) };
        if !importing.own {
            self.opened_run = run.clone();
        }
        self.model.tab = view.tab;
        self.model.speed_milli = view.speed_milli;
        (self.model.camera.before_us, self.model.camera.after_us) = (view.before_us, view.after_us);
        // Who comes back, or was sent here, sees the moment that was meant.
        self.model.playing &= !importing.quiet && importing.kind != ImportKind::Link;
        self.begin(run);
        self.claims = claims;
        self.model.notice = Some(match importing.kind {
            _ if importing.quiet || importing.own => Notice::Restored,
            ImportKind::Link => Notice::LinkRead { holds: None },
            _ => Notice::RunRead { holds: None },
        });
    }

    /// Something cannot be used: a intent, an experiment, or a file. What was there before stays,
    /// or is there again.
    fn refused(&mut self, generation: u64, problems: Vec<Problem>, count: u64) {
        if generation == self.asked_until && self.model.sought.take().is_some() {
            self.progress = None;
            self.model.notice = Some(Notice::NotSought);
        } else if self.waiting.take_if(|waiting| waiting.generation == generation).is_none() {
            if generation == self.opened {
                self.take_back();
            } else if let Some(importing) =
                self.importing.take_if(|importing| importing.generation == generation)
            {
                self.progress = None;
                self.brought = None;
                if importing.quiet {
                    // It stays kept: another version may be able to open it.
                    self.out.push(Effect::LeaveFound);
                    self.begin(self.run.clone());
                    self.model.notice = Some(Notice::KeptNotRead);
                    (self.model.problems, self.model.problem_count) = (problems, count);
                    return;
                }
                self.model.notice = Some(match importing.kind {
                    ImportKind::Link => Notice::LinkNotRead,
                    _ => Notice::NotRead { name: importing.name },
                });
                // A page that began with it still has nothing to show.
                if self.model.frame.is_none() && self.lane.is_empty() && self.waiting.is_none() {
                    self.lane = self.requests();
                }
            }
        }
        (self.model.problems, self.model.problem_count) = (problems, count);
    }

    /// A run was refused: the one before it is there again.
    fn take_back(&mut self) {
        if let Some(run) = self.undo_stack.forget() {
            self.begin(run);
        } else {
            // What was kept does not come out as it did: it stays kept, and its experiment is here.
            self.leave(None);
            self.begin(Run::new(self.run.experiment.as_ref().clone(), Vec::new()));
        }
    }
}

/// What is seen beside the run that is shown.
fn lanes(experiments: &[Rc<Experiment>], runs: Vec<Alongside>) -> Rc<Vec<Lane>> {
    let lane = |(experiment, run): (&Rc<Experiment>, Alongside)| Lane {
        experiment: Rc::clone(experiment),
        branches: Rc::new(run.branches),
        differs: run.differs,
        why: run.why,
        sheet: run.sheet,
        frame: Rc::new(*run.frame),
    };
    Rc::new(experiments.iter().zip(runs).map(lane).collect())
}
