//! What can be had again: every earlier experiment with all that was done to its run. Undo reads
//! it, and so does a new engine that takes over from a dead one.

use crate::base::time::Time;
use crate::engine::wire::{AskWhat, Place};
use crate::lab::experiment::Experiment;
use crate::lab::frame::Camera;
use crate::sim::input::{Action, Input};
use std::collections::VecDeque;
use std::rc::Rc;

/// Something that was done to the run, and in which branch.
#[derive(Clone, PartialEq, Debug)]
pub struct Act {
    /// The branch whose cursor it was.
    pub branch: u32,
    /// When, after which step, and what.
    pub input: Input,
}

/// A run as the page knows it: enough to have all its branches again.
#[derive(Clone, PartialEq, Debug)]
pub struct Run {
    /// The experiment that the run belongs to.
    pub experiment: Rc<Experiment>,
    /// The inputs of branch 0, from a file.
    pub inputs: Rc<Vec<Input>>,
    /// What was done since, in order. The n-th one made branch n + 1.
    pub done: Rc<Vec<Act>>,
    /// The branch that is shown.
    pub branch: u32,
    /// Where its cursor is.
    pub at: Time,
}

impl Run {
    /// A run to which nothing has been done.
    pub fn new(experiment: Experiment, inputs: Vec<Input>) -> Run {
        Run {
            experiment: Rc::new(experiment),
            inputs: Rc::new(inputs),
            done: Rc::default(),
            branch: 0,
            at: Time::ZERO,
        }
    }

    /// What was done in a branch, its parents' past included.
    pub fn inputs_of(&self, branch: u32) -> Vec<Input> {
        let Some(made_by) = branch.checked_sub(1).and_then(|n| self.done.get(n as usize)) else {
            return self.inputs.to_vec();
        };
        let earlier = |input: &Input| (input.at, input.step) < (made_by.input.at, made_by.input.step);
        let mut inputs: Vec<Input> = self.inputs_of(made_by.branch).into_iter().filter(earlier).collect();
        inputs.push(made_by.input.clone());
        inputs
    }

    /// The same run with another experiment. What was done in the branch that is shown is planned
    /// from now on, as far as it still means something: so it stands among the faults, where it can
    /// be seen, changed and removed.
    pub fn edited(&self, mut experiment: Experiment) -> Run {
        let (was, is) = (self.experiment.cast(), experiment.cast());
        let same_protocol = experiment.protocol.name == self.experiment.protocol.name;
        let fits = |input: &Input| {
            let order = matches!(input.action, Action::Order { .. });
            input.action != Action::Fork
                && !names_a_message(&input.action)
                && (same_protocol || !order)
                && input.action.nodes().all(|node| is.number_now(&was, same_protocol, node).is_some())
        };
        let moved = |input: Input| {
            let action =
                input.action.renamed(&|node| is.number_now(&was, same_protocol, node).unwrap_or(node));
            Input { action, ..input }
        };
        experiment.faults.extend(self.inputs_of(self.branch).into_iter().filter(fits).map(moved));
        let at = self.at.min(Time(experiment.duration_us));
        Run { at, ..Run::new(experiment, Vec::new()) }
    }

    /// What to ask an engine that knows nothing, so that it has the whole run again and shows the
    /// same place.
    pub fn requests(&self, camera: &Camera) -> VecDeque<Request> {
        let open = AskWhat::Open {
            experiment: Box::new(self.experiment.as_ref().clone()),
            inputs: self.inputs.to_vec(),
        };
        let look = |branch, at, camera: &Camera| {
            Request::Ask(AskWhat::Seek { branch, to: Place::Time { at }, camera: camera.clone() })
        };
        let mut requests = VecDeque::from([Request::Ask(open)]);
        for done in self.done.iter() {
            requests.push_back(look(done.branch, done.input.at, camera));
            requests.push_back(Request::Step(done.input.step));
            requests.push_back(Request::Again(done.input.action.clone()));
        }
        requests.push_back(look(self.branch, self.at, camera));
        requests
    }
}

/// Something to ask as soon as the last answer is there.
#[derive(Clone, PartialEq, Debug)]
pub enum Request {
    /// A question that waits for its turn.
    Ask(AskWhat),
    /// Do this again, in a new engine.
    Again(Action),
    /// Go back to this step, where a moment holds several and the cursor is behind all of them.
    Step(u64),
}

/// In another run the same number names another message.
fn names_a_message(action: &Action) -> bool {
    matches!(
        action,
        Action::Hold { .. } | Action::Release { .. } | Action::Drop { .. } | Action::Duplicate { .. }
    )
}

/// What was, for undo, and what was undone, for redo.
#[derive(Clone, Debug, Default)]
pub struct UndoStack {
    before: Vec<Run>,
    after: Vec<Run>,
    tuning: bool,
}

/// More changes than this are not kept, and fewer of experiments that hold a long list.
const MOST_CHANGES: usize = 200;
const MOST_LONG: usize = 12;

impl UndoStack {
    /// Keeps a run that is about to change. While a slider moves, only where it began is kept.
    pub fn keep(&mut self, run: &Run, tuning: bool) {
        if !(tuning && self.tuning) {
            self.before.push(run.clone());
            let long = self.before.iter().filter(|run| run.experiment.is_long()).count();
            if self.before.len() > MOST_CHANGES || long > MOST_LONG {
                self.before.remove(0);
            }
        }
        self.after.clear();
        self.tuning = tuning;
    }

    /// The slider was let go, or something else happened: the next movement is a change of its own.
    pub fn settle(&mut self) {
        self.tuning = false;
    }

    /// Whether a slider is moving.
    pub fn is_tuning(&self) -> bool {
        self.tuning
    }

    /// The last change was refused: as if it had never been tried.
    pub fn forget(&mut self) -> Option<Run> {
        self.tuning = false;
        self.before.pop()
    }

    /// The run before the last change; `now` can be had again by `redo`.
    pub fn undo(&mut self, now: &Run) -> Option<Run> {
        self.tuning = false;
        let run = self.before.pop()?;
        self.after.push(now.clone());
        Some(run)
    }

    /// The run before the last `undo`.
    pub fn redo(&mut self, now: &Run) -> Option<Run> {
        self.tuning = false;
        let run = self.after.pop()?;
        self.before.push(now.clone());
        Some(run)
    }

    /// Whether there is something to undo.
    pub fn can_undo(&self) -> bool {
        !self.before.is_empty()
    }

    /// Whether there is something to redo.
    pub fn can_redo(&self) -> bool {
        !self.after.is_empty()
    }
}
