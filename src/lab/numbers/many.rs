//! Many runs of a protocol, one after the other, each in slices: what is counted in them, added up
//! by the cases that it is for.

use super::Found;
use super::runs::{count, deposits, lone, series, transfers};
use super::work::{Job, share};
use crate::lab::experiment::Experiment;
use crate::lab::setup;
use crate::sim::run::{AnyRun, Progress};

/// So many steps of a run are a slice: a few milliseconds on a page.
const STEPS: u64 = 1_000;

/// The runs of a job, and how far they are.
pub(super) struct Many {
    job: Job,
    seed: u64,
    /// How many runs each case has.
    runs: u64,
    /// How long a transaction lasts that is alone, in microseconds.
    lasts_us: u64,
    /// A run, and until when somebody asks in it, in microseconds.
    under_way: Option<(Box<dyn AnyRun>, u64)>,
    done: u64,
    /// What was counted in the runs of each case, and in how many microseconds of asking.
    counted: Vec<(u64, u64)>,
}

/// Keys, and how many transactions are under way at once, in thousandths: one a line.
const LOADS: [(u32, u64); 6] = [(1, 100), (1, 500), (1, 1_000), (1, 2_000), (4, 1_000), (16, 1_000)];
/// Rows, how many microseconds lie between two transfers, and how many a run has. Each line is the
/// ratio of a case to the one before it.
const RATES: [(u32, u64, u64); 3] = [(8, 100_000, 3_000), (8, 50_000, 1_500), (16, 50_000, 3_000)];
/// How many ask in a run of the other jobs.
const ASKED: u64 = 500;

impl Many {
    /// The runs of a job of this kind; `times` as many as a page makes.
    pub(super) fn new(job: Job, seed: u64, times: u64) -> Many {
        let (cases, runs) = match job {
            Job::Optimistic => (LOADS.len(), 6),
            Job::Deadlocks => (RATES.len(), 4),
            _ => (1, 5),
        };
        let lasts_us = if job == Job::Optimistic { lone() } else { 0 };
        let counted = vec![(0, 0); cases];
        Many { job, seed, runs: runs * times, lasts_us, under_way: None, done: 0, counted }
    }

    fn all(&self) -> u64 {
        self.runs * self.counted.len() as u64
    }

    fn case(&self) -> usize {
        (self.done / self.runs) as usize
    }

    /// The next run. Each has chance of its own.
    fn next(&self) -> Experiment {
        let case = self.case();
        let seed = ((self.seed << 12) | (self.done + 1)) & 0xffff_ffff;
        match self.job {
            Job::Optimistic => {
                let (keys, load) = LOADS[case];
                deposits(keys, self.lasts_us * 1_000 / load, ASKED, seed)
            }
            Job::Deadlocks => {
                let (rows, every_us, many) = RATES[case];
                transfers(rows, every_us, many, seed)
            }
            _ => series(ASKED, seed),
        }
    }

    /// Goes on; says whether there is more.
    pub(super) fn step(&mut self) -> bool {
        if self.done == self.all() {
            return false;
        }
        let (mut run, asking_us) = self.under_way.take().unwrap_or_else(|| {
            let experiment = self.next();
            (setup::open(&experiment, &[]), experiment.workload.until_us)
        });
        if run.advance(STEPS) == Progress::More {
            self.under_way = Some((run, asking_us));
            return true;
        }
        let (case, found) = (self.case(), count(self.job.topic(), run.as_ref()));
        self.counted[case].0 += found;
        self.counted[case].1 += asking_us;
        self.done += 1;
        self.done < self.all()
    }

    /// How much is done, of 1,000.
    pub(super) fn per_mille(&self) -> u64 {
        let part =
            self.under_way.as_ref().map_or(0, |(run, _)| run.folded().0.0 * 1_000 / run.until().0.max(1));
        (self.done * 1_000 + part.min(999)) / self.all()
    }

    /// What it came to: one a line of the topic.
    pub(super) fn found(&self) -> Vec<Found> {
        let asked = self.runs * ASKED;
        match self.job {
            Job::Deadlocks => self.counted.windows(2).map(|pair| ratio(pair[1], pair[0])).collect(),
            _ => self.counted.iter().map(|&(found, _)| share(found, asked)).collect(),
        }
    }
}

/// How many times as often, with its interval: counts of what is rare are Poisson's, and the
/// logarithm of their ratio has this standard error.
fn ratio((found, us): (u64, u64), (other, other_us): (u64, u64)) -> Found {
    let [found, other] = [found, other].map(|count| count.max(1) as f64);
    let value = found / us.max(1) as f64 / (other / other_us.max(1) as f64);
    let likely = libm::exp(1.96 * (1.0 / found + 1.0 / other).sqrt());
    Found { value, low: value / likely, high: Some(value * likely) }
}
