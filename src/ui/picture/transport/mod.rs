//! Time: play, step, speed, and one scrubber whose ribbon shows where replicas agreed and where
//! they did not.

mod branches;
mod clip;
mod code;
mod scrubber;
mod share;
mod tree;
mod until;

use super::Props;
use super::parts::light;
use crate::base::time::Span;
use crate::engine::wire::Place;
use crate::ui::keys::STEPS;
use crate::ui::store::Intent;
use crate::ui::words::words;
use crate::view::numbers::{moment, span, speed, whole};
use crate::view::standing;
use branches::Branches;
use clip::Clip;
pub use code::Code;
use scrubber::Scrubber;
pub use scrubber::{keys as slider_keys, stretch};
pub use share::LinkSheet;
use until::Until;
pub use until::sought_as;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The same without a scrubber, for a page that has ribbons of its own.
#[component]
pub fn Keys(props: &Props) -> Html {
    html! { <div class="transport bare">{ keys(props) }{ pace(props) }{ clock(props) }</div> }
}

/// The bar below the pictures: play, step, speed, scrubber, branches.
#[component]
pub fn Transport(props: &Props) -> Html {
    html! {
        <div class="transport">
            { keys(props) }
            { pace(props) }
            <div class="run">
                <Scrubber inner={props.clone()} />
                if let Some(why) = props.model.branch().and_then(|branch| branch.ended_early.as_ref()) {
                    <p class="early" role="status">{ why.in_language(props.model.language) }</p>
                }
                <div class="under">
                    <Branches model={props.model.clone()} act={props.act.clone()} />
                    <Until model={props.model.clone()} act={props.act.clone()} />
                    <Clip model={props.model.clone()} act={props.act.clone()} />
                    { share::share(props) }
                </div>
            </div>
            { clock(props) }
        </div>
    }
}

fn keys(props: &Props) -> Html {
    let model = &props.model;
    let texts = &words(model.language).picture().run;
    let key = |name: &'static str, label: &'static str, intent: Intent, icon: &'static str| {
        html! {
            <button type="button" class={classes!("key", name)} aria-label={label} title={label} data-first={(name == "play").then_some("")} onclick={props.send(intent)}>
                <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true"><path d={icon} /></svg>
            </button>
        }
    };
    let (label, icon) = if model.playing {
        (texts.pause, "M5 3h4v14H5zM11 3h4v14h-4z")
    } else {
        (texts.play, "M5 2.5v15l12.5-7.5z")
    };
    html! {
        <div class="keys" role="group" aria-label={texts.keys}>
            { key("previous", texts.previous, Intent::Seek(Place::Difference { forward: false }), "M10 3v14L3 10zM17 3v14l-7-7zM1 3h2v14H1z") }
            { key("back", texts.back, Intent::Seek(Place::By { steps: -1 }), "M14 3v14L5 10zM3 3h2v14H3z") }
            { key("play", label, Intent::TogglePlay, icon) }
            { key("step", texts.step, Intent::Seek(Place::By { steps: 1 }), "M6 3v14l9-7zM15 3h2v14h-2z") }
            { key("next", texts.next, Intent::Seek(Place::Difference { forward: true }), "M3 3v14l7-7zM10 3v14l7-7zM17 3h2v14h-2z") }
        </div>
    }
}

/// How fast: a slider whose every step is twice to two and a half times the one before.
fn pace(props: &Props) -> Html {
    let model = &props.model;
    let texts = &words(model.language).picture().run;
    let act = props.act.clone();
    let oninput = Callback::from(move |event: InputEvent| {
        let place = event.target_unchecked_into::<HtmlInputElement>().value().parse::<usize>();
        if let Some(&milli) = place.ok().and_then(|place| STEPS.get(place)) {
            act.emit(Intent::Speed(milli));
        }
    });
    let place = STEPS.partition_point(|&step| step < model.speed_milli).min(STEPS.len() - 1);
    let times = speed(model.pace_milli());
    html! {
        <div class="pace">
            <label for="speed">{ texts.speed }</label>
            <output for="speed">{ &times }</output>
            <input type="range" id="speed" min="0" max={(STEPS.len() - 1).to_string()} step="1" value={place.to_string()} aria-valuetext={(texts.speed_said)(&times)} {oninput} />
        </div>
    }
}

/// Where the cursor is, in figures and in words.
fn clock(props: &Props) -> Html {
    let model = &props.model;
    let texts = &words(model.language).picture().run;
    let Some(frame) = &model.frame else { return html! { <div class="clock" /> } };
    let (copies, said) = standing::copies_briefly(frame, model.language);
    let is_end = model.branch().is_some_and(|branch| frame.at >= branch.until);
    let apart = (frame.apart_us > 0).then_some(Span(frame.apart_us));
    html! {
        <div class="clock">
            <b class="time">{ moment(frame.at, model.language) }</b>
            <small>
                if is_end { <b>{ words(model.language).picture().standing.at_end }</b> } else { { (texts.steps)(&whole(frame.step), &whole(frame.steps)) } }
            </small>
            <small>{ light(copies, said) }</small>
            // The line is there from the beginning, so that nothing moves when it has something to say.
            <small class="apart">{ apart.map_or_else(|| "\u{a0}".to_owned(), |apart| (texts.apart)(&span(apart, model.language))) }</small>
        </div>
    }
}
