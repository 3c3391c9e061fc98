//! Breaks it: looks for faults within a budget with which a goal comes true of a run. How a person
//! finds a schedule, how a challenge is won, and whether it can be won at all.
//!
//! | question | file |
//! | --- | --- |
//! | what may be broken, and what was | `budget` |
//! | what is to be reached, and when it was | `goal` |
//! | what could break where in a run | `faults` |
//! | how what was found is made small | `smaller` |
//! | in which order it is tried | here |
//!
//! First everything is tried, the fewest faults first: every message that is sent, every node right
//! after every step in which it did something. Faults are tried in the order of their moments, so
//! no set of them is tried twice, and what is found is smallest. Where the next round would take
//! more tries than are left, chance goes on: it draws one fault after the other until the budget is
//! spent, and what it finds is made small by taking away what it does not need. The same seed draws
//! the same faults everywhere.
//!
//! Each run goes on from the moment of its last fault and shares everything before with the run
//! that it left. One try is one run folded to its end and held against the goal, so the page can
//! do other things between two tries, and stop.

mod budget;
mod faults;
mod goal;
mod smaller;

pub use budget::{Allowed, Budget, Kind, MOST, Spent};
pub use faults::{About, Fault};
pub use goal::{Goal, Stands, named};
pub use smaller::smaller;

use super::claim::{Fails, folded};
use super::experiment::Experiment;
use crate::base::arrange::Arrange;
use crate::base::chance::{Lane, below};
use crate::base::time::Time;
use crate::sim::input::Input;
use crate::sim::run::{AnyRun, Progress, Target};
use faults::Placed;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// What is looked for, in which run, and for how long.
#[derive(Clone, PartialEq, Debug)]
pub struct Wanted {
    /// The experiment; what is planned in it happens all the same.
    pub experiment: Experiment,
    /// What was done in the run already; faults come behind the last of it.
    pub inputs: Vec<Input>,
    /// What is to become true.
    pub goal: Goal,
    /// What may break.
    pub budget: Budget,
    /// What chance draws by.
    pub seed: u64,
    /// How many runs may be folded.
    pub tries: u32,
}

/// A schedule that reaches a goal.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Broken {
    /// What breaks, in order; nothing where the goal is reached before anything breaks.
    pub faults: Vec<Fault>,
    /// All inputs of the run: what was done already, and what breaks.
    pub inputs: Vec<Input>,
    /// The moment at which the goal is reached.
    #[serde(rename = "at_us")]
    pub at: Time,
    /// Whether everything smaller was tried.
    pub is_smallest: bool,
}

/// What a search says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// These faults do it.
    Faults(Box<Broken>),
    /// Nothing within the budget does it; everything was tried.
    Nothing,
    /// The tries were spent before everything was tried.
    Unknown,
}

/// What was broken so far.
#[derive(Clone, Default)]
struct Schedule {
    faults: Vec<Fault>,
    inputs: Vec<Input>,
    /// Faults are added behind the last one only.
    from: (Time, u64),
}

/// A run whose next faults are tried one after the other.
struct Open {
    schedule: Schedule,
    run: Box<dyn AnyRun>,
    worse: VecDeque<Placed>,
}

/// A search under way.
pub struct Search {
    wanted: Wanted,
    tried: u32,
    /// Those of this round that were tried and whose next faults were not.
    now: VecDeque<Schedule>,
    /// Those of the next round.
    next: Vec<Schedule>,
    open: Option<Open>,
    /// Whether no run of this round was opened yet.
    is_new_round: bool,
    /// The run without faults, once chance goes on from it.
    root: Option<Open>,
    walk: Option<Open>,
    drawn: u64,
}

/// Looks for faults with which a goal comes true, to the end. Says how many runs were folded, too.
///
/// # Errors
/// Where the goal names what is not there.
pub fn search(wanted: Wanted) -> Result<(Found, u32), Fails> {
    let mut search = Search::new(wanted);
    loop {
        if let Some(found) = search.step()? {
            return Ok((found, search.tried));
        }
    }
}

impl Search {
    /// A search that has not begun.
    pub fn new(wanted: Wanted) -> Search {
        let (now, next) = (VecDeque::new(), Vec::new());
        Search {
            wanted,
            tried: 0,
            now,
            next,
            open: None,
            is_new_round: false,
            root: None,
            walk: None,
            drawn: 0,
        }
    }

    /// How many runs were folded.
    pub fn tried(&self) -> u32 {
        self.tried
    }

    /// How many may be folded.
    pub fn tries(&self) -> u32 {
        self.wanted.tries
    }

    /// One try: folds a run and holds it against the goal. Nothing while there is more to try.
    ///
    /// # Errors
    /// Where the goal names what is not there.
    pub fn step(&mut self) -> Result<Option<Found>, Fails> {
        if self.tried >= self.wanted.tries {
            return Ok(Some(Found::Unknown));
        }
        if self.root.is_some() {
            return self.by_chance();
        }
        if self.tried == 0 {
            let first = Schedule { from: self.begins(), ..Schedule::default() };
            let run = folded(&self.wanted.experiment, &self.wanted.inputs);
            if self.held(run)?.0 {
                return self.found(first, true).map(Some);
            }
            self.next.push(first);
            return Ok(None);
        }
        loop {
            if let Some(open) = &mut self.open {
                if let Some(placed) = open.worse.pop_front() {
                    let (schedule, run) = open.with(placed);
                    let (reached, _) = self.held(run)?;
                    if reached {
                        return self.found(schedule, true).map(Some);
                    }
                    if self.left(&schedule).total() > 0 {
                        self.next.push(schedule);
                    }
                    return Ok(None);
                }
                self.open = None;
            }
            let Some(schedule) = self.now.pop_front() else {
                if self.next.is_empty() {
                    return Ok(Some(Found::Nothing));
                }
                self.now = core::mem::take(&mut self.next).into();
                self.is_new_round = true;
                continue;
            };
            let open = self.opened(schedule);
            if core::mem::take(&mut self.is_new_round) && self.is_too_long(open.worse.len()) {
                let first = Schedule { from: self.begins(), ..Schedule::default() };
                self.root = Some(self.opened(first));
                return self.by_chance();
            }
            self.open = Some(open);
        }
    }

    /// Whether a round takes more tries than are left, whose first run can be broken further in so
    /// many ways. The later a run begins to break, the less of it is left to break, so that all
    /// together take about half of as many each.
    fn is_too_long(&self, ways: usize) -> bool {
        let others = self.now.len() as u64 * ways as u64 / 2;
        others + ways as u64 > u64::from(self.wanted.tries - self.tried)
    }

    /// Behind what was done already.
    fn begins(&self) -> (Time, u64) {
        self.wanted.inputs.iter().map(|input| (input.at, input.step)).max().unwrap_or_default()
    }

    /// What may still break.
    fn left(&self, schedule: &Schedule) -> Budget {
        let less = |left: Budget, fault: &Fault| left.less(fault.kind).unwrap_or(left);
        schedule.faults.iter().fold(self.wanted.budget, less)
    }

    /// All inputs of a run with these faults.
    fn inputs(&self, schedule: &Schedule) -> Vec<Input> {
        let mut all: Vec<Input> = self.wanted.inputs.iter().chain(&schedule.inputs).cloned().collect();
        all.arrange_by_key(|input| (input.at, input.step));
        all
    }

    /// A run is folded again, to be broken further.
    fn opened(&self, schedule: Schedule) -> Open {
        let mut run = folded(&self.wanted.experiment, &self.inputs(&schedule));
        let worse = faults::all(run.as_mut(), &self.left(&schedule), schedule.from).into();
        Open { schedule, run, worse }
    }

    /// Holds a run against the goal, and gives it back.
    fn held(&mut self, mut run: Box<dyn AnyRun>) -> Result<(bool, Box<dyn AnyRun>), Fails> {
        self.tried += 1;
        let reached = self.wanted.goal.is_reached(&self.wanted.experiment, run.as_mut())?;
        Ok((reached, run))
    }

    /// One fault more, drawn by chance; from the beginning again where nothing more may break.
    fn by_chance(&mut self) -> Result<Option<Found>, Fails> {
        let lane = Lane(Lane(self.wanted.seed).draw(self.drawn));
        self.drawn += 1;
        let walk = self.walk.as_mut().filter(|open| !open.worse.is_empty());
        let Some(open) = walk.or(self.root.as_mut()) else { return Ok(Some(Found::Unknown)) };
        // A kind first: there are many more messages to lose than nodes to crash.
        let has = |kind: &Kind| open.worse.iter().any(|it| it.fault.kind == *kind);
        let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(has).collect();
        let Some(&kind) = kinds.get(below(lane.draw(1), kinds.len().max(1) as u64) as usize) else {
            return Ok(Some(Found::Nothing));
        };
        let of_kind: Vec<&Placed> = open.worse.iter().filter(|it| it.fault.kind == kind).collect();
        let placed = of_kind[below(lane.draw(2), of_kind.len() as u64) as usize].clone();
        let (schedule, run) = open.with(placed);
        let (reached, mut run) = self.held(run)?;
        if reached {
            return self.found(schedule, false).map(Some);
        }
        let worse = faults::all(run.as_mut(), &self.left(&schedule), schedule.from).into();
        self.walk = Some(Open { schedule, run, worse });
        Ok(None)
    }

    /// What was found, made small where it may not be.
    fn found(&self, schedule: Schedule, is_smallest: bool) -> Result<Found, Fails> {
        let broken = match smaller(&self.wanted, &schedule.faults, is_smallest)? {
            Some(broken) => broken,
            // As it was found it reaches the goal, wherever its faults would be put anew.
            None => {
                let inputs = self.inputs(&schedule);
                let mut run = folded(&self.wanted.experiment, &inputs);
                let at = self.wanted.goal.moment(&self.wanted.experiment, run.as_mut());
                Broken { faults: schedule.faults, inputs, at, is_smallest }
            }
        };
        Ok(Found::Faults(Box::new(broken)))
    }
}

impl Open {
    /// The run with one fault more, folded to its end.
    fn with(&mut self, placed: Placed) -> (Schedule, Box<dyn AnyRun>) {
        self.run.seek(Target::Step(placed.step));
        let mut schedule = self.schedule.clone();
        let mut all = self.run.inputs().to_vec();
        all.extend(placed.inputs.iter().cloned());
        let mut run = self.run.fork(all);
        while run.advance(100_000) == Progress::More {}
        schedule.faults.push(placed.fault);
        schedule.inputs.extend(placed.inputs);
        schedule.from = (placed.at, placed.step);
        (schedule, run)
    }
}
