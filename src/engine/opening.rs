//! Opens a run with everything that was done in it, an act at a time. What is asked meanwhile waits
//! until the whole run is there, so that it is about the branches that were meant.

use super::SLICE;
use super::wire::{Ask, Problem, ReportWhat};
use crate::lab::timeline::Timeline;
use crate::lab::whole::Act;
use std::collections::VecDeque;

/// A run that is being opened.
pub(super) struct Opening {
    /// The question that it answers.
    pub generation: u64,
    acts: VecDeque<Act>,
    of: usize,
    /// What was asked meanwhile, in order.
    pub waiting: Vec<Ask>,
}

/// How far an opening has come.
pub(super) enum Opened {
    /// There is more to do.
    More(ReportWhat),
    /// All that was done is done again.
    Done,
    /// An act cannot be done again; the run is there as far as it came.
    Refused(ReportWhat),
}

impl Opening {
    pub fn new(generation: u64, acts: Vec<Act>) -> Opening {
        Opening { generation, of: acts.len(), acts: acts.into(), waiting: Vec::new() }
    }

    /// Does a slice: an act, or some steps towards the place of the next one.
    pub fn work(&mut self, timeline: &mut Timeline) -> Opened {
        let Some(act) = self.acts.front() else { return Opened::Done };
        if !timeline.reaches(act.branch, act.input.at) {
            timeline.look(act.branch).advance(SLICE);
        } else if let Err(why) = timeline.again(act) {
            let n = self.of - self.acts.len();
            let problems = vec![Problem::new(format!("acts[{n}]"), why.en, why.zh)];
            return Opened::Refused(ReportWhat::Refused { problems, count: 1 });
        } else {
            self.acts.pop_front();
        }
        let done = (self.of - self.acts.len()) as u64;
        Opened::More(ReportWhat::Progress { done, of: self.of as u64 })
    }
}
