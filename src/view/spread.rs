//! How the values of many runs are spread: bars over an axis, with the marks of the tail.

use super::axis::{Axis, Tick};
use super::numbers::span;
use crate::base::text::Language;
use crate::base::time::Span;
use crate::base::units::{Quantity, grouped, write};
use crate::lab::sweep::{Histogram, Measure};

/// A picture of a distribution.
#[derive(Clone, PartialEq, Debug)]
pub struct Spread {
    /// The bars, from left to right; none is empty.
    pub bars: Vec<Bar>,
    /// Where so many of a thousand values end, from left to right.
    pub marks: Vec<Mark>,
    /// The marks of the axis.
    pub ticks: Vec<Tick>,
    /// Whether the axis is logarithmic.
    pub is_log: bool,
}

/// How many values lie within a stretch of the axis.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Bar {
    /// Its left edge.
    pub x: f64,
    /// How wide it is.
    pub wide: f64,
    /// How high: the highest is as high as the picture.
    pub tall: f64,
    /// The least value of it.
    pub from: u64,
    /// The greatest.
    pub to: u64,
    /// How many there are.
    pub count: u64,
}

/// Where so many of a thousand values end.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Mark {
    /// Where it stands.
    pub x: f64,
    /// How many of a thousand.
    pub per_mille: u64,
    /// The value.
    pub value: u64,
    /// In which row its name stands, so that names do not lie on each other.
    pub row: u8,
    /// Whether its name stands at its left: at its right there is no room.
    pub at_left: bool,
}

impl Mark {
    /// From where to where its name reaches.
    fn name(&self) -> (f64, f64) {
        if self.at_left { (self.x - NAME, self.x) } else { (self.x, self.x + NAME) }
    }

    /// Whether two names would lie on each other, in the same row.
    fn meets(&self, other: &Mark) -> bool {
        let ((from, to), (others_from, others_to)) = (self.name(), other.name());
        from < others_to && others_from < to
    }
}

/// What is marked.
pub const MARKED: [u64; 4] = [500, 900, 990, 999];
/// How many bars there are at most.
const MOST: usize = 48;
/// How much room the name of a mark takes.
const NAME: f64 = 104.0;

/// Draws a distribution in so much room; nothing where there are no values.
pub fn spread(histogram: &Histogram, wide: f64, tall: f64) -> Option<Spread> {
    let rows = || histogram.rows();
    let (least, most) = (rows().next()?.0, rows().next_back()?.1);
    let positive = rows().map(|(least, _, _)| least).find(|least| *least > 0);
    let axis = Axis::over(least as f64, most as f64, positive.unwrap_or(1) as f64, wide);
    // A bar for each stretch of the same width; where the axis has room for zero, zero has its own.
    let place = |value: u64| ((axis.x(value as f64) / wide * MOST as f64) as usize).min(MOST - 1);
    let mut found: Vec<Option<Bar>> = vec![None; MOST];
    for (from, to, count) in rows() {
        let n = place(from);
        let bar = found[n].get_or_insert(Bar { x: 0.0, wide: 0.0, tall: 0.0, from, to, count: 0 });
        bar.to = to;
        bar.count += count;
    }
    let highest = found.iter().flatten().map(|bar| bar.count).max().unwrap_or(1).max(1) as f64;
    let step = wide / MOST as f64;
    let draw = |(n, bar): (usize, Option<Bar>)| {
        let bar = bar?;
        Some(Bar { x: n as f64 * step, wide: step, tall: bar.count as f64 / highest * tall, ..bar })
    };
    let bars = found.into_iter().enumerate().filter_map(draw).collect();
    let mut marks: Vec<Mark> = Vec::new();
    for per_mille in MARKED {
        let (value, _) = histogram.quantile(per_mille)?;
        let x = axis.x(value as f64);
        let mark = Mark { x, per_mille, value, row: 0, at_left: x + NAME > wide };
        // Of names that would meet, the next one stands a row lower.
        let taken: Vec<u8> = marks.iter().filter(|it| mark.meets(it)).map(|it| it.row).collect();
        let row = (0..4).find(|row| !taken.contains(row)).unwrap_or(3);
        marks.push(Mark { row, ..mark });
    }
    Some(Spread { bars, marks, ticks: axis.ticks(6), is_log: axis.is_log })
}

/// A value in the unit that its name ends with: `_us` a span, `_milli` thousandths.
pub fn figure(name: &str, value: f64, language: Language) -> String {
    let whole = value.max(0.0).round() as u64;
    if name.ends_with("_us") {
        return span(Span(whole), language);
    }
    if !name.ends_with("_milli") {
        return grouped(whole);
    }
    let hundredths = (whole + 5) / 10;
    let number = match hundredths % 100 {
        0 => grouped(hundredths / 100),
        part => format!("{}.{}", grouped(hundredths / 100), format!("{part:02}").trim_end_matches('0')),
    };
    match (name, language) {
        ("ok_per_second_milli", Language::En) => format!("{number} a second"),
        ("ok_per_second_milli", Language::Zh) => format!("每秒 {number}"),
        _ => number,
    }
}

/// A figure of a measure.
pub fn measured(measure: &Measure, value: f64, language: Language) -> String {
    match measure.unit() {
        Some(name) => figure(name, value, language),
        None => share(value.max(0.0).round() as u64, language),
    }
}

/// A share of so many in a million, as exact as a sweep is good for: to the per mille, and below a
/// per cent to the hundredth of it.
pub fn share(ppm: u64, language: Language) -> String {
    let step = if ppm >= 10_000 { 1_000 } else { 10 };
    write(Quantity::PerMillion((ppm + step / 2) / step * step), language)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: impl IntoIterator<Item = u64>) -> Spread {
        let mut histogram = Histogram::default();
        (0..).zip(values).for_each(|(seed, value)| histogram.add(value, seed));
        spread(&histogram, 600.0, 100.0).expect("there are values")
    }

    #[test]
    fn no_value_is_lost_and_everything_lies_within_the_picture() {
        let all = [
            of((0..1_000).map(|n| n * n * n)),
            of(std::iter::repeat_n(7, 30)),
            of([0]),
            of([0, 0, 900_000]),
            of((0..500).map(|n| 100_000 + n)),
            of([u64::MAX, 3]),
        ];
        let counts = [1_000, 30, 1, 3, 500, 2];
        for (it, count) in all.iter().zip(counts) {
            assert_eq!(it.bars.iter().map(|bar| bar.count).sum::<u64>(), count);
            for bar in &it.bars {
                assert!(bar.x >= 0.0 && bar.x + bar.wide <= 600.1 && bar.tall > 0.0 && bar.tall <= 100.0);
                assert!(bar.from <= bar.to);
            }
            assert!(it.bars.windows(2).all(|two| two[0].to < two[1].from));
            assert!(it.marks.windows(2).all(|two| two[0].x <= two[1].x && two[0].value <= two[1].value));
            assert!(it.marks.iter().all(|mark| (0.0..=600.0).contains(&mark.x)));
        }
    }

    #[test]
    fn values_have_the_unit_that_their_name_ends_with() {
        let en = |name, value| figure(name, value, Language::En);
        assert_eq!(en("read_latency_us", 1_500.0), "1.5 ms");
        assert_eq!(en("messages_per_ok_milli", 3_250.0), "3.25");
        assert_eq!(figure("ok_per_second_milli", 12_000.0, Language::Zh), "每秒 12");
        assert_eq!([466_667, 3_827, 9_996].map(|ppm| share(ppm, Language::En)), ["46.7%", "0.383%", "1%"]);
        assert_eq!(measured(&Measure::Share("stale".to_owned()), 125_000.0, Language::En), "12.5%");
    }

    #[test]
    fn a_long_tail_has_a_logarithmic_axis_and_names_of_marks_do_not_meet() {
        assert!(of((0..1_000).map(|n| n * n * n)).is_log);
        assert!(!of((0..500).map(|n| 100_000 + n)).is_log);
        for it in [of((0..500).map(|n| 100_000 + n)), of((0..900).map(|n| n * n)), of([5, 5, 5])] {
            for (n, a) in it.marks.iter().enumerate() {
                let (from, to) = a.name();
                assert!(from >= 0.0 && to <= 600.0, "{a:?}");
                assert!(it.marks[..n].iter().all(|b| a.row != b.row || !a.meets(b)));
            }
        }
    }
}
