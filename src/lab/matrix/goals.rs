//! Whether a run reached a goal: looks for its steps among the facts, one after the other.

use crate::base::ids::{FactId, NodeId, OpId};
use crate::protocol::manifest::goal::{Goal, Step};
use crate::sim::run::AnyRun;
use crate::sim::trace::{Fact, FactKind, Outcome};
use std::collections::BTreeSet;

/// How far a run has come towards a goal in one way: how many steps, the node of the first step,
/// and the operation that was asked.
type Way = (usize, Option<NodeId>, Option<OpId>);

/// Which goals a run reached, in their order.
pub fn reached(goals: &[Goal], run: &dyn AnyRun) -> Vec<bool> {
    let mut ways: Vec<BTreeSet<Way>> = goals.iter().map(|_| [(0, None, None)].into()).collect();
    let mut reached = vec![false; goals.len()];
    for id in (0..run.fact_count()).map(FactId) {
        let fact = run.fact(id);
        for ((goal, ways), reached) in goals.iter().zip(&mut ways).zip(&mut reached) {
            if *reached {
                continue;
            }
            let next: Vec<Way> = ways.iter().filter_map(|way| step(goal, *way, &fact, run)).collect();
            *reached = next.iter().any(|(done, ..)| *done == goal.steps.len());
            ways.extend(next);
        }
    }
    reached
}

/// Where a way leads with the next fact, if it goes on.
fn step(goal: &Goal, (done, node, op): Way, fact: &Fact, run: &dyn AnyRun) -> Option<Way> {
    let own = |name: &str| matches!(fact.what, FactKind::Noted { fact, .. } if run.own_facts()[usize::from(fact)].name == name);
    let here = node.is_none_or(|node| node == fact.node);
    let next = (done + 1, node.or(Some(fact.node)), op);
    let goes_on = match (goal.steps[done], fact.what) {
        (Step::Own(name), FactKind::Noted { .. }) => own(name),
        (Step::OwnHere(name), FactKind::Noted { .. }) => here && own(name),
        (Step::Asks, FactKind::Invoked { op: asked, attempt: 0 }) => {
            let writes = !run.operation(asked).request.call.is_read();
            return writes.then_some((done + 1, next.1, Some(asked)));
        }
        (Step::AsksAgain, FactKind::Invoked { op: asked, attempt }) => attempt > 0 && op == Some(asked),
        (Step::Done, FactKind::Returned { op: ended, outcome: Outcome::Ok, .. })
        | (Step::Unknown, FactKind::Returned { op: ended, outcome: Outcome::Info, .. }) => op == Some(ended),
        (Step::Crashes, FactKind::Crashed { .. })
        | (Step::Restarts, FactKind::Restarted { .. })
        | (Step::Pauses, FactKind::Paused)
        | (Step::Cut, FactKind::Cut { .. })
        | (Step::Heals, FactKind::Healed { .. })
        | (Step::Loses, FactKind::Lost { .. })
        | (Step::Repeats, FactKind::Duplicated { .. }) => true,
        (Step::CrashesHere, FactKind::Crashed { .. })
        | (Step::RestartsHere, FactKind::Restarted { .. })
        | (Step::ResumesHere, FactKind::Resumed) => here,
        _ => false,
    };
    goes_on.then_some(next)
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
        assert!(!of(promoted, &[Step::Crashes, Step::OwnHere("promoted")]), "another node takes over");
        assert!(of(promoted, &[Step::Crashes, Step::RestartsHere]));
        assert!(of("lost-answer", &[Step::Asks, Step::AsksAgain, Step::Done]));
        assert!(!of("lost-answer", &[Step::AsksAgain, Step::Asks]), "again is about what was asked before");
    }
}
