//! When replicas agreed and when they did not, and what is worth a mark: folds over the trace that go on as the trace grows.

use super::frame::{Interval, Mark, MarkKind};
use crate::base::time::Time;
use crate::sim::cast::{Cast, Group};
use crate::sim::fact::FactRow;
use crate::sim::run::AnyRun;
use crate::sim::trace::FactKind;

/// Agreement inside each group of copies, among the members that are not down, kept up to date fact by fact.
#[derive(Clone, Debug)]
pub struct Ribbon {
    states: Vec<u64>,
    up: Vec<bool>,
    /// The groups whose members can be compared; where there is none, nobody can disagree.
    groups: Vec<Group>,
    next: u32,
    intervals: Vec<Interval>,
    marks: Vec<Mark>,
}

impl Ribbon {
    /// The ribbon of a run of which nothing was looked at yet.
    pub fn new(cast: &Cast) -> Ribbon {
        let nodes = usize::from(cast.nodes());
        let groups: Vec<Group> = cast.groups().into_iter().filter(Group::is_compared).collect();
        let states = u16::from(!groups.is_empty());
        Ribbon {
            groups,
            states: vec![0; nodes],
            up: vec![true; nodes],
            next: 0,
            intervals: vec![Interval { from: Time::ZERO, to: Time::ZERO, states }],
            marks: Vec::new(),
        }
    }

    /// Looks at the facts that are new, up to the moment the run is folded to.
    pub fn catch_up(&mut self, run: &dyn AnyRun) {
        let count = run.fact_count();
        for id in self.next..count {
            let event = run.fact(crate::base::ids::FactId(id));
            let node = event.node.index();
            let before = self.distinct();
            match event.what {
                FactKind::Became { state } => self.states[node] = state,
                FactKind::Crashed { .. } => self.up[node] = false,
                FactKind::Restarted { .. } => self.up[node] = true,
                _ => {}
            }
            if let Some(kind) = mark(&event.what, run.own_facts()) {
                self.marks.push(Mark { at: event.at, kind, node: event.node });
            }
            let now = self.distinct();
            if now != before {
                self.turn(event.at, now);
            }
        }
        self.next = count;
        let (folded, _) = run.folded();
        if let Some(last) = self.intervals.last_mut() {
            last.to = last.to.max(folded);
        }
    }

    /// The stretches, with those too short to be seen drawn as one; at most about `most`.
    pub fn intervals(&self, most: u64) -> Vec<Interval> {
        let whole = self.intervals.last().map_or(0, |last| last.to.0);
        let shortest = whole / most.max(1);
        let mut out: Vec<Interval> = Vec::new();
        for slice in &self.intervals {
            match out.last_mut() {
                Some(last) if last.states == slice.states => last.to = slice.to,
                // One that would be too short to see takes what it lacks from the next one, and no more: a moment of disagreement is not drawn as a long one.
                Some(last) if last.to.0 - last.from.0 < shortest => {
                    last.to = Time(last.from.0 + shortest).min(slice.to);
                    last.states = last.states.max(slice.states);
                    let (from, is_alike) = (last.to, last.states == slice.states);
                    if is_alike {
                        last.to = slice.to;
                    } else if from < slice.to {
                        out.push(Interval { from, ..*slice });
                    }
                }
                _ => out.push(*slice),
            }
        }
        out
    }

    /// What is worth a mark; at most `most`, thinned evenly.
    pub fn marks(&self, most: usize) -> Vec<Mark> {
        let every = self.marks.len().div_ceil(most.max(1)).max(1);
        self.marks.iter().step_by(every).copied().collect()
    }

    /// The next moment after `at` at which agreement begins or ends, or the last one before it.
    pub fn difference(&self, at: Time, forward: bool) -> Option<Time> {
        let agrees = |slice: &Interval| slice.states == 1;
        let turns = self.intervals.windows(2).filter(|pair| agrees(&pair[0]) != agrees(&pair[1])).map(|pair| pair[1].from);
        if forward { turns.clone().find(|&turn| turn > at) } else { turns.clone().take_while(|&turn| turn < at).last() }
    }

    /// How long replicas were apart: in total, and the longest stretch, in microseconds.
    pub fn apart_us(&self) -> (u64, u64) {
        let (mut total, mut longest, mut run) = (0, 0, 0);
        for slice in &self.intervals {
            let span = slice.to.since(slice.from).0;
            if slice.states > 1 {
                total += span;
                run += span;
                longest = longest.max(run);
            } else if span > 0 {
                run = 0;
            }
        }
        (total, longest)
    }

    /// Whether the replicas agree at the end of what is known; where there are no copies nobody disagrees.
    pub fn agrees_at_end(&self) -> bool {
        self.distinct() <= 1
    }

    /// How many different states there are in the group in which there are most; 0 where no copies can be compared.
    fn distinct(&self) -> u16 {
        let of = |group: &Group| {
            let up = group.members.iter().map(|node| node.index()).filter(|&node| self.up[node]);
            let mut seen: Vec<u64> = up.map(|node| self.states[node]).collect();
            seen.sort_unstable();
            seen.dedup();
            seen.len().max(1) as u16
        };
        self.groups.iter().map(of).max().unwrap_or(0)
    }

    fn turn(&mut self, at: Time, states: u16) {
        let last = self.intervals.last_mut().expect("there is a stretch from the beginning on");
        last.to = at;
        if last.from == at {
            // What lasted no time at all was never a state that anybody could have seen.
            last.states = states;
        } else {
            self.intervals.push(Interval { from: at, to: at, states });
        }
    }
}

fn mark(what: &FactKind, own: &[FactRow]) -> Option<MarkKind> {
    Some(match *what {
        FactKind::Cut { .. } => MarkKind::Cut,
        FactKind::Healed { .. } => MarkKind::Heal,
        FactKind::Crashed { .. } => MarkKind::Crash,
        FactKind::Restarted { .. } => MarkKind::Restart,
        FactKind::Paused => MarkKind::Pause,
        FactKind::Resumed => MarkKind::Resume,
        FactKind::ClockSet | FactKind::LinkChanged { .. } => MarkKind::Changed,
        FactKind::Ordered { .. } => MarkKind::Acted,
        FactKind::Noted { fact, .. } if own[usize::from(fact)].mark.is_some() => MarkKind::Own { fact },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_of_disagreement_is_drawn_as_a_short_one() {
        let slice = |from: u64, to: u64, states| Interval { from: Time(from), to: Time(to), states };
        let mut ribbon = Ribbon::new(&Cast::of_services(3));
        ribbon.intervals = vec![slice(0, 500, 1), slice(500, 503, 2), slice(503, 700, 1), slice(700, 702, 2), slice(702, 1_000, 1)];
        let drawn = ribbon.intervals(100);
        let looks: Vec<_> = drawn.iter().map(|it| (it.from.0, it.to.0, it.states)).collect();
        assert_eq!(looks, [(0, 500, 1), (500, 510, 2), (510, 700, 1), (700, 710, 2), (710, 1_000, 1)]);
    }
}
