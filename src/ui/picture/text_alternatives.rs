//! The pictures once more as tables, for those who read rather than look. A table is made only
//! while it is open.

use super::spacetime::{fate, kind_word};
use crate::base::arrange::Arrange;
use crate::base::text::Language;
use crate::lab::experiment::Experiment;
use crate::lab::frame::{Arrow, Dot, Frame};
use crate::sim::cast::Cast;
use crate::ui::words::words;
use crate::view::numbers::{moment, whole};
use crate::view::{card, names};
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;

/// What a twin needs.
#[derive(Clone, PartialEq, Properties)]
pub struct TextProps {
    pub frame: Rc<Frame>,
    /// For the names of nodes.
    pub experiment: Rc<Experiment>,
    pub language: Language,
}

/// A summary that opens to what `table` makes.
#[hook]
fn use_text(language: Language, table: impl FnOnce() -> Html) -> Html {
    let open = use_state(|| false);
    let ontoggle = {
        let open = open.clone();
        Callback::from(move |event: Event| {
            open.set(event.target_dyn_into::<Element>().is_some_and(|details| details.has_attribute("open")))
        })
    };
    html! {
        <details class="twin" {ontoggle}>
            <summary>{ words(language).picture().stage.as_table }</summary>
            if *open { <div class="twin-room">{ table() }</div> }
        </details>
    }
}

/// The stage as two tables: nodes and messages.
#[component]
pub fn StageText(props: &TextProps) -> Html {
    let TextProps { frame, experiment, language } = props;
    use_text(*language, || {
        let texts = &words(*language).picture().stage;
        let cast = experiment.cast();
        html! {
            <>
                <table>
                    <caption>{ texts.cluster }</caption>
                    <thead><tr>{ for [texts.node, texts.role, texts.entries, texts.replayed, texts.total, texts.seal_column].map(|head| html! { <th scope="col">{ head }</th> }) }</tr></thead>
                    <tbody>{ for card::cards(frame, experiment, 0, *language).into_iter().zip(&frame.nodes).map(|(face, node)| html! {
                        <tr>
                            <th scope="row">{ face.name.clone() }</th><td>{ face.role.clone() }</td><td class="n">{ node.log().map_or_else(|| face.glance.join(" · "), |log| whole(log.len)) }</td><td class="n">{ node.log().map(|log| whole(log.applied)) }</td>
                            <td class="n">{ face.total.clone() }{ if face.newest.is_empty() { String::new() } else { format!(" ({})", face.newest) } }</td><td>{ super::parts::standing_said(face.stands, face.sealed, *language) }</td>
                        </tr>
                    }) }</tbody>
                </table>
                <table>
                    <caption>{ (texts.flying)(frame.flying) }</caption>
                    <thead><tr>{ for [texts.says, texts.from, texts.to, texts.sent, texts.arrival].map(|head| html! { <th scope="col">{ head }</th> }) }</tr></thead>
                    <tbody>{ for frame.flights.iter().take(60).map(|flight| html! {
                        <tr>
                            <th scope="row">{ format!("{} {}", flight.name.in_language(*language), flight.gist) }</th>
                            <td>{ names::node(flight.from, &cast, *language) }</td><td>{ names::node(flight.to, &cast, *language) }</td>
                            <td class="n">{ moment(flight.sent, *language) }</td>
                            <td class="n">{ flight.arrives.map_or_else(|| texts.held.to_owned(), |at| moment(at, *language)) }</td>
                        </tr>
                    }) }</tbody>
                </table>
            </>
        }
    })
}

/// Never more rows than this: a longer table would be read by nobody.
const MOST_ROWS: usize = 60;

/// Space-time as a table: events and messages in the order of time, those nearest to the cursor.
#[component]
pub fn SpaceTimeText(props: &TextProps) -> Html {
    let TextProps { frame, experiment, language } = props;
    use_text(*language, || {
        let picture = words(*language).picture();
        let cast = experiment.cast();
        let (texts, stage) = (&picture.space_time, &picture.stage);
        let mut rows: Vec<(u64, Html)> =
            frame.space_time.dots.iter().map(|dot| (dot.at.0, dot_row(dot, &cast, *language))).collect();
        rows.extend(
            frame.space_time.arrows.iter().map(|arrow| (arrow.sent.0, arrow_row(arrow, &cast, *language))),
        );
        rows.arrange_by_key(|(at, _)| *at);
        let before = rows.partition_point(|(at, _)| *at <= frame.at.0);
        let first = before.saturating_sub(MOST_ROWS * 2 / 3).min(rows.len().saturating_sub(MOST_ROWS));
        html! {
            <table>
                <caption>{ texts.title }</caption>
                <thead><tr>{ for [texts.when, texts.at, texts.what, texts.fate, stage.says].map(|head| html! { <th scope="col">{ head }</th> }) }</tr></thead>
                <tbody>{ for rows.into_iter().skip(first).take(MOST_ROWS).map(|(_, row)| row) }</tbody>
            </table>
        }
    })
}

fn dot_row(dot: &Dot, cast: &Cast, language: Language) -> Html {
    let texts = &words(language).picture().space_time;
    html! {
        <tr>
            <td class="n">{ moment(dot.at, language) }</td><td>{ names::node(dot.node, cast, language) }</td><td>{ kind_word(dot.kind, texts) }</td><td></td><td>{ &dot.gist }</td>
        </tr>
    }
}

fn arrow_row(arrow: &Arrow, cast: &Cast, language: Language) -> Html {
    let picture = words(language).picture();
    let way =
        format!("{} → {}", names::node(arrow.from, cast, language), names::node(arrow.to, cast, language));
    html! {
        <tr>
            <td class="n">{ moment(arrow.sent, language) }</td><td>{ way }</td><td>{ picture.stage.sent.to_lowercase() }</td>
            <td>{ fate(arrow, language, &picture.space_time) }</td><td>{ &arrow.gist }</td>
        </tr>
    }
}
