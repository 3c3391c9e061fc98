//! The line above the stage: what it is, how many messages are on their way, whether replicas
//! agree, and the tools that are not on it.

use crate::sim::input::Action;
use crate::ui::picture::lights::Lights;
use crate::ui::picture::{Props, look_through, veiled};
use crate::ui::store::Intent;
use crate::ui::words::words;
use crate::view::names;
use yew::prelude::*;

/// What the head needs.
#[derive(Clone, PartialEq, Properties)]
pub struct HeadProps {
    pub inner: Props,
    /// Whether a finger draws cuts instead of scrolling.
    pub by_finger: bool,
    pub toggle: UseStateSetter<bool>,
    /// Opens the dialog that parts the cluster.
    pub split: Callback<()>,
}

/// The head of the stage.
#[component]
pub fn Head(props: &HeadProps) -> Html {
    let model = &props.inner.model;
    let texts = &words(model.language).picture().stage;
    let standing_texts = &words(model.language).picture().standing;
    let frame = model.frame.as_ref();
    let cuts = frame.is_some_and(|frame| !frame.cuts.is_empty());
    let toggle = {
        let (set, on) = (props.toggle.clone(), props.by_finger);
        Callback::from(move |_: MouseEvent| set.set(!on))
    };
    let split = {
        let split = props.split.clone();
        Callback::from(move |_: MouseEvent| split.emit(()))
    };
    html! {
        <div class="picture-head">
            <h2 id="stage-title">{ texts.cluster }</h2>
            if let Some(node) = veiled(model) {
                <span class="fact veil-line">{ (words(model.language).eyes().line)(names::node(node, &model.experiment.cast(), model.language)) }{ " " }
                    <button type="button" class="quiet" onclick={props.inner.send(look_through(model, None))}>{ words(model.language).eyes().leave }</button>
                </span>
            } else if let Some(frame) = frame {
                <span class="fact">{ (texts.flying)(frame.flying) }</span>
                if frame.beats > 0 { <span class="fact">{ (standing_texts.beats)(frame.beats) }</span> }
                <Lights inner={props.inner.clone()} />
            }
            <span class="tools">
                if cuts {
                    <button type="button" class="tool" onclick={props.inner.send(Intent::Act(Action::Heal { rule: None }))}>{ texts.heal_all }</button>
                }
                <button type="button" class="tool finger" aria-pressed={props.by_finger.to_string()} title={texts.draw_help} onclick={toggle}>{ texts.draw }</button>
                <button type="button" class="tool" id="stage-split" aria-haspopup="dialog" onclick={split}>{ texts.split }</button>
            </span>
        </div>
    }
}
