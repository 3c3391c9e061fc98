//! The course: the path of its lessons, and one step at a time.

mod answer;
mod beside;
mod challenge;
mod explained;
mod path;
mod step;

use crate::lesson::course::{self, COURSE};
use crate::ui::app::PageProps;
use path::Path;
use step::StepPage;
use yew::prelude::*;

/// What the course needs beside the page: which step, if one is open.
#[derive(Clone, PartialEq, Properties)]
pub struct LearnProps {
    /// The page.
    pub page: PageProps,
    /// The lesson and the step, by their names in links.
    #[prop_or_default]
    pub open: Option<(AttrValue, AttrValue)>,
}

/// The course. A link that leads nowhere leads to the path of all lessons, and says so.
#[component]
pub fn Learn(props: &LearnProps) -> Html {
    let Some((lesson, step)) = &props.open else { return html! { <Path page={props.page.clone()} /> } };
    let found = course::find(lesson).and_then(|lesson| {
        let place = lesson.steps.iter().position(|known| known.id == step.as_str());
        let number = COURSE.iter().position(|known| known.id == lesson.id)?;
        Some((number, place?))
    });
    match found {
        // Another step is another page: nothing of the last prediction is left.
        Some((lesson, step)) => {
            html! { <StepPage key={format!("{lesson}/{step}")} page={props.page.clone()} {lesson} {step} /> }
        }
        None => html! { <Path page={props.page.clone()} lost=true /> },
    }
}

/// The address of a step.
pub fn address(lesson: &str, step: &str) -> String {
    format!("#/learn/{lesson}/{step}")
}
