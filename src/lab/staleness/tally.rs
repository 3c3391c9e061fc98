//! What is kept of trials: how many were fresh, at which of some moments each became so, and the
//! longest of everything. Nothing else of a trial is kept, so a thousand million of them take no
//! more room than the thousandth part of their tail.

use super::block::Block;
use serde::{Deserialize, Serialize};

/// The share that a quantile does not exceed, of a thousand.
const PER_MILLE: u64 = 999;

/// Trials, added up.
#[derive(Clone, Debug)]
pub struct Tally {
    trials: u64,
    /// How many needed no wait at all.
    fresh: u64,
    /// How many needed more than the moment before and at most this one; the last for the rest.
    by: Vec<u64>,
    read: Tail,
    write: Tail,
    needs: Tail,
}

/// What trials came to. Times in milliseconds.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Measured {
    /// How many trials there were.
    pub trials: u64,
    /// What 99.9 % of reads took at most.
    #[serde(flatten, serialize_with = "read_p999")]
    pub read: Quantile,
    /// What 99.9 % of writes took at most.
    #[serde(flatten, serialize_with = "write_p999")]
    pub write: Quantile,
    /// How long after the commit 99.9 % of reads are fresh.
    #[serde(flatten, serialize_with = "visible_p999")]
    pub visible: Quantile,
    /// The share of reads that are fresh at the moment of the commit.
    pub fresh_at_0: f64,
    /// The share of reads that are fresh so long after the commit.
    pub curve: Vec<Point>,
}

/// A quantile, and where the true one lies at 95 %: the order of the trials says it, whatever the
/// distribution is. Milliseconds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Quantile {
    /// As measured.
    pub at: f64,
    /// The least that it may be.
    pub low: f64,
    /// The most that it may be; nothing where there were too few trials to say.
    pub high: Option<f64>,
}

/// A point of the curve.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Point {
    /// How long after the commit the read begins, in milliseconds.
    pub t_ms: f64,
    /// The share of reads that are fresh.
    pub fresh: f64,
}

impl Quantile {
    fn put<S: serde::Serializer>(&self, into: S, names: [&'static str; 2]) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = into.serialize_map(Some(2))?;
        map.serialize_entry(names[0], &self.at)?;
        map.serialize_entry(names[1], &(self.low, self.high))?;
        map.end()
    }
}

fn read_p999<S: serde::Serializer>(it: &Quantile, into: S) -> Result<S::Ok, S::Error> {
    it.put(into, ["read_p999_ms", "read_p999_ms_interval"])
}

fn write_p999<S: serde::Serializer>(it: &Quantile, into: S) -> Result<S::Ok, S::Error> {
    it.put(into, ["write_p999_ms", "write_p999_ms_interval"])
}

fn visible_p999<S: serde::Serializer>(it: &Quantile, into: S) -> Result<S::Ok, S::Error> {
    it.put(into, ["t_visibility_p999_ms", "t_visibility_p999_ms_interval"])
}

/// The moments of the curve after 0, in milliseconds: ten for each power of ten, from a microsecond
/// to eight thousand seconds.
const MOMENTS: [f64; 100] = {
    const STEPS: [u64; 10] = [10, 12, 15, 20, 25, 30, 40, 50, 60, 80];
    let mut moments = [0.0; 100];
    let (mut n, mut decade) = (0, 1);
    while n < moments.len() {
        // A quotient of whole numbers is the float nearest to what is written.
        moments[n] = (STEPS[n % 10] * decade) as f64 / 1e4;
        n += 1;
        if n % 10 == 0 {
            decade *= 10;
        }
    }
    moments
};

impl Tally {
    /// Nothing yet, of so many trials.
    pub fn new(trials: u64) -> Tally {
        let (rank, spread) = ranks(trials);
        let tail = Tail::new((trials - rank + 1 + spread).min(trials) as usize);
        let by = vec![0; MOMENTS.len() + 1];
        Tally { trials: 0, fresh: 0, by, read: tail.clone(), write: tail.clone(), needs: tail }
    }

    /// Some more trials.
    #[inline]
    pub(super) fn add(&mut self, block: &Block) {
        self.trials += block.len as u64;
        self.read.add(&block.read[..block.len]);
        self.write.add(&block.write[..block.len]);
        let needs = &block.needs[..block.len];
        let stale = needs.iter().filter(|needs| **needs > 0.0).count() as u64;
        self.fresh += block.len as u64 - stale;
        if stale > 0 {
            needs.iter().filter(|needs| **needs > 0.0).for_each(|needs| self.add_stale(*needs));
        }
    }

    #[inline(never)]
    fn add_stale(&mut self, needs: f64) {
        self.needs.add(&[needs]);
        self.by[MOMENTS.partition_point(|moment| *moment < needs)] += 1;
    }

    /// Adds the trials of another tally, which was begun for as many as this one.
    pub fn merge(&mut self, other: &Tally) {
        self.trials += other.trials;
        self.fresh += other.fresh;
        self.by.iter_mut().zip(&other.by).for_each(|(sum, more)| *sum += more);
        self.read.merge(&other.read);
        self.write.merge(&other.write);
        self.needs.merge(&other.needs);
    }

    /// How many there are.
    pub fn trials(&self) -> u64 {
        self.trials
    }

    /// What they come to.
    pub fn measured(&self) -> Measured {
        let share = |count: u64| count as f64 / self.trials.max(1) as f64;
        let mut curve = vec![Point { t_ms: 0.0, fresh: share(self.fresh) }];
        let mut sum = self.fresh;
        for (t_ms, count) in MOMENTS.into_iter().zip(&self.by) {
            sum += count;
            // From the first moment at which anything changes to the first with nothing stale.
            if sum > self.fresh && curve.last().is_some_and(|it| it.fresh < 1.0) {
                curve.push(Point { t_ms, fresh: share(sum) });
            }
        }
        Measured {
            trials: self.trials,
            read: self.read.quantile(self.trials),
            write: self.write.quantile(self.trials),
            visible: self.needs.quantile(self.trials),
            fresh_at_0: share(self.fresh),
            curve,
        }
    }
}

/// The rank of the quantile among so many values in ascending order, from 1; and by how many ranks
/// the true quantile may lie elsewhere at 95 %, since the number of values below it is binomial.
fn ranks(trials: u64) -> (u64, u64) {
    let rank = (u128::from(trials) * u128::from(PER_MILLE)).div_ceil(1000).max(1) as u64;
    let variance = trials as f64 * (PER_MILLE * (1000 - PER_MILLE)) as f64 / 1e6;
    (rank, (1.96 * variance.sqrt()).ceil() as u64)
}

/// The largest of many values. All the others are at most 0, or smaller than all of these.
#[derive(Clone, Debug)]
struct Tail {
    keep: usize,
    least: f64,
    values: Vec<f64>,
}

impl Tail {
    fn new(keep: usize) -> Tail {
        Tail { keep: keep.max(1), least: 0.0, values: Vec::new() }
    }

    #[inline]
    fn add(&mut self, values: &[f64]) {
        // Nearly always there is nothing to keep, and that is seen at once.
        let mut least = self.least;
        if values.iter().fold(0u32, |more, value| more + u32::from(*value > least)) == 0 {
            return;
        }
        for &value in values {
            if value > least {
                self.values.push(value);
                if self.values.len() >= 2 * self.keep + 1_000 {
                    self.shrink();
                    least = self.least;
                }
            }
        }
    }

    #[inline(never)]
    fn shrink(&mut self) {
        self.values.select_nth_unstable_by(self.keep - 1, |a, b| b.total_cmp(a));
        self.values.truncate(self.keep);
        self.least = self.values[self.keep - 1];
    }

    fn merge(&mut self, other: &Tail) {
        self.least = self.least.max(other.least);
        self.values.extend(&other.values);
        if self.values.len() >= 2 * self.keep + 1_000 {
            self.shrink();
        }
    }

    /// The quantile of so many values, of which these are the largest.
    fn quantile(&self, trials: u64) -> Quantile {
        let mut values = self.values.clone();
        values.sort_unstable_by(|a, b| b.total_cmp(a));
        // Counted from the largest, which is 1; what is not here is 0.
        let nth = |n: u64| values.get(n as usize - 1).copied().unwrap_or(0.0);
        let (rank, spread) = ranks(trials);
        let from_top = trials.max(1) - rank.min(trials.max(1)) + 1;
        let round = |ms: f64| (ms * 1e6).round() / 1e6;
        Quantile {
            at: round(nth(from_top)),
            low: round(nth(from_top.saturating_add(spread).min(trials.max(1)))),
            high: (from_top > spread).then(|| round(nth(from_top - spread))),
        }
    }
}
