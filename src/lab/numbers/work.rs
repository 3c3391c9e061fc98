//! Measuring in slices: whoever waits for a result may do something else between two of them.

use super::Found;
use super::many::Many;
use crate::base::chance::{Chance, Lane, Purpose, below, exponential};
use crate::base::distribution::Distribution;
use crate::base::ids::{FlightId, NodeId};
use crate::base::time::Time;
use crate::lab::staleness::published::SYSTEMS;
use crate::lab::staleness::{Copies, Fit, Point, Quantile, Tally, Trials};
use crate::lab::sweep::wilson;
use crate::sim::network::{Fate, Link, Network};
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// What can be measured at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Job {
    /// A choice of quorums of a published system, each by its place. Comes to four numbers: what
    /// 99.9 % of reads and of writes take at most, after how long 99.9 % of reads are fresh, in
    /// milliseconds; and the share of reads that are stale at the moment of the commit.
    Staleness {
        /// Its place in [`SYSTEMS`].
        system: usize,
        /// The place of its row.
        row: usize,
    },
    /// How often a read finds one of the last 1, 2, 3, 5 and 10 versions.
    Versions,
    /// How long a message is at a link with a capacity at a load of 50, 80 and 90 %, in times of one
    /// message.
    Queue {
        /// Whether messages differ in size.
        varied: bool,
    },
    /// How often a call of five services succeeds, each of which is up in 99 of 100 cases.
    Series,
    /// How often a transaction on a hot key is aborted, by keys and load.
    Optimistic,
    /// How many times as many deadlocks a second there are with twice the transactions, and with
    /// twice the rows.
    Deadlocks,
}

impl Job {
    /// Whether there is such a number: a system and a row are places, which may be any number.
    pub fn is_there(self) -> bool {
        let Job::Staleness { system, row } = self else { return true };
        SYSTEMS.get(system).is_some_and(|system| row < system.rows.len())
    }

    /// The topic that it is about; nothing where it is about a published system.
    pub(super) fn topic(self) -> &'static str {
        match self {
            Job::Staleness { .. } => "",
            Job::Versions => "versions",
            Job::Queue { varied: false } => "equal",
            Job::Queue { varied: true } => "varied",
            Job::Series => "series",
            Job::Optimistic => "optimistic",
            Job::Deadlocks => "deadlocks",
        }
    }
}

/// How many trials, reads or messages are measured.
pub const MANY: u64 = 100_000;
/// How many a slice has: a few milliseconds of work.
const SLICE: u64 = 5_000;

/// A job that is under way.
pub struct Work {
    seed: u64,
    /// How many slices are done, and how many there are.
    done: u64,
    all: u64,
    state: State,
}

enum State {
    Staleness(Box<(Fit, Copies, Tally)>),
    Versions([u64; 5]),
    Queue(Box<Queue>),
    Many(Box<Many>),
}

impl Work {
    /// A job at its beginning, with all chance out of a seed.
    ///
    /// # Panics
    /// Where a job names a system or a row that there is not.
    pub fn new(job: Job, seed: u64) -> Work {
        Work::longer(job, seed, 1)
    }

    /// The same with so many times as many runs, where it is made of runs of a protocol; a page has
    /// less patience than a test.
    ///
    /// # Panics
    /// As [`Work::new`].
    pub fn longer(job: Job, seed: u64, times: u64) -> Work {
        let slices = MANY / SLICE;
        let (state, all) = match job {
            Job::Staleness { system, row } => {
                let system = &SYSTEMS[system];
                let state = ((system.fit)(), system.rows[row].copies(), Tally::new(MANY));
                (State::Staleness(Box::new(state)), slices)
            }
            Job::Versions => (State::Versions([0; 5]), slices),
            Job::Queue { varied } => {
                (State::Queue(Box::new(Queue::new(varied))), slices * LOADS.len() as u64)
            }
            Job::Series | Job::Optimistic | Job::Deadlocks => {
                (State::Many(Box::new(Many::new(job, seed, times))), 1_000)
            }
        };
        Work { seed, done: 0, all, state }
    }

    /// Does one slice; says whether there is more.
    pub fn step(&mut self) -> bool {
        if let State::Many(many) = &mut self.state {
            let more = many.step();
            self.done = if more { many.per_mille() } else { self.all };
            return more;
        }
        if self.done < self.all {
            let nth = self.done;
            match &mut self.state {
                State::Staleness(of) => {
                    let (fit, copies, tally) = of.as_mut();
                    Trials::new(fit, *copies, self.seed).add(nth * SLICE, SLICE, tally);
                }
                State::Versions(counts) => versions(self.seed, nth * SLICE..(nth + 1) * SLICE, counts),
                State::Queue(queue) => queue.slice(self.seed, nth),
                State::Many(_) => {}
            }
            self.done += 1;
        }
        self.done < self.all
    }

    /// How much is done, of 1,000.
    pub fn per_mille(&self) -> u64 {
        self.done * 1_000 / self.all
    }

    /// How the share of fresh reads grows, where that is what it is about.
    pub fn curve(&self) -> Vec<Point> {
        match &self.state {
            State::Staleness(of) => of.2.measured().curve,
            State::Versions(_) | State::Queue(_) | State::Many(_) => Vec::new(),
        }
    }

    /// What it came to.
    pub fn found(&self) -> Vec<Found> {
        match &self.state {
            State::Staleness(of) => {
                let measured = of.2.measured();
                let of = |it: Quantile| Found { value: it.at, low: it.low, high: it.high };
                let stale = measured.trials - (measured.fresh_at_0 * measured.trials as f64).round() as u64;
                vec![
                    of(measured.read),
                    of(measured.write),
                    of(measured.visible),
                    share(stale, measured.trials),
                ]
            }
            State::Versions(counts) => counts.iter().map(|&count| share(count, MANY)).collect(),
            State::Queue(queue) => queue.means.iter().map(|means| mean(means)).collect(),
            State::Many(many) => many.found(),
        }
    }
}

/// A share with its interval (Wilson).
pub(super) fn share(count: u64, of: u64) -> Found {
    let it = wilson(count, of).unwrap_or_default();
    let part = |ppm: u32| f64::from(ppm) / 1e6;
    Found { value: part(it.rate_ppm), low: part(it.low_ppm), high: Some(part(it.high_ppm)) }
}

/// The mean of the means of batches, with its interval (Student's t).
fn mean(means: &[f64]) -> Found {
    /// The 97.5th percentile for 19 degrees of freedom, which are one fewer than the batches.
    const T: f64 = 2.093;
    let many = means.len().max(2) as f64;
    let value = means.iter().sum::<f64>() / many;
    let variance = means.iter().map(|it| (it - value) * (it - value)).sum::<f64>() / (many - 1.0);
    let within = T * (variance / many).sqrt();
    Found { value, low: value - within, high: Some(value + within) }
}

/// Each of ten writes and one read meets one of three copies; counts the reads that find one of the
/// last 1, 2, 3, 5 and 10 versions.
fn versions(seed: u64, trials: core::ops::Range<u64>, counts: &mut [u64; 5]) {
    let lane = Chance::new(seed).lane(Purpose::Node, 0);
    for trial in trials {
        let copy = |n: u64| below(lane.draw(trial * 16 + n), 3);
        if let Some(behind) = (1..=10).find(|&version| copy(version) == copy(0)) {
            for (count, k) in counts.iter_mut().zip([1, 2, 3, 5, 10]) {
                *count += u64::from(behind <= k);
            }
        }
    }
}

const LOADS: [u64; 3] = [50, 80, 90];
/// How long a message takes the link, in microseconds.
const EACH: u64 = 1_000;

/// A link of the engine with a capacity, to which messages come without memory.
struct Queue {
    link: Rc<Link>,
    network: Option<Network>,
    now: u64,
    /// The means of the slices of each load.
    means: [Vec<f64>; LOADS.len()],
}

impl Queue {
    fn new(varied: bool) -> Queue {
        let link = Link {
            per_second: (1_000_000 / EACH) as u32,
            varied,
            queue: u32::MAX,
            ..Link::with_latency(Distribution::Constant { us: 0 })
        };
        Queue { link: Rc::new(link), network: None, now: 0, means: Default::default() }
    }

    /// The `nth` slice. A load has twenty, on one link, which before the first of them has been in
    /// use for as long as a slice, so that it is no longer empty.
    fn slice(&mut self, seed: u64, nth: u64) {
        let slices = MANY / SLICE;
        let (place, slice) = ((nth / slices) as usize, nth % slices);
        let lane = Chance::new(seed).lane(Purpose::Arrival, place as u64);
        if slice == 0 {
            let link = &self.link;
            let network = Network::new(Chance::new(seed), 2, Rc::from([]), |_, _| Rc::clone(link));
            (self.network, self.now) = (Some(network), 0);
            self.messages(lane, place, 0);
        }
        let mean = self.messages(lane, place, (slice + 1) * SLICE);
        self.means[place].push(mean);
    }

    /// The mean time that the messages of a slice are there, in times of one message.
    fn messages(&mut self, lane: Lane, place: usize, first: u64) -> f64 {
        let Some(network) = &mut self.network else { return 0.0 };
        let mut sum = 0;
        for n in first..first + SLICE {
            self.now += exponential(lane.draw(n), EACH * 100 / LOADS[place]);
            if let Fate::Once(at) = network.send(FlightId(0), NodeId(0), NodeId(1), Time(self.now)) {
                sum += at.0 - self.now;
            }
        }
        sum as f64 / (SLICE * EACH) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::numbers::{TOPICS, Unit};

    fn work(job: Job) -> Vec<Found> {
        let mut work = Work::new(job, 7);
        let mut before = 0;
        while work.step() {
            assert!(work.per_mille() > before);
            before = work.per_mille();
        }
        assert_eq!(work.per_mille(), 1_000);
        work.found()
    }

    #[test]
    fn what_the_page_measures_agrees_with_what_was_published() {
        for topic in TOPICS {
            // What takes runs of a protocol is measured by the tests, at length.
            let found = if topic.found.is_empty() { work(topic.job) } else { topic.found.to_vec() };
            assert_eq!(topic.job.topic(), topic.id);
            assert_eq!(found.len(), topic.lines.len(), "{}", topic.id);
            for (line, found) in topic.lines.iter().zip(found) {
                assert!(
                    found.agrees(line.value),
                    "{}, {}: {found:?} against {}",
                    topic.id,
                    line.of.en,
                    line.value
                );
                let is_told = found.low < found.value && found.high.is_some_and(|high| high > found.value);
                assert!(is_told && (topic.unit != Unit::Share || found.value < 1.0), "{found:?}");
            }
        }
        for (place, system) in SYSTEMS.iter().enumerate() {
            for (n, row) in system.rows.iter().enumerate() {
                let found = work(Job::Staleness { system: place, row: n });
                let ms = |us: u64| us as f64 / 1e3;
                let published = [ms(row.read_us), ms(row.write_us), ms(row.visible_us)];
                for (found, published) in found.iter().zip(published) {
                    assert!(found.agrees(published), "{} {row:?}: {found:?}", system.name);
                }
            }
        }
    }

    #[test]
    fn the_same_seed_comes_to_the_same_numbers_and_another_to_others() {
        let of = |seed| {
            let mut work = Work::new(Job::Versions, seed);
            while work.step() {}
            work.found()
        };
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
    }
}
