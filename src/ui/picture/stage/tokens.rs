//! Messages on the stage: labelled tokens, or where there are many, discs that count those near each
//! other.

use crate::base::ids::FlightId;
use crate::base::text::Language;
use crate::lab::frame::{FlightFrame, Frame};
use crate::sim::cast::Cast;
use crate::ui::picture::lit::Lit;
use crate::ui::picture::parts::{is_press, kind_class, rove};
use crate::ui::store::{Model, Selection};
use crate::ui::words::words;
use crate::view::flight::{Bundle, MOST_TOKENS, Token, bundles, said, tokens as places};
use crate::view::layout::Layout;
use crate::view::{Point, names};
use web_sys::KeyboardEvent;
use yew::prelude::*;

/// Every message of a frame.
pub fn tokens(frame: &Frame, layout: &Layout, model: &Model, pick: &Callback<(FlightId, Point)>) -> Html {
    let (selected, language) = (model.selected, model.language);
    let texts = &words(language).picture().stage;
    // Who wants no motion sees messages where they were when something last happened: they jump
    // from fact to fact and never glide.
    let last = frame.recent.last().map_or(frame.at, |fact| fact.event.at);
    let now = if model.calm { last } else { frame.at };
    let cast = model.experiment.cast();
    let lit = Lit::of(model);
    let is_crowd = frame.flights.len() > MOST_TOKENS;
    let places = places(&frame.flights, layout, now, language);
    // In a crowd only what somebody took hold of is drawn by itself.
    let alone = |flight: &FlightFrame| {
        !is_crowd
            || flight.arrives.is_none()
            || selected == Some(Selection::Flight(flight.id))
            || lit.flight(flight.id).is_some()
    };
    let single = frame.flights.iter().zip(&places).filter(|(flight, _)| alone(flight));
    html! {
        <g class="flights" role="group" aria-label={texts.messages}>
            if is_crowd {
                { for bundles(&frame.flights, layout, now).iter().enumerate().map(|(i, bundle)| disc(bundle, frame, i == 0, &cast, language, pick)) }
            }
            { for single.enumerate().map(|(i, (flight, place))| {
                let chosen = (selected == Some(Selection::Flight(flight.id))).then_some("is-selected");
                token(flight, place, i == 0 && !is_crowd, classes!(chosen, lit.flight(flight.id)), &cast, language, pick)
            }) }
        </g>
    }
}

fn classes_of(flight: &FlightFrame, held: bool, marks: Classes) -> Classes {
    let sort = if flight.carries_state { "state" } else { "talk" };
    classes!("token", sort, kind_class(flight.from), held.then_some("is-held"), marks)
}

fn token(
    flight: &FlightFrame,
    place: &Token,
    first: bool,
    marks: Classes,
    cast: &Cast,
    language: Language,
    pick: &Callback<(FlightId, Point)>,
) -> Html {
    let (id, at) = (flight.id, place.at);
    let (w, h) = (place.size.width, place.size.height);
    let (onclick, onkeydown) = presses(id, at, pick);
    let label = said(flight, cast, language);
    html! {
        <g key={id.0} id={format!("flight-{id}")} class={classes_of(flight, place.held, marks)} transform={format!("translate({:.1} {:.1})", at.x, at.y)}
            role="button" tabindex={if first { "0" } else { "-1" }} aria-haspopup="dialog" aria-label={label.clone()} data-flight={id.to_string()} {onclick} {onkeydown}>
            <title>{ label }</title>
            <rect class="grip" x={(-w / 2.0 - 2.0).to_string()} y="-13" width={(w + 4.0).to_string()} height="26" />
            <rect class="pill" x={(-w / 2.0).to_string()} y={(-h / 2.0).to_string()} width={w.to_string()} height={h.to_string()} rx={(h / 2.0).to_string()} />
            if !place.says.is_empty() { <text y="4" text-anchor="middle">{ place.says.clone() }</text> }
            if place.held { <path class="pause-bars" d={format!("M{} -4v8m4 -8v8", w / 2.0 + 4.0)} /> }
        </g>
    }
}

/// What a click or a key does to a token: it gives its message, or moves the focus among tokens.
fn presses(
    id: FlightId,
    at: Point,
    pick: &Callback<(FlightId, Point)>,
) -> (Callback<MouseEvent>, Callback<KeyboardEvent>) {
    let press = {
        let pick = pick.clone();
        move || pick.emit((id, at))
    };
    let onclick = {
        let press = press.clone();
        Callback::from(move |_: MouseEvent| press())
    };
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if is_press(&event) {
            event.prevent_default();
            event.stop_propagation();
            press();
        } else {
            rove(&event, ".flights", ".token");
        }
    });
    (onclick, onkeydown)
}

/// Messages that are near each other on one link: a disc, with their number where there are
/// several. Pressed it gives the one that arrives first.
fn disc(
    bundle: &Bundle,
    frame: &Frame,
    first: bool,
    cast: &Cast,
    language: Language,
    pick: &Callback<(FlightId, Point)>,
) -> Html {
    let Some(flight) = bundle.flights.first().and_then(|&index| frame.flights.get(index)) else {
        return Html::default();
    };
    let (id, at) = (flight.id, bundle.at);
    let count = bundle.flights.len();
    let label = if count == 1 {
        said(flight, cast, language)
    } else {
        let node = |node| names::node(node, cast, language);
        (words(language).picture().standing.bundle)(count as u32, node(bundle.from), node(bundle.to))
    };
    let (onclick, onkeydown) = presses(id, at, pick);
    html! {
        <g key={format!("b{id}")} class={classes!(classes_of(flight, false, Classes::new()), "bundle")} transform={format!("translate({:.1} {:.1})", at.x, at.y)}
            role="button" tabindex={if first { "0" } else { "-1" }} aria-haspopup="dialog" aria-label={label.clone()} data-count={count.to_string()} {onclick} {onkeydown}>
            <title>{ label }</title>
            <circle class="grip" r="12" />
            <circle class="pill" r={format!("{:.1}", bundle.radius)} />
            if count > 1 { <text y="4" text-anchor="middle">{ count }</text> }
        </g>
    }
}
