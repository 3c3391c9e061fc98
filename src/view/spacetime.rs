//! Space-time: one lane a node, time to the right, an arrow a message. Above a lane stand its
//! clients, on it its log, below it its state.

use super::ticks::{Tick, ticks};
use super::{Point, point};
use crate::base::arrange::Arrange;
use crate::base::ids::{FactId, FlightId, NodeId};
use crate::base::text::Language;
use crate::base::time::Time;
use crate::lab::frame::{Arrow, Band, BandKind, Dense, Dot, DotKind, SpaceTime};
use crate::lab::stale::StaleRead;

/// What a frame's space-time looks like at a size in pixels.
#[derive(Clone, PartialEq, Debug)]
pub struct Picture {
    /// Where the time axis begins.
    pub left: f64,
    /// The right edge of the lanes.
    pub right: f64,
    /// Where the lanes end and the axis is written.
    pub bottom: f64,
    /// The height of each lane's line, node by node.
    pub lanes: Vec<f64>,
    /// The marks of the axis.
    pub ticks: Vec<(f64, Tick)>,
    /// Messages that were on their way in the window.
    pub arrows: Vec<ArrowLine>,
    /// What happened at one node.
    pub dots: Vec<DotMark>,
    /// Times in which something held.
    pub bands: Vec<BandBox>,
    /// Where detail is left out, and how much.
    pub dense: Vec<DenseBar>,
    /// From each write that a read missed to that read.
    pub stale: Vec<StaleLine>,
    /// Where the cursor stands, from the left.
    pub now: f64,
    /// How far all of it has to be moved to the right. While time passes only this changes, and the
    /// lines themselves stay as they are.
    pub shift: f64,
    /// The moment whose x is 0.
    anchor: Time,
    pace: f64,
}

/// A message as a line.
#[derive(Clone, PartialEq, Debug)]
pub struct ArrowLine {
    /// The id of the message in the trace.
    pub flight: FlightId,
    /// Its place in the frame's list.
    pub index: usize,
    /// The point at which it was sent.
    pub start: Point,
    /// The point at which it arrives, was lost, or leaves the window.
    pub end: Point,
    /// The point of the arrow, as an SVG path; nothing where it did not arrive.
    pub head: String,
    /// How it is drawn.
    pub look: Look,
    /// Whether all of it lies after the cursor.
    pub future: bool,
}

/// What became of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Look {
    /// It arrived in the ordinary time.
    Arrived,
    /// It took more than three times as long as most.
    Late,
    /// It is the second of two.
    Copy,
    /// It was lost on the way.
    Lost,
    /// It had not arrived when the run ended.
    Open,
}

/// Something at one node.
#[derive(Clone, PartialEq, Debug)]
pub struct DotMark {
    /// The id of the fact in the trace.
    pub fact: FactId,
    /// Its place in the frame's list.
    pub index: usize,
    /// The middle of the dot.
    pub at: Point,
    /// What happened there; each kind has a shape of its own.
    pub kind: DotKind,
    /// The node on whose lane it is.
    pub node: NodeId,
    /// What is written into it, where there is room.
    pub label: Option<String>,
    /// Whether it lies after the cursor.
    pub future: bool,
}

/// A time in which something held.
#[derive(Clone, PartialEq, Debug)]
pub struct BandBox {
    /// The status that lasted; each has a pattern of its own.
    pub kind: BandKind,
    /// The node on whose lane it is.
    pub node: NodeId,
    /// The left edge.
    pub x: f64,
    /// The upper edge.
    pub y: f64,
    /// The width, which is how long it lasted.
    pub width: f64,
    /// The height, around the line of its lane.
    pub height: f64,
    /// Where its word begins, if there is room for one.
    pub name_x: Option<f64>,
}

/// How much is left out in a stretch of a lane, as a bar on it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct DenseBar {
    /// The left edge.
    pub x: f64,
    /// The upper edge.
    pub y: f64,
    /// How long the stretch is.
    pub width: f64,
    /// The higher, the more is left out; never higher than the room of its lane.
    pub height: f64,
    /// How much is left out.
    pub count: u32,
}

/// A read that missed a write.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct StaleLine {
    /// Its place in the frame's list.
    pub index: usize,
    /// Where the write was acknowledged.
    pub start: Point,
    /// Where the read was answered.
    pub end: Point,
    /// Whether the read lies after the cursor.
    pub future: bool,
}

/// What a person points at: a dot or an arrow, by its place in the frame's list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hit {
    /// The dot at this place in the picture's list.
    Dot(usize),
    /// The arrow at this place in the picture's list.
    Arrow(usize),
}

/// How far above and below its lane a client's dot and a state's dot stand.
pub const ASIDE: f64 = 15.0;
/// The radius of a dot with a label.
pub const RADIUS: f64 = 8.0;

/// Draws a space-time at a size. `names` is the room for the names of the nodes, to the left of the
/// lanes.
pub fn draw(
    space_time: &SpaceTime,
    nodes: usize,
    now: Time,
    (width, height): (f64, f64),
    names: f64,
    language: Language,
) -> Picture {
    let (left, right) = (names + 8.0, (width - 24.0).max(names + 60.0));
    let (top, bottom) = (34.0, height - 26.0);
    let gap = (bottom - top) / nodes.max(1) as f64;
    let lanes: Vec<f64> = (0..nodes).map(|node| top + gap * (node as f64 + 0.5)).collect();
    let most = ((right - left) / 78.0).max(1.0) as u64;
    let length = space_time.to.since(space_time.from).0.max(1);
    // Far from zero, numbers lose their decimals; so the anchor follows, in long leaps.
    let leap = length.saturating_mul(8);
    let anchor = Time(space_time.from.0 / leap * leap);
    let pace = (right - left) / length as f64;
    let mut picture = Picture {
        left,
        right,
        bottom,
        lanes,
        ticks: vec![],
        arrows: vec![],
        dots: vec![],
        bands: vec![],
        dense: vec![],
        stale: vec![],
        now: 0.0,
        shift: left,
        anchor,
        pace,
    };
    picture.shift = left - picture.x(space_time.from);
    picture.now = picture.x(now);
    picture.ticks = ticks(space_time.from, space_time.to, most, language)
        .into_iter()
        .map(|tick| (picture.x(tick.at), tick))
        .collect();
    let usual = usual_way(&space_time.arrows);
    let arrows = space_time
        .arrows
        .iter()
        .enumerate()
        .filter_map(|(index, arrow)| picture.arrow(index, arrow, now, usual));
    picture.arrows = arrows.collect();
    picture.dots =
        space_time.dots.iter().enumerate().filter_map(|(index, dot)| picture.dot(index, dot, now)).collect();
    crowd(&mut picture.dots);
    let high = (gap - 6.0).min(46.0);
    picture.bands = space_time.bands.iter().filter_map(|band| picture.band(band, high)).collect();
    name_bands(&mut picture.bands);
    let most = space_time.left_out.iter().map(|it| it.count).max().unwrap_or(0);
    picture.dense = space_time.left_out.iter().filter_map(|it| picture.dense(it, most, high)).collect();
    let stale = space_time.stale.iter().enumerate();
    picture.stale = stale.filter_map(|(index, read)| picture.stale(index, read, now)).collect();
    picture
}

/// How long most messages take: the median, for telling the late ones and for drawing the lost
/// ones.
fn usual_way(arrows: &[Arrow]) -> u64 {
    let mut ways: Vec<u64> = arrows
        .iter()
        .filter(|arrow| arrow.lost.is_none())
        .filter_map(|arrow| arrow.ended.map(|ended| ended.since(arrow.sent).0))
        .collect();
    ways.sort_unstable();
    ways.get(ways.len() / 2).copied().unwrap_or(0)
}

impl Picture {
    /// Where a moment stands, before everything is moved by [`Picture::shift`].
    pub fn x(&self, at: Time) -> f64 {
        let way = if at >= self.anchor {
            at.since(self.anchor).0 as f64
        } else {
            -(self.anchor.since(at).0 as f64)
        };
        // Very far outside is as good as infinitely far, and SVG does not like such numbers.
        (way * self.pace).clamp(-1e6, 1e6)
    }

    /// Which moment stands at a place of the picture.
    pub fn time(&self, x: f64) -> Time {
        let way = (x.clamp(self.left, self.right) - self.shift) / self.pace;
        Time((self.anchor.0 as f64 + way).max(0.0).round() as u64)
    }

    /// The dot or arrow that is meant by a place of the picture: the nearest one, if it is near.
    /// Dots come first.
    pub fn hit(&self, place: Point) -> Option<Hit> {
        let place = point(place.x - self.shift, place.y);
        let nearest = |found: &mut dyn Iterator<Item = (usize, f64)>, reach: f64| {
            found.filter(|(_, far)| *far <= reach).min_by(|a, b| a.1.total_cmp(&b.1))
        };
        let dot = nearest(&mut self.dots.iter().map(|dot| (dot.index, dot.at.minus(place).length())), 13.0);
        let arrow = || {
            nearest(
                &mut self.arrows.iter().map(|arrow| (arrow.index, from_line(place, arrow.start, arrow.end))),
                7.0,
            )
        };
        dot.map(|(index, _)| Hit::Dot(index)).or_else(|| arrow().map(|(index, _)| Hit::Arrow(index)))
    }

    fn arrow(&self, index: usize, arrow: &Arrow, now: Time, usual: u64) -> Option<ArrowLine> {
        let (y1, y2) = (*self.lanes.get(arrow.from.index())?, *self.lanes.get(arrow.to.index())?);
        let start = point(self.x(arrow.sent), y1);
        let way = arrow.ended.map_or(0, |ended| ended.since(arrow.sent).0);
        let look = match (arrow.lost, arrow.ended) {
            (Some(_), _) => Look::Lost,
            (None, None) => Look::Open,
            _ if arrow.copy => Look::Copy,
            _ if usual > 0 && way > usual.saturating_mul(3) => Look::Late,
            _ => Look::Arrived,
        };
        let end = match (look, arrow.ended) {
            // A lost one ends between two lanes, half a lane before the one that it never got to, at
            // the usual pace: where it was lost nobody could see. On a lane its cross would say that
            // it had come to somebody.
            (Look::Lost, _) => {
                let lanes = f64::from(arrow.from.0.abs_diff(arrow.to.0)).max(1.0);
                let part = 1.0 - 0.5 / lanes;
                let until = Time(arrow.sent.0.saturating_add((way.max(usual) as f64 * part) as u64));
                point(self.x(until).max(start.x + 6.0), y1 + (y2 - y1) * part)
            }
            (_, Some(ended)) => point(self.x(ended), y2),
            (_, None) => point((self.right - self.shift + 30.0).max(start.x + 30.0), y1 + (y2 - y1) * 0.8),
        };
        let head = if matches!(look, Look::Lost | Look::Open) { String::new() } else { head(start, end) };
        Some(ArrowLine { flight: arrow.flight, index, start, end, head, look, future: arrow.sent > now })
    }

    fn dot(&self, index: usize, dot: &Dot, now: Time) -> Option<DotMark> {
        let lane = *self.lanes.get(dot.node.index())?;
        let y = match dot.kind {
            DotKind::Asked | DotKind::Answered { .. } => lane - ASIDE,
            DotKind::Applied => lane + ASIDE - 2.0,
            DotKind::Appended => lane,
            // A little above, so that it does not hide the entry that it is about.
            DotKind::Remarkable => lane - 9.0,
        };
        let short = dot.gist.strip_prefix('#').unwrap_or(&dot.gist);
        let fits = dot.kind == DotKind::Appended && (1..=3).contains(&short.chars().count());
        let label = fits.then(|| short.to_owned());
        Some(DotMark {
            fact: dot.fact,
            index,
            at: point(self.x(dot.at), y),
            kind: dot.kind,
            node: dot.node,
            label,
            future: dot.at > now,
        })
    }

    fn dense(&self, dense: &Dense, most: u32, high: f64) -> Option<DenseBar> {
        let lane = *self.lanes.get(dense.node.index())?;
        let (x, end) = (self.x(dense.from), self.x(dense.to));
        // By the root: a stretch with little left out is seen beside one with very much.
        let height = (f64::from(dense.count) / f64::from(most.max(1))).sqrt() * high;
        Some(DenseBar { x, y: lane - height / 2.0, width: end - x, height, count: dense.count })
    }

    fn stale(&self, index: usize, read: &StaleRead, now: Time) -> Option<StaleLine> {
        let client = |node: NodeId| Some(*self.lanes.get(node.index())? - ASIDE);
        let start = point(self.x(read.missed_at), client(read.missed_node)?);
        let end = point(self.x(read.at), client(read.node)?);
        Some(StaleLine { index, start, end, future: read.at > now })
    }

    fn band(&self, band: &Band, height: f64) -> Option<BandBox> {
        let lane = *self.lanes.get(band.node.index())?;
        let (x, end) = (self.x(band.from), self.x(band.to));
        let width = (end > x).then_some(end - x)?;
        Some(BandBox {
            kind: band.kind,
            node: band.node,
            x,
            y: lane - height / 2.0,
            width,
            height,
            name_x: None,
        })
    }
}

fn from_line(place: Point, start: Point, end: Point) -> f64 {
    let way = end.minus(start);
    let along = (place.minus(start).dot(way) / way.dot(way).max(1e-9)).clamp(0.0, 1.0);
    place.minus(start.towards(end, along)).length()
}

/// A slim arrow head that ends in the middle of what it points at.
fn head(start: Point, end: Point) -> String {
    let way = end.minus(start).unit();
    let tip = end.minus(way.times(RADIUS + 1.0));
    let back = tip.minus(way.times(7.0));
    let (left, right) = (back.plus(way.right().times(3.0)), back.minus(way.right().times(3.0)));
    format!("M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}z", tip.x, tip.y, left.x, left.y, right.x, right.y)
}

/// The room that the word of a band needs.
const BAND_NAME: f64 = 54.0;

/// Words of bands that hold at once, a cut and a crash perhaps, stand beside one another; a word
/// for which there is no room is left out.
fn name_bands(bands: &mut [BandBox]) {
    for index in 0..bands.len() {
        let (named, rest) = bands.split_at_mut(index);
        let band = &mut rest[0];
        if matches!(band.kind, BandKind::Own { .. }) {
            continue;
        }
        let mut x = band.x + 6.0;
        let mut taken: Vec<f64> =
            named.iter().filter(|other| other.node == band.node).filter_map(|other| other.name_x).collect();
        taken.arrange_by(f64::total_cmp);
        for other in taken {
            if (other - x).abs() < BAND_NAME {
                x = other + BAND_NAME;
            }
        }
        band.name_x = (x + BAND_NAME - 6.0 <= band.x + band.width).then_some(x);
    }
}

/// Where dots of one row stand closer than a label needs, they lose their labels.
fn crowd(dots: &mut [DotMark]) {
    let places: Vec<(NodeId, Point)> =
        dots.iter().filter(|dot| dot.kind == DotKind::Appended).map(|dot| (dot.node, dot.at)).collect();
    for dot in dots.iter_mut().filter(|dot| dot.label.is_some()) {
        let near = places
            .iter()
            .filter(|(node, at)| *node == dot.node && (at.x - dot.at.x).abs() < RADIUS * 2.0 - 1.0)
            .count();
        if near > 1 {
            dot.label = None;
        }
    }
}

#[cfg(test)]
mod tests;
