//! The owner's part in breaking things: a search for faults, what it found, and a challenge that
//! somebody tries.

use super::store::{Breaking, Breaks, Challenged, SearchState, Stood};
use super::store_core::Core;
use super::undo::Run;
use crate::engine::wire::{AskWhat, Report, ReportWhat, SearchOrder, Searched};
use crate::lab::frame::{BranchFrame, MarkKind};
use crate::lab::search::Budget;
use std::rc::Rc;

/// What chance draws by: the same search finds the same, wherever it is made.
const SEED: u64 = 1;

impl Core {
    /// What a wish of somebody who breaks things leads to.
    pub(super) fn break_it(&mut self, wish: Breaks) {
        match wish {
            Breaks::Open(open) => {
                self.leave_search();
                self.model.breaking = open.then(Rc::default);
            }
            Breaks::Search { goal, budget, tries } => self.search(goal, budget, tries),
            Breaks::Stop => self.leave_search(),
            Breaks::Take => self.take_broken(),
            Breaks::Try(challenged) => {
                self.model.challenged = challenged.map(Rc::new);
                self.asked_stands = None;
            }
        }
    }

    fn search(&mut self, goal: String, budget: Budget, tries: u32) {
        self.leave_search();
        let run = self.run();
        let (experiment, inputs) = (run.experiment.as_ref().clone(), run.inputs_of(self.model.current));
        let order = SearchOrder {
            experiment: Box::new(experiment),
            inputs,
            goal: goal.clone(),
            budget,
            seed: SEED,
            tries,
        };
        self.asked_search = self.ask(AskWhat::Search(order));
        let state = SearchState::Going { done: 0, of: u64::from(tries) };
        self.searched_in = Some(Rc::clone(&self.run().experiment));
        self.model.breaking = Some(Rc::new(Breaking { goal, budget: Some(budget), tries, state }));
    }

    /// Ends a search that is under way.
    pub(super) fn leave_search(&mut self) {
        let going =
            self.model.breaking.as_ref().is_some_and(|it| matches!(it.state, SearchState::Going { .. }));
        if going {
            self.ask(AskWhat::StopSearch);
        }
    }

    /// The run that was found becomes the one that is shown, at the moment at which it breaks.
    fn take_broken(&mut self) {
        let (Some(breaking), Some(experiment)) = (self.model.breaking.clone(), self.searched_in.clone())
        else {
            return;
        };
        let SearchState::Over { came_to: Searched::Found(broken), .. } = &breaking.state else { return };
        self.model.playing = false;
        self.another(Run { at: broken.at, ..Run::new(experiment.as_ref().clone(), broken.inputs.clone()) });
        self.model.breaking = Some(breaking);
    }

    /// Hears what the engine says about a search or a challenge. Whether it was about one.
    pub(super) fn heard_break(&mut self, report: &Report) -> bool {
        match &report.what {
            ReportWhat::Progress { done, of } if report.generation == self.asked_search => {
                self.set_state(SearchState::Going { done: *done, of: *of });
                true
            }
            ReportWhat::Searched { tried, came_to } => {
                if report.generation == self.asked_search {
                    self.set_state(SearchState::Over { tried: *tried, came_to: came_to.clone() });
                }
                true
            }
            ReportWhat::Refused { problems, .. } if report.generation == self.asked_search => {
                self.set_state(SearchState::Refused(problems.clone()));
                true
            }
            ReportWhat::Stands { branch, parts, spent, at } => {
                let asked = self.asked_stands.as_ref().is_some_and(|(asked, _)| *asked == report.generation);
                if let Some(challenged) = self.model.challenged.as_mut().filter(|_| asked) {
                    let stood = Stood { branch: *branch, parts: parts.clone(), spent: *spent, at: *at };
                    Rc::make_mut(challenged).stood = Some(stood);
                }
                true
            }
            _ => false,
        }
    }

    /// The engine that searched is gone, and with it how far it was.
    pub(super) fn lost_search(&mut self) {
        let going =
            self.model.breaking.as_ref().is_some_and(|it| matches!(it.state, SearchState::Going { .. }));
        if going {
            self.set_state(SearchState::Asking);
        }
        self.asked_stands = None;
    }

    /// The branches as they are seen: through one node's eyes nobody knows when copies agreed, what
    /// was stale or which promise was broken, and of what happened only what happened there so far.
    pub(super) fn branches_seen(&self) -> Rc<Vec<BranchFrame>> {
        let veil =
            self.model.frame.as_ref().and_then(|frame| frame.eyes.as_ref()).filter(|eyes| !eyes.lifted);
        let Some(eyes) = veil else { return Rc::clone(&self.model.branches) };
        let at = self.model.at();
        let seen = |branch: &BranchFrame| {
            let mut branch = branch.clone();
            branch.ribbon.iter_mut().for_each(|it| (it.states, it.apart_us, it.forked_us) = (0, 0, 0));
            branch.marks.retain(|mark| mark.node == eyes.node && mark.at <= at);
            branch.marks.retain(|mark| !matches!(mark.kind, MarkKind::Cut | MarkKind::Heal));
            (branch.stale, branch.stale_count, branch.broken) = (Vec::new(), 0, None);
            branch
        };
        Rc::new(self.model.branches.iter().map(seen).collect())
    }

    fn set_state(&mut self, state: SearchState) {
        if let Some(breaking) = &mut self.model.breaking {
            Rc::make_mut(breaking).state = state;
        }
    }

    /// Asks how the branch that is shown stands to the challenge, once for each that is folded.
    pub(super) fn ask_stands(&mut self) {
        let Some(challenged) = &self.model.challenged else { return };
        let done = self.model.branch().filter(|branch| branch.done).and_then(|branch| branch.digest);
        let Some(digest) = done.filter(|_| self.fresh) else { return };
        let about = (self.model.current, digest);
        if self.asked_stands.as_ref().is_some_and(|(_, asked)| *asked == about) {
            return;
        }
        let goal = challenged.goal.to_vec();
        let generation = self.ask(AskWhat::Stands { branch: self.model.current, goal });
        self.asked_stands = Some((generation, about));
    }
}

impl Challenged {
    /// A challenge that nobody has tried yet.
    pub fn new(lesson: usize, step: usize, goal: Vec<String>, budget: Budget) -> Challenged {
        Challenged { lesson, step, goal: goal.into(), budget, stood: None }
    }
}
