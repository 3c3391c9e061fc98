//! Stale reads on the stage, as the view says where they are.

use crate::base::text::Language;
use crate::lab::experiment::Experiment;
use crate::lab::frame::Frame;
use crate::lab::stale::StaleRead;
use crate::view::layout::Layout;
use crate::view::missed::{self, shown};
use yew::prelude::*;

/// The lines from missed writes to stale reads. They lie below the cards.
pub fn lines(frame: &Frame, layout: &Layout) -> Html {
    let lines = shown(frame).into_iter().filter_map(|read| missed::line(read, layout));
    html! { <g class="stale-lines">{ for lines.map(|d| html! { <g class="stale-read"><path {d} /></g> }) }</g> }
}

/// What clients were told, and what counts: beside the cards, above everything else.
pub fn labels(frame: &Frame, layout: &Layout, experiment: &Experiment, language: Language) -> Html {
    html! { <g class="stale-reads">{ for shown(frame).into_iter().map(|read| label(read, layout, experiment, language)) }</g> }
}

fn label(read: &StaleRead, layout: &Layout, experiment: &Experiment, language: Language) -> Html {
    let missed::Label { said, width, at } = missed::label(read, layout, experiment, language);
    html! {
        <g class="stale-read" data-stale={read.fact.to_string()}>
            <g transform={format!("translate({:.1} {:.1})", at.x, at.y)}>
                <rect x={format!("{:.1}", -width / 2.0)} y="-11" width={format!("{width:.1}")} height="22" rx="6" />
                <text y="4" text-anchor="middle">{ said }</text>
            </g>
        </g>
    }
}
