//! The knobs of a protocol, out of its own table: a switch, a choice or a number each.

use super::Bench;
use super::exact::{Scale, Unit};
use super::fields::{Pick, Slider, Switch};
use crate::protocol::catalog::knob::{self, Kind, Knob, Setting};
use yew::prelude::*;

/// What a list of knobs needs.
#[derive(Clone, PartialEq, Properties)]
pub struct KnobsProps {
    /// What every panel gets.
    pub bench: Bench,
    pub knobs: Vec<KnobRef>,
}

/// A knob of the catalogue: the same one if it has the same name.
#[derive(Clone, Copy, Debug)]
pub struct KnobRef(&'static Knob);

impl PartialEq for KnobRef {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl From<&'static Knob> for KnobRef {
    fn from(knob: &'static Knob) -> KnobRef {
        KnobRef(knob)
    }
}

/// A list of knobs.
#[component]
pub fn Knobs(props: &KnobsProps) -> Html {
    html! { <>{ for props.knobs.iter().map(|knob| one(&props.bench, knob.0)) }</> }
}

fn one(bench: &Bench, knob: &'static Knob) -> Html {
    let language = bench.language;
    let (label, help) = (knob.title.in_language(language), knob.help.in_language(language));
    let id = format!("knob-{}", knob.name);
    match (knob.kind, bench.experiment.protocol.settings.of(knob)) {
        (Kind::Switch { .. }, Setting::Switch(on)) => {
            let set = bench.edit(|experiment, on| experiment.set(knob.name, Setting::Switch(on)));
            html! { <Switch key={knob.name} {label} {help} name={knob.name} {on} {language} {set} /> }
        }
        (Kind::Choice { options, default }, Setting::Choice(chosen)) => {
            let place = options.iter().position(|(name, _)| *name == chosen).unwrap_or(default);
            let set = bench.edit(move |experiment, place: usize| {
                experiment.set(knob.name, Setting::Choice(options[place].0.to_owned()))
            });
            let options: Vec<AttrValue> =
                options.iter().map(|(_, title)| AttrValue::from(title.in_language(language))).collect();
            html! { <Pick key={knob.name} {id} {label} {help} {options} chosen={place} {language} {set} /> }
        }
        (Kind::Number { min, max, unit, .. }, Setting::Number(value)) => {
            let (unit, scale) = match unit {
                knob::Unit::Microseconds => (Unit::Millis, Scale::Growing(10_000)),
                knob::Unit::Count if max - min > 100 => (Unit::Count, Scale::Growing(10)),
                knob::Unit::Count => (Unit::Count, Scale::Even),
            };
            let on = bench
                .tune(|experiment, value| experiment.set(knob.name, Setting::Number(value.unsigned_abs())));
            html! { <Slider key={knob.name} {id} {label} {help} value={whole(value)} min={whole(min)} max={whole(max)} {unit} {scale} {language} {on} /> }
        }
        // `Settings::of` gives a setting that the knob allows.
        _ => html! {},
    }
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
