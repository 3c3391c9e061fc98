//! The first page: one sentence, a cluster that is running, and where to begin.

use super::{first_experiment, with_cut};
use crate::base::text::Language;
use crate::protocol::catalog::{ENTRIES, Entry};
use crate::ui::app::PageProps;
use crate::ui::picture::Stage;
use crate::ui::store::Intent;
use crate::ui::words::words;
use yew::prelude::*;

/// The first page: what the lab is about, with a cluster that runs.
#[component]
pub fn Home(props: &PageProps) -> Html {
    let PageProps { model, act } = props.clone();
    let words = &words(model.language).home;
    let is_first = use_memo((), |()| first_experiment());
    let toggle = {
        let act = act.clone();
        Callback::from(move |_: MouseEvent| act.emit(Intent::TogglePlay))
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
                <a href="#/lab" class="go">{ words.open }</a>
            </div>
            <h2>{ words.doors }</h2>
            <ul class="doors">
                <li><a href="#/learn"><b>{ words.learn.0 }</b><span>{ words.learn.1 }</span></a></li>
                { for ENTRIES.iter().map(|entry| door(entry, model.language, &act)) }
                <li><a href="#/lab?open=files"><b>{ words.own.0 }</b><span>{ words.own.1 }</span></a></li>
            </ul>
        </main>
    }
}

/// A way into the Lab, with an experiment of its own.
fn door(entry: &'static Entry, language: Language, act: &Callback<Intent>) -> Html {
    let (act, protocol) = (act.clone(), entry.name);
    let (title, text) = (entry.title.in_language(language), entry.invitation.in_language(language));
    let onclick = Callback::from(move |_: MouseEvent| act.emit(Intent::Begin(Box::new(with_cut(protocol)))));
    html! { <li {onclick}><a href="#/lab"><b>{ title }</b><span>{ text }</span></a></li> }
}
