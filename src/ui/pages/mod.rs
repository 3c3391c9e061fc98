//! One component for each page of the site.

mod home;
mod lab;

pub use home::Home;
pub use lab::Lab;

use crate::base::ids::NodeId;
use crate::base::time::Time;
use crate::lab::experiment::Experiment;
use crate::protocol::catalog::ENTRIES;
use crate::sim::fault::Cut;
use crate::sim::input::{Action, Input};

/// The experiment with which a first visit begins: the first protocol of the catalogue, and one
/// service cut off for a while, so that something comes apart and together again.
pub fn first_experiment() -> Experiment {
    with_cut(ENTRIES[0].name)
}

/// Where the first page begins to show it: shortly before the cut.
pub const FIRST_LOOK: Time = Time(850_000);

/// A protocol's own experiment, with one service cut off for a while.
pub fn with_cut(protocol: &str) -> Experiment {
    let Some(mut experiment) = Experiment::of(protocol) else {
        unreachable!("the catalogue holds {protocol}")
    };
    let cut = Cut::Isolate { node: NodeId(experiment.nodes - 1) };
    experiment.faults.push(Input {
        at: Time(1_200_000),
        step: 0,
        action: Action::Cut { cut, heal_at: Some(Time(2_600_000)) },
    });
    experiment
}
