//! Whether chance finds, with one protection off, the anomaly that a demo shows by a script; and
//! with the protection on, not.
//!
//! A search draws workload and faults as the matrix does. Its settings are those that a promise
//! needs, or those of the demo's script, once with the protection and once without; so what is
//! found is found because of it alone. Which kinds of faults a run has is drawn in groups: where a
//! disk loses what it said it had saved, or code that cannot read what others wrote is rolled out,
//! other things go wrong than the one protection prevents.

use super::experiments;
use super::faults::{Fault, Faults};
use super::folded;
use crate::base::chance::Lane;
use crate::base::digest::Digest;
use crate::lab::demo::Demo;
use crate::lab::experiment::Experiment;
use crate::lab::verdicts::Verdict;
use crate::protocol::catalog::knob::Settings;

/// Which kinds of faults runs have that look for one anomaly.
const GROUPS: [&[Fault]; 7] = {
    use Fault::*;
    [
        &[Loss, Repeat, Reorder, Latency, Spike, Partition, Swizzle, Slow, Retry, DoubleClick, Order],
        &[Crash, CrashAtWrite, LostTail, Torn, Reorder, Latency, Retry, Order],
        &[Pause, Skew, Drift, Backward, Coarse, Crash, Partition, Latency, Order],
        &[Roaming, Abandon, DoubleClick, Retry, Latency, Capacity, Reorder, Order],
        &[Upgrade, Latency, Reorder, Retry, Order],
        &[Crash, Partition, Loss, Reorder, FullDisk, LostTail, Order],
        &[BitFlip, OldDisk, Torn, Crash, LostTail, Latency],
    ]
};

/// What a search found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Found {
    /// The first seed whose run shows the anomaly with the protection off and not with it on.
    pub seed: u64,
    /// The same seeds of the same kind of run up to that one, with the protection on: how many of
    /// them there are, and none of them shows it.
    pub clean: u64,
}

/// One kind of run.
struct Space {
    faults: &'static [Fault],
    off: Settings,
    on: Settings,
    /// The seeds so far.
    seeds: Vec<u64>,
    /// Whether a run showed the anomaly with the protection on: then something else prevents it.
    is_told: bool,
}

/// Looks for the anomaly of a demo under this many seeds.
pub fn search(demo: &Demo, most: u64) -> Option<Found> {
    let mut spaces = spaces(demo);
    let many = spaces.len() as u64;
    for seed in 0..most {
        let space = &mut spaces[(seed % many) as usize];
        if space.is_told {
            continue;
        }
        space.seeds.push(seed);
        if !shows(demo, space.faults, &space.off, seed) {
            continue;
        }
        // The seed itself first: it is the likeliest to show it all the same.
        let shown = |&seed: &u64| shows(demo, space.faults, &space.on, seed);
        if space.seeds.iter().rev().any(shown) {
            space.is_told = true;
        } else {
            return Some(Found { seed, clean: space.seeds.len() as u64 });
        }
    }
    None
}

fn spaces(demo: &Demo) -> Vec<Space> {
    let script = demo.scripted().protocol.settings;
    let mut protected = script.clone();
    for (name, to) in demo.protection {
        protected.0.insert((*name).to_owned(), (*to).into());
    }
    let entry = demo.entry();
    // First what is promised of the demo's checker, or else the most that is promised of anything.
    let about = |holds: &[&str]| holds.contains(&demo.checker);
    let mut promises: Vec<_> = entry.promises.iter().filter(|it| about(it.holds)).collect();
    if promises.is_empty() {
        promises.extend(entry.promises.iter().max_by_key(|it| it.under.len()));
    }
    let mut bases: Vec<(Settings, Settings)> = Vec::new();
    for promise in promises {
        let mut on = protected.clone();
        for (name, to) in promise.under {
            on.0.insert((*name).to_owned(), (*to).into());
        }
        let mut off = on.clone();
        for (name, _) in demo.protection {
            match script.0.get(*name) {
                Some(was) => _ = off.0.insert((*name).to_owned(), was.clone()),
                None => _ = off.0.remove(*name),
            }
        }
        bases.push((off, on));
    }
    bases.push((script, protected));
    let of = |(off, on): (Settings, Settings)| {
        GROUPS.map(|faults| Space {
            faults,
            off: off.clone(),
            on: on.clone(),
            seeds: Vec::new(),
            is_told: false,
        })
    };
    bases.into_iter().flat_map(of).collect()
}

/// Whether the run of a seed shows the anomaly.
fn shows(demo: &Demo, faults: &[Fault], settings: &Settings, seed: u64) -> bool {
    let experiment = drawn(demo, faults, settings, seed);
    let mut run = folded(demo.open(&experiment));
    demo.verdict(&experiment, run.as_mut()).is_ok_and(|it| it.verdict == Verdict::Violated)
}

fn drawn(demo: &Demo, faults: &[Fault], settings: &Settings, seed: u64) -> Experiment {
    let mut name = Digest::default();
    name.bytes(demo.id.as_bytes());
    let lane = Lane(Lane(name.sum().0 as u64).draw(seed));
    let without: Vec<Fault> = Fault::ALL.iter().copied().filter(|it| !faults.contains(it)).collect();
    let set = |experiment: &mut Experiment| experiment.protocol.settings = settings.clone();
    experiments::draw_with(demo.entry(), set, &without, lane, &Faults::USUAL).experiment
}
