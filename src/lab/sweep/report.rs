//! The file that a sweep leaves. Shards are such files too; merged, they are the file that one
//! machine would have written, byte for byte.

use super::interval::{Interval, wilson};
use super::plan::{Plan, Seeds, Shard};
use super::tally::{Rate, Tally};
use crate::lab::experiment::{Experiment, VERSION};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What `format` says in such a file.
pub const FORMAT: &str = "eventual/sweep";

/// What a sweep found, or a part of one.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// [`FORMAT`].
    format: String,
    /// The version of the engine that ran it.
    version: u32,
    /// The experiment that everything starts from.
    experiment: Experiment,
    /// The seeds of the whole sweep.
    seeds: Seeds,
    /// The shards that are in here; nothing where all are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shards: Option<Shards>,
    /// What each point came to.
    points: Vec<PointReport>,
}

/// Some shards of a sweep.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shards {
    /// How many shards the whole sweep has.
    pub of: u32,
    /// Those that are here, from 1 on.
    pub done: BTreeSet<u32>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PointReport {
    protocol: String,
    varied: Map<String, Value>,
    /// What follows from the sums and is there to be read: it is made anew from them, never read.
    #[serde(default)]
    summary: Summary,
    sums: Tally,
}

/// What follows from the sums of a tally.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Summary {
    /// In what share of the runs something happened, by name.
    pub happened: BTreeMap<String, Interval>,
    /// In what share of the judged runs each anomaly was found.
    pub anomalies: BTreeMap<String, Interval>,
    /// Of what share of the operations something is true.
    pub operations: BTreeMap<String, Interval>,
    /// Distributions, by the name of the value.
    pub values: BTreeMap<String, Quantiles>,
}

/// A distribution in a few numbers: each the greatest value of its bucket, 1.6 % wide.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Quantiles {
    /// How many values there are.
    pub count: u64,
    /// What half of them do not exceed.
    pub p50: u64,
    /// What 90 of 100 do not exceed.
    pub p90: u64,
    /// What 99 of 100 do not exceed.
    pub p99: u64,
    /// What 999 of 1,000 do not exceed.
    pub p999: u64,
    /// The greatest.
    pub max: u64,
    /// A seed whose run shows the median.
    pub median_seed: u64,
}

impl Summary {
    /// The summary of a tally.
    pub fn of(tally: &Tally) -> Summary {
        let rates = |all: &BTreeMap<String, Rate>| {
            let told = |(name, rate): (&String, &Rate)| Some((name.clone(), wilson(rate.count, rate.of)?));
            all.iter().filter_map(told).collect()
        };
        let shares = tally.operations.keys().filter_map(|name| Some((name.clone(), tally.share(name)?)));
        let quantiles = tally.values.iter().filter_map(|(name, histogram)| {
            let at = |per_mille| histogram.quantile(per_mille);
            let ((p50, median_seed), (p90, _), (p99, _)) = (at(500)?, at(900)?, at(990)?);
            let (p999, max) = (at(999)?.0, at(1000)?.0);
            let count = histogram.count();
            Some((name.clone(), Quantiles { count, p50, p90, p99, p999, max, median_seed }))
        });
        Summary {
            happened: rates(&tally.happened),
            anomalies: rates(&tally.anomalies),
            operations: shares.collect(),
            values: quantiles.collect(),
        }
    }
}

impl Report {
    /// What a shard of a plan came to: a tally for each point, in order.
    pub fn new(plan: &Plan, shard: Shard, tallies: Vec<Tally>) -> Report {
        Report::of(plan, Shards { of: shard.of, done: BTreeSet::from([shard.index]) }, tallies)
    }

    /// What some shards of a plan came to together; the whole sweep, where none is missing.
    pub fn of(plan: &Plan, shards: Shards, tallies: Vec<Tally>) -> Report {
        let points = plan.points.iter().zip(tallies).map(|(point, sums)| PointReport {
            protocol: point.protocol.clone(),
            varied: point.varied.clone(),
            summary: Summary::of(&sums),
            sums,
        });
        let whole = shards.done.len() as u64 >= u64::from(shards.of);
        Report {
            format: FORMAT.to_owned(),
            version: VERSION,
            experiment: plan.experiment.clone(),
            seeds: plan.seeds,
            shards: (!whole).then_some(shards),
            points: points.collect(),
        }
    }

    /// Reads a report.
    ///
    /// # Errors
    /// One line that says what is wrong, and where.
    pub fn read(text: &str) -> Result<Report, String> {
        let report: Report = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if report.format != FORMAT {
            return Err(format!("format: is {:?}; it must be {FORMAT:?}", report.format));
        }
        if report.version != VERSION {
            return Err(format!("version: is {}; it must be {VERSION}", report.version));
        }
        Ok(report)
    }

    /// The report as a file.
    pub fn write(&self) -> String {
        serde_json::to_string_pretty(self).expect("plain values are always JSON") + "\n"
    }

    /// What differs between two reports that should be parts of one sweep; nothing where they are.
    fn differs(&self, other: &Report) -> Option<&'static str> {
        let points = |it: &Report| -> Vec<(String, Map<String, Value>)> {
            it.points.iter().map(|point| (point.protocol.clone(), point.varied.clone())).collect()
        };
        let of = |it: &Report| it.shards.as_ref().map(|shards| shards.of);
        [
            ("the experiment", self.experiment != other.experiment),
            ("the seeds", self.seeds != other.seeds),
            ("the protocols and values", points(self) != points(other)),
            ("the number of shards", of(self) != of(other)),
        ]
        .into_iter()
        .find_map(|(name, differs)| differs.then_some(name))
    }

    /// Which shards of the sweep are missing; none where it is whole.
    pub fn missing(&self) -> Vec<u32> {
        let missing = |it: &Shards| (1..=it.of).filter(|index| !it.done.contains(index)).collect();
        self.shards.as_ref().map_or(Vec::new(), missing)
    }
}

/// Merges parts of one sweep, in any order and in any groups.
///
/// # Errors
/// The place of the part that does not belong to the first, or that is there twice, and why.
pub fn merge(parts: Vec<Report>) -> Result<Report, (usize, String)> {
    let mut parts = parts.into_iter().enumerate();
    let Some((_, mut all)) = parts.next() else {
        return Err((0, "there is nothing to merge".to_owned()));
    };
    for (place, part) in parts {
        if let Some(what) = all.differs(&part) {
            return Err((place, format!("is no part of the same sweep: {what} differ")));
        }
        let (Some(mine), Some(others)) = (&mut all.shards, part.shards) else {
            return Err((place, "is a whole sweep, as the first one is".to_owned()));
        };
        if let Some(twice) = mine.done.intersection(&others.done).next() {
            return Err((place, format!("has shard {twice}/{}, which is there already", others.of)));
        }
        mine.done.extend(others.done);
        for (point, other) in all.points.iter_mut().zip(&part.points) {
            point.sums.merge(&other.sums);
        }
    }
    for point in &mut all.points {
        point.summary = Summary::of(&point.sums);
    }
    if all.missing().is_empty() {
        all.shards = None;
    }
    Ok(all)
}
