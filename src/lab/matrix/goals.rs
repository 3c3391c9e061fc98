//! Whether a run reached a goal: looks for its steps among the facts, one after the other.

use crate::base::ids::{FactId, NodeId, OpId};
use crate::protocol::manifest::goal::{Goal, Step};
use crate::sim::run::AnyRun;
use crate::sim::trace::{Fact, FactKind, Layer, Outcome};
use std::collections::BTreeSet;

/// What a way towards a goal is about, as far as a step that is still to come asks for it: the node
/// of the first step, and the operation that was asked.
type About = (Option<NodeId>, Option<OpId>);

/// Which goals a run reached, in their order.
pub fn reached(goals: &[Goal], run: &dyn AnyRun) -> Vec<bool> {
    let mut hunts: Vec<Hunt> = goals.iter().map(|goal| Hunt::of(goal, run)).collect();
    for id in (0..run.fact_count()).map(FactId) {
        let fact = run.fact(id);
        hunts.iter_mut().filter(|hunt| !hunt.is_reached()).for_each(|hunt| hunt.take(&fact, run));
    }
    hunts.iter().map(Hunt::is_reached).collect()
}

/// The hunt for one goal. Every fact of a run is shown to it, so it keeps few ways: two that differ
/// in nothing that a later step asks for are one.
struct Hunt {
    /// The steps, each with the number of the protocol's own fact that it names.
    steps: Vec<(Step, Option<u8>)>,
    /// For each step whether it, or one behind it, asks for the node, or for the operation.
    cares: Vec<(bool, bool)>,
    /// After so many steps: the ways that have come so far.
    ways: Vec<BTreeSet<About>>,
}

impl Hunt {
    fn of(goal: &Goal, run: &dyn AnyRun) -> Hunt {
        let number = |name: &str| run.own_facts().iter().position(|it| it.name == name).map(|it| it as u8);
        let named = |step: &Step| match step {
            Step::Own(name) | Step::OwnHere(name) => number(name),
            _ => None,
        };
        let mut cares = vec![(false, false); goal.steps.len() + 1];
        for (nth, step) in goal.steps.iter().enumerate().rev() {
            let (node, op) = cares[nth + 1];
            cares[nth] = (node || is_here(*step), op || is_about_what_was_asked(*step));
        }
        let mut ways = vec![BTreeSet::new(); goal.steps.len() + 1];
        ways[0].insert((None, None));
        Hunt { steps: goal.steps.iter().map(|step| (*step, named(step))).collect(), cares, ways }
    }

    fn is_reached(&self) -> bool {
        self.ways.last().is_some_and(|ways| !ways.is_empty())
    }

    /// Goes on with a fact in every way that has it as its next step; the furthest first, so that
    /// none takes two steps with one fact.
    fn take(&mut self, fact: &Fact, run: &dyn AnyRun) {
        for done in (0..self.steps.len()).rev() {
            let (step, own) = self.steps[done];
            if self.ways[done].is_empty() || !is_kind(step, own, &fact.what) {
                continue;
            }
            let (asked, about) = match fact.what {
                FactKind::Invoked { op, attempt: 0 } if run.operation(op).request.call.is_read() => continue,
                FactKind::Invoked { op, attempt } => ((attempt == 0).then_some(op), Some(op)),
                FactKind::Returned { op, .. } => (None, Some(op)),
                _ => (None, None),
            };
            let (node_matters, op_matters) = self.cares[done + 1];
            let goes_on = |&(node, op): &About| {
                let here = !is_here(step) || node.is_none_or(|node| node == fact.node);
                let same = !is_about_what_was_asked(step) || op == about;
                (here && same).then(|| {
                    let node = node.or(Some(fact.node)).filter(|_| node_matters);
                    (node, asked.or(op).filter(|_| op_matters))
                })
            };
            let next: Vec<About> = self.ways[done].iter().filter_map(goes_on).collect();
            self.ways[done + 1].extend(next);
        }
    }
}

/// Whether a step must be taken at the node of the first step.
fn is_here(step: Step) -> bool {
    use Step::{CrashesHere, LogsHere, OwnHere, RestartsHere, ResumesHere, ShowsHere};
    matches!(step, OwnHere(_) | LogsHere | ShowsHere | CrashesHere | RestartsHere | ResumesHere)
}

/// Whether a step is about the operation that was asked in an earlier one.
fn is_about_what_was_asked(step: Step) -> bool {
    matches!(step, Step::AsksAgain | Step::Done | Step::Unknown)
}

/// Whether a fact is of the kind that a step names; `own` is the number of the protocol's own fact.
fn is_kind(step: Step, own: Option<u8>, what: &FactKind) -> bool {
    match (step, *what) {
        (Step::Own(_) | Step::OwnHere(_), FactKind::Noted { fact, .. }) => own == Some(fact),
        (Step::Asks, FactKind::Invoked { attempt, .. }) => attempt == 0,
        (Step::AsksAgain, FactKind::Invoked { attempt, .. }) => attempt > 0,
        (Step::Done, FactKind::Returned { outcome, .. }) => outcome == Outcome::Ok,
        (Step::Unknown, FactKind::Returned { outcome, .. }) => outcome == Outcome::Info,
        (Step::Logs | Step::LogsHere, FactKind::Installed { layer, .. }) => layer == Layer::Log,
        (Step::Shows | Step::ShowsHere, FactKind::Installed { layer, .. }) => layer == Layer::State,
        (Step::Crashes | Step::CrashesHere, FactKind::Crashed { .. })
        | (Step::Restarts | Step::RestartsHere, FactKind::Restarted { .. })
        | (Step::Pauses, FactKind::Paused)
        | (Step::ResumesHere, FactKind::Resumed)
        | (Step::Cut, FactKind::Cut { .. })
        | (Step::Heals, FactKind::Healed { .. })
        | (Step::Loses, FactKind::Lost { .. })
        | (Step::Repeats, FactKind::Duplicated { .. }) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{demo, setup};
    use crate::sim::run::Progress;

    fn of(demo: &str, steps: &'static [Step]) -> bool {
        let mut run = setup::open(&demo::find(demo).expect("a demo").experiment(), &[]);
        while run.advance(100_000) == Progress::More {}
        reached(&[Goal { name: "", steps }], run.as_ref()) == [true]
    }

    #[test]
    fn steps_are_found_in_their_order_and_about_one_operation_and_one_node() {
        let promoted = "acknowledged-and-lost";
        assert!(of(promoted, &[Step::Asks, Step::Done, Step::Crashes, Step::Own("promoted")]));
        assert!(!of(promoted, &[Step::Done]), "nobody was asked");
        assert!(!of(promoted, &[Step::Own("no such fact")]));
        assert!(of(promoted, &[Step::Crashes, Step::Own("fenced")]));
        assert!(!of(promoted, &[Step::Crashes, Step::OwnHere("fenced")]), "others refuse the old primary");
        assert!(of(promoted, &[Step::Logs, Step::CrashesHere, Step::Own("promoted"), Step::RestartsHere]));
        assert!(of("lost-answer", &[Step::Asks, Step::AsksAgain, Step::Done]));
        assert!(!of("lost-answer", &[Step::AsksAgain, Step::Asks]), "again is about what was asked before");
    }
}
