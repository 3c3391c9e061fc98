//! What the protocol promises: always, with the settings as they are, with others, and never.

use super::Bench;
use crate::base::text::{Language, TextBuf};
use crate::lab::promised::{Promised, never, promised};
use crate::protocol::catalog;
use crate::ui::words::words;
use yew::prelude::*;

/// The promises of the protocol that is shown. They change as soon as a setting does.
#[component]
pub fn Promises(bench: &Bench) -> Html {
    let texts = words(bench.language).network();
    let language = bench.language;
    let Some(entry) = catalog::find(&bench.experiment.protocol.name) else { return html! {} };
    let all = promised(entry, &bench.experiment.protocol.settings);
    let (given, others): (Vec<_>, Vec<_>) = all.iter().partition(|it| it.is_given());
    let not: Vec<&str> = never(entry).map(|(_, title)| title.in_language(language)).collect();
    let line = |kind: &'static str, head: String, what: String| {
        html! { <p data-promised={kind}><b>{ head }</b>{ what }</p> }
    };
    html! {
        <div class="promised">
            <h3>{ texts.promises }</h3>
            if given.is_empty() { { line("yes", texts.promised.to_owned(), texts.nothing_promised.to_owned()) } }
            { for given.chunk_by(|a, b| a.rollout == b.rollout).map(|same| {
                let provided = same[0].provided().map_or_else(String::new, |it| (texts.promised_provided)(it.in_language(language)));
                line("yes", texts.promised.to_owned(), titles(same, language) + &provided)
            }) }
            if !(others.is_empty() && not.is_empty()) {
            <details>
            <summary>{ texts.promised_else }</summary>
            { for others.chunk_by(|a, b| a.lacks == b.lacks).map(|same| {
                // A line has one colon: before what is promised.
                let set = |(_, what): &(_, TextBuf)| {
                    let what = what.in_language(language);
                    let parts = what.split_once(": ").or_else(|| what.split_once('：'));
                    parts.map_or_else(|| what.to_owned(), |(knob, to)| format!("{knob} = {to}"))
                };
                let lacks: Vec<String> = same[0].lacks.iter().map(set).collect();
                line("no", (texts.promised_with)(&(texts.together)(&lacks)), titles(same, language))
            }) }
            if !not.is_empty() { { line("never", texts.never_promised.to_owned(), not.join(" · ")) } }
            </details>
            }
        </div>
    }
}

fn titles(promised: &[&Promised], language: Language) -> String {
    promised.iter().map(|it| it.title.in_language(language)).collect::<Vec<_>>().join(" · ")
}
