//! A node on the stage: a ledger with a name, a role, its log as a strip of cells, its seal and its
//! total.

use crate::base::ids::NodeId;
use crate::lab::frame::Status;
use crate::sim::cast::Shape;
use crate::ui::picture::parts::{is_press, kind_class, pattern, seal_shape};
use crate::view::card::{CardView, Cell, CellState, clip, in_lines};
use crate::view::standing::Light;
use crate::view::{Point, Size};
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
    let pad = if *small { 10.0 } else { 14.0 };
    let lines = if *small { [19.0, 33.0, 39.0, 69.0, 85.0] } else { [24.0, 40.0, 47.0, 82.0, 99.0] };
    let [name_y, role_y, strip_y, word_y, foot_y] = lines;
    let letters = |size: f64| ((w - pad * 2.0) / size) as usize;
    // An arrow has a notch where the text begins.
    let inset = if face.shape == Some(Shape::Broker) { pad + 7.0 } else { pad };
    // What is longer than its room is drawn narrower: cut off a name would be another node's.
    let narrowed = |text: &str, letter: f64, room: f64| {
        let long = text.chars().map(|c| if c.is_ascii() { letter } else { letter * 1.75 }).sum::<f64>();
        (long > room).then(|| format!("{room:.0}"))
    };
    let name_length = narrowed(&face.name, 7.4, w - pad * 2.0 - 17.0 - if face.sealed { 26.0 } else { 0.0 });
    let word = if *small { face.word.trim_end_matches(" 个版本") } else { &face.word };
    let word_length = narrowed(word, 6.6, w - pad * 2.0 - 14.0).map(|_| format!("{:.0}", w - pad * 2.0));
    // Where no copy is compared, the line of its word is free.
    let glance = in_lines(&face.glance, letters(6.2), if face.stands.is_some() { 1 } else { 2 });
    let role = clip(&face.role, ((w - pad - 42.0) / 5.9) as usize);
    // The total is as long as it is; what is out of the ordinary gets the rest.
    // Where there is no room for its word, the figure that counts stands behind the sign of the
    // newest; where there is none for that, how far behind the copy is says enough.
    let sign = format!("{} {}", Light::Agree.sign(), face.counts);
    let left = letters(6.6)
        .saturating_sub(face.word.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>() + 3);
    let counts = match face.counts.as_str() {
        "" => "",
        _ if !*small && face.newest.chars().count() <= left => face.newest.as_str(),
        _ if sign.chars().count() <= left => sign.as_str(),
        _ => "",
    };
    let counts = counts.to_owned();
    // A figure of the total is wider than a letter of the foot.
    let foot = clip(face.foot.as_str(), letters(6.0).saturating_sub(face.total.chars().count() * 4 / 3 + 2));
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

/// The card itself: a service is a ledger; a database is a cylinder, a broker an arrow, a
/// coordinator an octagon.
fn plate(shape: Option<Shape>, w: f64, h: f64) -> Html {
    let half = w / 2.0;
    let d = match shape {
        None => return html! { <rect class="plate" width={w.to_string()} height={h.to_string()} rx="10" /> },
        Some(Shape::Database) => {
            format!("M0 2A{half} 6 0 0 1 {w} 2V{0}A{half} 6 0 0 1 0 {0}zM0 2A{half} 6 0 0 0 {w} 2", h - 2.0)
        }
        Some(Shape::Broker) => format!("M0 0H{w}l8 {0}-8 {0}H0l8 -{0}z", h / 2.0),
        Some(Shape::Coordinator) => format!("M12 0H{0}l12 12V{1}l-12 12H12l-12 -12V12z", w - 12.0, h - 12.0),
    };
    html! { <path class="plate" {d} /> }
}

/// One entry of the log: full where it is in the state, an outline where it is not yet, dashed
/// where a crash would take it, dotted where it is only known of.
fn entry(i: usize, cell: Cell, start: f64, small: bool) -> Html {
    let (width, height) = if small { (10.0, 14.0) } else { (13.0, 17.0) };
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
