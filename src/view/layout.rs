//! Where the nodes stand: on an ellipse that fills the stage, the first one at the top, none over
//! another, so that no link runs through a third card.

use super::{Point, Size, point, size};

/// Where everything on the stage stands. Units are the stage's own: `scale` of them make a CSS
/// pixel.
#[derive(Clone, PartialEq, Debug)]
pub struct Layout {
    /// The stage in its own units.
    pub stage: Size,
    /// CSS pixels a unit: a large stage shows the same picture larger, a small one never shrinks
    /// letters below reading size.
    pub scale: f64,
    /// How large each card is.
    pub card: Size,
    /// Whether cards are the small ones.
    pub small: bool,
    /// The middle of each card.
    pub middles: Vec<Point>,
}

/// Free space above the cards, for the caption.
const TOP: f64 = 44.0;
/// Free space at the other edges.
const EDGE: f64 = 14.0;
/// Free space between cards.
const GAP: f64 = 24.0;

/// A stage narrower than this stands its nodes in two columns.
const NARROW: f64 = 500.0;

/// A stage of so many CSS pixels for so many services and parts: the parts stand in rows of their
/// own below the services.
pub fn layout(services: usize, parts: usize, width: f64, height: f64) -> Layout {
    let nodes = services + parts;
    let (width, height) = (width.max(240.0), height.max(160.0));
    let scale = (width / 720.0).min(height / 360.0).clamp(1.0, 2.2);
    let stage = size(width / scale, height / scale);
    let small = stage.width < 560.0 || (nodes > 5 && stage.height < 560.0);
    let wide = if small { ((stage.width - 2.0 * EDGE - 16.0) / 2.0).min(142.0) } else { 190.0 };
    let card = size(wide, if small { 94.0 } else { 108.0 });
    let is_narrow = stage.width < NARROW;
    let below = part_rows(parts, stage.width) as f64 * (card.height + GAP);
    let upper = size(stage.width, (stage.height - below).max(TOP + EDGE + card.height));
    let mut middles =
        if is_narrow { columns(services, upper, card) } else { ring(services, parts > 0, upper, card) };
    middles.extend((0..parts).map(|part| {
        let a_row = parts_a_row(stage.width);
        let (row, place) = (part / a_row, part % a_row);
        let here = (parts - row * a_row).min(a_row) as f64;
        let step =
            (card.width + GAP * 2.0).min((stage.width - 2.0 * EDGE - card.width) / (here - 1.0).max(1.0));
        let x = stage.width / 2.0 + (place as f64 - (here - 1.0) / 2.0) * step;
        let rows_after = part_rows(parts, stage.width) - 1 - row;
        point(x, stage.height - EDGE - card.height / 2.0 - rows_after as f64 * (card.height + GAP))
    }));
    part(&mut middles, stage, card);
    Layout { stage, scale, card, small, middles }
}

/// How many nodes stand in each row of a narrow stage.
fn rows(nodes: usize) -> &'static [usize] {
    match nodes {
        0 | 1 => &[1],
        2 => &[1, 1],
        3 => &[1, 2],
        4 => &[2, 2],
        5 => &[1, 2, 2],
        6 => &[1, 2, 2, 1],
        _ => &[1, 2, 2, 2],
    }
}

/// Two columns, the nodes in a ring: the first at the top, then down the left side and up the right
/// one.
fn columns(nodes: usize, stage: Size, card: Size) -> Vec<Point> {
    let rows = rows(nodes);
    let (left, right) = (EDGE + card.width / 2.0, stage.width - EDGE - card.width / 2.0);
    let (top, bottom) = (TOP + card.height / 2.0, stage.height - EDGE - card.height / 2.0);
    let step = if rows.len() > 1 { (bottom - top) / (rows.len() - 1) as f64 } else { 0.0 };
    let (mut down, mut up) = (Vec::new(), Vec::new());
    for (row, &count) in rows.iter().enumerate() {
        let y = top + step * row as f64;
        if count == 1 {
            down.push(point(f64::midpoint(left, right), y));
        } else {
            down.push(point(left, y));
            up.push(point(right, y));
        }
    }
    down.into_iter().chain(up.into_iter().rev()).take(nodes).collect()
}

/// The ellipse that touches the edges, node 0 at the top and then to the left: so 1 stands left of
/// 2 below it, as one reads.
///
/// Where parts stand below, an even ring is turned by half a step: the way from the upper services
/// to a part then runs between two cards.
fn ring(nodes: usize, has_parts: bool, stage: Size, card: Size) -> Vec<Point> {
    let (left, right) = (EDGE + card.width / 2.0, stage.width - EDGE - card.width / 2.0);
    let (top, bottom) = (TOP + card.height / 2.0, stage.height - EDGE - card.height / 2.0);
    let middle = point(f64::midpoint(left, right), f64::midpoint(top, bottom));
    // Very wide stages keep their nodes together: a link should be seen whole.
    let reach = point(((right - left) / 2.0).clamp(0.0, 330.0), ((bottom - top) / 2.0).clamp(0.0, 330.0));
    let turn = if has_parts && nodes.is_multiple_of(2) { 0.5 } else { 0.0 };
    match nodes {
        2 => vec![point(middle.x - reach.x * 0.8, middle.y), point(middle.x + reach.x * 0.8, middle.y)],
        3 => {
            // Where one row cannot stand below the other, they stand beside each other.
            let beside = if reach.y * 2.0 < card.height + GAP { card.width + GAP } else { 0.0 };
            let foot = (reach.x * 0.75).max(beside.min((right - left) / 2.0));
            vec![
                point(middle.x, middle.y - reach.y),
                point(middle.x - foot, middle.y + reach.y),
                point(middle.x + foot, middle.y + reach.y),
            ]
        }
        4 => [(-1.0, -1.0), (-1.0, 1.0), (1.0, 1.0), (1.0, -1.0)]
            .map(|(x, y)| point(middle.x + x * reach.x * 0.8, middle.y + y * reach.y))
            .into(),
        _ => (0..nodes)
            .map(|node| {
                let angle = core::f64::consts::TAU * (0.25 + (node as f64 + turn) / nodes.max(1) as f64);
                point(middle.x + reach.x * angle.cos(), middle.y - reach.y * angle.sin())
            })
            .collect(),
    }
}

/// Pushes cards apart that overlap, the shorter way, and keeps them on the stage.
fn part(middles: &mut [Point], stage: Size, card: Size) {
    let least = size(card.width + GAP.min(stage.width - 2.0 * EDGE - 2.0 * card.width), card.height + GAP);
    for _ in 0..200 {
        let mut moved = false;
        for a in 0..middles.len() {
            for b in a + 1..middles.len() {
                let way = middles[b].minus(middles[a]);
                let over = size(least.width - way.x.abs(), least.height - way.y.abs());
                if over.width <= 0.01 || over.height <= 0.01 {
                    continue;
                }
                let push = if over.height <= over.width {
                    point(0.0, over.height * sign(way.y) / 2.0)
                } else {
                    point(over.width * sign(way.x) / 2.0, 0.0)
                };
                middles[a] = within(middles[a].minus(push), stage, card);
                middles[b] = within(middles[b].plus(push), stage, card);
                moved = true;
            }
        }
        if !moved {
            return;
        }
    }
}

fn sign(way: f64) -> f64 {
    if way < 0.0 { -1.0 } else { 1.0 }
}

fn within(middle: Point, stage: Size, card: Size) -> Point {
    let hold = |at: f64, least: f64, most: f64| {
        if least > most { (least + most) / 2.0 } else { at.clamp(least, most) }
    };
    point(
        hold(middle.x, EDGE + card.width / 2.0, stage.width - EDGE - card.width / 2.0),
        hold(middle.y, TOP + card.height / 2.0, stage.height - EDGE - card.height / 2.0),
    )
}

/// How many rows of parts there are.
fn part_rows(parts: usize, width: f64) -> usize {
    parts.div_ceil(parts_a_row(width))
}

/// How many cards of parts stand beside each other.
fn parts_a_row(width: f64) -> usize {
    if width < 660.0 { 2 } else { 3 }
}

/// How high a stage must be, in CSS pixels, so that so many services and parts find room at this
/// width.
pub fn height_needed(services: usize, parts: usize, width: f64) -> f64 {
    let rows = match services {
        _ if width < NARROW => rows(services).len(),
        0..=4 => 2,
        5 => 3,
        _ => 4,
    };
    let rows = rows + part_rows(parts, width);
    TOP + EDGE + rows as f64 * 106.0 + (rows.saturating_sub(1)) as f64 * 48.0
}

/// The least height of a stage, in CSS pixels, at which no card lies on another. On a lower screen
/// the page scrolls rather than hide a balance behind a card.
pub fn least_height(services: usize, parts: usize, width: f64) -> f64 {
    let heights = (20..=90).map(|tens| f64::from(tens) * 10.0);
    let mut whole = heights.filter(|&height| overlaps(&layout(services, parts, width, height)) == 0);
    whole.next().unwrap_or_else(|| height_needed(services, parts, width))
}

/// How many pairs of cards lie on each other.
fn overlaps(layout: &Layout) -> usize {
    let cards = &layout.middles;
    let pairs = (0..cards.len()).flat_map(|a| (a + 1..cards.len()).map(move |b| (a, b)));
    let touch = |&(a, b): &(usize, usize)| {
        (cards[a].x - cards[b].x).abs() < layout.card.width
            && (cards[a].y - cards[b].y).abs() < layout.card.height
    };
    pairs.filter(touch).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_every_stage_every_card_is_whole_and_alone() {
        for (nodes, parts) in (2..=7).flat_map(|nodes| (0..=3).map(move |parts| (nodes, parts))) {
            for width in [300.0, 320.0, 390.0, 560.0, 760.0, 1000.0, 1300.0] {
                let high = height_needed(nodes, parts, width);
                for height in [high, high * 1.4, 900.0_f64.max(high)] {
                    let layout = layout(nodes, parts, width, height);
                    assert_eq!(layout.middles.len(), nodes + parts);
                    assert_eq!(
                        overlaps(&layout),
                        0,
                        "{nodes} services and {parts} parts on {width} x {height}: {:?}",
                        layout.middles
                    );
                    for middle in &layout.middles {
                        assert!(
                            middle.x >= layout.card.width / 2.0
                                && middle.x <= layout.stage.width - layout.card.width / 2.0
                        );
                        assert!(
                            middle.y >= layout.card.height / 2.0
                                && middle.y <= layout.stage.height - layout.card.height / 2.0
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn on_the_lowest_stage_that_is_asked_for_every_card_is_alone_and_it_is_low_enough_for_a_laptop() {
        for (nodes, parts) in (2..=7).flat_map(|nodes| (0..=3).map(move |parts| (nodes, parts))) {
            for width in [300.0, 390.0, 616.0, 760.0, 1000.0, 1300.0] {
                let height = least_height(nodes, parts, width);
                assert_eq!(overlaps(&layout(nodes, parts, width, height)), 0, "{nodes}, {parts}, {width}");
                assert!(
                    height <= height_needed(nodes, parts, width).max(200.0),
                    "{nodes}, {parts}, {width}: {height}"
                );
            }
        }
        // Three services and one part, on the stage of a screen of 1280 by 720.
        assert!(least_height(3, 1, 616.0) <= 300.0, "{}", least_height(3, 1, 616.0));
    }

    #[test]
    fn three_nodes_stand_as_one_reads() {
        let layout = layout(3, 0, 760.0, 380.0);
        let [top, left, right] = layout.middles[..] else { panic!("three nodes") };
        assert!(top.y < left.y && left.y == right.y && left.x < top.x && top.x < right.x);
    }

    #[test]
    fn on_a_low_stage_no_card_lies_on_another() {
        for height in [230.0, 250.0, 262.0, 280.0, 300.0] {
            assert_eq!(overlaps(&layout(3, 0, 702.0, height)), 0, "{height}");
        }
    }

    #[test]
    fn a_part_stands_below_the_services_in_the_middle() {
        for services in 2..=7 {
            let layout = layout(services, 1, 1000.0, height_needed(services, 1, 1000.0).max(520.0));
            let part = layout.middles[services];
            assert!(layout.middles[..services].iter().all(|service| service.y < part.y));
            assert!((part.x - layout.stage.width / 2.0).abs() < 1.0);
        }
    }

    #[test]
    fn a_projector_gets_a_larger_picture_and_a_phone_no_smaller_letters() {
        assert!(layout(3, 0, 1300.0, 800.0).scale > 1.5);
        assert_eq!(layout(3, 0, 320.0, 420.0).scale, 1.0);
    }
}
