//! Messages on the stage: labelled tokens, or small discs where there are very many.

use crate::base::ids::FlightId;
use crate::base::text::Language;
use crate::lab::frame::{FlightFrame, Frame};
use crate::sim::cast::Cast;
use crate::ui::picture::parts::{is_press, kind_class, rove};
use crate::ui::store::{Model, Selection};
use crate::ui::words::words;
use crate::view::card::clip;
use crate::view::flight::{MOST_TOKENS, Token, tokens as places};
use crate::view::layout::Layout;
use crate::view::{Point, names, numbers};
use web_sys::KeyboardEvent;
use yew::prelude::*;

/// Every message of a frame.
pub fn tokens(frame: &Frame, layout: &Layout, model: &Model, pick: &Callback<(FlightId, Point)>) -> Html {
    let (selected, language) = (model.selected, model.language);
    let texts = &words(language).picture.stage;
    // Who wants no motion sees messages where they were when something last happened: they jump
    // from fact to fact and never glide.
    let last = frame.recent.last().map_or(frame.at, |fact| fact.event.at);
    let places = places(&frame.flights, layout, if model.calm { last } else { frame.at });
    let plain = frame.flights.len() > MOST_TOKENS;
    let cast = model.experiment.cast();
    html! {
        <g class="flights" role="group" aria-label={texts.messages}>
            { for frame.flights.iter().zip(places).enumerate().map(|(i, (flight, place))| {
                let chosen = selected == Some(Selection::Flight(flight.id));
                if plain && !chosen { disc(flight, &place, pick) } else { token(flight, &place, i == 0, chosen, &cast, language, pick) }
            }) }
        </g>
    }
}

/// What a message is called, where it comes from and goes to, and when it arrives.
pub fn said(flight: &FlightFrame, cast: &Cast, language: Language) -> String {
    let texts = &words(language).picture.stage;
    let what = format!("{} {}", flight.name.in_language(language), flight.gist);
    let way = (texts.message)(
        what.trim(),
        names::node(flight.from, cast, language),
        names::node(flight.to, cast, language),
    );
    let when = flight
        .arrives
        .map_or_else(|| texts.held.to_owned(), |at| (texts.arrives)(&numbers::moment(at, language)));
    match language {
        Language::En => format!("{way}, {when}"),
        Language::Zh => format!("{way}，{when}"),
    }
}

fn classes_of(flight: &FlightFrame, held: bool, chosen: bool) -> Classes {
    let sort = if flight.carries_state { "state" } else { "talk" };
    classes!(
        "token",
        sort,
        kind_class(flight.from),
        held.then_some("is-held"),
        chosen.then_some("is-selected")
    )
}

fn token(
    flight: &FlightFrame,
    place: &Token,
    first: bool,
    chosen: bool,
    cast: &Cast,
    language: Language,
    pick: &Callback<(FlightId, Point)>,
) -> Html {
    let (id, at) = (flight.id, place.at);
    let (w, h) = (place.size.width, place.size.height);
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
    let label = said(flight, cast, language);
    html! {
        <g key={id.0} id={format!("flight-{id}")} class={classes_of(flight, place.held, chosen)} transform={format!("translate({:.1} {:.1})", at.x, at.y)}
            role="button" tabindex={if first { "0" } else { "-1" }} aria-haspopup="dialog" aria-label={label.clone()} data-flight={id.to_string()} {onclick} {onkeydown}>
            <title>{ label }</title>
            <rect class="grip" x={(-w / 2.0 - 2.0).to_string()} y="-13" width={(w + 4.0).to_string()} height="26" />
            <rect class="pill" x={(-w / 2.0).to_string()} y={(-h / 2.0).to_string()} width={w.to_string()} height={h.to_string()} rx={(h / 2.0).to_string()} />
            <text y="4" text-anchor="middle">{ clip(&flight.gist, 15) }</text>
            if place.held { <path class="pause-bars" d={format!("M{} -4v8m4 -8v8", w / 2.0 + 4.0)} /> }
        </g>
    }
}

fn disc(flight: &FlightFrame, place: &Token, pick: &Callback<(FlightId, Point)>) -> Html {
    let (id, at) = (flight.id, place.at);
    let pick = pick.clone();
    let onclick = Callback::from(move |_: MouseEvent| pick.emit((id, at)));
    let radius = if flight.carries_state { "4.5" } else { "3" };
    html! {
        <circle key={id.0} class={classes_of(flight, place.held, false)} cx={format!("{:.1}", at.x)} cy={format!("{:.1}", at.y)} r={radius} aria-hidden="true" {onclick} />
    }
}
