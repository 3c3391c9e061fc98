//! What can be had again: every earlier experiment with all that was done to its run. Undo reads
//! it, and so does a new engine that takes over from a dead one.

use crate::base::time::Time;
use crate::engine::wire::{AskWhat, Place};
use crate::lab::experiment::Experiment;
use crate::lab::frame::Camera;
use crate::lab::read::RunFile;
use crate::lab::whole::{self, Act, Bookmark, BranchName};
use crate::sim::input::{Action, Input};
use std::collections::VecDeque;
use std::rc::Rc;

/// A run as the page knows it: enough to have all its branches again.
#[derive(Clone, PartialEq, Debug)]
pub struct Run {
    /// The experiment that the run belongs to.
    pub experiment: Rc<Experiment>,
    /// The inputs of branch 0, from a file.
    pub inputs: Rc<Vec<Input>>,
    /// What was done since, in order. The n-th one made branch n + 1.
    pub acts: Rc<Vec<Act>>,
    /// The moments that the person marked, in order.
    pub marks: Rc<Vec<Bookmark>>,
    /// What the person called branches, in order.
    pub names: Rc<Vec<BranchName>>,
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
            acts: Rc::default(),
            marks: Rc::default(),
            names: Rc::default(),
            branch: 0,
            at: Time::ZERO,
        }
    }

    /// The run of a file or a link, at the place where it was left.
    pub fn of_file(file: RunFile) -> Run {
        let RunFile { experiment, inputs, acts, view, bookmarks, names, digest: _ } = file;
        Run {
            acts: Rc::new(acts),
            marks: Rc::new(bookmarks),
            names: Rc::new(names),
            branch: view.branch,
            at: view.at,
            ..Run::new(experiment, inputs)
        }
    }

    /// Whether another run is this one, with nothing done in between; the place does not count.
    pub fn is_same(&self, other: &Run) -> bool {
        Rc::ptr_eq(&self.experiment, &other.experiment)
            && Rc::ptr_eq(&self.inputs, &other.inputs)
            && self.acts.len() == other.acts.len()
            && self.marks == other.marks
            && self.names == other.names
    }

    /// What was done in a branch, its parents' past included.
    pub fn inputs_of(&self, branch: u32) -> Vec<Input> {
        whole::inputs_of(&self.inputs, &self.acts, branch)
    }

    /// The same run with another experiment. What was done in the branch that is shown is planned
    /// from now on, as far as it still means something: so it stands among the faults, where it can
    /// be seen, changed and removed.
    pub fn edited(&self, mut experiment: Experiment) -> Run {
        let (was, is) = (self.experiment.cast(), experiment.cast());
        let same_protocol = experiment.protocol.name == self.experiment.protocol.name;
        let fits = |input: &Input| {
            let order = matches!(input.action, Action::Order { .. });
            input.action.is_of_any_run()
                && (same_protocol || !order)
                && input.action.nodes().all(|node| is.number_now(&was, same_protocol, node).is_some())
        };
        let moved = |input: Input| {
            let action =
                input.action.renamed(&|node| is.number_now(&was, same_protocol, node).unwrap_or(node));
            Input { action, ..input }
        };
        experiment.faults.extend(self.inputs_of(self.branch).into_iter().filter(fits).map(moved));
        let end = Time(experiment.duration_us);
        let here = self.marks.iter().filter(|mark| mark.branch == self.branch && mark.at <= end);
        let marks = here.map(|mark| Bookmark { branch: 0, ..mark.clone() }).collect();
        Run { at: self.at.min(end), marks: Rc::new(marks), ..Run::new(experiment, Vec::new()) }
    }

    /// The same run without a branch and without those that began in it; how many are gone. Nothing
    /// where there is no such branch, or where it is the first one. What was the shown branch is then
    /// the one in which the deleted branch began.
    pub fn without(&self, branch: u32) -> Option<(Run, usize)> {
        let left = whole::without(&self.acts, branch)?;
        let number = |id: u32| left.numbers.get(id as usize).copied().flatten();
        let parent = self.acts.get(branch as usize - 1).map_or(0, |act| act.branch);
        let marks = self
            .marks
            .iter()
            .filter_map(|mark| Some(Bookmark { branch: number(mark.branch)?, ..mark.clone() }));
        let names =
            self.names.iter().filter_map(|it| Some(BranchName { branch: number(it.branch)?, ..it.clone() }));
        let run = Run {
            // Another list of inputs, though the same ones: it is another run than before, so undo
            // opens the one before again.
            inputs: Rc::new(self.inputs.to_vec()),
            marks: Rc::new(marks.collect()),
            names: Rc::new(names.collect()),
            branch: number(self.branch).or(number(parent)).unwrap_or(0),
            acts: Rc::new(left.acts.clone()),
            ..self.clone()
        };
        Some((run, left.gone()))
    }

    /// What to ask an engine that knows nothing, so that it has the whole run again and shows the
    /// same place.
    pub fn requests(&self, camera: &Camera) -> VecDeque<AskWhat> {
        let open = AskWhat::Open {
            experiment: Box::new(self.experiment.as_ref().clone()),
            inputs: self.inputs.to_vec(),
            acts: self.acts.to_vec(),
        };
        let to = Place::Time { at: self.at };
        VecDeque::from([open, AskWhat::Seek { branch: self.branch, to, camera: camera.clone() }])
    }
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
