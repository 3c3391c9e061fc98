//! One component for each page of the site.

mod class;
mod compare;
mod home;
mod lab;
mod learn;
mod library;
mod numbers;
mod often;

pub use class::Class;
pub use compare::Compare;
pub use home::Home;
pub use lab::Lab;
pub use learn::{Learn, PredictedPage};
pub use library::Library;
pub use numbers::Numbers;
pub use often::Often;

use crate::lab::experiment::Experiment;
use crate::lab::first_visit::first_visit;
use crate::protocol::catalog::{ENTRIES, find};

/// The experiment with which a first visit begins: the first protocol of the catalogue, and one
/// service cut off for a while, so that something comes apart and together again.
pub fn first_experiment() -> Experiment {
    with_cut(ENTRIES[0].name)
}

/// What a first visit to a protocol shows: its typical trouble, with one service cut off for a
/// while.
pub fn with_cut(protocol: &str) -> Experiment {
    let Some(entry) = find(protocol) else { unreachable!("the catalogue holds {protocol}") };
    first_visit(entry)
}
