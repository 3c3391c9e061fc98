//! One measure over the values of a field: a line for each protocol, with the interval of each
//! figure.

use super::axis::{Axis, Tick};
use crate::base::arrange::Arrange;
use crate::lab::sweep::{Estimate, Field, Measure, Plan, Tally};
use serde_json::Value;

/// A picture of a curve.
#[derive(Clone, PartialEq, Debug)]
pub struct Curve {
    /// A line for each protocol, in the order of the plan.
    pub lines: Vec<Line>,
    /// The values below, from left to right: where each stands, and which it is.
    pub stops: Vec<(f64, Value)>,
    /// The marks at the left.
    pub ticks: Vec<Tick>,
    /// Whether the stops have an order, so that lines may join them.
    pub is_joined: bool,
    /// Whether the axis below is logarithmic.
    pub is_log: bool,
}

/// The figures of one protocol.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// The protocol, by its name in the catalogue.
    pub protocol: String,
    /// Its figures, from left to right.
    pub dots: Vec<Dot>,
}

/// One figure with its interval.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Dot {
    /// Where it stands.
    pub x: f64,
    /// How high the figure is, from the top.
    pub y: f64,
    /// How high the least is that it may be.
    pub low: f64,
    /// How high the most is.
    pub high: f64,
    /// The figure.
    pub figure: Estimate,
    /// The place of its point in the plan.
    pub point: usize,
}

/// Draws a measure in so much room; nothing where no point has it. Without a field, protocols stand
/// side by side.
pub fn curve(
    plan: &Plan,
    tallies: &[Tally],
    field: Option<&Field>,
    measure: &Measure,
    (wide, tall): (f64, f64),
) -> Option<Curve> {
    let figures: Vec<Option<Estimate>> = tallies.iter().map(|tally| measure.of(tally)).collect();
    let most = figures.iter().flatten().map(|it| it.high).fold(0.0, f64::max);
    figures.iter().flatten().next()?;
    let mut protocols: Vec<&str> = plan.points.iter().map(|point| point.protocol.as_str()).collect();
    protocols.dedup();
    // What is varied, or the protocols themselves where nothing is.
    let value = |n: usize| match field {
        Some(field) => plan.points[n].varied.get(&field.vary.field).cloned().unwrap_or(Value::Null),
        None => Value::from(plan.points[n].protocol.as_str()),
    };
    let mut stops: Vec<Value> = Vec::new();
    for n in 0..plan.points.len() {
        if !stops.contains(&value(n)) {
            stops.push(value(n));
        }
    }
    let places: Option<Vec<f64>> = field.and_then(|field| stops.iter().map(|it| field.place(it)).collect());
    let (xs, is_log) = match &places {
        Some(places) => {
            let least = places.iter().copied().fold(f64::INFINITY, f64::min);
            let greatest = places.iter().copied().fold(0.0, f64::max);
            let positive = places.iter().copied().filter(|it| *it > 0.0).fold(f64::INFINITY, f64::min);
            let axis = Axis::over(least, greatest, positive, wide);
            (places.iter().map(|it| axis.x(*it)).collect::<Vec<f64>>(), axis.is_log)
        }
        None => {
            let step = wide / stops.len() as f64;
            ((0..stops.len()).map(|n| (n as f64 + 0.5) * step).collect(), false)
        }
    };
    let up = Axis::from_zero(most * 1.04, tall);
    let y = |value: f64| tall - up.x(value);
    let of_line = |protocol: &str| {
        let mine = (0..plan.points.len()).filter(|n| plan.points[*n].protocol == protocol);
        let mut dots: Vec<Dot> = mine
            .filter_map(|n| {
                let figure = figures[n]?;
                let x = xs[stops.iter().position(|stop| *stop == value(n))?];
                let [at, low, high] = [figure.value, figure.low, figure.high].map(y);
                Some(Dot { x, y: at, low, high, figure, point: n })
            })
            .collect();
        dots.arrange_by(|a, b| a.x.total_cmp(&b.x));
        Line { protocol: protocol.to_owned(), dots }
    };
    let lines = protocols.into_iter().map(of_line).collect();
    let ticks = up.ticks(4).into_iter().map(|tick| Tick { x: tall - tick.x, ..tick }).collect();
    let mut stops: Vec<(f64, Value)> = xs.into_iter().zip(stops).collect();
    stops.arrange_by(|a, b| a.0.total_cmp(&b.0));
    Some(Curve { lines, stops, ticks, is_joined: places.is_some(), is_log })
}

/// In which row each name below the axis stands, so that none lies on another: they are centred on
/// their places. `gap` is the least room between two.
pub fn rows(names: &[(f64, String)], gap: f64) -> Vec<u8> {
    let half = |text: &str| text.chars().map(|it| if it.is_ascii() { 3.5 } else { 6.0 }).sum::<f64>();
    let mut ends: Vec<f64> = Vec::new();
    let mut row_of = |(x, text): &(f64, String)| {
        let (from, to) = (x - half(text), x + half(text) + gap);
        match ends.iter().position(|end| *end <= from) {
            Some(row) => {
                ends[row] = to;
                row as u8
            }
            None => {
                ends.push(to);
                (ends.len() - 1) as u8
            }
        }
    };
    names.iter().map(&mut row_of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_would_lie_on_each_other_stand_in_rows() {
        let at =
            |places: &[f64]| rows(&places.iter().map(|x| (*x, "100 ms".to_owned())).collect::<Vec<_>>(), 8.0);
        assert_eq!(at(&[0.0, 100.0, 200.0]), [0, 0, 0]);
        assert_eq!(at(&[0.0, 10.0, 20.0, 60.0]), [0, 1, 2, 0]);
    }
}
