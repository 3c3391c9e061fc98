//! The header of every page: the name, the pages that there are, language, theme and help.

use super::app::Route;
use super::browser;
use super::pieces::{Piece, prepare};
use super::store::{Intent, Model, Theme};
use super::words::words;
use crate::base::text::Language;
use std::rc::Rc;
use yew::prelude::*;
use yew_router::prelude::*;

/// What the header needs.
#[derive(Clone, PartialEq, Properties)]
pub struct HeaderProps {
    /// What the header draws.
    pub model: Rc<Model>,
    /// Takes what the person does to the store.
    pub act: Callback<Intent>,
    /// Another page is shown.
    pub turned: Callback<Route>,
}

/// The header. It also gives each page its title, and the focus back to the top when a page is
/// turned.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let HeaderProps { model, act, turned } = props.clone();
    let standing = &words(model.language).picture().standing;
    let class = words(model.language).class();
    let words = words(model.language).shell();
    let route = use_route::<Route>().unwrap_or(Route::Home);
    let first = use_mut_ref(|| true);
    use_effect_with(route.clone(), move |route| {
        turned.emit(route.clone());
        if !first.replace(false) {
            browser::turn_to("main");
        }
    });
    let in_course = matches!(route, Route::Learn | Route::Predicted | Route::Step { .. });
    browser::title(match route {
        Route::Lab => words.lab_title,
        Route::Compare => words.compare_title,
        Route::Often => words.often_title,
        Route::Library => words.shelves_title,
        Route::Numbers => words.numbers_title,
        Route::Learn | Route::Step { .. } => words.learn_title,
        Route::Class => class.tab,
        Route::Predicted => class.predicted_tab,
        Route::Home | Route::Nowhere => "Eventual · 终将一致",
    });
    let send = |intent: Intent| {
        let act = act.clone();
        Callback::from(move |_: MouseEvent| act.emit(intent.clone()))
    };
    let skip = Callback::from(|event: MouseEvent| {
        event.prevent_default();
        browser::focus("main");
    });
    // Plain links: the router's own cannot say which page is the current one.
    let page = |to: Route, name: &'static str| {
        let is_here = route == to || in_course && to == Route::Learn;
        let (address, piece) = (format!("#{}", to.to_path()), Piece::of(&to));
        // Whoever points at a page is about to turn to it.
        let near = move || piece.into_iter().for_each(prepare);
        let onfocus = Callback::from(move |_: FocusEvent| near());
        let onpointerenter = Callback::from(move |_: PointerEvent| near());
        html! { <a href={address} {onfocus} {onpointerenter} aria-current={is_here.then_some("page")}>{ name }</a> }
    };
    let dark = browser::is_dark(model.theme);
    let other = match model.language {
        Language::En => Language::Zh,
        Language::Zh => Language::En,
    };
    html! {
        <header class="top">
            <a class="skip" href="#/lab" onclick={skip}>{ words.skip }</a>
            <p class="brand"><Link<Route> to={Route::Home}><b>{ "Eventual" }</b><span lang="zh-Hans">{ "终将一致" }</span></Link<Route>></p>
            <nav aria-label={words.nav}>
                { page(Route::Home, words.home) }
                { page(Route::Learn, words.learn) }
                { page(Route::Lab, words.lab) }
                { page(Route::Compare, words.compare) }
                { page(Route::Library, words.to_shelves) }
                { page(Route::Often, words.often) }
                { page(Route::Numbers, words.numbers) }
            </nav>
            if route == Route::Lab {
                <button type="button" class="tool present" id="present" aria-pressed={model.presenting.to_string()} onclick={send(Intent::Present(!model.presenting))}>
                    { if model.presenting { standing.present_end } else { standing.present } }
                </button>
            }
            <button type="button" class="tool" id="language" lang={words.other_tag} onclick={send(Intent::Language(other))}>{ words.other_language }</button>
            <button type="button" class="tool" id="theme" aria-label={if dark { words.to_light } else { words.to_dark }} title={if dark { words.to_light } else { words.to_dark }}
                onclick={send(Intent::Theme(if dark { Theme::Light } else { Theme::Dark }))}><span aria-hidden="true">{ if dark { "☀" } else { "☾" } }</span></button>
            <button type="button" class="tool" id="help" aria-label={words.help} title={words.help} onclick={send(Intent::Help(true))}><span aria-hidden="true">{ "?" }</span></button>
        </header>
    }
}
