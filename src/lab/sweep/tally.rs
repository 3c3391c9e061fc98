//! What many runs show together. Tallies add up in any order to the same bytes.

use super::histogram::Histogram;
use super::interval::{Interval, Squares, clustered};
use super::sample::Sample;
use crate::lab::verdicts::Verdict;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many of the worst seeds are kept.
const MOST_WORST: usize = 5;

/// How often something happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// How often it happened.
    pub count: u64,
    /// How often it could have happened.
    pub of: u64,
    /// The least seed of a run in which it happened.
    pub first_seed: Option<u64>,
}

impl Rate {
    fn add(&mut self, other: Rate) {
        self.count = self.count.saturating_add(other.count);
        self.of = self.of.saturating_add(other.of);
        self.first_seed = self.first_seed.into_iter().chain(other.first_seed).min();
    }
}

/// A run in which something broke.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worst {
    /// Acknowledged writes that were lost, and effects that were doubled.
    pub lost_or_doubled: u32,
    /// How much money there is too much or too little.
    pub money: u64,
    /// How many verdicts are violated.
    pub violated: u32,
    /// How many reads were stale.
    pub stale_reads: u32,
    /// The age of the oldest of them, in microseconds.
    pub stale_age_us: u64,
    /// How long copies were apart, in microseconds.
    pub apart_us: u64,
    /// The seed.
    pub seed: u64,
    /// What happened in it, by name.
    pub broken: Vec<String>,
}

impl Worst {
    fn of(sample: &Sample) -> Option<Worst> {
        let broken = || sample.runs.iter().filter(|(_, happened)| *happened);
        let receipt = &sample.receipt;
        broken().next()?;
        Some(Worst {
            lost_or_doubled: receipt.acknowledged_writes_lost.saturating_add(receipt.effects_doubled),
            money: receipt.money_made.map_or(0, i64::unsigned_abs),
            violated: receipt.verdicts.iter().filter(|it| it.verdict == Verdict::Violated).count() as u32,
            stale_reads: receipt.stale.reads,
            stale_age_us: receipt.stale.age_us_max,
            apart_us: receipt.apart.total_us,
            seed: sample.seed,
            broken: broken().map(|(name, _)| name.clone()).collect(),
        })
    }

    /// The worst come first, and of two that are as bad the one with the lesser seed.
    fn order(&self) -> impl Ord + use<> {
        core::cmp::Reverse((
            (self.lost_or_doubled, self.money, self.violated),
            (self.stale_reads, self.stale_age_us, self.apart_us),
            core::cmp::Reverse(self.seed),
        ))
    }
}

/// What many runs of one experiment show.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// How many runs were counted.
    pub runs: u64,
    /// How many facts they have together.
    pub facts: u64,
    /// In how many runs something happened: a verdict that is violated, by its model, or `stale-reads`,
    /// `writes-lost`, `effects-doubled`, `money-made`, `apart-at-end`, `ended-early`.
    pub happened: BTreeMap<String, Rate>,
    /// In how many runs each anomaly of transactions was found.
    pub anomalies: BTreeMap<String, Rate>,
    /// In how many runs transactions were judged.
    pub judged: u64,
    /// Of how many operations something is true.
    pub operations: BTreeMap<String, Rate>,
    /// How much the operations of one run have their luck in common, by the same names.
    pub squares: BTreeMap<String, Squares>,
    /// Distributions, by the name of the value.
    pub values: BTreeMap<String, Histogram>,
    /// The worst seeds.
    pub worst: Vec<Worst>,
}

impl Tally {
    /// Counts a run.
    pub fn add(&mut self, sample: &Sample) {
        let seed = sample.seed;
        self.runs += 1;
        self.facts = self.facts.saturating_add(u64::from(sample.facts));
        self.judged += u64::from(sample.has_isolation);
        let first = |happened: bool| happened.then_some(seed);
        for (name, happened) in &sample.runs {
            let rate = Rate { count: u64::from(*happened), of: 1, first_seed: first(*happened) };
            self.happened.entry(name.clone()).or_default().add(rate);
        }
        for name in &sample.anomalies {
            let rate = Rate { count: 1, of: 0, first_seed: Some(seed) };
            self.anomalies.entry(name.clone()).or_default().add(rate);
        }
        for &(name, count, of) in &sample.operations {
            let rate = Rate { count, of, first_seed: first(count > 0) };
            self.operations.entry(name.to_owned()).or_default().add(rate);
            self.squares.entry(name.to_owned()).or_default().add(count, of);
        }
        for (name, values) in &sample.values {
            let histogram = self.values.entry((*name).to_owned()).or_default();
            values.iter().for_each(|&value| histogram.add(value, seed));
        }
        self.worst.extend(Worst::of(sample));
        self.settle();
    }

    /// The interval of a share of the operations, by its name; nothing where none was counted.
    pub fn share(&self, name: &str) -> Option<Interval> {
        let (rate, squares) = (self.operations.get(name)?, self.squares.get(name)?);
        clustered(rate.count, rate.of, *squares, self.runs)
    }

    /// All runs of another tally come to these.
    pub fn merge(&mut self, other: &Tally) {
        self.runs = self.runs.saturating_add(other.runs);
        self.facts = self.facts.saturating_add(other.facts);
        self.judged = self.judged.saturating_add(other.judged);
        let maps = [
            (&mut self.happened, &other.happened),
            (&mut self.anomalies, &other.anomalies),
            (&mut self.operations, &other.operations),
        ];
        for (mine, others) in maps {
            others.iter().for_each(|(name, rate)| mine.entry(name.clone()).or_default().add(*rate));
        }
        for (name, squares) in &other.squares {
            self.squares.entry(name.clone()).or_default().merge(*squares);
        }
        for (name, histogram) in &other.values {
            self.values.entry(name.clone()).or_default().merge(histogram);
        }
        self.worst.extend(other.worst.iter().cloned());
        self.settle();
    }

    /// Keeps the worst seeds only, and makes whole what is known of all runs alone: an anomaly could
    /// have happened in every run whose transactions were judged.
    fn settle(&mut self) {
        self.worst.sort_by_key(Worst::order);
        self.worst.truncate(MOST_WORST);
        self.anomalies.values_mut().for_each(|rate| rate.of = self.judged);
    }
}
