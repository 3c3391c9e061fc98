//! How a frame comes about: what is seen of a branch at its cursor.

mod clients;
mod gist;
mod space_time;

use super::experiment::Experiment;
use super::frame::{Camera, CutFrame, FactFrame, FlightFrame, Frame, Life, MOST_FLIGHTS, NodeFrame, PartFrame, RECENT_FACTS};
use super::timeline::Branch;
use crate::base::ids::{FactId, NodeId};
use crate::base::text::Said;
use crate::sim::cast::Group;
use crate::sim::session::Session;
use crate::sim::show::{Lens, Section};
use crate::sim::trace::{Layer, What};
use crate::sim::world;
use gist::Gist;

/// What is seen of a branch at its cursor.
pub fn frame(experiment: &Experiment, id: u32, branch: &Branch, camera: &Camera) -> Frame {
    let session = branch.session.as_ref();
    let (_, step) = session.cursor();
    let gist = Gist::new(experiment, session);
    let flying = session.flying();
    Frame {
        branch: id,
        at: branch.at,
        step,
        steps: session.folded().1,
        facts: session.told().facts,
        nodes: nodes(session, camera),
        flying: flying.len() as u32,
        flights: flights(session, &flying),
        cuts: session.cuts().into_iter().map(|(rule, cut)| CutFrame { rule, cut }).collect(),
        recent: recent(session, &gist),
        space_time: space_time::around(session, branch.at, camera, &gist),
        clients: clients::so_far(session),
    }
}

/// Facts of a run with what they are about, wherever the cursor is.
pub fn facts(experiment: &Experiment, session: &dyn Session, which: core::ops::Range<u32>) -> Vec<FactFrame> {
    let gist = Gist::new(experiment, session);
    (which.start..which.end.min(session.fact_count())).map(|id| gist.fact(FactId(id))).collect()
}

fn nodes(session: &dyn Session, camera: &Camera) -> Vec<NodeFrame> {
    let compared: Vec<Group> = session.cast().groups().into_iter().filter(Group::is_compared).collect();
    (0..session.node_count()).map(|node| self::node(session, NodeId(node), &compared, camera)).collect()
}

fn node(session: &dyn Session, id: NodeId, compared: &[Group], camera: &Camera) -> NodeFrame {
    let view = session.node(id);
    // The first look finds the replay position, the second one the rows around it: both cost no more than the rows they show.
    let outline = Lens { only: camera.only, ..Lens::outline() };
    let applied = session.inspect(id, &outline).log().map_or(0, |log| log.applied);
    let from = applied.saturating_sub(u64::from(camera.rows) * 3 / 4);
    let lens = Lens { rows: from..from + u64::from(camera.rows), accounts: camera.accounts.clone(), only: camera.only };
    let seen = session.inspect(id, &lens);
    NodeFrame {
        id,
        part: session.cast().part(id).map(|part| PartFrame { name: Said::from(part.name), shape: part.shape }),
        group: compared.iter().position(|group| group.members.contains(&id)).map(|group| group as u16),
        role: Said::from(seen.role),
        leads: seen.leads && view.life != world::Life::Down,
        life: match view.life {
            world::Life::Up => Life::Up,
            world::Life::Paused => Life::Paused,
            world::Life::Down => Life::Down,
        },
        version: view.version,
        ahead_us: view.ahead_us,
        slow_milli: view.slow_milli,
        epoch: seen.epoch,
        seal: format!("{:016x}", view.fingerprint),
        sections: seen.sections.into_iter().map(Section::from).collect(),
    }
}

fn flights(session: &dyn Session, flying: &[(crate::base::ids::FlightId, crate::base::time::Time)]) -> Vec<FlightFrame> {
    let held = session.held();
    let all = flying.iter().map(|&(id, at)| (id, Some(at))).chain(held.into_iter().map(|id| (id, None)));
    let frame = |(id, arrives)| {
        let flight = session.flight(id);
        FlightFrame {
            id,
            from: flight.from,
            to: flight.to,
            sent: session.fact(flight.sent).at,
            arrives,
            name: Said::from(flight.label.name),
            gist: flight.label.gist,
            carries_state: flight.label.carries_state,
        }
    };
    all.take(MOST_FLIGHTS).map(frame).collect()
}

/// The last facts that a person hears of. What judges are told beside them (which write is held where, on what an answer rests) says nothing that answers, messages and the
/// protocol's own facts do not say, but where something that was shown is taken back or has left for the outside world.
fn recent(session: &dyn Session, gist: &Gist<'_>) -> Vec<FactFrame> {
    let told = session.told().facts;
    // Each fact for people brings a few for judges at most; no frame looks further back than this.
    let nearest = (told.saturating_sub(8 * RECENT_FACTS as u32)..told).rev().map(FactId);
    let for_judges = |id: &FactId| {
        let what = session.fact(*id).what;
        matches!(what, What::Installed { .. } | What::Observed { .. } | What::Rewound { .. } | What::Removed { layer: Layer::Log, .. })
    };
    let mut last: Vec<FactFrame> = nearest.filter(|id| !for_judges(id)).take(RECENT_FACTS).map(|id| gist.fact(id)).collect();
    last.reverse();
    last
}
