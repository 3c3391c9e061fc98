//! What the worker runs: questions in, reports out. Tested without a worker.
//!
//! A question is answered at once. What takes long (the fold of a run, the import of a ledger) goes
//! on in slices between questions.

mod beside;
pub mod build;
mod clip;
pub mod crew;
mod drawing;
mod files;
mod hunting;
mod measuring;
mod opening;
mod searching;
mod sweeping;
pub mod watchdog;
pub mod wire;

use crate::base::time::Time;
use crate::lab::claim::Fails;
use crate::lab::frame::{self, Camera};
use crate::lab::search::Goal;
use crate::lab::sweep;
use crate::lab::timeline::Timeline;
use beside::Beside;
use clip::Clipping;
use files::{Begun, Brought, Importing};
use hunting::Hunting;
use measuring::Measuring;
use opening::{Opened, Opening};
use searching::Searching;
use sweeping::Sweeping;
use wire::{Ask, AskWhat, Place, Report, ReportWhat};

/// Steps in one slice of folding: a few milliseconds' worth, so that a question never waits long.
const SLICE: u64 = 20_000;
/// Slices between two reports of a long fold.
const QUIET_SLICES: u32 = 8;

/// The engine behind the page.
pub struct Engine {
    build: String,
    timeline: Option<Timeline>,
    /// The question that the fold under way answers.
    generation: u64,
    slices: u32,
    announced: bool,
    importing: Option<Box<Importing>>,
    /// What was read and waits to be taken.
    brought: Option<Brought>,
    opening: Option<Opening>,
    /// The runs beside the open one, with what of them is shown.
    beside: Option<(Beside, Camera)>,
    /// A search of the open run.
    hunting: Option<Hunting>,
    /// A clip of the open run, and what came beside the question under way.
    clipping: Option<Clipping>,
    attached: Vec<u8>,
    /// A sweep, beside everything else.
    sweeping: Sweeping,
    /// A search for faults, beside everything else.
    searching: Searching,
    measuring: Measuring,
}

impl Engine {
    /// An engine that has no run yet.
    pub fn new(build: &str) -> Engine {
        Engine {
            build: build.to_owned(),
            timeline: None,
            generation: 0,
            slices: 0,
            announced: true,
            importing: None,
            brought: None,
            opening: None,
            beside: None,
            hunting: None,
            clipping: None,
            attached: Vec::new(),
            sweeping: Sweeping::default(),
            searching: Searching::default(),
            measuring: Measuring::default(),
        }
    }

    /// What it says when it is there.
    pub fn hello(&self) -> Report {
        Report {
            generation: 0,
            what: ReportWhat::Ready { wire: wire::WIRE_VERSION, build: self.build.clone() },
        }
    }

    /// Answers a question: at once, or in [`Engine::work`]. Every question gets a last word,
    /// whatever is wrong with it.
    pub fn ask(&mut self, ask: Ask) -> Vec<Report> {
        if let Some(opening) = &mut self.opening
            && ask.what.is_about_the_run()
        {
            opening.waiting.push(ask);
            return Vec::new();
        }
        let mut reports = Vec::new();
        if matches!(ask.what, AskWhat::Open { .. }) {
            // What waits for a run that nobody wants any more gets its word all the same.
            let stale = self.opening.take();
            reports = self.ask_all(stale.map(|opening| opening.waiting).unwrap_or_default());
        }
        if matches!(ask.what, AskWhat::Open { .. } | AskWhat::Beside { .. } | AskWhat::Columns { .. }) {
            reports.extend(self.leave_beside());
        }
        if moves_a_cursor(&ask.what) {
            reports.extend(self.leave_hunt());
        }
        let Ask { generation, what } = ask;
        let what = match what {
            AskWhat::Search(order) => {
                reports.extend(self.searching.begin(generation, order));
                return reports;
            }
            AskWhat::StopSearch => {
                reports.extend(self.searching.stop());
                reports.push(Report { generation, what: ReportWhat::Forgotten });
                return reports;
            }
            what => what,
        };
        let answers = self.answer(generation, what);
        reports.extend(answers.into_iter().map(|what| Report { generation, what }));
        reports
    }

    /// Answers a question that came with something beside it: the points of a picture.
    pub fn ask_with(&mut self, ask: Ask, attached: Vec<u8>) -> Vec<Report> {
        self.attached = attached;
        let reports = self.ask(ask);
        self.attached = Vec::new();
        reports
    }

    fn ask_all(&mut self, asks: Vec<Ask>) -> Vec<Report> {
        asks.into_iter().flat_map(|ask| self.ask(ask)).collect()
    }

    fn answer(&mut self, generation: u64, what: AskWhat) -> Vec<ReportWhat> {
        match what {
            AskWhat::StopClip => {
                self.clipping = None;
                vec![ReportWhat::Forgotten]
            }
            AskWhat::Open { experiment, inputs, acts } => {
                self.clipping = None;
                self.timeline = Some(Timeline::open(*experiment, inputs));
                self.begin(generation);
                if !acts.is_empty() {
                    self.opening = Some(Opening::new(generation, acts));
                    return Vec::new();
                }
                self.fold().into_iter().collect()
            }
            AskWhat::Read { kind, text, options } => {
                self.generation = generation;
                (self.importing, self.brought) = (None, None);
                match files::begin(kind, text, options) {
                    Begun::Reading(importing) => {
                        self.importing = Some(importing);
                        Vec::new()
                    }
                    Begun::Done(brought, report) => {
                        self.brought = brought;
                        vec![report]
                    }
                }
            }
            AskWhat::Take { experiment } => vec![match self.brought.take() {
                Some(brought) => brought.into_experiment(*experiment),
                None => refused("file", "nothing was read".to_owned(), "还没有读取文件".to_owned()),
            }],
            AskWhat::Forget => {
                (self.importing, self.brought) = (None, None);
                vec![ReportWhat::Forgotten]
            }
            AskWhat::Plan { order } => vec![self.sweeping.plan(*order)],
            AskWhat::Shards { shards, of } => {
                self.sweeping.begin(generation, shards, of).into_iter().collect()
            }
            AskWhat::Measure { job, seed } => {
                self.measuring.begin(generation, job, seed).into_iter().collect()
            }
            AskWhat::Bad { experiment, what } => {
                let bad = sweep::first_bad(&experiment, what.as_deref());
                vec![ReportWhat::BadMoment { bad: bad.map(Box::new) }]
            }
            other => match self.timeline.take() {
                Some(mut timeline) => {
                    let answers = self.about(&mut timeline, generation, other);
                    self.timeline = Some(timeline);
                    answers
                }
                None => vec![refused("run", "no run is open".to_owned(), "还没有载入运行".to_owned())],
            },
        }
    }

    /// Ends the search under way. Who waits for it is told.
    fn leave_hunt(&mut self) -> Option<Report> {
        let hunting = self.hunting.take()?;
        let what = hunting.stop(self.timeline.as_mut());
        Some(Report { generation: hunting.generation, what })
    }

    /// Forgets the runs beside the open one. Who still waits for them is told that there are none.
    fn leave_beside(&mut self) -> Option<Report> {
        let (beside, _) = self.beside.take()?;
        let what = ReportWhat::Beside { runs: Vec::new() };
        beside.is_busy().then_some(Report { generation: beside.generation, what })
    }

    /// What the runs beside the open one show at its cursor.
    fn beside_at(&mut self, timeline: &Timeline, camera: &Camera) -> Option<ReportWhat> {
        let (beside, shown) = self.beside.as_mut()?;
        shown.clone_from(camera);
        beside.at(timeline.branches()[timeline.current() as usize].at, camera)
    }

    fn about(&mut self, timeline: &mut Timeline, generation: u64, what: AskWhat) -> Vec<ReportWhat> {
        match what {
            AskWhat::Seek { branch, to, camera } => {
                let branch = timeline.look(branch);
                match to {
                    Place::Here => {}
                    Place::Time { at } => branch.seek_time(at),
                    Place::By { steps } => branch.seek_by(steps),
                    Place::Fact { fact } => branch.seek_fact(fact),
                    Place::Before { fact } => branch.seek_before(fact),
                    Place::Difference { forward } => {
                        if let Some(at) = branch.ribbon().difference(branch.at, forward) {
                            branch.seek_time(at);
                        }
                    }
                    Place::Turn { forward } => {
                        let at = branch.turn(forward).unwrap_or(if forward {
                            branch.run.until()
                        } else {
                            Time::ZERO
                        });
                        branch.seek_time(at);
                    }
                }
                let beside = self.beside_at(timeline, &camera);
                beside.into_iter().chain([seen(timeline, &camera)]).collect()
            }
            AskWhat::Act { action, camera } => {
                if let Err(why) = timeline.act(action) {
                    return vec![refused("branches", why.en, why.zh)];
                }
                self.begin(generation);
                timeline.advance(SLICE);
                let beside = self.beside_at(timeline, &camera);
                beside.into_iter().chain([drawn(timeline), seen(timeline, &camera)]).collect()
            }
            AskWhat::Until { branch, sought } => {
                if timeline.branch(branch).is_none() {
                    return vec![no_branch(branch)];
                }
                self.hunting = Some(Hunting::new(generation, branch, sought));
                Vec::new()
            }
            // The search was ended when the question came; without one there is nothing to be told.
            AskWhat::StopUntil => vec![drawn(timeline)],
            AskWhat::Timeline => vec![drawn(timeline)],
            AskWhat::Beside { experiments, camera } => {
                self.beside = Some((Beside::new(generation, experiments), camera));
                Vec::new()
            }
            AskWhat::Columns { with, camera } => {
                while timeline.advance(SLICE) {}
                match Beside::columns(generation, timeline, &with) {
                    Ok(beside) => self.beside = Some((beside, camera)),
                    Err(problems) => {
                        return vec![ReportWhat::Refused { count: problems.len() as u64, problems }];
                    }
                }
                Vec::new()
            }
            AskWhat::SaveColumns { csv, language } => {
                let comparison = self.beside.as_ref().and_then(|(beside, _)| beside.comparison());
                vec![comparison.map_or_else(
                    || {
                        refused(
                            "compare",
                            "nothing is compared yet".to_owned(),
                            "还没有可比较的结果".to_owned(),
                        )
                    },
                    |comparison| files::columns(comparison, csv, language),
                )]
            }
            AskWhat::SaveReceipt { branch, csv } => {
                while timeline.advance(SLICE) {}
                let receipt = timeline.receipt(branch);
                let file = receipt.map(|receipt| files::receipt(timeline.experiment(), &receipt, csv));
                vec![file.unwrap_or_else(|| no_branch(branch))]
            }
            AskWhat::FirstDifference { left, right } => {
                while timeline.advance(SLICE) {}
                vec![ReportWhat::Difference { at: timeline.first_difference(left, right) }]
            }
            AskWhat::Receipt { branch } => {
                while timeline.advance(SLICE) {}
                let receipt = timeline.receipt(branch);
                let shown = timeline.shown(branch);
                let report = receipt.map(|it| ReportWhat::Receipt { branch, receipt: Box::new(it), shown });
                vec![report.unwrap_or_else(|| no_branch(branch))]
            }
            AskWhat::Why { branch, about, question } => {
                while timeline.advance(SLICE) {}
                let known = timeline.branch(branch).is_some();
                let why = timeline.why(branch, about, &question).map(Box::new);
                vec![if known { ReportWhat::Why { branch, why } } else { no_branch(branch) }]
            }
            AskWhat::Changed { left, right } => {
                while timeline.advance(SLICE) {}
                let changed = timeline.changed(left, right).map(Box::new);
                let report = changed.map(|changed| ReportWhat::Changed { left, right, changed });
                vec![report.unwrap_or_else(|| no_branch(right))]
            }
            AskWhat::Stands { branch, goal } => {
                while timeline.advance(SLICE) {}
                vec![stands(timeline, branch, &goal)]
            }
            AskWhat::Export { branch, form } => {
                while timeline.advance(SLICE) {}
                vec![files::export(timeline, branch, form).unwrap_or_else(|| no_branch(branch))]
            }
            AskWhat::Draw { branch, drawing, camera, language } => {
                let drawn = drawing::draw(timeline, branch, drawing, &camera, language);
                vec![drawn.unwrap_or_else(|| no_branch(branch))]
            }
            AskWhat::Clip(order) => {
                while timeline.advance(SLICE) {}
                self.clipping = None;
                vec![match Clipping::begin(*order, timeline) {
                    Ok(mut clipping) => {
                        let first = clipping.next(timeline);
                        self.clipping = Some(clipping);
                        first
                    }
                    Err(why) => ReportWhat::Refused { problems: vec![why], count: 1 },
                }]
            }
            AskWhat::Painted { n } => vec![self.painted(timeline, n)],
            AskWhat::Share { mut run } => {
                while timeline.advance(SLICE) {}
                run.digest = timeline.branch(run.view.branch).and_then(|branch| branch.digest());
                vec![files::share(&run)]
            }
            AskWhat::Open { .. }
            | AskWhat::Read { .. }
            | AskWhat::Take { .. }
            | AskWhat::Forget
            | AskWhat::Plan { .. }
            | AskWhat::Shards { .. }
            | AskWhat::Bad { .. }
            | AskWhat::Search(_)
            | AskWhat::StopSearch
            | AskWhat::StopClip
            | AskWhat::Measure { .. } => unreachable!("these are answered without a timeline"),
        }
    }

    /// Writes a picture into the clip, and asks for the next one.
    fn painted(&mut self, timeline: &mut Timeline, n: u32) -> ReportWhat {
        let Some(mut clipping) = self.clipping.take() else {
            return refused("clip", "no clip is made".to_owned(), "没有正在制作的动图".to_owned());
        };
        let picture = core::mem::take(&mut self.attached);
        clipping.take(n, &picture, timeline).unwrap_or_else(|| {
            let next = clipping.next(timeline);
            self.clipping = Some(clipping);
            next
        })
    }

    /// Does a slice of what is under way.
    pub fn work(&mut self) -> Vec<Report> {
        if self.importing.is_none()
            && let Some(opening) = self.opening.take()
        {
            return self.open_on(opening);
        }
        let what = match self.importing.take() {
            Some(importing) => {
                let (importing, brought, report) = importing.work();
                (self.importing, self.brought) = (importing, brought);
                Some(report)
            }
            None if self.announced && self.hunting.is_some() => return self.hunt(),
            None if self.announced && self.sweeping.is_busy() => return self.sweeping.work(),
            None if self.announced && self.measuring.is_busy() => return self.measuring.work(),
            None if self.announced && self.searching.is_busy() => {
                let mut reports = self.fold_beside();
                reports.extend(self.searching.work());
                return reports;
            }
            None if self.announced => return self.fold_beside(),
            None => self.fold(),
        };
        what.into_iter().map(|what| Report { generation: self.generation, what }).collect()
    }

    /// Whether anything is under way.
    pub fn is_busy(&self) -> bool {
        let beside = self.beside.as_ref().is_some_and(|(beside, _)| beside.is_busy());
        self.importing.is_some()
            || self.opening.is_some()
            || self.hunting.is_some()
            || !self.announced
            || beside
            || self.sweeping.is_busy()
            || self.measuring.is_busy()
            || self.searching.is_busy()
    }

    fn hunt(&mut self) -> Vec<Report> {
        let (Some(mut hunting), Some(timeline)) = (self.hunting.take(), &mut self.timeline) else {
            return Vec::new();
        };
        let (what, is_over) = hunting.work(timeline);
        let report = Report { generation: hunting.generation, what };
        if !is_over {
            self.hunting = Some(hunting);
        }
        vec![report]
    }

    fn fold_beside(&mut self) -> Vec<Report> {
        let (Some((beside, camera)), Some(timeline)) = (&mut self.beside, &mut self.timeline) else {
            return Vec::new();
        };
        let what = beside.work(timeline, camera);
        what.map(|what| Report { generation: beside.generation, what }).into_iter().collect()
    }

    fn open_on(&mut self, mut opening: Opening) -> Vec<Report> {
        let Some(timeline) = &mut self.timeline else { return Vec::new() };
        let generation = opening.generation;
        let what = match opening.work(timeline) {
            Opened::More(what) => {
                self.opening = Some(opening);
                return vec![Report { generation, what }];
            }
            Opened::Done => drawn(timeline),
            Opened::Refused(what) => what,
        };
        let mut reports = vec![Report { generation, what }];
        reports.extend(self.ask_all(opening.waiting));
        reports
    }

    fn begin(&mut self, generation: u64) {
        self.generation = generation;
        self.slices = 0;
        self.announced = false;
    }

    /// Folds a slice; the timeline is reported when all is folded, and now and then before.
    fn fold(&mut self) -> Option<ReportWhat> {
        let timeline = self.timeline.as_mut()?;
        if self.announced {
            return None;
        }
        if timeline.advance(SLICE) {
            self.slices += 1;
            return self.slices.is_multiple_of(QUIET_SLICES).then(|| {
                let branch = &timeline.branches()[timeline.current() as usize];
                ReportWhat::Progress { done: branch.run.folded().0.0, of: branch.run.until().0 }
            });
        }
        self.announced = true;
        timeline.judge();
        Some(drawn(timeline))
    }
}

/// Whether a question ends a search: who goes elsewhere has something else in mind.
fn moves_a_cursor(what: &AskWhat) -> bool {
    matches!(
        what,
        AskWhat::Open { .. }
            | AskWhat::Seek { .. }
            | AskWhat::Act { .. }
            | AskWhat::Until { .. }
            | AskWhat::StopUntil
    )
}

fn refused(place: &str, en: String, zh: String) -> ReportWhat {
    ReportWhat::Refused { problems: vec![wire::Problem::new(place, en, zh)], count: 1 }
}

fn no_branch(branch: u32) -> ReportWhat {
    refused("branch", format!("there is no branch {branch}"), format!("没有分支 {branch}"))
}

/// How a branch stands to a goal, and what was spent in it.
fn stands(timeline: &mut Timeline, branch: u32, goal: &[String]) -> ReportWhat {
    let goal = match Goal::of(goal.iter().map(String::as_str)) {
        Ok(goal) => goal,
        Err(why) => return refused("goal", why.en, why.zh),
    };
    match timeline.stands(branch, &goal) {
        Some(Ok((parts, spent, at))) => ReportWhat::Stands { branch, parts, spent, at },
        Some(Err(Fails::NotThere(why))) => refused("goal", why.en, why.zh),
        Some(Err(Fails::Found(found))) => unreachable!("{found} is told as not reached"),
        None => no_branch(branch),
    }
}

fn drawn(timeline: &Timeline) -> ReportWhat {
    ReportWhat::Timeline { branches: timeline.frames(), current: timeline.current() }
}

fn seen(timeline: &Timeline, camera: &crate::lab::frame::Camera) -> ReportWhat {
    let id = timeline.current();
    ReportWhat::Frame(Box::new(frame::build(
        timeline.experiment(),
        id,
        &timeline.branches()[id as usize],
        camera,
    )))
}
