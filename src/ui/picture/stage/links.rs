//! The links between nodes. Each is a line that can be clicked; where one is cut alone, it is
//! crossed out in that direction.

use crate::base::ids::NodeId;
use crate::base::text::Language;
use crate::lab::experiment::Experiment;
use crate::lab::frame::Frame;
use crate::ui::picture::parts::{is_press, rove};
use crate::ui::words::words;
use crate::view::cut::{self, Stop};
use crate::view::layout::Layout;
use crate::view::{flight, names};
use std::rc::Rc;
use web_sys::KeyboardEvent;
use yew::prelude::*;

/// What the links need.
#[derive(Clone, PartialEq, Properties)]
pub struct LinksProps {
    /// Where the nodes are.
    pub layout: Rc<Layout>,
    /// Every pair, and which of its directions are blocked.
    pub blocked: Vec<Pair>,
    /// Directions that are crossed out one by one.
    pub stops: Vec<Stop>,
    /// The link that is selected.
    pub selected: Option<(NodeId, NodeId)>,
    /// For the names of nodes.
    pub experiment: Rc<Experiment>,
    pub language: Language,
    /// A link was taken hold of.
    pub pick: Callback<(NodeId, NodeId)>,
}

/// Two nodes, and which directions between them are blocked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pair {
    /// The one with the lower number.
    pub a: NodeId,
    pub b: NodeId,
    /// Whether nothing gets from the first to the second.
    pub there: bool,
    /// Whether nothing gets back.
    pub back: bool,
}

/// Every pair of a frame's nodes.
pub fn blocked(frame: &Frame) -> Vec<Pair> {
    let count = frame.nodes.len() as u16;
    let pairs = (0..count).flat_map(|a| (a + 1..count).map(move |b| (NodeId(a), NodeId(b))));
    pairs
        .map(|(a, b)| Pair {
            a,
            b,
            there: cut::blocked(&frame.cuts, a, b),
            back: cut::blocked(&frame.cuts, b, a),
        })
        .collect()
}

#[component]
pub fn Links(props: &LinksProps) -> Html {
    let LinksProps { layout, blocked, stops, selected, experiment, language, pick } = props;
    let cast = experiment.cast();
    let texts = &words(*language).picture().stage;
    let middle = |node: NodeId| layout.middles.get(node.index()).copied().unwrap_or_default();
    let name = |node: NodeId| names::node(node, &cast, *language);
    html! {
        <g class="links" role="group" aria-label={texts.links}>
            { for blocked.iter().enumerate().map(|(i, pair)| {
                let (a, b) = (middle(pair.a), middle(pair.b));
                let [x1, y1, x2, y2] = [a.x, a.y, b.x, b.y].map(|v| format!("{v:.1}"));
                let state = match (pair.there, pair.back) {
                    (false, false) => texts.link_open.to_owned(),
                    (true, true) => texts.link_cut.to_owned(),
                    (true, false) => (texts.link_one_way)(name(pair.a), name(pair.b)),
                    (false, true) => (texts.link_one_way)(name(pair.b), name(pair.a)),
                };
                let label = format!("{}: {state}", (texts.link)(name(pair.a), name(pair.b)));
                let ends = (pair.a, pair.b);
                let press = { let pick = pick.clone(); move || pick.emit(ends) };
                let onclick = { let press = press.clone(); Callback::from(move |_: MouseEvent| press()) };
                let onkeydown = Callback::from(move |event: KeyboardEvent| {
                    if is_press(&event) {
                        event.prevent_default();
                        event.stop_propagation();
                        press();
                    } else {
                        rove(&event, ".links", ".hit");
                    }
                });
                let class = classes!("link", (pair.there && pair.back).then_some("is-cut"), (*selected == Some(ends)).then_some("is-selected"));
                html! {
                    <g key={format!("{}-{}", pair.a, pair.b)} {class}>
                        <line class="line" x1={x1.clone()} y1={y1.clone()} x2={x2.clone()} y2={y2.clone()} />
                        <line class="hit" id={format!("link-{}-{}", pair.a, pair.b)} {x1} {y1} {x2} {y2} role="button" aria-haspopup="dialog"
                            tabindex={if i == 0 { "0" } else { "-1" }} aria-label={label.clone()} {onclick} {onkeydown}><title>{ label }</title></line>
                    </g>
                }
            }) }
            { for stops.iter().map(|stop| cross(layout, stop)) }
        </g>
    }
}

/// A cross on the lane of the direction that is cut, with a small arrow that says which one that
/// is.
fn cross(layout: &Layout, stop: &Stop) -> Html {
    let place = flight::heading(layout, stop.from, stop.to);
    let lane = flight::lane(layout, stop.from, stop.to, 0.0);
    let way = lane.end.minus(lane.start);
    let turn = way.y.atan2(way.x).to_degrees();
    html! {
        <g class="stop" transform={format!("translate({:.1} {:.1})", place.x, place.y)}>
            <path class="direction" transform={format!("rotate({turn:.1})")} d="M-20 0h40m-6 -4 6 4-6 4" />
            <circle r="7.5" />
            <path class="cross" d="M-3.5 -3.5l7 7m0 -7l-7 7" />
        </g>
    }
}
