//! The run itself: its seed, its length, its disks.

use super::Bench;
use super::draft::use_draft;
use super::exact::{Scale, Unit};
use super::fields::{Group, Slider};
use super::shape::Shape;
use crate::base::time::Span;
use crate::lab::experiment::Experiment;
use crate::ui::words::words;
use crate::view::numbers;
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[component]
pub fn RunPanel(bench: &Bench) -> Html {
    let language = bench.language;
    let words = words(language).workload();
    let experiment = &bench.experiment;
    let seed = bench.edit(|experiment, seed: u64| experiment.seed = seed);
    let draft = use_draft();
    let typed = {
        let (seed, now, draft) = (seed.clone(), experiment.seed, draft.clone());
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let given = input.value().trim().parse().unwrap_or(now);
            input.set_value(&given.to_string());
            draft.drop();
            seed.emit(given);
        })
    };
    // Short enough to be read aloud. The page may roll dice; a run never does.
    let reroll = Callback::from(move |_: MouseEvent| seed.emit((js_sys::Math::random() * 100_000.0) as u64));
    let brief = (words.run_brief)(
        &numbers::span(Span(experiment.duration_us), language),
        &experiment.seed.to_string(),
    );
    html! {
        <Group id="run" title={words.run} {brief}>
            <div class="seed">
                <label for="seed">{ words.seed }</label>
                <input id="seed" type="text" inputmode="numeric" autocomplete="off" size="20" value={draft.or(experiment.seed.to_string())} onchange={typed}
                    oninput={draft.keep()} onkeydown={draft.escape()} onblur={draft.left()} />
                <button type="button" class="quiet" onclick={reroll}><span aria-hidden="true">{ "⟲ " }</span>{ words.reroll }</button>
                <p class="help">{ words.seed_help }</p>
            </div>
            <Slider id="duration" label={words.duration} value={experiment.duration_us as i64} min={100_000} max={3_600_000_000_i64.max(experiment.duration_us as i64)}
                unit={Unit::Seconds} scale={Scale::Growing(1_000_000)} {language} on={bench.tune(|experiment, us| lengthen(experiment, us.unsigned_abs()))} />
            <Shape id="disk" label={words.disk} value={experiment.disk.clone()} {language} on={bench.shape(|experiment, disk| experiment.disk = disk)} />
        </Group>
    }
}

/// Another length. Clients stop in time for replicas to come together, as before: the share of the
/// run in which they ask stays.
fn lengthen(experiment: &mut Experiment, duration_us: u64) {
    let until_us = u128::from(experiment.workload.until_us) * u128::from(duration_us)
        / u128::from(experiment.duration_us.max(1));
    experiment.workload.until_us = until_us as u64;
    experiment.duration_us = duration_us;
}
