//! Which way to share state, how many services, and what protects them.

use super::Bench;
use super::demos::Demos;
use super::exact::Scale;
use super::fields::Slider;
use super::knobs::{KnobRef, Knobs};
use super::promised::Promises;
use crate::lab::experiment::Experiment;
use crate::protocol::catalog::knob::Knob;
use crate::protocol::catalog::{self, ENTRIES};
use crate::ui::words::words;
use yew::prelude::*;

/// The protocol with its knobs.
#[component]
pub fn Protocol(bench: &Bench) -> Html {
    let words = &words(bench.language).network;
    let Some(entry) = catalog::find(&bench.experiment.protocol.name) else { return html! {} };
    let choose = bench.edit(|experiment, name: &'static str| switch(experiment, name));
    let (protections, settings): (Vec<_>, Vec<_>) = entry.knobs.iter().partition(|knob| knob.protects);
    html! {
        <section class="plain" aria-labelledby="protocol-title">
            <h2 id="protocol-title">{ words.protocol }</h2>
            <div class="chosen" data-protocol={entry.name}>
                <b>{ entry.title.in_language(bench.language) }</b>
                <p>{ entry.summary.in_language(bench.language) }</p>
                <Promises ..bench.clone() />
            </div>
            <details class="another">
                <summary>{ (words.another)(ENTRIES.len()) }</summary>
                <fieldset>
                    <legend class="unseen">{ words.protocol }</legend>
                    { for ENTRIES.iter().map(|other| {
                        let (choose, name) = (choose.clone(), other.name);
                        html! {
                            <label class="choice" key={name}>
                                <input type="radio" name="protocol" value={name} checked={name == entry.name} onchange={move |_| choose.emit(name)} />
                                <span><b>{ other.title.in_language(bench.language) }</b><small>{ other.summary.in_language(bench.language) }</small></span>
                            </label>
                        }
                    }) }
                </fieldset>
            </details>
            <Demos ..bench.clone() />
            <Slider id="nodes" label={words.services} value={i64::from(bench.experiment.nodes)} min={2} max={7} scale={Scale::Even} language={bench.language}
                on={bench.tune(|experiment, nodes| resize(experiment, nodes as u16))} />
            if !protections.is_empty() {
                <h3>{ words.protections }</h3>
                <Knobs bench={bench.clone()} knobs={all(protections)} />
            }
            if !settings.is_empty() {
                <details class="more" id="settings">
                    <summary>{ words.settings }</summary>
                    <Knobs bench={bench.clone()} knobs={all(settings)} />
                </details>
            }
        </section>
    }
}

fn all(knobs: Vec<&'static Knob>) -> Vec<KnobRef> {
    knobs.into_iter().map(KnobRef::from).collect()
}

/// Another protocol, in the same world.
fn switch(experiment: &mut Experiment, name: &str) {
    if let Some(entry) = catalog::find(name) {
        experiment.switch_to(entry);
    }
}

/// Another number of services. What names a service that is gone goes with it.
fn resize(experiment: &mut Experiment, nodes: u16) {
    let was = experiment.cast();
    experiment.nodes = nodes;
    experiment.recast(&was, true);
}
