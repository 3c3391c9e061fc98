//! The other doors: the pages of the site, the ways to share state, and what is there for a class.

use crate::base::text::Language;
use crate::protocol::catalog::{ENTRIES, Entry};
use crate::ui::pages::with_cut;
use crate::ui::store::Intent;
use crate::ui::words::words;
use yew::prelude::*;

/// The pages, and the ways.
pub fn doors(language: Language, act: &Callback<Intent>) -> Html {
    let texts = words(language).home();
    let page = |href: &'static str, (title, text): (&'static str, &'static str)| {
        html! { <li><a {href}><b>{ title }</b><span>{ text }</span></a></li> }
    };
    html! {
        <>
            <section aria-labelledby="doors-title">
                <div class="hd"><h2 id="doors-title">{ texts.doors }</h2></div>
                <ul class="doors">
                    { page("#/lab", texts.lab) }
                    { page("#/compare", texts.compare) }
                    { page("#/library", texts.shelves) }
                    { page("#/often", texts.often) }
                    { page("#/numbers", texts.numbers) }
                    { page("#/lab?open=files", texts.own) }
                </ul>
            </section>
            <section aria-labelledby="ways-title">
                <div class="hd"><h2 id="ways-title">{ texts.ways }</h2><p>{ texts.ways_about }</p></div>
                <ul class="doors small">{ for ENTRIES.iter().map(|entry| door(entry, language, act)) }</ul>
            </section>
        </>
    }
}

/// A way into the Lab, with an experiment of its own.
fn door(entry: &'static Entry, language: Language, act: &Callback<Intent>) -> Html {
    let (act, protocol) = (act.clone(), entry.name);
    let (title, text) = (entry.title.in_language(language), entry.invitation.in_language(language));
    let onclick = Callback::from(move |_: MouseEvent| act.emit(Intent::Begin(Box::new(with_cut(protocol)))));
    html! { <li key={entry.name} {onclick}><a href="#/lab"><b>{ title }</b><span>{ text }</span></a></li> }
}

/// What a teacher comes for.
pub fn classroom(language: Language) -> Html {
    let texts = words(language).home();
    let one =
        |(title, text): (&'static str, &'static str)| html! { <div><h3>{ title }</h3><p>{ text }</p></div> };
    html! {
        <section class="class" aria-labelledby="class-title">
            <div><h2 id="class-title">{ texts.class }</h2><p><a href="#/class">{ texts.class_open }</a></p></div>
            { one(texts.class_link) }
            { one(texts.class_projector) }
            { one(texts.class_sheet) }
        </section>
    }
}
