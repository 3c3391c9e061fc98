//! Who runs which shards of a sweep: the page's half of it, as plain values. It says what is to be
//! done to the workers and is told what they say and when; no browser in here.
//!
//! Each worker is given the plan, then some shards at a time. What comes back is merged on arrival,
//! in any order. A worker that dies takes nothing with it but its shards of that moment: they are
//! run again by another, one at a time, so that the one that kills an engine is found, left out and
//! named, and all others are run.

mod hands;

use super::wire::{Ask, AskWhat, Problem, Report, ReportWhat, WIRE_VERSION};
use crate::lab::sweep::{Gathered, Order, Plan, Shard, run_of};
use hands::{Hand, Load};

/// A sweep is cut into so many shards at most. Each is answered as a whole, so a sweep that is
/// broken off is still made of whole shards, which the command line can complete.
pub const MOST_SHARDS: u64 = 1_000;
/// No sweep on a page has more seeds than this.
pub const MOST_SEEDS: u64 = 100_000;
/// No sweep has more workers than this.
pub const MOST_WORKERS: usize = 8;
/// So long one question should keep a worker busy, in milliseconds: short enough that pausing is
/// felt at once, long enough that questions cost nothing.
const LOAD_MS: f64 = 250.0;
/// So many workers may die in one sweep before it stops.
const MOST_DEATHS: u32 = 12;

/// What is to be done to a worker.
#[derive(Clone, PartialEq, Debug)]
pub enum Do {
    /// Start it; it is to replace the one with this number, if there was one.
    Start(usize),
    /// Ask it.
    Ask(usize, Ask),
    /// End it.
    End(usize),
}

/// How a sweep is.
#[derive(Clone, PartialEq, Debug)]
pub enum State {
    /// The workers are starting, and nothing has come in yet.
    Starting,
    /// Shards are being run.
    Running,
    /// No new shards are given out; those under way are finished.
    Paused,
    /// Everything was run that can be run.
    Done,
    /// It was broken off; what had come in is kept.
    Cancelled,
    /// The plan cannot be: what is wrong with it.
    Refused(Vec<Problem>),
    /// The workers died again and again, or could not be started; what had come in is kept.
    Lost,
    /// Page and worker are of different builds: reloading helps.
    OldPage,
}

impl State {
    /// Whether anything may still come in.
    pub fn is_open(&self) -> bool {
        matches!(self, State::Starting | State::Running | State::Paused)
    }
}

/// A run at which an engine died.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LeftOut {
    /// The shard that is missing because of it.
    pub shard: u32,
    /// The seeds that are missing with it.
    pub seeds: u64,
    /// The point of the run, as a text that names it.
    pub point: String,
    /// Its seed.
    pub seed: u64,
}

/// How far a sweep is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Standing {
    /// Runs that are done, of all points.
    pub done: u64,
    /// Runs there are in all.
    pub of: u64,
    /// Runs a second, as long as it ran; 0 where that is not known yet.
    pub per_second: f64,
    /// How long the rest takes, in milliseconds, where that can be told.
    pub left_ms: Option<f64>,
}

/// A sweep and its workers.
pub struct Crew {
    order: Order,
    build: String,
    plan: Option<Plan>,
    gathered: Gathered,
    state: State,
    hands: Vec<Hand>,
    /// The first shard that was never given out.
    next: u32,
    of: u32,
    /// Shards that came back with a worker that died, to be run one at a time.
    again: Vec<u32>,
    left_out: Vec<LeftOut>,
    deaths: u32,
    generation: u64,
    /// How long one shard takes a worker, in milliseconds.
    each_ms: Option<f64>,
    /// How long it ran before it was paused last, and since when it runs, in milliseconds.
    ran_ms: f64,
    since_ms: Option<f64>,
}

impl Crew {
    /// A sweep on so many workers, at least one and at most [`MOST_WORKERS`]. `build` is the page's
    /// own.
    pub fn new(order: Order, workers: usize, build: &str) -> (Crew, Vec<Do>) {
        let of = order.seeds.count().clamp(1, MOST_SHARDS) as u32;
        let workers = workers.clamp(1, MOST_WORKERS).min(of as usize);
        let crew = Crew {
            order,
            build: build.to_owned(),
            plan: None,
            gathered: Gathered::new(of, 0),
            state: State::Starting,
            hands: (0..workers).map(|_| Hand::Starting).collect(),
            next: 1,
            of,
            again: Vec::new(),
            left_out: Vec::new(),
            deaths: 0,
            generation: 0,
            each_ms: None,
            ran_ms: 0.0,
            since_ms: None,
        };
        (crew, (0..workers).map(Do::Start).collect())
    }

    /// What a worker says.
    pub fn heard(&mut self, worker: usize, report: Report, now_ms: f64) -> Vec<Do> {
        if !self.state.is_open() || worker >= self.hands.len() {
            return Vec::new();
        }
        match report.what {
            ReportWhat::Ready { wire, build } => {
                if wire != WIRE_VERSION || build != self.build {
                    return self.end(State::OldPage, now_ms);
                }
                self.hands[worker] = Hand::Planning;
                vec![self.ask(worker, AskWhat::Plan { order: Box::new(self.order.clone()) })]
            }
            ReportWhat::Planned { plan } => {
                if self.plan.is_none() {
                    self.gathered = Gathered::new(self.of, plan.points.len());
                    self.plan = Some(*plan);
                }
                self.hands[worker] = Hand::Idle;
                if self.state == State::Starting {
                    self.state = State::Running;
                }
                if self.state == State::Running && self.since_ms.is_none() {
                    self.since_ms = Some(now_ms);
                }
                self.give_out(now_ms)
            }
            ReportWhat::Refused { problems, .. } => self.end(State::Refused(problems), now_ms),
            ReportWhat::Progress { done, .. } => {
                if let Hand::Busy(load) = &mut self.hands[worker]
                    && load.generation == report.generation
                {
                    load.done = done;
                }
                Vec::new()
            }
            ReportWhat::Tallied { shards, tallies } => {
                let Hand::Busy(load) = &self.hands[worker] else { return Vec::new() };
                if load.generation != report.generation {
                    return Vec::new();
                }
                let each_ms = (now_ms - load.began_ms).max(0.1) / shards.len().max(1) as f64;
                self.each_ms = Some(self.each_ms.map_or(each_ms, |before| before * 0.7 + each_ms * 0.3));
                self.hands[worker] = Hand::Idle;
                self.gathered.add(&shards, &tallies);
                self.give_out(now_ms)
            }
            _ => Vec::new(),
        }
    }

    /// A worker died, or could not be started.
    pub fn died(&mut self, worker: usize, now_ms: f64) -> Vec<Do> {
        if !self.state.is_open() || worker >= self.hands.len() {
            return Vec::new();
        }
        self.deaths += 1;
        if let Hand::Busy(load) = core::mem::replace(&mut self.hands[worker], Hand::Starting) {
            let alone = if let [shard] = load.shards[..] { Some(shard) } else { None };
            let plan = self.plan.as_ref();
            match alone.zip(plan).and_then(|(shard, plan)| left_out(plan, shard, self.of, load.done)) {
                Some(left) => self.left_out.push(left),
                None => self.again.extend(load.shards),
            }
        }
        if self.deaths > MOST_DEATHS {
            return self.end(State::Lost, now_ms);
        }
        let mut all = vec![Do::Start(worker)];
        all.extend(self.give_out(now_ms));
        all
    }

    /// Gives nothing out any more, until it goes on.
    pub fn pause(&mut self, now_ms: f64) {
        if self.state == State::Running {
            self.state = State::Paused;
            self.stop_clock(now_ms);
        }
    }

    /// Goes on.
    pub fn resume(&mut self, now_ms: f64) -> Vec<Do> {
        if self.state != State::Paused {
            return Vec::new();
        }
        self.state = State::Running;
        self.since_ms = Some(now_ms);
        self.give_out(now_ms)
    }

    /// Breaks off at once. What has come in is kept.
    pub fn cancel(&mut self, now_ms: f64) -> Vec<Do> {
        if self.state.is_open() { self.end(State::Cancelled, now_ms) } else { Vec::new() }
    }

    /// How it is.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What was ordered.
    pub fn order(&self) -> &Order {
        &self.order
    }

    /// Its runs, once they are known.
    pub fn plan(&self) -> Option<&Plan> {
        self.plan.as_ref()
    }

    /// What has come in.
    pub fn gathered(&self) -> &Gathered {
        &self.gathered
    }

    /// The runs at which engines died.
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// How many workers it has.
    pub fn workers(&self) -> usize {
        self.hands.len()
    }

    /// How far it is at a moment.
    pub fn standing(&self, now_ms: f64) -> Standing {
        let points = self.plan.as_ref().map_or(1, |plan| plan.points.len() as u64);
        let of = self.order.seeds.count() * points;
        let came: u64 = self.gathered.tallies().iter().map(|tally| tally.runs).sum();
        let under_way: u64 = self.hands.iter().map(Hand::done).sum();
        let done = came + under_way;
        let ran_ms = self.ran_ms + self.since_ms.map_or(0.0, |since| (now_ms - since).max(0.0));
        let per_second = if ran_ms < 100.0 { 0.0 } else { done as f64 * 1_000.0 / ran_ms };
        let missing: u64 = self.left_out.iter().map(|it| it.seeds * points).sum();
        let left = of.saturating_sub(done).saturating_sub(missing);
        let left_ms = (per_second > 0.0).then(|| left as f64 * 1_000.0 / per_second);
        Standing { done, of, per_second, left_ms }
    }

    fn stop_clock(&mut self, now_ms: f64) {
        self.ran_ms += self.since_ms.take().map_or(0.0, |since| (now_ms - since).max(0.0));
    }

    fn ask(&mut self, worker: usize, what: AskWhat) -> Do {
        self.generation += 1;
        Do::Ask(worker, Ask { generation: self.generation, what })
    }

    /// Ends all workers.
    fn end(&mut self, state: State, now_ms: f64) -> Vec<Do> {
        self.stop_clock(now_ms);
        self.state = state;
        self.hands.iter_mut().for_each(|hand| *hand = Hand::Gone);
        (0..self.hands.len()).map(Do::End).collect()
    }

    /// Gives shards to all who wait for some; where none are left, all is done.
    fn give_out(&mut self, now_ms: f64) -> Vec<Do> {
        let mut all = Vec::new();
        if self.state == State::Running {
            for worker in 0..self.hands.len() {
                if self.hands[worker] != Hand::Idle {
                    continue;
                }
                let shards = self.some();
                if shards.is_empty() {
                    break;
                }
                let ask = self.ask(worker, AskWhat::Shards { shards: shards.clone(), of: self.of });
                let generation = self.generation;
                self.hands[worker] = Hand::Busy(Load { generation, shards, done: 0, began_ms: now_ms });
                all.push(ask);
            }
        }
        let settled = self.gathered.count() as usize + self.left_out.len();
        if self.plan.is_some() && settled >= self.of as usize {
            all.extend(self.end(State::Done, now_ms));
        }
        all
    }

    /// The next shards for one worker. Towards the end the loads become small, so that all workers
    /// end at about the same time.
    fn some(&mut self) -> Vec<u32> {
        if let Some(shard) = self.again.pop() {
            return vec![shard];
        }
        let left = (self.of + 1).saturating_sub(self.next);
        let fair = left.div_ceil(2 * self.hands.len() as u32);
        let wanted = self.each_ms.map_or(1, |each_ms| (LOAD_MS / each_ms).clamp(1.0, 500.0) as u32);
        let count = wanted.min(fair).min(left);
        let from = self.next;
        self.next += count;
        (from..from + count).collect()
    }
}

/// What is missing because an engine died in a shard after so many runs of it.
fn left_out(plan: &Plan, shard: u32, of: u32, done: u64) -> Option<LeftOut> {
    let seeds: Vec<u64> = Shard { index: shard, of }.seeds(plan.seeds).collect();
    let (point, seed) = run_of(plan, &seeds, done)?;
    Some(LeftOut { shard, seeds: seeds.len() as u64, point: point.to_string(), seed })
}
