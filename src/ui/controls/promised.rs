//! What the protocol promises with the settings as they are, and what it does not.

use super::Bench;
use crate::base::text::Language;
use crate::lab::promised::{Promised, promised};
use crate::protocol::catalog;
use crate::ui::words::words;
use yew::prelude::*;

/// The promises of the protocol that is shown. They change as soon as a setting does.
#[component]
pub fn Promises(bench: &Bench) -> Html {
    let texts = &words(bench.language).network;
    let Some(entry) = catalog::find(&bench.experiment.protocol.name) else { return html! {} };
    let all = promised(entry, &bench.experiment.protocol.settings);
    let (given, others): (Vec<_>, Vec<_>) = all.iter().partition(|it| it.is_given());
    html! {
        <div class="promised">
            if given.is_empty() { <p data-promised="yes"><b>{ texts.promised }</b>{ texts.nothing_promised }</p> }
            { for given.chunk_by(|a, b| a.rollout == b.rollout).map(|same| html! {
                <p data-promised="yes">
                    <b>{ texts.promised }</b>{ titles(same, bench.language) }
                    if let Some(provided) = same[0].provided() { { (texts.promised_provided)(provided.in_language(bench.language)) } }
                </p>
            }) }
            { for others.chunk_by(|a, b| a.lacks == b.lacks).map(|same| html! {
                <>
                    <p data-promised="no"><b>{ texts.not_promised }</b>{ titles(same, bench.language) }</p>
                    <details class="another">
                        <summary>{ (texts.promise_takes)(same[0].lacks.len()) }</summary>
                        <ul>{ for same[0].lacks.iter().map(|(name, what)| html! { <li key={*name}>{ what.in_language(bench.language) }</li> }) }</ul>
                    </details>
                </>
            }) }
        </div>
    }
}

fn titles(promised: &[&Promised], language: Language) -> String {
    promised.iter().map(|it| it.title.in_language(language)).collect::<Vec<_>>().join(" · ")
}
