//! The first page: one sentence, a cluster that is running, and where to begin.

use super::{first_experiment, with_cut};
use crate::lab::experiment::Experiment;
use crate::protocol::catalog::ENTRIES;
use crate::ui::app::{PageProps, Route};
use crate::ui::picture::Stage;
use crate::ui::store::Deed;
use crate::ui::words::words;
use yew::prelude::*;
use yew_router::prelude::*;

/// The page.
#[component]
pub fn Home(props: &PageProps) -> Html {
    let PageProps { model, act } = props.clone();
    let words = &words(model.language).home;
    let is_first = use_memo((), |()| first_experiment());
    let toggle = {
        let act = act.clone();
        Callback::from(move |_: MouseEvent| act.emit(Deed::TogglePlay))
    };
    html! {
        <main class="home" id="main" tabindex="-1">
            <h1>{ words.sentence }</h1>
            <div class="live">
                <Stage model={model.clone()} act={act.clone()} />
            </div>
            <div class="below">
                <button type="button" class="tool" onclick={toggle}>{ if model.playing { words.pause } else { words.play } }</button>
                if *model.experiment == *is_first { <p>{ words.watch }</p> }
                <Link<Route> to={Route::Lab} classes="go">{ words.open }</Link<Route>>
            </div>
            <h2>{ words.doors }</h2>
            <ul class="doors">
                { door(words.log, ENTRIES.first().map(|entry| with_cut(entry.name)), &act) }
                { door(words.events, ENTRIES.get(1).map(|entry| with_cut(entry.name)), &act) }
                { door(words.own, None, &act) }
            </ul>
        </main>
    }
}

/// A way into the Lab, with an experiment of its own where it has one.
fn door((title, text): (&'static str, &'static str), experiment: Option<Experiment>, act: &Callback<Deed>) -> Html {
    let act = act.clone();
    let onclick = Callback::from(move |_: MouseEvent| {
        if let Some(experiment) = &experiment {
            act.emit(Deed::Begin(Box::new(experiment.clone())));
        }
    });
    html! {
        <li {onclick}>
            <Link<Route> to={Route::Lab}><b>{ title }</b><span>{ text }</span></Link<Route>>
        </li>
    }
}
