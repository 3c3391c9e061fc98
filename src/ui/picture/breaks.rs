//! The search for what breaks the run that is shown: a goal, a budget, how far it is, and what it
//! found.

use super::Props;
use crate::engine::wire::Searched;
use crate::lab::search::{self, Broken, Budget, Kind, MOST};
use crate::protocol::catalog;
use crate::ui::store::{Breaking, Breaks, Intent, SearchState};
use crate::ui::words::breaks::BreakWords;
use crate::ui::words::words;
use crate::view::broken::told;
use crate::view::numbers::{moment, whole};
use web_sys::{HtmlInputElement, HtmlSelectElement, SubmitEvent};
use yew::prelude::*;

/// How many runs are tried unless the person says otherwise, and at most.
const TRIES: u32 = 2_000;
const MOST_TRIES: u32 = 1_000_000;

/// A way into the search, and the search while it is open.
#[component]
pub fn BreakPanel(props: &Props) -> Html {
    let texts = words(props.model.language).breaks();
    match &props.model.breaking {
        None => html! {
            <div class="break-door">
                <button type="button" class="tool" id="break-it" onclick={props.send(Intent::Break(Breaks::Open(true)))}>{ texts.open }</button>
            </div>
        },
        Some(breaking) => html! { <Open inner={props.clone()} breaking={(**breaking).clone()} /> },
    }
}

#[derive(Clone, PartialEq, Properties)]
struct OpenProps {
    inner: Props,
    breaking: Breaking,
}

#[component]
fn Open(props: &OpenProps) -> Html {
    let (inner, breaking) = (&props.inner, &props.breaking);
    let model = &inner.model;
    let language = model.language;
    let texts = words(language).breaks();
    let entry = catalog::find(&model.experiment.protocol.name);
    let goals = entry.map(search::named).unwrap_or_default();
    let chosen = use_state(|| 0_usize);
    let claim = use_state(String::new);
    let budget = use_state(|| Budget::default().with(Kind::Drop, 1).with(Kind::Crash, 1));
    let tries = use_state(|| TRIES);
    let heading = use_node_ref();
    {
        let heading = heading.clone();
        use_effect_with((), move |()| {
            super::parts::focus_node(heading.cast::<web_sys::Element>().map(Into::into))
        });
    }
    let goal = goals.get(*chosen).map_or_else(|| claim.trim().to_owned(), |(name, _)| (*name).to_owned());
    let going = matches!(breaking.state, SearchState::Going { .. });
    let wrong =
        if budget.total() == 0 { Some(texts.no_budget) } else { goal.is_empty().then_some(texts.no_goal) };
    let onsubmit = {
        let act = inner.act.clone();
        let wish = Breaks::Search { goal, budget: *budget, tries: *tries };
        let ready = wrong.is_none() && !going;
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if ready {
                act.emit(Intent::Break(wish.clone()));
            }
        })
    };
    let pick = {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| {
            let field: HtmlSelectElement = event.target_unchecked_into();
            chosen.set(usize::try_from(field.selected_index()).unwrap_or_default());
        })
    };
    let write = {
        let claim = claim.clone();
        Callback::from(move |event: InputEvent| {
            claim.set(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    let many = |kind: Kind| {
        let set = budget.clone();
        let oninput = Callback::from(move |event: InputEvent| {
            let field: HtmlInputElement = event.target_unchecked_into();
            if let Some(many) = field.value().parse::<u8>().ok().filter(|many| *many <= MOST) {
                set.set(set.with(kind, many));
            }
        });
        html! {
            <label key={kind.name()}>
                <input type="number" name={kind.name()} min="0" max={MOST.to_string()} step="1" inputmode="numeric" value={budget.of(kind).many.to_string()} {oninput} />
                <span>{ kind.title().in_language(language) }</span>
            </label>
        }
    };
    let try_many = {
        let tries = tries.clone();
        Callback::from(move |event: InputEvent| {
            let field: HtmlInputElement = event.target_unchecked_into();
            if let Some(many) =
                field.value().parse::<u32>().ok().filter(|many| (1..=MOST_TRIES).contains(many))
            {
                tries.set(many);
            }
        })
    };
    html! {
        <section class="break-panel" aria-labelledby="break-panel-title" data-state={name_of(&breaking.state)}>
            <div class="why-head">
                <h2 id="break-panel-title" ref={heading} tabindex="-1">{ texts.title }</h2>
                <button type="button" class="close" aria-label={texts.close} onclick={inner.send(Intent::Break(Breaks::Open(false)))}>{ "✕" }</button>
            </div>
            <p class="aside">{ texts.lead }</p>
            <form {onsubmit}>
                <label class="row">{ texts.goal }
                    <select name="goal" onchange={pick}>
                        { for goals.iter().enumerate().map(|(n, (name, title))| html! { <option key={*name} value={*name} selected={n == *chosen}>{ title.in_language(language) }</option> }) }
                        <option value="claim" selected={*chosen >= goals.len()}>{ texts.own }</option>
                    </select>
                </label>
                if *chosen >= goals.len() {
                    <label class="row">{ texts.claim }
                        <input type="text" name="claim" value={(*claim).clone()} spellcheck="false" autocomplete="off" aria-describedby="claim-help" oninput={write} />
                    </label>
                    <p class="aside" id="claim-help">{ texts.claim_help }</p>
                }
                <fieldset class="budget"><legend>{ texts.budget }</legend>{ for Kind::ALL.map(many) }</fieldset>
                <label class="row">{ texts.tries }
                    <input type="number" name="tries" min="1" max={MOST_TRIES.to_string()} step="1" inputmode="numeric" value={tries.to_string()} oninput={try_many} />
                </label>
                if let Some(wrong) = wrong { <p class="aside">{ wrong }</p> }
                if going {
                    <button type="button" class="tool" id="stop-search" onclick={inner.send(Intent::Break(Breaks::Stop))}>{ texts.stop }</button>
                } else {
                    <button type="submit" class="tool go" id="search" disabled={wrong.is_some()}>{ texts.search }</button>
                }
            </form>
            <div role="status">{ state(inner, breaking, texts) }</div>
        </section>
    }
}

fn name_of(state: &SearchState) -> &'static str {
    match state {
        SearchState::Asking => "asking",
        SearchState::Going { .. } => "going",
        SearchState::Refused(_) => "refused",
        SearchState::Over { came_to, .. } => match came_to {
            Searched::Found(_) => "found",
            Searched::Nothing => "nothing",
            Searched::Unknown => "unknown",
            Searched::Stopped => "stopped",
        },
    }
}

fn state(props: &Props, breaking: &Breaking, texts: &BreakWords) -> Html {
    let language = props.model.language;
    match &breaking.state {
        SearchState::Asking => Html::default(),
        SearchState::Going { done, of } => html! {
            <>
                <p>{ (texts.going)(&whole(*done), &whole(*of)) }</p>
                <progress max={of.to_string()} value={done.to_string()} aria-label={texts.search}></progress>
            </>
        },
        SearchState::Refused(problems) => html! {
            <ul class="problems" role="alert">{ for problems.iter().map(|problem| html! { <li>{ problem.reason.in_language(language) }</li> }) }</ul>
        },
        SearchState::Over { tried, came_to } => {
            let tried = whole(u64::from(*tried));
            match came_to {
                Searched::Found(broken) => found(props, broken, &tried, texts),
                Searched::Nothing => html! { <p>{ (texts.nothing)(&tried) }</p> },
                Searched::Unknown => html! { <p>{ (texts.unknown)(&tried) }</p> },
                Searched::Stopped => html! { <p>{ (texts.stopped)(&tried) }</p> },
            }
        }
    }
}

fn found(props: &Props, broken: &Broken, tried: &str, texts: &BreakWords) -> Html {
    let language = props.model.language;
    let cast = props.model.experiment.cast();
    html! {
        <>
            if broken.faults.is_empty() {
                <p>{ texts.already }</p>
            } else {
                <p><b>{ (texts.found)(broken.faults.len() as u32, tried) }</b></p>
                <ol class="found">{ for broken.faults.iter().map(|fault| html! { <li>{ told(fault, &cast, language) }</li> }) }</ol>
                <p class="aside">{ if broken.is_smallest { texts.smallest } else { texts.small } }</p>
            }
            <button type="button" class="tool" id="take-broken" onclick={props.send(Intent::Break(Breaks::Take))}>{ (texts.take)(&moment(broken.at, language)) }</button>
        </>
    }
}
