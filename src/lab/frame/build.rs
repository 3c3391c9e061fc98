//! Builds a frame: what is seen of a branch at its cursor.

use super::beats::{is_about_beat, is_beat};
use super::gist::Gist;
use super::{
    Camera, CutFrame, FactFrame, FlightFrame, Frame, MOST_FLIGHTS, MOST_STALE, NodeFrame, PartFrame,
    RECENT_FACTS, Status,
};
use super::{clients, space_time};
use crate::base::ids::{FactId, FlightId, NodeId};
use crate::base::text::TextBuf;
use crate::base::time::Time;
use crate::lab::experiment::Experiment;
use crate::lab::timeline::Branch;
use crate::sim::cast::Group;
use crate::sim::run::AnyRun;
use crate::sim::show::{Lens, Section};
use crate::sim::trace::FactKind;
use crate::sim::world;
use std::collections::BTreeSet;

/// What is seen of a branch at its cursor.
pub fn build(experiment: &Experiment, id: u32, branch: &Branch, camera: &Camera) -> Frame {
    let run = branch.run.as_ref();
    let (_, step) = run.cursor();
    let gist = Gist::new(experiment, run);
    let compared: Vec<Group> = run.cast().groups().into_iter().filter(Group::is_compared).collect();
    let flying = run.flying();
    let facts = run.told().facts;
    let (flights, beats) = flights(run, &gist, &flying, camera.beats);
    let (recent, recent_beats) = recent(run, &gist, camera);
    let stale = branch.stale().before(facts);
    let frame = Frame {
        branch: id,
        at: branch.at,
        step,
        steps: run.folded().1,
        facts,
        nodes: (0..run.node_count())
            .map(|id| NodeFrame {
                stands: branch.ribbon().stands(NodeId(id), facts),
                ..node(run, NodeId(id), &compared, camera)
            })
            .collect(),
        flying: (flying.len() - beats) as u32,
        beats: beats as u32,
        flights,
        cuts: run.cuts().into_iter().map(|(rule, cut)| CutFrame { rule, cut }).collect(),
        recent,
        recent_beats,
        space_time: space_time::around(run, branch.at, camera, &gist, branch.stale().found()),
        states: states(run, &compared),
        apart_us: branch.ribbon().apart_until_us(branch.at),
        clients: clients::so_far(run, stale),
        stale_count: stale.len() as u32,
        stale: stale[stale.len().saturating_sub(MOST_STALE)..].to_vec(),
        eyes: None,
    };
    match camera.eyes {
        Some(eyes) => super::eyes::through(eyes, frame, experiment, run),
        None => frame,
    }
}

/// Facts of a run with what they are about, wherever the cursor is.
pub fn facts(experiment: &Experiment, run: &dyn AnyRun, which: core::ops::Range<u32>) -> Vec<FactFrame> {
    let gist = Gist::new(experiment, run);
    (which.start..which.end.min(run.fact_count())).map(|id| gist.fact(FactId(id))).collect()
}

/// A fact of a run with what it is about, wherever the cursor is.
pub fn fact(experiment: &Experiment, run: &dyn AnyRun, id: FactId) -> FactFrame {
    Gist::new(experiment, run).fact(id)
}

/// In how many different states the copies at nodes that are not down are, in the group in which
/// there are most.
fn states(run: &dyn AnyRun, compared: &[Group]) -> u16 {
    let of = |group: &Group| {
        let views = group.members.iter().map(|&node| run.node(node));
        let seen: BTreeSet<u64> =
            views.filter(|view| view.status != world::Status::Down).map(|view| view.fingerprint).collect();
        seen.len().max(1) as u16
    };
    compared.iter().map(of).max().unwrap_or(0)
}

fn node(run: &dyn AnyRun, id: NodeId, compared: &[Group], camera: &Camera) -> NodeFrame {
    let view = run.node(id);
    // The first look finds the replay position, the second one the rows around it: both cost no
    // more than the rows they show.
    let outline = Lens { only: camera.only, ..Lens::outline() };
    let applied = run.inspect(id, &outline).log().map_or(0, |log| log.applied);
    let from = applied.saturating_sub(u64::from(camera.rows) * 3 / 4);
    let lens = Lens {
        rows: from..from + u64::from(camera.rows),
        accounts: camera.accounts.clone(),
        only: camera.only,
    };
    let seen = run.inspect(id, &lens);
    NodeFrame {
        id,
        part: run.cast().part(id).map(|part| PartFrame { name: TextBuf::from(part.name), shape: part.shape }),
        group: compared.iter().position(|group| group.members.contains(&id)).map(|group| group as u16),
        role: TextBuf::from(seen.role),
        leads: seen.leads && view.status != world::Status::Down,
        status: match view.status {
            world::Status::Up => Status::Up,
            world::Status::Paused => Status::Paused,
            world::Status::Down => Status::Down,
        },
        version: view.version,
        ahead_us: view.ahead_us,
        slow_milli: view.slow_milli,
        epoch: seen.epoch,
        stands: None,
        seal: format!("{:016x}", view.fingerprint),
        sections: seen.sections.into_iter().map(Section::from).collect(),
    }
}

/// The messages that are shown, and how many heartbeats are not.
fn flights(
    run: &dyn AnyRun,
    gist: &Gist<'_>,
    flying: &[(FlightId, Time)],
    with_beats: bool,
) -> (Vec<FlightFrame>, usize) {
    let held = run.held();
    let all = flying.iter().map(|&(id, at)| (id, Some(at))).chain(held.into_iter().map(|id| (id, None)));
    let mut beats = 0;
    let frame = |(id, arrives): (FlightId, Option<Time>)| {
        let flight = run.flight(id);
        if !with_beats && arrives.is_some() && is_beat(run, &flight) {
            beats += 1;
            return None;
        }
        Some(FlightFrame {
            id,
            from: flight.from,
            to: flight.to,
            sent: run.fact(flight.sent).at,
            arrives,
            name: TextBuf::from(flight.label.name),
            gist: gist.said(&flight.label.gist),
            carries_state: flight.label.carries_state,
        })
    };
    let shown = all.filter_map(frame).take(MOST_FLIGHTS).collect();
    (shown, beats)
}

/// So many times as many facts are looked through for those that are told.
const LOOKED_THROUGH: usize = 40;

/// The last facts that a person hears of, and how many heartbeats are left out among them. That a
/// state became another one says nothing that the facts which led to it do not say.
fn recent(run: &dyn AnyRun, gist: &Gist<'_>, camera: &Camera) -> (Vec<FactFrame>, u32) {
    let with_beats = camera.beats;
    // Through one node's eyes the last facts are those of that node.
    let only = camera.eyes.filter(|eyes| !eyes.lifted).map(|eyes| eyes.node);
    let last = run.last_for_people(run.told().facts, RECENT_FACTS * LOOKED_THROUGH);
    let (mut told, mut beats) = (Vec::new(), 0);
    for id in last {
        let what = run.fact(id).what;
        if told.len() == RECENT_FACTS {
            break;
        } else if only.is_some_and(|node| run.fact(id).node != node) {
            continue;
        } else if !with_beats && is_about_beat(run, id) {
            beats += u32::from(!matches!(what, FactKind::Fired { .. }));
        } else if !matches!(what, FactKind::Became { .. }) {
            told.push(gist.fact(id));
        }
    }
    told.reverse();
    (told, beats)
}

#[cfg(test)]
mod tests;
