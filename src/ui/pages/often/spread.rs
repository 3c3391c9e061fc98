//! How the values of the runs are spread: bars with the marks of the tail, and the same as tables.

use super::results::PointProps;
use crate::base::units::{Quantity, write};
use crate::lab::sweep::words as names;
use crate::ui::picture::use_size;
use crate::ui::sweeps::{At, Msg, Wanted};
use crate::ui::words::words;
use crate::view::numbers::whole;
use crate::view::spread::{Spread as Picture, figure, spread};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// How wide the bars are at most.
const WIDEST: f64 = 720.0;
const TALL: f64 = 150.0;

/// The distribution of one value, which the person chooses.
#[component]
pub fn Spread(props: &PointProps) -> Html {
    let language = props.language;
    let texts = words(language).often();
    let chosen = use_state(|| "write_latency_us".to_owned());
    let host = use_node_ref();
    let wide = use_size(&host).0.clamp(240.0, WIDEST) - 12.0;
    let Some(tally) = props.shown.tallies.get(props.point) else { return html! {} };
    let name = tally.values.keys().find(|name| **name == *chosen).or_else(|| tally.values.keys().next());
    let Some(name) = name.cloned() else { return html! {} };
    let histogram = &tally.values[&name];
    let Some(picture) = spread(histogram, wide, TALL) else { return html! {} };
    let onchange = {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| {
            chosen.set(event.target_unchecked_into::<HtmlSelectElement>().value());
        })
    };
    let title = names::value(&name).in_language(language);
    let said = (texts.distribution_says)(title, &whole(histogram.count()));
    let caption = if picture.is_log {
        format!("{said}{}{}", if said.is_ascii() { " " } else { "" }, texts.log_axis)
    } else {
        said.clone()
    };
    let value = |value: u64| figure(&name, value as f64, language);
    let told =
        [500, 900, 990, 999, 1_000].into_iter().filter_map(|share| Some((share, histogram.quantile(share)?)));
    let open = |seed: u64| {
        let wanted = Wanted { point: props.point, seed, at: At::Beginning };
        props.to_sweep.reform(move |_: MouseEvent| Msg::Open(wanted.clone()))
    };
    html! {
        <section class="spread" aria-labelledby="often-spread" data-value={name.clone()}>
            <h2 id="often-spread">{ texts.distribution }</h2>
            <label for="spread-value">{ texts.which_value }</label>{ " " }
            <select id="spread-value" {onchange}>
                { for tally.values.keys().map(|it| html! { <option value={it.clone()} selected={*it == name}>{ names::value(it).in_language(language) }</option> }) }
            </select>
            <figure ref={host}>
                { draw(&picture, wide, &name, &said, props) }
                <figcaption>{ caption }</figcaption>
            </figure>
            <table class="marks" id="spread-marks" aria-label={title}>
                <thead><tr><th scope="col">{ texts.marks }</th><th scope="col">{ texts.value }</th><th scope="col"><span class="unseen">{ texts.seeds }</span></th></tr></thead>
                <tbody>{ for told.map(|(per_mille, (at, seed))| html! {
                    <tr><th scope="row">{ if per_mille == 1_000 { texts.maximum.to_owned() } else { quantile(per_mille, language) } }</th><td>{ value(at) }</td>
                        <td><button type="button" class="quiet" aria-label={(texts.open_seed)(&seed.to_string())} onclick={open(seed)}>{ (texts.seed)(&seed.to_string()) }</button></td></tr>
                }) }</tbody>
            </table>
            <details><summary>{ texts.as_table }</summary>
                <table id="spread-table" aria-label={said}>
                    <thead><tr><th scope="col">{ texts.from }</th><th scope="col">{ texts.up_to }</th><th scope="col">{ texts.how_many }</th></tr></thead>
                    <tbody>{ for picture.bars.iter().map(|bar| html! { <tr><td>{ value(bar.from) }</td><td>{ value(bar.to) }</td><td>{ whole(bar.count) }</td></tr> }) }</tbody>
                </table>
            </details>
        </section>
    }
}

/// `99.9%`.
fn quantile(per_mille: u64, language: crate::base::text::Language) -> String {
    write(Quantity::PerMillion(per_mille * 1_000), language)
}

fn draw(picture: &Picture, wide: f64, name: &str, said: &str, props: &PointProps) -> Html {
    let px = |it: f64| format!("{it:.1}");
    let rows = f64::from(picture.marks.iter().map(|it| it.row).max().unwrap_or(0)) + 1.0;
    let above = rows * 14.0 + 4.0;
    let low = above + TALL;
    html! {
        <svg viewBox={format!("-6 0 {} {}", wide + 12.0, low + 20.0)} role="img" aria-label={said.to_owned()}>
            <g class="bars">{ for picture.bars.iter().map(|bar| html! {
                <rect x={px(bar.x + 0.5)} width={px(bar.wide - 1.0)} y={px(low - bar.tall.max(1.0))} height={px(bar.tall.max(1.0))} />
            }) }</g>
            <g class="ticks"><line x1="0" x2={px(wide)} y1={px(low)} y2={px(low)} />{ for picture.ticks.iter().map(|tick| {
                let side = if tick.x > wide - 30.0 { "end" } else if tick.x < 30.0 { "start" } else { "middle" };
                html! { <g><line x1={px(tick.x)} x2={px(tick.x)} y1={px(low)} y2={px(low + 4.0)} /><text x={px(tick.x)} y={px(low + 16.0)} text-anchor={side}>{ figure(name, tick.value, props.language) }</text></g> }
            }) }</g>
            <g class="tail">{ for picture.marks.iter().map(|mark| {
                let (top, at_left) = (f64::from(mark.row) * 14.0 + 11.0, mark.at_left);
                let x = if at_left { mark.x - 4.0 } else { mark.x + 4.0 };
                let text = format!("{} {}", quantile(mark.per_mille, props.language), figure(name, mark.value as f64, props.language));
                html! { <g><line x1={px(mark.x)} x2={px(mark.x)} y1={px(top - 8.0)} y2={px(low)} /><text x={px(x)} y={px(top)} text-anchor={if at_left { "end" } else { "start" }}>{ text }</text></g> }
            }) }</g>
        </svg>
    }
}
