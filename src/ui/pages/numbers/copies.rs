//! Reads of few copies in production systems: how long and how often they were stale.

use super::curve::curve;
use super::figure::{Unit, figure};
use super::{Numbers, published};
use crate::base::text::Language;
use crate::lab::numbers::Job;
use crate::lab::staleness::published::{Row, System};
use crate::ui::words::words;
use yew::prelude::*;

/// One system: a sentence, its curve, and a row for each choice of R and W.
pub fn system(
    page: &Numbers,
    place: usize,
    it: &System,
    language: Language,
    run: &Callback<Vec<Job>>,
) -> Html {
    let texts = words(language).numbers();
    let (title, heading) = (it.title.in_language(language), format!("system-{place}"));
    let stale = Unit::Share.write(f64::from(1_000 - it.fresh_at_0_milli) / 1e3, language);
    let after = Unit::Ms.write(it.rows[0].visible_us as f64 / 1e3, language);
    let points = page.of(Job::Staleness { system: place, row: 0 }).map(|done| done.curve.as_slice());
    html! {
        <section class="measured" data-system={it.name} aria-labelledby={heading.clone()}>
            <h3 id={heading.clone()}>{ title }</h3>
            <p class="says">{ (texts.stale_for)(&stale, &after) }</p>
            if let Some(points) = points { { curve(points, &(texts.curve)(title), it.name, language) } }
            <table aria-labelledby={heading}>
                <thead><tr>
                    { for [texts.choice, texts.reads, texts.writes, texts.fresh_after, texts.stale_at_once].map(|name| html! { <th scope="col">{ name }</th> }) }
                    <td></td>
                </tr></thead>
                <tbody>{ for it.rows.iter().enumerate().map(|(n, row)| line(page, Job::Staleness { system: place, row: n }, row, title, language, run)) }</tbody>
            </table>
        </section>
    }
}

fn line(
    page: &Numbers,
    job: Job,
    row: &Row,
    title: &str,
    language: Language,
    run: &Callback<Vec<Job>>,
) -> Html {
    let texts = words(language).numbers();
    let done = page.of(job);
    let name = format!("R = {}, W = {}", row.r, row.w);
    let columns = [
        (texts.reads, Unit::Ms),
        (texts.writes, Unit::Ms),
        (texts.fresh_after, Unit::Ms),
        (texts.stale_at_once, Unit::Share),
    ];
    let cells = columns.into_iter().zip(published(job)).enumerate().map(|(n, ((column, unit), published))| {
        let printed = (n == 2 && row.printed_us > 0)
            .then(|| (texts.printed)(&Unit::Ms.write(row.printed_us as f64 / 1e3, language)));
        let note = printed.or_else(|| (n == 2 && row.copies().meet()).then(|| texts.always_fresh.to_owned()));
        html! { <td data-column={column}>{ figure(unit, published, note, done.and_then(|done| done.found.get(n)), language) }</td> }
    });
    let onclick = run.reform(move |_: MouseEvent| vec![job]);
    let label = (texts.run_row)(&format!("{title}, {name}"));
    html! {
        <tr data-row={format!("{}-{}", row.r, row.w)}>
            <th scope="row">{ &name }if let Some(done) = done { <small>{ (texts.seed)(&done.seed.to_string()) }</small> }</th>
            { for cells }
            <td class="run"><button type="button" class="tool" aria-label={label} disabled={page.is_asked(job)} {onclick}>{ texts.run }</button></td>
        </tr>
    }
}
