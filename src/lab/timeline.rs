//! The timeline: branches, none of which ever loses its future.
//!
//! Acting at the cursor of a branch that has a future begins another branch there; acting at its
//! very end goes on with it. Either way the old runs stay as they were: a branch is its parent's
//! inputs up to the cursor, and its own.
//!
//! Branches share what happened before they parted. What each holds for itself is added up: a
//! branch that would not fit is not begun, and one that grows past what is left ends early, with a
//! sentence either way.

use super::breaches::{Breach, breaches};
use super::claim::Fails;
use super::experiment::Experiment;
use super::frame::BranchFrame;
use super::lines::{Shown, shown};
use super::receipt::{self, Receipt, receipt};
use super::ribbon::Ribbon;
use super::search::{Goal, Spent, Stands};
use super::setup;
use super::stale::{StaleRead, StaleReads};
use super::whole::Act;
use super::why::{Changed, Question, Why, changed, why};
use crate::base::digest::Sum;
use crate::base::ids::FactId;
use crate::base::text::{Text, TextBuf, text};
use crate::base::time::Time;
use crate::base::units::{self, Quantity};
use crate::protocol::catalog::{CATALOG, Catalog};
use crate::sim::input::{Action, Input};
use crate::sim::run::{AnyRun, Progress, Target};

/// One run of the experiment.
pub struct Branch {
    /// The branch it left, and when.
    pub parent: Option<(u32, Time)>,
    /// Its fold, with a cursor of its own.
    pub run: Box<dyn AnyRun>,
    /// What the person did in it; the planned faults are in the experiment.
    pub inputs: Vec<Input>,
    /// Where the cursor is, between two steps perhaps.
    pub at: Time,
    ribbon: Ribbon,
    stale: StaleReads,
    /// The promises that it broke, once it is judged.
    broken: Option<Vec<Breach>>,
    is_judged: bool,
    digest: Option<Sum>,
    /// How many bytes it holds for itself, as last weighed.
    held: u64,
    /// How many it may hold, as far as the other branches leave them.
    room: u64,
    /// Whether it held more, and is not folded on.
    is_cut_short: bool,
}

/// All runs of one experiment.
pub struct Timeline {
    experiment: Experiment,
    branches: Vec<Branch>,
    current: u32,
    most_bytes: u64,
}

/// No timeline has more branches than this; the next one replaces none and is refused.
pub const MOST_BRANCHES: usize = 200;
/// The branches of a timeline hold no more bytes than this together: 1.5 GB, more than any run
/// takes by itself.
pub const MOST_BYTES: u64 = 1_500_000_000;

/// How a run stands to each part of a goal, what was spent in it, and when the goal was reached.
pub type Stood = (Vec<Stands>, Spent, Option<Time>);

/// What helps where there is no room for more branches.
const ANEW: Text = text("Open the experiment again to start over.", "请重新打开实验，从头开始。");

impl Branch {
    fn new(parent: Option<(u32, Time)>, run: Box<dyn AnyRun>, inputs: Vec<Input>, at: Time) -> Branch {
        let ribbon = Ribbon::new(run.cast());
        let stale = StaleReads::new(run.node_count());
        Branch {
            parent,
            run,
            inputs,
            at,
            ribbon,
            stale,
            broken: None,
            is_judged: false,
            digest: None,
            held: 0,
            room: MOST_BYTES,
            is_cut_short: false,
        }
    }

    /// Folds on, at most so many steps; returns whether there is more to do.
    pub fn advance(&mut self, steps: u64) -> bool {
        if self.is_cut_short {
            return false;
        }
        if self.run.progress() == Progress::More {
            self.run.advance(steps);
            self.ribbon.catch_up(self.run.as_ref());
            self.stale.catch_up(self.run.as_ref());
            self.weigh();
        }
        if self.run.progress() == Progress::More {
            self.is_cut_short = self.held > self.room;
            return !self.is_cut_short;
        }
        if self.digest.is_none() {
            // A run that came folded was not looked at yet.
            self.ribbon.catch_up(self.run.as_ref());
            self.stale.catch_up(self.run.as_ref());
            self.digest = Some(self.run.digest());
        }
        false
    }

    /// The digest of the whole run, once it is folded to its end.
    pub fn digest(&self) -> Option<Sum> {
        self.digest
    }

    fn weigh(&mut self) {
        self.held = self.run.own_bytes();
    }

    /// Whether nothing more is folded: it came to its end, or ended early.
    pub fn is_done(&self) -> bool {
        self.is_cut_short || self.digest.is_some()
    }

    /// That it ended early, and why; nothing where it did not.
    pub fn ended_early(&self) -> Option<TextBuf> {
        let at = self.run.folded().0;
        let cut_short = || TextBuf {
            en: format!(
                "this branch ended early, at {at}: the branches of this experiment together hold as much as there is memory for. {}",
                ANEW.en
            ),
            zh: format!("这条分支在 {at} 提前结束：本实验的全部分支占用的内存已达上限。{}", ANEW.zh),
        };
        receipt::ended_early(self.run.as_ref()).or_else(|| self.is_cut_short.then(cut_short))
    }

    /// When replicas agreed and when not.
    pub fn ribbon(&self) -> &Ribbon {
        &self.ribbon
    }

    /// The reads that were stale, as far as the branch is folded.
    pub fn stale(&self) -> &StaleReads {
        &self.stale
    }

    /// The promises that it broke, the first one first; nothing before it is judged, or where it is
    /// too long to be judged while somebody waits.
    pub fn broken(&self) -> Option<&[Breach]> {
        self.broken.as_deref()
    }

    /// The next moment after the cursor at which something turns, or the last one before it: a mark
    /// of the scrubber, a stale read, a broken promise, or that agreement begins or ends.
    pub fn turn(&self, forward: bool) -> Option<Time> {
        let marks = self.ribbon.marks(usize::MAX).into_iter().map(|mark| mark.at);
        let stale = self.stale.found().iter().map(|read| read.at);
        let broken = self.broken.iter().flatten().map(|breach| breach.at);
        let turns = marks.chain(stale).chain(broken).chain(self.ribbon.difference(self.at, forward));
        if forward { turns.filter(|&at| at > self.at).min() } else { turns.filter(|&at| at < self.at).max() }
    }

    fn judge(&mut self, experiment: &Experiment) {
        let (_, step) = self.run.cursor();
        self.broken = breaches(experiment, self.run.as_mut());
        self.is_judged = true;
        self.run.seek(Target::Step(step));
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
        // A walk back keeps worlds on its way.
        self.weigh();
    }

    /// Moves the cursor right before the step that told a fact.
    pub fn seek_before(&mut self, fact: FactId) {
        self.seek_fact(fact);
        let step = self.run.cursor().1.saturating_sub(1);
        self.run.seek(Target::Step(step));
        self.at = self.run.cursor().0;
    }

    /// Moves the cursor right behind a fact.
    pub fn seek_fact(&mut self, fact: FactId) {
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
        Timeline {
            experiment,
            branches: vec![Branch::new(None, run, inputs, Time::ZERO)],
            current: 0,
            most_bytes: MOST_BYTES,
        }
    }

    /// The same timeline, whose branches hold no more bytes than this together.
    #[must_use]
    pub fn within(self, most_bytes: u64) -> Timeline {
        Timeline { most_bytes, ..self }
    }

    /// Roughly how many bytes the branches hold together; what they share counts once.
    pub fn bytes(&self) -> u64 {
        self.branches.iter().map(|branch| branch.held).sum()
    }

    /// Tells a branch how many bytes the others leave it.
    fn make_room(&mut self, id: usize) {
        let left = self.most_bytes.saturating_sub(self.bytes());
        let branch = &mut self.branches[id];
        branch.room = branch.held.saturating_add(left);
    }

    /// Why a fact of a branch came about; nothing where there is no such branch or fact. The cursor
    /// stays.
    pub fn why(&mut self, id: u32, about: FactId, question: &Question) -> Option<Why> {
        let branch = self.branches.get_mut(id as usize)?;
        let (_, step) = branch.run.cursor();
        let answer = why(&self.experiment, branch.run.as_mut(), about, question);
        branch.run.seek(Target::Step(step));
        answer
    }

    /// How the run of a branch stands to each part of a goal, what was done in it as a budget counts
    /// it, and when the goal was reached, where it was; nothing where there is no such branch. The
    /// cursor stays.
    pub fn stands(&mut self, id: u32, goal: &Goal) -> Option<Result<Stood, Fails>> {
        let branch = self.branches.get_mut(id as usize)?;
        let (_, step) = branch.run.cursor();
        let run = branch.run.as_mut();
        let stood = goal.stands(&self.experiment, run).map(|parts| {
            let reached = parts.iter().all(|part| part.holds);
            let at = reached.then(|| goal.moment(&self.experiment, run));
            (parts, Spent::by(&branch.inputs), at)
        });
        branch.run.seek(Target::Step(step));
        Some(stood)
    }

    /// What changed from one branch to another; nothing where there is no such branch. Cursors stay.
    pub fn changed(&mut self, left: u32, right: u32) -> Option<Changed> {
        let ids = [left, right].map(|id| id as usize);
        let [left, right] = self.branches.get_disjoint_mut(ids).ok()?;
        let steps = [left.run.cursor().1, right.run.cursor().1];
        let changed = changed(&self.experiment, left.run.as_mut(), right.run.as_mut());
        left.run.seek(Target::Step(steps[0]));
        right.run.seek(Target::Step(steps[1]));
        Some(changed)
    }

    /// What there is to see of a branch at a moment. An id that is not known is taken for the current
    /// one. The cursor stays.
    pub fn peek<T>(&mut self, id: u32, at: Time, look: impl FnOnce(&Branch) -> T) -> T {
        let id = if (id as usize) < self.branches.len() { id } else { self.current };
        let branch = &mut self.branches[id as usize];
        let ((_, step), was) = (branch.run.cursor(), branch.at);
        branch.seek_time(at);
        let seen = look(branch);
        branch.run.seek(Target::Step(step));
        branch.at = was;
        seen
    }

    /// What every branch is a run of.
    pub fn experiment(&self) -> &Experiment {
        &self.experiment
    }

    /// The run that was planned, without what was done in other branches. Who moves its cursor puts
    /// it back with [`Timeline::look_again`].
    pub fn planned(&mut self) -> &mut (dyn AnyRun + 'static) {
        self.branches[0].run.as_mut()
    }

    /// Puts the cursor of branch 0 back to where it was.
    pub fn look_again(&mut self) {
        let at = self.branches[0].at;
        self.branches[0].run.seek(Target::Time(at));
    }

    /// The branch whose cursor moved last.
    pub fn current(&self) -> u32 {
        self.current
    }

    /// The branch with this id; nothing where there is none.
    pub fn branch(&self, id: u32) -> Option<&Branch> {
        self.branches.get(id as usize)
    }

    /// All branches by their ids; a branch stands behind the one that it left.
    pub fn branches(&self) -> &[Branch] {
        &self.branches
    }

    /// A branch, to move its cursor: it becomes the current one. An id that is not known is taken
    /// for the current one.
    pub fn look(&mut self, id: u32) -> &mut Branch {
        if (id as usize) < self.branches.len() {
            self.current = id;
        }
        self.make_room(self.current as usize);
        &mut self.branches[self.current as usize]
    }

    /// What the run of a branch cost and what it broke; nothing where there is no such branch. The
    /// cursor stays.
    pub fn receipt(&mut self, id: u32) -> Option<Receipt> {
        let branch = self.branches.get_mut(id as usize)?;
        let (_, step) = branch.run.cursor();
        let mut receipt = receipt(&self.experiment, branch.run.as_mut());
        if branch.is_cut_short {
            receipt.left_out.splice(0..0, branch.ended_early());
        }
        branch.run.seek(Target::Step(step));
        Some(receipt)
    }

    /// What each line of the receipt of a branch counts, one by one; the cursor stays.
    pub fn shown(&mut self, id: u32) -> Vec<Shown> {
        let Some(branch) = self.branches.get_mut(id as usize) else { return Vec::new() };
        let (_, step) = branch.run.cursor();
        let broken = branch.broken().map(<[_]>::to_vec);
        let shown = shown(branch.run.as_mut(), broken.as_deref());
        branch.run.seek(Target::Step(step));
        shown
    }

    /// Folds on, the current branch first; returns whether there is more to do.
    pub fn advance(&mut self, steps: u64) -> bool {
        let current = self.current as usize;
        (core::iter::once(current).chain(0..self.branches.len())).any(|id| {
            if self.branches[id].is_done() {
                return false;
            }
            self.make_room(id);
            self.branches[id].advance(steps)
        })
    }

    /// Judges every branch that is folded to its end and not judged yet. Cursors stay.
    pub fn judge(&mut self) {
        for branch in self.branches.iter_mut().filter(|branch| branch.is_done() && !branch.is_judged) {
            branch.judge(&self.experiment);
        }
    }

    /// Whether all branches are folded to their ends.
    pub fn is_done(&self) -> bool {
        self.branches.iter().all(Branch::is_done)
    }

    /// Does something at the cursor of the current branch, in a branch of its own. Returns that
    /// branch.
    ///
    /// # Errors
    /// The reason, where there are too many branches or they hold too much memory for another one
    /// that goes on as long as this one did.
    pub fn act(&mut self, action: Action) -> Result<u32, TextBuf> {
        if self.branches.len() >= MOST_BRANCHES {
            return Err(TextBuf {
                en: format!("there are {MOST_BRANCHES} branches already. {}", ANEW.en),
                zh: format!("已有 {MOST_BRANCHES} 条分支。{}", ANEW.zh),
            });
        }
        let parent = &self.branches[self.current as usize];
        if self.bytes().saturating_add(parent.run.bytes_ahead()) > self.most_bytes {
            let (count, most) = (self.branches.len(), units::text(Quantity::Megabytes(self.most_bytes)));
            return Err(TextBuf {
                en: format!(
                    "the branches so far ({count}) leave too little of {} for another one from here. {}",
                    most.en, ANEW.en
                ),
                zh: format!(
                    "已有的 {count} 条分支占用了太多内存（上限 {}），不足以从这里再开一条。{}",
                    most.zh, ANEW.zh
                ),
            });
        }
        let (_, step) = parent.run.cursor();
        // What was planned or done up to the cursor stays; what the person did later belongs to the
        // other future, unless it is asked what would have been otherwise in this one.
        let planned = self.experiment.faults.len();
        let done = parent.run.inputs_done();
        let mut all: Vec<Input> = parent.run.inputs()[..done].to_vec();
        let mut mine: Vec<Input> =
            parent.inputs.iter().filter(|input| all.contains(input)).cloned().collect();
        let keeps = action.keeps_the_future();
        let input = Input { at: parent.at, step, action };
        let (planned_later, done_later): (Vec<Input>, Vec<Input>) = parent.run.inputs()[done..]
            .iter()
            .cloned()
            .partition(|input| self.experiment.faults.contains(input));
        let later = planned_later.into_iter().chain(done_later.into_iter().filter(|_| keeps));
        let later: Vec<Input> = later.collect();
        debug_assert!(all.len() + later.len() <= planned + parent.inputs.len());
        all.push(input.clone());
        mine.push(input);
        if keeps {
            mine.extend(later.iter().filter(|input| parent.inputs.contains(input)).cloned());
        }
        all.extend(later);
        let run = parent.run.fork(all);
        let (id, at) = (self.branches.len() as u32, parent.at);
        let mut branch = Branch::new(Some((self.current, at)), run, mine, at);
        branch.advance(1);
        // The person sees at once what became of it.
        branch.run.seek(Target::Step(step + 1));
        self.branches.push(branch);
        // Snapshots that one branch held are now held by several.
        self.branches.iter_mut().for_each(Branch::weigh);
        self.current = id;
        Ok(id)
    }

    /// Whether a branch is folded as far as a moment, or does not come so far.
    pub fn reaches(&self, branch: u32, at: Time) -> bool {
        self.branch(branch).is_none_or(|branch| branch.run.folded().0 >= at || branch.is_done())
    }

    /// Does again what was done once, at the very same place. Returns the branch that it makes.
    ///
    /// # Errors
    /// The reason, where this run has no such branch or no such place in it, and as [`act`].
    ///
    /// [`act`]: Timeline::act
    pub fn again(&mut self, act: &Act) -> Result<u32, TextBuf> {
        let (id, at, step) = (act.branch, act.input.at, act.input.step);
        if self.branch(id).is_none() {
            return Err(TextBuf { en: format!("there is no branch {id}"), zh: format!("没有分支 {id}") });
        }
        let branch = self.look(id);
        branch.seek_time(at);
        let (reached, latest) = (branch.at, branch.run.cursor().1);
        // An act lies behind everything that happened before its moment.
        let earliest = match at.0.checked_sub(1) {
            Some(before) => {
                branch.run.seek(Target::Time(Time(before)));
                branch.run.cursor().1
            }
            None => 0,
        };
        if reached != at || !(earliest..=latest).contains(&step) {
            return Err(TextBuf {
                en: format!(
                    "at {at}, branch {id} is at step {earliest} to {latest}, not at step {step}: the run came out differently"
                ),
                zh: format!(
                    "分支 {id} 在 {at} 处于第 {earliest} 到第 {latest} 步，而不是第 {step} 步：运行结果与当时不同"
                ),
            });
        }
        branch.run.seek(Target::Step(step));
        branch.at = at;
        self.act(act.input.action.clone())
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
                done: branch.is_done(),
                ended_early: branch.ended_early(),
                steps,
                facts: branch.run.fact_count(),
                digest: branch.digest,
                ribbon: branch.ribbon.intervals(600),
                marks: branch.ribbon.marks(200),
                stale_count: branch.stale.found().len() as u32,
                stale: thinned(branch.stale.found(), 200),
                broken: branch.broken.clone(),
            }
        };
        self.branches.iter().enumerate().map(frame).collect()
    }
}

/// The moments of stale reads; at most about `most`, thinned evenly.
fn thinned(found: &[StaleRead], most: usize) -> Vec<Time> {
    let every = found.len().div_ceil(most.max(1)).max(1);
    found.iter().step_by(every).map(|read| read.at).collect()
}
