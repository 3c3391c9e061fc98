//! A node on the stage: a ledger with a name, a role, its log as a strip of cells, its seal and its
//! total.

use crate::base::ids::NodeId;
use crate::lab::frame::Status;
use crate::sim::cast::Shape;
use crate::ui::picture::parts::{is_press, kind_class, pattern, seal_shape};
use crate::view::card::{CardView, Cell, CellState};
use crate::view::face::{self as faces, Face, outline};
use crate::view::standing::Light;
use crate::view::{Point, Size, size};
use web_sys::KeyboardEvent;
use yew::prelude::*;

/// What a card needs.
#[derive(Clone, PartialEq, Properties)]
pub struct CardProps {
    pub face: CardView,
    /// Where its middle is.
    pub middle: Point,
    /// How large it is.
    pub card: Size,
    /// Whether it is a small one.
    pub small: bool,
    /// Whether its node is selected.
    pub selected: bool,
    /// Whether it is lit: something that led to what was asked about happened here.
    pub lit: bool,
    /// What stands over it where nobody can know how it is.
    pub veiled: Option<AttrValue>,
    /// Whether its menu is open.
    pub open: bool,
    /// On which side of a line that is being drawn it stands.
    pub side: Option<bool>,
    /// It was taken hold of.
    pub pick: Callback<NodeId>,
}

#[component]
pub fn Card(props: &CardProps) -> Html {
    let CardProps { face, middle, card, small, .. } = props;
    let (w, h) = (card.width, card.height);
    let node = face.node;
    let placed = faces::place(face, *card, *small);
    let Face { pad, name_y, role_y, strip_y, word_y, foot_y, inset, .. } = placed;
    let length = |room: Option<f64>| room.map(|room| format!("{room:.0}"));
    let (name_length, word_length) = (length(placed.name_length), length(placed.word_length));
    let Face { word, glance, role, counts, foot, .. } = placed;
    let class = classes!(
        "card",
        kind_class(node),
        small.then_some("small"),
        props.selected.then_some("is-selected"),
        props.lit.then_some("is-why"),
        props.veiled.is_some().then_some("is-veiled"),
        face.leads.then_some("leads"),
        face.overdrawn.then_some("is-overdrawn"),
        match face.status {
            Status::Up => None,
            Status::Paused => Some("is-paused"),
            Status::Down => Some("is-down"),
        },
        props.side.map(|left| if left { "side-left" } else { "side-right" }),
    );
    let pick = {
        let pick = props.pick.clone();
        move || pick.emit(node)
    };
    let onclick = {
        let pick = pick.clone();
        Callback::from(move |_: MouseEvent| pick())
    };
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if is_press(&event) {
            event.prevent_default();
            event.stop_propagation();
            pick();
        }
    });
    let label = match &props.veiled {
        Some(veiled) => AttrValue::from(format!("{}: {veiled}", face.name)),
        None => AttrValue::from(face.said.clone()),
    };
    let status = match face.status {
        Status::Up => "up",
        Status::Paused => "paused",
        Status::Down => "down",
    };
    html! {
        <g {class} transform={format!("translate({:.1} {:.1})", middle.x - w / 2.0, middle.y - h / 2.0)}
            data-node={node.to_string()} data-life={status} data-seal={face.seal.clone()} data-stands={face.stands.map(|stands| Light::from(stands).class())}>
            // All of it is in the button's label; read twice it would only take time.
            <g aria-hidden="true">
                <rect class="halo" x="-5" y="-5" width={(w + 10.0).to_string()} height={(h + 10.0).to_string()} rx="14" />
                { plate(face.shape, w, h) }
                // Below its name, which is known.
                if props.veiled.is_some() {
                    <rect class="veil" width={w.to_string()} height={h.to_string()} rx="10" />
                    <rect class="name-plate" x={(pad - 5.0).to_string()} y={(name_y - 15.0).to_string()} width={(w - pad * 2.0 + 10.0).to_string()} height="21" rx="5" />
                    <text class="unknown" x={(w / 2.0).to_string()} y={(h / 2.0 + 22.0).to_string()} text-anchor="middle">{ "?" }</text>
                }
                <rect x={pad.to_string()} y={(name_y - 10.0).to_string()} width="11" height="11" rx="2.5" fill={pattern(node)} />
                <text class="name" x={(pad + 17.0).to_string()} y={name_y.to_string()} textLength={name_length} lengthAdjust="spacingAndGlyphs">{ face.name.clone() }</text>
                <text class="role" x={pad.to_string()} y={role_y.to_string()}>{ role }</text>
                if face.sealed {
                    <g transform={format!("translate({} {}) scale({})", w - pad - 12.0, name_y + 3.0, if *small { 0.85 } else { 1.0 })}>
                        { seal_shape(&face.seal, face.standing, face.stands) }
                    </g>
                }
                { for glance.iter().zip([strip_y + 13.0, strip_y + 27.0]).map(|(line, y)| html! { <text class="role" x={inset.to_string()} y={y.to_string()}>{ line }</text> }) }
                <g class="strip" transform={format!("translate({pad} {strip_y})")}>
                    if face.more { <text class="more" x="0" y="12">{ "⋯" }</text> }
                    { for face.cells.iter().enumerate().map(|(i, cell)| entry(i, *cell, if face.more { 14.0 } else { 0.0 }, *small)) }
                </g>
                if let Some(stands) = face.stands {
                    <text class={classes!("standing", Light::from(stands).class())} x={pad.to_string()} y={word_y.to_string()} textLength={word_length.clone()} lengthAdjust="spacingAndGlyphs">{ format!("{} {word}", Light::from(stands).sign()) }</text>
                }
                <text class="counts" x={(w - pad).to_string()} y={word_y.to_string()} text-anchor="end">{ counts }</text>
                <text class={if face.alarm { "foot alarm" } else { "foot" }} x={pad.to_string()} y={foot_y.to_string()}>{ foot }</text>
                <text class="total" x={(w - pad).to_string()} y={foot_y.to_string()} text-anchor="end">{ &face.total }</text>
                if face.status == Status::Paused { <path class="pause-bars" d={format!("M{} {}v10m5 -10v10", w - pad - 44.0, name_y - 9.0)} /> }
            </g>
            <rect class="grip" id={format!("node-{node}")} x="-5" y="-5" width={(w + 10.0).to_string()} height={(h + 10.0).to_string()} rx="14"
                role="button" tabindex="0" aria-haspopup="dialog" aria-expanded={props.open.to_string()} aria-label={label} {onclick} {onkeydown} />
        </g>
    }
}

/// The card itself: a service is a ledger; a part has a shape of its own.
fn plate(shape: Option<Shape>, w: f64, h: f64) -> Html {
    match shape {
        None => html! { <rect class="plate" width={w.to_string()} height={h.to_string()} rx="10" /> },
        Some(shape) => html! { <path class="plate" d={outline(shape, size(w, h))} /> },
    }
}

/// One entry of the log: full where it is in the state, an outline where it is not yet, dashed
/// where a crash would take it, dotted where it is only known of.
fn entry(i: usize, cell: Cell, start: f64, small: bool) -> Html {
    let Size { width, height } = faces::entry(small);
    let x = start + i as f64 * (width + 2.0);
    let state = match cell.state {
        CellState::Applied => "applied",
        CellState::Waiting => "waiting",
        CellState::Unsaved => "unsaved",
        CellState::Elsewhere => "elsewhere",
    };
    let kind = cell.origin.map(kind_class);
    let fill = match (cell.state, cell.origin) {
        (CellState::Applied, Some(origin)) => pattern(origin),
        _ => "none".to_owned(),
    };
    html! { <rect class={classes!("cell", state, kind)} x={x.to_string()} y="0.5" width={width.to_string()} height={height.to_string()} rx="2.5" {fill} /> }
}
