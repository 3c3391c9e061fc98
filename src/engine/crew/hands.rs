//! What one worker of a sweep is at.

/// What a worker is at.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Hand {
    /// Its program is loading.
    Starting,
    /// It makes the plan.
    Planning,
    /// It waits for shards.
    Idle,
    /// It runs some.
    Busy(Load),
    /// It was ended.
    Gone,
}

/// The shards that a worker runs.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Load {
    /// The question that it answers.
    pub generation: u64,
    /// Their numbers.
    pub shards: Vec<u32>,
    /// How many runs of them it has done.
    pub done: u64,
    /// When it was asked, in milliseconds.
    pub began_ms: f64,
}

impl Hand {
    /// How many runs it has done that have not come in yet.
    pub fn done(&self) -> u64 {
        if let Hand::Busy(load) = self { load.done } else { 0 }
    }
}
