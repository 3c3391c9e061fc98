//! When replicas agreed and when they did not, and what is worth a mark: folds over the trace that go on as the trace grows.

use super::frame::{Mark, MarkKind, Stretch};
use crate::base::time::Time;
use crate::sim::cast::{Cast, Group};
use crate::sim::fact::FactRow;
use crate::sim::session::Session;
use crate::sim::trace::What;

/// Agreement inside each group of copies, among the members that are not down, kept up to date fact by fact.
#[derive(Clone, Debug)]
pub struct Ribbon {
    states: Vec<u64>,
    up: Vec<bool>,
    /// The groups whose members can be compared; where there is none, nobody can disagree.
    groups: Vec<Group>,
    next: u32,
    stretches: Vec<Stretch>,
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
            stretches: vec![Stretch { from: Time::ZERO, to: Time::ZERO, states }],
            marks: Vec::new(),
        }
    }

    /// Looks at the facts that are new, up to the moment the run is folded to.
    pub fn catch_up(&mut self, session: &dyn Session) {
        let count = session.fact_count();
        for id in self.next..count {
            let event = session.fact(crate::base::ids::FactId(id));
            let node = event.node.index();
            let before = self.distinct();
            match event.what {
                What::Became { state } => self.states[node] = state,
                What::Crashed { .. } => self.up[node] = false,
                What::Restarted { .. } => self.up[node] = true,
                _ => {}
            }
            if let Some(kind) = mark(&event.what, session.own_facts()) {
                self.marks.push(Mark { at: event.at, kind, node: event.node });
            }
            let now = self.distinct();
            if now != before {
                self.turn(event.at, now);
            }
        }
        self.next = count;
        let (folded, _) = session.folded();
        if let Some(last) = self.stretches.last_mut() {
            last.to = last.to.max(folded);
        }
    }

    /// The stretches, with those too short to be seen drawn as one; at most about `most`.
    pub fn stretches(&self, most: u64) -> Vec<Stretch> {
        let whole = self.stretches.last().map_or(0, |last| last.to.0);
        let shortest = whole / most.max(1);
        let mut out: Vec<Stretch> = Vec::new();
        for stretch in &self.stretches {
            match out.last_mut() {
                // Two neighbours are drawn as one where they look alike, or where the first would be too short to see.
                Some(last) if last.states == stretch.states || last.to.0 - last.from.0 < shortest => {
                    last.to = stretch.to;
                    last.states = last.states.max(stretch.states);
                }
                _ => out.push(*stretch),
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
        let agrees = |stretch: &Stretch| stretch.states == 1;
        let turns = self.stretches.windows(2).filter(|pair| agrees(&pair[0]) != agrees(&pair[1])).map(|pair| pair[1].from);
        if forward { turns.clone().find(|&turn| turn > at) } else { turns.clone().take_while(|&turn| turn < at).last() }
    }

    /// How long replicas were apart: in total, and the longest stretch, in microseconds.
    pub fn apart_us(&self) -> (u64, u64) {
        let (mut total, mut longest, mut run) = (0, 0, 0);
        for stretch in &self.stretches {
            let span = stretch.to.since(stretch.from).0;
            if stretch.states > 1 {
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
        let last = self.stretches.last_mut().expect("there is a stretch from the beginning on");
        last.to = at;
        if last.from == at {
            // What lasted no time at all was never a state that anybody could have seen.
            last.states = states;
        } else {
            self.stretches.push(Stretch { from: at, to: at, states });
        }
    }
}

fn mark(what: &What, own: &[FactRow]) -> Option<MarkKind> {
    Some(match *what {
        What::Cut { .. } => MarkKind::Cut,
        What::Healed { .. } => MarkKind::Heal,
        What::Crashed { .. } => MarkKind::Crash,
        What::Restarted { .. } => MarkKind::Restart,
        What::Paused => MarkKind::Pause,
        What::Resumed => MarkKind::Resume,
        What::ClockSet | What::LinkChanged { .. } => MarkKind::Changed,
        What::Ordered { .. } => MarkKind::Acted,
        What::Noted { fact, .. } if own[usize::from(fact)].mark.is_some() => MarkKind::Own { fact },
        _ => return None,
    })
}
