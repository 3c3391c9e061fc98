//! Safety: whatever breaks, what the manifest promises with these settings holds, where the run met
//! the conditions of that promise.

use crate::lab::experiment::Experiment;
use crate::lab::invariants::RunMonitor;
use crate::lab::outside::promised_in;
use crate::lab::transactions::of_run;
use crate::lab::verdicts::{Finding, Verdict, is_invariant};
use crate::protocol::catalog::Entry;
use crate::protocol::manifest::condition::Condition;
use crate::sim::run::{AnyRun, Target};
use std::collections::BTreeSet;

/// What is said of everything that a protocol promises in a run that is folded to its end. Moves
/// the cursor there.
///
/// # Panics
/// Where the manifest promises what nobody judges.
pub fn promised(entry: &Entry, experiment: &Experiment, run: &mut dyn AnyRun) -> Vec<Finding> {
    let models = promised_in(entry, &experiment.protocol.settings, run, None);
    judged(entry, experiment, run, &models)
}

/// The same of what it would promise if nobody asked for one condition: what leaving it does.
///
/// # Panics
/// Where the manifest promises what nobody judges.
pub fn promised_but_for(
    entry: &Entry,
    experiment: &Experiment,
    run: &mut dyn AnyRun,
    spared: Condition,
) -> Vec<Finding> {
    let models = promised_in(entry, &experiment.protocol.settings, run, Some(spared));
    judged(entry, experiment, run, &models)
}

fn judged(
    entry: &Entry,
    experiment: &Experiment,
    run: &mut dyn AnyRun,
    models: &BTreeSet<&'static str>,
) -> Vec<Finding> {
    if models.is_empty() {
        return Vec::new();
    }
    run.seek(Target::Time(run.until()));
    let mut monitor = RunMonitor::new(experiment);
    monitor.catch_up(run, run.fact_count());
    let mut all = monitor.guarantees();
    all.extend(monitor.invariants(run));
    let mut isolation = None;
    let judged = |model: &&str| {
        if let Some(known) = all.iter().find(|it| it.model == **model && is_invariant(it)) {
            return Some(known.clone());
        }
        // A run that is too long to be judged as transactions says nothing about them.
        let isolation = isolation.get_or_insert_with(|| of_run(experiment, run).ok()).as_ref()?;
        let known = isolation.judged(model);
        Some(known.unwrap_or_else(|| panic!("{} promises {model}, which nobody judges", entry.name)))
    };
    models.iter().filter_map(judged).collect()
}

/// Whether a finding breaks a promise.
pub fn is_broken(finding: &Finding) -> bool {
    finding.verdict == Verdict::Violated
}
