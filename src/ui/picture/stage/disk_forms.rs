//! The forms in the menu of a node that are about what it stands on: its disk and its timers.

use super::node_forms::{FormProps, number};
use crate::sim::input::{Action, DiskFault};
use crate::ui::controls::draft::use_draft;
use crate::ui::store::Intent;
use crate::ui::words::words;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The most writes after which a crash can be asked for.
const MOST_WRITES: i64 = 1_000_000;
/// The coarsest timers, in milliseconds.
const COARSEST_MS: i64 = 60_000;

/// What can happen to a node's disk.
#[component]
pub fn Disk(props: &FormProps) -> Html {
    let menu = &words(props.base.inner.model.language).picture().menu;
    let faults = [
        (DiskFault::Full, "full", menu.disk_full),
        (DiskFault::Free, "free", menu.disk_free),
        (DiskFault::Copy, "copy", menu.disk_copy),
        (DiskFault::PutBack, "put_back", menu.disk_put_back),
        (DiskFault::Flip, "flip", menu.disk_flip),
    ];
    let node = props.node;
    html! {
        <fieldset>
            <legend>{ menu.disk }</legend>
            <div class="choices">
                { for faults.map(|(what, name, title)| html! {
                    <button type="button" data-disk={name} onclick={props.base.send::<MouseEvent>(Intent::Act(Action::Disk { node, what }))}>{ title }</button>
                }) }
            </div>
            <CrashAtWrite node={props.node} base={props.base.clone()} />
        </fieldset>
    }
}

/// Lets a node crash between two writes.
#[component]
pub fn CrashAtWrite(props: &FormProps) -> Html {
    let menu = &words(props.base.inner.model.language).picture().menu;
    let (writes, torn, draft) = (use_node_ref(), use_node_ref(), use_draft());
    let onsubmit = {
        let (node, writes, torn) = (props.node, writes.clone(), torn.clone());
        props.submit(move || {
            let writes = u32::try_from(number(&writes)?.clamp(1, MOST_WRITES)).ok()?;
            let torn = torn.cast::<HtmlInputElement>().is_some_and(|it| it.checked());
            Some(Action::CrashAtWrite { node, writes, torn })
        })
    };
    html! {
        <form class="line" data-form="crash_at_write" {onsubmit}>
            <label>{ menu.writes }<input ref={writes} type="number" min="1" max={MOST_WRITES.to_string()} step="1" value={draft.or("1".to_owned())} oninput={draft.keep()} onkeydown={draft.escape()} /></label>
            <label class="tick"><input ref={torn} type="checkbox" />{ menu.torn }</label>
            <button type="submit" class="danger">{ menu.crash_then }</button>
        </form>
    }
}

/// Makes a node's timers coarse.
#[component]
pub fn Timers(props: &FormProps) -> Html {
    let menu = &words(props.base.inner.model.language).picture().menu;
    let (grain, draft) = (use_node_ref(), use_draft());
    let onsubmit = {
        let (node, grain) = (props.node, grain.clone());
        props.submit(move || {
            let grain_us = number(&grain)?.clamp(0, COARSEST_MS).unsigned_abs() * 1_000;
            Some(Action::SetTimers { node, grain_us })
        })
    };
    html! {
        <fieldset>
            <legend>{ menu.timers }</legend>
            <form class="line" data-form="set_timers" {onsubmit}>
                <label>{ menu.grain_ms }<input ref={grain} type="number" min="0" max={COARSEST_MS.to_string()} step="1" value={draft.or("100".to_owned())} oninput={draft.keep()} onkeydown={draft.escape()} /></label>
                <button type="submit">{ menu.set }</button>
            </form>
        </fieldset>
    }
}
