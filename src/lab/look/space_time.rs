//! What happened around the cursor, lane by lane: arrows, dots and bands. The run is known beyond the cursor, so the picture shows what is to come, too.

use super::gist::Gist;
use crate::base::ids::{FactId, FlightId, NodeId};
use crate::base::time::{Span, Time};
use crate::lab::frame::{Arrow, Band, BandKind, Camera, Dot, DotKind, MOST_ARROWS, SpaceTime};
use crate::sim::session::Session;
use crate::sim::trace::{What, Word};
use std::collections::BTreeMap;

/// How far before the window messages are looked for that arrive in it, and how far after it for the end of those sent in it; in facts.
const REACH: u32 = 4_000;

pub(super) fn around(session: &dyn Session, at: Time, camera: &Camera, gist: &Gist<'_>) -> SpaceTime {
    let until = session.until();
    let width = camera.before_us.saturating_add(camera.after_us).clamp(1, until.0.max(1));
    let to = (at + Span(camera.after_us)).min(until).0.max(width);
    let (from, to) = (Time(to.saturating_sub(width)), Time(to));
    let mut picture = SpaceTime { from, to, arrows: Vec::new(), dots: Vec::new(), bands: Vec::new(), crowded: false };
    let (first, last) = (session.first_at(from), session.first_at(to + Span(1)));
    let mut arrows: BTreeMap<FlightId, Arrow> = BTreeMap::new();
    for id in first.saturating_sub(REACH)..last.saturating_add(REACH).min(session.fact_count()) {
        let event = session.fact(FactId(id));
        let inside = (first..last).contains(&id);
        match event.what {
            What::Sent { flight } if id < last => start(session, &mut arrows, flight, event.at, false),
            What::Duplicated { copy, .. } if id < last => start(session, &mut arrows, copy, event.at, true),
            What::Delivered { flight } => end(&mut arrows, flight, event.at, None),
            What::Lost { flight, why } => end(&mut arrows, flight, event.at, Some(why)),
            what if inside && picture.dots.len() < MOST_ARROWS => {
                if let Some((kind, gist)) = dot(gist, &what) {
                    picture.dots.push(Dot { fact: FactId(id), at: event.at, node: event.node, kind, gist });
                }
            }
            _ => picture.crowded |= inside && picture.dots.len() >= MOST_ARROWS,
        }
    }
    let touches = |arrow: &Arrow| arrow.sent <= to && arrow.ended.is_none_or(|ended| ended >= from);
    let mut shown: Vec<Arrow> = arrows.into_values().filter(touches).collect();
    if shown.len() > MOST_ARROWS {
        // Those nearest to the cursor tell most about it; messages that carry state tell more than talk about it.
        picture.crowded = true;
        shown.sort_by_key(|arrow| (!arrow.carries_state, arrow.sent.0.abs_diff(at.0)));
        shown.truncate(MOST_ARROWS);
        shown.sort_by_key(|arrow| arrow.flight);
    }
    picture.arrows = shown;
    picture.bands = bands(session, from, to);
    picture
}

fn start(session: &dyn Session, arrows: &mut BTreeMap<FlightId, Arrow>, flight: FlightId, sent: Time, copy: bool) {
    let view = session.flight(flight);
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

fn end(arrows: &mut BTreeMap<FlightId, Arrow>, flight: FlightId, at: Time, lost: Option<crate::sim::trace::Loss>) {
    if let Some(arrow) = arrows.get_mut(&flight) {
        arrow.ended = Some(at);
        arrow.lost = lost;
    }
}

fn dot(gist: &Gist<'_>, what: &What) -> Option<(DotKind, String)> {
    Some(match *what {
        What::Invoked { op, .. } => (DotKind::Asked, gist.operation(op)),
        What::Returned { op, outcome, reply } => (DotKind::Answered { outcome }, gist.answer(op, reply)),
        What::Noted { word: Word::Appended, a, .. } => (DotKind::Appended, a.to_string()),
        What::Noted { word: Word::Applied, a, .. } => (DotKind::Applied, a.to_string()),
        What::Noted { word, a, .. } if remarkable(word) => (DotKind::Remarkable, a.to_string()),
        What::Crashed { .. } | What::Restarted { .. } | What::Paused | What::Resumed | What::Ordered { .. } => {
            (DotKind::Remarkable, String::new())
        }
        _ => return None,
    })
}

fn remarkable(word: Word) -> bool {
    !matches!(word, Word::Appended | Word::Applied | Word::Ignored | Word::Snapshot)
}

/// When each node was down, standing still, cut off or leading, as far as that touches the window. Folded from the beginning: these facts are few,
/// but they are found among many, so a long run is read from the last window's worth of facts only for its lanes, not for its bands.
fn bands(session: &dyn Session, from: Time, to: Time) -> Vec<Band> {
    let mut open: BTreeMap<(u16, u8), Time> = BTreeMap::new();
    let mut bands = Vec::new();
    let mut close = |open: &mut BTreeMap<(u16, u8), Time>, node: u16, kind: u8, at: Time| {
        if let Some(began) = open.remove(&(node, kind))
            && at >= from
            && began <= to
        {
            let kind = [BandKind::Down, BandKind::Paused, BandKind::Leads][usize::from(kind)];
            bands.push(Band { node: NodeId(node), from: began.max(from), to: at.min(to), kind });
        }
    };
    for &id in session.turning_points() {
        let event = session.fact(id);
        if event.at > to {
            break;
        }
        let node = event.node.0;
        match event.what {
            What::Crashed { .. } => {
                (0..3).for_each(|kind| close(&mut open, node, kind, event.at));
                open.insert((node, 0), event.at);
            }
            What::Restarted { .. } => close(&mut open, node, 0, event.at),
            What::Paused => {
                open.insert((node, 1), event.at);
            }
            What::Resumed => close(&mut open, node, 1, event.at),
            What::Noted { word: Word::Promoted, .. } => {
                open.entry((node, 2)).or_insert(event.at);
            }
            What::Noted { word: Word::Demoted, .. } => close(&mut open, node, 2, event.at),
            _ => {}
        }
    }
    let still: Vec<(u16, u8)> = open.keys().copied().collect();
    still.into_iter().for_each(|(node, kind)| close(&mut open, node, kind, to));
    bands.extend(cut_bands(session, from, to));
    bands
}

/// When a node was cut off from at least one other.
fn cut_bands(session: &dyn Session, from: Time, to: Time) -> Vec<Band> {
    let mut began: BTreeMap<u32, (Time, Vec<u16>)> = BTreeMap::new();
    let mut bands = Vec::new();
    let nodes = session.node_count();
    let mut cuts = session
        .inputs()
        .iter()
        .filter_map(|input| if let crate::sim::input::Action::Cut { cut, .. } = &input.action { Some(cut) } else { None });
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
    for &id in session.turning_points() {
        let event = session.fact(id);
        if event.at > to {
            break;
        }
        match event.what {
            What::Cut { rule } => {
                let Some(cut) = cuts.next() else { continue };
                // Whoever lost most links is the one that was cut off; where all lost the same, all were.
                let lost = |node: u16| {
                    (0..nodes).filter(|&peer| cut.blocks(NodeId(node), NodeId(peer)) || cut.blocks(NodeId(peer), NodeId(node))).count()
                };
                let most = (0..nodes).map(lost).max().unwrap_or(0);
                began.insert(rule, (event.at, (0..nodes).filter(|&node| most > 0 && lost(node) == most).collect()));
            }
            What::Healed { rule } => {
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
