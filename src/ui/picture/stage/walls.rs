//! Partitions: a dashed line between those who no longer hear each other, with a handle that heals
//! it.

use crate::base::text::Language;
use crate::lab::experiment::Experiment;
use crate::lab::frame::CutFrame;
use crate::sim::input::Action;
use crate::ui::picture::parts::is_press;
use crate::ui::store::Intent;
use crate::ui::words::words;
use crate::view::cut::Wall;
use crate::view::narrate::Narrator;
use std::rc::Rc;
use web_sys::KeyboardEvent;
use yew::prelude::*;

/// What the partitions need.
#[derive(Clone, PartialEq, Properties)]
pub struct WallsProps {
    pub walls: Vec<Wall>,
    /// What they stand for.
    pub cuts: Vec<CutFrame>,
    /// For the names of nodes.
    pub experiment: Rc<Experiment>,
    pub language: Language,
    pub act: Callback<Intent>,
}

#[component]
pub fn Walls(props: &WallsProps) -> Html {
    let text = words(props.language).picture().stage.partition;
    let cast = props.experiment.cast();
    let narrator = Narrator {
        language: props.language,
        cast: &cast,
        orders: &[],
        timers: &[],
        facts: &[],
        cuts: &props.cuts,
    };
    html! {
        <g class="walls">
            { for props.walls.iter().map(|wall| {
                let parts = props.cuts.iter().find(|cut| cut.rule == wall.rule).map(|cut| narrator.cut(&cut.cut)).unwrap_or_default();
                let heal = { let (act, rule) = (props.act.clone(), wall.rule); move || act.emit(Intent::Act(Action::Heal { rule: Some(rule) })) };
                let onclick = { let heal = heal.clone(); Callback::from(move |_: MouseEvent| heal()) };
                let onkeydown = Callback::from(move |event: KeyboardEvent| {
                    if is_press(&event) {
                        event.prevent_default();
                        event.stop_propagation();
                        heal();
                    }
                });
                let width = text.chars().map(|c| if c.is_ascii() { 6.4 } else { 12.0 }).sum::<f64>() + 20.0;
                html! {
                    <g class="wall" data-rule={wall.rule.to_string()}>
                        <path class="front" d={wall.path.clone()} />
                        <g class="handle" transform={format!("translate({:.1} {:.1})", wall.label.x - width / 2.0, wall.label.y - 12.0)} role="button" tabindex="0"
                            aria-label={format!("{text}: {parts}")} {onclick} {onkeydown}>
                            <title>{ parts.clone() }</title>
                            <rect width={format!("{width:.1}")} height="24" rx="12" />
                            <text x={format!("{:.1}", width / 2.0)} y="16" text-anchor="middle">{ text }</text>
                        </g>
                    </g>
                }
            }) }
        </g>
    }
}
