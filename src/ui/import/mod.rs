//! A ledger, or round trips, that lie open before they are taken: how they were read, what is left
//! out, and what only the person can say. Closing it changes nothing.
//!
//! | question | file |
//! | --- | --- |
//! | what is not known, or wrong | `question` |
//! | how it was read, to be changed | `how` |
//! | what the rows will be, what the columns are, what is left out | `rows` |
//! | what round trips look like | `drawn` |
//! | which service stands in which region | `regions` |

mod drawn;
mod how;
mod question;
mod regions;
mod rows;

use super::store::{Import, Intent};
use super::words::words;
use crate::base::text::Language;
use crate::base::units::{self, Quantity};
use crate::engine::wire::ImportKind;
use crate::lab::experiment::Experiment;
use crate::lab::import::options::Options;
use crate::view::numbers;
use std::rc::Rc;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// What the dialog needs.
#[derive(Clone, PartialEq, Properties)]
pub struct ImportProps {
    /// The file that lies open; nothing while none does.
    pub import: Option<Rc<Import>>,
    /// What it would go into.
    pub experiment: Rc<Experiment>,
    /// The language of the page.
    pub language: Language,
    /// Takes what the person does to the store.
    pub act: Callback<Intent>,
}

/// The dialog. It is always in the page, and open while a file lies open.
#[component]
pub fn ImportDialog(props: &ImportProps) -> Html {
    let dialog = use_node_ref();
    use_effect_with((props.import.is_some(), dialog.clone()), |(open, dialog)| {
        if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
            match (*open, dialog.open()) {
                (true, false) => drop(dialog.show_modal()),
                (false, true) => dialog.close(),
                _ => {}
            }
        }
    });
    let closed = {
        let (act, open) = (props.act.clone(), props.import.is_some());
        Callback::from(move |_: Event| {
            if open {
                act.emit(Intent::CancelImport);
            }
        })
    };
    html! {
        <dialog ref={dialog} class="sheet import" aria-labelledby="import-title" onclose={closed}>
            if let Some(import) = &props.import {
                <Opened import={Rc::clone(import)} experiment={Rc::clone(&props.experiment)} language={props.language} act={props.act.clone()} />
            }
        </dialog>
    }
}

/// What the parts of the open dialog need.
#[derive(Clone, PartialEq, Properties)]
pub struct OpenedProps {
    /// The file.
    pub import: Rc<Import>,
    /// What it would go into.
    pub experiment: Rc<Experiment>,
    /// The language of the page.
    pub language: Language,
    /// Takes what the person does to the store.
    pub act: Callback<Intent>,
}

impl OpenedProps {
    /// Says something about the file.
    fn say(&self, change: impl Fn(&mut Options)) {
        let mut options = self.import.options.clone();
        change(&mut options);
        self.act.emit(Intent::ImportOptions(Box::new(options)));
    }
}

#[component]
fn Opened(props: &OpenedProps) -> Html {
    let words = words(props.language).import();
    let import = &props.import;
    let send = |intent: Intent| {
        let act = props.act.clone();
        Callback::from(move |_: MouseEvent| act.emit(intent.clone()))
    };
    let over = send(Intent::ImportOptions(Box::default()));
    let said = import.options != Options::default();
    let reading = import.reading.clone();
    let share = |percent: u64| units::write(Quantity::Percent(percent), props.language);
    let can = import.percent.is_none()
        && reading.as_ref().is_some_and(|reading| reading.can_be_used())
        && !regions::changes_nothing(props);
    let count = reading.as_ref().map_or(0, |reading| reading.count);
    let number = numbers::whole(count);
    let label = match import.kind {
        _ if !can => words.not_yet.to_owned(),
        ImportKind::Samples { .. } => (words.use_samples)(count, &number),
        _ => (words.use_rows)(count, &number),
    };
    html! {
        <>
            <h2 id="import-title" tabindex="-1" autofocus=true>{ (words.title)(&import.name) }</h2>
            <p>{ words.note }</p>
            <div class="reading-now" role="status">
                if let Some(percent) = import.percent {
                    <p>{ (words.reading)(&share(percent)) }</p>
                    <progress class="reading" max="100" value={percent.to_string()} aria-label={(words.reading)(&share(percent))} />
                }
            </div>
            if let Some(reading) = reading {
                <question::Questions ..props.clone() />
                if reading.round_trips.is_some() { <drawn::Drawn ..props.clone() /> }
                if reading.regions.is_some() { <regions::Places ..props.clone() /> }
                <rows::First ..props.clone() />
                <how::How ..props.clone() />
                <rows::Columns ..props.clone() />
                <rows::LeftOut ..props.clone() />
            }
            <div class="decide">
                if said { <button type="button" class="quiet" onclick={over}>{ words.start_over }</button> }
                <button type="button" class="tool" onclick={send(Intent::CancelImport)}>{ words.cancel }</button>
                <button type="button" class="tool use" id="use-import" disabled={!can} onclick={send(Intent::UseImport)}>{ label }</button>
            </div>
        </>
    }
}
