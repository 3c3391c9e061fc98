//! What the page has to tell: that something was read or saved, that something cannot be used and
//! why, that the engine starts or was replaced.

use super::picture::sought_as;
use super::store::{Edited, EngineState, Intent, Model, Notice, Unkept};
use super::words::share::ShareWords;
use super::words::words;
use crate::base::ids::NodeId;
use crate::base::text::Language;
use crate::base::units::{self, Quantity};
use crate::lab::until::Sought;
use crate::view::{names, numbers};
use std::rc::Rc;
use yew::prelude::*;

/// What the notices draw, and where their buttons lead.
#[derive(Clone, PartialEq, Properties)]
pub struct NoticesProps {
    /// What the notices draw.
    pub model: Rc<Model>,
    /// Takes what the person does to the store.
    pub act: Callback<Intent>,
}

/// A reason of more bytes than this would cover what it is about.
const LONGEST_BECAUSE: usize = 420;

/// A notice in words, and whether it is bad news.
pub fn say(notice: &Notice, model: &Model) -> (String, bool) {
    let all = words(model.language);
    let (shell, files) = (all.shell(), all.files());
    let cast = model.experiment.cast();
    let name = |node: u16| names::node(NodeId(node), &cast, model.language);
    match notice {
        Notice::LedgerRead { rows } => ((files.ledger_read)(&numbers::whole(*rows)), false),
        Notice::SamplesRead { samples, between_regions: true, .. } => {
            ((files.samples_read_regions)(&numbers::whole(*samples)), false)
        }
        Notice::SamplesRead { samples, link: None, .. } => {
            ((files.samples_read)(&numbers::whole(*samples)), false)
        }
        Notice::SamplesRead { samples, link: Some((from, to)), .. } => {
            ((files.samples_read_link)(&numbers::whole(*samples), name(*from), name(*to)), false)
        }
        Notice::RunRead { holds: None } => (files.run_read.to_owned(), false),
        Notice::RunRead { holds: Some(true) } => (files.run_holds.to_owned(), false),
        Notice::RunRead { holds: Some(false) } => (files.run_differs.to_owned(), true),
        Notice::Saved { name } => ((files.saved)(name), false),
        Notice::Unpainted => (all.clip().unpainted.to_owned(), true),
        Notice::Unreadable { name } => (format!("{name}: {}", files.unreadable), true),
        Notice::NotRead { name } => ((files.not_read)(name), true),
        Notice::LinkRead { holds: None } => (all.share().link_read.to_owned(), false),
        Notice::LinkRead { holds: Some(true) } => (all.share().link_holds.to_owned(), false),
        Notice::LinkRead { holds: Some(false) } => (all.share().link_differs.to_owned(), true),
        Notice::LinkNotRead => (all.share().link_not_read.to_owned(), true),
        Notice::Copied { length } => ((all.share().copied)(&numbers::whole(*length)), false),
        Notice::TooLong { length, name } => ((all.share().too_long)(&numbers::whole(*length), name), false),
        Notice::KeptNotRead => (all.share().kept_not_read.to_owned(), true),
        Notice::Restored => (all.share().restored.to_owned(), false),
        Notice::Unkept(Unkept::Forbidden) => (all.share().unkept_forbidden.to_owned(), true),
        Notice::Unkept(Unkept::Full) => (all.share().unkept_full.to_owned(), true),
        Notice::Unkept(Unkept::Large { most }) => {
            ((all.share().unkept_large)(&units::write(Quantity::Megabytes(*most), model.language)), true)
        }
        Notice::Edited(edited) => (say_edited(edited, all.share()), false),
        Notice::Update => (all.share().update.to_owned(), false),
        Notice::Recovered => (shell.recovered.to_owned(), false),
        Notice::Lost => (shell.lost.to_owned(), true),
        Notice::OldPage => (shell.old_page.to_owned(), true),
        Notice::Seed { seed, bad: None } => ((all.often().opened)(&seed.to_string()), false),
        Notice::Seed { seed, bad: Some(bad) } => {
            let at = numbers::moment(bad.at, model.language);
            let said = (all.often().opened_bad)(&seed.to_string(), &at, bad.said.in_language(model.language));
            let because = bad.because.as_ref().map(|it| it.in_language(model.language));
            // A long witness stands in the receipt, not over the picture.
            let because = because.filter(|it| it.len() <= LONGEST_BECAUSE).unwrap_or_default();
            let gap = if model.language == Language::En && !because.is_empty() { " " } else { "" };
            (format!("{said}{gap}{because}"), false)
        }
        Notice::BranchDeleted { count } => ((all.share().branch_deleted)(*count), false),
        Notice::Sought { sought, at, span, held } => {
            let what = sought_as(sought, model);
            let [from, until] = span.map(|at| numbers::moment(at, model.language));
            let said = match (at, sought) {
                (Some(at), _) => (all.share().found)(&what, &numbers::moment(*at, model.language)),
                (None, Sought::Condition { .. }) if *held => (all.share().true_already)(&what, &from, &until),
                (None, Sought::Condition { .. }) => (all.share().not_true)(&what, &from, &until),
                (None, _) => (all.share().not_found)(&what, &from, &until),
            };
            (said, false)
        }
        Notice::NotSought => (all.share().not_sought.to_owned(), true),
        Notice::Unmarked => (all.share().unmarked.to_owned(), false),
        Notice::Difference { at: Some(at) } => {
            ((shell.differ_at)(&numbers::moment(*at, model.language)), false)
        }
        Notice::Difference { at: None } => (shell.never_differ.to_owned(), false),
    }
}

fn say_edited(edited: &Edited, texts: &ShareWords) -> String {
    let mut said = Vec::new();
    if edited.planned > 0 || edited.branches > 0 {
        said.push((texts.edited)(edited.planned, edited.branches));
    }
    if edited.faults > 0 {
        said.push((texts.unstretched)(edited.faults));
    }
    said.join(" ")
}

/// A place in a file as people of a language write it; a path of fields is the same in all.
pub fn place(place: &str, language: Language) -> String {
    let numbers = |text: &str| {
        text.split(|letter: char| !letter.is_ascii_digit())
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    match (language, place.strip_prefix("line ").map(numbers).as_deref()) {
        (Language::Zh, Some([line])) => format!("第 {line} 行"),
        (Language::Zh, Some([line, column])) => format!("第 {line} 行第 {column} 列"),
        (Language::Zh, None) if place == "file" => "文件".to_owned(),
        _ => place.to_owned(),
    }
}

/// What can be done about a notice.
fn offers(model: &Model, send: &impl Fn(Intent) -> Callback<MouseEvent>) -> Html {
    let texts = words(model.language).share();
    let button = |intent: Intent, text: String| html! { <button type="button" class="tool" onclick={send(intent)}>{ text }</button> };
    match &model.notice {
        Some(Notice::LinkRead { .. }) if model.mine => button(Intent::BackToMine, texts.mine.to_owned()),
        Some(Notice::LinkRead { .. }) if model.can_undo => button(Intent::Undo, texts.before.to_owned()),
        Some(Notice::Seed { .. }) => {
            let text = words(model.language).often().back;
            html! { <a class="tool" id="back-to-sweep" href="#/often">{ text }</a> }
        }
        Some(Notice::BranchDeleted { .. } | Notice::Unmarked) => {
            button(Intent::Undo, words(model.language).shell().undo.to_owned())
        }
        Some(Notice::Restored) => button(Intent::StartAfresh, texts.afresh.to_owned()),
        Some(Notice::Edited(edited)) => html! {
            <>
                if edited.faults > 0 { { button(Intent::Stretch, (texts.stretch)(edited.faults)) } }
                { button(Intent::Undo, texts.before.to_owned()) }
            </>
        },
        Some(Notice::Update) => {
            let go = Callback::from(|_: MouseEvent| super::browser::use_update());
            html! { <button type="button" class="tool" onclick={go}>{ texts.update_now }</button> }
        }
        _ => Html::default(),
    }
}

/// The notices. The element is always there, so that screen readers listen to it.
#[component]
pub fn Notices(props: &NoticesProps) -> Html {
    let NoticesProps { model, act } = props;
    let all = words(model.language);
    let send = |intent: Intent| {
        let act = act.clone();
        Callback::from(move |_: MouseEvent| act.emit(intent.clone()))
    };
    let said = model.notice.as_ref().map(|notice| say(notice, model));
    let said = said.or_else(|| (!model.problems.is_empty()).then(|| (all.files().refused.to_owned(), true)));
    let waits = match model.engine {
        EngineState::Starting => Some(all.shell().starting),
        EngineState::Restarting if model.notice != Some(Notice::Lost) => Some(all.shell().restarting),
        _ => None,
    };
    let reload = Callback::from(|_: MouseEvent| drop(super::browser::window().location().reload()));
    let bad = said.as_ref().is_some_and(|(_, bad)| *bad);
    let text = html! {
        if let Some((text, _)) = &said {
            <p>{ text }</p>
        } else if let Some(text) = waits {
            <p class="waits">{ text }</p>
        }
    };
    html! {
        <div class={classes!("notices", bad.then_some("bad"), (said.is_none() && waits.is_none()).then_some("empty"))}>
            // One of the two speaks: bad news at once, good news when there is time.
            <div role="alert">{ if bad { text.clone() } else { html! {} } }</div>
            <div role="status">{ if bad { html! {} } else { text } }</div>
            if said.is_some() {
                <div class="actions">
                    if model.notice == Some(Notice::Lost) { <button type="button" class="tool" onclick={send(Intent::Restart)}>{ all.shell().restart }</button> }
                    if model.notice == Some(Notice::OldPage) { <button type="button" class="tool" onclick={reload}>{ all.shell().reload }</button> }
                    { offers(model, &send) }
                    <button type="button" class="tool" onclick={send(Intent::Dismiss)}>{ all.shell().close }</button>
                </div>
            }
            if !model.problems.is_empty() {
                <div class="problems" tabindex="0" role="region" aria-label={all.files().reason}>
                    <table>
                        <thead><tr><th scope="col">{ all.files().place }</th><th scope="col">{ all.files().reason }</th></tr></thead>
                        <tbody>{ for model.problems.iter().map(|problem| html! {
                            <tr><td>{ place(&problem.place, model.language) }</td><td>{ problem.reason.in_language(model.language) }</td></tr>
                        }) }</tbody>
                    </table>
                    if model.problem_count > model.problems.len() as u64 { <p>{ (all.shell().more_problems)(model.problem_count - model.problems.len() as u64) }</p> }
                </div>
            }
        </div>
    }
}
