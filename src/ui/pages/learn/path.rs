//! The path of the course: every lesson, how long it takes, and how far somebody has come.

use super::address;
use crate::base::text::Language;
use crate::lesson::Lesson;
use crate::lesson::course::COURSE;
use crate::ui::app::PageProps;
use crate::ui::browser;
use crate::ui::words::words;
use yew::prelude::*;

/// What the path needs.
#[derive(Clone, PartialEq, Properties)]
pub struct PathProps {
    /// The page.
    pub page: PageProps,
    /// Whether a link led nowhere.
    #[prop_or_default]
    pub lost: bool,
}

/// Every lesson, in order.
#[component]
pub fn Path(props: &PathProps) -> Html {
    let language = props.page.model.language;
    let texts = words(language).learn();
    let seen = browser::seen_steps();
    html! {
        <main class="learn" id="main" tabindex="-1">
            <h1>{ texts.title }</h1>
            if props.lost { <p role="alert">{ texts.nowhere }</p> }
            <p class="lead">{ texts.lead }</p>
            <ol class="course">{ for COURSE.iter().map(|lesson| row(lesson, &seen, language)) }</ol>
        </main>
    }
}

fn row(lesson: &'static Lesson, seen: &[String], language: Language) -> Html {
    let texts = words(language).learn();
    let is_seen = |step: &str| seen.contains(&format!("{}/{step}", lesson.id));
    let done = lesson.steps.iter().filter(|step| is_seen(step.id)).count();
    // Whoever comes back goes on at the first step that was not seen.
    let next = lesson.steps.iter().find(|step| !is_seen(step.id)).unwrap_or(&lesson.steps[0]);
    let (of, number) = (lesson.steps.len().to_string(), lesson.number.to_string());
    html! {
        <li key={lesson.id} data-lesson={lesson.id}>
            <a href={address(lesson.id, next.id)}>
                <span class="number" aria-hidden="true">{ &number }</span>
                <b><span class="unseen">{ (texts.lesson)(&number) }{ " " }</span>{ lesson.title.in_language(language) }</b>
                <span class="about">{ lesson.know.in_language(language) }</span>
                <small>{ (texts.minutes)(&lesson.minutes.to_string()) }{ " · " }{ (texts.seen)(&done.to_string(), &of) }</small>
            </a>
        </li>
    }
}
