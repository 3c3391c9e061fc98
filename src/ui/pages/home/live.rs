//! The cluster of the first page with the phone of one client beside it, the three moments of its
//! story, and what a visitor can do to it.

use crate::base::ids::NodeId;
use crate::base::text::Language;
use crate::base::time::Time;
use crate::engine::wire::Place;
use crate::lab::script::{ALICE, read};
use crate::lesson::opening::{self, APART, MOMENTS};
use crate::sim::fault::Cut;
use crate::sim::input::Action;
use crate::ui::picture::{Phone, Props, Stage, WhosePhone};
use crate::ui::store::Intent;
use crate::ui::words::words;
use crate::view::numbers::moment;
use crate::view::phone::Whose;
use yew::prelude::*;

fn ms(ms: u64) -> Time {
    Time(ms * 1_000)
}

/// The live part of the first page.
#[component]
pub fn Live(props: &Props) -> Html {
    let Props { model, act } = props;
    let language = model.language;
    let texts = words(language).home();
    let is_ready = model.frame.is_some();
    html! {
        <section class="live" aria-labelledby="live-title">
            <h2 class="unseen" id="live-title">{ texts.live }</h2>
            <div class="scene">
                <Stage model={model.clone()} act={act.clone()} />
                <div class="beside">
                    <h3 class="who">{ texts.sees }</h3>
                    if is_ready {
                        <Phone inner={props.clone()} whose={WhosePhone(Whose::Client(opening::CLIENT))} name={opening::NAME} asks_why=true />
                    } else {
                        <ol class="foretold">{ for MOMENTS.iter().map(|it| html! { <li>{ moment(ms(it.at_ms), language) }{ " " }{ it.phone.in_language(language) }</li> }) }</ol>
                    }
                </div>
            </div>
            if model.current == 0 { { moments(props, language) } } else { { branched(props) } }
            { acts(props) }
        </section>
    }
}

/// The three moments: each leads there, and time stands still.
fn moments(props: &Props, language: Language) -> Html {
    let model = &props.model;
    let at = model.at();
    let here = MOMENTS.iter().rposition(|it| ms(it.at_ms) <= at).filter(|_| model.frame.is_some());
    let one = |(place, it): (usize, &'static opening::Moment)| {
        let act = props.act.clone();
        let go = Callback::from(move |_: MouseEvent| {
            act.emit(Intent::Pause);
            act.emit(Intent::Seek(Place::Time { at: ms(it.at_ms) }));
        });
        html! {
            <li key={place}>
                <button type="button" data-moment={place.to_string()} aria-current={(here == Some(place)).then_some("step")} onclick={go}>
                    <b><span class="n">{ moment(ms(it.at_ms), language) }</span>{ it.title.in_language(language) }</b>
                    <span>{ it.says.in_language(language) }</span>
                </button>
            </li>
        }
    };
    html! { <ol class="moments">{ for MOMENTS.iter().enumerate().map(one) }</ol> }
}

/// In place of the moments, once a visitor has done something: the story goes otherwise now.
fn branched(props: &Props) -> Html {
    let texts = words(props.model.language).home();
    let act = props.act.clone();
    let back = Callback::from(move |_: MouseEvent| {
        act.emit(Intent::ShowBranch(0));
        act.emit(Intent::Seek(Place::Time { at: opening::BEGINS }));
    });
    html! {
        <p class="yours" role="status">{ texts.branched }{ " " }<button type="button" class="tool" id="back" onclick={back}>{ texts.back }</button></p>
    }
}

/// Play, and three things to do to the run.
fn acts(props: &Props) -> Html {
    let Props { model, act } = props;
    let texts = words(model.language).home();
    let is_ready = model.frame.is_some();
    let done = |action: Action| {
        let act = act.clone();
        // Whoever does something wants to see what comes of it.
        Callback::from(move |_: MouseEvent| {
            act.emit(Intent::Act(action.clone()));
            act.emit(Intent::Play);
        })
    };
    let take = {
        let act = act.clone();
        Callback::from(move |_: MouseEvent| act.emit(Intent::TakeOpening))
    };
    let crash = Action::Crash { node: NodeId(0), torn: false };
    let cut = Action::Cut { cut: Cut::Isolate { node: NodeId(1) }, heal_at: None };
    let ask = Action::Submit { node: APART, call: read(ALICE), command: None };
    html! {
        <div class="below">
            <button type="button" class="tool" id="play" disabled={!is_ready} onclick={props.send(Intent::TogglePlay)}>{ if model.playing { texts.pause } else { texts.play } }</button>
            <span class="now-you" role="group" aria-label={texts.yours}>
                <b aria-hidden="true">{ texts.yours }</b>
                <button type="button" class="tool" id="crash" disabled={!is_ready} onclick={done(crash)}>{ texts.crash }</button>
                <button type="button" class="tool" id="cut" disabled={!is_ready} onclick={done(cut)}>{ texts.cut }</button>
                <button type="button" class="tool" id="ask" disabled={!is_ready} onclick={done(ask)}>{ texts.ask }</button>
            </span>
            <a href="#/lab" class="go" onclick={take}>{ texts.open }</a>
        </div>
    }
}
