//! Every protocol of the catalogue: whether a step costs as much late in a run as early, and how
//! much memory a fact takes.
//!
//! The bench's own protocol says what the kernel can do; this is what a visitor gets. No protocol
//! is named here, so a new one is measured as soon as it is in the catalogue. Settings are the
//! defaults, all facts and all snapshots are kept. Clients ask without a pause, but for the step
//! back: that is measured in the run that a visitor finds, only longer.

use crate::Effort;
use crate::memory::held;
use crate::rewind::{folded, step_back};
use crate::table::{Reach, Table};
use crate::turns::{Block, in_turn, side, spread, timed};
use eventual::lab::experiment::{Experiment, Pace};
use eventual::lab::setup;
use eventual::protocol::catalog;
use eventual::sim::run::{AnyRun, Progress};

/// How many steps a short run has.
const SHORT: u64 = 75_000;
/// How many steps are timed in one block.
const STRETCH: u64 = 40_000;
/// How long a client waits, on average, before it asks again, whatever became of its last
/// operation; in microseconds.
const EVERY_US: u64 = 6_000;
/// How many bytes a fact may take.
const BYTES: f64 = 80.0;

/// Measures.
pub fn measure(table: &mut Table, effort: Effort) {
    catalog::ENTRIES.iter().for_each(|entry| protocol(table, effort, entry.name));
}

/// A run of a protocol that has only begun, with clients who ask until its last moment: as often as
/// in the experiment that a visitor finds, or without a pause.
fn begun(protocol: &str, without_pause: bool) -> Box<dyn AnyRun> {
    let mut experiment = Experiment::of(protocol).expect("the name is from the catalogue");
    if without_pause {
        experiment.workload.pace = Pace::Open { every_us: EVERY_US };
    }
    // Longer than any number of steps that is measured here takes.
    experiment.duration_us = 1_000_000_000_000;
    experiment.workload.until_us = experiment.duration_us;
    setup::open(&experiment, &[])
}

/// Folds a run until it has so many steps.
fn fold_to(run: &mut dyn AnyRun, steps: u64) {
    let wanted = steps - run.folded().1;
    assert_eq!(run.advance(wanted), Progress::More, "a run of {steps} steps ends early");
}

/// Times the next steps of a run.
fn slice(run: &mut Box<dyn AnyRun>) -> Block {
    timed(run, |run| {
        let to = run.folded().1 + STRETCH;
        fold_to(run.as_mut(), to);
        (STRETCH, 0)
    })
}

fn protocol(table: &mut Table, effort: Effort, name: &str) {
    let long_steps = effort.long * 4;
    let before = held();
    let mut long = begun(name, true);
    fold_to(long.as_mut(), long_steps);
    let bytes = (held() - before) as f64 / f64::from(long.fact_count());

    let measured = in_turn(
        effort.rounds,
        vec![
            side("late", || slice(&mut long)),
            side("at 75000", || {
                let mut short = begun(name, true);
                fold_to(short.as_mut(), SHORT);
                slice(&mut short)
            }),
            side("bare event", || {
                timed(folded(64, SHORT), |run| (STRETCH, u64::from(run.advance(STRETCH) == Progress::More)))
            }),
        ],
    );
    let [late, early, bare] = measured.as_slice() else { unreachable!("three sides") };
    table.at_most(&format!("{name}, a step at {long_steps} steps"), late, early, 1.15);
    table.look(&format!("{name}, a step at {long_steps} steps"), late, bare);

    let mut visited = begun(name, false);
    fold_to(visited.as_mut(), effort.long);
    step_back(table, effort, &format!("{name}, a step back"), visited.as_mut(), 3.0);

    let (trace, snapshots) = long.bytes();
    let facts = f64::from(long.fact_count());
    let says =
        format!("{BYTES} B (trace {:.1}, snapshots {:.1})", trace as f64 / facts, snapshots as f64 / facts);
    table.row(
        &format!("{name}, memory a fact"),
        &format!("{bytes:.1} B"),
        &says,
        spread([bytes / BYTES]),
        Reach::AtMost(1.0),
    );
}
