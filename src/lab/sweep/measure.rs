//! One figure of many runs, with its interval: what a curve is drawn of.

use super::interval::wilson;
use super::tally::Tally;
use super::words;
use crate::base::arrange::Arrange;
use crate::base::text::TextBuf;

/// What is measured of many runs.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Measure {
    /// The share of runs in which this happened, by its name in a tally.
    Happened(String),
    /// The share of judged runs with this anomaly.
    Anomaly(String),
    /// The share of operations of which this is true.
    Share(String),
    /// What so many of a thousand values do not exceed.
    Quantile(String, u64),
}

/// A figure and between what it may lie, at 95 %.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Estimate {
    /// The figure: parts per million of a share, or a value in its unit.
    pub value: f64,
    /// The least that it may be.
    pub low: f64,
    /// The most.
    pub high: f64,
}

impl Measure {
    /// The figure of a tally; nothing where it counted nothing of the kind.
    pub fn of(&self, tally: &Tally) -> Option<Estimate> {
        let found = match self {
            Measure::Happened(name) => tally.happened.get(name).and_then(|rate| wilson(rate.count, rate.of)),
            // An anomaly that was never found is in no tally.
            Measure::Anomaly(name) => {
                wilson(tally.anomalies.get(name).map_or(0, |rate| rate.count), tally.judged)
            }
            Measure::Share(name) => tally.share(name),
            Measure::Quantile(name, per_mille) => {
                let histogram = tally.values.get(name)?;
                let (value, _) = histogram.quantile(*per_mille)?;
                let (low, high) = histogram.quantile_interval(*per_mille)?;
                let [value, low, high] = [value, low, high].map(|it| it as f64);
                return Some(Estimate { value, low: low.min(value), high: high.max(value) });
            }
        }?;
        let [value, low, high] = [found.rate_ppm, found.low_ppm, found.high_ppm].map(f64::from);
        Some(Estimate { value, low, high })
    }

    /// Whether it is a share: then its figures are parts per million.
    pub fn is_share(&self) -> bool {
        !matches!(self, Measure::Quantile(..))
    }

    /// The name of the value whose unit its figures have, where it is none.
    pub fn unit(&self) -> Option<&str> {
        if let Measure::Quantile(name, _) = self { Some(name) } else { None }
    }

    /// As a choice on a page, and as a file names it: `happened stale-reads`.
    pub fn id(&self) -> String {
        match self {
            Measure::Happened(name) => format!("happened {name}"),
            Measure::Anomaly(name) => format!("anomaly {name}"),
            Measure::Share(name) => format!("share {name}"),
            Measure::Quantile(name, per_mille) => format!("quantile-{per_mille} {name}"),
        }
    }

    /// What people call it, but for how it is taken (a share of the runs, a median).
    pub fn title(&self) -> TextBuf {
        match self {
            Measure::Happened(name) if words::is_verdict(name) => {
                let title = words::happened(name);
                TextBuf { en: format!("violated: {}", title.en), zh: format!("违反：{}", title.zh) }
            }
            Measure::Happened(name) => words::happened(name).into(),
            Measure::Anomaly(name) => words::anomaly(name),
            Measure::Share(name) => words::operation(name).into(),
            Measure::Quantile(name, _) => words::value(name).into(),
        }
    }
}

/// Everything that can be measured of some tallies: what differs between them most often comes
/// first. A share that is the same nothing or everything in all of them is left out.
pub fn measures(tallies: &[Tally]) -> Vec<Measure> {
    let mut all: Vec<Measure> = Vec::new();
    for tally in tallies {
        all.extend(tally.operations.keys().cloned().map(Measure::Share));
        all.extend(tally.happened.keys().cloned().map(Measure::Happened));
        all.extend(tally.anomalies.keys().cloned().map(Measure::Anomaly));
        for name in tally.values.keys() {
            all.extend([500, 990].map(|per_mille| Measure::Quantile(name.clone(), per_mille)));
        }
    }
    all.sort();
    all.dedup();
    let is_told = |measure: &Measure| {
        let mut figures = tallies.iter().filter_map(|tally| measure.of(tally)).map(|it| it.value);
        let Some(first) = figures.next() else { return false };
        let is_flat = figures.all(|it| it == first);
        // One tally alone has nothing that differs; what never happened is no curve.
        !is_flat || (tallies.len() == 1 && first > 0.0)
    };
    all.retain(is_told);
    // The share of stale reads, where there is one, is what most people come for.
    all.arrange_by_key(|it| (it.id() != "share stale", !matches!(it, Measure::Share(_))));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::experiment::Experiment;
    use crate::lab::sweep::sample;

    #[test]
    fn a_figure_lies_in_its_interval_and_what_never_changes_is_no_measure() {
        let mut experiment =
            Experiment::of(crate::protocol::catalog::ENTRIES[0].name).expect("a protocol of the catalogue");
        experiment.duration_us = 1_500_000;
        experiment.workload.until_us = 1_000_000;
        let mut tallies = Vec::new();
        for loss_ppm in [0, 200_000] {
            experiment.network.link.loss_ppm = loss_ppm;
            let mut tally = Tally::default();
            (1..=8).for_each(|seed| tally.add(&sample(&experiment, seed)));
            tallies.push(tally);
        }
        let all = measures(&tallies);
        assert!(all.contains(&Measure::Quantile("write_latency_us".to_owned(), 990)));
        assert!(matches!(&all[0], Measure::Share(_)));
        for measure in &all {
            let [few, many] = [0, 1].map(|at| measure.of(&tallies[at]));
            for it in few.iter().chain(&many) {
                assert!(it.low <= it.value && it.value <= it.high, "{}: {it:?}", measure.id());
            }
            assert_ne!(few.map(|it| it.value), many.map(|it| it.value), "{}", measure.id());
            assert!(!measure.title().zh.is_empty());
        }
        let unknown = all.iter().find(|it| it.id() == "share ok").expect("loss makes operations fail");
        assert!(unknown.of(&tallies[0]).map(|it| it.value) > unknown.of(&tallies[1]).map(|it| it.value));
    }
}
