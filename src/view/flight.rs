//! Where a message is: on the way between two cards, keeping to the right, so that the two
//! directions of a link never run over each other.
//!
//! A message moves in a straight line at an even pace: its place says when it was sent and when it
//! will arrive, and nothing else.

use super::layout::Layout;
use super::{Point, Size, point, size};
use crate::base::ids::{FlightId, NodeId};
use crate::base::time::Time;
use crate::lab::frame::FlightFrame;

/// Up to so many messages are drawn as labelled tokens, more of them as small discs.
pub const MOST_TOKENS: usize = 150;
/// How far a lane keeps from the middle of its link.
const LANE: f64 = 9.0;
/// How far a lane begins and ends off the cards.
const CLEAR: f64 = 9.0;
/// How high a token is.
pub const TOKEN_HEIGHT: f64 = 22.0;
/// So many tokens can travel side by side in one direction; the next one shares the first lane.
const ABREAST: usize = 3;

/// A message on the stage.
#[derive(Clone, PartialEq, Debug)]
pub struct Token {
    /// The id of the message in the trace.
    pub flight: FlightId,
    /// The middle of the token.
    pub at: Point,
    /// How large it is drawn.
    pub size: Size,
    /// Whether it is held back.
    pub held: bool,
}

/// One direction of a link: from the edge of one card to the edge of the other, a little to the
/// right of the middle.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Lane {
    /// Where it leaves the sender's card.
    pub start: Point,
    /// Where it meets the receiver's card.
    pub end: Point,
}

/// The lane from one node to another, so far to the right of the straight line.
pub fn lane(layout: &Layout, from: NodeId, to: NodeId, aside: f64) -> Lane {
    let middle = |node: NodeId| layout.middles.get(node.index()).copied().unwrap_or_default();
    let (a, b) = (middle(from), middle(to));
    let way = b.minus(a).unit();
    let offset = way.right().times(aside);
    let leave = edge(offset, way, layout.card);
    let meet = edge(offset, way.times(-1.0), layout.card);
    // A little off the cards, where there is room, so that a message never hides what they say.
    let free = b.minus(a).length() - leave - meet;
    let off = CLEAR.min(free / 5.0).max(0.0);
    Lane {
        start: a.plus(offset).plus(way.times(leave + off)),
        end: b.plus(offset).plus(way.times(-meet - off)),
    }
}

/// How far from the place `offset` beside a card's middle one has to go along `way` to leave the
/// card.
fn edge(offset: Point, way: Point, card: Size) -> f64 {
    let until = |at: f64, step: f64, half: f64| {
        if step > 1e-9 {
            (half - at) / step
        } else if step < -1e-9 {
            (-half - at) / step
        } else {
            f64::INFINITY
        }
    };
    let far = until(offset.x, way.x, card.width / 2.0).min(until(offset.y, way.y, card.height / 2.0));
    if far.is_finite() { far.max(0.0) } else { 0.0 }
}

/// How wide a token is that says this.
fn token_size(gist: &str, plain: bool) -> Size {
    if plain || gist.is_empty() {
        return size(10.0, 10.0);
    }
    // Wide letters of Chinese names take twice the room of a digit.
    let letters: f64 = gist.chars().map(|c| if c.is_ascii() { 6.7 } else { 11.5 }).sum();
    size((letters + 16.0).clamp(30.0, 130.0), TOKEN_HEIGHT)
}

/// Every message that is on its way, where it is at this moment.
pub fn tokens(flights: &[FlightFrame], layout: &Layout, now: Time) -> Vec<Token> {
    let plain = flights.len() > MOST_TOKENS;
    let mut tokens = Vec::with_capacity(flights.len());
    let mut beside = Vec::with_capacity(flights.len());
    for (i, flight) in flights.iter().enumerate() {
        let size = token_size(&flight.gist, plain);
        let straight = lane(layout, flight.from, flight.to, LANE);
        let way = straight.end.minus(straight.start);
        let same_way = |other: &FlightFrame| (other.from, other.to) == (flight.from, flight.to);
        let (at, column) = match flight.arrives {
            Some(arrives) => {
                let column = if plain { 0 } else { free_column(flights, &beside, i, way.length(), size) };
                let direction = way.unit().right();
                let apart = (direction.x.abs() * size.width + direction.y.abs() * size.height + 3.0)
                    .clamp(18.0, 42.0);
                let lane = lane(layout, flight.from, flight.to, LANE + apart * column as f64);
                (lane.start.towards(lane.end, share(flight.sent, arrives, now)), column)
            }
            None => {
                let before =
                    flights[..i].iter().filter(|other| same_way(other) && other.arrives.is_none()).count();
                (straight.start.towards(straight.end, parked(before, size, way)), 0)
            }
        };
        beside.push(column);
        tokens.push(Token { flight: flight.id, at, size, held: flight.arrives.is_none() });
    }
    tokens
}

/// Held messages wait in the middle, one after the other.
fn parked(before: usize, size: Size, way: Point) -> f64 {
    let direction = way.unit();
    let apart = (direction.x.abs() * size.width).max(direction.y.abs() * size.height) + 5.0;
    let step = apart / way.length().max(1.0);
    let turn = before.div_ceil(2) as f64 * if before.is_multiple_of(2) { 1.0 } else { -1.0 };
    (0.5 + turn * step).clamp(0.08, 0.92)
}

/// Which of the columns side by side is free: none of the messages before it may run into it
/// anywhere on their common way. So a message stays in its column as long as those around it
/// travel.
fn free_column(flights: &[FlightFrame], beside: &[usize], i: usize, length: f64, size: Size) -> usize {
    let flight = &flights[i];
    let meets = |other: &FlightFrame| {
        (other.from, other.to) == (flight.from, flight.to)
            && nearest(flight, other, length) < size.width.max(size.height) + 2.0
    };
    let taken: Vec<usize> = flights[..i]
        .iter()
        .zip(beside)
        .filter(|(other, _)| other.arrives.is_some() && meets(other))
        .map(|(_, &column)| column)
        .collect();
    (0..ABREAST).find(|column| !taken.contains(column)).unwrap_or(0)
}

/// How near two messages of one direction come to each other on their way; infinitely far if they
/// never travel at the same time.
fn nearest(a: &FlightFrame, b: &FlightFrame, length: f64) -> f64 {
    let (Some(a_arrives), Some(b_arrives)) = (a.arrives, b.arrives) else { return f64::INFINITY };
    let (from, to) = (a.sent.max(b.sent), a_arrives.min(b_arrives));
    if from > to {
        return f64::INFINITY;
    }
    let apart = |at: Time| (share(a.sent, a_arrives, at) - share(b.sent, b_arrives, at)) * length;
    let (first, last) = (apart(from), apart(to));
    if first.signum() != last.signum() { 0.0 } else { first.abs().min(last.abs()) }
}

/// How much of its way a message has behind it.
fn share(sent: Time, arrives: Time, now: Time) -> f64 {
    let whole = arrives.since(sent).0;
    if whole == 0 { 1.0 } else { (now.since(sent).0 as f64 / whole as f64).clamp(0.0, 1.0) }
}

/// Where two directions of a link are drawn when nothing travels: for the arrow that marks a
/// direction.
pub fn heading(layout: &Layout, from: NodeId, to: NodeId) -> Point {
    let straight = lane(layout, from, to, LANE);
    let middle = straight.start.towards(straight.end, 0.5);
    point(middle.x, middle.y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::TextBuf;
    use crate::view::layout::layout;

    fn flight(id: u32, from: u16, to: u16, sent: u64, arrives: Option<u64>) -> FlightFrame {
        FlightFrame {
            id: FlightId(id),
            from: NodeId(from),
            to: NodeId(to),
            sent: Time(sent),
            arrives: arrives.map(Time),
            name: TextBuf::default(),
            gist: format!("#{id}"),
            carries_state: true,
        }
    }

    fn over(a: &Token, b: &Token) -> bool {
        (a.at.x - b.at.x).abs() < (a.size.width + b.size.width) / 2.0
            && (a.at.y - b.at.y).abs() < (a.size.height + b.size.height) / 2.0
    }

    #[test]
    fn a_message_travels_from_edge_to_edge() {
        let layout = layout(3, 0, 760.0, 380.0);
        let at = |now| tokens(&[flight(1, 0, 1, 100, Some(200))], &layout, Time(now))[0].at;
        let straight = lane(&layout, NodeId(0), NodeId(1), LANE);
        assert_eq!((at(100), at(200)), (straight.start, straight.end));
        let half = straight.start.towards(straight.end, 0.5);
        assert!(at(150).minus(half).length() < 1e-9);
        for (end, node) in [(straight.start, 0), (straight.end, 1)] {
            let out = end.minus(layout.middles[node]);
            let (x, y) = (out.x.abs() - layout.card.width / 2.0, out.y.abs() - layout.card.height / 2.0);
            assert!(x.max(y) >= 0.0 && x.max(y) <= CLEAR, "outside of the card, but near: {out:?}");
        }
    }

    #[test]
    fn opposite_directions_pass_each_other() {
        for nodes in [2, 3, 5] {
            let layout = layout(nodes, 0, 760.0, 380.0);
            let there = lane(&layout, NodeId(0), NodeId(1), LANE);
            let back = lane(&layout, NodeId(1), NodeId(0), LANE);
            let way = there.end.minus(there.start).unit();
            let apart = back.end.minus(there.start).dot(way.right()).abs();
            assert!((apart - 2.0 * LANE).abs() < 1e-6, "{apart}");
        }
    }

    #[test]
    fn messages_that_meet_travel_side_by_side() {
        let layout = layout(2, 0, 760.0, 380.0);
        let flights =
            [flight(1, 0, 1, 0, Some(1000)), flight(2, 0, 1, 0, Some(1000)), flight(3, 0, 1, 200, Some(600))];
        for now in (0..1000).step_by(25) {
            let tokens = tokens(&flights, &layout, Time(now));
            assert!(
                !over(&tokens[0], &tokens[1])
                    && !over(&tokens[1], &tokens[2])
                    && !over(&tokens[0], &tokens[2]),
                "at {now}"
            );
        }
        // One that starts when the other is far away takes the same lane.
        let later = [flight(1, 0, 1, 0, Some(1000)), flight(2, 0, 1, 900, Some(1900))];
        let tokens = tokens(&later, &layout, Time(950));
        assert_eq!(tokens[0].at.y, tokens[1].at.y);
    }

    #[test]
    fn held_messages_wait_one_after_the_other() {
        let layout = layout(2, 0, 900.0, 380.0);
        let flights: Vec<FlightFrame> = (1..=4).map(|id| flight(id, 0, 1, 0, None)).collect();
        let tokens = tokens(&flights, &layout, Time(10));
        assert!(tokens.iter().all(|token| token.held));
        assert!((0..4).all(|i| (0..i).all(|j| !over(&tokens[i], &tokens[j]))), "{tokens:?}");
    }

    #[test]
    fn a_crowd_is_drawn_as_discs() {
        let layout = layout(3, 0, 760.0, 380.0);
        let flights: Vec<FlightFrame> = (0..200).map(|id| flight(id, 0, 1, 0, Some(1000))).collect();
        assert!(tokens(&flights, &layout, Time(500)).iter().all(|token| token.size == size(10.0, 10.0)));
    }
}
