//! How long the run of a demo is: no longer than something happens in it. Whoever watches is not
//! kept waiting for an end at which nothing is seen.
//!
//! How long that is only a run can tell. For the demos of the lab it is written down, so that the
//! page, which runs nothing, knows it as well; a test holds what is written to what is found.

use super::Demo;
use crate::base::ids::FactId;
use crate::base::time::Time;
use crate::lab::experiment::Experiment;
use crate::lab::invariants::quiet::Quiet;
use crate::sim::run::{AnyRun, Progress};
use crate::sim::trace::{FactKind, Layer};

/// So long after the last thing that is worth a look the run ends, in microseconds: long enough to
/// see it.
const LOOK_US: u64 = 300_000;
/// Ends are whole multiples of this, in microseconds, so that the transport shows a round number.
const ROUND_US: u64 = 50_000;

/// A line for each demo of the lab, sorted by its name: the name, and how long it lasts in
/// microseconds.
pub const WRITTEN: &str = include_str!("lengths.txt");

/// How long a demo lasts, in microseconds.
pub fn known_us(demo: &Demo) -> u64 {
    let written = WRITTEN.lines().filter_map(|line| line.split_once(' '));
    let mut own = written.filter(|(id, _)| *id == demo.id);
    match own.next().map(|(_, us)| us.parse()) {
        Some(Ok(us)) => us,
        _ if cfg!(feature = "engine") => found_us(demo),
        _ => unreachable!("{}: how long it lasts is not written down", demo.id),
    }
}

/// The same as its two runs tell it, with its protection and without.
pub fn found_us(demo: &Demo) -> u64 {
    let bare = demo.at_length();
    let enough = |experiment: &Experiment| enough_us(experiment, demo.open(experiment).as_mut());
    enough(&bare).max(enough(&demo.protect(bare.clone())))
}

/// When a run may end, in microseconds: a moment after the last thing that is worth a look, and not
/// before it is known that nothing more comes of it, where that is ever known. The run is folded to
/// its end by this.
pub fn enough_us(experiment: &Experiment, run: &mut dyn AnyRun) -> u64 {
    while run.advance(100_000) == Progress::More {}
    let (mut quiet, mut last, mut quiet_from) = (Quiet::new(experiment), Time::ZERO, None);
    for id in (0..run.fact_count()).map(FactId) {
        let event = run.fact(id);
        if is_worth_a_look(event.what, run) {
            (last, quiet_from) = (event.at, None);
        } else if quiet_from.is_none() && quiet.is(event.at, run) {
            quiet_from = Some(event.at);
        }
        quiet.observe(&event, run);
    }
    let until = run.until();
    if quiet_from.is_none() && quiet.is(until, run) {
        quiet_from = quiet.from(run);
    }
    let end = quiet_from.unwrap_or(until).0.max(last.0 + LOOK_US);
    end.next_multiple_of(ROUND_US).min(until.0)
}

/// Whether a person would miss it: somebody asked or was told, a node shows something else, breaks,
/// comes back, or says something remarkable.
fn is_worth_a_look(what: FactKind, run: &dyn AnyRun) -> bool {
    match what {
        FactKind::Sent { .. }
        | FactKind::Delivered { .. }
        | FactKind::Fired { .. }
        | FactKind::Persisted { .. }
        | FactKind::Lost { .. }
        | FactKind::Removed { layer: Layer::Log, .. } => false,
        FactKind::Noted { fact, .. } => {
            let row = run.own_facts().get(usize::from(fact));
            row.is_some_and(|row| row.mark.is_some())
        }
        other => !other.is_for_judges(),
    }
}
