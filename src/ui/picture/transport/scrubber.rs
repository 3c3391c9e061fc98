//! The scrubber: a slider over the whole run. Agreement is a slim green band, divergence a high
//! hatched orange one, so nobody needs the colours; marks say what was done to the run, and each
//! branch has a lane that begins where it left.

use crate::base::text::Language;
use crate::base::time::Time;
use crate::base::units::{self, Quantity};
use crate::engine::wire::Place;
use crate::lab::frame::MarkKind;
use crate::lab::whole::Bookmark;
use crate::protocol::catalog;
use crate::protocol::catalog::knob::Order;
use crate::sim::fact::FactRow;
use crate::ui::picture::Props;
use crate::ui::picture::measure::use_size;
use crate::ui::store::Intent;
use crate::ui::words::picture::RunWords;
use crate::ui::words::words;
use crate::view::numbers::{moment, whole};
use crate::view::ribbon::{Lane, MarkAt, Piece, Ribbon, draw};
use crate::view::standing;
use std::rc::Rc;
use web_sys::{Element, KeyboardEvent, PointerEvent};
use yew::prelude::*;

/// What the scrubber needs.
#[derive(Clone, PartialEq, Properties)]
pub struct ScrubberProps {
    pub inner: Props,
}

/// Where the middle of the ribbon is.
const MIDDLE: f64 = 32.0;
/// Half of the height of the ribbon without its marks.
const HALF: f64 = 8.0;
/// How far the ribbon of a run beside the one that is shown lies below the one before.
const BESIDE: f64 = 26.0;
/// Where the lanes begin, and how far they are apart.
const LANES: f64 = 52.0;
const LANE: f64 = 10.0;
/// So many lanes are drawn; the others are reached by their names.
const MOST_LANES: usize = 5;

#[component]
pub fn Scrubber(props: &ScrubberProps) -> Html {
    let (host, svg) = (use_node_ref(), use_node_ref());
    let (room, _) = use_size(&host);
    let zoom = props.inner.zoom();
    let width = room / zoom;
    let pressed = use_mut_ref(|| false);
    let model = &props.inner.model;
    let texts = &words(model.language).picture().run;
    let standing_texts = &words(model.language).picture().standing;
    let language = model.language;
    let (facts, orders) = catalog::find(&model.experiment.protocol.name)
        .map(|entry| (entry.facts, entry.orders))
        .unwrap_or_default();
    let mark = move |kind| mark_word(kind, texts, facts, orders, language);
    let ribbon: Rc<Ribbon> = use_memo(
        (Rc::clone(&model.branches), model.current, width as u32, language),
        |(branches, current, width, _)| {
            draw(branches, *current, f64::from(*width), |kind| mark(kind).to_owned())
        },
    );
    let lanes_beside: Vec<_> = model.lanes().iter().map(|lane| Rc::clone(&lane.branches)).collect();
    let lanes_beside: Rc<Vec<Ribbon>> = use_memo((lanes_beside, width as u32), |(lanes, width)| {
        lanes
            .iter()
            .map(|branches| draw(branches, 0, f64::from(*width), |kind| mark(kind).to_owned()))
            .collect()
    });
    let at = model.at();
    let now = at.0 as f64 / ribbon.until.0.max(1) as f64 * width;
    let seek = {
        let (act, host, ribbon) = (props.inner.act.clone(), host.clone(), ribbon.clone());
        let here = model.marks.iter().filter(|mark| mark.branch == model.current);
        let bookmarks: Vec<Time> = here.map(|mark| mark.at).collect();
        move |event: &PointerEvent| {
            let Some(rect) = host.cast::<Element>().map(|host| host.get_bounding_client_rect()) else {
                return;
            };
            let x = f64::from(event.client_x()) - rect.x();
            let y = (f64::from(event.client_y()) - rect.y()) / zoom - MIDDLE;
            // Who presses a mark means its moment, and not that of the pixel beside it.
            let near = |at: Time| (at.0 as f64 / ribbon.until.0.max(1) as f64 * rect.width() - x).abs() < 6.0;
            let bookmark = bookmarks
                .iter()
                .copied()
                .filter(|at| near(*at))
                .min_by_key(|at| ribbon.time(x, rect.width()).0.abs_diff(at.0));
            let marked =
                if let Some(at) = bookmark.filter(|_| event.type_() == "pointerdown" && y.abs() <= HALF) {
                    Some(at)
                } else if event.type_() == "pointerdown" && y.abs() > HALF {
                    ribbon.pressed(x, rect.width(), y > 0.0)
                } else {
                    None
                };
            let at = marked.unwrap_or_else(|| ribbon.time(x, rect.width()));
            act.emit(Intent::Seek(Place::Time { at }));
        }
    };
    let onpointerdown = {
        let (seek, pressed, svg) = (seek.clone(), pressed.clone(), svg.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() != 0 {
                return;
            }
            // Yew listens at the root of the page, which is what the event calls its current
            // target: the ribbon has to be named.
            if let Some(svg) = svg.cast::<Element>() {
                let _ = svg.set_pointer_capture(event.pointer_id());
            }
            *pressed.borrow_mut() = true;
            seek(&event);
        })
    };
    let onpointermove = {
        let pressed = pressed.clone();
        Callback::from(move |event: PointerEvent| {
            // Who moves without pressing has let go, wherever that was.
            let held = *pressed.borrow() && event.buttons() & 1 == 1;
            *pressed.borrow_mut() = held;
            if held {
                seek(&event);
            }
        })
    };
    let release = Callback::from(move |_: PointerEvent| *pressed.borrow_mut() = false);
    let lanes = ribbon.lanes.len().min(MOST_LANES);
    // What is beside the run that is shown lies below it, and the lanes of branches below that.
    let below = BESIDE * lanes_beside.len() as f64;
    let height = below + if lanes > 0 { LANES + LANE * lanes as f64 + 2.0 } else { 56.0 };
    html! {
        <div class="scrub" ref={host}>
            <svg class="ribbon" ref={svg} height={(height * zoom).to_string()} width={room.to_string()} viewBox={format!("0 0 {width:.1} {height:.1}")} role="slider" tabindex="0" aria-label={texts.scrubber} aria-valuemin="0"
                aria-valuemax={(ribbon.until.0 / 1_000).to_string()} aria-valuenow={(at.0 / 1_000).to_string()} aria-valuetext={said(&props.inner, ribbon.until)}
                data-ribbon={differing(&ribbon)} onkeydown={keys(&props.inner, ribbon.until)} {onpointerdown} {onpointermove}
                onpointerup={release.clone()} onpointercancel={release.clone()} onlostpointercapture={release}>
                <defs><pattern id="apart" class="apart-grain" width="7" height="7" patternUnits="userSpaceOnUse"><rect width="7" height="7" /><path d="M-2 5 5 -2M1 8 8 1" /></pattern><pattern id="lags" class="lag-grain" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" /><path d="M-1 1 1 -1M0 6 6 0M5 7 7 5" /></pattern></defs>
                <rect class="ground" y={(MIDDLE - 7.0).to_string()} width={format!("{:.1}", ribbon.end)} height="14" rx="3" />
                { for ribbon.pieces.iter().map(|piece| stretch(piece, MIDDLE, 14.0, 26.0, texts, model.language)) }
                if let Some(from) = ribbon.unknown_from { <rect class="unknown" x={format!("{from:.1}")} y={(MIDDLE - 7.0).to_string()} width={format!("{:.1}", (ribbon.end - from).max(0.0))} height="14" rx="3" /> }
                { for ribbon.stale.iter().map(|x| html! { <path class="stale-mark" transform={format!("translate({x:.1} 0)")} d="M0 42l4 5-4 5-4-5z"><title>{ standing_texts.stale_mark }</title></path> }) }
                { for ribbon.broken.iter().map(|x| html! { <g class="broken-mark" transform={format!("translate({x:.1} 0)")}><title>{ standing_texts.broken_mark }</title><line y1="20" y2="45" /><path d="M-5 20h10L0 11z" /></g> }) }
                { for ribbon.marks.iter().map(|it| flag(it, mark(it.kind))) }
                <g transform={format!("translate(0 {below})")}>{ for ribbon.lanes.iter().filter(|lane| lane.row < MOST_LANES).map(|lane| lane_shape(lane, texts, model.language)) }</g>
                { for lanes_beside.iter().enumerate().map(|(place, lane)| alongside(place, lane, texts, standing_texts.broken_mark, model.language)) }
                { turning_point(&props.inner, &ribbon, width, below) }
                { for bookmarks(&props.inner, &ribbon, width) }
                <g class="cursor" transform={format!("translate({now:.1} 0)")}>
                    <line y1="14" y2={(height - 2.0).to_string()} />
                    <circle cy={MIDDLE.to_string()} r="8" />
                </g>
            </svg>
        </div>
    }
}

/// The ribbon of a run beside the one that is shown, with what it broke.
fn alongside(
    place: usize,
    ribbon: &Ribbon,
    texts: &RunWords,
    broken: &'static str,
    language: Language,
) -> Html {
    let middle = MIDDLE + BESIDE * (place + 1) as f64;
    html! {
        <g class="beside">
            <rect class="ground" y={(middle - 5.0).to_string()} width={format!("{:.1}", ribbon.end)} height="10" rx="3" />
            { for ribbon.pieces.iter().map(|piece| stretch(piece, middle, 10.0, 16.0, texts, language)) }
            { for ribbon.broken.iter().map(|x| html! { <g class="broken-mark" transform={format!("translate({x:.1} {:.1})", middle - MIDDLE)}><title>{ broken }</title><line y1="22" y2="42" /><path d="M-4 22h8L0 15z" /></g> }) }
        </g>
    }
}

/// The marks that the person set in the branch that is shown, as stars on its ribbon.
fn bookmarks(props: &Props, ribbon: &Ribbon, width: f64) -> Vec<Html> {
    let model = &props.model;
    let here = model.marks.iter().filter(|mark| mark.branch == model.current);
    let star = |mark: &Bookmark| {
        let x = mark.at.0 as f64 / ribbon.until.0.max(1) as f64 * width;
        let said = named(mark, &moment(mark.at, model.language));
        html! {
            <g class="bookmark" data-at-us={mark.at.0.to_string()} transform={format!("translate({x:.1} {MIDDLE})")}>
                <title>{ said }</title>
                <path d="M0 -7.5 2 -2.6 7.2 -2.3 3.2 1 4.5 6.1 0 3.3 -4.5 6.1 -3.2 1 -7.2 -2.3 -2 -2.6z" />
            </g>
        }
    };
    here.map(star).collect()
}

/// When a mark is, and what was written to it.
pub fn named(mark: &Bookmark, at: &str) -> String {
    if mark.note.is_empty() { at.to_owned() } else { format!("{at} · {}", mark.note) }
}

/// Where the runs side by side first differ: a line through all of their ribbons.
fn turning_point(props: &Props, ribbon: &Ribbon, width: f64, below: f64) -> Html {
    let Some(at) = props.model.turning_point() else { return Html::default() };
    let texts = words(props.model.language).demos();
    let x = at.0 as f64 / ribbon.until.0.max(1) as f64 * width;
    let (anchor, shift) = if x > width - 110.0 { ("end", -7.0) } else { ("start", 7.0) };
    html! {
        <g class="differs-mark" transform={format!("translate({x:.1} 0)")}>
            <title>{ texts.differ_mark }</title>
            <line y1="24" y2={(MIDDLE + below + 10.0).to_string()} />
            <path d={format!("M0 {0}l5 5-5 5-5-5z", MIDDLE + below + 8.0)} />
            <text x={shift.to_string()} y={(MIDDLE + below + 20.0).to_string()} text-anchor={anchor}>{ texts.differ_mark }</text>
        </g>
    }
}

/// How many stretches differ, for tests and for those who read the page by machine.
fn differing(ribbon: &Ribbon) -> String {
    ribbon.pieces.iter().filter(|piece| piece.states > 1).count().to_string()
}

/// A stretch of the ribbon. Where several moments are drawn as one, it is as high as the share of
/// them in which copies differed.
pub fn stretch(
    piece: &Piece,
    middle: f64,
    slim: f64,
    high: f64,
    texts: &RunWords,
    language: Language,
) -> Html {
    let rect = |class: &'static str, height: f64| {
        html! { <rect {class} x={format!("{:.1}", piece.x)} y={format!("{:.1}", middle - height / 2.0)} width={format!("{:.1}", piece.width)} height={format!("{height:.1}")} /> }
    };
    let behind = piece.apart - piece.forked;
    match piece.states {
        0 => rect("neutral", slim),
        1 => rect("agrees", slim),
        _ if behind >= 1.0 => rect("lags", slim),
        _ if piece.forked >= 1.0 => rect("differs", high),
        _ => html! {
            <g>
                <title>{ (texts.differ_share)(&units::write(Quantity::PerMille((piece.apart * 1_000.0).ceil() as u64), language)) }</title>
                { rect("agrees", slim) }
                if behind > 0.0 { { rect("lags", (slim * piece.apart).max(2.0)) } }
                if piece.forked > 0.0 { { rect("differs", (high * piece.forked).max(4.0)) } }
            </g>
        },
    }
}

/// What a mark is called.
fn mark_word(
    kind: MarkKind,
    texts: &RunWords,
    facts: &[FactRow],
    orders: &[Order],
    language: Language,
) -> &'static str {
    match kind {
        MarkKind::Cut => texts.cut,
        MarkKind::Heal => texts.heal,
        MarkKind::Crash => texts.crash,
        MarkKind::Restart => texts.restart,
        MarkKind::Pause => texts.pause_mark,
        MarkKind::Resume => texts.resume,
        MarkKind::Own { fact } => facts
            .get(usize::from(fact))
            .and_then(|row| row.mark)
            .map_or("", |mark| mark.in_language(language)),
        MarkKind::Changed => texts.changed,
        MarkKind::Acted { order } => {
            orders.get(order as usize).map_or(texts.acted, |order| order.title.in_language(language))
        }
    }
}

fn flag(mark: &MarkAt, word: &'static str) -> Html {
    let class = match mark.kind {
        MarkKind::Cut | MarkKind::Crash | MarkKind::Pause => "bad",
        MarkKind::Heal | MarkKind::Restart | MarkKind::Resume => "good",
        MarkKind::Own { .. } | MarkKind::Changed | MarkKind::Acted { .. } => "news",
    };
    // What harms points down, what heals points up.
    let shape = if class == "good" { "M-4.5 20h9L0 13z" } else { "M-4.5 13h9L0 20z" };
    html! {
        <g class={classes!("flag", class)} transform={format!("translate({:.1} 0)", mark.x)}>
            <title>{ word }</title>
            <path d={shape} />
            if mark.named { <text x="6" y="10">{ word }</text> }
        </g>
    }
}

fn lane_shape(lane: &Lane, texts: &RunWords, language: Language) -> Html {
    let y = LANES + LANE * lane.row as f64;
    let parent = lane.parent_row.map(|row| LANES + LANE * row.min(MOST_LANES - 1) as f64);
    html! {
        <g class={if lane.current { "branch-lane is-current" } else { "branch-lane" }}>
            if let Some(from) = parent {
                <path class="leaves" d={format!("M{:.1} {from:.1}C{:.1} {from:.1} {:.1} {y:.1} {:.1} {y:.1}", lane.start - 6.0, lane.start + 4.0, lane.start - 6.0, lane.start + 8.0)} />
            }
            <line x1={format!("{:.1}", lane.start + if parent.is_some() { 6.0 } else { 0.0 })} x2={format!("{:.1}", lane.end)} y1={format!("{y:.1}")} y2={format!("{y:.1}")} />
            { for lane.pieces.iter().filter(|piece| piece.states > 1).map(|piece| stretch(piece, y, 5.0, 5.0, texts, language)) }
        </g>
    }
}

/// Where the cursor is, to be read aloud.
fn said(props: &Props, until: Time) -> String {
    let model = &props.model;
    let texts = &words(model.language).picture().run;
    let agreement = match &model.frame {
        Some(frame) => standing::copies(frame, model.language).1,
        None => texts.unknown.to_owned(),
    };
    let (step, steps) = model.frame.as_ref().map_or((0, 0), |frame| (frame.step, frame.steps));
    (texts.place)(
        &moment(model.at(), model.language),
        &moment(until, model.language),
        &agreement,
        &whole(step),
        &whole(steps),
    )
}

/// The keys of a slider over the whole run.
pub fn keys(props: &Props, until: Time) -> Callback<KeyboardEvent> {
    let (act, at) = (props.act.clone(), props.model.at());
    let leap = (until.0 / 20).max(1);
    Callback::from(move |event: KeyboardEvent| {
        let steps = if event.shift_key() { 10 } else { 1 };
        let place = match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => Place::By { steps },
            "ArrowLeft" | "ArrowDown" => Place::By { steps: -steps },
            "PageUp" => Place::Time { at: Time(at.0.saturating_add(leap)).min(until) },
            "PageDown" => Place::Time { at: Time(at.0.saturating_sub(leap)) },
            "Home" => Place::Time { at: Time::ZERO },
            "End" => Place::Time { at: until },
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        act.emit(Intent::Seek(place));
    })
}
