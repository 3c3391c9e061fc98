//! A case that broke, made small: what it does not need to break is taken away.

use super::experiments::Drawn;
use crate::base::distribution::Distribution;
use crate::base::ids::NodeId;
use crate::check::shrink::shrink;
use crate::lab::experiment::Experiment;
use crate::sim::input::{Action, DiskFault, Input};
use std::collections::BTreeMap;

/// The smallest experiment found that still breaks in the same way. `breaks` says whether one does;
/// what comes after the healing of a core stays as it is, and so do clients that ask until they are
/// answered: one that gives up is not answered either, and shows nothing.
pub fn smaller(drawn: &Drawn, mut breaks: impl FnMut(&Drawn) -> bool) -> Drawn {
    let mut best = drawn.clone();
    let all = best.experiment.faults.clone();
    let units = units(&all);
    let with = |kept: &[usize], from: &Drawn| {
        let mut next = from.clone();
        let mut faults: Vec<usize> = kept.iter().flat_map(|&unit| &units[unit]).copied().collect();
        faults.sort_unstable();
        next.experiment.faults = faults.into_iter().map(|nth| all[nth].clone()).collect();
        next
    };
    if breaks(&with(&[], &best)) {
        best = with(&[], &best);
    } else {
        let kept = shrink((0..units.len()).collect(), |kept| breaks(&with(kept, &best)));
        best = with(&kept, &best);
    }
    for simpler in SIMPLER {
        let mut next = best.clone();
        simpler(&mut next.experiment);
        if next.ending.is_some() {
            next.experiment.workload.retries = drawn.experiment.workload.retries;
        }
        if next.experiment != best.experiment && breaks(&next) {
            best = next;
        }
    }
    best
}

/// The faults that are taken away together: a node that crashes starts again. A node of a healed core
/// that was only left down would be the answer to another question.
fn units(faults: &[Input]) -> Vec<Vec<usize>> {
    let mut units: Vec<Vec<usize>> = Vec::new();
    let mut down: BTreeMap<NodeId, usize> = BTreeMap::new();
    for (nth, input) in faults.iter().enumerate() {
        let unit = match input.action {
            Action::Restart { node, .. } => down.remove(&node),
            Action::Crash { node, .. }
            | Action::CrashAtWrite { node, .. }
            | Action::Disk { node, what: DiskFault::PutBack } => {
                Some(*down.entry(node).or_insert(units.len()))
            }
            _ => None,
        };
        match unit.and_then(|unit| units.get_mut(unit)) {
            Some(unit) => unit.push(nth),
            None => units.push(vec![nth]),
        }
    }
    units
}

/// What may be taken out of an experiment beside its faults.
const SIMPLER: &[fn(&mut Experiment)] = &[
    |it| it.network.link.loss_ppm = 0,
    |it| it.network.link.duplicate_ppm = 0,
    |it| it.network.link.spike_ppm = 0,
    |it| it.network.link.per_second = 0,
    |it| it.network.link.varied = false,
    |it| it.network.link.ordered = true,
    |it| it.network.link.latency = Distribution::Constant { us: 20_000 },
    |it| it.disk = Distribution::Constant { us: 2_000 },
    |it| it.clocks.clear(),
    |it| it.workload.double_click_ppm = 0,
    |it| it.workload.roaming = false,
    |it| it.workload.skew_milli = 0,
    |it| it.workload.retries = it.workload.retries.min(1),
    |it| it.workload.clients = 1,
    |it| it.workload.clients = it.workload.clients.min(2),
    |it| it.workload.until_us /= 2,
    |it| it.workload.until_us = it.workload.until_us / 4 * 3,
    |it| it.workload.until_us = it.workload.until_us / 8 * 7,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::Time;

    #[test]
    fn a_node_that_crashes_starts_again_however_small_a_case_becomes() {
        let (one, other) = (NodeId(1), NodeId(2));
        let actions = [
            Action::Crash { node: one, torn: false },
            Action::Pause { node: other },
            Action::CrashAtWrite { node: one, writes: 2, torn: false },
            Action::Crash { node: other, torn: true },
            Action::Restart { node: one, version: None },
            Action::Restart { node: one, version: Some(2) },
            Action::Restart { node: other, version: None },
        ];
        let faults: Vec<Input> =
            (0..).zip(actions).map(|(at, action)| Input { at: Time(at), step: 0, action }).collect();
        assert_eq!(units(&faults), [vec![0, 2, 4], vec![1], vec![3, 6], vec![5]]);
    }
}
