//! The line along which a field is zero, found on a grid (marching squares) and drawn as one smooth
//! stroke.

use super::{Point, Size, point};
use std::collections::BTreeMap;

/// How far the lines of the grid are apart.
const STEP: f64 = 12.0;

/// An edge of the grid: the one that leaves a corner to the right, or downwards.
type Edge = (usize, usize, bool);

/// Every line along which `field` is zero on a stage, from edge to edge of it or closed in itself.
pub fn zero_lines(stage: Size, field: impl Fn(Point) -> f64) -> Vec<Vec<Point>> {
    let (columns, rows) =
        ((stage.width / STEP).ceil().max(1.0) as usize, (stage.height / STEP).ceil().max(1.0) as usize);
    let at = |x: usize, y: usize| {
        point(stage.width * x as f64 / columns as f64, stage.height * y as f64 / rows as f64)
    };
    // A corner of exactly zero belongs to the positive side, so that every line has two ends.
    let values: Vec<f64> = (0..=rows)
        .flat_map(|y| (0..=columns).map(move |x| (x, y)))
        .map(|(x, y)| field(at(x, y)))
        .map(|v| if v == 0.0 { 1e-9 } else { v })
        .collect();
    let value = |x: usize, y: usize| values[y * (columns + 1) + x];
    let crossing = |(x, y, right): Edge| {
        let (x2, y2) = if right { (x + 1, y) } else { (x, y + 1) };
        let (a, b) = (value(x, y), value(x2, y2));
        at(x, y).towards(at(x2, y2), a / (a - b))
    };
    let mut joined: BTreeMap<Edge, Vec<Edge>> = BTreeMap::new();
    for y in 0..rows {
        for x in 0..columns {
            let corners = [value(x, y), value(x + 1, y), value(x + 1, y + 1), value(x, y + 1)];
            let edges: [Edge; 4] = [(x, y, true), (x + 1, y, false), (x, y + 1, true), (x, y, false)];
            let crossed: Vec<Edge> = (0..4)
                .filter(|&i| (corners[i] < 0.0) != (corners[(i + 1) % 4] < 0.0))
                .map(|i| edges[i])
                .collect();
            // Where all four edges are crossed, two lines pass; which way they turn makes no
            // difference to a person.
            for pair in crossed.chunks_exact(2) {
                joined.entry(pair[0]).or_default().push(pair[1]);
                joined.entry(pair[1]).or_default().push(pair[0]);
            }
        }
    }
    strings(joined).into_iter().map(|string| string.into_iter().map(crossing).collect()).collect()
}

/// Strings edges together: first those that have an end, then the loops.
fn strings(mut joined: BTreeMap<Edge, Vec<Edge>>) -> Vec<Vec<Edge>> {
    let mut strings = Vec::new();
    while let Some(start) = joined
        .iter()
        .find(|(_, next)| next.len() == 1)
        .or_else(|| joined.iter().next())
        .map(|(edge, _)| *edge)
    {
        let mut string = vec![start];
        let mut here = start;
        while let Some(next) = joined.get_mut(&here).and_then(Vec::pop) {
            if let Some(back) = joined.get_mut(&next)
                && let Some(i) = back.iter().position(|edge| *edge == here)
            {
                back.swap_remove(i);
            }
            if joined.get(&here).is_some_and(Vec::is_empty) {
                joined.remove(&here);
            }
            string.push(next);
            here = next;
        }
        joined.retain(|_, next| !next.is_empty());
        if string.len() > 1 {
            strings.push(string);
        }
    }
    strings
}

/// A smooth stroke through every third place, as an SVG path.
pub fn stroke(line: &[Point]) -> String {
    let last = line.len().saturating_sub(1);
    let places: Vec<Point> =
        line.iter().enumerate().filter(|(i, _)| i % 3 == 0 || *i == last).map(|(_, place)| *place).collect();
    let Some((first, rest)) = places.split_first() else { return String::new() };
    let mut path = format!("M{:.1} {:.1}", first.x, first.y);
    for pair in rest.windows(2) {
        let middle = pair[0].towards(pair[1], 0.5);
        path.push_str(&format!("Q{:.1} {:.1} {:.1} {:.1}", pair[0].x, pair[0].y, middle.x, middle.y));
    }
    if let Some(end) = rest.last() {
        path.push_str(&format!("L{:.1} {:.1}", end.x, end.y));
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::size;

    #[test]
    fn a_circle_is_one_closed_line() {
        let lines = zero_lines(size(200.0, 200.0), |p| p.minus(point(100.0, 100.0)).length() - 60.0);
        assert_eq!(lines.len(), 1);
        let line = &lines[0];
        assert_eq!(line.first(), line.last());
        assert!(line.iter().all(|p| (p.minus(point(100.0, 100.0)).length() - 60.0).abs() < 1.0));
    }

    #[test]
    fn a_straight_front_runs_from_edge_to_edge() {
        let lines = zero_lines(size(240.0, 120.0), |p| p.x - 100.0);
        assert_eq!(lines.len(), 1);
        let ends = [lines[0][0], lines[0][lines[0].len() - 1]];
        assert!(ends.iter().all(|end| (end.x - 100.0).abs() < 1e-6));
        assert!((ends[0].y - ends[1].y).abs() == 120.0);
        assert!(stroke(&lines[0]).starts_with("M100.0 "));
    }

    #[test]
    fn two_islands_are_two_lines_and_a_calm_sea_is_none() {
        let island = |p: Point, x: f64| p.minus(point(x, 60.0)).length() - 30.0;
        assert_eq!(zero_lines(size(300.0, 120.0), |p| island(p, 60.0).min(island(p, 240.0))).len(), 2);
        assert!(zero_lines(size(300.0, 120.0), |_| 1.0).is_empty());
    }
}
