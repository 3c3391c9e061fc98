//! One component for each page of the site.

mod compare;
mod home;
mod lab;
mod learn;
mod library;
mod numbers;
mod often;

pub use compare::Compare;
pub use home::Home;
pub use lab::Lab;
pub use learn::Learn;
pub use library::Library;
pub use numbers::Numbers;
pub use often::Often;

use crate::base::time::Time;
use crate::lab::experiment::Experiment;
use crate::lab::first_visit::first_visit;
use crate::protocol::catalog::{ENTRIES, find};

/// The experiment with which a first visit begins: the first protocol of the catalogue, and one
/// service cut off for a while, so that something comes apart and together again.
pub fn first_experiment() -> Experiment {
    with_cut(ENTRIES[0].name)
}

/// Where the first page begins to show it: shortly before the cut.
pub const FIRST_LOOK: Time = Time(850_000);

/// What a first visit to a protocol shows: its typical trouble, with one service cut off for a
/// while.
pub fn with_cut(protocol: &str) -> Experiment {
    let Some(entry) = find(protocol) else { unreachable!("the catalogue holds {protocol}") };
    first_visit(entry)
}
