//! How often something happened: a table with intervals, and a small picture in each row.

use super::progress::SweepProps;
use crate::base::text::Language;
use crate::base::units::{Quantity, write};
use crate::lab::sweep::{Interval, Rate, wilson, words as names};
use crate::ui::sweeps::{At, Msg, Wanted};
use crate::ui::words::words;
use crate::view::numbers::whole;
use yew::prelude::*;

/// The rates of one point.
#[component]
pub fn Rates(props: &SweepProps) -> Html {
    let SweepProps { shown, language, to_sweep } = props.clone();
    let texts = &words(language).often;
    let point = 0;
    let Some(tally) = shown.tallies.get(point).filter(|tally| tally.runs > 0) else {
        return html! { <p class="note">{ texts.empty }</p> };
    };
    let happened = tally.happened.iter().filter(|(_, rate)| rate.count > 0).map(|(name, rate)| {
        let title = names::happened(name).in_language(language);
        let title = if names::is_verdict(name) { (texts.broken)(title) } else { title.to_owned() };
        row(&title, name, rate, language, &to_sweep, point)
    });
    html! {
        <section class="found" aria-labelledby="often-rates">
            <h2 id="often-rates">{ texts.happened }</h2>
            <table class="rates" aria-labelledby="often-rates">
                <thead><tr><th scope="col">{ texts.what }</th><th scope="col">{ texts.share }</th><th scope="col">{ texts.interval }</th><th scope="col">{ texts.count }</th><th scope="col">{ texts.picture }</th><th scope="col"><span class="unseen">{ texts.show_bad }</span></th></tr></thead>
                <tbody>{ for happened }</tbody>
            </table>
        </section>
    }
}

/// A share with four digits at most.
pub fn share(ppm: u32, language: Language) -> String {
    write(Quantity::PerMillion(u64::from(ppm) / 10 * 10), language)
}

fn row(
    title: &str,
    name: &str,
    rate: &Rate,
    language: Language,
    to_sweep: &Callback<Msg>,
    point: usize,
) -> Html {
    let texts = &words(language).often;
    let Some(found) = wilson(rate.count, rate.of) else { return html! {} };
    let show = rate.first_seed.map(|seed| {
        let wanted = Wanted { point, seed, at: At::First(name.to_owned()) };
        let onclick = to_sweep.reform(move |_: MouseEvent| Msg::Open(wanted.clone()));
        html! { <button type="button" class="tool" aria-label={(texts.show_bad_of)(&seed.to_string(), title)} {onclick}>{ texts.show_bad }</button> }
    });
    html! {
        <tr data-rate={name.to_owned()}>
            <th scope="row">{ title }</th>
            <td data-column={texts.share}><b>{ share(found.rate_ppm, language) }</b></td>
            <td data-column={texts.interval}>{ (texts.between)(&share(found.low_ppm, language), &share(found.high_ppm, language)) }</td>
            <td data-column={texts.count}>{ (texts.of_all)(&whole(rate.count), &whole(rate.of)) }</td>
            <td class="bar">{ picture(found) }</td>
            <td>{ for show }</td>
        </tr>
    }
}

/// Where a rate lies between nothing and everything, with its interval. The row says the same in
/// figures.
fn picture(found: Interval) -> Html {
    let x = |ppm: u32| format!("{:.1}", f64::from(ppm) / 1e6 * 120.0);
    html! {
        <svg class="interval" viewBox="-3 0 126 16" aria-hidden="true">
            <line class="axis" x1="0" x2="120" y1="8" y2="8" />
            <rect x={x(found.low_ppm)} width={format!("{:.1}", (f64::from(found.high_ppm - found.low_ppm) / 1e6 * 120.0).max(0.8))} y="4" height="8" rx="2" />
            <circle cx={x(found.rate_ppm)} cy="8" r="3" />
        </svg>
    }
}
