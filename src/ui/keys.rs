//! The keyboard: which key leads to which intent, and the sheet that says so. No key acts while
//! somebody types.

use super::controls::Switch;
use super::picture::look_through;
use super::store::{Intent, Model, Selection};
use super::words::{keys::KeyWords, words};
use crate::base::ids::NodeId;
use crate::base::text::Language;
use crate::base::time::Time;
use crate::engine::wire::Place;
use crate::lab::frame::{Eyes, Status};
use crate::lab::why::Question;
use crate::sim::fault::Cut;
use crate::sim::input::Action;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, KeyboardEvent};
use yew::prelude::*;

/// A key as it was pressed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Pressed {
    /// What the browser calls it.
    pub key: String,
    /// Whether shift was held.
    pub shift: bool,
    /// With control, or the command key of a Mac.
    pub control: bool,
}

/// Where the focus was when a key was pressed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Focus {
    /// Somewhere where keys mean nothing by themselves.
    Free,
    /// On something that Space and Enter press.
    Button,
    /// In a field, a list, or a slider: the keys are its own.
    Field,
}

/// The speeds that plus and minus step through, in thousandths.
pub const STEPS: [u32; 16] = [
    10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000,
    1_000_000,
];

/// What a key leads to.
pub fn intent(pressed: &Pressed, focus: Focus, model: &Model) -> Option<Intent> {
    let Pressed { key, shift, control } = pressed;
    if focus == Focus::Field {
        return None;
    }
    if *control {
        return match key.to_lowercase().as_str() {
            "z" if *shift => Some(Intent::Redo),
            "z" => Some(Intent::Undo),
            "y" => Some(Intent::Redo),
            _ => None,
        };
    }
    if !model.letters && key.chars().count() == 1 && key != " " {
        return None;
    }
    let steps = if *shift { 10 } else { 1 };
    let by = |steps| Some(Intent::Seek(Place::By { steps }));
    match key.as_str() {
        " " if focus == Focus::Free => Some(Intent::TogglePlay),
        "ArrowLeft" => by(-steps),
        "ArrowRight" => by(steps),
        "PageDown" if model.presenting => Some(Intent::Seek(Place::Turn { forward: true })),
        "PageUp" if model.presenting => Some(Intent::Seek(Place::Turn { forward: false })),
        "[" => Some(Intent::Seek(Place::Difference { forward: false })),
        "]" => Some(Intent::Seek(Place::Difference { forward: true })),
        "Home" => Some(Intent::Seek(Place::Time { at: Time::ZERO })),
        "End" => Some(Intent::Seek(Place::Time { at: Time(model.experiment.duration_us) })),
        "+" | "=" => {
            STEPS.iter().find(|&&speed| speed > model.speed_milli).map(|&speed| Intent::Speed(speed))
        }
        "-" | "−" => {
            STEPS.iter().rev().find(|&&speed| speed < model.speed_milli).map(|&speed| Intent::Speed(speed))
        }
        "?" => Some(Intent::Help(!model.help)),
        "w" | "W" => why(model),
        "e" | "E" => eyes(model),
        "Escape" if model.sought.is_some() => Some(Intent::StopUntil),
        "Escape" if model.why.is_some() => Some(Intent::CloseWhy),
        "Escape" if model.selected.is_some() => Some(Intent::Select(None)),
        "Escape" => model.presenting.then_some(Intent::Present(false)),
        "b" | "B" => Some(Intent::Act(Action::Fork)),
        "m" | "M" => Some(Intent::Mark),
        "n" | "N" => Some(Intent::Until(model.sought_last.clone())),
        "c" | "C" => crash(model),
        "p" | "P" => pause(model),
        "x" | "X" => cut(model),
        digit => select(digit.parse().ok()?, model),
    }
}

/// Whether the browser should keep its hands off a key: it would scroll, or undo what was typed
/// elsewhere.
pub fn is_taken(pressed: &Pressed, focus: Focus) -> bool {
    match pressed.key.as_str() {
        " " => focus == Focus::Free && !pressed.control,
        "ArrowLeft" | "ArrowRight" => focus != Focus::Field && !pressed.control,
        // It leads into a field, where the letter would be written.
        "m" | "M" => focus != Focus::Field && !pressed.control,
        "z" | "Z" | "y" | "Y" => focus != Focus::Field && pressed.control,
        _ => false,
    }
}

fn select(digit: u16, model: &Model) -> Option<Intent> {
    let node = NodeId(digit.checked_sub(1)?);
    let again = model.selected == Some(Selection::Node(node));
    (node.0 < model.experiment.cast().nodes())
        .then(|| Intent::Select((!again).then_some(Selection::Node(node))))
}

fn status(model: &Model) -> Option<(NodeId, Status)> {
    let node = model.node()?;
    let frame = model.frame.as_ref()?;
    frame.nodes.iter().find(|shown| shown.id == node).map(|shown| (node, shown.status))
}

/// Why the fact that is selected is as it is, or else the last stale read, or the promise that was
/// broken first.
fn why(model: &Model) -> Option<Intent> {
    if let Some(Selection::Fact(about)) = model.selected {
        return Some(Intent::Why { about, question: Question::Anything });
    }
    let stale = model.frame.as_ref().and_then(|frame| frame.stale.last());
    if let Some(read) = stale {
        return Some(Intent::Why { about: read.fact, question: Question::Anything });
    }
    let broken = model.branch()?.broken.as_ref()?.first()?;
    Some(Intent::Why { about: broken.fact, question: Question::Promise(broken.model.clone()) })
}

/// Through the eyes of the selected node, or of the first one; and once they are open, the veil is
/// lifted, and then everything is seen again.
fn eyes(model: &Model) -> Option<Intent> {
    let seen = model.frame.as_ref()?.eyes.as_ref().map(|eyes| Eyes { node: eyes.node, lifted: eyes.lifted });
    let next = match seen {
        None => Some(Eyes { node: model.node().unwrap_or(NodeId(0)), lifted: false }),
        Some(eyes) if !eyes.lifted => Some(Eyes { lifted: true, ..eyes }),
        Some(_) => None,
    };
    Some(look_through(model, next))
}

fn crash(model: &Model) -> Option<Intent> {
    status(model).map(|(node, status)| {
        Intent::Act(if status == Status::Down {
            Action::Restart { node, version: None }
        } else {
            Action::Crash { node, torn: false }
        })
    })
}

fn pause(model: &Model) -> Option<Intent> {
    match status(model)? {
        (node, Status::Up) => Some(Intent::Act(Action::Pause { node })),
        (node, Status::Paused) => Some(Intent::Act(Action::Resume { node })),
        (_, Status::Down) => None,
    }
}

fn cut(model: &Model) -> Option<Intent> {
    let frame = model.frame.as_ref()?;
    if !frame.cuts.is_empty() {
        return Some(Intent::Act(Action::Heal { rule: None }));
    }
    model.node().map(|node| Intent::Act(Action::Cut { cut: Cut::Isolate { node }, heal_at: None }))
}

/// What the focus is on.
pub fn focus_of(event: &KeyboardEvent) -> Focus {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return Focus::Free;
    };
    let is = |selector: &str| element.closest(selector).ok().flatten().is_some();
    if is(
        "input, textarea, select, [contenteditable=true], [role=slider], [role=tab], [role=radio], [role=menuitem], dialog[open]",
    ) {
        Focus::Field
    } else if is("button, a, summary, [role=button]") {
        Focus::Button
    } else {
        Focus::Free
    }
}

/// The keys of the sheet: each line its keys and what they do.
fn lines(words: &KeyWords) -> Vec<(Vec<&str>, &str)> {
    vec![
        (vec![words.space_bar], words.space),
        (vec!["←", "→"], words.step),
        (vec!["Shift + ←", "Shift + →"], words.ten),
        (vec!["[", "]"], words.difference),
        (vec!["Home", "End"], words.ends),
        (vec!["−", "+"], words.speed),
        (vec!["1", "…", "7"], words.select),
        (vec!["Esc"], words.nothing),
        (vec!["b"], words.branch),
        (vec!["m"], words.mark),
        (vec!["n"], words.until),
        (vec!["w"], words.why),
        (vec!["e"], words.eyes),
        (vec!["c"], words.crash),
        (vec!["p"], words.pause),
        (vec!["x"], words.cut),
        (vec!["Ctrl + Z"], words.undo),
        (vec!["Ctrl + Shift + Z"], words.redo),
        (vec!["F6", "Shift + F6"], words.pane),
        (vec!["PageDown", "PageUp"], words.turn),
        (vec!["?"], words.help),
    ]
}

/// What the sheet needs.
#[derive(Clone, PartialEq, Properties)]
pub struct SheetProps {
    /// Whether it is open.
    pub open: bool,
    /// Whether single keys act on the page.
    pub letters: bool,
    /// The language of the sheet.
    pub language: Language,
    /// Takes what the person does to the store.
    pub act: Callback<Intent>,
}

/// The sheet: a dialog of the browser's own, which keeps the focus inside and gives it back.
#[component]
pub fn Sheet(props: &SheetProps) -> Html {
    let all = words(props.language);
    let words = all.keys();
    let dialog = use_node_ref();
    use_effect_with((props.open, dialog.clone()), |(open, dialog)| {
        if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
            match (*open, dialog.open()) {
                (true, false) => drop(dialog.show_modal()),
                (false, true) => dialog.close(),
                _ => {}
            }
        }
    });
    let closed = {
        let act = props.act.clone();
        Callback::from(move |_: Event| act.emit(Intent::Help(false)))
    };
    let close = {
        let act = props.act.clone();
        Callback::from(move |_: MouseEvent| act.emit(Intent::Help(false)))
    };
    let letters = {
        let act = props.act.clone();
        Callback::from(move |on: bool| act.emit(Intent::Letters(on)))
    };
    html! {
        <dialog ref={dialog} class="sheet" aria-labelledby="keys-title" onclose={closed}>
            <div class="bar"><h2 id="keys-title">{ words.title }</h2><button type="button" class="tool" onclick={close}>{ all.shell().close }</button></div>
            <p>{ words.note }</p>
            <table>
                <thead><tr><th scope="col">{ words.key }</th><th scope="col">{ words.does }</th></tr></thead>
                <tbody>{ for lines(words).into_iter().map(|(keys, does)| html! {
                    <tr><td>{ for keys.into_iter().map(|key| if key == "…" { html! { "…" } } else { html! { <kbd>{ key }</kbd> } }) }</td><td>{ does }</td></tr>
                }) }</tbody>
            </table>
            <Switch label={words.letters} help={words.letters_help} name="letters" on={props.letters} language={props.language} set={letters} />
        </dialog>
    }
}
