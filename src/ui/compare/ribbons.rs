//! One ribbon a column under one cursor: above what clients were told, below when copies agreed. All
//! of it is one slider.

use super::PartProps;
use crate::base::text::Language;
use crate::base::time::Time;
use crate::base::units::{self, Quantity};
use crate::engine::wire::Place;
use crate::lab::compare::{Column, Fate};
use crate::lab::frame::MarkKind;
use crate::ui::picture::{slider_keys, stretch, use_size};
use crate::ui::store::Intent;
use crate::ui::words::compare::CompareWords;
use crate::ui::words::words;
use crate::view::columns::{class, sign};
use crate::view::numbers::{moment, whole};
use crate::view::ribbon::{Ribbon, draw};
use std::rc::Rc;
use web_sys::{Element, PointerEvent};
use yew::prelude::*;

/// How high a ribbon is, and where its two parts are.
const HIGH: f64 = 46.0;
const MARKS: f64 = 14.0;
const COPIES: f64 = 32.0;
/// The axis below all of them.
const AXIS: f64 = 20.0;

const FATES: [Fate; 5] = [Fate::Done, Fate::Stale, Fate::No, Fate::Rejected, Fate::Unknown];

/// One ribbon a column, all of them one slider over the whole run.
#[component]
pub fn Ribbons(props: &PartProps) -> Html {
    let (host, pressed) = (use_node_ref(), use_mut_ref(|| false));
    let (width, _) = use_size(&host);
    let model = &props.model;
    let language = model.language;
    let texts = words(language).compare();
    let columns = &props.comparison.columns;
    let branches: Vec<_> = core::iter::once(Rc::clone(&model.branches))
        .chain(model.lanes().iter().map(|lane| Rc::clone(&lane.branches)))
        .collect();
    let ribbons: Rc<Vec<Ribbon>> = use_memo((branches, width as u32), |(branches, width)| {
        // These ribbons write no words at their marks.
        branches.iter().map(|branches| draw(branches, 0, f64::from(*width), |_| String::new())).collect()
    });
    let until = ribbons.first().map_or(Time::ZERO, |ribbon| ribbon.until);
    let x = move |at: Time| at.0 as f64 / until.0.max(1) as f64 * width;
    let seek = {
        let (act, host) = (props.act.clone(), host.clone());
        move |event: &PointerEvent| {
            let Some(rect) = host.cast::<Element>().map(|host| host.get_bounding_client_rect()) else {
                return;
            };
            let share = ((f64::from(event.client_x()) - rect.x()) / rect.width().max(1.0)).clamp(0.0, 1.0);
            act.emit(Intent::Seek(Place::Time { at: Time((share * until.0 as f64) as u64) }));
        }
    };
    let onpointerdown = {
        let (seek, pressed) = (seek.clone(), pressed.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() == 0 {
                *pressed.borrow_mut() = true;
                seek(&event);
            }
        })
    };
    let onpointermove = Callback::from(move |event: PointerEvent| {
        let held = *pressed.borrow() && event.buttons() & 1 == 1;
        *pressed.borrow_mut() = held;
        if held {
            seek(&event);
        }
    });
    let height = HIGH * columns.len() as f64 + AXIS;
    let now = x(model.at());
    html! {
        <section class="ribbons" aria-labelledby="ribbons-title">
            <h2 class="unseen" id="ribbons-title">{ texts.time }</h2>
            <div class="names" aria-hidden="true">{ for columns.iter().map(|column| html! { <b>{ props.say(&column.name) }</b> }) }</div>
            <div class="room" ref={host}>
                <svg class="ribbon" width={width.to_string()} height={height.to_string()} viewBox={format!("0 0 {width:.1} {height:.1}")} role="slider" tabindex="0" aria-label={texts.slider}
                    aria-valuemin="0" aria-valuemax={(until.0 / 1_000).to_string()} aria-valuenow={(model.at().0 / 1_000).to_string()} aria-valuetext={(texts.place)(&moment(model.at(), language), &moment(until, language))}
                    onkeydown={slider_keys(&props.inner(), until)} {onpointerdown} {onpointermove}>
                    <defs><pattern id="apart" class="apart-grain" width="7" height="7" patternUnits="userSpaceOnUse"><rect width="7" height="7" /><path d="M-2 5 5 -2M1 8 8 1" /></pattern><pattern id="lags" class="lag-grain" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" /><path d="M-1 1 1 -1M0 6 6 0M5 7 7 5" /></pattern></defs>
                    { for cuts(ribbons.first(), width).into_iter().map(|(from, to)| html! { <rect class="cut-band" x={px(from)} width={px((to - from).max(1.0))} height={px(height - AXIS)} /> }) }
                    { for columns.iter().zip(ribbons.iter()).enumerate().map(|(n, (column, ribbon))| html! {
                        <g transform={format!("translate(0 {})", px(HIGH * n as f64))}>
                            if ribbon.pieces.iter().all(|piece| piece.states == 0) {
                                <rect class="no-copies" y={px(COPIES - 4.0)} width={px(ribbon.end)} height="8" rx="2" />
                            } else {
                                { for ribbon.pieces.iter().map(|piece| stretch(piece, COPIES, 10.0, 16.0, &words(language).picture().run, language)) }
                            }
                            { for column.requests.iter().map(|it| mark(x(it.until.unwrap_or(until)), it.fate)) }
                        </g>
                    }) }
                    { axis(until, width, height, language) }
                    if let Some(at) = model.turning_point() { <g class="differs-mark" transform={format!("translate({} 0)", px(x(at)))}><title>{ texts.first }</title><line y1="0" y2={px(height - AXIS)} /></g> }
                    <g class="cursor" transform={format!("translate({} 0)", px(now))}><line y1="0" y2={px(height - AXIS)} /><circle cy={px(height - AXIS)} r="7" /></g>
                </svg>
            </div>
            <p class="ribbon-key">
                { for FATES.iter().zip(texts.fates).map(|(fate, word)| html! { <span><i class={classes!("fate", class(*fate))} aria-hidden="true">{ sign(*fate) }</i>{ word }</span> }) }
                <span><i class="swatch agrees" aria-hidden="true"></i>{ texts.agree }</span>
                <span><i class="swatch lags" aria-hidden="true"></i>{ texts.behind }</span>
                <span><i class="swatch differs" aria-hidden="true"></i>{ texts.elsewhere }</span>
                <span><i class="swatch none" aria-hidden="true"></i>{ texts.no_copies }</span>
            </p>
            <ul class="unseen">{ for columns.iter().map(|column| html! { <li>{ counted(props, column, texts) }</li> }) }</ul>
        </section>
    }
}

fn px(length: f64) -> String {
    format!("{length:.1}")
}

/// What was told, where it was told.
fn mark(x: f64, fate: Fate) -> Html {
    html! { <text class={classes!("fate", class(fate))} x={px(x)} y={px(MARKS)} text-anchor="middle">{ sign(fate) }</text> }
}

/// When something was cut, from its mark to the next healing.
fn cuts(ribbon: Option<&Ribbon>, width: f64) -> Vec<(f64, f64)> {
    let Some(ribbon) = ribbon else { return Vec::new() };
    let mut bands = Vec::new();
    let mut open = None;
    for mark in &ribbon.marks {
        match mark.kind {
            MarkKind::Cut => open = open.or(Some(mark.x)),
            MarkKind::Heal => bands.extend(open.take().map(|from| (from, mark.x))),
            _ => {}
        }
    }
    bands.extend(open.map(|from| (from, width)));
    bands
}

fn axis(until: Time, width: f64, height: f64, language: Language) -> Html {
    let parts = if width > 700.0 { 8 } else { 2 };
    html! {
        <g class="axis">
            { for (0..=parts).map(|n| {
                let at = Time(until.0 / parts * n);
                let anchor = if n == 0 { "start" } else if n == parts { "end" } else { "middle" };
                html! { <text x={px(at.0 as f64 / until.0.max(1) as f64 * width)} y={px(height - 4.0)} text-anchor={anchor}>{ units::write(Quantity::Tick(at, 1), language) }</text> }
            }) }
        </g>
    }
}

/// The same for whoever does not see it.
fn counted(props: &PartProps, column: &Column, texts: &CompareWords) -> String {
    let of = |fate: Fate| column.requests.iter().filter(|it| it.fate == fate).count();
    let parts: Vec<String> = FATES
        .iter()
        .zip(texts.fates)
        .filter(|(fate, _)| of(**fate) > 0)
        .map(|(fate, word)| (texts.counted)(&whole(of(*fate) as u64), word))
        .collect();
    format!("{} · {}", props.say(&column.name), parts.join(" · "))
}
