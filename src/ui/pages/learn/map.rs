//! The course as a path: its chapters with their lessons, where somebody is, and how far.

use super::at;
use crate::base::text::Language;
use crate::lesson::course::{HEADS, chapters};
use crate::lesson::progress::Progress;
use crate::ui::browser;
use crate::ui::words::words;
use yew::prelude::*;

/// What the path needs.
#[derive(Clone, PartialEq, Properties)]
pub struct CoursePathProps {
    /// The language of the page.
    pub language: Language,
}

/// The path, with the way on.
#[component]
pub fn CoursePath(props: &CoursePathProps) -> Html {
    let language = props.language;
    let texts = words(language).learn();
    let progress = browser::progress();
    let here = progress.next().filter(|_| !progress.is_new());
    let lessons = HEADS.len().to_string();
    html! {
        <section aria-labelledby="path-title">
            <div class="hd">
                <h2 id="path-title">{ words(language).shell().learn }</h2>
                <p>
                    { (texts.how)(&lessons) }
                    if !progress.is_new() { { " " }<b>{ (texts.lessons_done)(&progress.lessons().to_string(), &lessons) }</b> }
                </p>
                <a href="#/learn/predicted">{ texts.predicted }</a>
            </div>
            <ol class="path">
                { for chapters().map(|(chapter, lessons)| html! {
                    <li key={chapter.title.en} class={classes!("chapter", (lessons.len() == 1).then_some("goal"))}>
                        <h3>{ chapter.title.in_language(language) }</h3>
                        <ol class="stops">{ for lessons.map(|lesson| stop(lesson, &progress, here, language)) }</ol>
                    </li>
                }) }
            </ol>
        </section>
    }
}

/// One lesson of the path, with the question that opens it.
fn stop(lesson: usize, progress: &Progress, here: Option<(usize, usize)>, language: Language) -> Html {
    let texts = words(language).learn();
    let known = &HEADS[lesson];
    let (done, of) = (progress.done(known), known.steps.len());
    let is_here = here.filter(|(at, _)| *at == lesson);
    let is_done = done == of;
    let number = known.number.to_string();
    let to = is_here.unwrap_or_else(|| progress.next_in(lesson));
    html! {
        <li key={known.id} data-stop={known.id} class={classes!(is_done.then_some("done"), is_here.map(|_| "here"))}>
            <a href={at(to)} aria-current={is_here.map(|_| "step")}>
                <span class="no" aria-hidden="true">{ &number }</span>
                <b><span class="unseen">{ (texts.lesson)(&number) }{ " " }</span>{ known.title.in_language(language) }if is_done { <span class="unseen">{ " (" }{ texts.is_seen }{ ")" }</span> }</b>
                <small>{ known.opens.in_language(language) }</small>
                if let Some((_, step)) = is_here {
                    <em>{ (texts.here)(&(step + 1).to_string(), &of.to_string()) }</em>
                } else if done > 0 && !is_done {
                    <em>{ (texts.seen)(&done.to_string(), &of.to_string()) }</em>
                }
            </a>
        </li>
    }
}
