//! Which columns there are, and the workday that they share.

use crate::base::text::Language;
use crate::lab::compare::{MOST_COLUMNS, written};
use crate::lab::demo;
use crate::lab::experiment::Experiment;
use crate::protocol::catalog::{self, ENTRIES};
use crate::ui::browser;
use crate::ui::picture::Props;
use crate::ui::store::{Intent, Model, Share};
use crate::ui::words::compare::CompareWords;
use crate::ui::words::words;
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// What stands behind the name of a protocol for its safest settings.
const SAFEST: &str = ":safest";

/// The columns, each with its choice, and the seed.
#[component]
pub fn Choose(props: &Props) -> Html {
    let (model, act) = (&props.model, &props.act);
    let language = model.language;
    let texts = words(language).compare();
    let with = model.columns.clone().unwrap_or_default();
    let others = use_memo(Rc::clone(&model.experiment), |base| options(base));
    let set = {
        let act = act.clone();
        move |columns: Vec<String>| {
            browser::keep_columns(&columns);
            act.emit(Intent::Columns(Some(columns)));
        }
    };
    let base = {
        let (act, experiment) = (act.clone(), Rc::clone(&model.experiment));
        Callback::from(move |event: Event| {
            let name = event.target_unchecked_into::<HtmlSelectElement>().value();
            if let Some(entry) = catalog::find(&name).filter(|entry| entry.name != experiment.protocol.name) {
                let mut other = experiment.as_ref().clone();
                other.switch_to(entry);
                act.emit(Intent::Edit(Box::new(other)));
            }
        })
    };
    let change = |place: usize| {
        let (set, with) = (set.clone(), with.clone());
        Callback::from(move |event: Event| {
            let mut columns = with.to_vec();
            columns[place] = event.target_unchecked_into::<HtmlSelectElement>().value();
            set(columns);
        })
    };
    let remove = |place: usize| {
        let (set, with) = (set.clone(), with.clone());
        Callback::from(move |_: MouseEvent| {
            let mut columns = with.to_vec();
            columns.remove(place);
            set(columns);
        })
    };
    let add = {
        let (set, with) = (set.clone(), with.clone());
        Callback::from(move |event: Event| {
            let select = event.target_unchecked_into::<HtmlSelectElement>();
            let wanted = select.value();
            if !wanted.is_empty() {
                set(with.iter().cloned().chain([wanted]).collect());
                select.set_value("");
            }
        })
    };
    html! {
        <div class="choose">
            <label><span>{ format!("1 · {}", texts.way) }</span>
                <select id="column-choice-0" onchange={base}>
                    { for ENTRIES.iter().map(|entry| html! { <option value={entry.name} selected={entry.name == model.experiment.protocol.name}>{ entry.title.in_language(language) }</option> }) }
                </select>
            </label>
            { for with.iter().enumerate().map(|(place, column)| html! {
                <span class="one" key={place}>
                    <label><span>{ format!("{} · {}", place + 2, texts.way) }</span>
                        <select id={format!("column-choice-{}", place + 1)} onchange={change(place)}>
                            { for listed(&others, Some(column)).map(|text| html! { <option value={text.clone()} selected={text == *column}>{ named(&text, &model.experiment, language, texts) }</option> }) }
                        </select>
                    </label>
                    if with.len() > 1 {
                        <button type="button" class="tool" aria-label={(texts.remove)(&named(column, &model.experiment, language, texts))} onclick={remove(place)}><span aria-hidden="true">{ "×" }</span></button>
                    }
                </span>
            }) }
            if with.len() + 1 < MOST_COLUMNS {
                <label><span>{ texts.add }</span>
                    <select id="column-add" onchange={add}>
                        <option value="" selected=true>{ texts.add_none }</option>
                        { for listed(&others, None).map(|text| html! { <option value={text.clone()}>{ named(&text, &model.experiment, language, texts) }</option> }) }
                    </select>
                </label>
            }
            <Seed model={model.clone()} act={act.clone()} />
        </div>
    }
}

/// Every choice for another column.
fn options(base: &Experiment) -> Vec<String> {
    let pair = demo::counterpart(base).map(|it| written(base, &it));
    let ways = ENTRIES.iter().flat_map(|entry| [entry.name.to_owned(), format!("{}{SAFEST}", entry.name)]);
    pair.into_iter().chain(ways).collect()
}

/// The choices, and what is chosen where it is none of them.
fn listed<'a>(options: &'a [String], chosen: Option<&'a String>) -> impl Iterator<Item = String> + 'a {
    let own = chosen.filter(|chosen| !options.contains(chosen));
    own.into_iter().chain(options).cloned()
}

fn named(text: &str, base: &Experiment, language: Language, texts: &CompareWords) -> String {
    let name = text.split(':').next().unwrap_or_default();
    let title = catalog::find(name).map_or(name, |entry| entry.title.in_language(language));
    if text == name {
        return title.to_owned();
    }
    if text.strip_prefix(name) == Some(SAFEST) {
        return (texts.safest)(title);
    }
    match demo::recognise(base, None) {
        Some((_, true)) => texts.counterpart_off.to_owned(),
        Some((_, false)) => texts.counterpart_on.to_owned(),
        None => (texts.own)(title),
    }
}

/// The seed of all columns.
#[component]
fn Seed(props: &Props) -> Html {
    let texts = words(props.model.language).compare();
    let edit = {
        let (act, experiment) = (props.act.clone(), Rc::clone(&props.model.experiment));
        move |seed: u64| act.emit(Intent::Edit(Box::new(Experiment { seed, ..experiment.as_ref().clone() })))
    };
    let onchange = {
        let edit = edit.clone();
        Callback::from(move |event: Event| {
            if let Ok(seed) = event.target_unchecked_into::<HtmlInputElement>().value().trim().parse() {
                edit(seed);
            }
        })
    };
    let seed = props.model.experiment.seed;
    let another = Callback::from(move |_: MouseEvent| edit(seed.wrapping_add(1)));
    html! {
        <span class="one">
            <label><span>{ texts.seed }</span><input id="compare-seed" type="text" inputmode="numeric" value={seed.to_string()} {onchange} /></label>
            <button type="button" class="tool" id="another-seed" onclick={another}>{ texts.other_seed }</button>
        </span>
    }
}

/// The page that runs the protocols of all columns under many seeds.
fn often_of(model: &Model) -> String {
    let first = core::iter::once(model.experiment.protocol.name.as_str());
    let others = model.columns.iter().flat_map(|all| all.iter()).map(String::as_str);
    // A sweep takes protocols as they are; columns with settings of their own stay here.
    let plain: Vec<&str> = first.chain(others).filter(|it| catalog::find(it).is_some()).collect();
    if plain.len() < 2 { "#/often".to_owned() } else { format!("#/often?protocols={}", plain.join(",")) }
}

/// What can be taken away.
#[component]
pub fn Save(props: &Props) -> Html {
    let texts = words(props.model.language).compare();
    let print = Callback::from(|_: MouseEvent| browser::print());
    let ready = props.model.comparison.is_some();
    html! {
        <div class="save" role="group" aria-label={texts.save}>
            <a class="tool" href="#/lab">{ texts.workday }</a>
            <a class="tool" href={often_of(&props.model)}>{ words(props.model.language).often().title }</a>
            <button type="button" class="tool" id="compare-link" onclick={props.send(Intent::Share(Share::Copy))}>{ texts.link }</button>
            <button type="button" class="tool" id="compare-csv" disabled={!ready} onclick={props.send(Intent::SaveColumns { csv: true })}>{ texts.csv }</button>
            <button type="button" class="tool" id="compare-json" disabled={!ready} onclick={props.send(Intent::SaveColumns { csv: false })}>{ texts.json }</button>
            <button type="button" class="tool" id="compare-print" onclick={print}>{ texts.print }</button>
        </div>
    }
}
