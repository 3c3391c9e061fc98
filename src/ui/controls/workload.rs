//! The controls of the workload: how many clients there are, what they ask, and when.

use super::Bench;
use super::exact::{Scale, Unit};
use super::fields::{Group, Number, Pick, Slider, Switch};
use crate::base::time::Span;
use crate::lab::experiment::{Mix, Pace};
use crate::lab::workload_presets::WORKLOADS;
use crate::ui::words::words;
use crate::view::numbers;
use yew::prelude::*;

/// The pace at which clients asked before a list, in microseconds.
const USUAL_US: u64 = 600_000;

fn pace_us(pace: &Pace) -> u64 {
    match pace {
        Pace::Open { every_us } => *every_us,
        Pace::Closed { think_us } => *think_us,
        Pace::List { .. } => USUAL_US,
    }
}

#[component]
pub fn Clients(bench: &Bench) -> Html {
    let language = bench.language;
    let words = words(language).workload();
    let workload = &bench.experiment.workload;
    let duration = i64::try_from(bench.experiment.duration_us).unwrap_or(i64::MAX);
    let span = |us: u64| numbers::span(Span(us), language);
    let brief = match &workload.pace {
        Pace::List { operations } => (words.brief_list)(&numbers::whole(operations.len() as u64)),
        pace => (words.brief)(workload.clients, &span(pace_us(pace))),
    };
    let (chosen, listed) = match &workload.pace {
        Pace::Open { .. } => (0, false),
        Pace::Closed { .. } => (1, false),
        Pace::List { .. } => (2, true),
    };
    let pace = bench.edit(|experiment, place: usize| {
        let us = pace_us(&experiment.workload.pace);
        match place {
            0 => experiment.workload.pace = Pace::Open { every_us: us },
            1 => experiment.workload.pace = Pace::Closed { think_us: us },
            _ => {}
        }
    });
    let wait = bench.tune(|experiment, us| match &mut experiment.workload.pace {
        Pace::Open { every_us: wait } | Pace::Closed { think_us: wait } => *wait = us.unsigned_abs(),
        Pace::List { .. } => {}
    });
    let options: Vec<AttrValue> =
        [words.open, words.closed, if listed { words.list } else { "" }].map(AttrValue::from).into();
    html! {
        <Group id="clients" title={words.clients} {brief}>
            { presets(bench) }
            if let Pace::List { operations } = &workload.pace {
                <p class="help">{ (words.list_help)(
                    &numbers::whole(operations.len() as u64),
                    &span(operations.iter().map(|operation| operation.at.0).min().unwrap_or(0)),
                    &span(operations.iter().map(|operation| operation.at.0).max().unwrap_or(0)),
                ) }</p>
            } else {
                <Slider id="clients-count" label={words.count} value={i64::from(workload.clients)} min={0} max={200} scale={Scale::Growing(5)} {language}
                    on={bench.tune(|experiment, clients| experiment.workload.clients = clients as u32)} />
                <Slider id="wait" label={if chosen == 0 { words.every } else { words.think }} value={pace_us(&workload.pace) as i64} min={1_000} max={60_000_000}
                    unit={Unit::Millis} scale={Scale::Growing(50_000)} {language} on={wait} />
            }
            <details class="more" id="clients-more">
                <summary>{ words.more }</summary>
                <Pick id="pace" label={words.pace} {options} {chosen} set={pace} {language} />
                <Switch label={words.roaming} help={words.roaming_help} name="roaming" on={workload.roaming}
                    set={bench.edit(|experiment, on| experiment.workload.roaming = on)} {language} />
                if !listed {
                    <fieldset class="mix">
                        <legend>{ words.mix }</legend>
                        { weight(bench, "deposit", words.deposit, workload.mix.deposit, |mix| &mut mix.deposit) }
                        { weight(bench, "withdraw", words.withdraw, workload.mix.withdraw, |mix| &mut mix.withdraw) }
                        { weight(bench, "transfer", words.transfer, workload.mix.transfer, |mix| &mut mix.transfer) }
                        { weight(bench, "read", words.read, workload.mix.read, |mix| &mut mix.read) }
                        { weight(bench, "audit", words.audit, workload.mix.audit, |mix| &mut mix.audit) }
                        { weight(bench, "withdraw-jointly", words.withdraw_jointly, workload.mix.withdraw_jointly, |mix| &mut mix.withdraw_jointly) }
                    </fieldset>
                    <Slider id="skew" label={words.skew} help={words.skew_help} value={i64::from(workload.skew_milli)} min={0} max={5_000} unit={Unit::Milli} {language}
                        on={bench.tune(|experiment, milli| experiment.workload.skew_milli = milli as u32)} />
                    <div class="pair">
                        <Number id="amount-min" label={words.amount_min} value={workload.amount_min} min={1} max={1_000_000_000} {language}
                            on={bench.tune(|experiment, least| {
                                experiment.workload.amount_min = least;
                                experiment.workload.amount_max = experiment.workload.amount_max.max(least);
                            })} />
                        <Number id="amount-max" label={words.amount_max} value={workload.amount_max} min={1} max={1_000_000_000} {language}
                            on={bench.tune(|experiment, most| {
                                experiment.workload.amount_max = most;
                                experiment.workload.amount_min = experiment.workload.amount_min.min(most);
                            })} />
                    </div>
                    <Slider id="until" label={words.until} value={(workload.until_us as i64).min(duration)} min={0} max={duration} unit={Unit::Seconds} {language}
                        on={bench.tune(|experiment, us| experiment.workload.until_us = us.unsigned_abs())} />
                }
                <Slider id="timeout" label={words.timeout} value={workload.timeout_us as i64} min={1_000} max={60_000_000} unit={Unit::Millis} scale={Scale::Growing(100_000)} {language}
                    on={bench.tune(|experiment, us| experiment.workload.timeout_us = us.unsigned_abs())} />
                <Slider id="retries" label={words.retries} value={i64::from(workload.retries)} min={0} max={10} {language}
                    on={bench.tune(|experiment, times| experiment.workload.retries = times as u8)} />
                <Slider id="double-click" label={words.double_click} value={i64::from(workload.double_click_ppm)} min={0} max={1_000_000} unit={Unit::Percent}
                    scale={Scale::Growing(10_000)} {language} on={bench.tune(|experiment, ppm| experiment.workload.double_click_ppm = ppm as u32)} />
            </details>
        </Group>
    }
}

/// Workloads with a name. A list that was imported is kept as long as nobody chooses another.
fn presets(bench: &Bench) -> Html {
    let language = bench.language;
    let texts = words(language);
    let now = &bench.experiment.workload;
    let place = WORKLOADS.iter().position(|preset| preset.is(now));
    let own = match (place, &now.pace) {
        (Some(_), _) => "",
        (None, Pace::List { .. }) => texts.workload().list,
        (None, _) => texts.network().custom,
    };
    let titles = WORKLOADS.iter().map(|preset| preset.title.in_language(language));
    let options: Vec<AttrValue> = core::iter::once(own).chain(titles).map(AttrValue::from).collect();
    let set = bench.edit(|experiment, place: usize| {
        if let Some(preset) = place.checked_sub(1).and_then(|place| WORKLOADS.get(place)) {
            preset.set(&mut experiment.workload);
        }
    });
    html! { <>
        <Pick id="workload" label={texts.workload().preset} {options} chosen={place.map_or(0, |place| place + 1)} {set} {language} />
        if let Some(place) = place { <p class="help">{ WORKLOADS[place].about.in_language(language) }</p> }
    </> }
}

fn weight(
    bench: &Bench,
    id: &'static str,
    label: &'static str,
    value: u32,
    of: fn(&mut Mix) -> &mut u32,
) -> Html {
    // If nothing were asked at all there would be no clients; the last weight stays.
    let mix = bench.experiment.workload.mix;
    let least = i64::from(
        mix.deposit + mix.withdraw + mix.transfer + mix.read + mix.audit + mix.withdraw_jointly == value,
    );
    html! {
        <Number id={format!("mix-{id}")} {label} value={i64::from(value)} min={least} max={1_000} language={bench.language}
            on={bench.tune(move |experiment, weight| *of(&mut experiment.workload.mix) = weight as u32)} />
    }
}
