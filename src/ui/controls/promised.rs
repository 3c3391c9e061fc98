//! What the protocol promises: always, with the settings as they are, with others, and never.

use super::Bench;
use crate::base::text::Language;
use crate::lab::promised::{Promised, never, promised};
use crate::protocol::catalog;
use crate::ui::words::words;
use yew::prelude::*;

/// The promises of the protocol that is shown. They change as soon as a setting does.
#[component]
pub fn Promises(bench: &Bench) -> Html {
    let texts = &words(bench.language).network;
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
            { for others.chunk_by(|a, b| a.lacks == b.lacks).map(|same| {
                let lacks: Vec<&str> = same[0].lacks.iter().map(|(_, what)| what.in_language(language)).collect();
                line("no", (texts.promised_with)(&lacks.join(texts.and_setting)), titles(same, language))
            }) }
            if !not.is_empty() { { line("never", texts.never_promised.to_owned(), not.join(" · ")) } }
        </div>
    }
}

fn titles(promised: &[&Promised], language: Language) -> String {
    promised.iter().map(|it| it.title.in_language(language)).collect::<Vec<_>>().join(" · ")
}
