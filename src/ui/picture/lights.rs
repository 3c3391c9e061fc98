//! The two lights of a moment: whether copies agree, which heals, and whether a promise was broken,
//! which healing does not undo.

use super::Props;
use super::parts::light;
use crate::engine::wire::Place;
use crate::lab::breaches::Breach;
use crate::lab::frame::Frame;
use crate::lab::why::Question;
use crate::ui::store::{Intent, Selection};
use crate::ui::words::words;
use crate::view::numbers::moment;
use crate::view::standing;
use yew::prelude::*;

/// What the lights need.
#[derive(Clone, PartialEq, Properties)]
pub struct LightsProps {
    pub inner: Props,
}

/// Both lights, side by side.
#[component]
pub fn Lights(props: &LightsProps) -> Html {
    let model = &props.inner.model;
    let Some(frame) = &model.frame else { return Html::default() };
    let (copies, said) = standing::copies(frame, model.language);
    let states = frame.states;
    html! {
        <span class="lights" data-states={states.to_string()}>
            { light(copies, said) }
            { promises(&props.inner, frame) }
        </span>
    }
}

/// The second light. Once a promise was broken it stays, wherever the cursor goes from there.
pub fn promises(props: &Props, frame: &Frame) -> Html {
    let model = &props.model;
    let texts = &words(model.language).picture().standing;
    let Some(branch) = model.branch().filter(|branch| branch.done) else { return Html::default() };
    let Some(broken) = standing::broken(Some(branch), frame) else {
        return html! { <span class="light unjudged">{ texts.not_judged }</span> };
    };
    match broken[..] {
        [] => {
            html! { <span class="light kept"><span aria-hidden="true">{ "△ " }</span>{ texts.no_breach }</span> }
        }
        [first, ref more @ ..] => breach(first, more.len(), props),
    }
}

/// A promise that was broken, with the way to what broke it.
fn breach(first: &Breach, more: usize, props: &Props) -> Html {
    let language = props.model.language;
    let texts = &words(language).picture().standing;
    let (act, fact, model) = (props.act.clone(), first.fact, first.model.clone());
    let go = Callback::from(move |_: MouseEvent| {
        act.emit(Intent::Seek(Place::Fact { fact }));
        act.emit(Intent::Select(Some(Selection::Fact(fact))));
        act.emit(Intent::Why { about: fact, question: Question::Promise(model.clone()) });
    });
    let because = first.because.as_ref().map(|because| because.in_language(language).to_owned());
    let asked = because.is_some() && props.model.selected == Some(Selection::Fact(fact));
    let said = (texts.breach)(first.title.in_language(language), &moment(first.at, language));
    html! {
        <span class="light broken" data-broken={first.model.clone()} title={because.clone()}>
            <span aria-hidden="true">{ "▲ " }</span>{ said }
            if more > 0 { { " " }{ (texts.more_breaches)(more) } }
            { " " }<button type="button" class="quiet" onclick={go}>{ texts.why }</button>
            // Whoever asked why reads it: a tooltip is nothing for a finger.
            if asked { <span class="because" role="status">{ because }</span> }
        </span>
    }
}
