//! Safety: whatever breaks, what the manifest promises with these settings and this roll-out holds.

use crate::lab::experiment::Experiment;
use crate::lab::invariants::RunMonitor;
use crate::lab::transactions::of_run;
use crate::lab::verdicts::{Finding, Verdict, is_invariant};
use crate::protocol::catalog::Entry;
use crate::protocol::manifest::Rollout;
use crate::sim::input::Action;
use crate::sim::run::{AnyRun, Target};

/// What is said of everything that a protocol promises in a run that is folded to its end. Moves
/// the cursor there.
///
/// # Panics
/// Where the manifest promises what nobody judges.
pub fn promised(entry: &Entry, experiment: &Experiment, run: &mut dyn AnyRun) -> Vec<Finding> {
    let rollout = rollout(experiment);
    let mut models: Vec<&str> = entry.promised(&experiment.protocol.settings, rollout).collect();
    models.sort_unstable();
    models.dedup();
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

/// What operators do with the code of nodes in an experiment.
pub fn rollout(experiment: &Experiment) -> Rollout {
    let mut versions = vec![1; usize::from(experiment.cast().nodes())];
    let mut back = false;
    for input in &experiment.faults {
        if let Action::Restart { node, version: Some(version) } = input.action
            && let Some(was) = versions.get_mut(node.index())
        {
            back |= version < *was;
            *was = version;
        }
    }
    versions.dedup();
    match (back, versions.len()) {
        (true, _) => Rollout::Any,
        (false, 1) => Rollout::Whole,
        _ => Rollout::Partial,
    }
}
