//! What happened around the cursor, lane by lane: arrows, dots and bands. The run is known beyond
//! the cursor, so the picture shows what is to come, too.

use super::gist::Gist;
use crate::base::ids::{FactId, FlightId, NodeId};
use crate::base::text::Text;
use crate::base::time::{Span, Time};
use crate::lab::frame::{Arrow, Band, BandKind, Camera, Dot, DotKind, MOST_ARROWS, SpaceTime};
use crate::sim::fact::{Drawn, FactRow, Lasts};
use crate::sim::run::AnyRun;
use crate::sim::trace::FactKind;
use std::collections::BTreeMap;

/// How far before the window messages are looked for that arrive in it, and how far after it for
/// the end of those sent in it; in facts.
const REACH: u32 = 4_000;

pub(super) fn around(run: &dyn AnyRun, at: Time, camera: &Camera, gist: &Gist<'_>) -> SpaceTime {
    let until = run.until();
    let width = camera.before_us.saturating_add(camera.after_us).clamp(1, until.0.max(1));
    let to = (at + Span(camera.after_us)).min(until).0.max(width);
    let (from, to) = (Time(to.saturating_sub(width)), Time(to));
    let mut picture =
        SpaceTime { from, to, arrows: Vec::new(), dots: Vec::new(), bands: Vec::new(), crowded: false };
    let (first, last) = (run.first_at(from), run.first_at(to + Span(1)));
    let mut arrows: BTreeMap<FlightId, Arrow> = BTreeMap::new();
    for id in first.saturating_sub(REACH)..last.saturating_add(REACH).min(run.fact_count()) {
        let event = run.fact(FactId(id));
        let inside = (first..last).contains(&id);
        match event.what {
            FactKind::Sent { flight } if id < last => start(run, &mut arrows, flight, event.at, false),
            FactKind::Duplicated { copy, .. } if id < last => start(run, &mut arrows, copy, event.at, true),
            FactKind::Delivered { flight } => end(&mut arrows, flight, event.at, None),
            FactKind::Lost { flight, why } => end(&mut arrows, flight, event.at, Some(why)),
            what if inside && picture.dots.len() < MOST_ARROWS => {
                if let Some((kind, gist)) = dot(gist, &what, run.own_facts()) {
                    picture.dots.push(Dot { fact: FactId(id), at: event.at, node: event.node, kind, gist });
                }
            }
            _ => picture.crowded |= inside && picture.dots.len() >= MOST_ARROWS,
        }
    }
    let touches = |arrow: &Arrow| arrow.sent <= to && arrow.ended.is_none_or(|ended| ended >= from);
    let mut shown: Vec<Arrow> = arrows.into_values().filter(touches).collect();
    if shown.len() > MOST_ARROWS {
        // Those nearest to the cursor tell most about it; messages that carry state tell more than
        // talk about it.
        picture.crowded = true;
        shown.sort_by_key(|arrow| (!arrow.carries_state, arrow.sent.0.abs_diff(at.0)));
        shown.truncate(MOST_ARROWS);
        shown.sort_by_key(|arrow| arrow.flight);
    }
    picture.arrows = shown;
    picture.bands = bands(run, from, to);
    picture
}

fn start(run: &dyn AnyRun, arrows: &mut BTreeMap<FlightId, Arrow>, flight: FlightId, sent: Time, copy: bool) {
    let view = run.flight(flight);
    let label = view.label;
    let arrow = Arrow {
        flight,
        from: view.from,
        to: view.to,
        sent,
        ended: None,
        lost: None,
        copy,
        carries_state: label.carries_state,
        gist: label.gist,
    };
    arrows.insert(flight, arrow);
}

fn end(
    arrows: &mut BTreeMap<FlightId, Arrow>,
    flight: FlightId,
    at: Time,
    lost: Option<crate::sim::trace::Loss>,
) {
    if let Some(arrow) = arrows.get_mut(&flight) {
        arrow.ended = Some(at);
        arrow.lost = lost;
    }
}

fn dot(gist: &Gist<'_>, what: &FactKind, own: &[FactRow]) -> Option<(DotKind, String)> {
    Some(match *what {
        FactKind::Invoked { op, .. } => (DotKind::Asked, gist.operation(op)),
        FactKind::Returned { op, outcome, reply } => (DotKind::Answered { outcome }, gist.answer(op, reply)),
        FactKind::Noted { fact, a, .. } => {
            let kind = match own[usize::from(fact)].drawn {
                Drawn::Appended => DotKind::Appended,
                Drawn::Applied => DotKind::Applied,
                Drawn::Remarkable => DotKind::Remarkable,
                Drawn::Not => return None,
            };
            (kind, a.to_string())
        }
        FactKind::Crashed { .. }
        | FactKind::Restarted { .. }
        | FactKind::Paused
        | FactKind::Resumed
        | FactKind::Ordered { .. } => (DotKind::Remarkable, String::new()),
        _ => return None,
    })
}

/// When each node was down, standing still or cut off, and what a protocol's own facts began, as
/// far as that touches the window. Folded from the beginning: these facts are few, but they are
/// found among many, so a long run is read from the last window's worth of facts only for its
/// lanes, not for its bands.
fn bands(run: &dyn AnyRun, from: Time, to: Time) -> Vec<Band> {
    let own = run.own_facts();
    let of = |what: Text| {
        own.iter()
            .position(|row| row.lasts == Lasts::Begins(what))
            .map(|fact| BandKind::Own { fact: fact as u8 })
    };
    let mut open: Vec<Band> = Vec::new();
    let mut bands = Vec::new();
    for &id in run.turning_points() {
        let event = run.fact(id);
        if event.at > to {
            break;
        }
        let (begins, ends) = match event.what {
            FactKind::Crashed { .. } => (Some(BandKind::Down), None),
            FactKind::Restarted { .. } => (None, Some(BandKind::Down)),
            FactKind::Paused => (Some(BandKind::Paused), None),
            FactKind::Resumed => (None, Some(BandKind::Paused)),
            FactKind::Noted { fact, .. } => match own[usize::from(fact)].lasts {
                Lasts::Begins(what) => (of(what), None),
                Lasts::Ends(what) => (None, of(what)),
                Lasts::No => (None, None),
            },
            _ => (None, None),
        };
        let crash = begins == Some(BandKind::Down);
        let over = |band: &mut Band| band.node == event.node && (crash || Some(band.kind) == ends);
        bands.extend(open.extract_if(.., over).map(|band| Band { to: event.at, ..band }));
        if let Some(kind) = begins
            && !open.iter().any(|band| band.node == event.node && band.kind == kind)
        {
            open.push(Band { node: event.node, from: event.at, to, kind });
        }
    }
    bands.extend(open);
    bands.retain(|band| band.to >= from);
    for band in &mut bands {
        (band.from, band.to) = (band.from.max(from), band.to.min(to));
    }
    bands.extend(cut_bands(run, from, to));
    bands
}

/// When a node was cut off from at least one other.
fn cut_bands(run: &dyn AnyRun, from: Time, to: Time) -> Vec<Band> {
    let mut began: BTreeMap<u32, (Time, Vec<u16>)> = BTreeMap::new();
    let mut bands = Vec::new();
    let nodes = run.node_count();
    let mut cuts = run.inputs().iter().filter_map(|input| {
        if let crate::sim::input::Action::Cut { cut, .. } = &input.action { Some(cut) } else { None }
    });
    let mut end = |(start, nodes): (Time, Vec<u16>), at: Time| {
        if at >= from && start <= to {
            bands.extend(nodes.into_iter().map(|node| Band {
                node: NodeId(node),
                from: start.max(from),
                to: at.min(to),
                kind: BandKind::Cut,
            }));
        }
    };
    for &id in run.turning_points() {
        let event = run.fact(id);
        if event.at > to {
            break;
        }
        match event.what {
            FactKind::Cut { rule } => {
                let Some(cut) = cuts.next() else { continue };
                // Whoever lost most links is the one that was cut off; where all lost the same, all
                // were.
                let lost = |node: u16| {
                    (0..nodes)
                        .filter(|&peer| {
                            cut.blocks(NodeId(node), NodeId(peer)) || cut.blocks(NodeId(peer), NodeId(node))
                        })
                        .count()
                };
                let most = (0..nodes).map(lost).max().unwrap_or(0);
                began.insert(
                    rule,
                    (event.at, (0..nodes).filter(|&node| most > 0 && lost(node) == most).collect()),
                );
            }
            FactKind::Healed { rule } => {
                if let Some(cut) = began.remove(&rule) {
                    end(cut, event.at);
                }
            }
            _ => {}
        }
    }
    began.into_values().for_each(|cut| end(cut, to));
    bands
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{demo, setup};
    use crate::sim::run::Progress;

    #[test]
    fn what_a_fact_of_its_own_begins_is_drawn_until_a_fact_or_a_crash_ends_it() {
        let experiment = demo::find("zombie-primary").expect("a demo").experiment();
        let mut run = setup::open(&experiment, &[]);
        while run.advance(100_000) == Progress::More {}
        let drawn = |from, to| {
            let mut own = Vec::new();
            for band in bands(run.as_ref(), Time(from), Time(to)) {
                if let BandKind::Own { fact } = band.kind {
                    own.push((
                        band.node.0,
                        band.from.0 / 1_000,
                        band.to.0 / 1_000,
                        run.own_facts()[usize::from(fact)].name,
                    ));
                }
            }
            own
        };
        // Node 0 wakes up at 3,000 ms and hears that node 1 took over; node 1 crashes at 3,020 ms.
        assert_eq!(drawn(0, 3_050_000), [(0, 0, 3_000, "promoted"), (1, 1_692, 3_020, "promoted")]);
        // A window shows of each band what lies in it.
        assert_eq!(drawn(100_000, 200_000), [(0, 100, 200, "promoted")]);
    }
}
