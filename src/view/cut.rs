//! A partition as a person would draw it: a line half-way between those who no longer hear each
//! other. Where the links of two sides cross, no line can part them, and each link that is cut is
//! crossed out instead.

use super::contour::{stroke, zero_lines};
use super::layout::Layout;
use super::{Point, Size, point, size};
use crate::base::ids::NodeId;
use crate::lab::frame::CutFrame;
use crate::sim::fault::Cut;

/// A line between two sides.
#[derive(Clone, PartialEq, Debug)]
pub struct Wall {
    /// The cut that it stands for.
    pub rule: u32,
    /// The curve, as an SVG path.
    pub path: String,
    /// The middle of its label: on the line, where it hides no card.
    pub label: Point,
}

/// A link that is cut in one direction.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Stop {
    /// The cut that it stands for.
    pub rule: u32,
    /// Who sends in vain.
    pub from: NodeId,
    /// The node that does not hear the other one.
    pub to: NodeId,
}

/// All cuts, as they are drawn.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Cuts {
    /// Lines between sides, one fewer than there are sides.
    pub walls: Vec<Wall>,
    /// Links that are crossed out one by one.
    pub stops: Vec<Stop>,
}

/// Whether any of the cuts blocks this direction.
pub fn blocked(cuts: &[CutFrame], from: NodeId, to: NodeId) -> bool {
    cuts.iter().any(|cut| cut.cut.blocks(from, to))
}

/// The numbers of the cuts that block a link in either direction.
pub fn rules(cuts: &[CutFrame], a: NodeId, b: NodeId) -> Vec<u32> {
    cuts.iter().filter(|cut| cut.cut.blocks(a, b) || cut.cut.blocks(b, a)).map(|cut| cut.rule).collect()
}

/// The numbers of the cuts that part a node from every other one, in both directions. A cut that
/// isolates somebody else is none of them.
pub fn isolating(cuts: &[CutFrame], node: NodeId, all: impl Iterator<Item = NodeId> + Clone) -> Vec<u32> {
    let parts = |cut: &Cut| {
        all.clone()
            .filter(|&other| other != node)
            .all(|other| cut.blocks(node, other) && cut.blocks(other, node))
    };
    cuts.iter().filter(|cut| parts(&cut.cut)).map(|cut| cut.rule).collect()
}

/// How the cuts are drawn on this stage.
pub fn draw(cuts: &[CutFrame], layout: &Layout) -> Cuts {
    let count = layout.middles.len() as u16;
    let mut drawn = Cuts::default();
    for cut in cuts {
        let walls = groups(&cut.cut, count).and_then(|groups| walls(cut.rule, &groups, layout));
        match walls {
            Some(walls) => drawn.walls.extend(walls),
            None => {
                let pairs = (0..count).flat_map(|a| (0..count).map(move |b| (NodeId(a), NodeId(b))));
                drawn.stops.extend(
                    pairs.filter(|&(from, to)| cut.cut.blocks(from, to)).map(|(from, to)| Stop {
                        rule: cut.rule,
                        from,
                        to,
                    }),
                );
            }
        }
    }
    drawn
}

/// The sides of a cut, where it has sides: every node on exactly one.
fn groups(cut: &Cut, count: u16) -> Option<Vec<Vec<NodeId>>> {
    let groups = match cut {
        Cut::Isolate { node } => {
            vec![vec![*node], (0..count).map(NodeId).filter(|other| other != node).collect()]
        }
        Cut::Groups { groups } => groups.iter().filter(|group| !group.is_empty()).cloned().collect(),
        Cut::OneWay { .. } | Cut::Link { .. } => return None,
    };
    let named: usize = groups.iter().map(Vec::len).sum();
    (groups.len() > 1 && named == usize::from(count) && groups.iter().flatten().all(|node| node.0 < count))
        .then_some(groups)
}

/// One line for two sides; for more, one around each but the largest. Nothing if a line cannot do
/// it.
fn walls(rule: u32, groups: &[Vec<NodeId>], layout: &Layout) -> Option<Vec<Wall>> {
    let largest = groups.iter().enumerate().max_by_key(|(i, group)| (group.len(), groups.len() - i))?.0;
    let mut walls = Vec::new();
    for (i, group) in groups.iter().enumerate().filter(|(i, _)| *i != largest) {
        let rest: Vec<NodeId> = groups
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != i)
            .flat_map(|(_, group)| group.iter().copied())
            .collect();
        // Links inside the rest count only where the rest is one side: between two other sides
        // nothing travels either.
        let (here, there) = (Side::new(group, layout, true), Side::new(&rest, layout, groups.len() == 2));
        if here.meets(&there) {
            return None;
        }
        let (here, there) = (here.clear_of(&there), there.clear_of(&here));
        let lines = zero_lines(layout.stage, |place| here.distance(place) - there.distance(place));
        walls.extend(lines.iter().filter_map(|line| wall(rule, line, layout)));
    }
    (!walls.is_empty()).then_some(walls)
}

/// The cards of one side and the links between them: what its half of the stage is made of.
struct Side {
    cards: Vec<Point>,
    links: Vec<(Point, Point)>,
    card: Size,
}

impl Side {
    fn new(nodes: &[NodeId], layout: &Layout, linked: bool) -> Side {
        let cards: Vec<Point> = nodes.iter().map(|node| layout.middles[node.index()]).collect();
        let pairs = (0..cards.len()).flat_map(|a| (a + 1..cards.len()).map(move |b| (a, b)));
        let links = if linked { pairs.map(|(a, b)| (cards[a], cards[b])).collect() } else { Vec::new() };
        Side { cards, links, card: layout.card }
    }

    /// Whether a link of this side crosses one of the other.
    fn meets(&self, other: &Side) -> bool {
        self.links.iter().any(|one| other.links.iter().any(|another| crosses(*one, *another)))
    }

    /// This side without the links that run beneath a card of the other.
    fn clear_of(&self, other: &Side) -> Side {
        let beneath =
            |link: &&(Point, Point)| other.cards.iter().any(|&card| runs_through(**link, card, self.card));
        Side {
            cards: self.cards.clone(),
            links: self.links.iter().filter(|link| !beneath(link)).copied().collect(),
            card: self.card,
        }
    }

    /// How far a place is from the nearest card or link of this side.
    fn distance(&self, place: Point) -> f64 {
        let cards = self.cards.iter().map(|&card| from_card(place, card, self.card));
        let links = self.links.iter().map(|&(a, b)| from_segment(place, a, b));
        cards.chain(links).fold(f64::INFINITY, f64::min)
    }
}

/// How far a place is from a card; negative inside, so that a card is never half on either side.
fn from_card(place: Point, card: Point, size: Size) -> f64 {
    let (x, y) = ((place.x - card.x).abs() - size.width / 2.0, (place.y - card.y).abs() - size.height / 2.0);
    if x < 0.0 && y < 0.0 { x.max(y) } else { point(x.max(0.0), y.max(0.0)).length() }
}

fn from_segment(place: Point, a: Point, b: Point) -> f64 {
    let way = b.minus(a);
    let along = (place.minus(a).dot(way) / way.dot(way).max(1e-9)).clamp(0.0, 1.0);
    place.minus(a.towards(b, along)).length()
}

fn crosses(one: (Point, Point), other: (Point, Point)) -> bool {
    let side = |line: (Point, Point), place: Point| place.minus(line.0).dot(line.1.minus(line.0).right());
    side(one, other.0) * side(one, other.1) < 0.0 && side(other, one.0) * side(other, one.1) < 0.0
}

fn runs_through(link: (Point, Point), card: Point, size: Size) -> bool {
    (0..=40).any(|i| from_card(link.0.towards(link.1, f64::from(i) / 40.0), card, size) < 0.0)
}

/// Room that a label takes.
const LABEL: Size = size(140.0, 28.0);

/// The line with its label. The label stands where it is farthest from every card, near an end
/// rather than in the middle.
fn wall(rule: u32, line: &[Point], layout: &Layout) -> Option<Wall> {
    let last = line.len().checked_sub(1)?;
    let label = line
        .iter()
        .enumerate()
        .map(|(i, &place)| {
            let place = point(
                place.x.clamp(
                    LABEL.width / 2.0,
                    (layout.stage.width - LABEL.width / 2.0).max(LABEL.width / 2.0),
                ),
                place.y.clamp(LABEL.height, (layout.stage.height - LABEL.height / 2.0).max(LABEL.height)),
            );
            let blocked = size(layout.card.width + LABEL.width, layout.card.height + LABEL.height);
            let room = layout
                .middles
                .iter()
                .map(|&card| from_card(place, card, blocked))
                .fold(f64::INFINITY, f64::min)
                .min(12.0);
            let end = i.min(last - i) as f64 / last.max(1) as f64;
            (place, room - end * 10.0)
        })
        .max_by(|a, b| a.1.total_cmp(&b.1))?
        .0;
    Some(Wall { rule, path: stroke(line), label })
}

/// Whom a line that a person drew parts: the nodes on either side of it, made as long as it needs
/// to be. Nothing if all are on one side.
pub fn sides(start: Point, end: Point, layout: &Layout) -> Option<(Vec<NodeId>, Vec<NodeId>)> {
    let way = end.minus(start);
    if way.length() < 24.0 {
        return None;
    }
    let nodes = (0..layout.middles.len() as u16).map(NodeId);
    let (left, right): (Vec<NodeId>, Vec<NodeId>) =
        nodes.partition(|node| layout.middles[node.index()].minus(start).dot(way.right()) < 0.0);
    (!left.is_empty() && !right.is_empty()).then_some((left, right))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::layout::layout;

    fn ids(nodes: &[u16]) -> Vec<NodeId> {
        nodes.iter().map(|&node| NodeId(node)).collect()
    }

    fn frame(cut: Cut) -> CutFrame {
        CutFrame { rule: 3, cut }
    }

    #[test]
    fn only_whom_nobody_can_reach_is_cut_off() {
        let all = (0..3).map(NodeId);
        let isolating = |cut: Cut, node: u16| isolating(&[frame(cut)], NodeId(node), all.clone());
        let isolate = Cut::Isolate { node: NodeId(2) };
        assert_eq!(isolating(isolate.clone(), 2), [3]);
        assert_eq!(
            isolating(isolate, 0),
            [0_u32; 0],
            "that cut is about node 2: healing it from node 0 would undo somebody else's"
        );
        assert_eq!(isolating(Cut::Groups { groups: vec![ids(&[0]), ids(&[1, 2])] }, 0), [3]);
        assert_eq!(isolating(Cut::Groups { groups: vec![ids(&[0]), ids(&[1, 2])] }, 1), [0_u32; 0]);
        assert_eq!(isolating(Cut::OneWay { from: NodeId(0), to: NodeId(1) }, 0), [0_u32; 0]);
    }

    #[test]
    fn a_line_parts_two_sides_on_every_stage() {
        for (nodes, cut) in [
            (2, Cut::Isolate { node: NodeId(1) }),
            (3, Cut::Isolate { node: NodeId(2) }),
            (4, Cut::Isolate { node: NodeId(1) }),
            (5, Cut::Groups { groups: vec![ids(&[0, 1]), ids(&[2, 3, 4])] }),
            (7, Cut::Groups { groups: vec![ids(&[0, 1, 2]), ids(&[3, 4, 5, 6])] }),
        ] {
            for (width, height) in [(320.0, 600.0), (760.0, 420.0), (1300.0, 800.0)] {
                let stage = layout(nodes, 0, width, height);
                let drawn = draw(&[frame(cut.clone())], &stage);
                assert_eq!((drawn.walls.len(), drawn.stops.len()), (1, 0), "{nodes} nodes, {cut:?}, {width}");
                assert_eq!(drawn.walls[0].rule, 3);
            }
        }
    }

    #[test]
    fn the_label_hides_no_card() {
        for (nodes, node) in [(2, 1), (3, 0), (3, 2), (4, 1), (5, 3), (7, 0)] {
            for (width, height) in [(320.0, 640.0), (390.0, 420.0), (760.0, 420.0_f64)] {
                let stage =
                    layout(nodes, 0, width, height.max(crate::view::layout::height_needed(nodes, 0, width)));
                let label = draw(&[frame(Cut::Isolate { node: NodeId(node) })], &stage).walls[0].label;
                let over = |card: &Point| {
                    (card.x - label.x).abs() < (stage.card.width + 100.0) / 2.0
                        && (card.y - label.y).abs() < (stage.card.height + 20.0) / 2.0
                };
                assert!(
                    !stage.middles.iter().any(over),
                    "{node} of {nodes} on {width}: {label:?} {:?}",
                    stage.middles
                );
            }
        }
    }

    #[test]
    fn the_line_keeps_off_the_cards() {
        let stage = layout(3, 0, 760.0, 380.0);
        let (here, there) = (Side::new(&ids(&[2]), &stage, true), Side::new(&ids(&[0, 1]), &stage, true));
        let lines = zero_lines(stage.stage, |place| here.distance(place) - there.distance(place));
        assert!(
            lines.iter().flatten().all(|&place| here.distance(place) > 4.0 && there.distance(place) > 4.0)
        );
    }

    #[test]
    fn what_no_line_can_part_is_crossed_out() {
        let stage = layout(4, 0, 760.0, 380.0);
        // Node 0 and 2 stand at opposite corners, so do 1 and 3.
        let crossed = draw(&[frame(Cut::Groups { groups: vec![ids(&[0, 2]), ids(&[1, 3])] })], &stage);
        assert_eq!((crossed.walls.len(), crossed.stops.len()), (0, 8));
        let one_way = draw(&[frame(Cut::OneWay { from: NodeId(1), to: NodeId(0) })], &stage);
        assert_eq!(one_way.stops, [Stop { rule: 3, from: NodeId(1), to: NodeId(0) }]);
        // A bridge hears everybody, so no line can stand for that cut.
        let bridge = draw(&[frame(Cut::Groups { groups: vec![ids(&[0]), ids(&[1])] })], &stage);
        assert_eq!((bridge.walls.len(), bridge.stops.len()), (0, 2));
    }

    #[test]
    fn three_sides_take_two_lines() {
        let drawn = draw(
            &[frame(Cut::Groups { groups: vec![ids(&[0]), ids(&[1]), ids(&[2])] })],
            &layout(3, 0, 760.0, 380.0),
        );
        assert_eq!(drawn.walls.len(), 2);
    }

    #[test]
    fn a_drawn_line_says_who_is_where() {
        let stage = layout(3, 0, 760.0, 380.0);
        let x = f64::midpoint(stage.middles[0].x, stage.middles[2].x) + 30.0;
        let (left, right) = sides(point(x, 10.0), point(x, stage.stage.height - 10.0), &stage)
            .expect("it runs between the nodes");
        let mut all = [left, right];
        all.sort_by_key(Vec::len);
        assert_eq!(all, [ids(&[2]), ids(&[0, 1])]);
        assert_eq!(sides(point(2.0, 2.0), point(2.0, 300.0), &stage), None, "all on one side");
        assert_eq!(sides(point(x, 10.0), point(x, 20.0), &stage), None, "a twitch");
    }

    #[test]
    fn a_link_knows_its_cuts() {
        let cuts = [
            frame(Cut::Link { a: NodeId(0), b: NodeId(1) }),
            CutFrame { rule: 4, cut: Cut::Isolate { node: NodeId(1) } },
        ];
        assert_eq!(rules(&cuts, NodeId(1), NodeId(0)), [3, 4]);
        assert_eq!(rules(&cuts, NodeId(1), NodeId(2)), [4]);
        assert!(blocked(&cuts, NodeId(2), NodeId(1)) && !blocked(&cuts, NodeId(0), NodeId(2)));
    }
}
