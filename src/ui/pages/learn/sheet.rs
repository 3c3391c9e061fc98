//! The sheet of a lesson, to print: its questions with room for answers, each run as a code, and
//! the answers on pages of their own.

use super::address;
use crate::base::text::Language;
use crate::lesson::predicted::{right, says};
use crate::lesson::{Asked, Lesson, Step, play};
use crate::ui::browser;
use crate::ui::picture::qr::Qr;
use crate::ui::words::words;
use yew::prelude::*;

/// Which lesson's sheet.
#[derive(Clone, PartialEq, Properties)]
pub struct SheetProps {
    /// The language of the page.
    pub language: Language,
    /// The lesson, by its place in the course.
    pub lesson: usize,
}

/// So many more lines a reason has room on: a sentence or two in the hand of a student.
const MORE_LINES: usize = 2;

/// The sheet of a lesson.
#[component]
pub fn LessonSheet(props: &SheetProps) -> Html {
    let language = props.language;
    let (texts, learn) = (words(language).class(), words(language).learn());
    let lesson = &crate::lesson::course::COURSE[props.lesson];
    let title =
        format!("{} {}", (learn.lesson)(&lesson.number.to_string()), lesson.title.in_language(language));
    html! {
        <main class="learn lesson-sheet" id="main" tabindex="-1">
            <div class="onward no-print">
                <button type="button" class="main-act" id="print" onclick={Callback::from(|_: MouseEvent| browser::print())}>{ texts.print }</button>
                <a class="tool" href={address(lesson.id, lesson.steps[0].id)}>{ texts.to_lesson }</a>
            </div>
            <section class="paper" aria-labelledby="sheet-title">
                <h1 id="sheet-title">{ (texts.sheet_title)(&title) }</h1>
                <p class="names"><span>{ texts.name }</span><span>{ texts.date }</span></p>
                <p>{ lesson.watch.in_language(language) }</p>
                <ol>{ for lesson.steps.iter().map(|step| asked(lesson, step, language)) }</ol>
            </section>
            <section class="paper answers-page" aria-labelledby="answers-title">
                <h2 id="answers-title">{ (texts.answers)(&title) }</h2>
                <ol>{ for lesson.steps.iter().map(|step| answered(lesson, step, language)) }</ol>
                <div class="sources">
                    <h3>{ learn.practice }</h3>
                    <p>{ lesson.practice.in_language(language) }</p>
                    <h3>{ learn.sources }</h3>
                    <ul>{ for lesson.sources.iter().map(|source| html! { <li>{ *source }</li> }) }</ul>
                </div>
            </section>
        </main>
    }
}

/// A question with room for its answer, and the run as a code.
fn asked(lesson: &'static Lesson, step: &'static Step, language: Language) -> Html {
    let texts = words(language).class();
    let question = &step.question;
    let link = browser::whole_address("", &address(lesson.id, step.id));
    let cast = play::run(lesson, step, "").cast();
    let room = match question.kind {
        Asked::Choice => {
            html! { <ul class="boxes">{ for question.answers.iter().map(|it| html! { <li>{ says(it, question, &cast, language) }</li> }) }</ul> }
        }
        Asked::Number(unit) => {
            html! { <p class="blank">{ texts.number }{ " " }<i />{ " " }{ unit.in_language(language) }</p> }
        }
        Asked::Node => html! { <p class="blank">{ texts.which }{ " " }<i /></p> },
        Asked::Order(items) => {
            html! { <><p>{ texts.put_in_order }</p><ul class="boxes">{ for items.iter().map(|it| html! { <li>{ it.in_language(language) }</li> }) }</ul></> }
        }
    };
    html! {
        <li key={step.id}>
            <div class="with-code">
                <div>
                    <h2>{ step.title.in_language(language) }</h2>
                    <p>{ step.prose.in_language(language) }</p>
                    <p class="asks"><b>{ question.asks.in_language(language) }</b></p>
                    { room }
                    <p class="blank">{ texts.because }{ " " }<i /></p>
                    { for (0..MORE_LINES).map(|n| html! { <p key={n} class="blank" aria-hidden="true"><i /></p> }) }
                </div>
                <p class="scan"><Qr text={link.clone()} label={format!("{}: {}", texts.code, step.title.in_language(language))} /><a href={link.clone()}>{ texts.run }</a><small>{ &link }</small></p>
            </div>
        </li>
    }
}

/// What is right, with its reason, and what to break.
fn answered(lesson: &'static Lesson, step: &'static Step, language: Language) -> Html {
    let texts = words(language).class();
    let question = &step.question;
    let cast = play::run(lesson, step, "").cast();
    let wrong = question.answers.iter().filter(|it| !it.right);
    let colon = if language == Language::Zh { "：" } else { ": " };
    html! {
        <li key={step.id}>
            <h3>{ step.title.in_language(language) }</h3>
            if let Some(right) = right(question) {
                <p><b>{ "✓ " }{ texts.right }{ colon }{ says(right, question, &cast, language) }</b>{ " " }{ right.why.in_language(language) }</p>
            }
            <ul>{ for wrong.map(|it| html! { <li>{ "✕ " }<b>{ says(it, question, &cast, language) }</b>{ " " }{ it.why.in_language(language) }</li> }) }</ul>
            <p>{ texts.explained }{ colon }{ step.explain.in_language(language) }</p>
            if let Some(challenge) = &step.challenge {
                <p>{ texts.break_it }{ colon }{ challenge.goal.in_language(language) }{ " " }{ challenge.hints[2].in_language(language) }</p>
            }
        </li>
    }
}
