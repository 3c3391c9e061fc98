//! What one run shows, as numbers that add up over many.

use crate::base::ids::FactId;
use crate::lab::experiment::Experiment;
use crate::lab::receipt::{self, Receipt};
use crate::lab::setup;
use crate::lab::verdicts::Verdict;
use crate::sim::run::{AnyRun, Progress};
use crate::sim::trace::{FactKind, Outcome};

/// What one run shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sample {
    /// The seed of the run.
    pub seed: u64,
    /// How many facts the run has.
    pub facts: u32,
    /// What may happen to a run, by name, and whether it did. What was not judged is not here.
    pub runs: Vec<(String, bool)>,
    /// Anomalies of transactions that were found.
    pub anomalies: Vec<String>,
    /// Whether transactions were judged, so that an anomaly which is not found did not happen.
    pub has_isolation: bool,
    /// Of how many operations something is true, and of how many it could be.
    pub operations: Vec<(&'static str, u64, u64)>,
    /// Values by name, in the unit that the name ends with.
    pub values: Vec<(&'static str, Vec<u64>)>,
    /// The receipt it was taken from.
    pub receipt: Receipt,
}

/// Runs an experiment under a seed and looks at what it shows.
pub fn sample(experiment: &Experiment, seed: u64) -> Sample {
    let experiment = Experiment { seed, ..experiment.clone() };
    let mut run = setup::open(&experiment, &[]);
    while run.advance(1_000_000) == Progress::More {}
    let receipt = receipt::receipt(&experiment, run.as_mut());
    let (reads, writes) = took(run.as_ref());
    let known = receipt.verdicts.iter().filter(|it| it.verdict != Verdict::Unknown);
    let mut runs: Vec<(String, bool)> =
        known.map(|it| (it.model.clone(), it.verdict == Verdict::Violated)).collect();
    let mut happened = |name: &str, is: bool| runs.push((name.to_owned(), is));
    happened("stale-reads", receipt.stale.reads > 0);
    happened("writes-lost", receipt.acknowledged_writes_lost > 0);
    happened("effects-doubled", receipt.effects_doubled > 0);
    happened("apart-at-end", !receipt.apart.agree_at_end);
    happened("ended-early", receipt::ended_early(run.as_ref()).is_some());
    if let Some(made) = receipt.money_made {
        happened("money-made", made != 0);
    }
    let all = u64::from(receipt.operations.asked);
    let asked = |part: u32| (u64::from(part), all);
    let operations = [
        ("ok", asked(receipt.operations.ok)),
        ("refused", asked(receipt.operations.refused)),
        ("unknown", asked(receipt.operations.unknown)),
        ("stale", (u64::from(receipt.stale.reads), reads.len() as u64)),
    ];
    let mut values = vec![
        ("read_latency_us", reads),
        ("write_latency_us", writes),
        ("apart_us", vec![receipt.apart.total_us]),
        ("apart_longest_us", vec![receipt.apart.longest_us]),
        ("blocked_us", vec![receipt.waited.blocked.total_us]),
        ("in_doubt_us", vec![receipt.waited.in_doubt.total_us]),
        ("ok_per_second_milli", vec![goodput(&receipt, experiment.duration_us)]),
    ];
    if receipt.stale.reads > 0 {
        values.push(("stale_age_us", vec![receipt.stale.age_us_max]));
    }
    if receipt.operations.ok > 0 {
        values.push(("messages_per_ok_milli", vec![receipt.costs.messages_per_ok_milli]));
        values.push(("forced_writes_per_ok_milli", vec![receipt.costs.writes_per_ok_milli]));
    }
    Sample {
        seed,
        facts: run.fact_count(),
        runs,
        anomalies: receipt.isolation.iter().flat_map(|it| &it.anomalies).map(|it| it.name.clone()).collect(),
        has_isolation: receipt.isolation.is_some(),
        operations: operations.map(|(name, (part, whole))| (name, part, whole)).into(),
        values,
        receipt,
    }
}

/// How many operations were done a second, in thousandths: what a run got done, over its length.
fn goodput(receipt: &Receipt, duration_us: u64) -> u64 {
    u64::from(receipt.operations.ok) * 1_000_000_000 / duration_us.max(1)
}

/// How long each read and each write that was done took, in microseconds.
fn took(run: &dyn AnyRun) -> (Vec<u64>, Vec<u64>) {
    let (mut reads, mut writes) = (Vec::new(), Vec::new());
    for id in (0..run.fact_count()).map(FactId) {
        let fact = run.fact(id);
        if let FactKind::Returned { op, outcome: Outcome::Ok, .. } = fact.what {
            let asked = run.operation(op);
            let took = fact.at.since(run.fact(asked.invoked).at).0;
            if asked.request.call.is_read() { &mut reads } else { &mut writes }.push(took);
        }
    }
    (reads, writes)
}
