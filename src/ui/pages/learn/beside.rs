//! The other runs that a step speaks of: what is claimed of several ways as a table, and a way into
//! the lab for each.

use crate::lesson::beside::{self, Beside};
use crate::lesson::course::COURSE;
use crate::lesson::{Other, play};
use crate::ui::app::PageProps;
use crate::ui::browser;
use crate::ui::store::Intent;
use crate::ui::words::words;
use yew::prelude::*;

/// Which step's runs.
#[derive(Clone, PartialEq, Properties)]
pub struct WaysProps {
    /// The page.
    pub page: PageProps,
    /// The lesson, by its place in the course.
    pub lesson: usize,
    /// The step, by its place in the lesson.
    pub step: usize,
}

/// The other runs of a step; nothing where it has none.
#[component]
pub fn Ways(props: &WaysProps) -> Html {
    let PageProps { model, act } = props.page.clone();
    let language = model.language;
    let texts = words(language).learn();
    let lesson = &COURSE[props.lesson];
    let step = &lesson.steps[props.step];
    let table = use_memo((), |()| beside::of(lesson, step));
    if step.others.is_empty() {
        return html! {};
    }
    let open = |other: &'static Other| {
        let act = act.clone();
        let begin = Callback::from(move |_: MouseEvent| {
            act.emit(Intent::Begin(Box::new(play::run(lesson, step, other.name))));
        });
        html! { <li key={other.name}><a href={browser::lab_from_here()} onclick={begin}>{ other.title.in_language(language) }</a></li> }
    };
    let figures = |table: &Beside| {
        html! {
            // A table is wider than a phone: it scrolls, with the keyboard too.
            <div class="ways" role="region" aria-label={texts.ways} tabindex="0">
                <table>
                    <thead><tr>
                        <th scope="col"><span class="unseen">{ texts.way }</span></th>
                        { for table.columns.iter().map(|column| html! { <th scope="col">{ column.in_language(language) }</th> }) }
                    </tr></thead>
                    <tbody>{ for table.rows.iter().map(|row| html! {
                        <tr key={row.title.en}>
                            <th scope="row">{ row.title.in_language(language) }</th>
                            { for row.cells.iter().map(|cell| html! { <td>{ cell.in_language(language) }</td> }) }
                        </tr>
                    }) }</tbody>
                </table>
            </div>
        }
    };
    html! {
        <>
            if let Some(table) = &*table { <h3>{ texts.ways }</h3>{ figures(table) } }
            <details class="others"><summary>{ texts.others }</summary><ul>{ for step.others.iter().map(open) }</ul></details>
        </>
    }
}
