//! What I predicted: every prediction of this device beside what the run did and why. It prints,
//! and it can be erased.

use super::at;
use crate::base::text::Language;
use crate::lesson::course::COURSE;
use crate::lesson::play;
use crate::lesson::predicted::{Kept, right, says};
use crate::ui::browser;
use crate::ui::words::words;
use yew::prelude::*;

/// What the page needs.
#[derive(Clone, PartialEq, Properties)]
pub struct PredictedProps {
    /// The language of the page.
    pub language: Language,
}

/// Every prediction, the latest first.
#[component]
pub fn PredictedPage(props: &PredictedProps) -> Html {
    let language = props.language;
    let texts = words(language).class();
    let lines = use_state(browser::predictions);
    let erased = use_state(|| None::<String>);
    let all: Vec<Kept> = lines.lines().rev().filter_map(Kept::read).collect();
    let erase = {
        let (lines, erased) = (lines.clone(), erased.clone());
        Callback::from(move |_: MouseEvent| {
            erased.set(Some((*lines).clone()));
            browser::keep_predictions("");
            lines.set(String::new());
        })
    };
    let undo = {
        let (lines, erased) = (lines.clone(), erased.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(before) = erased.as_ref() {
                browser::keep_predictions(before);
                lines.set(before.clone());
                erased.set(None);
            }
        })
    };
    html! {
        <main class="learn predicted" id="main" tabindex="-1">
            <p class="no-print"><a href="#/learn">{ words(language).learn().all_lessons }</a></p>
            <h1>{ texts.predicted }</h1>
            <p class="lead">{ texts.predicted_lead }</p>
            <div role="status">
                if erased.is_some() { <p>{ texts.erased }{ " " }<button type="button" class="tool" id="unerase" onclick={undo}>{ texts.undo }</button></p> }
            </div>
            if all.is_empty() {
                <p class="empty-page">{ texts.nothing_predicted }{ " " }<a href="#/learn">{ texts.begin }</a></p>
            } else {
                <div class="onward no-print">
                    <button type="button" class="tool" id="print" onclick={Callback::from(|_: MouseEvent| browser::print())}>{ texts.print }</button>
                    <button type="button" class="tool" id="erase" onclick={erase}>{ texts.erase }</button>
                </div>
                <ol class="said-list">{ for all.iter().enumerate().map(|(n, kept)| one(n, kept, language)) }</ol>
            }
        </main>
    }
}

/// One prediction beside what happened.
fn one(n: usize, kept: &Kept, language: Language) -> Html {
    let texts = words(language).class();
    let (lesson, step) = (&COURSE[kept.place.0], &COURSE[kept.place.0].steps[kept.place.1]);
    let question = &step.question;
    let cast = play::run(lesson, step, "").cast();
    let (said, was) = (kept.predicted.answer(question, &cast), right(question));
    // What nobody foresaw is explained by what is right.
    let why = said.or(was).map(|answer| answer.why.in_language(language)).unwrap_or_default();
    html! {
        <li key={n} data-step={format!("{}/{}", lesson.id, step.id)}>
            <h2><a href={at(kept.place)}>{ (words(language).learn().lesson)(&lesson.number.to_string()) }{ " " }{ lesson.title.in_language(language) }{ " · " }{ step.title.in_language(language) }</a></h2>
            <p>{ question.asks.in_language(language) }</p>
            <dl>
                <div><dt>{ texts.i_said }</dt><dd class="you">{ kept.predicted.text(question, &cast, language) }if said.is_some_and(|it| it.right) { <span class="tag">{ "✓ " }{ texts.as_predicted }</span> }</dd></div>
                <div><dt>{ texts.it_was }</dt><dd><b>{ was.map(|it| says(it, question, &cast, language)).unwrap_or_default() }</b></dd></div>
                <div><dt>{ texts.why }</dt><dd>{ why }</dd></div>
            </dl>
        </li>
    }
}
