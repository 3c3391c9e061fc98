//! The curve of a distribution: how likely each latency is, with its median and its 99th
//! percentile.

use crate::base::distribution::Distribution;
use crate::base::text::Language;
use crate::base::time::Span;
use crate::ui::words::words;
use crate::view::numbers;
use core::fmt::Write as _;
use yew::prelude::*;

/// The picture in its own units.
const WIDTH: f64 = 260.0;
const HEIGHT: f64 = 64.0;
/// The base line, and how high the curve may rise above it.
const BASE: f64 = 60.0;
const RISE: f64 = 44.0;
const STEPS: u32 = 96;

/// The axis from nothing to a little more than p99; where the tail is so heavy that the rest would
/// be one line, it is logarithmic.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Axis {
    least_us: f64,
    most_us: f64,
    /// Whether equal ways stand for equal ratios.
    pub logarithmic: bool,
}

impl Axis {
    /// The axis for a distribution.
    pub fn of(distribution: &Distribution) -> Axis {
        let [first, median, last] = [10, 500, 990].map(|share| distribution.quantile_us(share) as f64);
        let logarithmic = last > 12.0 * median.max(1.0);
        if logarithmic {
            Axis { least_us: (first * 0.5).max(1.0), most_us: last * 2.0, logarithmic }
        } else {
            Axis { least_us: 0.0, most_us: (last * 1.25).max(median * 2.0).max(10.0), logarithmic }
        }
    }

    /// The latency at a share of the way, in microseconds.
    fn us(&self, share: f64) -> f64 {
        if self.logarithmic {
            self.least_us * (self.most_us / self.least_us).powf(share)
        } else {
            self.least_us + (self.most_us - self.least_us) * share
        }
    }

    /// Where a latency stands, in the picture's units.
    pub fn x(&self, us: f64) -> f64 {
        let share = if self.logarithmic {
            (us.max(self.least_us) / self.least_us).ln() / (self.most_us / self.least_us).ln()
        } else {
            us / self.most_us
        };
        share.clamp(0.0, 1.0) * WIDTH
    }
}

/// The outline of the curve, from the left end of the base line to its right end.
pub fn outline(distribution: &Distribution, axis: &Axis) -> String {
    let share = |step: u32| f64::from(step) / f64::from(STEPS);
    let within = |us: f64| if us < 1.0 { 0.0 } else { distribution.share_within(us as u64) };
    let heights: Vec<f64> =
        (0..STEPS).map(|step| within(axis.us(share(step + 1))) - within(axis.us(share(step)))).collect();
    let highest = heights.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let mut path = format!("M0 {BASE}");
    for (step, height) in (0..STEPS).zip(&heights) {
        let x = (share(step) + 0.5 / f64::from(STEPS)) * WIDTH;
        let _ = write!(path, " L{x:.1} {:.1}", BASE - RISE * height / highest);
    }
    let _ = write!(path, " L{WIDTH} {BASE}");
    path
}

/// What the picture needs.
#[derive(Clone, PartialEq, Properties)]
pub struct CurveProps {
    pub of: Distribution,
    /// The language of its labels.
    pub language: Language,
}

/// The picture; its text twin is its name.
#[component]
pub fn Curve(props: &CurveProps) -> Html {
    let words = words(props.language).network();
    let axis = Axis::of(&props.of);
    let path = outline(&props.of, &axis);
    let [median, p99] = [500, 990].map(|share| props.of.quantile_us(share));
    let [median_text, p99_text] = [median, p99].map(|us| numbers::span(Span(us), props.language));
    let (median_x, p99_x) = (axis.x(median as f64), axis.x(p99 as f64));
    // Beside its line, on the side where there is room; the two stand on different heights and
    // never meet.
    let side = |x: f64| if x > WIDTH * 0.5 { (x - 4.0, "end") } else { (x + 4.0, "start") };
    let ((median_at, median_anchor), (p99_at, p99_anchor)) = (side(median_x), side(p99_x));
    html! {
        <figure class="curve">
            <svg viewBox={format!("0 0 {WIDTH} {HEIGHT}")} role="img" aria-label={(words.curve)(&median_text, &p99_text)}>
                <path class="area" d={path} />
                <line class="mark" x1={median_x.to_string()} x2={median_x.to_string()} y1="2" y2={BASE.to_string()} />
                <line class="mark" x1={p99_x.to_string()} x2={p99_x.to_string()} y1="18" y2={BASE.to_string()} />
                <text x={median_at.to_string()} y="11" text-anchor={median_anchor}>{ format!("{} {median_text}", words.median) }</text>
                <text x={p99_at.to_string()} y="27" text-anchor={p99_anchor}>{ format!("{} {p99_text}", words.p99) }</text>
            </svg>
            if axis.logarithmic { <figcaption>{ words.log_axis }</figcaption> }
        </figure>
    }
}
