//! The course: the path of its lessons, and one step at a time.

mod answer;
mod beside;
mod challenge;
mod explained;
mod map;
mod path;
mod predicted;
mod sheet;
mod step;

use crate::lesson::course::{self, COURSE};
use crate::lesson::progress::{self, Place};
use crate::ui::app::PageProps;
pub use map::CoursePath;
use path::Path;
pub use predicted::PredictedPage;
use sheet::LessonSheet;
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
    let sheet = COURSE.iter().position(|known| known.id == lesson.as_str()).filter(|_| step == SHEET);
    if let Some(lesson) = sheet {
        return html! { <LessonSheet language={props.page.model.language} {lesson} /> };
    }
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

/// The address, shown to a class where this one is.
pub fn shown_as(address: String, presents: bool) -> String {
    if presents { address + "?present" } else { address }
}

/// The address of the step at a place of the course.
pub fn at(place: Place) -> String {
    format!("#/learn/{}", progress::written(place))
}

/// What stands in place of a step where the sheet of a lesson is meant.
const SHEET: &str = "sheet";

/// The address of the sheet of a lesson.
pub fn sheet_address(lesson: &str) -> String {
    address(lesson, SHEET)
}
