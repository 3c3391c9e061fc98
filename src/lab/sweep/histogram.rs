//! A log-linear histogram: exact below 128, and above it 64 buckets for each power of two, so that
//! a value is known to within 1.6 %, whatever its size (as HdrHistogram by G. Tene keeps it). Two
//! histograms add up to the histogram of all values. It is sparse, and each bucket also names a
//! run that fell into it, which no library keeps: that run is what a person opens to see "a run
//! like the median".

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many buckets there are for each power of two.
const BUCKETS: u64 = 64;

/// How often values of about the same size came up.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Vec<(u64, u64, u64)>", into = "Vec<(u64, u64, u64)>")]
pub struct Histogram {
    /// By the least value of the bucket.
    buckets: BTreeMap<u64, Bucket>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Bucket {
    count: u64,
    /// The least seed of the runs that came here.
    seed: u64,
}

/// The least value of the bucket that a value falls into.
fn least(value: u64) -> u64 {
    let shift = (u64::BITS - value.leading_zeros()).saturating_sub(BUCKETS.ilog2() + 1);
    (value >> shift) << shift
}

/// The greatest value of the bucket that begins with `least`.
fn greatest(least: u64) -> u64 {
    let shift = (u64::BITS - least.leading_zeros()).saturating_sub(BUCKETS.ilog2() + 1);
    least | ((1 << shift) - 1)
}

impl Histogram {
    /// A value came up in the run of this seed.
    pub fn add(&mut self, value: u64, seed: u64) {
        self.put(least(value), Bucket { count: 1, seed });
    }

    /// All values of another one come to these.
    pub fn merge(&mut self, other: &Histogram) {
        other.buckets.iter().for_each(|(&least, &bucket)| self.put(least, bucket));
    }

    fn put(&mut self, least: u64, new: Bucket) {
        let bucket = self.buckets.entry(least).or_insert(Bucket { count: 0, seed: new.seed });
        bucket.count = bucket.count.saturating_add(new.count);
        bucket.seed = bucket.seed.min(new.seed);
    }

    /// How many values there are.
    pub fn count(&self) -> u64 {
        self.buckets.values().fold(0, |sum, bucket| sum.saturating_add(bucket.count))
    }

    /// Every bucket that anything fell into, in order: its least and its greatest value, and how
    /// many fell into it.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = (u64, u64, u64)> + Clone {
        self.buckets.iter().map(|(&least, bucket)| (least, greatest(least), bucket.count))
    }

    /// Between which values the quantile of all runs lies that there could be, at 95 %: the values
    /// whose ranks are as far off as chance explains, whatever the distribution (the binomial
    /// interval of order statistics). It is right where each run gives one value; many values of one
    /// run have their luck in common.
    pub fn quantile_interval(&self, per_mille: u64) -> Option<(u64, u64)> {
        let (count, share) = (self.count() as f64, per_mille as f64 / 1e3);
        let half = super::interval::Z * (count * share * (1.0 - share)).sqrt();
        let at = |rank: f64| self.at_rank(rank.clamp(1.0, count.max(1.0)) as u128);
        Some((at((count * share - half).floor())?.0, at((count * share + half).ceil() + 1.0)?.0))
    }

    /// The value that so many of a thousand do not exceed, as the greatest value of its bucket, and
    /// the seed of a run in which it came up; nothing where there are no values.
    pub fn quantile(&self, per_mille: u64) -> Option<(u64, u64)> {
        self.at_rank((u128::from(self.count()) * u128::from(per_mille)).div_ceil(1000).max(1))
    }

    /// The value with this rank, counted from 1, and the seed of its bucket.
    fn at_rank(&self, rank: u128) -> Option<(u64, u64)> {
        let mut seen = 0u128;
        let found = self.buckets.iter().find(|(_, bucket)| {
            seen += u128::from(bucket.count);
            seen >= rank
        });
        found.map(|(&least, bucket)| (greatest(least), bucket.seed))
    }
}

impl From<Histogram> for Vec<(u64, u64, u64)> {
    /// Rows of the least value of a bucket, how many values fell into it, and the least seed.
    fn from(histogram: Histogram) -> Self {
        histogram.buckets.into_iter().map(|(least, it)| (least, it.count, it.seed)).collect()
    }
}

impl From<Vec<(u64, u64, u64)>> for Histogram {
    fn from(rows: Vec<(u64, u64, u64)>) -> Self {
        let mut histogram = Histogram::default();
        for (value, count, seed) in rows {
            histogram.put(least(value), Bucket { count, seed });
        }
        histogram
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Lane, below};

    #[test]
    fn every_value_lies_in_its_bucket_and_buckets_are_narrow_and_do_not_overlap() {
        let values = (0..300).chain((0..64).flat_map(|bit| {
            let power = 1u64 << bit;
            [power - 1, power, power + 1, power + power / 3]
        }));
        for value in values.chain([u64::MAX]) {
            let (low, high) = (least(value), greatest(least(value)));
            assert!((low..=high).contains(&value), "{value}");
            assert!(high - low <= low / BUCKETS, "{value}: {low} to {high}");
            assert_eq!((least(low), least(high)), (low, low));
            assert!(high == u64::MAX || least(high + 1) == high + 1, "{value}");
        }
    }

    #[test]
    fn quantiles_are_those_of_the_sorted_values_to_within_a_bucket() {
        let mut histogram = Histogram::default();
        let mut values: Vec<u64> =
            (0..999).map(|n| below(Lane(3).draw(n), 1 << (below(Lane(4).draw(n), 40) + 1))).collect();
        for (seed, &value) in (0..).zip(&values) {
            histogram.add(value, seed);
        }
        assert_eq!(histogram.count(), 999);
        let all = values.clone();
        values.sort_unstable();
        for per_mille in [0usize, 1, 500, 900, 990, 999, 1000] {
            let exact = values[(999 * per_mille).div_ceil(1000).max(1) - 1];
            let (told, seed) = histogram.quantile(per_mille as u64).expect("there are values");
            assert_eq!(told, greatest(least(exact)), "{per_mille}");
            assert_eq!(least(all[seed as usize]), least(exact), "{per_mille}");
        }
        assert_eq!(Histogram::default().quantile(500), None);
    }

    #[test]
    fn in_about_95_of_100_cases_the_interval_holds_the_true_median() {
        let holds = (0..400u64).filter(|nth| {
            let mut histogram = Histogram::default();
            (0..101).for_each(|n| histogram.add(below(Lane(nth + 9).draw(n), 2_000), n));
            let (low, high) = histogram.quantile_interval(500).expect("there are values");
            // The greatest value of a bucket stands for it.
            low <= greatest(least(1_000)) && least(1_000) <= high
        });
        let holds = holds.count();
        assert!((370..=396).contains(&holds), "{holds} of 400");
    }

    #[test]
    fn parts_add_up_to_the_whole_in_any_order_and_so_does_what_was_written_down() {
        let of = |range: core::ops::Range<u64>| {
            let mut histogram = Histogram::default();
            range.for_each(|n| histogram.add(n * n * 37, n));
            histogram
        };
        let (whole, [a, b, c]) = (of(0..90), [of(0..20), of(20..70), of(70..90)]);
        let mut sum = c.clone();
        [&a, &b].into_iter().for_each(|part| sum.merge(part));
        assert_eq!(sum, whole);
        let text = serde_json::to_string(&whole).expect("plain numbers");
        assert_eq!(serde_json::from_str::<Histogram>(&text).expect("as it was written"), whole);
    }
}
