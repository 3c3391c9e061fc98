//! Beside the transport: the link of the run, the way back to one's own, and marked moments.

use super::scrubber::named;
use crate::base::time::Time;
use crate::engine::wire::Place;
use crate::lab::whole::LONGEST_NOTE;
use crate::ui::browser;
use crate::ui::picture::Props;
use crate::ui::picture::qr::Qr;
use crate::ui::store::{Intent, Share};
use crate::ui::words::words;
use crate::view::numbers::moment;
use web_sys::{HtmlDialogElement, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

/// The buttons, and the marks.
pub fn share(props: &Props) -> Html {
    let model = &props.model;
    let texts = words(model.language).share();
    let is_marked = model.mark().is_some();
    let mark = if is_marked { texts.unmark } else { texts.mark };
    html! {
        <div class="share">
            <button type="button" class="tool" id="copy-link" onclick={props.send(Intent::Share(Share::Copy))}>{ texts.copy }</button>
            <button type="button" class="tool" id="show-link" aria-label={texts.show} title={texts.show} onclick={props.send(Intent::Share(Share::Show))}><span aria-hidden="true">{ "▦" }</span></button>
            <button type="button" class="tool" id="mark" aria-pressed={is_marked.to_string()} aria-label={mark} title={mark} onclick={props.send(Intent::Mark)}><span aria-hidden="true">{ if is_marked { "★" } else { "☆" } }</span></button>
            if model.mine { <button type="button" class="tool" id="mine" onclick={props.send(Intent::BackToMine)}>{ texts.mine }</button> }
            <Note model={model.clone()} act={props.act.clone()} />
            if !model.marks.is_empty() {
                <div class="marks" role="group" aria-label={texts.marks}>{ for model.marks.iter().map(|mark| {
                    let (at, branch) = (moment(mark.at, model.language), model.branch_name(mark.branch));
                    let is_here = model.mark() == Some(mark);
                    html! {
                        <button type="button" class="branch bookmark" key={format!("{} {}", mark.branch, mark.at.0)} aria-current={is_here.then_some("true")} title={branch.clone()} onclick={to(props, mark.branch, mark.at)}>
                            <span aria-hidden="true">{ "★ " }</span>{ named(mark, &at) }<span class="unseen">{ (texts.mark_in)(&branch) }</span>
                        </button>
                    }
                }) }</div>
            }
            if model.unkept.is_some() { <small class="unkept">{ texts.unkept }</small> }
        </div>
    }
}

/// The note of the mark at the cursor. Whoever sets a mark can write at once; whoever comes to one by a
/// link keeps the keys of the page.
#[component]
fn Note(props: &Props) -> Html {
    let Props { model, act } = props;
    let texts = words(model.language).share();
    let field = use_node_ref();
    {
        let field = field.clone();
        use_effect_with(model.writing, move |writing| {
            if let Some(field) = field.cast::<HtmlInputElement>().filter(|_| writing.is_some()) {
                let _ = field.focus();
            }
        });
    }
    let Some(mark) = model.mark() else { return Html::default() };
    let place = mark.place();
    let written = {
        let act = act.clone();
        Callback::from(move |event: Event| {
            let note = event.target_unchecked_into::<HtmlInputElement>().value();
            act.emit(Intent::Note(place, note));
        })
    };
    // Enter keeps what is written and gives the keys back to the page; so does Escape.
    let done = Callback::from(|event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | "Escape") && !event.is_composing() {
            event.stop_propagation();
            browser::focus("main");
        }
    });
    html! {
        <input ref={field} id="mark-note" key={format!("{} {}", place.0, place.1.0)} type="text" class="note" maxlength={LONGEST_NOTE.to_string()} autocomplete="off" aria-label={texts.note} placeholder={texts.note_hint} value={mark.note.clone()} onchange={written} onkeydown={done} />
    }
}

fn to(props: &Props, branch: u32, at: Time) -> Callback<MouseEvent> {
    let act = props.act.clone();
    let is_shown = branch == props.model.current;
    Callback::from(move |_| {
        if !is_shown {
            act.emit(Intent::ShowBranch(branch));
        }
        act.emit(Intent::Pause);
        act.emit(Intent::Seek(Place::Time { at }));
    })
}

/// The dialog with the link: its address, selected, and its code for phones.
#[component]
pub fn LinkSheet(props: &Props) -> Html {
    let Props { model, act } = props;
    let all = words(model.language);
    let texts = all.share();
    let (dialog, field) = (use_node_ref(), use_node_ref());
    use_effect_with((model.link_open, dialog.clone(), field.clone()), |(open, dialog, field)| {
        if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
            match (*open, dialog.open()) {
                (true, false) => drop(dialog.show_modal()),
                (false, true) => dialog.close(),
                _ => {}
            }
        }
        if let Some(field) = field.cast::<HtmlInputElement>().filter(|_| *open) {
            let _ = field.focus();
            field.select();
        }
    });
    let closed = {
        let act = act.clone();
        Callback::from(move |_: Event| act.emit(Intent::CloseLink))
    };
    let address = model.link.as_ref().filter(|_| model.link_open).map(|link| {
        let columns = model.columns.as_ref().map(|it| it.as_slice());
        browser::address_of(link, columns)
    });
    html! {
        <dialog ref={dialog} class="sheet" aria-labelledby="link-title" onclose={closed}>
            <div class="bar"><h2 id="link-title">{ texts.title }</h2><button type="button" class="tool" onclick={props.send(Intent::CloseLink)}>{ all.shell().close }</button></div>
            <p>{ texts.about }</p>
            if let Some(address) = address {
                <label class="unseen" for="link-address">{ texts.address }</label>
                <input ref={field} id="link-address" class="address" type="text" readonly=true value={address.clone()} />
                <Qr text={address} label={texts.code} too_long={texts.no_code} />
            }
        </dialog>
    }
}
