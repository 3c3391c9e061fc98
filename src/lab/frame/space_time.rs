//! What happened around the cursor, lane by lane: arrows, dots and bands. The run is known beyond
//! the cursor, so the picture shows what is to come, too.

use super::beats::is_beat;
use super::gist::Gist;
use super::{Arrow, Band, BandKind, Camera, Dense, Dot, DotKind, MOST_ARROWS, MOST_STALE, SpaceTime};
use crate::base::ids::{FactId, FlightId, NodeId};
use crate::base::text::Text;
use crate::base::time::{Span, Time};
use crate::lab::stale::StaleRead;
use crate::sim::fact::{Drawn, Lasts};
use crate::sim::run::{AnyRun, FlightView};
use crate::sim::trace::{Fact, FactKind, Layer, Loss, Outcome};
use std::collections::BTreeMap;

/// How far before the window messages are looked for that arrive in it, and how far after it for
/// the end of those sent in it; in facts.
const REACH: u32 = 4_000;
/// At most about so many messages of a window are asked what they are; of more, every so-manieth.
const MOST_ASKED: usize = 6_000;
/// A fact of a protocol's own that comes more often than this in a window marks nothing there: of
/// more, every so-manieth is drawn.
const MOST_MARKS: usize = 24;
/// Where detail is left out, how much of it is told in so many stretches of the window.
const STRETCHES: u64 = 120;

pub(super) fn around(
    run: &dyn AnyRun,
    at: Time,
    camera: &Camera,
    gist: &Gist<'_>,
    stale: &[StaleRead],
) -> SpaceTime {
    let until = run.until();
    let width = camera.before_us.saturating_add(camera.after_us).clamp(1, until.0.max(1));
    let to = (at + Span(camera.after_us)).min(until).0.max(width);
    let (from, to) = (Time(to.saturating_sub(width)), Time(to));
    let (first, last) = (run.first_at(from), run.first_at(to + Span(1)));
    let (mut flights, mut dots) = (Vec::new(), Vec::new());
    for id in first.saturating_sub(REACH)..last.saturating_add(REACH).min(run.fact_count()) {
        let event = run.fact(FactId(id));
        match event.what {
            FactKind::Sent { flight } if id < last => flights.push(Sent::new(flight, &event, false)),
            FactKind::Duplicated { copy, .. } if id < last => flights.push(Sent::new(copy, &event, true)),
            FactKind::Delivered { flight } => end(&mut flights, flight, event.at, None),
            FactKind::Lost { flight, why } => end(&mut flights, flight, event.at, Some(why)),
            what if (first..last).contains(&id) => {
                if let Some((kind, rank)) = dot(&what, run) {
                    dots.push((FactId(id), event, kind, rank));
                }
            }
            _ => {}
        }
    }
    let mut left_out = LeftOut::new(from, to);
    let (dots, often) = rarer_marks(dots);
    let (dots, gone) = thin(dots, |(_, _, _, rank)| *rank, MOST_ARROWS);
    often.iter().chain(&gone).for_each(|(_, event, ..)| left_out.add(event.node, event.at, 1));
    let dots = dots.into_iter().map(|(fact, event, kind, _)| Dot {
        fact,
        at: event.at,
        node: event.node,
        kind,
        gist: told(gist, &event.what),
    });
    let touches = |sent: &Sent| sent.at <= to && sent.ended.is_none_or(|ended| ended >= from);
    flights.retain(touches);
    let (arrows, folded) = arrows(run, gist, flights, camera.beats, &mut left_out);
    let seen = stale.partition_point(|read| read.at < from)..stale.partition_point(|read| read.at <= to);
    let stale = &stale[seen];
    SpaceTime {
        from,
        to,
        arrows,
        dots: dots.collect(),
        bands: bands(run, from, to),
        stale: stale[stale.len().saturating_sub(MOST_STALE)..].to_vec(),
        folded,
        crowded: !left_out.is_empty(),
        left_out: left_out.stretches(),
    }
}

/// A message, before it is asked what it is.
#[derive(Clone, Copy, Debug)]
struct Sent {
    flight: FlightId,
    by: NodeId,
    at: Time,
    ended: Option<Time>,
    lost: Option<Loss>,
    copy: bool,
}

impl Sent {
    fn new(flight: FlightId, event: &Fact, copy: bool) -> Sent {
        Sent { flight, by: event.node, at: event.at, ended: None, lost: None, copy }
    }
}

fn end(flights: &mut [Sent], flight: FlightId, at: Time, lost: Option<Loss>) {
    // Messages have their numbers in the order in which they are sent.
    if let Ok(place) = flights.binary_search_by_key(&flight, |sent| sent.flight) {
        flights[place].ended = Some(at);
        flights[place].lost = lost;
    }
}

/// The messages that are drawn, and how many heartbeats are folded away. Heartbeats go first where
/// there is no room, then other talk; what carries state and what was lost stays longest.
fn arrows(
    run: &dyn AnyRun,
    gist: &Gist<'_>,
    flights: Vec<Sent>,
    with_beats: bool,
    left_out: &mut LeftOut,
) -> (Vec<Arrow>, u32) {
    let (asked, unasked) = thin(flights, |sent| u8::from(sent.lost.is_none()), MOST_ASKED);
    unasked.iter().for_each(|sent| left_out.add(sent.by, sent.at, 1));
    let mut folded = 0;
    let mut known = Vec::with_capacity(asked.len());
    for sent in asked {
        let view = run.flight(sent.flight);
        let beat = is_beat(run, &view);
        if beat && !with_beats {
            folded += 1;
            continue;
        }
        let rank = match (view.label.carries_state, sent.lost.is_some(), beat) {
            (true, true, _) => 0,
            (true, false, _) | (false, true, false) => 1,
            (false, false, false) => 2,
            (false, _, true) => 3,
        };
        known.push((sent, view, rank));
    }
    let (shown, gone) = thin(known, |(_, _, rank)| *rank, MOST_ARROWS);
    gone.iter().for_each(|(sent, ..)| left_out.add(sent.by, sent.at, 1));
    let arrow = |(sent, view, _): (Sent, FlightView, u8)| Arrow {
        flight: sent.flight,
        from: view.from,
        to: view.to,
        sent: sent.at,
        ended: sent.ended,
        lost: sent.lost,
        copy: sent.copy,
        carries_state: view.label.carries_state,
        gist: gist.said(&view.label.gist),
    };
    (shown.into_iter().map(arrow).collect(), folded)
}

/// Parts a list into what is kept, at most `most`, and what is not: the lowest ranks are kept whole
/// as long as there is room, of the first one for which there is too little every so-manieth, so
/// that what is kept lies all over the list. Both keep their order.
fn thin<T>(all: Vec<T>, rank: impl Fn(&T) -> u8, most: usize) -> (Vec<T>, Vec<T>) {
    let mut counts = [0_usize; 8];
    all.iter().for_each(|it| counts[usize::from(rank(it)).min(7)] += 1);
    let mut every = [0_usize; 8];
    let mut room = most;
    for (every, &count) in every.iter_mut().zip(&counts) {
        if room > 0 && count > 0 {
            *every = count.div_ceil(room);
            room = if *every == 1 { room - count } else { 0 };
        }
    }
    let mut seen = [0_usize; 8];
    all.into_iter().partition(|it| {
        let rank = usize::from(rank(it)).min(7);
        seen[rank] += 1;
        every[rank] > 0 && (seen[rank] - 1).is_multiple_of(every[rank])
    })
}

/// A dot before it is drawn: its fact, and how soon it goes.
type Marked = (FactId, Fact, DotKind, u8);

/// Parts dots into those that are drawn and the marks of the protocol's own that are too many of
/// their kind: under load a mark at every step would hide all that it should point at.
fn rarer_marks(dots: Vec<Marked>) -> (Vec<Marked>, Vec<Marked>) {
    let own = |event: &Fact| if let FactKind::Noted { fact, .. } = event.what { Some(fact) } else { None };
    let mut counts: BTreeMap<u8, (usize, usize)> = BTreeMap::new();
    dots.iter()
        .filter_map(|(_, event, ..)| own(event))
        .for_each(|fact| counts.entry(fact).or_default().0 += 1);
    dots.into_iter().partition(|(_, event, ..)| {
        let Some((count, seen)) = own(event).and_then(|fact| counts.get_mut(&fact)) else { return true };
        *seen += 1;
        (*seen - 1).is_multiple_of(count.div_ceil(MOST_MARKS))
    })
}

/// What is not drawn, counted by node and stretch.
struct LeftOut {
    from: Time,
    length: u64,
    counts: BTreeMap<(NodeId, u64), u32>,
}

impl LeftOut {
    fn new(from: Time, to: Time) -> LeftOut {
        LeftOut { from, length: to.since(from).0.max(1), counts: BTreeMap::new() }
    }

    fn add(&mut self, node: NodeId, at: Time, count: u32) {
        let place =
            (u128::from(at.since(self.from).0) * u128::from(STRETCHES) / u128::from(self.length)) as u64;
        *self.counts.entry((node, place.min(STRETCHES - 1))).or_default() += count;
    }

    fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    fn stretches(self) -> Vec<Dense> {
        let at = |place: u64| {
            self.from + Span((u128::from(self.length) * u128::from(place) / u128::from(STRETCHES)) as u64)
        };
        let dense = |(&(node, place), &count)| Dense { node, from: at(place), to: at(place + 1), count };
        self.counts.iter().map(dense).collect()
    }
}

/// What kind of dot a fact is, and how soon it goes where there is no room: the higher, the sooner.
fn dot(what: &FactKind, run: &dyn AnyRun) -> Option<(DotKind, u8)> {
    let of_write = |op| u8::from(run.operation(op).request.call.is_read());
    Some(match *what {
        FactKind::Invoked { op, .. } => (DotKind::Asked, 2 + of_write(op)),
        FactKind::Returned { outcome: outcome @ (Outcome::Fail | Outcome::Info), .. } => {
            (DotKind::Answered { outcome }, 0)
        }
        FactKind::Returned { op, outcome, .. } => (DotKind::Answered { outcome }, 2 + of_write(op)),
        FactKind::Noted { fact, .. } => match run.own_facts()[usize::from(fact)].drawn {
            Drawn::Remarkable => (DotKind::Remarkable, 0),
            Drawn::Not => return None,
        },
        FactKind::Installed { layer: Layer::Log, .. } => (DotKind::Appended, 1),
        FactKind::Installed { layer: Layer::State, .. } => (DotKind::Applied, 4),
        FactKind::Crashed { .. }
        | FactKind::Restarted { .. }
        | FactKind::Paused
        | FactKind::Resumed
        | FactKind::Ordered { .. } => (DotKind::Remarkable, 0),
        _ => return None,
    })
}

/// What a dot says.
fn told(gist: &Gist<'_>, what: &FactKind) -> String {
    match *what {
        FactKind::Invoked { op, .. } => gist.operation(op),
        FactKind::Returned { op, reply, .. } => gist.answer(op, reply),
        FactKind::Installed { write, .. } => gist.place(write),
        _ => String::new(),
    }
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
    use crate::lab::experiment::{Experiment, Pace};
    use crate::lab::{demo, setup};
    use crate::sim::run::Progress;

    #[test]
    fn where_there_is_too_little_room_what_is_kept_lies_all_over_the_list_and_ranks_go_from_the_last() {
        let all: Vec<(u8, usize)> = (0..1_000).map(|n| (if n % 100 == 7 { 0 } else { 1 }, n)).collect();
        let (kept, gone) = thin(all, |(rank, _)| *rank, 110);
        assert_eq!(
            (kept.len() + gone.len(), kept.iter().filter(|(rank, _)| *rank == 0).count()),
            (1_000, 10)
        );
        assert!((100..=110).contains(&kept.len()), "{}", kept.len());
        assert!(kept.windows(2).all(|pair| (1..=11).contains(&(pair[1].1 - pair[0].1))));
        assert!(gone.iter().all(|(rank, _)| *rank == 1));
    }

    #[test]
    fn a_crowded_window_is_drawn_from_its_beginning_to_its_end_and_says_where_it_left_something_out() {
        let mut experiment = Experiment::first(&crate::protocol::catalog::CATALOG.0[0]);
        experiment.workload.pace = Pace::Open { every_us: 8_000 };
        let mut run = setup::open(&experiment, &[]);
        while run.advance(100_000) == Progress::More {}
        let gist = Gist::new(&experiment, run.as_ref());
        let whole = Camera { before_us: experiment.duration_us, ..Camera::default() };
        let drawn = around(run.as_ref(), run.until(), &whole, &gist, &[]);
        assert!(drawn.crowded && drawn.dots.len() <= MOST_ARROWS && drawn.arrows.len() <= MOST_ARROWS);
        // Clients ask until 6 s: every half second of that has dots and arrows, and a density.
        for half in 0..11 {
            let inside = |at: Time| at.0 / 500_000 == half;
            assert!(drawn.dots.iter().any(|dot| inside(dot.at)), "{half}");
            assert!(drawn.arrows.iter().any(|arrow| inside(arrow.sent)), "{half}");
            assert!(drawn.left_out.iter().any(|dense| inside(dense.from)), "{half}");
        }
    }

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
