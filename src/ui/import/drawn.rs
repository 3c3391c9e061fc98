//! Round trips, the shortest first, one dot each, with the median and the 99th percentile drawn
//! over them. The sentence below says the same.

use super::OpenedProps;
use crate::base::time::Span;
use crate::ui::words::words;
use crate::view::numbers;
use yew::prelude::*;

/// The picture in its own units.
const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 110.0;
/// What is left free at both sides of the dots.
const LEFT: f64 = 6.0;
/// Below and above the dots.
const EDGE: f64 = 12.0;

/// The picture.
#[component]
pub fn Drawn(props: &OpenedProps) -> Html {
    let language = props.language;
    let words = words(language).import();
    let Some(reading) = &props.import.reading else { return html! {} };
    let Some(trips) = &reading.round_trips else { return html! {} };
    let longest = trips.drawn_us.iter().copied().max().unwrap_or(0).max(trips.p99_us).max(1);
    let height = |us: u64| HEIGHT - EDGE - (HEIGHT - 2.0 * EDGE) * us as f64 / longest as f64;
    let step = (WIDTH - 2.0 * LEFT) / trips.drawn_us.len().max(1) as f64;
    let place = |at: usize| LEFT + step * (at as f64 + 0.5);
    let span = |us: u64| numbers::span(Span(us), language);
    // The two names stand at different ends, so that they never lie on each other.
    let line = |us: u64, class: &'static str, name: &str| {
        let (x, anchor) = if class == "p99" { (WIDTH - 2.0, "end") } else { (2.0, "start") };
        let y = format!("{:.1}", height(us));
        // The name stands above its line where there is room.
        let text_y = format!("{:.1}", if height(us) < 20.0 { height(us) + 11.0 } else { height(us) - 3.0 });
        html! {
            <g class={class}>
                <line x1="0" x2={WIDTH.to_string()} y1={y.clone()} y2={y} />
                <text x={x.to_string()} y={text_y} text-anchor={anchor}>{ format!("{name} {}", span(us)) }</text>
            </g>
        }
    };
    let figures =
        (words.figures)(&numbers::whole(reading.count), &span(trips.median_us), &span(trips.p99_us));
    // Few dots are large enough to be seen one by one.
    let radius = if trips.drawn_us.len() < 60 { "3.2" } else { "1.8" };
    html! {
        <figure class="trips">
            <svg viewBox={format!("0 0 {WIDTH} {HEIGHT}")} aria-hidden="true">
                { for trips.drawn_us.iter().enumerate().map(|(at, us)| html! {
                    <circle key={at} cx={format!("{:.1}", place(at))} cy={format!("{:.1}", height(*us))} r={radius} />
                }) }
                { line(trips.p99_us, "p99", words.p99) }
                { line(trips.median_us, "median", words.median) }
            </svg>
            <figcaption>
                { figures }{ " " }{ (words.longest)(&span(longest)) }
                if trips.timeouts > 0 { { " " }<b>{ (words.timeouts)(trips.timeouts) }</b> }
            </figcaption>
        </figure>
    }
}
