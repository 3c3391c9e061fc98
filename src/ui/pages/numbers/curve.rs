//! How the share of fresh reads grows with the time since the acknowledgement: a line over a
//! logarithmic axis, and the same as a table.

use super::figure::Unit;
use crate::base::text::Language;
use crate::lab::staleness::Point;
use crate::ui::words::words;
use yew::prelude::*;

const WIDE: f64 = 640.0;
const TALL: f64 = 150.0;

/// The curve of what was measured. `said` names it, `id` makes its parts unlike those of another.
pub fn curve(points: &[Point], said: &str, id: &str, language: Language) -> Html {
    let texts = words(language).numbers();
    // From the moment at which the first thousandth of the way is made; before it nothing happens.
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return html! {} };
    let from = first.fresh + (1.0 - first.fresh) / 1_000.0;
    let shown: Vec<&Point> = points.iter().filter(|it| it.t_ms > 0.0 && it.fresh >= from).collect();
    let Some(begin) = shown.first().map(|it| it.t_ms) else { return html! {} };
    let decades = (last.t_ms / begin).log10().max(0.1);
    let x = |t_ms: f64| (t_ms / begin).log10() / decades * WIDE;
    let y = |fresh: f64| (1.0 - (fresh - first.fresh) / (1.0 - first.fresh).max(1e-9)) * TALL;
    let line: Vec<String> = shown.iter().map(|it| format!("{:.1},{:.1}", x(it.t_ms), y(it.fresh))).collect();
    let tick = |decade: i32| {
        let at = 10f64.powi(decade);
        html! { <g><line x1={format!("{:.1}", x(at))} x2={format!("{:.1}", x(at))} y1="0" y2="150" /><text x={format!("{:.1}", x(at) + 3.0)} y="165">{ Unit::Ms.write(at, language) }</text></g> }
    };
    let decades = begin.log10().ceil() as i32..=last.t_ms.log10().floor() as i32;
    let rows = points.iter().step_by(3).chain(core::iter::once(last));
    html! {
        <figure class="fresh-curve">
            <svg viewBox="-4 -14 648 184" role="img" aria-label={said.to_owned()}>
                <g class="ticks">{ for decades.map(tick) }
                    <text x="3" y="-3">{ Unit::Share.write(1.0, language) }</text><text x="3" y="147">{ Unit::Share.write(first.fresh, language) }</text></g>
                <polyline points={line.join(" ")} />
            </svg>
            <figcaption>{ said }</figcaption>
            <details><summary>{ texts.curve_table }</summary>
                <table id={format!("curve-{id}")} aria-label={said.to_owned()}>
                    <thead><tr><th scope="col">{ texts.time }</th><th scope="col">{ texts.fresh }</th></tr></thead>
                    <tbody>{ for rows.map(|it| html! { <tr><td>{ Unit::Ms.write(it.t_ms, language) }</td><td>{ Unit::Share.write(it.fresh, language) }</td></tr> }) }</tbody>
                </table>
            </details>
        </figure>
    }
}
