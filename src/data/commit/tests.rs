//! Every state that coordinator and participants can reach, however messages are delayed, repeated
//! and reordered: the network is the set of everything that was ever said.

use super::*;
use serde_json::Value;
use std::collections::{BTreeSet, VecDeque};

/// `TwoPhase` of Gray and Lamport: `tmState` and `tmPrepared`, `rmState`, `msgs`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct World {
    coordinator: Coordinator,
    participants: Vec<Participant>,
    said_yes: Members,
    told: BTreeSet<Decision>,
}

impl World {
    fn first(participants: u16) -> World {
        World {
            coordinator: Coordinator::default(),
            participants: vec![Participant::Working; usize::from(participants)],
            said_yes: 0,
            told: BTreeSet::new(),
        }
    }

    fn all(&self) -> Members {
        (0..self.participants.len() as u16).map(member).sum()
    }

    /// Every step that somebody may take, each with what it leads to.
    fn next(&self) -> Vec<World> {
        let mut next = Vec::new();
        let mut step = |may: &dyn Fn(&mut World) -> bool| {
            let mut then = self.clone();
            if may(&mut then) {
                next.push(then);
            }
        };
        let all = self.all();
        step(&|it| it.coordinator.commit(all) && it.told.insert(Decision::Commit));
        step(&|it| it.coordinator.abort() && it.told.insert(Decision::Abort));
        for nth in 0..self.participants.len() {
            let me = member(nth as u16);
            step(&|it| {
                it.coordinator.hear_yes(me);
                it.said_yes & me > 0 && it.coordinator.decision.is_none()
            });
            step(&|it| {
                let prepares = it.participants[nth].prepare();
                it.said_yes |= me;
                prepares
            });
            step(&|it| it.participants[nth].refuse());
            for decision in [Decision::Commit, Decision::Abort] {
                step(&|it| {
                    it.participants[nth].hear(decision);
                    it.told.contains(&decision)
                });
            }
        }
        next
    }

    /// TPConsistent: nobody has aborted where somebody has committed; who committed did so after
    /// all had said yes.
    fn is_consistent(&self) -> bool {
        let any = |state| self.participants.contains(&state);
        let committed = any(Participant::Committed);
        !committed || (!any(Participant::Aborted) && self.said_yes == self.all())
    }
}

/// Distinct states, states generated, states on the longest shortest path.
fn explore(participants: u16) -> (u64, u64, u64) {
    let first = World::first(participants);
    let (mut seen, mut queue) = (BTreeSet::from([first.clone()]), VecDeque::from([(first, 1)]));
    let (mut generated, mut depth) = (1, 0);
    while let Some((state, at)) = queue.pop_front() {
        assert!(state.is_consistent());
        depth = depth.max(at);
        for next in state.next() {
            generated += 1;
            // Who is over stays as it was.
            for (before, after) in state.participants.iter().zip(&next.participants) {
                let is_over = matches!(before, Participant::Committed | Participant::Aborted);
                assert!(!is_over || before == after);
            }
            if seen.insert(next.clone()) {
                queue.push_back((next, at + 1));
            }
        }
    }
    (seen.len() as u64, generated, depth)
}

#[test]
fn the_reachable_states_are_as_many_as_were_published() {
    let published: Value =
        serde_json::from_str(include_str!("../../../tests/data/published.json")).expect("JSON");
    let rows = published["two_phase_commit_states"]["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 3);
    for row in rows {
        let of = |name: &str| row[name].as_u64().expect("a number");
        let participants = of("participants") as u16;
        assert_eq!(
            explore(participants),
            (of("distinct"), of("generated"), of("depth")),
            "{participants} participants"
        );
    }
}

#[test]
fn who_has_said_yes_has_no_step_of_its_own() {
    let mut it = Participant::default();
    assert!(it.prepare() && !it.refuse() && !it.prepare());
    assert_eq!(it, Participant::Prepared);
    assert!(it.hear(Decision::Commit) && !it.hear(Decision::Abort));
    assert_eq!(it, Participant::Committed);
}

#[test]
fn each_variant_saves_what_follows_from_silence() {
    use Decision::{Abort, Commit};
    for it in [Presumption::Nothing, Presumption::Abort, Presumption::Commit] {
        // What is presumed need not be remembered, but by who presumes nothing.
        let presumed = it.of_the_forgotten();
        assert_eq!(it.acknowledges(presumed), it == Presumption::Nothing);
        let other = if presumed == Commit { Abort } else { Commit };
        assert!(it.acknowledges(other));
        // A commit is never said before it is on the disk; an abort that is not there is presumed,
        // or follows from the initiation record.
        assert!(it.forces(Commit));
        assert!(it.forces(Abort) || presumed == Abort || it.initiates());
    }
}
