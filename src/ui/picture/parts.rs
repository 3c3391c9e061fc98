//! Small parts that several pictures share: seals, swatches, patterns, and moving the focus inside
//! a group.

use crate::base::ids::NodeId;
use crate::base::text::Language;
use crate::lab::standing::Stands;
use crate::view::face::{ANGULAR, GRAINS, is_full};
use crate::view::standing::{self, Light};
use crate::view::{names, seal};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, SvgElement};
use yew::prelude::*;

/// The class that brings a node's colour.
pub fn kind_class(node: NodeId) -> String {
    format!("n{}", names::kind(node))
}

/// The pattern that fills what comes from a node.
pub fn pattern(node: NodeId) -> String {
    format!("url(#from-{})", names::kind(node))
}

/// The patterns, once for the page.
#[component]
pub fn Patterns() -> Html {
    html! {
        <svg class="patterns" aria-hidden="true" width="0" height="0">
            <defs>
                <pattern id="veil" class="veil-grain" width="9" height="9" patternUnits="userSpaceOnUse"><path d="M-2 7 7 -2M2 11 11 2" /></pattern>
                { for GRAINS.iter().enumerate().map(|(kind, line)| html! {
                    <pattern id={format!("from-{kind}")} class={format!("n{kind}")} width="8" height="8" patternUnits="userSpaceOnUse">
                        <rect class="own-fill" width="8" height="8" />
                        <path class={if is_full(kind) { "grain full" } else { "grain" }} d={*line} />
                    </pattern>
                }) }
            </defs>
        </svg>
    }
}

/// What a swatch needs.
#[derive(Clone, PartialEq, Properties)]
pub struct SwatchProps {
    pub node: NodeId,
}

/// A small square in a node's colour and pattern, for tables.
#[component]
pub fn Swatch(props: &SwatchProps) -> Html {
    html! {
        <svg class="swatch" width="12" height="12" aria-hidden="true"><rect width="12" height="12" rx="2.5" fill={pattern(props.node)} /></svg>
    }
}

/// A seal as a group of an SVG: its picture and its frame, which is round where the copy is on the
/// way of the newest one and angular where it went another way, so that no one needs the colour.
pub fn seal_shape(fingerprint: &str, standing: Option<seal::Standing>, stands: Option<Stands>) -> Html {
    let round = html! { <rect x="-13" y="-13" width="26" height="26" rx="7" /> };
    let (class, frame) = match stands {
        Some(Stands::Newest) => ("seal agreed", round),
        Some(Stands::Behind { .. }) => ("seal behind", round),
        Some(Stands::Elsewhere) => ("seal odd", html! { <path d={ANGULAR} /> }),
        None => ("seal none", round),
    };
    html! {
        <g {class}>
            { frame }
            <path class="ink" transform="translate(-8.75 -8.75) scale(3.5)" d={seal::path(fingerprint)} />
            if let Some(standing) = standing.filter(|standing| !standing.agreed()) {
                <g transform="translate(12 12)"><circle class="group" r="6.5" /><text class="letter" y="3" text-anchor="middle">{ standing.letter() }</text></g>
            }
        </g>
    }
}

/// A seal by itself, for tables.
pub fn seal_icon(fingerprint: &str, standing: Option<seal::Standing>, stands: Option<Stands>) -> Html {
    html! { <svg class="seal-icon" width="36" height="36" viewBox="-15 -15 36 36" aria-hidden="true">{ seal_shape(fingerprint, standing, stands) }</svg> }
}

/// How a node's copy stands, in words.
pub fn standing_said(stands: Option<Stands>, has_copy: bool, language: Language) -> String {
    let words = &crate::ui::words::words(language).picture().stage;
    match stands {
        None if !has_copy => words.no_copy.to_owned(),
        None => words.down.to_owned(),
        Some(stands) => standing::word(stands, language),
    }
}

/// A light: its shape, and what it says.
pub fn light(light: Light, said: String) -> Html {
    html! { <span class={classes!("light", light.class())} data-light={light.class()}><span aria-hidden="true">{ light.sign() }{ " " }</span>{ said }</span> }
}

/// Arrow keys move the focus among the elements of a group, so that a crowd is one stop of the Tab
/// key. True if the key was one of them.
pub fn rove(event: &KeyboardEvent, group: &str, member: &str) -> bool {
    let step: i64 = match event.key().as_str() {
        "ArrowRight" | "ArrowDown" => 1,
        "ArrowLeft" | "ArrowUp" => -1,
        _ => return false,
    };
    event.prevent_default();
    event.stop_propagation();
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return true;
    };
    let Some(all) =
        target.closest(group).ok().flatten().and_then(|group| group.query_selector_all(member).ok())
    else {
        return true;
    };
    let count = i64::from(all.length());
    let here = (0..all.length())
        .find(|&i| all.item(i).is_some_and(|node| node.contains(Some(&target))))
        .map_or(0, i64::from);
    if count > 0 {
        focus_node(all.item((here + step).rem_euclid(count) as u32));
    }
    true
}

/// Gives the focus to an element of either kind.
pub fn focus_node(node: Option<web_sys::Node>) {
    let Some(node) = node else { return };
    // A refused focus is no reason to fail.
    let _ = match node.dyn_into::<HtmlElement>() {
        Ok(element) => element.focus(),
        Err(node) => node.dyn_into::<SvgElement>().map_or(Ok(()), |element| element.focus()),
    };
}

/// Whether a key presses what has the focus.
pub fn is_press(event: &KeyboardEvent) -> bool {
    matches!(event.key().as_str(), "Enter" | " ")
}
