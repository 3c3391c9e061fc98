//! What came of a sweep: over all points as a curve, and of one point in every detail.

use super::curve::Curve;
use super::progress::SweepProps;
use super::rates::Rates;
use super::runs::Runs;
use super::spread::Spread;
use crate::base::text::Language;
use crate::lab::sweep::{Field, Point};
use crate::protocol::catalog;
use crate::ui::sweeps::{Msg, Shown};
use crate::ui::words::words;
use crate::view::numbers::whole;
use std::rc::Rc;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// What the parts about one point need.
#[derive(Clone, PartialEq, Properties)]
pub struct PointProps {
    /// The sweep.
    pub shown: Rc<Shown>,
    /// The point, by its place in the plan.
    pub point: usize,
    /// In which language.
    pub language: Language,
    /// Takes what the person does to the sweep.
    pub to_sweep: Callback<Msg>,
}

/// The field that a sweep varies, if it varies one.
pub fn field_of(shown: &Shown) -> Option<Field> {
    shown.order.vary.first().map(|vary| Field::of(vary, &shown.order.experiment))
}

/// A point in words: its protocol, and the value of what is varied.
pub fn point_name(point: &Point, field: Option<&Field>, language: Language) -> String {
    let title =
        catalog::find(&point.protocol).map_or(point.protocol.as_str(), |it| it.title.in_language(language));
    let value = field.and_then(|field| Some(field.say(point.varied.get(&field.vary.field)?)));
    match value {
        Some(value) => format!("{title} · {}", value.in_language(language)),
        None => title.to_owned(),
    }
}

/// The results, with the choice of a point where there are several.
#[component]
pub fn Results(props: &SweepProps) -> Html {
    let SweepProps { shown, language, to_sweep } = props.clone();
    let texts = words(language).often();
    let chosen = use_state(|| 0usize);
    let Some(plan) = shown.plan.clone() else { return html! {} };
    let point = (*chosen).min(plan.points.len().saturating_sub(1));
    let runs = shown.tallies.get(point).map_or(0, |tally| tally.runs);
    if shown.tallies.iter().all(|tally| tally.runs == 0) {
        return html! { <p class="note">{ texts.empty }</p> };
    }
    let field = field_of(&shown);
    let onchange = {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| {
            chosen.set(event.target_unchecked_into::<HtmlSelectElement>().value().parse().unwrap_or(0));
        })
    };
    let save = |csv: bool| to_sweep.reform(move |_: MouseEvent| Msg::Save { csv, language });
    html! {
        <>
            if plan.points.len() > 1 { <Curve shown={shown.clone()} {language} to_sweep={to_sweep.clone()} /> }
            <div class="which">
                if plan.points.len() > 1 {
                    <label for="sweep-point">{ texts.shown }</label>
                    <select id="sweep-point" {onchange}>
                        { for plan.points.iter().enumerate().map(|(n, it)| html! {
                            <option value={n.to_string()} selected={n == point}>{ point_name(it, field.as_ref(), language) }</option>
                        }) }
                    </select>
                }
                <span>{ (texts.runs)(&whole(runs)) }</span>
                <span class="save" role="group" aria-label={texts.save}>
                    <button type="button" class="tool" id="sweep-csv" onclick={save(true)}>{ texts.csv }</button>
                    <button type="button" class="tool" id="sweep-json" title={texts.json_note} onclick={save(false)}>{ texts.json }</button>
                </span>
            </div>
            <Runs shown={shown.clone()} {point} {language} to_sweep={to_sweep.clone()} />
            <Rates shown={shown.clone()} {point} {language} to_sweep={to_sweep.clone()} />
            <Spread {shown} {point} {language} {to_sweep} />
        </>
    }
}
