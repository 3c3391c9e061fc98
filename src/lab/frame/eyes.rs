//! A moment through one node's eyes: what it has received and what it holds, and nothing else. What
//! it cannot know is not in the frame, so no picture can give it away. When the veil is lifted the
//! frame has everything again, and beside it what the silence was about.

use super::gist::Gist;
use super::{ClientsFrame, EyesFrame, Frame, HeardFrame, NodeFrame, OtherFrame, Status, TruthFrame};
use crate::base::ids::{FactId, FlightId, NodeId};
use crate::base::text::TextBuf;
use crate::lab::experiment::Experiment;
use crate::sim::run::AnyRun;
use crate::sim::trace::{FactKind, Outcome};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Through whose eyes a moment is seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Eyes {
    /// The node.
    pub node: NodeId,
    /// Whether the veil is lifted: then everything is there, and what the node could not know.
    pub lifted: bool,
}

/// What became of a message, up to the cursor.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    UnderWay,
    Arrived,
    Lost,
}

/// The frame as one node knows it; nothing where there is no such node.
pub(super) fn through(eyes: Eyes, mut frame: Frame, experiment: &Experiment, run: &dyn AnyRun) -> Frame {
    if eyes.node.0 >= run.node_count() {
        return frame;
    }
    frame.eyes = Some(about(eyes, &frame, experiment, run));
    if eyes.lifted {
        return frame;
    }
    let (node, at) = (eyes.node, frame.at);
    for other in &mut frame.nodes {
        if other.id != node {
            *other = unknown(other);
        }
        // Whether it is the newest, how wrong its clock is and how slow its links are, it is not told.
        (other.stands, other.ahead_us, other.slow_milli, other.group) = (None, 0, 1_000, None);
    }
    (frame.flights, frame.flying, frame.beats) = (Vec::new(), 0, 0);
    (frame.cuts, frame.states, frame.apart_us) = (Vec::new(), 0, 0);
    (frame.stale, frame.stale_count) = (Vec::new(), 0);
    frame.recent.retain(|told| told.event.node == node && is_seen_there(&told.event.what));
    frame.clients = clients(node, &frame, run);
    let picture = &mut frame.space_time;
    picture.dots.retain(|dot| dot.node == node && dot.at <= at);
    picture.arrows.retain(|arrow| {
        let came = arrow.to == node && arrow.lost.is_none() && arrow.ended.is_some_and(|ended| ended <= at);
        came || arrow.from == node && arrow.sent <= at && !arrow.copy
    });
    // What it sent it has sent; whether that came to anybody it is not told.
    for arrow in picture.arrows.iter_mut().filter(|arrow| arrow.from == node) {
        (arrow.ended, arrow.lost) = (None, None);
    }
    picture
        .bands
        .retain(|band| band.node == node && band.from <= at && !matches!(band.kind, super::BandKind::Cut));
    picture.bands.iter_mut().for_each(|band| band.to = band.to.min(at));
    picture.stale.clear();
    picture.left_out.retain(|dense| dense.node == node && dense.to <= at);
    picture.folded = 0;
    frame
}

/// Whether whoever is at the node sees such a fact: what becomes of a message on its way is seen by
/// nobody.
fn is_seen_there(what: &FactKind) -> bool {
    !matches!(
        what,
        FactKind::Lost { .. }
            | FactKind::Duplicated { .. }
            | FactKind::Held { .. }
            | FactKind::Released { .. }
            | FactKind::Cut { .. }
            | FactKind::Healed { .. }
    )
}

/// A node of which nothing is known but that it is there.
fn unknown(node: &NodeFrame) -> NodeFrame {
    NodeFrame {
        id: node.id,
        part: node.part.clone(),
        group: None,
        role: TextBuf::default(),
        leads: false,
        status: Status::Up,
        version: 1,
        ahead_us: 0,
        slow_milli: 1_000,
        epoch: 0,
        stands: None,
        seal: String::new(),
        sections: Vec::new(),
    }
}

/// What its own clients got. That one of them gave up, it is not told.
fn clients(node: NodeId, frame: &Frame, run: &dyn AnyRun) -> ClientsFrame {
    let mut own = ClientsFrame::default();
    for op in (0..run.told().operations).map(crate::base::ids::OpId) {
        own.waiting += u32::from(run.operation(op).node == node);
    }
    for id in (0..frame.facts).map(FactId) {
        let fact = run.fact(id);
        let FactKind::Returned { op, outcome, .. } = fact.what else { continue };
        let count = match outcome {
            _ if run.operation(op).node != node => continue,
            Outcome::Ok => &mut own.ok,
            Outcome::Fail => &mut own.refused,
            Outcome::Info => continue,
        };
        *count += 1;
        own.waiting = own.waiting.saturating_sub(1);
    }
    own.last = frame.clients.last.iter().filter(|it| it.node == node).cloned().collect();
    for asked in &mut own.last {
        asked.stale = None;
        if asked.outcome == Some(Outcome::Info) {
            (asked.outcome, asked.returned, asked.answered) = (None, None, None);
        }
    }
    own
}

/// What the node has heard of each other one, and, once the veil is lifted, what there was to hear.
fn about(eyes: Eyes, frame: &Frame, experiment: &Experiment, run: &dyn AnyRun) -> EyesFrame {
    let gist = Gist::new(experiment, run);
    let mut fates: BTreeMap<FlightId, Fate> = BTreeMap::new();
    let mut heard: BTreeMap<NodeId, (FactId, FlightId)> = BTreeMap::new();
    for id in (0..frame.facts).map(FactId) {
        match run.fact(id).what {
            FactKind::Sent { flight } => drop(fates.insert(flight, Fate::UnderWay)),
            FactKind::Delivered { flight } => {
                fates.insert(flight, Fate::Arrived);
                let seen = run.flight(flight);
                if seen.to == eyes.node {
                    heard.insert(seen.from, (id, flight));
                }
            }
            FactKind::Lost { flight, .. } => drop(fates.insert(flight, Fate::Lost)),
            _ => {}
        }
    }
    let other = |other: NodeId| {
        let last = heard.get(&other).copied();
        let since = last.map_or(0, |(fact, _)| fact.0);
        let between = |from: NodeId, to: NodeId| {
            let flights = fates.iter().map(|(&flight, &fate)| (run.flight(flight), fate));
            flights
                .filter(|(flight, _)| (flight.from, flight.to) == (from, to))
                .map(|(flight, fate)| (flight.sent, fate))
                .collect::<Vec<(FactId, Fate)>>()
        };
        let sent: Vec<(FactId, Fate)> =
            between(eyes.node, other).into_iter().filter(|(sent, _)| sent.0 > since).collect();
        // What has not come yet was perhaps sent before the last one that came.
        let coming = between(other, eyes.node);
        let count = |all: &[(FactId, Fate)], which: Fate| {
            all.iter().filter(|(_, fate)| *fate == which).count() as u32
        };
        let lost_since: Vec<(FactId, Fate)> =
            coming.iter().copied().filter(|(sent, _)| sent.0 > since).collect();
        OtherFrame {
            node: other,
            heard: last.map(|(fact, flight)| {
                let (at, seen) = (run.fact(fact).at, run.flight(flight));
                HeardFrame { at, name: TextBuf::from(seen.label.name), gist: gist.said(&seen.label.gist) }
            }),
            sent: sent.len() as u32,
            first: sent.first().map(|(fact, _)| run.fact(*fact).at),
            truth: eyes.lifted.then(|| TruthFrame {
                status: frame.nodes[other.index()].status,
                arrived: count(&sent, Fate::Arrived),
                lost: count(&sent, Fate::Lost),
                under_way: count(&sent, Fate::UnderWay),
                coming: count(&coming, Fate::UnderWay),
                coming_lost: count(&lost_since, Fate::Lost),
            }),
        }
    };
    let others = (0..run.node_count()).map(NodeId).filter(|&it| it != eyes.node).map(other).collect();
    EyesFrame { node: eyes.node, lifted: eyes.lifted, others }
}
