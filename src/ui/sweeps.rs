//! The owner of a sweep: its workers, and what of it the page shows. What is decided is decided in
//! the engine's `crew`. It outlives the page that shows it, so that who opens a bad seed in the Lab
//! finds the sweep again.

use super::bridge::{Bridge, Heard};
use super::browser;
use crate::base::text::Language;
use crate::engine::build::BUILD;
use crate::engine::crew::{Crew, Do, LeftOut, Standing, State};
use crate::engine::wire::{Ask, AskWhat, Report, ReportWhat};
use crate::lab::experiment::Experiment;
use crate::lab::sweep::{self, Asked, Bad, Order, Plan, Tally};
use gloo::timers::callback::Interval;
use std::rc::Rc;
use yew::Callback;

/// What the owner hears.
#[derive(Clone, PartialEq, Debug)]
pub enum Msg {
    /// The person asks this of the experiment that is open.
    Start(Asked),
    /// Nothing new is begun until it goes on.
    Pause,
    /// It goes on.
    Resume,
    /// It is broken off.
    Cancel,
    /// The run of a seed is to be opened.
    Open(Wanted),
    /// What was found is to be saved, as CSV or as JSON.
    Save {
        /// As CSV; as JSON otherwise.
        csv: bool,
        /// The language of the titles in CSV.
        language: Language,
    },
    /// A worker of the sweep with this number says something.
    Heard(u64, usize, Heard),
    /// Whoever looks for a bad moment says something.
    Scout(Heard),
    /// Time passed.
    Tick,
}

/// A run that is to be opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// The point, by its place in the plan.
    pub point: usize,
    /// The seed.
    pub seed: u64,
    /// Where: at its first bad moment of this name, or of any; at its beginning otherwise.
    pub at: At,
}

/// Where a run is opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum At {
    /// At its beginning.
    Beginning,
    /// At the first moment at which anything breaks.
    FirstBad,
    /// At the first moment at which this breaks, by its name in a tally.
    First(String),
}

/// What follows outside.
#[derive(Clone, PartialEq, Debug)]
pub enum After {
    /// Nothing that is shown changed.
    Nothing,
    /// What is shown changed.
    Shown,
    /// A run is to be opened in the Lab, with the bad moment that was found in it.
    OpenRun(Box<Experiment>, Option<Bad>),
}

/// A sweep as the page shows it.
#[derive(Clone, PartialEq, Debug)]
pub struct Shown {
    /// Which sweep it is, counted since the page was loaded.
    pub number: u64,
    /// How it is.
    pub state: State,
    /// How far it is.
    pub standing: Standing,
    /// How many workers it has.
    pub workers: usize,
    /// What was ordered.
    pub order: Rc<Order>,
    /// Its runs, once they are known.
    pub plan: Option<Rc<Plan>>,
    /// What has come in: a tally for each point.
    pub tallies: Rc<Vec<Tally>>,
    /// Runs at which engines died.
    pub left_out: Vec<LeftOut>,
    /// The run that is looked at for its bad moment.
    pub looking: Option<Wanted>,
}

/// Owns the sweep that is shown.
pub struct Sweeps {
    hear: Callback<Msg>,
    crew: Option<Crew>,
    number: u64,
    bridges: Vec<Option<Bridge>>,
    scout: Option<(Bridge, Wanted, Box<Experiment>)>,
    clock: Option<Interval>,
    counted: u32,
    shown: Option<Rc<Shown>>,
}

/// How often the page is told how far it is, in milliseconds.
const TOLD_MS: u32 = 250;

impl Sweeps {
    /// Nothing was swept yet.
    pub fn new(hear: Callback<Msg>) -> Sweeps {
        let (crew, scout, clock, shown) = (None, None, None, None);
        Sweeps { hear, crew, number: 0, bridges: Vec::new(), scout, clock, counted: 0, shown }
    }

    /// What the page shows.
    pub fn shown(&self) -> Option<Rc<Shown>> {
        self.shown.clone()
    }

    /// Begins a sweep, in the place of the one before.
    pub fn start(&mut self, order: Order) -> After {
        self.bridges.clear();
        self.scout = None;
        self.number += 1;
        self.counted = 0;
        let (crew, all) = Crew::new(order, cores(), BUILD);
        self.bridges = (0..crew.workers()).map(|_| None).collect();
        self.crew = Some(crew);
        self.shown = None;
        self.carry_out(all);
        let hear = self.hear.clone();
        self.clock = Some(Interval::new(TOLD_MS, move || hear.emit(Msg::Tick)));
        self.show();
        After::Shown
    }

    /// What a message leads to.
    pub fn update(&mut self, msg: Msg) -> After {
        let now_ms = now_ms();
        let Some(crew) = &mut self.crew else { return After::Nothing };
        let before = crew.state().clone();
        let all = match msg {
            Msg::Start(_) => Vec::new(),
            Msg::Pause => {
                crew.pause(now_ms);
                Vec::new()
            }
            Msg::Resume => crew.resume(now_ms),
            Msg::Cancel => crew.cancel(now_ms),
            Msg::Heard(number, worker, heard) if number == self.number => match heard {
                Heard::Report(report) => crew.heard(worker, *report, now_ms),
                Heard::Died(_) => crew.died(worker, now_ms),
            },
            Msg::Heard(..) => Vec::new(),
            Msg::Tick => {
                self.show();
                return After::Shown;
            }
            Msg::Save { csv, language } => {
                if let Some(plan) = crew.plan() {
                    let (name, text) = if csv {
                        ("sweep.csv", sweep::csv(plan, crew.gathered().tallies(), language))
                    } else {
                        ("sweep.json", crew.gathered().report(plan).write())
                    };
                    browser::download(name, &text);
                }
                return After::Nothing;
            }
            Msg::Open(wanted) => return self.open(wanted),
            Msg::Scout(heard) => return self.scouted(heard),
        };
        let changed = before != *crew.state();
        self.carry_out(all);
        if !changed {
            return After::Nothing;
        }
        self.show();
        After::Shown
    }

    fn carry_out(&mut self, all: Vec<Do>) {
        for what in all {
            match what {
                Do::Start(worker) => {
                    self.bridges[worker] = None;
                    let (hear, number) = (self.hear.clone(), self.number);
                    let heard = {
                        let hear = hear.clone();
                        Callback::from(move |heard| hear.emit(Msg::Heard(number, worker, heard)))
                    };
                    match Bridge::start(heard) {
                        Ok(bridge) => self.bridges[worker] = Some(bridge),
                        Err(why) => hear.emit(Msg::Heard(number, worker, Heard::Died(format!("{why:?}")))),
                    }
                }
                Do::Ask(worker, ask) => {
                    if let Some(bridge) = &self.bridges[worker] {
                        bridge.ask(&ask);
                    }
                }
                Do::End(worker) => self.bridges[worker] = None,
            }
        }
    }

    /// Makes anew what the page shows.
    fn show(&mut self) {
        let Some(crew) = &self.crew else { return };
        let before = self.shown.take();
        let count = crew.gathered().count();
        let tallies = match &before {
            Some(shown) if self.counted == count => Rc::clone(&shown.tallies),
            _ => Rc::new(crew.gathered().tallies().to_vec()),
        };
        self.counted = count;
        let kept = before.as_ref().and_then(|shown| shown.plan.clone());
        if !crew.state().is_open() {
            self.clock = None;
        }
        self.shown = Some(Rc::new(Shown {
            number: self.number,
            state: crew.state().clone(),
            standing: crew.standing(now_ms()),
            workers: crew.workers(),
            order: before.map_or_else(|| Rc::new(crew.order().clone()), |shown| Rc::clone(&shown.order)),
            plan: kept.or_else(|| crew.plan().cloned().map(Rc::new)),
            tallies,
            left_out: crew.left_out().to_vec(),
            looking: self.scout.as_ref().map(|(_, wanted, _)| wanted.clone()),
        }));
    }

    /// Opens the run of a seed: at once at its beginning, or when its bad moment was found, by an
    /// engine of its own.
    fn open(&mut self, wanted: Wanted) -> After {
        let point = self.crew.as_ref().and_then(Crew::plan).and_then(|plan| plan.points.get(wanted.point));
        let Some(point) = point else { return After::Nothing };
        let experiment = Box::new(Experiment { seed: wanted.seed, ..point.experiment.clone() });
        if wanted.at == At::Beginning {
            return After::OpenRun(experiment, None);
        }
        let hear = self.hear.clone();
        match Bridge::start(Callback::from(move |heard| hear.emit(Msg::Scout(heard)))) {
            Ok(bridge) => self.scout = Some((bridge, wanted, experiment)),
            Err(_) => return After::OpenRun(experiment, None),
        }
        self.show();
        After::Shown
    }

    fn scouted(&mut self, heard: Heard) -> After {
        let Some((bridge, wanted, experiment)) = &self.scout else { return After::Nothing };
        let what = match heard {
            Heard::Report(report) => {
                let Report { what, .. } = *report;
                what
            }
            // Whoever wanted to see the run sees it all the same, from its beginning.
            Heard::Died(_) => ReportWhat::BadMoment { bad: None },
        };
        match what {
            ReportWhat::Ready { .. } => {
                let what = if let At::First(name) = &wanted.at { Some(name.clone()) } else { None };
                let experiment = experiment.clone();
                bridge.ask(&Ask { generation: 1, what: AskWhat::Bad { experiment, what } });
                After::Nothing
            }
            ReportWhat::BadMoment { bad } => {
                let after = After::OpenRun(experiment.clone(), bad.map(|bad| *bad));
                self.scout = None;
                self.show();
                after
            }
            _ => After::Nothing,
        }
    }
}

/// How many workers this device can keep busy at once; the page's own thread does next to nothing.
fn cores() -> usize {
    // A browser that does not say has at least one.
    let said = browser::window().navigator().hardware_concurrency();
    if said.is_finite() && said >= 1.0 { said as usize } else { 1 }
}

fn now_ms() -> f64 {
    js_sys::Date::now()
}
