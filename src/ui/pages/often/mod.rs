//! How often? The open experiment under many seeds, in worker threads.
//!
//! | question | file |
//! | --- | --- |
//! | what is run | `settings`, `vary` |
//! | how far it is | `progress` |
//! | what came of it, of which point | `results` |
//! | how often something happened | `rates` |
//! | which runs are worth a look | `runs` |
//! | how values are spread | `spread` |
//! | how a measure changes with a field | `curve` |

mod curve;
mod progress;
mod rates;
mod results;
mod runs;
mod settings;
mod spread;
mod vary;

use crate::lab::experiment::Experiment;
use crate::lab::sweep::Asked;
use crate::protocol::catalog;
use crate::ui::browser;
use crate::ui::store::{Intent, Model, Share};
use crate::ui::sweeps::{Msg, Shown};
use crate::ui::words::words;
use progress::Progress;
use results::Results;
use settings::Settings;
use std::rc::Rc;
use yew::prelude::*;
use yew_router::prelude::*;

/// What the page needs.
#[derive(Clone, PartialEq, Properties)]
pub struct OftenProps {
    /// The experiment that is open.
    pub model: Rc<Model>,
    /// Takes what the person does to the store.
    pub act: Callback<Intent>,
    /// The sweep, if there is one.
    pub sweep: Option<Rc<Shown>>,
    /// Takes what the person does to the sweep.
    pub to_sweep: Callback<Msg>,
}

/// The page of sweeps.
#[component]
pub fn Often(props: &OftenProps) -> Html {
    let OftenProps { model, act, sweep, to_sweep } = props.clone();
    let language = model.language;
    let texts = words(language).often();
    // The address says what is asked; who comes back to a sweep finds its own question again.
    let asked = use_state(|| first(sweep.as_deref()));
    let query = use_location().map(|location| location.query_str().to_owned()).unwrap_or_default();
    {
        let asked = asked.clone();
        use_effect_with(query, move |query| {
            if !query.is_empty() {
                asked.set(in_address());
            }
        });
    }
    let ask = {
        let asked = asked.clone();
        Callback::from(move |new: Asked| {
            browser::keep_asked(&new.write());
            asked.set((new, Vec::new()));
        })
    };
    let way = catalog::find(&model.experiment.protocol.name).map(|entry| entry.title.in_language(language));
    let (question, odd) = (*asked).clone();
    let link = {
        let (act, parts) = (act.clone(), question.write());
        Callback::from(move |_: MouseEvent| {
            browser::keep_asked(&parts);
            act.emit(Intent::Share(Share::Copy));
        })
    };
    let is_other = sweep.as_ref().is_some_and(|shown| is_another(shown, &model.experiment));
    html! {
        <main class="often" id="main" tabindex="-1">
            <h1>{ texts.title }</h1>
            <p class="intro">{ texts.intro }</p>
            <p class="of"><b>{ (texts.of)(way.unwrap_or_default()) }</b>
                <a class="tool" href="#/lab">{ texts.to_lab }</a>
                <button type="button" class="tool" id="sweep-link" onclick={link}>{ texts.link }</button></p>
            { for odd.iter().map(|part| html! { <p class="note odd">{ (texts.odd)(part) }</p> }) }
            <Settings {model} {act} asked={question} {ask} to_sweep={to_sweep.clone()} is_open={sweep.as_ref().is_some_and(|it| it.state.is_open())} />
            if let Some(shown) = sweep {
                <Progress shown={shown.clone()} {language} to_sweep={to_sweep.clone()} />
                if is_other { <p class="note other">{ texts.changed }</p> }
                if shown.plan.is_some() { <Results {shown} {language} {to_sweep} /> }
            }
        </main>
    }
}

/// Whether the open experiment is neither the one that was swept nor a run of the sweep.
fn is_another(shown: &Shown, open: &Experiment) -> bool {
    let is_it = |swept: &Experiment| {
        // What was done by hand in the run was planned for the sweep, behind the faults of the open one.
        let same = swept.faults.starts_with(&open.faults);
        same && Experiment { seed: open.seed, faults: open.faults.clone(), ..swept.clone() } == *open
    };
    let points = shown.plan.iter().flat_map(|plan| &plan.points).map(|point| &point.experiment);
    !core::iter::once(&shown.order.experiment).chain(points).any(is_it)
}

/// What the page begins with.
fn first(sweep: Option<&Shown>) -> (Asked, Vec<String>) {
    match sweep {
        Some(shown) if browser::asked_in_address().is_empty() => {
            let order = &shown.order;
            let vary = order.vary.first().cloned();
            (Asked { seeds: order.seeds, protocols: order.protocols.clone(), vary }, Vec::new())
        }
        _ => in_address(),
    }
}

fn in_address() -> (Asked, Vec<String>) {
    let parts = browser::asked_in_address();
    Asked::read(parts.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}
