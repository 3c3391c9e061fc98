//! The field that is varied: one of a short list, or any other by its path.

use crate::lab::sweep::{Asked, Field, Vary, fields, with_outage};
use crate::ui::store::{Intent, Model};
use crate::ui::words::words;
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// What the choice needs.
#[derive(Clone, PartialEq, Properties)]
pub struct VaryProps {
    /// The experiment that is open.
    pub model: Rc<Model>,
    /// Takes what the person does to the store.
    pub act: Callback<Intent>,
    /// What is asked.
    pub asked: Asked,
    /// Takes another question.
    pub ask: Callback<Asked>,
}

/// The choice that stands for a path that the person writes.
const OWN: &str = "own";

/// A field and its values.
#[component]
pub fn VaryField(props: &VaryProps) -> Html {
    let VaryProps { model, act, asked, ask } = props.clone();
    let language = model.language;
    let texts = words(language).often();
    let known = use_memo(Rc::clone(&model.experiment), |experiment| fields(experiment));
    let path = asked.vary.as_ref().map(|vary| vary.field.clone()).unwrap_or_default();
    let is_known = known.iter().any(|field| field.vary.field == path);
    let own = use_state(|| false);
    let is_own = *own || (!path.is_empty() && !is_known);
    let is_wrong = use_state(|| false);
    let choose = {
        let (ask, asked, known, own, is_wrong) =
            (ask.clone(), asked.clone(), Rc::clone(&known), own.clone(), is_wrong.clone());
        Callback::from(move |event: Event| {
            let name = event.target_unchecked_into::<HtmlSelectElement>().value();
            own.set(name == OWN);
            is_wrong.set(false);
            let vary = known.iter().find(|field| field.vary.field == name).map(|field| field.vary.clone());
            ask.emit(Asked { vary, ..asked.clone() });
        })
    };
    let written = use_mut_ref(|| (String::new(), String::new()));
    let values = asked.vary.as_ref().map(|vary| {
        let text = vary.to_string();
        text.split_once('=').map(|(_, values)| values.to_owned()).unwrap_or_default()
    });
    // What is in the address wins over what was written before it.
    if let Some(values) = &values {
        *written.borrow_mut() = (path.clone(), values.clone());
    }
    let write = |is_path: bool| {
        let (ask, asked, written, is_wrong) = (ask.clone(), asked.clone(), written.clone(), is_wrong.clone());
        Callback::from(move |event: Event| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value().trim().replace('，', ",");
            let (path, values) = &mut *written.borrow_mut();
            *(if is_path { &mut *path } else { &mut *values }) = text;
            let values: Vec<&str> = values.split(',').map(str::trim).filter(|it| !it.is_empty()).collect();
            let vary = Vary::parse(&format!("{path}={}", values.join(",")));
            is_wrong.set(vary.is_none() && !path.is_empty() && !values.is_empty());
            if vary.is_some() {
                ask.emit(Asked { vary, ..asked.clone() });
            }
        })
    };
    let outage = with_outage(&model.experiment);
    let add_outage = |with: &crate::lab::experiment::Experiment| {
        let (ask, asked, act, with) = (ask.clone(), asked.clone(), act.clone(), with.clone());
        Callback::from(move |_: MouseEvent| {
            let path = format!("faults.{}.at_us", with.faults.len() - 1);
            let vary = fields(&with).into_iter().map(|field| field.vary).find(|vary| vary.field == path);
            act.emit(Intent::Edit(Box::new(with.clone())));
            ask.emit(Asked { vary, ..asked.clone() });
        })
    };
    let said: Vec<String> = asked
        .vary
        .iter()
        .flat_map(|vary| {
            let field = Field::of(vary, &model.experiment);
            vary.values
                .iter()
                .map(|value| field.say(value).in_language(language).to_owned())
                .collect::<Vec<_>>()
        })
        .collect();
    html! {
        <div class="vary">
            <div class="row">
                <label for="vary">{ texts.vary }</label>
                <select id="vary" onchange={choose}>
                    <option value="" selected={path.is_empty() && !is_own}>{ texts.vary_nothing }</option>
                    { for known.iter().map(|field| html! {
                        <option value={field.vary.field.clone()} selected={!is_own && field.vary.field == path}>{ field.title.in_language(language) }</option>
                    }) }
                    <option value={OWN} selected={is_own}>{ texts.vary_path }</option>
                </select>
            </div>
            if is_own {
                <div class="row">
                    <label for="vary-path">{ texts.path }</label>
                    <input id="vary-path" type="text" spellcheck="false" value={path} placeholder="network.link.spike_ppm" onchange={write(true)} />
                </div>
            }
            if is_own || asked.vary.is_some() {
                <div class="row">
                    <label for="vary-values">{ texts.values }</label>
                    <input id="vary-values" type="text" spellcheck="false" aria-describedby="values-help" aria-invalid={is_wrong.to_string()} value={values.unwrap_or_default()} onchange={write(false)} />
                    <small id="values-help">{ if said.is_empty() { texts.values_help.to_owned() } else { said.join(" · ") } }</small>
                </div>
            }
            if *is_wrong { <p class="problem" role="alert">{ texts.vary_wrong }</p> }
            if let Some((with, name)) = &outage {
                <p><button type="button" class="quiet" id="add-outage" onclick={add_outage(with)}>{ (texts.add_outage)(name.in_language(language)) }</button></p>
            }
        </div>
    }
}
