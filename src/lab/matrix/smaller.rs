//! A case that broke, made small: what it does not need to break is taken away.

use super::experiments::Drawn;
use crate::base::distribution::Distribution;
use crate::check::shrink::shrink;
use crate::lab::experiment::Experiment;

/// The smallest experiment found that still breaks in the same way. `breaks` says whether one does;
/// what comes after the healing of a core stays as it is, and so do clients that ask until they are
/// answered: one that gives up is not answered either, and shows nothing.
pub fn smaller(drawn: &Drawn, mut breaks: impl FnMut(&Drawn) -> bool) -> Drawn {
    let mut best = drawn.clone();
    let all = best.experiment.faults.clone();
    let with = |kept: &[usize], from: &Drawn| {
        let mut next = from.clone();
        next.experiment.faults = kept.iter().map(|&nth| all[nth].clone()).collect();
        next
    };
    if breaks(&with(&[], &best)) {
        best = with(&[], &best);
    } else {
        let kept = shrink((0..all.len()).collect(), |kept| breaks(&with(kept, &best)));
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

/// What may be taken out of an experiment beside its faults.
const SIMPLER: &[fn(&mut Experiment)] = &[
    |it| it.network.link.loss_ppm = 0,
    |it| it.network.link.duplicate_ppm = 0,
    |it| it.network.link.spike_ppm = 0,
    |it| it.network.link.per_second = 0,
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
