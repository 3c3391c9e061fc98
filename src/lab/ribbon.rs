//! When replicas agreed and when they did not, and what is worth a mark: folds over the trace that
//! go on as the trace grows.

use super::frame::{Interval, Mark, MarkKind};
use super::standing::Standings;
use crate::base::ids::{FactId, NodeId};
use crate::base::time::Time;
use crate::sim::cast::{Cast, Group};
use crate::sim::fact::FactRow;
use crate::sim::run::AnyRun;
use crate::sim::trace::FactKind;

/// From here on the copies are in so many different states.
#[derive(Clone, Copy, Debug)]
struct Turn {
    at: Time,
    states: u16,
    /// Whether one of them went another way.
    forked: bool,
    /// For how many microseconds copies differed before.
    apart_us: u64,
}

impl Turn {
    /// For how many microseconds copies differed up to a moment at or after this turn and before
    /// the next one.
    fn apart_until(self, at: Time) -> u64 {
        self.apart_us + if self.states > 1 { at.since(self.at).0 } else { 0 }
    }
}

/// Agreement inside each group of copies, among the members that are not down, kept up to date fact
/// by fact.
#[derive(Clone, Debug)]
pub struct Ribbon {
    states: Vec<u64>,
    up: Vec<bool>,
    /// The groups whose members can be compared; where there is none, nobody can disagree.
    groups: Vec<Group>,
    standings: Standings,
    next: u32,
    /// The moments at which the number of different states changes, the beginning first.
    turns: Vec<Turn>,
    until: Time,
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
            standings: Standings::new(cast),
            states: vec![0; nodes],
            up: vec![true; nodes],
            next: 0,
            turns: vec![Turn { at: Time::ZERO, states, forked: false, apart_us: 0 }],
            until: Time::ZERO,
            marks: Vec::new(),
        }
    }

    /// Looks at the facts that are new, up to the moment the run is folded to.
    pub fn catch_up(&mut self, run: &dyn AnyRun) {
        let count = run.fact_count();
        for id in self.next..count {
            let event = run.fact(FactId(id));
            let node = event.node.index();
            let before = (self.distinct(), self.standings.is_forked());
            match event.what {
                FactKind::Became { state } => self.states[node] = state,
                FactKind::Crashed { .. } => self.up[node] = false,
                FactKind::Restarted { .. } => self.up[node] = true,
                _ => {}
            }
            self.standings.observe(FactId(id), &event, run);
            if let Some(kind) = mark(&event.what, run.own_facts()) {
                self.marks.push(Mark { at: event.at, kind, node: event.node });
            }
            let now = (self.distinct(), self.standings.is_forked());
            if now != before {
                self.turn(event.at, now);
            }
        }
        self.next = count;
        self.until = self.until.max(run.folded().0);
    }

    /// How a node stands before so many facts.
    pub fn stands(&self, node: NodeId, facts: u32) -> Option<super::standing::Stands> {
        self.standings.of(node, facts)
    }

    /// When copies agreed and when not, in at most about `most` intervals: those too short to be
    /// seen are drawn as one, which says for how long of it copies differed.
    pub fn intervals(&self, most: u64) -> Vec<Interval> {
        let shortest = self.until.0 / most.max(1);
        let mut out: Vec<Interval> = Vec::new();
        for (n, turn) in self.turns.iter().enumerate() {
            let to = self.turns.get(n + 1).map_or(self.until, |next| next.at);
            let (states, is_forked) = (turn.states, turn.forked && turn.states > 1);
            // What a stretch of this turn adds.
            let part = |from: Time, to: Time| {
                let apart_us = if states > 1 { to.since(from).0 } else { 0 };
                let forked_us = if is_forked { apart_us } else { 0 };
                Interval { from, to, states, apart_us, forked_us }
            };
            let alike = |last: &Interval| last.states == states && (last.forked_us > 0) == is_forked;
            match out.last_mut() {
                Some(last) if alike(last) => last.add(&part(turn.at, to)),
                // One that would be too short to see takes what it lacks from the next one, and no
                // more: a moment of disagreement is not drawn as a long one.
                Some(last) if last.to.since(last.from).0 < shortest => {
                    let taken = Time(last.from.0 + shortest).min(to);
                    last.add(&part(turn.at, taken));
                    if alike(last) {
                        last.add(&part(taken, to));
                    } else if taken < to {
                        out.push(part(taken, to));
                    }
                }
                _ => out.push(part(turn.at, to)),
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
        let agrees = |turn: &Turn| turn.states == 1;
        let turns =
            self.turns.windows(2).filter(|pair| agrees(&pair[0]) != agrees(&pair[1])).map(|pair| pair[1].at);
        if forward {
            turns.clone().find(|&turn| turn > at)
        } else {
            turns.clone().take_while(|&turn| turn < at).last()
        }
    }

    /// For how many microseconds copies differed up to a moment. It costs a binary search.
    pub fn apart_until_us(&self, at: Time) -> u64 {
        let turn = self.turns[self.turns.partition_point(|turn| turn.at <= at).saturating_sub(1)];
        turn.apart_until(at.min(self.until))
    }

    /// How long copies differed: in total, and without a break at most, in microseconds.
    pub fn apart_us(&self) -> (u64, u64) {
        let (mut longest, mut since) = (0, None);
        for (n, turn) in self.turns.iter().enumerate() {
            let to = self.turns.get(n + 1).map_or(self.until, |next| next.at);
            if turn.states > 1 {
                longest = longest.max(to.since(*since.get_or_insert(turn.at)).0);
            } else if to > turn.at {
                since = None;
            }
        }
        (self.apart_until_us(self.until), longest)
    }

    /// Every stretch without a break in which copies differed, in order; one that had not ended ends
    /// where the run is folded to.
    pub fn stretches(&self) -> Vec<(Time, Time)> {
        let (mut all, mut since): (Vec<(Time, Time)>, Option<Time>) = (Vec::new(), None);
        for turn in &self.turns {
            match (turn.states > 1, since) {
                (true, None) => since = Some(turn.at),
                (false, Some(from)) => {
                    all.push((from, turn.at));
                    since = None;
                }
                _ => {}
            }
        }
        all.extend(since.map(|from| (from, self.until)));
        all
    }

    /// Whether the replicas agree at the end of what is known; where there are no copies nobody
    /// disagrees.
    pub fn agrees_at_end(&self) -> bool {
        self.distinct() <= 1
    }

    /// How many different states there are in the group in which there are most; 0 where no copies
    /// can be compared.
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

    fn turn(&mut self, at: Time, (states, forked): (u16, bool)) {
        let last = self.turns.last_mut().expect("the beginning is the first turn");
        let apart_us = last.apart_until(at);
        if last.at == at {
            // What lasted no time at all was never a state that anybody could have seen.
            (last.states, last.forked) = (states, forked);
        } else {
            self.turns.push(Turn { at, states, forked, apart_us });
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
        FactKind::ClockSet | FactKind::LinkChanged { .. } | FactKind::Harmed { .. } => MarkKind::Changed,
        FactKind::Ordered { order, .. } => MarkKind::Acted { order },
        FactKind::Noted { fact, .. } if own[usize::from(fact)].mark.is_some() => MarkKind::Own { fact },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_of_disagreement_is_drawn_as_a_short_one() {
        let mut ribbon = Ribbon::new(&Cast::of_services(3));
        [(500, 2), (503, 1), (700, 2), (702, 1)]
            .into_iter()
            .for_each(|(at, states)| ribbon.turn(Time(at), (states, false)));
        ribbon.until = Time(1_000);
        let drawn = ribbon.intervals(100);
        let looks: Vec<_> = drawn.iter().map(|it| (it.from.0, it.to.0, it.states, it.apart_us)).collect();
        assert_eq!(
            looks,
            [(0, 500, 1, 0), (500, 510, 2, 3), (510, 700, 1, 0), (700, 710, 2, 2), (710, 1_000, 1, 0)]
        );
        assert_eq!((ribbon.apart_us(), ribbon.apart_until_us(Time(501))), ((5, 3), 1));
    }
}
