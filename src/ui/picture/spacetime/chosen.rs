//! What is selected in space-time, as a sentence, with the way to it. Announced politely, so that a
//! walk with the arrow keys can be heard.

use super::Props;
use crate::base::text::Language;
use crate::base::time::Time;
use crate::engine::wire::Place;
use crate::lab::frame::{Arrow, Dot, DotKind, Frame};
use crate::lab::why::Question;
use crate::sim::cast::Cast;
use crate::sim::trace::Outcome;
use crate::ui::store::{Intent, Selection};
use crate::ui::words::picture::SpaceTimeWords;
use crate::ui::words::words;
use crate::view::narrate;
use crate::view::{names, numbers};
use std::rc::Rc;
use yew::prelude::*;

/// What the line about the selection needs.
#[derive(Clone, PartialEq, Properties)]
pub struct ChosenProps {
    pub inner: Props,
    pub frame: Rc<Frame>,
}

/// A word for a kind of dot.
pub fn kind_word(kind: DotKind, texts: &SpaceTimeWords) -> &'static str {
    match kind {
        DotKind::Appended => texts.appended,
        DotKind::Applied => texts.applied,
        DotKind::Asked => texts.asked,
        DotKind::Answered { outcome: Outcome::Ok } => texts.answered,
        DotKind::Answered { outcome: Outcome::Fail } => texts.refused,
        DotKind::Answered { outcome: Outcome::Info } => texts.unknown,
        DotKind::Remarkable => texts.remarkable,
    }
}

/// What became of a message, in a few words.
pub fn fate(arrow: &Arrow, language: Language, texts: &SpaceTimeWords) -> String {
    match (arrow.lost, arrow.ended) {
        (Some(why), _) => (texts.with)(texts.lost, &narrate::loss(why, language)),
        (None, None) => texts.open.to_owned(),
        (None, Some(at)) => {
            let word = if arrow.copy { texts.arrived_again } else { texts.arrived };
            let arrived = format!("{word} {}", numbers::moment(at, language));
            (texts.with)(&arrived, &format!("+{}", numbers::span(at.since(arrow.sent), language)))
        }
    }
}

fn dot_said(dot: &Dot, cast: &Cast, language: Language, texts: &SpaceTimeWords) -> String {
    let what = format!("{} {}", kind_word(dot.kind, texts), dot.gist);
    let colon = if language == Language::En { ": " } else { "：" };
    format!(
        "{} · {}{colon}{}",
        numbers::moment(dot.at, language),
        names::node(dot.node, cast, language),
        what.trim()
    )
}

fn arrow_said(arrow: &Arrow, cast: &Cast, language: Language, texts: &SpaceTimeWords) -> String {
    let (from, to) = (names::node(arrow.from, cast, language), names::node(arrow.to, cast, language));
    format!(
        "{} · {from} → {to} {} · {}",
        numbers::moment(arrow.sent, language),
        arrow.gist,
        fate(arrow, language, texts)
    )
}

/// The line about the selection.
#[component]
pub fn Chosen(props: &ChosenProps) -> Html {
    let model = &props.inner.model;
    let language = model.language;
    let texts = &words(language).picture().space_time;
    let space_time = &props.frame.space_time;
    let cast = model.experiment.cast();
    let found: Option<(String, Place)> = match model.selected {
        Some(Selection::Fact(fact)) => space_time
            .dots
            .iter()
            .find(|dot| dot.fact == fact)
            .map(|dot| (dot_said(dot, &cast, language, texts), Place::Fact { fact })),
        Some(Selection::Flight(flight)) => {
            let arrow = space_time.arrows.iter().find(|arrow| arrow.flight == flight);
            arrow.map(|arrow| {
                (arrow_said(arrow, &cast, language, texts), Place::Time { at: Time(arrow.sent.0) })
            })
        }
        _ => None,
    };
    html! {
        <div class="picked">
            <p aria-live="polite" title={texts.cone}>{ found.as_ref().map(|(said, _)| said.clone()).unwrap_or_default() }</p>
            if let Some((_, place)) = found {
                <button type="button" class="quiet" onclick={props.inner.send(Intent::Seek(place))}>{ texts.go }</button>
                if let Some(Selection::Fact(about)) = model.selected {
                    <button type="button" class="quiet" data-why={about.to_string()} onclick={props.inner.send(Intent::Why { about, question: Question::Anything })}>{ words(language).picture().why.ask }</button>
                }
                <button type="button" class="quiet" onclick={props.inner.send(Intent::Select(None))}>{ texts.clear }</button>
            } else {
                <p class="hint">{ texts.tip }</p>
            }
        </div>
    }
}
