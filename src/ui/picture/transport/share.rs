//! Beside the transport: the link of the run, the way back to one's own, and marked moments.

use crate::base::time::Time;
use crate::engine::wire::Place;
use crate::lab::whole::Bookmark;
use crate::ui::browser;
use crate::ui::picture::Props;
use crate::ui::picture::qr::Qr;
use crate::ui::store::{Intent, Share};
use crate::ui::words::words;
use crate::view::numbers::moment;
use web_sys::{HtmlDialogElement, HtmlInputElement};
use yew::prelude::*;

/// The buttons, and the marks.
pub fn share(props: &Props) -> Html {
    let model = &props.model;
    let (texts, run) = (&words(model.language).share, &words(model.language).picture.run);
    let here = Bookmark { branch: model.current, at: model.at() };
    let is_marked = model.marks.binary_search(&here).is_ok();
    let mark = if is_marked { texts.unmark } else { texts.mark };
    html! {
        <div class="share">
            <button type="button" class="tool" id="copy-link" onclick={props.send(Intent::Share(Share::Copy))}>{ texts.copy }</button>
            <button type="button" class="tool" id="show-link" aria-label={texts.show} title={texts.show} onclick={props.send(Intent::Share(Share::Show))}><span aria-hidden="true">{ "▦" }</span></button>
            <button type="button" class="tool" id="mark" aria-pressed={is_marked.to_string()} aria-label={mark} title={mark} onclick={props.send(Intent::Mark)}><span aria-hidden="true">{ if is_marked { "★" } else { "☆" } }</span></button>
            if model.mine { <button type="button" class="tool" id="mine" onclick={props.send(Intent::BackToMine)}>{ texts.mine }</button> }
            if !model.marks.is_empty() {
                <div class="marks" role="group" aria-label={texts.marks}>{ for model.marks.iter().map(|mark| {
                    let (at, branch) = (moment(mark.at, model.language), (run.branch)(mark.branch));
                    html! { <button type="button" class="branch" key={format!("{} {}", mark.branch, mark.at.0)} aria-label={(texts.mark_at)(&at, &branch)} title={branch} onclick={to(props, mark.branch, mark.at)}><span aria-hidden="true">{ "★ " }</span>{ at }</button> }
                }) }</div>
            }
            if model.unkept.is_some() { <small class="unkept">{ texts.unkept }</small> }
        </div>
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
    let texts = &all.share;
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
            <div class="bar"><h2 id="link-title">{ texts.title }</h2><button type="button" class="tool" onclick={props.send(Intent::CloseLink)}>{ all.shell.close }</button></div>
            <p>{ texts.about }</p>
            if let Some(address) = address {
                <label class="unseen" for="link-address">{ texts.address }</label>
                <input ref={field} id="link-address" class="address" type="text" readonly=true value={address.clone()} />
                <Qr text={address} label={texts.code} too_long={texts.no_code} />
            }
        </dialog>
    }
}
