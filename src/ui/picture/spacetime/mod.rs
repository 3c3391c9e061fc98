//! Space-time: one lane a node, an arrow a message. It is the same moment as everywhere else, and
//! what is selected lights up its causal past and future.

mod chosen;
mod legend;
mod shapes;

use super::lit::Lit;
use super::measure::use_size;
use super::text_alternatives::SpaceTimeText;
use super::{Props, veiled};
use crate::engine::wire::Place;
use crate::lab::frame::{Camera, Frame};
use crate::protocol::catalog;
use crate::ui::store::{Intent, Selection};
use crate::ui::words::words;
use crate::view::cone::{Cone, cone, cone_of};
use crate::view::spacetime::{Hit, Picture, draw};
use crate::view::{names, point};
pub use chosen::{fate, kind_word};

use chosen::Chosen;
use legend::Legend;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

/// The shortest and the longest window, in microseconds.
const WINDOW: core::ops::RangeInclusive<u64> = 20_000..=3_600_000_000;

/// As large as it is drawn at most.
const ZOOM: f64 = 1.3;

/// Space-time: a lane for each node, an arrow for each message.
#[component]
pub fn SpaceTime(props: &Props) -> Html {
    let host = use_node_ref();
    let (width, height) = use_size(&host);
    // Lanes need their height even where letters are large.
    let scale = ZOOM.min(props.zoom());
    let model = &props.model;
    let texts = &words(model.language).picture().space_time;
    let standing = &words(model.language).picture().standing;
    let body = match &model.frame {
        Some(frame) if width > 0.0 => picture(props, frame, (width / scale, height / scale), &host),
        _ => Html::default(),
    };
    html! {
        <section class="space-time" aria-labelledby="space-time-title">
            <div class="picture-head">
                <h2 id="space-time-title">{ texts.title }</h2>
                <span class="fact lead">{ texts.lead }</span>
                if let Some(shown) = model.frame.as_ref().map(|frame| &frame.space_time) {
                    if shown.crowded { <span class="fact warn">{ standing.crowded }</span> }
                    if shown.folded > 0 { <span class="fact">{ (standing.beats)(shown.folded) }</span> }
                }
                <span class="tools">
                    { beats(props) }
                    <button type="button" class="tool" aria-label={texts.closer} title={texts.closer} onclick={zoom(props, true)}>{ "+" }</button>
                    <button type="button" class="tool" aria-label={texts.wider} title={texts.wider} onclick={zoom(props, false)}>{ "−" }</button>
                </span>
            </div>
            <div class="time-room" ref={host}>{ body }</div>
            if let Some(frame) = &model.frame {
                <Legend language={model.language} />
                <div class="picture-foot">
                    <Chosen inner={props.clone()} frame={frame.clone()} />
                    <SpaceTimeText frame={frame.clone()} experiment={model.experiment.clone()} language={model.language} />
                </div>
            }
        </section>
    }
}

/// The one switch for heartbeats, here and in what just happened.
fn beats(props: &Props) -> Html {
    let camera = &props.model.camera;
    let on = camera.beats;
    let other = Camera { beats: !on, ..camera.clone() };
    html! {
        <button type="button" class="tool" aria-pressed={on.to_string()} onclick={props.send(Intent::SetCamera(other))}>
            { words(props.model.language).picture().standing.show_beats }
        </button>
    }
}

/// Shows half or twice as much time.
fn zoom(props: &Props, closer: bool) -> Callback<MouseEvent> {
    let Camera { before_us, after_us, .. } = props.model.camera;
    let change = |us: u64| if closer { us / 2 } else { us.saturating_mul(2) };
    let (before_us, after_us) = (change(before_us), change(after_us));
    let camera = Camera { before_us, after_us, ..props.model.camera.clone() };
    let act = props.act.clone();
    let allowed = WINDOW.contains(&before_us.saturating_add(after_us));
    Callback::from(move |_| {
        if allowed {
            act.emit(Intent::SetCamera(camera.clone()));
        }
    })
}

fn picture(props: &Props, frame: &Frame, (width, height): (f64, f64), host: &NodeRef) -> Html {
    let model = &props.model;
    let language = model.language;
    let texts = &words(language).picture().space_time;
    let facts = catalog::find(&model.experiment.protocol.name).map(|entry| entry.facts).unwrap_or_default();
    let cast = model.experiment.cast();
    let narrow = width < 520.0;
    // Parts have longer names than cities.
    let has_parts = frame.nodes.iter().any(|node| node.part.is_some());
    let names_width = match (narrow, has_parts) {
        (true, _) => 26.0,
        (false, false) => 84.0,
        (false, true) => 104.0,
    };
    let nodes = frame.nodes.len();
    let drawn = draw(&frame.space_time, nodes, frame.at, (width, height), names_width, language);
    let lit = selected_cone(frame, model.selected);
    let why = Lit::of(model);
    let veil = veiled(model);
    let shift = format!("translate({:.1})", drawn.shift);
    let (left, right) = (drawn.left, drawn.right);
    html! {
        <svg class={classes!("time-picture", lit.is_some().then_some("has-cone"), (!why.is_empty()).then_some("has-why"))} viewBox={format!("0 0 {width:.1} {height:.1}")} width={(width * ZOOM.min(props.zoom())).to_string()} height={(height * ZOOM.min(props.zoom())).to_string()} tabindex="0" role="group"
            aria-label={format!("{}. {}", texts.title, texts.tip)} onclick={point_at(props, &drawn, host)} onkeydown={walk(props, frame)}>
            <defs><clipPath id="time-window"><rect x={(left - 12.0).to_string()} y="0" width={(right - left + 36.0).to_string()} height={height.to_string()} /></clipPath></defs>
            // The words of a tick reach further to the left than what happened there.
            <defs><clipPath id="time-ticks"><rect x={(left - 30.0).to_string()} y="0" width={(right - left + 54.0).to_string()} height={height.to_string()} /></clipPath></defs>
            { for frame.nodes.iter().zip(&drawn.lanes).map(|(node, &y)| {
                let name = if narrow { names::letter(node.id, &cast, language) } else { names::node(node.id, &cast, language) };
                let class = if model.node() == Some(node.id) { "lane is-selected" } else { "lane" };
                let hidden = veil.is_some_and(|eyes| eyes != node.id);
                html! {
                    <g {class}>
                        <text x={if narrow { "8" } else { "14" }} y={format!("{:.1}", y + 4.0)}>{ name }</text>
                        <line x1={left.to_string()} x2={right.to_string()} y1={y.to_string()} y2={y.to_string()} />
                        if hidden { <rect class="veil" x={left.to_string()} y={(y - 11.0).to_string()} width={(right - left).to_string()} height="22"><title>{ words(language).eyes().veiled }</title></rect> }
                    </g>
                }
            }) }
            <g clip-path="url(#time-ticks)"><g transform={shift.clone()}>{ shapes::ticks(&drawn) }</g></g>
            <g clip-path="url(#time-window)">
                <g transform={shift.clone()}>
                    { shapes::bands(&drawn, texts, facts, language) }
                    { shapes::dense(&drawn, language) }
                    { lit.as_ref().map(|lit| shapes::cone(&drawn, lit)).unwrap_or_default() }
                    { for drawn.arrows.iter().map(|line| shapes::arrow(line, &frame.space_time.arrows[line.index], lit.as_ref(), model.selected, &why)) }
                    { shapes::stale(&drawn, &frame.space_time.stale, &model.experiment, language) }
                    { for drawn.dots.iter().map(|mark| shapes::dot(mark, &frame.space_time.dots[mark.index], lit.as_ref(), model.selected, &why)) }
                </g>
            </g>
            <g transform={shift}>
                <line class="now" x1={format!("{:.1}", drawn.now)} x2={format!("{:.1}", drawn.now)} y1="14" y2={(drawn.bottom + 4.0).to_string()} />
            </g>
        </svg>
    }
}

/// The causal past and future of what is selected, where it is in the window.
fn selected_cone(frame: &Frame, selected: Option<Selection>) -> Option<Cone> {
    let picture = &frame.space_time;
    match selected? {
        Selection::Fact(fact) => {
            let dot = picture.dots.iter().find(|dot| dot.fact == fact);
            let place = dot.map(|dot| (dot.node, dot.at)).or_else(|| {
                frame.recent.iter().find(|told| told.id == fact).map(|told| (told.event.node, told.event.at))
            });
            place.map(|(node, at)| cone(picture, frame.nodes.len(), node, at))
        }
        Selection::Flight(flight) => picture
            .arrows
            .iter()
            .find(|arrow| arrow.flight == flight)
            .map(|arrow| cone_of(picture, frame.nodes.len(), arrow)),
        Selection::Node(_) | Selection::Link(..) => None,
    }
}

/// A click selects what is near; where nothing is, it goes to that moment.
fn point_at(props: &Props, drawn: &Picture, host: &NodeRef) -> Callback<MouseEvent> {
    let (props, drawn, host) = (props.clone(), drawn.clone(), host.clone());
    Callback::from(move |event: MouseEvent| {
        let (Some(frame), Some(room)) = (&props.model.frame, host.cast::<Element>()) else { return };
        let rect = room.get_bounding_client_rect();
        let zoom = ZOOM.min(props.zoom());
        let [x, y] = [f64::from(event.client_x()) - rect.x(), f64::from(event.client_y()) - rect.y()]
            .map(|it| it / zoom);
        let place = point(x, y);
        let intent = match drawn.hit(place) {
            Some(Hit::Dot(index)) => {
                frame.space_time.dots.get(index).map(|dot| Intent::Select(Some(Selection::Fact(dot.fact))))
            }
            Some(Hit::Arrow(index)) => frame
                .space_time
                .arrows
                .get(index)
                .map(|arrow| Intent::Select(Some(Selection::Flight(arrow.flight)))),
            None if place.x < drawn.left - 12.0 => None,
            None => Some(Intent::Seek(Place::Time { at: drawn.time(place.x) })),
        };
        if let Some(intent) = intent {
            props.act.emit(intent);
        }
    })
}

/// With the focus here, arrow keys walk from dot to dot in time, Enter goes there.
fn walk(props: &Props, frame: &Frame) -> Callback<KeyboardEvent> {
    let dots = &frame.space_time.dots;
    let chosen = match props.model.selected {
        Some(Selection::Fact(fact)) => dots.iter().position(|dot| dot.fact == fact),
        _ => None,
    };
    let start = dots.partition_point(|dot| dot.at <= frame.at);
    let at = |place: Option<usize>| place.and_then(|place| dots.get(place)).map(|dot| dot.fact);
    let back = at(chosen.map_or(start.checked_sub(1), |place| place.checked_sub(1)));
    let on = at(Some(chosen.map_or(start, |place| place + 1)));
    let here = at(chosen);
    let act = props.act.clone();
    Callback::from(move |event: KeyboardEvent| {
        let intent = match event.key().as_str() {
            "ArrowLeft" | "ArrowUp" => back.map(|fact| Intent::Select(Some(Selection::Fact(fact)))),
            "ArrowRight" | "ArrowDown" => on.map(|fact| Intent::Select(Some(Selection::Fact(fact)))),
            "Enter" => here.map(|fact| Intent::Seek(Place::Fact { fact })),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        if let Some(intent) = intent {
            act.emit(intent);
        }
    })
}
