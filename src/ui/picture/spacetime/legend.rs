//! What the shapes of space-time mean. Always there: nobody should have to remember it.

use super::shapes::shape;
use crate::base::text::Language;
use crate::lab::frame::DotKind;
use crate::sim::trace::Outcome;
use crate::ui::words::words;
use yew::prelude::*;

/// What the legend needs.
#[derive(Clone, PartialEq, Properties)]
pub struct LegendProps {
    pub language: Language,
}

#[component]
pub fn Legend(props: &LegendProps) -> Html {
    let texts = &words(props.language).picture().space_time;
    let dots = [
        (DotKind::Appended, texts.appended),
        (DotKind::Applied, texts.applied),
        (DotKind::Asked, texts.asked),
        (DotKind::Answered { outcome: Outcome::Ok }, texts.answered),
        (DotKind::Answered { outcome: Outcome::Fail }, texts.refused),
        (DotKind::Answered { outcome: Outcome::Info }, texts.unknown),
        (DotKind::Remarkable, texts.remarkable),
    ];
    let arrows =
        [("arrived", texts.arrived), ("late", texts.late), ("copy", texts.copy), ("lost", texts.lost)];
    html! {
        <ul class="legend">
            { for dots.map(|(kind, word)| html! {
                <li><svg width="18" height="18" viewBox="-9 -9 18 18" aria-hidden="true"><g class="dot sample">{ shape(kind, None) }</g></svg>{ word }</li>
            }) }
            { for arrows.map(|(look, word)| html! {
                <li>
                    <svg width="26" height="18" viewBox="0 -9 26 18" aria-hidden="true">
                        <g class={format!("arrow state {look}")}>
                            <line x1="1" y1="0" x2={if look == "lost" { "18" } else { "24" }} y2="0" />
                            if look == "lost" { <path class="cross" transform="translate(20 0)" d="M-4 -4l8 8m0 -8l-8 8" /> } else { <path class="head" d="M25 0l-6 -3v6z" /> }
                            if look == "copy" { <text class="mark" x="5" y="8">{ "×2" }</text> }
                        </g>
                    </svg>
                    { word }
                </li>
            }) }
            <li class="paler">{ texts.future }</li>
        </ul>
    }
}
