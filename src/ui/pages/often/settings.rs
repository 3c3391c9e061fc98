//! What is run: seeds, protocols, and a field that is varied.

use super::vary::VaryField;
use crate::engine::crew::{MOST_SEEDS, MOST_WORKERS};
use crate::lab::sweep::{Asked, seeds};
use crate::protocol::catalog::ENTRIES;
use crate::ui::store::{Intent, Model};
use crate::ui::sweeps::Msg;
use crate::ui::words::words;
use crate::view::numbers::whole;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The counts that are one click away.
const COUNTS: [u64; 3] = [100, 1_000, 10_000];

/// What the settings need.
#[derive(Clone, PartialEq, Properties)]
pub struct SettingsProps {
    /// The experiment that is open.
    pub model: Rc<Model>,
    /// Takes what the person does to the store.
    pub act: Callback<Intent>,
    /// What is asked.
    pub asked: Asked,
    /// Takes another question.
    pub ask: Callback<Asked>,
    /// Takes what the person does to the sweep.
    pub to_sweep: Callback<Msg>,
    /// Whether a sweep is under way.
    pub is_open: bool,
}

/// The settings of a sweep, and the button that begins it.
#[component]
pub fn Settings(props: &SettingsProps) -> Html {
    let SettingsProps { model, act, asked, ask, to_sweep, is_open } = props.clone();
    let texts = words(model.language).often();
    let is_wrong = use_state(|| false);
    let set_seeds = {
        let (ask, asked, is_wrong) = (ask.clone(), asked.clone(), is_wrong.clone());
        move |text: &str| {
            let read = seeds(text).filter(|it| it.count() <= MOST_SEEDS);
            is_wrong.set(read.is_none());
            if let Some(seeds) = read {
                ask.emit(Asked { seeds, ..asked.clone() });
            }
        }
    };
    let onchange = {
        let set_seeds = set_seeds.clone();
        Callback::from(move |event: Event| {
            set_seeds(&event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    let count = |count: u64| {
        let set_seeds = set_seeds.clone();
        let is_it = asked.seeds.from == 1 && asked.seeds.to == count;
        let onclick = Callback::from(move |_: MouseEvent| set_seeds(&count.to_string()));
        html! { <button type="button" class="tool" id={format!("seeds-{count}")} aria-pressed={is_it.to_string()} {onclick}>{ whole(count) }</button> }
    };
    let way = |name: &'static str| {
        let (ask, asked) = (ask.clone(), asked.clone());
        Callback::from(move |event: Event| {
            let on = event.target_unchecked_into::<HtmlInputElement>().checked();
            // In the order of the catalogue, whatever was clicked first.
            let is_wanted =
                |it: &str| if it == name { on } else { asked.protocols.iter().any(|one| one == it) };
            let protocols = ENTRIES
                .iter()
                .map(|entry| entry.name)
                .filter(|it| is_wanted(it))
                .map(str::to_owned)
                .collect();
            ask.emit(Asked { protocols, ..asked.clone() });
        })
    };
    let ways = if asked.protocols.is_empty() {
        texts.ways_own.to_owned()
    } else {
        (texts.ways_some)(&whole(asked.protocols.len() as u64))
    };
    let points =
        asked.protocols.len().max(1) as u64 * asked.vary.as_ref().map_or(1, |it| it.values.len() as u64);
    let runs = asked.seeds.count().saturating_mul(points);
    let start = {
        let asked = asked.clone();
        to_sweep.reform(move |_: MouseEvent| Msg::Start(asked.clone()))
    };
    html! {
        <section class="settings" aria-labelledby="often-settings">
            <h2 id="often-settings">{ texts.settings }</h2>
            <div class="row">
                <label for="seeds">{ texts.seeds }</label>
                <input id="seeds" type="text" inputmode="numeric" aria-describedby="seeds-help" aria-invalid={is_wrong.to_string()} value={format!("{}..{}", asked.seeds.from, asked.seeds.to)} {onchange} />
                <span class="counts">{ for COUNTS.map(count) }</span>
                <small id="seeds-help">{ texts.seeds_help }</small>
            </div>
            if *is_wrong { <p class="problem" role="alert">{ (texts.seeds_wrong)(&whole(MOST_SEEDS)) }</p> }
            <details class="ways" id="often-ways">
                <summary>{ texts.ways }{ " · " }{ ways }</summary>
                <div class="list">
                    { for ENTRIES.iter().map(|entry| html! {
                        <label><input type="checkbox" name="sweep-way" value={entry.name} checked={asked.protocols.iter().any(|it| it == entry.name)} onchange={way(entry.name)} />{ entry.title.in_language(model.language) }</label>
                    }) }
                </div>
            </details>
            <VaryField model={model.clone()} {act} asked={asked.clone()} {ask} />
            <div class="act">
                <button type="button" class="go" id="sweep-run" disabled={is_open || *is_wrong || model.frame.is_none()} onclick={start}>{ (texts.run)(&whole(runs)) }</button>
                <small>{ (texts.run_on)(&whole(MOST_WORKERS as u64)) }</small>
            </div>
            <p class="command"><small>{ texts.command }</small><code>{ format!("eventual sweep experiment.json {}", asked.options()) }</code></p>
        </section>
    }
}
