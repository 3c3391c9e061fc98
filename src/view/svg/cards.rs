//! A card of the stage as a part of a file.

use super::{colour, escaped};
use crate::base::ids::NodeId;
use crate::lab::frame::Status;
use crate::lab::standing::Stands;
use crate::view::card::{CardView, Cell, CellState};
use crate::view::face::{ANGULAR, Face, GRAINS, entry, is_full, kind, outline, place};
use crate::view::layout::Layout;
use crate::view::standing::Light;
use crate::view::{Point, seal};
use core::fmt::Write;

/// How cards look.
pub(super) const STYLE: &str = ".plate{fill:#fff;stroke-width:1.5}.leads{stroke-width:3}.off{fill:#fbfaf7;stroke-dasharray:5 4}.held{fill:#f3f1ec}\
.name{font-size:14px;font-weight:600;fill:#1c2024}.role{font-size:11.5px}.foot{font-size:11px}.alarm{font-size:11px;font-weight:600;fill:#b42318}\
.total{font:13px ui-monospace,'SF Mono','Cascadia Mono','DejaVu Sans Mono',Menlo,Consolas,monospace;fill:#1c2024}.pale{fill:#6b717a}.below{fill:#b42318}\
.agreed{fill:#0a7d54}.behind{fill:#3a5f85}.diverged{fill:#c2410c}.none{fill:#6b717a}.strong{font-weight:600}\
.cell{stroke-width:.6}.waiting{stroke-width:1;fill:none}.unsaved{stroke-width:1;fill:none;stroke-dasharray:2.5 2}.elsewhere{fill:none;stroke:#8b8579;stroke-dasharray:1 2.5}\
.frame{fill:none;stroke-width:1.6}.angular{fill:none;stroke-width:2;stroke-dasharray:3.5 2}.letter{font-size:9px;font-weight:700}.unknown{font-size:26px;font-weight:700}\
.bars{stroke:#a04a08;stroke-width:2.6;fill:none}.grain{fill:none;stroke:#fff;stroke-opacity:.62;stroke-width:1.4}.full{fill:#fff;fill-opacity:.62}";

/// The patterns of the nodes that are there.
pub(super) fn patterns(nodes: impl Iterator<Item = NodeId>) -> String {
    let mut out = "<defs>".to_owned();
    for node in nodes {
        let (kind, own) = (kind(node), colour(node));
        let class = if is_full(kind) { "full" } else { "grain" };
        let _ = write!(
            out,
            r#"<pattern id="p{kind}" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="{own}"/><path class="{class}" d="{}"/></pattern>"#,
            GRAINS[kind]
        );
    }
    out + "</defs>"
}

/// The pattern that fills what comes from a node.
fn pattern(node: NodeId) -> String {
    format!("url(#p{})", kind(node))
}

/// A card. Where nobody can know how its node is, only its name is told.
pub(super) fn card(view: &CardView, middle: Point, layout: &Layout, veiled: bool) -> String {
    let (card, small) = (layout.card, layout.small);
    let (w, h) = (card.width, card.height);
    let placed = place(view, card, small);
    let Face { pad, name_y, role_y, strip_y, word_y, foot_y, inset, .. } = placed;
    let own = colour(view.node);
    let class = match (view.status, view.leads) {
        _ if veiled => "plate held",
        (Status::Down, _) => "plate off",
        (Status::Paused, _) => "plate held",
        (Status::Up, true) => "plate leads",
        (Status::Up, false) => "plate",
    };
    let mut out =
        format!(r#"<g transform="translate({:.1} {:.1})">"#, middle.x - w / 2.0, middle.y - h / 2.0);
    let _ = match view.shape {
        None => {
            write!(out, r#"<rect class="{class}" width="{w}" height="{h}" rx="10" stroke="{own}"/>"#)
        }
        Some(shape) => write!(out, r#"<path class="{class}" d="{}" stroke="{own}"/>"#, outline(shape, card)),
    };
    let length = |room: Option<f64>| {
        room.map_or_else(String::new, |it| {
            format!(r#" textLength="{it:.0}" lengthAdjust="spacingAndGlyphs""#)
        })
    };
    let _ = write!(
        out,
        r#"<rect x="{pad}" y="{}" width="11" height="11" rx="2.5" fill="{}"/><text class="name" x="{}" y="{name_y}"{}>{}</text>"#,
        name_y - 10.0,
        pattern(view.node),
        pad + 17.0,
        length(placed.name_length),
        escaped(&view.name)
    );
    if veiled {
        let _ = write!(
            out,
            r#"<text class="unknown" x="{}" y="{}" text-anchor="middle">?</text></g>"#,
            w / 2.0,
            h / 2.0 + 22.0
        );
        return out;
    }
    let mut text = |class: &str, x: f64, y: f64, more: &str, said: &str| {
        if !said.is_empty() {
            let _ = write!(out, r#"<text class="{class}" x="{x}" y="{y}"{more}>{}</text>"#, escaped(said));
        }
    };
    let end = r#" text-anchor="end""#;
    let pale = if view.status == Status::Down { " pale" } else { "" };
    text(&format!("role{pale}"), pad, role_y, "", &placed.role);
    for (line, y) in placed.glance.iter().zip([strip_y + 13.0, strip_y + 27.0]) {
        text("role", inset, y, "", line);
    }
    if let Some(stands) = view.stands {
        let light = Light::from(stands);
        let said = format!("{} {}", light.sign(), placed.word);
        text(&format!("{} strong", light.class()), pad, word_y, &length(placed.word_length), &said);
    }
    text("role", w - pad, word_y, end, &placed.counts);
    text(if view.alarm { "alarm" } else { "foot" }, pad, foot_y, "", &placed.foot);
    text(if view.overdrawn { "total below" } else { "total" }, w - pad, foot_y, end, &view.total);
    if view.sealed {
        let scale = if small { 0.85 } else { 1.0 };
        let _ = write!(
            out,
            r#"<g transform="translate({} {}) scale({scale})"{}>{}</g>"#,
            w - pad - 12.0,
            name_y + 3.0,
            if pale.is_empty() { "" } else { r#" opacity=".45""# },
            seal_of(view)
        );
    }
    if view.more {
        let _ = write!(out, r#"<text class="pale" x="{pad}" y="{}">⋯</text>"#, strip_y + 12.0);
    }
    let start = pad + if view.more { 14.0 } else { 0.0 };
    for (i, cell) in view.cells.iter().enumerate() {
        let x = start + i as f64 * (entry(small).width + 2.0);
        out += &cell_at(*cell, Point { x, y: strip_y + 0.5 }, small);
    }
    if view.status == Status::Paused {
        let _ = write!(out, r#"<path class="bars" d="M{} {}v10m5 -10v10"/>"#, w - pad - 44.0, name_y - 9.0);
    }
    out + "</g>"
}

/// One entry of a log: full where it is in the state, an outline where it is not yet, dashed where a
/// crash would take it, dotted where it is only known of.
pub(super) fn cell_at(cell: Cell, at: Point, small: bool) -> String {
    let size = entry(small);
    let class = match cell.state {
        CellState::Applied => "cell",
        CellState::Waiting => "waiting",
        CellState::Unsaved => "unsaved",
        CellState::Elsewhere => "elsewhere",
    };
    let stroke = cell.origin.map_or_else(String::new, |origin| format!(r#" stroke="{}""#, colour(origin)));
    let fill = match (cell.state, cell.origin) {
        (CellState::Applied, Some(origin)) => format!(r#" fill="{}""#, pattern(origin)),
        _ => String::new(),
    };
    format!(
        r#"<rect class="{class}" x="{:.1}" y="{:.1}" width="{}" height="{}" rx="2.5"{stroke}{fill}/>"#,
        at.x, at.y, size.width, size.height
    )
}

/// The small picture of a state, in a frame that says how it stands.
fn seal_of(view: &CardView) -> String {
    let (class, colour) = match view.stands {
        Some(Stands::Newest) => ("agreed", "#0a7d54"),
        Some(Stands::Behind { .. }) => ("behind", "#3a5f85"),
        Some(Stands::Elsewhere) => ("diverged", "#c2410c"),
        None => ("none", "#6b717a"),
    };
    let frame = if view.stands == Some(Stands::Elsewhere) {
        format!(r#"<path class="angular" d="{ANGULAR}" stroke="{colour}"/>"#)
    } else {
        format!(r#"<rect class="frame" x="-13" y="-13" width="26" height="26" rx="7" stroke="{colour}"/>"#)
    };
    let ink = seal::path(&view.seal);
    let letter = view.standing.filter(|standing| !standing.agreed()).map(|standing| {
        format!(
            r##"<circle cx="12" cy="12" r="6.5" fill="#fff" stroke="{colour}" stroke-width="1.2"/><text class="letter {class}" x="12" y="15" text-anchor="middle">{}</text>"##,
            standing.letter()
        )
    });
    format!(
        r#"{frame}<path class="{class}" transform="translate(-8.75 -8.75) scale(3.5)" d="{ink}"/>{}"#,
        letter.unwrap_or_default()
    )
}
