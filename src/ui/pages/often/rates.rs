//! How often something happened: tables with intervals, and a small picture in each row.

use super::results::PointProps;
use crate::base::arrange::Arrange;
use crate::base::text::Language;
use crate::lab::sweep::{Interval, Rate, Tally, wilson, words as names};
use crate::ui::sweeps::{At, Msg, Wanted};
use crate::ui::words::words;
use crate::view::numbers::whole;
use crate::view::spread::share as exact_enough;
use yew::prelude::*;

/// One row of a table.
struct Row<'a> {
    title: String,
    name: &'a str,
    rate: &'a Rate,
    found: Interval,
    /// Whether there is a moment of a run to show.
    shows: bool,
}

/// The rates of one point.
#[component]
pub fn Rates(props: &PointProps) -> Html {
    let texts = words(props.language).often();
    let Some(tally) = props.shown.tallies.get(props.point).filter(|tally| tally.runs > 0) else {
        return html! { <p class="note">{ texts.empty }</p> };
    };
    let (happened, never) = happened(tally, props.language);
    let anomalies = tally.anomalies.iter().filter_map(|(name, rate)| {
        let title = names::anomaly(name).in_language(props.language).to_owned();
        Some(Row { title, name, rate, found: wilson(rate.count, rate.of)?, shows: true })
    });
    let operations = tally.operations.iter().filter_map(|(name, rate)| {
        let title = names::operation(name).in_language(props.language).to_owned();
        Some(Row { title, name, rate, found: tally.share(name)?, shows: false })
    });
    let most = wilson(0, tally.runs).map_or(0, |it| it.high_ppm);
    html! {
        <>
            { table("rates-runs", texts.happened, by_rate(happened), props) }
            if !never.is_empty() {
                <p class="note never"><b>{ (texts.never)(&whole(tally.runs), &share(most, props.language)) }</b>{ " " }{ never.join(" · ") }</p>
            }
            { table("rates-anomalies", texts.anomalies, by_rate(anomalies.collect()), props) }
            { table("rates-operations", texts.operations, operations.collect(), props) }
            <p class="note">{ texts.interval_note }</p>
        </>
    }
}

/// What happened, and the names of what never did.
fn happened(tally: &Tally, language: Language) -> (Vec<Row<'_>>, Vec<String>) {
    let texts = words(language).often();
    let (mut rows, mut never) = (Vec::new(), Vec::new());
    for (name, rate) in &tally.happened {
        let title = names::happened(name).in_language(language);
        let title = if names::is_verdict(name) { (texts.broken)(title) } else { title.to_owned() };
        match wilson(rate.count, rate.of).filter(|_| rate.count > 0) {
            Some(found) => rows.push(Row { title, name, rate, found, shows: true }),
            None => never.push(title),
        }
    }
    (rows, never)
}

fn by_rate(mut rows: Vec<Row<'_>>) -> Vec<Row<'_>> {
    rows.arrange_by_key(|row| core::cmp::Reverse(row.found.rate_ppm));
    rows
}

fn table(id: &'static str, title: &'static str, rows: Vec<Row<'_>>, props: &PointProps) -> Html {
    if rows.is_empty() {
        return html! {};
    }
    let texts = words(props.language).often();
    let shows = rows.iter().any(|row| row.shows);
    html! {
        <section class="found" aria-labelledby={id}>
            <h2 {id}>{ title }</h2>
            <table class="rates" aria-labelledby={id}>
                <thead><tr>
                    <th scope="col">{ texts.what }</th><th scope="col">{ texts.share }</th><th scope="col">{ texts.interval }</th>
                    <th scope="col">{ texts.count }</th><th scope="col">{ texts.picture }</th>
                    if shows { <th scope="col"><span class="unseen">{ texts.show_bad }</span></th> }
                </tr></thead>
                <tbody>{ for rows.iter().map(|it| row(it, shows, props)) }</tbody>
            </table>
        </section>
    }
}

fn share(ppm: u32, language: Language) -> String {
    exact_enough(u64::from(ppm), language)
}

fn row(it: &Row<'_>, shows: bool, props: &PointProps) -> Html {
    let (texts, language) = (words(props.language).often(), props.language);
    let show = it.rate.first_seed.filter(|_| it.shows).map(|seed| {
        let wanted = Wanted { point: props.point, seed, at: At::First(it.name.to_owned()) };
        let onclick = props.to_sweep.reform(move |_: MouseEvent| Msg::Open(wanted.clone()));
        html! { <button type="button" class="tool" aria-label={(texts.show_bad_of)(&seed.to_string(), &it.title)} {onclick}>{ texts.show_bad }</button> }
    });
    html! {
        <tr key={it.name.to_owned()} data-rate={it.name.to_owned()}>
            <th scope="row">{ &it.title }</th>
            <td data-column={texts.share}><b>{ share(it.found.rate_ppm, language) }</b></td>
            <td data-column={texts.interval}>{ (texts.between)(&share(it.found.low_ppm, language), &share(it.found.high_ppm, language)) }</td>
            <td data-column={texts.count}>{ (texts.of_all)(&whole(it.rate.count), &whole(it.rate.of)) }</td>
            <td class="bar">{ picture(it.found) }</td>
            if shows { <td class="show">{ for show }</td> }
        </tr>
    }
}

/// Where a rate lies between nothing and everything, with its interval. The row says the same in
/// figures.
fn picture(found: Interval) -> Html {
    let x = |ppm: u32| f64::from(ppm) / 1e6 * 120.0;
    let wide = (x(found.high_ppm) - x(found.low_ppm)).max(0.8);
    html! {
        <svg class="interval" viewBox="-4 0 128 16" aria-hidden="true">
            <line class="axis" x1="0" x2="120" y1="8" y2="8" /><line class="axis" x1="0" x2="0" y1="4" y2="12" /><line class="axis" x1="120" x2="120" y1="4" y2="12" />
            <rect x={format!("{:.1}", x(found.low_ppm))} width={format!("{wide:.1}")} y="4" height="8" rx="2" />
            <circle cx={format!("{:.1}", x(found.rate_ppm))} cy="8" r="3" />
        </svg>
    }
}
