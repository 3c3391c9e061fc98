//! The network: every link at once, or one direction of one link.

use super::curve::Curve;
use super::exact::{Scale, Unit};
use super::fields::{Given, Group, Pick, Slider, Switch};
use super::shape::Shape;
use super::{Bench, Target};
use crate::base::distribution::Distribution;
use crate::base::ids::NodeId;
use crate::base::time::Span;
use crate::base::units::{self, Quantity};
use crate::lab::experiment::{Experiment, OneLink};
use crate::lab::network_presets::PRESETS;
use crate::sim::network::Link;
use crate::ui::words::words;
use crate::view::{names, numbers};
use yew::prelude::*;

/// The link that settings are for, as it is.
fn shown(experiment: &Experiment, target: Target) -> &Link {
    let own = target.and_then(|pair| experiment.network.links.iter().rfind(|one| (one.from, one.to) == pair));
    own.map_or(&experiment.network.link, |one| &one.link)
}

/// Changes the link that settings are for. A link that was like the others gets settings of its
/// own.
fn change(experiment: &mut Experiment, target: Target, change: impl FnOnce(&mut Link)) {
    let Some((from, to)) = target else { return change(&mut experiment.network.link) };
    let links = &mut experiment.network.links;
    let place = links.iter().rposition(|one| (one.from, one.to) == (from, to)).unwrap_or_else(|| {
        links.push(OneLink { from, to, link: experiment.network.link.clone() });
        links.len() - 1
    });
    change(&mut links[place].link);
}

/// All directions of all links of a cluster.
fn pairs(nodes: u16) -> Vec<(NodeId, NodeId)> {
    (0..nodes)
        .flat_map(|from| (0..nodes).filter(move |&to| to != from).map(move |to| (NodeId(from), NodeId(to))))
        .collect()
}

#[component]
pub fn Links(bench: &Bench) -> Html {
    let language = bench.language;
    let words = words(language).network();
    let experiment = &bench.experiment;
    let cast = experiment.cast();
    let target = bench.target.filter(|(from, to)| from.0.max(to.0) < cast.nodes());
    let shown = shown(experiment, target);
    let own = |pair: (NodeId, NodeId)| experiment.network.links.iter().any(|one| (one.from, one.to) == pair);

    let pairs = pairs(cast.nodes());
    let name = |&(from, to): &(NodeId, NodeId)| {
        let say = if own((from, to)) { words.own_settings } else { words.from_to };
        AttrValue::from(say(names::node(from, &cast, language), names::node(to, &cast, language)))
    };
    let targets: Vec<AttrValue> =
        core::iter::once(AttrValue::from(words.every_link)).chain(pairs.iter().map(name)).collect();
    let chosen =
        target.and_then(|target| pairs.iter().position(|&pair| pair == target)).map_or(0, |place| place + 1);
    let aim = {
        let (aim, pairs) = (bench.aim.clone(), pairs.clone());
        Callback::from(move |place: usize| {
            aim.emit(place.checked_sub(1).and_then(|place| pairs.get(place).copied()))
        })
    };
    let tune = |set: fn(&mut Link, i64)| {
        bench.tune(move |experiment, value| change(experiment, target, |link| set(link, value)))
    };
    let ordered = bench.edit(move |experiment, on| change(experiment, target, |link| link.ordered = on));
    let varied = bench.edit(move |experiment, on| change(experiment, target, |link| link.varied = on));
    let like_others = bench.edit(move |experiment, _: MouseEvent| {
        experiment.network.links.retain(|one| Some((one.from, one.to)) != target)
    });

    let preset =
        PRESETS.iter().position(|preset| (preset.latency)() == shown.latency).map_or(0, |place| place + 1);
    let presets: Vec<AttrValue> = core::iter::once(words.custom)
        .chain(PRESETS.iter().map(|preset| preset.title.in_language(language)))
        .map(AttrValue::from)
        .collect();
    let choose = bench.edit(move |experiment, place: usize| {
        if let Some(preset) = place.checked_sub(1).and_then(|place| PRESETS.get(place)) {
            change(experiment, target, |link| link.latency = (preset.latency)());
        }
    });
    let reshape =
        bench.shape(move |experiment, latency| change(experiment, target, |link| link.latency = latency));
    let percent = |ppm: u32| units::write(Quantity::PerMillion(u64::from(ppm)), language);
    let general = &experiment.network.link;
    let brief = (words.brief)(
        &numbers::span(Span(general.latency.quantile_us(500)), language),
        &percent(general.loss_ppm),
    );

    html! {
        <Group id="network" title={words.network} {brief} open=true>
            <Pick id="link" label={words.applies} options={targets} {chosen} set={aim} {language} />
            if target.is_some_and(own) { <button type="button" class="quiet" onclick={like_others}>{ words.like_others }</button> }
            <Pick id="preset" label={words.preset} options={presets} chosen={preset} set={choose} {language} />
            if let Some(preset) = preset.checked_sub(1).map(|place| &PRESETS[place]) { <p class="help">{ preset.source.in_language(language) }</p> }
            <Curve of={shown.latency.clone()} {language} />
            { share(language, "loss", words.loss, shown.loss_ppm, tune(|link, ppm| link.loss_ppm = ppm as u32)) }
            <details class="more" id="network-more">
                <summary>{ words.more }</summary>
                <Shape id="latency" label={words.shape} value={shown.latency.clone()} {language} on={reshape} />
                <Switch label={words.ordered} help={words.ordered_help} name="ordered" on={shown.ordered} set={ordered} {language} />
                { share(language, "duplicates", words.duplicates, shown.duplicate_ppm, tune(|link, ppm| {
                    link.duplicate_ppm = ppm as u32;
                    // A second copy in the same instant teaches nothing.
                    if link.duplicate_after == (Distribution::Constant { us: 0 }) {
                        link.duplicate_after = Distribution::Exponential { min_us: 0, mean_us: 200_000 };
                    }
                })) }
                if shown.duplicate_ppm > 0 {
                    <Shape id="duplicate-after" label={words.duplicate_after} value={shown.duplicate_after.clone()} {language} nested=true
                        on={bench.shape(move |experiment, after| change(experiment, target, |link| link.duplicate_after = after))} />
                }
                { share(language, "spikes", words.spikes, shown.spike_ppm, tune(|link, ppm| {
                    link.spike_ppm = ppm as u32;
                    link.spike_us = if link.spike_us == 0 { 500_000 } else { link.spike_us };
                })) }
                <Slider id="spike-extra" label={words.spike_extra} value={shown.spike_us as i64} min={0} max={60_000_000} unit={Unit::Millis} scale={Scale::Growing(10_000)}
                    {language} on={tune(|link, us| link.spike_us = us.unsigned_abs())} />
                <Slider id="capacity" label={words.capacity} help={words.capacity_help} value={i64::from(shown.per_second)} min={0} max={1_000_000} scale={Scale::Growing(10)}
                    {language} on={tune(|link, rate| link.per_second = rate as u32)} />
                if shown.per_second > 0 {
                    <Switch label={words.varied} help={words.varied_help} name="varied" on={shown.varied} set={varied} {language} />
                    <Slider id="queue" label={words.queue} value={i64::from(shown.queue)} min={0} max={100_000} scale={Scale::Growing(10)}
                        {language} on={tune(|link, room| link.queue = room as u32)} />
                }
            </details>
        </Group>
    }
}

/// A share of all messages.
fn share(
    language: crate::base::text::Language,
    id: &'static str,
    label: &'static str,
    ppm: u32,
    on: Callback<Given<i64>>,
) -> Html {
    html! { <Slider {id} {label} value={i64::from(ppm)} min={0} max={1_000_000} unit={Unit::Percent} scale={Scale::Growing(10_000)} {language} {on} /> }
}
