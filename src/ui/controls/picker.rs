//! The list of protocols, by the answer that each gives to the question how services share state,
//! with what it costs.

use super::Bench;
use crate::protocol::catalog::{ENTRIES, Entry, Way};
use crate::ui::words::words;
use yew::prelude::*;

/// What the list needs.
#[derive(Clone, PartialEq, Properties)]
pub struct PickerProps {
    /// What every panel gets.
    pub bench: Bench,
    /// The person chose another, by its name.
    pub choose: Callback<&'static str>,
}

/// The list, closed at first.
#[component]
pub fn Picker(props: &PickerProps) -> Html {
    let language = props.bench.language;
    let words = words(language).network();
    let now = props.bench.experiment.protocol.name.as_str();
    let choice = |entry: &'static Entry| {
        let (choose, name) = (props.choose.clone(), entry.name);
        html! {
            <label class="choice" key={name}>
                <input type="radio" name="protocol" value={name} checked={name == now} onchange={move |_| choose.emit(name)} />
                <span><b>{ entry.title.in_language(language) }</b><small>{ words.costs }{ entry.cost.in_language(language) }</small></span>
            </label>
        }
    };
    let group = |way: Way| {
        let answers: Vec<&'static Entry> = ENTRIES.iter().filter(|entry| entry.way == way).collect();
        if answers.is_empty() {
            return html! {};
        }
        html! {
            <fieldset class="way" key={way.title().en} data-way={way.title().en}>
                <legend>{ way.title().in_language(language) }</legend>
                { for answers.into_iter().map(choice) }
            </fieldset>
        }
    };
    html! {
        <details class="another">
            <summary>{ (words.another)(ENTRIES.len()) }</summary>
            <div role="group" aria-label={words.protocol}>{ for Way::ALL.map(group) }</div>
        </details>
    }
}
