//! A small dialog beside what was clicked. It takes the focus, gives it back, closes with Escape or
//! a click elsewhere, and never leaves the window.
//!
//! Its place is set through the style object: the content security policy forbids `style=`
//! attributes.

use super::parts::{focus_node, rove};
use crate::base::text::Language;
use crate::ui::words::words;
use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, Node};
use yew::prelude::*;

/// What a popover stands beside: the middle of it and half its size, in pixels of the picture.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Anchor {
    pub x: f64,
    pub y: f64,
    /// Half as wide as it is.
    pub half_width: f64,
    /// Half as high as it is.
    pub half_height: f64,
}

/// What a popover needs.
#[derive(Clone, PartialEq, Properties)]
pub struct PopoverProps {
    /// What it is, for its heading.
    pub title: AttrValue,
    /// What else there is to say about it.
    #[prop_or_default]
    pub about: Html,
    /// What it belongs to, in pixels of the picture.
    pub at: Anchor,
    /// What has the focus when it closes.
    pub opener: AttrValue,
    pub language: Language,
    pub close: Callback<()>,
    /// What is in it.
    pub children: Html,
}

#[component]
pub fn Popover(props: &PopoverProps) -> Html {
    let panel = use_node_ref();
    {
        let (panel, close, opener) = (panel.clone(), props.close.clone(), props.opener.clone());
        use_effect_with(props.opener.clone(), move |_| {
            let inside = panel.clone();
            focus_node(
                panel
                    .cast::<Element>()
                    .and_then(|panel| {
                        panel.query_selector("button:not([disabled]):not(.close)").ok().flatten()
                    })
                    .map(Into::into),
            );
            let outside = web_sys::window().and_then(|window| window.document()).map(|document| {
                EventListener::new(&document, "pointerdown", move |event| {
                    let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
                    let within = inside.cast::<Node>().is_some_and(|panel| panel.contains(target.as_ref()));
                    if !within {
                        close.emit(());
                    }
                })
            });
            move || {
                drop(outside);
                let had_focus = has_focus(&panel);
                if had_focus {
                    give_back(&opener);
                }
            }
        });
    }
    {
        let panel = panel.clone();
        // Its size is known only once it is drawn.
        use_effect_with(props.at, move |&at| place(&panel, at));
    }
    let onkeydown = {
        let (close, opener) = (props.close.clone(), props.opener.clone());
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Escape" => {
                event.prevent_default();
                event.stop_propagation();
                give_back(&opener);
                close.emit(());
            }
            "ArrowUp" | "ArrowDown" if !in_field(&event) => {
                rove(&event, ".popover", "button:not([disabled])");
            }
            // Letters and arrows mean something to the page; here they do not.
            _ => event.stop_propagation(),
        })
    };
    let onclose = {
        let (close, opener) = (props.close.clone(), props.opener.clone());
        Callback::from(move |_: MouseEvent| {
            give_back(&opener);
            close.emit(());
        })
    };
    let heading = format!("{}-title", props.opener);
    html! {
        <div ref={panel} class="popover" role="dialog" aria-labelledby={heading.clone()} {onkeydown}>
            <div class="popover-head">
                <h3 id={heading}>{ &props.title }</h3>
                <button type="button" class="close" aria-label={words(props.language).picture().menu.close} onclick={onclose}>{ "✕" }</button>
            </div>
            { props.about.clone() }
            { props.children.clone() }
        </div>
    }
}

fn has_focus(panel: &NodeRef) -> bool {
    let active =
        web_sys::window().and_then(|window| window.document()).and_then(|document| document.active_element());
    panel.cast::<Node>().is_some_and(|panel| active.is_some_and(|active| panel.contains(Some(&active))))
}

fn give_back(opener: &str) {
    focus_node(
        web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.get_element_by_id(opener))
            .map(Into::into),
    );
}

fn in_field(event: &KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|target| matches!(target.tag_name().as_str(), "INPUT" | "SELECT"))
}

/// Room between a popover and what it stands beside.
const GAP: f64 = 12.0;

/// The column beside the stage: a menu stands there where there is such a column, and covers
/// nothing of what it is about.
const DOCK: &str = ".lab:not(.presenting) > .right";
/// A window narrower than this has its columns one above the other.
const WIDE: f64 = 1181.0;

/// Where the column is, seen from the picture: left, top and width. Nothing where there is none.
fn dock(around: &Element) -> Option<(f64, f64, f64)> {
    let window = web_sys::window()?;
    let width = window.inner_width().ok()?.as_f64()?;
    let column = window.document()?.query_selector(DOCK).ok().flatten()?.get_bounding_client_rect();
    let here = around.get_bounding_client_rect();
    let is_there = width >= WIDE && column.width() > 0.0;
    is_there.then(|| (column.x() - here.x(), column.y() - here.y(), column.width()))
}

/// In the column beside the stage; where there is none, at the right of its place, else at the left, else below; inside the picture from side to side,
/// inside the window at the lower edge. On a phone the style sheet makes it a sheet at the lower
/// edge and wins over this.
fn place(panel: &NodeRef, at: Anchor) {
    let Some(panel) = panel.cast::<HtmlElement>() else { return };
    let Some(around) = panel.offset_parent() else { return };
    let style = panel.style();
    if let Some((x, y, width)) = dock(&around) {
        let _ = panel.set_attribute("data-docked", "");
        for (name, value) in [("left", x + 8.0), ("top", y + 8.0), ("width", width - 16.0)] {
            let _ = style.set_property(name, &format!("{value:.0}px"));
        }
        return;
    }
    let room = f64::from(around.client_width());
    let own = (f64::from(panel.offset_width()), f64::from(panel.offset_height()));
    let (right, left) = (at.x + at.half_width + GAP, at.x - at.half_width - GAP - own.0);
    let (x, y) = if right + own.0 <= room {
        (right, at.y - 32.0)
    } else if left >= 0.0 {
        (left, at.y - 32.0)
    } else {
        (at.x - own.0 / 2.0, at.y + at.half_height + GAP)
    };
    let top = around.get_bounding_client_rect().y();
    let lowest = web_sys::window()
        .and_then(|window| window.inner_height().ok())
        .and_then(|height| height.as_f64())
        .map_or(y, |height| height - top - own.1 - 8.0);
    let (x, y) = (x.clamp(8.0, (room - own.0 - 8.0).max(8.0)), y.min(lowest).max(8.0));
    let _ = style.set_property("left", &format!("{x:.0}px"));
    let _ = style.set_property("top", &format!("{y:.0}px"));
}
