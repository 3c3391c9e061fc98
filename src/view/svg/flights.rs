//! Links, cuts and messages of the stage as parts of a file.

use super::{colour, escaped};
use crate::base::ids::NodeId;
use crate::base::text::Language;
use crate::lab::experiment::Experiment;
use crate::lab::frame::{FlightFrame, Frame};
use crate::view::flight::{MOST_TOKENS, Token, bundles, heading, lane, tokens};
use crate::view::layout::Layout;
use crate::view::{Point, cut, missed, point, say};
use core::fmt::Write;

/// How links, cuts and messages look.
pub(super) const STYLE: &str = ".link{stroke:#e4e0d8;stroke-width:2}.broken{stroke:#c2410c;stroke-opacity:.6;stroke-width:2.5;stroke-dasharray:1 7;stroke-linecap:round}\
.front{fill:none;stroke:#c2410c;stroke-width:2;stroke-dasharray:8 6;stroke-linecap:round}.flag{fill:#fff;stroke:#c2410c;stroke-width:1.2}.flagged{font-weight:600;fill:#c2410c}\
.stop{fill:#fff;stroke:#c2410c;stroke-width:1.5}.cross{fill:none;stroke:#c2410c;stroke-width:2;stroke-linecap:round}\
.pill{fill:#fff;stroke-width:1.8}.talk{fill:#fff;stroke:#8b8579;stroke-width:1}.kept{fill:#fff;stroke:#a04a08;stroke-width:1.8;stroke-dasharray:4 3}\
.says{font:11px ui-monospace,'SF Mono','Cascadia Mono','DejaVu Sans Mono',Menlo,Consolas,monospace;fill:#1c2024}.count{font-size:10px;font-weight:700;fill:#fff}\
.missed{fill:none;stroke:#3a5f85;stroke-width:1.8;stroke-dasharray:3 4;stroke-linecap:round}.told{fill:#e9f0f7;stroke:#3a5f85;stroke-dasharray:3 2}.telling{font-size:11px;font-weight:600;fill:#3a5f85}";

/// So much of the stage lies below the head of the file, where no line runs.
pub(super) const HEAD: f64 = 26.0;

/// What lies below the cards: links, partitions, the lines of stale reads, and messages.
pub(super) fn below(frame: &Frame, layout: &Layout, language: Language) -> String {
    links(frame, layout) + &missed_writes(frame, layout) + &messages(frame, layout, language)
}

fn links(frame: &Frame, layout: &Layout) -> String {
    let mut out = String::new();
    let count = frame.nodes.len() as u16;
    for (a, b) in (0..count).flat_map(|a| (a + 1..count).map(move |b| (NodeId(a), NodeId(b)))) {
        let (start, end) = (layout.middles[a.index()], layout.middles[b.index()]);
        let is_cut = cut::blocked(&frame.cuts, a, b) && cut::blocked(&frame.cuts, b, a);
        let _ = write!(
            out,
            r#"<line class="{}" x1="{:.1}" y1="{:.1}" x2="{:.1}" y2="{:.1}"/>"#,
            if is_cut { "broken" } else { "link" },
            start.x,
            start.y,
            end.x,
            end.y
        );
    }
    let drawn = cut::draw(&frame.cuts, layout);
    for stop in &drawn.stops {
        let (at, straight) = (heading(layout, stop.from, stop.to), lane(layout, stop.from, stop.to, 0.0));
        let way = straight.end.minus(straight.start);
        let _ = write!(
            out,
            r#"<g transform="translate({:.1} {:.1})"><path class="cross" transform="rotate({:.1})" d="M-20 0h40m-6 -4 6 4-6 4"/><circle class="stop" r="7.5"/><path class="cross" d="M-3.5 -3.5l7 7m0 -7l-7 7"/></g>"#,
            at.x,
            at.y,
            way.y.atan2(way.x).to_degrees()
        );
    }
    for wall in &drawn.walls {
        let _ = write!(out, r#"<path class="front" d="{}"/>"#, wall.path);
    }
    out
}

/// What partitions are called, each on its line. The head of the file needs the room above.
pub(super) fn flags(frame: &Frame, layout: &Layout, language: Language) -> String {
    let mut out = String::new();
    let word = say!(language, "partition", "分区");
    let width = super::long(&word) + 20.0;
    for wall in &cut::draw(&frame.cuts, layout).walls {
        let _ = write!(
            out,
            r#"<g transform="translate({:.1} {:.1})"><rect class="flag" x="{:.1}" y="-12" width="{width:.1}" height="24" rx="12"/><text class="flagged" y="4" text-anchor="middle">{word}</text></g>"#,
            wall.label.x,
            wall.label.y.max(HEAD + 13.0),
            -width / 2.0
        );
    }
    out
}

fn missed_writes(frame: &Frame, layout: &Layout) -> String {
    let lines = missed::shown(frame).into_iter().filter_map(|read| missed::line(read, layout));
    lines.map(|d| format!(r#"<path class="missed" d="{d}"/>"#)).collect()
}

/// What clients were told without what counts: beside the cards, above everything else.
pub(super) fn told(frame: &Frame, layout: &Layout, experiment: &Experiment, language: Language) -> String {
    let mut out = String::new();
    for read in missed::shown(frame) {
        let label = missed::label(read, layout, experiment, language);
        let _ = write!(
            out,
            r#"<g transform="translate({:.1} {:.1})"><rect class="told" x="{:.1}" y="-11" width="{:.1}" height="22" rx="6"/><text class="telling" y="4" text-anchor="middle">{}</text></g>"#,
            label.at.x,
            label.at.y,
            -label.width / 2.0,
            label.width,
            escaped(&label.said)
        );
    }
    out
}

fn messages(frame: &Frame, layout: &Layout, language: Language) -> String {
    let mut out = String::new();
    let is_crowd = frame.flights.len() > MOST_TOKENS;
    if is_crowd {
        for bundle in bundles(&frame.flights, layout, frame.at) {
            let Some(flight) = bundle.flights.first().and_then(|&index| frame.flights.get(index)) else {
                continue;
            };
            let fill = if flight.carries_state { colour(bundle.from) } else { "#8b8579" };
            let _ = write!(
                out,
                r#"<circle cx="{:.1}" cy="{:.1}" r="{:.1}" fill="{fill}"/>"#,
                bundle.at.x, bundle.at.y, bundle.radius
            );
            if bundle.flights.len() > 1 {
                let _ = write!(
                    out,
                    r#"<text class="count" x="{:.1}" y="{:.1}" text-anchor="middle">{}</text>"#,
                    bundle.at.x,
                    bundle.at.y + 3.5,
                    bundle.flights.len()
                );
            }
        }
    }
    let places = tokens(&frame.flights, layout, frame.at, language);
    for (flight, place) in frame.flights.iter().zip(&places) {
        // In a crowd only what is held back is drawn by itself.
        if !is_crowd || flight.arrives.is_none() {
            out += &token(flight, place);
        }
    }
    out
}

fn token(flight: &FlightFrame, Token { at, size, says, held, .. }: &Token) -> String {
    let mut out = format!(r#"<g transform="translate({:.1} {:.1})">"#, at.x, at.y);
    out += &pill(*held, flight.carries_state, Some(flight.from), point(size.width, size.height));
    if !says.is_empty() {
        let _ = write!(out, r#"<text class="says" y="4" text-anchor="middle">{}</text>"#, escaped(says));
    }
    if *held {
        let _ = write!(out, r#"<path class="bars" d="M{:.1} -4v8m4 -8v8"/>"#, size.width / 2.0 + 4.0);
    }
    out + "</g>"
}

/// What a message is drawn as around its middle: one that carries state in the colour of a node.
pub(super) fn pill(held: bool, carries_state: bool, of: Option<NodeId>, size: Point) -> String {
    let class = match (held, carries_state) {
        (true, _) => "kept",
        (false, true) => "pill",
        (false, false) => "talk",
    };
    let own = of.filter(|_| class == "pill").map(|node| format!(r#" stroke="{}""#, colour(node)));
    format!(
        r#"<rect class="{class}" x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" rx="{:.1}"{}/>"#,
        -size.x / 2.0,
        -size.y / 2.0,
        size.x,
        size.y,
        size.y / 2.0,
        own.unwrap_or_default()
    )
}
