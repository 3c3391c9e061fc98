//! The stage: nodes as ledgers, the links between them, messages on their way, partitions.
//! Everything on it can be taken hold of, with a mouse, a finger or the keyboard.

mod card;
mod disk_forms;
mod draw;
mod flight_menu;
mod head;
mod link_menu;
mod links;
mod node_forms;
mod node_menu;
mod split;
mod stale;
mod still;
mod tokens;
mod walls;

use super::lit::Lit;
use super::measure::{use_custom_length, use_size};
use super::parts::Patterns;
use super::popover::Anchor;
use super::text_alternatives::StageText;
use super::{Props, veiled};
use crate::base::ids::{FlightId, NodeId};
use crate::lab::frame::Frame;
use crate::ui::store::{Intent, Selection};
use crate::ui::words::words;
use crate::view::layout::{Layout, layout, least_height};
use crate::view::{Point, card as cards, cut, moment};
use card::Card;
use draw::use_draw;
use flight_menu::FlightMenu;
use head::Head;
use link_menu::LinkMenu;
use links::Links;
use node_menu::NodeMenu;
use split::Split;
use std::rc::Rc;
pub use still::StillStage;
use walls::Walls;
use yew::prelude::*;

/// Which menu is open, and where, in pixels of the stage.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Open {
    Node(NodeId),
    Link(NodeId, NodeId),
    /// A message's, which was there when it was opened.
    Flight(FlightId, f64, f64),
    /// The one that parts the cluster.
    Split,
}

/// What a menu needs.
#[derive(Clone, PartialEq, Properties)]
pub struct MenuProps {
    pub inner: Props,
    pub frame: Rc<Frame>,
    /// What it belongs to, in pixels of the stage.
    pub at: Anchor,
    pub close: Callback<()>,
}

impl MenuProps {
    /// A callback that sends a intent and closes the menu.
    fn send<E: 'static>(&self, intent: Intent) -> Callback<E> {
        let (act, close) = (self.inner.act.clone(), self.close.clone());
        Callback::from(move |_: E| {
            act.emit(intent.clone());
            close.emit(());
        })
    }
}

/// The stage: nodes, links and messages at the cursor.
#[component]
pub fn Stage(props: &Props) -> Html {
    let host = use_node_ref();
    let (width, height) = use_size(&host);
    let model = &props.model;
    let texts = &words(model.language).picture().stage;
    let nodes =
        model.frame.as_ref().map_or(usize::from(model.experiment.cast().nodes()), |frame| frame.nodes.len());
    let parts =
        model.frame.as_ref().map_or(0, |frame| frame.nodes.iter().filter(|node| node.part.is_some()).count());
    let services = nodes - parts;
    let layout: Rc<Layout> =
        use_memo((services, parts, width as u32, height as u32), |&(services, parts, width, height)| {
            layout(services, parts, f64::from(width), f64::from(height))
        });
    let open = use_state(|| None::<Open>);
    let by_finger = use_state(|| false);
    let draw = use_draw(&host, &layout, *by_finger, &props.act);
    let least = use_memo((services, parts, width as u32), |&(services, parts, width)| {
        if width == 0 { 0.0 } else { least_height(services, parts, f64::from(width)) }
    });
    use_custom_length(&host, "--least", *least);

    let body = match &model.frame {
        Some(frame) if width > 0.0 => picture(props, frame, &layout, &open, &draw),
        _ => html! { <p class="empty">{ texts.waiting }</p> },
    };
    html! {
        <section class={format!("stage nodes-{nodes}{}", if parts > 0 { " has-parts" } else { "" })} aria-labelledby="stage-title">
            <Head inner={props.clone()} by_finger={*by_finger} toggle={by_finger.setter()} split={let open = open.clone(); Callback::from(move |()| open.set(Some(Open::Split)))} />
            <div class={if *by_finger { "stage-room is-drawing" } else { "stage-room" }} ref={host}>
                <Patterns />
                { body }
                { menu(props, &layout, &open) }
            </div>
            if let Some(frame) = &model.frame {
                <div class="picture-foot">
                    <p class="moment" title={texts.draw_help}>{ moment::sentence(frame, &model.experiment, model.language) }</p>
                    <StageText frame={frame.clone()} experiment={model.experiment.clone()} language={model.language} />
                </div>
            }
        </section>
    }
}

fn picture(
    props: &Props,
    frame: &Rc<Frame>,
    layout: &Rc<Layout>,
    open: &UseStateHandle<Option<Open>>,
    draw: &draw::Draw,
) -> Html {
    let model = &props.model;
    let texts = &words(model.language).picture().stage;
    let room = if layout.small { ((layout.card.width - 20.0) / 13.0) as usize } else { 10 };
    let cards = cards::cards(frame, &model.experiment, room, model.language);
    let drawn = cut::draw(&frame.cuts, layout);
    let pick_node = {
        let (act, open) = (props.act.clone(), open.clone());
        Callback::from(move |node: NodeId| {
            act.emit(Intent::Select(Some(Selection::Node(node))));
            open.set(Some(Open::Node(node)));
        })
    };
    let pick_link = {
        let (act, open) = (props.act.clone(), open.clone());
        Callback::from(move |(a, b): (NodeId, NodeId)| {
            act.emit(Intent::Select(Some(Selection::Link(a, b))));
            open.set(Some(Open::Link(a, b)));
        })
    };
    let pick_flight = {
        let (act, open, scale) = (props.act.clone(), open.clone(), layout.scale);
        // Whoever takes hold of a message wants it to stay.
        Callback::from(move |(flight, at): (FlightId, Point)| {
            act.emit(Intent::Pause);
            act.emit(Intent::Select(Some(Selection::Flight(flight))));
            open.set(Some(Open::Flight(flight, at.x * scale, at.y * scale)));
        })
    };
    let blocked = links::blocked(frame);
    let view_box = format!("0 0 {:.1} {:.1}", layout.stage.width, layout.stage.height);
    let lit = Lit::of(model);
    let (veil, veiled_word) = (veiled(model), AttrValue::from(words(model.language).eyes().veiled));
    html! {
        <svg class="stage-picture" viewBox={view_box} role="group" aria-label={texts.group}
            onpointermove={draw.moved.clone()} onpointerup={draw.ended.clone()} onpointercancel={draw.cancelled.clone()}>
            <rect class="floor" width="100%" height="100%" onpointerdown={draw.began.clone()}><title>{ texts.draw_help }</title></rect>
            <Links layout={layout.clone()} {blocked} stops={drawn.stops} selected={link_of(model.selected)} experiment={model.experiment.clone()} language={model.language} pick={pick_link} />
            <Walls walls={drawn.walls} cuts={frame.cuts.clone()} experiment={model.experiment.clone()} language={model.language} act={props.act.clone()} />
            { stale::lines(frame, layout) }
            // Below the cards: a message never covers what a node says.
            { tokens::tokens(frame, layout, model, &pick_flight) }
            { for cards.into_iter().enumerate().map(|(i, face)| {
                let node = face.node;
                html! {
                    <Card key={node.0} {face} middle={layout.middles.get(i).copied().unwrap_or_default()} card={layout.card} small={layout.small}
                        selected={model.node() == Some(node)} lit={lit.node(node)} veiled={veil.filter(|eyes| *eyes != node).map(|_| veiled_word.clone())} open={**open == Some(Open::Node(node))} side={draw.side(node)} pick={pick_node.clone()} />
                }
            }) }
            { stale::labels(frame, layout, &model.experiment, model.language) }
            { draw.line() }
        </svg>
    }
}

fn link_of(selected: Option<Selection>) -> Option<(NodeId, NodeId)> {
    match selected {
        Some(Selection::Link(a, b)) => Some((a.min(b), a.max(b))),
        _ => None,
    }
}

fn menu(props: &Props, layout: &Layout, open: &UseStateHandle<Option<Open>>) -> Html {
    let (Some(frame), Some(opened)) = (props.model.frame.clone(), **open) else { return Html::default() };
    let close = {
        let open = open.clone();
        Callback::from(move |()| open.set(None))
    };
    let middle = |node: NodeId| layout.middles.get(node.index()).copied().unwrap_or_default();
    let scale = layout.scale;
    let pixels = |place: Point| Anchor { x: place.x * scale, y: place.y * scale, ..Anchor::default() };
    let inner = props.clone();
    match opened {
        Open::Node(node) => {
            let half = layout.card;
            let at = Anchor {
                half_width: half.width * scale / 2.0,
                half_height: half.height * scale / 2.0,
                ..pixels(middle(node))
            };
            html! { <NodeMenu key={format!("node-{node}")} {node} base={MenuProps { inner, frame, at, close }} /> }
        }
        Open::Link(a, b) => {
            let at = pixels(middle(a).towards(middle(b), 0.5));
            html! { <LinkMenu key={format!("link-{a}-{b}")} {a} {b} base={MenuProps { inner, frame, at, close }} /> }
        }
        Open::Flight(flight, x, y) => {
            let at = Anchor { x, y, half_width: 20.0, half_height: 12.0 };
            html! { <FlightMenu key={format!("flight-{flight}")} {flight} base={MenuProps { inner, frame, at, close }} /> }
        }
        Open::Split => {
            html! { <Split key="split" base={MenuProps { inner, frame, at: Anchor { x: 1e4, ..Anchor::default() }, close }} /> }
        }
    }
}
