//! Numbers of queues, series and conflicts.

use super::figure::{Unit, figure};
use super::{Numbers, colon};
use crate::base::text::Language;
use crate::lab::numbers::{self, Found, Job, Topic};
use crate::ui::words::words;
use yew::prelude::*;

/// One topic: what was derived, a row for each number, and the source.
pub fn topic(page: &Numbers, topic: &'static Topic, language: Language, run: &Callback<Vec<Job>>) -> Html {
    let texts = words(language).numbers();
    let unit = match topic.unit {
        numbers::Unit::Share => Unit::Share,
        numbers::Unit::Times => Unit::Times,
    };
    let (title, heading) = (topic.title.in_language(language), format!("topic-{}", topic.id));
    let (job, done) = (topic.job, page.of(topic.job));
    // What the tests found stands there until it is run here.
    let by_tests = (!topic.found.is_empty()).then_some(topic.found);
    let found: Option<&[Found]> = done.map(|done| done.found.as_slice()).or(by_tests);
    let row = |(n, line): (usize, &numbers::Line)| {
        let found = found.and_then(|found| found.get(n));
        html! {
            <tr>
                <th scope="row">{ line.of.in_language(language) }</th>
                <td data-column={title}>{ figure(unit, Some(line.value), None, found, language) }</td>
            </tr>
        }
    };
    html! {
        <section class="measured other" data-topic={topic.id} aria-labelledby={heading.clone()}>
            <h3 id={heading.clone()}>{ title }</h3>
            <p class="says">{ topic.says.in_language(language) }</p>
            <table aria-labelledby={heading}>
                <thead><tr><th scope="col">{ texts.case }</th><th scope="col">{ format!("{} · {}", texts.published, texts.ours) }</th></tr></thead>
                <tbody>{ for topic.lines.iter().enumerate().map(row) }</tbody>
            </table>
            <p class="act">
                <button type="button" class="tool" aria-label={(texts.run_row)(title)} disabled={page.is_asked(job)} onclick={run.reform(move |_: MouseEvent| vec![job])}>{ texts.run }</button>
                if let Some(done) = done {
                    <small>{ (texts.seed)(&done.seed.to_string()) }</small>
                } else if by_tests.is_some() {
                    <small>{ texts.by_tests }</small>
                }
            </p>
            <p class="note">{ format!("{}{}{}", texts.source, colon(language), topic.source.in_language(language)) }</p>
        </section>
    }
}
