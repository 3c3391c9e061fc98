//! The run in words: the last facts as a list, each of which leads to its moment, and one polite
//! live region that speaks at most once a second.

use super::Props;
use super::parts::{kind_class, rove};
use crate::base::ids::FactId;
use crate::base::text::{Language, Text};
use crate::engine::wire::Place;
use crate::lab::experiment::Experiment;
use crate::lab::frame::{FactFrame, Frame};
use crate::protocol::catalog;
use crate::sim::fact::FactRow;
use crate::ui::store::{Intent, Model, Selection};
use crate::ui::words::words;
use crate::view::narrate::{Narrator, weight};
use crate::view::numbers::moment;
use gloo::timers::callback::Timeout;
use std::rc::Rc;
use yew::prelude::*;

/// What the protocol's orders are called.
fn orders(model: &Model) -> Vec<Text> {
    catalog::find(&model.experiment.protocol.name)
        .map(|entry| entry.orders.iter().map(|order| order.title).collect())
        .unwrap_or_default()
}

/// Tells facts of a run in the page's language.
pub fn with_narrator<T>(model: &Model, tell: impl FnOnce(&Narrator<'_>) -> T) -> T {
    let orders = orders(model);
    let (timers, facts) = catalog::find(&model.experiment.protocol.name)
        .map(|entry| (entry.timers, entry.facts))
        .unwrap_or_default();
    let cast = model.experiment.cast();
    let cuts = model.frame.as_ref().map_or(&[][..], |frame| &frame.cuts);
    tell(&Narrator { language: model.language, cast: &cast, orders: &orders, timers, facts, cuts })
}

/// The last facts for whoever listens, and for nobody's eyes.
#[component]
pub fn Spoken(props: &Props) -> Html {
    let model = &props.model;
    let Some(frame) = &model.frame else { return Html::default() };
    let (timers, facts) = catalog::find(&model.experiment.protocol.name)
        .map(|entry| (entry.timers, entry.facts))
        .unwrap_or_default();
    html! { <Live frame={frame.clone()} experiment={model.experiment.clone()} language={model.language} orders={orders(model)} {timers} {facts} /> }
}

/// The run in words.
#[component]
pub fn Narration(props: &Props) -> Html {
    let model = &props.model;
    let texts = &words(model.language).picture().run;
    let Some(frame) = &model.frame else { return Html::default() };
    let orders = orders(model);
    let (timers, facts) = catalog::find(&model.experiment.protocol.name)
        .map(|entry| (entry.timers, entry.facts))
        .unwrap_or_default();
    let cast = model.experiment.cast();
    let narrator =
        Narrator { language: model.language, cast: &cast, orders: &orders, timers, facts, cuts: &frame.cuts };
    // Left and right are steps in time, here as everywhere.
    let roving = Callback::from(|event: KeyboardEvent| {
        if matches!(event.key().as_str(), "ArrowUp" | "ArrowDown") {
            rove(&event, ".facts", "button");
        }
    });
    html! {
        <section class="narration" aria-labelledby="narration-title">
            <h2 id="narration-title">{ texts.recent }</h2>
            <Spoken model={model.clone()} act={props.act.clone()} />
            if frame.recent_beats > 0 { <p class="folded">{ (words(model.language).picture().standing.beats)(frame.recent_beats) }</p> }
            if frame.recent.is_empty() && frame.recent_beats == 0 { <p class="summary">{ texts.nothing }</p> }
            // One stop of the Tab key, and the list itself is none: what scrolls is one in some browsers.
            <ol class="facts" tabindex="-1" aria-labelledby="narration-title" onkeydown={roving}>
                { for frame.recent.iter().rev().enumerate().map(|(place, fact)| {
                    let (act, id) = (props.act.clone(), fact.id);
                    let onclick = Callback::from(move |_: MouseEvent| {
                        act.emit(Intent::Seek(Place::Fact { fact: id }));
                        act.emit(Intent::Select(Some(Selection::Fact(id))));
                    });
                    let heavy = match weight(&fact.event.what, facts) { 0 => "slight", 1..=3 => "", _ => "heavy" };
                    let chosen = model.selected == Some(Selection::Fact(id));
                    html! {
                        <li key={id.0} class={classes!(kind_class(fact.event.node), heavy, chosen.then_some("is-selected"))}>
                            <button type="button" tabindex={if place == 0 { "0" } else { "-1" }} {onclick} data-fact={id.to_string()}>
                                <span class="when">{ moment(fact.event.at, model.language) }</span>
                                <span class="what">{ narrator.fact(fact) }</span>
                            </button>
                        </li>
                    }
                }) }
            </ol>
        </section>
    }
}

/// A fact of a run in a sentence that begins with its time.
pub fn told(model: &Model, fact: &FactFrame) -> String {
    with_narrator(model, |narrator| narrator.timed(fact))
}

/// So many captions are shown at a time.
const MOST_CAPTIONS: usize = 3;

/// What happened last in a run that is watched, with its times: what clients asked and were told,
/// what broke, what nodes found remarkable.
#[component]
pub fn Captions(props: &Props) -> Html {
    let model = &props.model;
    let Some(frame) = &model.frame else { return Html::default() };
    let orders = orders(model);
    let (timers, facts) = catalog::find(&model.experiment.protocol.name)
        .map(|entry| (entry.timers, entry.facts))
        .unwrap_or_default();
    let cast = model.experiment.cast();
    let narrator =
        Narrator { language: model.language, cast: &cast, orders: &orders, timers, facts, cuts: &frame.cuts };
    let told: Vec<_> = frame.recent.iter().filter(|fact| weight(&fact.event.what, facts) >= 3).collect();
    html! {
        <ol class="captions">
            { for told[told.len().saturating_sub(MOST_CAPTIONS)..].iter().map(|fact| html! {
                <li key={fact.id.0}><span class="when">{ moment(fact.event.at, model.language) }</span>{ " " }<span class="what">{ narrator.fact(fact) }</span></li>
            }) }
        </ol>
    }
}

/// What the live region needs.
#[derive(Clone, PartialEq, Properties)]
struct LiveProps {
    frame: Rc<Frame>,
    experiment: Rc<Experiment>,
    language: Language,
    orders: Vec<Text>,
    timers: &'static [Text],
    facts: &'static [FactRow],
}

enum Msg {
    Speak,
}

/// The live region. A component of its own, because it changes at another pace than what it tells
/// of.
struct Live {
    said: String,
    last: Option<FactId>,
    pause: Option<Timeout>,
}

/// A second, so that a screen reader can keep up.
const PAUSE_MS: u32 = 1_000;
/// How many facts are told at once.
const MOST: usize = 2;

impl Component for Live {
    type Message = Msg;
    type Properties = LiveProps;

    fn create(ctx: &Context<Self>) -> Self {
        // What was there before anybody listened is not told.
        Live { said: String::new(), last: ctx.props().frame.recent.last().map(|fact| fact.id), pause: None }
    }

    fn changed(&mut self, ctx: &Context<Self>, _old: &Self::Properties) -> bool {
        let latest = ctx.props().frame.recent.last().map(|fact| fact.id);
        if latest == self.last || self.pause.is_some() {
            return false;
        }
        self.speak(ctx)
    }

    fn update(&mut self, ctx: &Context<Self>, Msg::Speak: Msg) -> bool {
        self.pause = None;
        let latest = ctx.props().frame.recent.last().map(|fact| fact.id);
        latest != self.last && self.speak(ctx)
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        html! { <p class="unseen" aria-live="polite" data-live="">{ &self.said }</p> }
    }
}

impl Live {
    fn speak(&mut self, ctx: &Context<Self>) -> bool {
        let LiveProps { frame, experiment, language, orders, timers, facts } = ctx.props();
        let cast = experiment.cast();
        let narrator =
            Narrator { language: *language, cast: &cast, orders, timers, facts, cuts: &frame.cuts };
        let latest = frame.recent.last().map(|fact| fact.id);
        // After a step back the facts told so far have not happened: then only the last one is
        // told.
        let since = if latest < self.last {
            latest.and_then(|latest| latest.0.checked_sub(1)).map(FactId)
        } else {
            self.last
        };
        let told = narrator.gather(&frame.recent, since, MOST);
        self.last = latest;
        let link = ctx.link().clone();
        self.pause = Some(Timeout::new(PAUSE_MS, move || link.send_message(Msg::Speak)));
        if let Some((told, more)) = told {
            let end = match language {
                Language::En => ". ",
                Language::Zh => "。",
            };
            self.said = told.join(end);
            if more > 0 {
                self.said.push_str(end);
                self.said.push_str(&(words(*language).picture().run.meanwhile)(more as u32));
            }
            return true;
        }
        false
    }
}
