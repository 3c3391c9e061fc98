//! The shapes of space-time. A shape says what it is without its colour: discs are entries, bars
//! are replays, triangles are clients, diamonds are reasons to look.

use super::super::lit::Lit;
use crate::base::text::Language;
use crate::lab::experiment::Experiment;
use crate::lab::frame::{Arrow, BandKind, Dot, DotKind};
use crate::lab::stale::StaleRead;
use crate::sim::fact::{FactRow, Lasts};
use crate::sim::trace::Outcome;
use crate::ui::picture::parts::kind_class;
use crate::ui::store::Selection;
use crate::ui::words::picture::SpaceTimeWords;
use crate::ui::words::words;
use crate::view::cone::{Cone, Tense};
use crate::view::missed::told;
use crate::view::spacetime::{ArrowLine, DotMark, Look, Picture, RADIUS};
use yew::prelude::*;

fn tense_class(tense: Option<Tense>) -> Option<&'static str> {
    tense.map(|tense| match tense {
        Tense::Past => "in-past",
        Tense::Future => "in-future",
        Tense::Apart => "apart",
    })
}

/// Times in which something held at a node, behind everything else.
pub fn bands(drawn: &Picture, texts: &SpaceTimeWords, facts: &[FactRow], language: Language) -> Html {
    html! {
        <>{ for drawn.bands.iter().map(|band| {
            let (class, name) = match band.kind {
                BandKind::Down => ("band down", texts.band_down),
                BandKind::Paused => ("band paused", texts.band_paused),
                BandKind::Cut => ("band cut", texts.band_cut),
                BandKind::Own { fact } => match facts.get(usize::from(fact)).map(|row| row.lasts) {
                    Some(Lasts::Begins(what)) => ("band own", what.in_language(language)),
                    _ => ("band own", ""),
                },
            };
            let slim = matches!(band.kind, BandKind::Own { .. });
            let (y, height) = if slim { (band.y + band.height / 2.0 - 2.5, 5.0) } else { (band.y, band.height) };
            html! {
                <g class={classes!(class, kind_class(band.node))}>
                    <rect x={format!("{:.1}", band.x)} y={format!("{y:.1}")} width={format!("{:.1}", band.width)} height={format!("{height:.1}")} rx="3" />
                    if slim { <title>{ name }</title> }
                    if let Some(x) = band.name_x { <text x={format!("{x:.1}")} y={format!("{:.1}", band.y + band.height - 5.0)}>{ name }</text> }
                </g>
            }
        }) }</>
    }
}

/// Where more happened than is drawn: bars, the higher the more is left out.
pub fn dense(drawn: &Picture, language: Language) -> Html {
    let texts = &words(language).picture().standing;
    html! {
        <g class="dense">{ for drawn.dense.iter().map(|bar| html! {
            <rect x={format!("{:.1}", bar.x)} y={format!("{:.1}", bar.y)} width={format!("{:.1}", bar.width)} height={format!("{:.1}", bar.height)}><title>{ (texts.left_out)(bar.count) }</title></rect>
        }) }</g>
    }
}

/// From each write that a read missed to that read.
pub fn stale(drawn: &Picture, reads: &[StaleRead], experiment: &Experiment, language: Language) -> Html {
    // Only the last one before the cursor is told in words: those of several would lie on each other.
    let last = drawn.stale.iter().rev().find(|line| !line.future).map(|line| line.index);
    html! {
        <>{ for drawn.stale.iter().filter_map(|line| Some((line, reads.get(line.index)?))).map(|(line, read)| {
            let said = told(read, experiment, language);
            let [x1, y1, x2, y2] = [line.start.x, line.start.y, line.end.x, line.end.y].map(|v| format!("{v:.1}"));
            // On the side where there is room for it.
            let wide = said.chars().map(|letter| if letter.is_ascii() { 6.4 } else { 11.5 }).sum::<f64>();
            let (end, edge) = (line.end.x + drawn.shift, 4.0);
            let (x, anchor) = if end + 9.0 + wide <= drawn.right {
                (line.end.x + 9.0, "start")
            } else if end - 9.0 - wide >= edge {
                (line.end.x - 9.0, "end")
            } else {
                // On a phone there is room on neither side of it, but in the picture there is.
                ((drawn.right - wide).max(edge) - drawn.shift, "start")
            };
            html! {
                <g class={if line.future { "stale-line future" } else { "stale-line" }} key={format!("s{}", read.fact)} data-stale={read.fact.to_string()}>
                    <line {x1} {y1} x2={x2.clone()} y2={y2.clone()} />
                    <path transform={format!("translate({x2} {y2})")} d="M0 -9l7 9-7 9-7-9z" />
                    <title>{ said.clone() }</title>
                    if Some(line.index) == last { <text x={format!("{x:.1}")} y={format!("{:.1}", line.end.y - 7.0)} text-anchor={anchor}>{ said }</text> }
                </g>
            }
        }) }</>
    }
}

/// What can have led to the selected moment, and what can follow from it: a stretch of each lane.
pub fn cone(drawn: &Picture, lit: &Cone) -> Html {
    let (from, to) = (drawn.left - drawn.shift, drawn.right - drawn.shift);
    let stretch = |class: &'static str, y: f64, start: f64, end: f64| {
        let width = end - start;
        html! { if width > 0.0 { <rect {class} x={format!("{start:.1}")} y={format!("{:.1}", y - 4.0)} width={format!("{width:.1}")} height="8" rx="4" /> } }
    };
    html! {
        <>{ for drawn.lanes.iter().enumerate().map(|(node, &y)| {
            let past = lit.past.get(node).copied().flatten().map(|until| stretch("cone past", y, from, drawn.x(until).min(to)));
            let future = lit.future.get(node).copied().flatten().map(|since| stretch("cone future", y, drawn.x(since).max(from), to));
            html! { <>{ past.unwrap_or_default() }{ future.unwrap_or_default() }</> }
        }) }</>
    }
}

pub fn ticks(drawn: &Picture) -> Html {
    html! {
        <>{ for drawn.ticks.iter().map(|(x, tick)| html! {
            <g class="tick" key={tick.at.0}>
                <line x1={format!("{x:.1}")} x2={format!("{x:.1}")} y1="26" y2={format!("{:.1}", drawn.bottom)} />
                <text x={format!("{x:.1}")} y={format!("{:.1}", drawn.bottom + 17.0)} text-anchor="middle">{ &tick.label }</text>
            </g>
        }) }</>
    }
}

pub fn arrow(
    line: &ArrowLine,
    arrow: &Arrow,
    lit: Option<&Cone>,
    selected: Option<Selection>,
    why: &Lit,
) -> Html {
    let look = match line.look {
        Look::Arrived => "arrived",
        Look::Late => "late",
        Look::Copy => "copy",
        Look::Lost => "lost",
        Look::Open => "open",
    };
    let class = classes!(
        "arrow",
        look,
        if arrow.carries_state { "state" } else { "talk" },
        line.future.then_some("future"),
        (selected == Some(Selection::Flight(line.flight))).then_some("is-selected"),
        why.flight(line.flight),
        tense_class(lit.map(|lit| lit.tense_of(arrow))),
    );
    let [x1, y1, x2, y2] = [line.start.x, line.start.y, line.end.x, line.end.y].map(|v| format!("{v:.1}"));
    let end = format!("translate({x2} {y2})");
    html! {
        <g key={format!("a{}", line.flight)} {class}>
            <line {x1} {y1} {x2} {y2} />
            if !line.head.is_empty() { <path class="head" d={line.head.clone()} /> }
            { match line.look {
                Look::Lost => html! { <path class="cross" transform={end} d="M-4 -4l8 8m0 -8l-8 8" /> },
                Look::Copy => {
                    let middle = line.start.towards(line.end, 0.5);
                    html! { <text class="mark" x={format!("{:.1}", middle.x + 4.0)} y={format!("{:.1}", middle.y - 3.0)}>{ "×2" }</text> }
                }
                Look::Arrived | Look::Late | Look::Open => Html::default(),
            } }
        </g>
    }
}

/// Something at one node.
pub fn dot(mark: &DotMark, dot: &Dot, lit: Option<&Cone>, selected: Option<Selection>, why: &Lit) -> Html {
    let class = classes!(
        "dot",
        kind_class(mark.node),
        mark.future.then_some("future"),
        (selected == Some(Selection::Fact(mark.fact))).then_some("is-selected"),
        why.fact(mark.fact),
        tense_class(lit.map(|lit| lit.tense(dot.node, dot.at))),
    );
    html! {
        <g key={format!("d{}", mark.fact)} {class} transform={format!("translate({:.1} {:.1})", mark.at.x, mark.at.y)}>
            { shape(mark.kind, mark.label.as_deref()) }
        </g>
    }
}

/// The shape of a kind of dot.
pub fn shape(kind: DotKind, label: Option<&str>) -> Html {
    match (kind, label) {
        (DotKind::Appended, Some(label)) => {
            html! { <><circle class="entry" r={RADIUS.to_string()} /><text y="3.5" text-anchor="middle">{ label }</text></> }
        }
        (DotKind::Appended, None) => html! { <circle class="entry" r="4.5" /> },
        (DotKind::Applied, _) => {
            html! { <rect class="entry" x="-1.5" y="-5" width="3" height="10" rx="1" /> }
        }
        (DotKind::Asked, _) => html! { <path class="client" d="M-4.5 -4h9L0 4z" /> },
        (DotKind::Answered { outcome: Outcome::Ok }, _) => {
            html! { <path class="client ok" d="M-4.5 4h9L0 -4z" /> }
        }
        (DotKind::Answered { outcome: Outcome::Fail }, _) => {
            html! { <path class="client fail" d="M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0M-3.5 3.5l7 -7" /> }
        }
        (DotKind::Answered { outcome: Outcome::Info }, _) => {
            html! { <><circle class="client info" r="6" /><text class="info" y="3.5" text-anchor="middle">{ "?" }</text></> }
        }
        (DotKind::Remarkable, _) => html! { <path class="remarkable" d="M0 -6.5L6.5 0 0 6.5-6.5 0z" /> },
    }
}
