//! The timeline: branches, none of which ever loses its future.
//!
//! Acting at the cursor of a branch that has a future begins another branch there; acting at its very end goes on with it. Either way the old runs stay as they
//! were: a branch is its parent's inputs up to the cursor, and its own.

use super::experiment::Experiment;
use super::frame::BranchFrame;
use super::receipt::{Receipt, receipt};
use super::ribbon::Ribbon;
use super::setup;
use crate::base::digest::Sum;
use crate::base::time::Time;
use crate::protocol::catalog::{CATALOG, Catalog};
use crate::sim::input::{Action, Input};
use crate::sim::run::{AnyRun, Progress, Target};

/// One run of the experiment.
pub struct Branch {
    /// The branch it left, and when.
    pub parent: Option<(u32, Time)>,
    /// The run.
    pub run: Box<dyn AnyRun>,
    /// What the person did in it; the planned faults are in the experiment.
    pub inputs: Vec<Input>,
    /// Where the cursor is, between two steps perhaps.
    pub at: Time,
    ribbon: Ribbon,
    digest: Option<Sum>,
}

/// All runs of one experiment.
pub struct Timeline {
    experiment: Experiment,
    branches: Vec<Branch>,
    current: u32,
}

/// No timeline has more branches than this; the next one replaces none and is refused.
pub const MOST_BRANCHES: usize = 200;

impl Branch {
    fn new(parent: Option<(u32, Time)>, run: Box<dyn AnyRun>, inputs: Vec<Input>, at: Time) -> Branch {
        let ribbon = Ribbon::new(run.cast());
        Branch { parent, run, inputs, at, ribbon, digest: None }
    }

    /// Folds on, at most so many steps; returns whether there is more to do.
    pub fn advance(&mut self, steps: u64) -> bool {
        if self.run.progress() == Progress::More {
            self.run.advance(steps);
            self.ribbon.catch_up(self.run.as_ref());
        }
        if self.run.progress() == Progress::More {
            return true;
        }
        if self.digest.is_none() {
            self.digest = Some(self.run.digest());
        }
        false
    }

    /// The digest of the whole run, once it is folded to its end.
    pub fn digest(&self) -> Option<Sum> {
        self.digest
    }

    /// When replicas agreed and when not.
    pub fn ribbon(&self) -> &Ribbon {
        &self.ribbon
    }

    /// Moves the cursor to a moment; later than what is folded is folded first.
    pub fn seek_time(&mut self, at: Time) {
        let at = at.min(self.run.until());
        while self.run.folded().0 < at && self.advance(10_000) {}
        self.run.seek(Target::Time(at));
        self.at = at.min(self.run.folded().0.max(self.run.cursor().0));
    }

    /// Moves the cursor by steps.
    pub fn seek_by(&mut self, steps: i64) {
        let (_, now) = self.run.cursor();
        let target = now.saturating_add_signed(steps);
        while self.run.folded().1 < target && self.advance(10_000) {}
        self.run.seek(Target::Step(target));
        self.at = self.run.cursor().0;
    }

    /// Moves the cursor right behind a fact.
    pub fn seek_fact(&mut self, fact: crate::base::ids::FactId) {
        if fact.0 < self.run.fact_count() {
            self.run.seek(Target::Fact(fact));
            self.at = self.run.cursor().0;
        }
    }
}

impl Timeline {
    /// The timeline of an experiment, with what the person did where that is known already.
    pub fn open(experiment: Experiment, inputs: Vec<Input>) -> Timeline {
        Timeline::open_in(CATALOG, experiment, inputs)
    }

    /// The same, with a protocol of some catalogue.
    pub fn open_in(catalog: Catalog, experiment: Experiment, inputs: Vec<Input>) -> Timeline {
        let run = setup::open_in(catalog, &experiment, &inputs);
        Timeline::of_run(experiment, run, inputs)
    }

    /// The timeline of a run that is open already, with what the person did in it.
    pub fn of_run(experiment: Experiment, run: Box<dyn AnyRun>, inputs: Vec<Input>) -> Timeline {
        Timeline { experiment, branches: vec![Branch::new(None, run, inputs, Time::ZERO)], current: 0 }
    }

    /// The experiment.
    pub fn experiment(&self) -> &Experiment {
        &self.experiment
    }

    /// The branch whose cursor moved last.
    pub fn current(&self) -> u32 {
        self.current
    }

    /// A branch.
    pub fn branch(&self, id: u32) -> Option<&Branch> {
        self.branches.get(id as usize)
    }

    /// All branches.
    pub fn branches(&self) -> &[Branch] {
        &self.branches
    }

    /// A branch, to move its cursor: it becomes the current one. An id that is not known is taken for the current one.
    pub fn look(&mut self, id: u32) -> &mut Branch {
        if (id as usize) < self.branches.len() {
            self.current = id;
        }
        &mut self.branches[self.current as usize]
    }

    /// What the run of a branch cost and what it broke; nothing where there is no such branch. The cursor stays.
    pub fn receipt(&mut self, id: u32) -> Option<Receipt> {
        let branch = self.branches.get_mut(id as usize)?;
        let (_, step) = branch.run.cursor();
        let receipt = receipt(&self.experiment, branch.run.as_mut());
        branch.run.seek(Target::Step(step));
        Some(receipt)
    }

    /// Folds on, the current branch first; returns whether there is more to do.
    pub fn advance(&mut self, steps: u64) -> bool {
        let current = self.current as usize;
        if self.branches[current].advance(steps) {
            return true;
        }
        self.branches.iter_mut().any(|branch| branch.advance(steps))
    }

    /// Whether all branches are folded to their ends.
    pub fn is_done(&self) -> bool {
        self.branches.iter().all(|branch| branch.digest.is_some())
    }

    /// Does something at the cursor of the current branch, in a branch of its own. Returns that branch; nothing if there are too many.
    pub fn act(&mut self, action: Action) -> Option<u32> {
        if self.branches.len() >= MOST_BRANCHES {
            return None;
        }
        let parent = &self.branches[self.current as usize];
        let (_, step) = parent.run.cursor();
        // What was planned or done up to the cursor stays; what the person did later belongs to the other future.
        let planned = self.experiment.faults.len();
        let done = parent.run.inputs_done();
        let mut all: Vec<Input> = parent.run.inputs()[..done].to_vec();
        let mut mine: Vec<Input> = parent.inputs.iter().filter(|input| all.contains(input)).cloned().collect();
        let input = Input { at: parent.at, step, action };
        let later: Vec<Input> =
            parent.run.inputs()[done..].iter().filter(|input| self.experiment.faults.contains(input)).cloned().collect();
        debug_assert!(all.len() + later.len() <= planned + parent.inputs.len());
        all.push(input.clone());
        all.extend(later);
        mine.push(input);
        let run = parent.run.fork(all);
        let (id, at) = (self.branches.len() as u32, parent.at);
        let mut branch = Branch::new(Some((self.current, at)), run, mine, at);
        branch.advance(1);
        // The person sees at once what became of it.
        branch.run.seek(Target::Step(step + 1));
        self.branches.push(branch);
        self.current = id;
        Some(id)
    }

    /// The first moment at which two branches differ, as far as both are folded.
    pub fn first_difference(&self, left: u32, right: u32) -> Option<Time> {
        let (left, right) = (&self.branch(left)?.run, &self.branch(right)?.run);
        let shorter = left.fact_count().min(right.fact_count());
        let fact = |run: &dyn AnyRun, id| run.fact(crate::base::ids::FactId(id));
        let differs = (0..shorter).find(|&id| fact(left.as_ref(), id) != fact(right.as_ref(), id));
        let longer = if left.fact_count() > right.fact_count() { left } else { right };
        match differs {
            Some(id) => Some(fact(left.as_ref(), id).at.min(fact(right.as_ref(), id).at)),
            None if left.fact_count() != right.fact_count() => Some(fact(longer.as_ref(), shorter).at),
            None => None,
        }
    }

    /// The timeline as the page draws it.
    pub fn frames(&self) -> Vec<BranchFrame> {
        let frame = |(id, branch): (usize, &Branch)| {
            let (folded, steps) = branch.run.folded();
            BranchFrame {
                id: id as u32,
                parent: branch.parent.map(|(parent, _)| parent),
                forked: branch.parent.map_or(Time::ZERO, |(_, at)| at),
                until: branch.run.until(),
                folded,
                done: branch.digest.is_some(),
                steps,
                facts: branch.run.fact_count(),
                digest: branch.digest,
                ribbon: branch.ribbon.intervals(600),
                marks: branch.ribbon.marks(200),
            }
        };
        self.branches.iter().enumerate().map(frame).collect()
    }
}
