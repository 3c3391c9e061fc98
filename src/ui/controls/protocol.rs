//! Which way to share state, how many services, and what protects them.

use super::Bench;
use super::demos::Demos;
use super::exact::Scale;
use super::fields::{Pick, Slider};
use super::knobs::{KnobRef, Knobs};
use super::picker::Picker;
use super::promised::Promises;
use crate::lab::experiment::Experiment;
use crate::lab::settings_presets::SettingsPreset;
use crate::protocol::catalog::knob::Knob;
use crate::protocol::catalog::{self, Entry};
use crate::ui::words::words;
use yew::prelude::*;

/// The protocol with its knobs.
#[component]
pub fn Protocol(bench: &Bench) -> Html {
    let words = words(bench.language).network();
    let Some(entry) = catalog::find(&bench.experiment.protocol.name) else { return html! {} };
    let choose = bench.edit(|experiment, name: &'static str| switch(experiment, name));
    let (protections, settings): (Vec<_>, Vec<_>) = entry.knobs.iter().partition(|knob| knob.protects);
    html! {
        <section class="plain" aria-labelledby="protocol-title">
            <h2 id="protocol-title">{ words.protocol }</h2>
            <div class="chosen" data-protocol={entry.name}>
                <small>{ entry.way.title().in_language(bench.language) }</small>
                <b>{ entry.title.in_language(bench.language) }</b>
                <p>{ words.costs }{ entry.cost.in_language(bench.language) }</p>
                <details class="more" id="about">
                    <summary>{ words.about }</summary>
                    <p>{ entry.summary.in_language(bench.language) }</p>
                    <Promises ..bench.clone() />
                </details>
            </div>
            <Picker bench={bench.clone()} {choose} />
            <Demos ..bench.clone() />
            <Slider id="nodes" label={words.services} value={i64::from(bench.experiment.nodes)} min={2} max={7} scale={Scale::Even} language={bench.language}
                on={bench.tune(|experiment, nodes| resize(experiment, nodes as u16))} />
            if !entry.knobs.is_empty() { { presets(bench, entry) } }
            if !protections.is_empty() {
                <details class="more" id="protections">
                    <summary>{ (words.protections)(protections.len()) }</summary>
                    <Knobs bench={bench.clone()} knobs={all(protections)} />
                </details>
            }
            if !settings.is_empty() {
                <details class="more" id="settings">
                    <summary>{ (words.settings)(settings.len()) }</summary>
                    <Knobs bench={bench.clone()} knobs={all(settings)} />
                </details>
            }
        </section>
    }
}

/// Settings with a name.
fn presets(bench: &Bench, entry: &'static Entry) -> Html {
    let words = words(bench.language).network();
    let now = &bench.experiment.protocol.settings;
    let chosen =
        SettingsPreset::ALL.iter().position(|preset| preset.is(entry, now)).map_or(0, |place| place + 1);
    let own = if chosen == 0 { words.custom } else { "" };
    let titles = SettingsPreset::ALL.iter().map(|preset| preset.title().in_language(bench.language));
    let options: Vec<AttrValue> = core::iter::once(own).chain(titles).map(AttrValue::from).collect();
    let set = bench.edit(move |experiment, place: usize| {
        if let Some(preset) = place.checked_sub(1).and_then(|place| SettingsPreset::ALL.get(place)) {
            experiment.protocol.settings = preset.settings(entry);
        }
    });
    html! { <Pick id="safety" label={words.safety} {options} {chosen} {set} language={bench.language} /> }
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
