//! The first page: one question, a cluster in which something goes wrong and heals beside a client's
//! phone, the path of the course, and the other doors.

mod doors;
mod live;

use super::learn::CoursePath;
use crate::protocol::catalog::ENTRIES;
use crate::ui::app::PageProps;
use crate::ui::browser;
use crate::ui::words::words;
use doors::{classroom, doors};
use live::Live;
use yew::prelude::*;

/// The first page.
#[component]
pub fn Home(props: &PageProps) -> Html {
    let PageProps { model, act } = props.clone();
    let texts = words(model.language).home();
    let progress = browser::progress();
    let (name, to) = match progress.next() {
        _ if progress.is_new() => (texts.begin.to_owned(), (0, 0)),
        Some(to) => ((texts.go_on)(&(to.0 + 1).to_string()), to),
        None => (texts.all_seen.to_owned(), (0, 0)),
    };
    html! {
        <main class="home" id="main" tabindex="-1">
            <div class="hero">
                <h1>{ texts.sentence }</h1>
                <p>{ (texts.lead)(&ENTRIES.len().to_string()) }</p>
                <div class="acts">
                    <a class="main-act" id="learn" href={super::learn::at(to)}>{ name }</a>
                    <a class="main-act plain" href="#/class">{ texts.class }</a>
                </div>
            </div>
            <Live model={model.clone()} act={act.clone()} />
            <CoursePath language={model.language} />
            { doors(model.language, &act) }
            { classroom(model.language) }
        </main>
    }
}
