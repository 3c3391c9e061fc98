//! Where a message is: on the way between two cards, half a token to the right of the link, so that
//! the two directions of a link never run over each other.
//!
//! A message moves in a straight line at an even pace: its place says when it was sent and when it
//! will arrive, and nothing else. It never lies on a card: it sets out beside its sender's and ends
//! beside its receiver's.

use super::card::{clip, wide};
use super::layout::Layout;
use super::numbers::moment;
use super::{Point, Size, names, point, say, size};
use crate::base::arrange::Arrange;
use crate::base::ids::{FlightId, NodeId};
use crate::base::text::Language;
use crate::base::time::Time;
use crate::lab::frame::FlightFrame;
use crate::sim::cast::Cast;

/// Up to so many messages are drawn one by one, with what they say; more of them as bundles.
pub const MOST_TOKENS: usize = 20;
/// How far a lane keeps from the middle of its link, for what is drawn without words.
const LANE: f64 = 6.0;
/// How far a lane begins and ends off the cards.
const CLEAR: f64 = 3.0;
/// How high a token is.
pub const TOKEN_HEIGHT: f64 = 22.0;
/// How large a message is drawn without words.
const DOT: f64 = 10.0;
/// How far two bundles of a link are apart at least.
const BUNDLE: f64 = 24.0;

/// A message on the stage.
#[derive(Clone, PartialEq, Debug)]
pub struct Token {
    /// The id of the message in the trace.
    pub flight: FlightId,
    /// The middle of the token.
    pub at: Point,
    /// How large it is drawn.
    pub size: Size,
    /// What it says of itself; nothing where there is no room for words and it is a dot.
    pub says: String,
    /// Whether it is held back.
    pub held: bool,
}

/// Messages of one direction of a link that are near each other, drawn as one.
#[derive(Clone, PartialEq, Debug)]
pub struct Bundle {
    /// The node that sent them.
    pub from: NodeId,
    /// The node that they go to.
    pub to: NodeId,
    /// Their places in the frame's list, the first one to arrive first.
    pub flights: Vec<usize>,
    /// The middle of the disc.
    pub at: Point,
    /// How large the disc is.
    pub radius: f64,
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

/// Words up to so wide stand on a token, in units of one Latin letter.
const WORDS: usize = 15;

/// What a token says where there is room: what the message is called and what it is about, where that
/// is short enough, or else only what it is about.
fn words(flight: &FlightFrame, language: Language) -> [String; 2] {
    let whole = format!("{} {}", flight.name.in_language(language), flight.gist).trim().to_owned();
    [if wide(&whole) <= WORDS { whole } else { String::new() }, clip(&flight.gist, WORDS)]
}

/// How wide a token is that says this.
fn token_size(says: &str) -> Size {
    if says.is_empty() {
        return size(DOT, DOT);
    }
    // Wide letters of Chinese names take twice the room of a digit.
    let letters: f64 = says.chars().map(|c| if c.is_ascii() { 6.7 } else { 11.5 }).sum();
    size((letters + 16.0).clamp(30.0, 130.0), TOKEN_HEIGHT)
}

/// The place of something of this size on its way: half of it to the right of the link, and never
/// on the cards at the ends.
fn place(layout: &Layout, (from, to): (NodeId, NodeId), part: f64, size: Size) -> Point {
    let middle = |node: NodeId| layout.middles.get(node.index()).copied().unwrap_or_default();
    let way = middle(to).minus(middle(from)).unit();
    let right = way.right();
    // Half of what it takes up across the link and along it.
    let across = (right.x.abs() * size.width + right.y.abs() * size.height) / 2.0;
    let along = (way.x.abs() * size.width + way.y.abs() * size.height) / 2.0;
    let lane = lane(layout, from, to, across.clamp(LANE, TOKEN_HEIGHT));
    let length = lane.end.minus(lane.start).length();
    let inset = along.min(length / 2.0);
    lane.start.plus(way.times(inset + (length - 2.0 * inset) * part.clamp(0.0, 1.0)))
}

/// Every message that is on its way, where it is at this moment.
pub fn tokens(flights: &[FlightFrame], layout: &Layout, now: Time, language: Language) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(flights.len());
    for (i, flight) in flights.iter().enumerate() {
        let ends = (flight.from, flight.to);
        let part = |size: Size| match flight.arrives {
            Some(arrives) => share(flight.sent, arrives, now),
            None => {
                let same_way = |other: &&FlightFrame| (other.from, other.to) == ends;
                let before =
                    flights[..i].iter().filter(same_way).filter(|other| other.arrives.is_none()).count();
                let straight = lane(layout, flight.from, flight.to, LANE);
                parked(before, size, straight.end.minus(straight.start))
            }
        };
        let held = flight.arrives.is_none();
        let token = |says: String| {
            let size = token_size(&says);
            Token { flight: flight.id, at: place(layout, ends, part(size), size), size, says, held }
        };
        let is_free = |drawn: &Token| {
            !tokens.iter().any(|other| !other.says.is_empty() && overlap(drawn, other.at, other.size))
                && !layout.middles.iter().any(|&card| overlap(drawn, card, layout.card))
        };
        let [whole, gist] = words(flight, language);
        let shortest = if held { gist.clone() } else { String::new() };
        let tried = [whole, gist].into_iter().filter(|says| !says.is_empty()).map(token).find(is_free);
        tokens.push(tried.unwrap_or_else(|| token(shortest)));
    }
    tokens
}

fn overlap(token: &Token, at: Point, size: Size) -> bool {
    (token.at.x - at.x).abs() < (token.size.width + size.width) / 2.0
        && (token.at.y - at.y).abs() < (token.size.height + size.height) / 2.0
}

/// All messages as bundles: a disc each, and where several of a link are near each other, one disc
/// with their number.
pub fn bundles(flights: &[FlightFrame], layout: &Layout, now: Time) -> Vec<Bundle> {
    let mut order: Vec<usize> = (0..flights.len()).collect();
    let part = |flight: &FlightFrame| flight.arrives.map_or(0.5, |at| share(flight.sent, at, now));
    order.arrange_by(|&a, &b| {
        let (a, b) = (&flights[a], &flights[b]);
        (a.from, a.to).cmp(&(b.from, b.to)).then(part(b).total_cmp(&part(a)))
    });
    let mut bundles: Vec<Bundle> = Vec::new();
    for index in order {
        let flight = &flights[index];
        let ends = (flight.from, flight.to);
        let at = place(layout, ends, part(flight), size(DOT, DOT));
        match bundles.last_mut() {
            Some(last) if (last.from, last.to) == ends && at.minus(last.at).length() < BUNDLE => {
                last.flights.push(index)
            }
            _ => bundles.push(Bundle { from: ends.0, to: ends.1, flights: vec![index], at, radius: 0.0 }),
        }
    }
    for bundle in &mut bundles {
        bundle.radius = if bundle.flights.len() == 1 { DOT / 2.0 } else { 9.0 };
        // A disc with a number is larger than a dot, and keeps off the cards as well.
        let ends = (bundle.from, bundle.to);
        let width = bundle.radius * 2.0;
        bundle.at = place(layout, ends, part(&flights[bundle.flights[0]]), size(width, width));
    }
    bundles
}

/// Held messages wait in the middle, one after the other.
fn parked(before: usize, size: Size, way: Point) -> f64 {
    let direction = way.unit();
    let apart = (direction.x.abs() * size.width).max(direction.y.abs() * size.height) + 5.0;
    // What is left of the way between the ends of tokens of this size.
    let room = (way.length() - direction.x.abs() * size.width - direction.y.abs() * size.height).max(1.0);
    let turn = before.div_ceil(2) as f64 * if before.is_multiple_of(2) { 1.0 } else { -1.0 };
    (0.5 + turn * apart / room).clamp(0.0, 1.0)
}

/// How much of its way a message has behind it.
fn share(sent: Time, arrives: Time, now: Time) -> f64 {
    let whole = arrives.since(sent).0;
    if whole == 0 { 1.0 } else { (now.since(sent).0 as f64 / whole as f64).clamp(0.0, 1.0) }
}

/// What a message is called, where it comes from and goes to, and when it arrives.
pub fn said(flight: &FlightFrame, cast: &Cast, language: Language) -> String {
    let what = format!("{} {}", flight.name.in_language(language), flight.gist);
    let (what, from, to) =
        (what.trim(), names::node(flight.from, cast, language), names::node(flight.to, cast, language));
    match flight.arrives.map(|at| moment(at, language)) {
        Some(when) => say!(
            language,
            "{what} from {from} to {to}, arrives at {when}",
            "{from}发往{to}的{what}，将于 {when}到达"
        ),
        None => say!(language, "{what} from {from} to {to}, held back", "{from}发往{to}的{what}，已暂扣"),
    }
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
        overlap(a, b.at, b.size)
    }

    #[test]
    fn a_message_travels_from_card_to_card_at_an_even_pace() {
        let layout = layout(3, 0, 760.0, 380.0);
        let token =
            |now| tokens(&[flight(1, 0, 1, 100, Some(200))], &layout, Time(now), Language::En).remove(0);
        let (start, half, end) = (token(100).at, token(150).at, token(200).at);
        assert!(half.minus(start.towards(end, 0.5)).length() < 1e-9);
        for (at, node) in [(token(100), 0), (token(200), 1)] {
            let out = at.at.minus(layout.middles[node]);
            let x = out.x.abs() - (layout.card.width + at.size.width) / 2.0;
            let y = out.y.abs() - (layout.card.height + at.size.height) / 2.0;
            assert!(x.max(y) >= 0.0 && x.max(y) <= 30.0, "outside of the card, but near: {x} {y}");
        }
    }

    #[test]
    fn no_token_is_farther_off_its_link_than_half_of_itself_and_directions_pass_each_other() {
        for nodes in [2, 3, 5] {
            let layout = layout(nodes, 0, 760.0, 380.0);
            let flights = [flight(1, 0, 1, 0, Some(1000)), flight(2, 1, 0, 0, Some(1000))];
            let tokens = tokens(&flights, &layout, Time(500), Language::En);
            let (a, b) = (layout.middles[0], layout.middles[1]);
            let right = b.minus(a).unit().right();
            for token in &tokens {
                let off = token.at.minus(a).dot(right).abs();
                let half = (right.x.abs() * token.size.width + right.y.abs() * token.size.height) / 2.0;
                assert!(off <= half.max(LANE) + 1e-9, "{off} of {half}");
            }
            assert!(!over(&tokens[0], &tokens[1]), "{tokens:?}");
        }
    }

    #[test]
    fn words_never_lie_on_each_other_or_on_a_card() {
        for (nodes, width, height) in
            [(2, 760.0, 380.0), (3, 340.0, 420.0), (5, 760.0, 460.0), (7, 900.0, 640.0)]
        {
            let layout = layout(nodes, 0, width, height);
            let all = (0..nodes as u16).flat_map(|a| (0..nodes as u16).map(move |b| (a, b)));
            let flights: Vec<FlightFrame> = (1..)
                .zip(all.filter(|(a, b)| a != b))
                .map(|(id, (a, b))| flight(id, a, b, 0, Some(1000)))
                .collect();
            for now in (0..=1000).step_by(50) {
                let tokens = tokens(&flights, &layout, Time(now), Language::En);
                for (i, token) in tokens.iter().enumerate().filter(|(_, token)| !token.says.is_empty()) {
                    let on_other =
                        tokens[..i].iter().any(|other| !other.says.is_empty() && over(token, other));
                    let on_card = layout.middles.iter().any(|&card| overlap(token, card, layout.card));
                    assert!(!on_other && !on_card, "{nodes} nodes at {now}: {token:?}");
                }
            }
        }
    }

    #[test]
    fn a_message_says_what_it_is_where_its_words_are_short_and_else_what_it_is_about() {
        let layout = layout(2, 0, 900.0, 380.0);
        let said = |en: &str, zh: &str, gist: &str, language| {
            let name = TextBuf { en: en.into(), zh: zh.into() };
            let one = FlightFrame { name, gist: gist.into(), ..flight(1, 0, 1, 0, Some(1_000)) };
            tokens(&[one], &layout, Time(500), language).remove(0).says
        };
        assert_eq!(said("prepare", "准备", "?", Language::En), "prepare ?");
        assert_eq!(said("prepare", "准备", "?", Language::Zh), "准备 ?");
        assert_eq!(said("acknowledgement", "确认", "≤4", Language::En), "≤4");
        assert_eq!(said("acknowledgement", "确认", "≤4", Language::Zh), "确认 ≤4");
    }

    #[test]
    fn held_messages_wait_one_after_the_other() {
        let layout = layout(2, 0, 900.0, 380.0);
        let flights: Vec<FlightFrame> = (1..=4).map(|id| flight(id, 0, 1, 0, None)).collect();
        let tokens = tokens(&flights, &layout, Time(10), Language::En);
        assert!(tokens.iter().all(|token| token.held));
        assert!((0..4).all(|i| (0..i).all(|j| !over(&tokens[i], &tokens[j]))), "{tokens:?}");
    }

    #[test]
    fn a_crowd_is_drawn_as_bundles_that_count_every_message_and_lie_on_neither_end() {
        for nodes in [3, 7] {
            let layout = layout(nodes, 0, 900.0, 640.0);
            let flights: Vec<FlightFrame> = (0..200)
                .map(|id| {
                    let (from, to) =
                        (id as u16 % nodes as u16, (id as u16 + 1 + id as u16 / 7) % nodes as u16);
                    let to = if to == from { (to + 1) % nodes as u16 } else { to };
                    flight(id, from, to, u64::from(id) * 3, Some(1_000 + u64::from(id) * 7))
                })
                .collect();
            for now in (600..=1_000).step_by(50) {
                let bundles = bundles(&flights, &layout, Time(now));
                assert_eq!(bundles.iter().map(|bundle| bundle.flights.len()).sum::<usize>(), 200);
                assert!(bundles.len() < 200, "near ones are one");
                for bundle in &bundles {
                    let inside = |node: NodeId| {
                        let card = layout.middles[node.index()];
                        (bundle.at.x - card.x).abs() < layout.card.width / 2.0
                            && (bundle.at.y - card.y).abs() < layout.card.height / 2.0
                    };
                    assert!(!inside(bundle.from) && !inside(bundle.to), "{nodes} nodes at {now}: {bundle:?}");
                }
            }
        }
    }
}
