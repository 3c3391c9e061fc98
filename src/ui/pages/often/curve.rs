//! How a measure changes with the field that is varied, or from one way to the other: a line each
//! with its intervals, and the same as a table.

use super::progress::SweepProps;
use super::results::{field_of, point_name};
use crate::base::text::Language;
use crate::lab::sweep::{Measure, measures};
use crate::protocol::catalog;
use crate::ui::picture::use_size;
use crate::ui::words::words;
use crate::view::curve::{Curve as Picture, Dot, curve, rows};
use crate::view::spread::measured;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// How wide the curve is at most; its numbers stand at the left.
const WIDEST: f64 = 720.0;
const LEFT: f64 = 76.0;
const TALL: f64 = 190.0;

/// The curve, with the choice of what is measured.
#[component]
pub fn Curve(props: &SweepProps) -> Html {
    let SweepProps { shown, language, .. } = props.clone();
    let texts = words(language).often();
    let chosen = use_state(String::new);
    let host = use_node_ref();
    let wide = use_size(&host).0.clamp(280.0, WIDEST) - LEFT - 34.0;
    let Some(plan) = shown.plan.clone() else { return html! {} };
    let field = field_of(&shown);
    let all = measures(&shown.tallies);
    let Some(measure) = all.iter().find(|it| it.id() == *chosen).or(all.first()).cloned() else {
        return html! {};
    };
    let picture = curve(&plan, &shown.tallies, field.as_ref(), &measure, (wide, TALL));
    let Some(picture) = picture else { return html! {} };
    let onchange = {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| {
            chosen.set(event.target_unchecked_into::<HtmlSelectElement>().value());
        })
    };
    let over = field.as_ref().map_or(texts.ways, |field| field.title.in_language(language));
    let said = (texts.curve_says)(&name(&measure, language), over);
    let table = picture.lines.iter().flat_map(|line| &line.dots).map(|dot| {
        let point = &plan.points[dot.point];
        let figures = [dot.figure.value, dot.figure.low, dot.figure.high].map(|it| measured(&measure, it, language));
        html! { <tr><th scope="row">{ point_name(point, field.as_ref(), language) }</th><td>{ &figures[0] }</td><td>{ (texts.between)(&figures[1], &figures[2]) }</td></tr> }
    });
    html! {
        <section class="by-field" aria-labelledby="often-curve" data-measure={measure.id()}>
            <h2 id="often-curve">{ if field.is_some() { texts.curve } else { texts.curve_ways } }</h2>
            <label for="curve-measure">{ texts.measure }</label>{ " " }
            <select id="curve-measure" {onchange}>
                { for all.iter().map(|it| html! { <option value={it.id()} selected={*it == measure}>{ name(it, language) }</option> }) }
            </select>
            <figure ref={host}>
                { draw(&picture, wide, &measure, &said, field.as_ref(), language) }
                if picture.lines.len() > 1 && field.is_some() { <ul class="lines">{ for picture.lines.iter().enumerate().map(|(n, line)| {
                    let title = catalog::find(&line.protocol).map_or(line.protocol.as_str(), |it| it.title.in_language(language));
                    html! { <li><svg viewBox="0 0 28 12" class={format!("line line-{}", n % 8)} aria-hidden="true"><path d="M0 6H28" />{ shape(n, 14.0, 6.0) }</svg>{ title }</li> }
                }) }</ul> }
                <figcaption>{ &said }if picture.is_log { { " " }{ texts.log_axis } }</figcaption>
            </figure>
            <details><summary>{ texts.as_table }</summary>
                <table id="curve-table" aria-label={said.clone()}>
                    <thead><tr><th scope="col">{ over }</th><th scope="col">{ name(&measure, language) }</th><th scope="col">{ texts.interval }</th></tr></thead>
                    <tbody>{ for table }</tbody>
                </table>
            </details>
        </section>
    }
}

/// A measure in words, with how it is taken.
fn name(measure: &Measure, language: Language) -> String {
    let texts = words(language).often();
    let title = measure.title();
    let title = title.in_language(language);
    match measure {
        Measure::Share(_) => title.to_owned(),
        Measure::Happened(_) | Measure::Anomaly(_) => (texts.runs_with)(title),
        Measure::Quantile(_, 500) => (texts.median_of)(title),
        Measure::Quantile(..) => (texts.p99_of)(title),
    }
}

fn draw(
    picture: &Picture,
    wide: f64,
    measure: &Measure,
    said: &str,
    field: Option<&crate::lab::sweep::Field>,
    language: Language,
) -> Html {
    let px = |it: f64| format!("{it:.1}");
    let stop = |(x, value): &(f64, serde_json::Value)| {
        let text = match field {
            Some(field) => field.say(value).in_language(language).to_owned(),
            None => {
                let name = value.as_str().unwrap_or_default();
                catalog::find(name).map_or(name, |it| it.title.in_language(language)).to_owned()
            }
        };
        (*x, text)
    };
    let stops: Vec<(f64, String)> = picture.stops.iter().map(stop).collect();
    let lines = rows(&stops, 8.0);
    let deep = lines.iter().max().map_or(1, |row| row + 1);
    let dodge = |line: usize| (line as f64 - (picture.lines.len() as f64 - 1.0) / 2.0) * 5.0;
    html! {
        <svg viewBox={format!("-{LEFT} -10 {} {}", wide + LEFT + 34.0, TALL + 18.0 + 16.0 * f64::from(deep))} role="img" aria-label={said.to_owned()}>
            <g class="ticks">
                { for picture.ticks.iter().map(|tick| html! { <g><line x1="0" x2={px(wide)} y1={px(tick.x)} y2={px(tick.x)} /><text x="-8" y={px(tick.x + 4.0)} text-anchor="end">{ measured(measure, tick.value, language) }</text></g> }) }
                { for stops.iter().enumerate().map(|(n, (x, text))| html! { <g><line x1={px(*x)} x2={px(*x)} y1={px(TALL)} y2={px(TALL + 4.0)} /><text x={px(*x)} y={px(TALL + 17.0 + 15.0 * f64::from(lines[n]))} text-anchor="middle">{ text }</text></g> }) }
            </g>
            { for picture.lines.iter().enumerate().map(|(n, line)| {
                let x = |dot: &Dot| if field.is_some() { dot.x + dodge(n) } else { dot.x };
                let path: Vec<String> = line.dots.iter().map(|dot| format!("{:.1},{:.1}", x(dot), dot.y)).collect();
                html! {
                    <g class={format!("line line-{}", n % 8)}>
                        if picture.is_joined { <polyline points={path.join(" ")} /> }
                        { for line.dots.iter().map(|dot| html! { <g><path class="bar" d={format!("M{0:.1} {1:.1}V{2:.1}M{3:.1} {1:.1}h6M{3:.1} {2:.1}h6", x(dot), dot.low, dot.high, x(dot) - 3.0)} />{ shape(n, x(dot), dot.y) }</g> }) }
                    </g>
                }
            }) }
        </svg>
    }
}

/// The mark of a line: each has a shape of its own beside its colour.
fn shape(line: usize, x: f64, y: f64) -> Html {
    let d = match line % 4 {
        0 => format!("M{:.1} {y:.1}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0", x - 4.0),
        1 => format!("M{:.1} {:.1}h7v7h-7z", x - 3.5, y - 3.5),
        2 => format!("M{x:.1} {:.1}l4.5 8h-9z", y - 5.0),
        _ => format!("M{x:.1} {:.1}l5 5l-5 5l-5 -5z", y - 5.0),
    };
    html! { <path class="dot" {d} /> }
}
