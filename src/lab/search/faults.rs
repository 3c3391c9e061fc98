//! Faults that a search may cause: where in a run each could happen, and the inputs that cause it.
//!
//! A fault is kept by what it is about (the third message from here to there, this node at that
//! moment) and not by the numbers of one run: when an earlier one is taken away, the others find
//! their places again.

use super::budget::{Budget, Kind};
use crate::base::arrange::Arrange;
use crate::base::ids::{FactId, FlightId, NodeId};
use crate::base::time::Time;
use crate::sim::fault::Cut;
use crate::sim::input::{Action, Input};
use crate::sim::run::{AnyRun, Target};
use crate::sim::trace::FactKind;
use crate::sim::world::Status;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A fault: what happens to what, and when.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Fault {
    /// What happens.
    pub kind: Kind,
    /// What it happens to.
    pub to: About,
    /// When; of a message, when it is sent in the run in which the fault was found.
    #[serde(rename = "at_us")]
    pub at: Time,
    /// After how many steps of that very microsecond; of a node or a cut only.
    pub after: u64,
    /// How long it lasts, in microseconds.
    #[serde(rename = "lasts_us")]
    pub us: u64,
    /// Of a crash: whether the write under way is cut in the middle.
    pub torn: bool,
}

/// What a fault is about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// A message: the N-th from one node to another, counted from 0.
    Message {
        /// The node that sends it.
        sender: NodeId,
        /// The node that it goes to.
        receiver: NodeId,
        /// Which of the messages on this way.
        nth: u32,
    },
    /// A node.
    Node(NodeId),
    /// Links.
    Links(Cut),
}

/// A fault with its place in a run: the moment, and behind how many steps.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Placed {
    pub fault: Fault,
    pub at: Time,
    pub step: u64,
    pub inputs: Vec<Input>,
}

/// Everything that could break in a run within what is left of a budget, from a place on, in the
/// order of moments. A message that is lost anyway, and a node that is down anyway, cannot break.
/// Moves the cursor.
pub(super) fn all(run: &mut dyn AnyRun, left: &Budget, from: (Time, u64)) -> Vec<Placed> {
    let lost = lost(run);
    let mut sent: BTreeMap<(NodeId, NodeId), u32> = BTreeMap::new();
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    // How many steps lie before the microsecond that is looked at.
    let mut moment = (Time::ZERO, 0);
    for id in (0..run.fact_count()).map(FactId) {
        let fact = run.fact(id);
        let flight = match fact.what {
            FactKind::Sent { flight } => Some(run.flight(flight)),
            FactKind::Persisted { .. } | FactKind::Delivered { .. } | FactKind::Installed { .. } => None,
            _ => continue,
        };
        let nth = flight.as_ref().map_or(0, |flight| {
            let count = sent.entry((flight.from, flight.to)).or_default();
            *count += 1;
            *count - 1
        });
        if fact.at < from.0 {
            continue;
        }
        if fact.at > moment.0 {
            run.seek(Target::Time(Time(fact.at.0 - 1)));
            moment = (fact.at, run.cursor().1);
        }
        run.seek(Target::Fact(id));
        let step = run.cursor().1;
        let mut faults = Vec::new();
        if let Some(flight) = flight.as_ref().filter(|flight| !lost.contains(&flight.id)) {
            let to = About::Message { sender: flight.from, receiver: flight.to, nth };
            let kinds = [Kind::Drop, Kind::Repeat, Kind::Delay];
            faults.extend(kinds.map(|kind| (kind, to.clone(), step, false)));
        }
        // Right behind one step a node crashes once, however many facts it told there.
        if run.node(fact.node).status == Status::Up && seen.insert((fact.node, fact.node, step)) {
            let to = || About::Node(fact.node);
            faults.extend([Kind::Crash, Kind::Pause].map(|kind| (kind, to(), step, false)));
            // A write is under way.
            let torn = (run.node(fact.node).unsaved > 0).then(|| (Kind::Crash, to(), step, true));
            faults.extend(torn);
        }
        // A cut has to be there before what it stops is sent.
        let before = step.saturating_sub(1);
        if let Some((a, b)) =
            flight.as_ref().map(|it| (it.from, it.to)).filter(|way| seen.insert((way.0, way.1, before)))
        {
            let cuts = cuts(a, b, run.node_count()).into_iter();
            faults.extend(cuts.map(|cut| (Kind::Cut, About::Links(cut), before, false)));
        }
        for (kind, to, step, torn) in faults {
            if left.of(kind).many > 0 && (fact.at, step) >= from {
                let after = step.saturating_sub(moment.1);
                let fault = Fault { kind, to, at: fact.at, after, us: left.of(kind).us, torn };
                let inputs = fault.inputs(fact.at, step, flight.as_ref().map(|flight| flight.id));
                found.push(Placed { at: fact.at, step, inputs, fault });
            }
        }
    }
    found.arrange_by_key(|placed| (placed.at, placed.step));
    found
}

/// Up to so many nodes are parted in every way; of more, only one is cut off, or one link.
const PARTED: u16 = 5;

/// The cuts that stop what one node sends to another.
fn cuts(a: NodeId, b: NodeId, nodes: u16) -> Vec<Cut> {
    let mut all = vec![Cut::Link { a, b }, Cut::OneWay { from: a, to: b }];
    all.extend([a, b].map(|node| Cut::Isolate { node }));
    let others: Vec<NodeId> = (0..nodes).map(NodeId).filter(|node| ![a, b].contains(node)).collect();
    if nodes > 3 && nodes <= PARTED {
        for with_a in 1..(1_u32 << others.len()) - 1 {
            let (mut near, mut far) = (vec![a], vec![b]);
            for (bit, &node) in others.iter().enumerate() {
                if with_a & (1 << bit) == 0 { far.push(node) } else { near.push(node) }
            }
            let mut groups = vec![near, far];
            groups.iter_mut().for_each(|group| group.sort_unstable());
            groups.sort();
            all.push(Cut::Groups { groups });
        }
    }
    all
}

fn lost(run: &dyn AnyRun) -> BTreeSet<FlightId> {
    let all = (0..run.fact_count()).map(|id| run.fact(FactId(id)).what);
    all.filter_map(|what| if let FactKind::Lost { flight, .. } = what { Some(flight) } else { None })
        .collect()
}

impl Fault {
    /// Where the fault happens in a run, which may have come about otherwise than the one in which
    /// it was found; nothing where it has no place there. Moves the cursor.
    pub(super) fn place(&self, run: &mut dyn AnyRun) -> Option<Placed> {
        let (at, step, flight) = match self.to {
            About::Message { sender, receiver, nth } => {
                let (id, flight) = (0..run.fact_count())
                    .map(FactId)
                    .filter_map(|id| match run.fact(id).what {
                        FactKind::Sent { flight } => {
                            let seen = run.flight(flight);
                            ((seen.from, seen.to) == (sender, receiver)).then_some((id, flight))
                        }
                        _ => None,
                    })
                    .nth(nth as usize)?;
                if lost(run).contains(&flight) {
                    return None;
                }
                run.seek(Target::Fact(id));
                (run.fact(id).at, run.cursor().1, Some(flight))
            }
            About::Node(_) | About::Links(_) => {
                let before = self.at.0.checked_sub(1).map(Time);
                if let Some(before) = before {
                    run.seek(Target::Time(before));
                }
                let step = before.map_or(0, |_| run.cursor().1) + self.after;
                run.seek(Target::Step(step));
                (self.at, step, None)
            }
        };
        let inputs = self.inputs(at, step, flight);
        Some(Placed { fault: Fault { at, ..self.clone() }, at, step, inputs })
    }

    /// The inputs that cause it right behind so many steps, and those that end it.
    fn inputs(&self, at: Time, step: u64, flight: Option<FlightId>) -> Vec<Input> {
        let now = |action| Input { at, step, action };
        let until = Time(at.0.saturating_add(self.us));
        let later = |action| Input { at: until, step: 0, action };
        match (self.kind, &self.to, flight) {
            (Kind::Drop, _, Some(flight)) => vec![now(Action::Drop { flight })],
            (Kind::Repeat, _, Some(flight)) => vec![now(Action::Duplicate { flight, after_us: self.us })],
            (Kind::Delay, _, Some(flight)) => {
                vec![now(Action::Hold { flight }), later(Action::Release { flight })]
            }
            (Kind::Crash, &About::Node(node), _) => vec![
                now(Action::Crash { node, torn: self.torn }),
                later(Action::Restart { node, version: None }),
            ],
            (Kind::Pause, &About::Node(node), _) => {
                vec![now(Action::Pause { node }), later(Action::Resume { node })]
            }
            (Kind::Cut, About::Links(cut), _) => {
                vec![now(Action::Cut { cut: cut.clone(), heal_at: Some(until) })]
            }
            (kind, to, _) => unreachable!("{kind:?} happens to {to:?}"),
        }
    }
}
