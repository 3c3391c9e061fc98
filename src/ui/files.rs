//! Files in and out: buttons, dropping, pasting, and an example of each. The engine reads and
//! checks; the page only hands over text.

use super::controls::{Bench, Group};
use super::store::Intent;
use super::words::words;
use crate::engine::wire::{Drawing, ImportKind};
use crate::lab::export::Form;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, File, FileList, HtmlInputElement, HtmlTextAreaElement, Response};
use yew::prelude::*;

/// The example ledger and the example samples, beside the page.
const LEDGER: &str = "ledger.csv";
const SAMPLES: &str = "rtt.csv";

/// Reads a file and sends it on. One that cannot be read leads to a notice.
pub fn send(file: &File, kind: Option<ImportKind>, act: &Callback<Intent>) {
    let (name, act) = (file.name(), act.clone());
    let content = JsFuture::from(AsRef::<Blob>::as_ref(file).array_buffer());
    spawn_local(async move {
        match content.await {
            Ok(content) => act.emit(Intent::Import { kind, name, bytes: bytes(&content) }),
            Err(_) => act.emit(Intent::Unreadable(name)),
        }
    });
}

fn bytes(content: &JsValue) -> Rc<[u8]> {
    js_sys::Uint8Array::new(content).to_vec().into()
}

/// Sends the first file of a list.
pub fn send_first(files: Option<FileList>, kind: Option<ImportKind>, act: &Callback<Intent>) {
    if let Some(file) = files.and_then(|files| files.get(0)) {
        send(&file, kind, act);
    }
}

fn example(name: &'static str, kind: ImportKind, act: &Callback<Intent>) -> Callback<MouseEvent> {
    let act = act.clone();
    Callback::from(move |_| {
        let act = act.clone();
        spawn_local(async move {
            match fetch(name).await {
                Ok(bytes) => act.emit(Intent::Import { kind: Some(kind), name: name.to_owned(), bytes }),
                Err(_) => act.emit(Intent::Unreadable(name.to_owned())),
            }
        });
    })
}

async fn fetch(name: &str) -> Result<Rc<[u8]>, JsValue> {
    let response: Response =
        JsFuture::from(super::browser::window().fetch_with_str(&format!("./examples/{name}")))
            .await?
            .unchecked_into();
    if !response.ok() {
        return Err(JsValue::NULL);
    }
    Ok(bytes(&JsFuture::from(response.array_buffer()?).await?))
}

/// Opens the form of a clip, which stands beside time.
fn open_clip() {
    super::browser::reveal("clip");
    super::browser::focus("clip-from");
}

/// What the panel needs.
#[derive(Clone, PartialEq, Properties)]
pub struct FilesProps {
    /// What every panel gets.
    pub bench: Bench,
}

/// Files in and out: a run, a ledger, samples.
#[component]
pub fn Files(props: &FilesProps) -> Html {
    let Bench { language, target, act, .. } = props.bench.clone();
    let words = words(language).files();
    let samples = ImportKind::Samples { link: target.map(|(from, to)| (from.0, to.0)) };
    let pasted = use_node_ref();
    let use_pasted = {
        let (pasted, act, name) = (pasted.clone(), act.clone(), words.pasted.to_owned());
        Callback::from(move |_: MouseEvent| {
            if let Some(area) =
                pasted.cast::<HtmlTextAreaElement>().filter(|area| !area.value().trim().is_empty())
            {
                let bytes = area.value().into_bytes().into();
                act.emit(Intent::Import { kind: Some(samples), name: name.clone(), bytes });
            }
        })
    };
    let export = |form| act.reform(move |_: MouseEvent| Intent::Export(form));
    let open = |id: &'static str, label: &'static str, accept: &'static str, kind: ImportKind| {
        let act = act.clone();
        let onchange = Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            send_first(input.files(), Some(kind), &act);
            // The same file, chosen again, is a choice too.
            input.set_value("");
        });
        html! {
            <label class="tool file">
                <input type="file" {id} {accept} class="unseen" {onchange} />
                <span>{ label }</span>
            </label>
        }
    };
    let examples = |name: &'static str, kind: ImportKind| {
        html! { <p class="examples">
            <button type="button" class="quiet" onclick={example(name, kind, &act)}>{ words.try_example }</button>
            <a class="quiet" href={format!("./examples/{name}")} download={name}>{ words.save_example }</a>
        </p> }
    };
    html! {
        <Group id="files" title={words.title}>
            { open("open-ledger", words.ledger, ".csv,.tsv,.txt,text/csv", ImportKind::Ledger) }
            <p class="help">{ words.ledger_help }</p>
            { examples(LEDGER, ImportKind::Ledger) }
            { open("open-samples", words.samples, ".csv,.tsv,.txt,.json,.ndjson,.jsonl,.log,.xml,.jtl,text/*,application/json", samples) }
            <p class="help">{ words.samples_help }</p>
            { examples(SAMPLES, samples) }
            <details class="more">
                <summary>{ words.paste }</summary>
                <textarea ref={pasted} id="paste-samples" rows="4" spellcheck="false" aria-label={words.paste} />
                <button type="button" class="tool" onclick={use_pasted}>{ words.paste_use }</button>
            </details>
            { open("open-run", words.run, ".json,application/json", ImportKind::Run) }
            <p class="help">{ words.run_help }</p>
            <button type="button" class="tool" id="export" onclick={export(Form::Run)}>{ words.export }</button>
            <details class="more" id="export-as">
                <summary>{ words.export_as }</summary>
                { for [(Form::Trace, words.export_trace), (Form::History, words.export_history), (Form::Edn, words.export_edn), (Form::Shiviz, words.export_shiviz)].map(|(form, label)| html! {
                    <button type="button" class="tool" data-form={form.name()} onclick={export(form)}>{ label }</button>
                }) }
                <p class="help">{ words.export_help }</p>
            </details>
            <details class="more" id="pictures">
                <summary>{ words.pictures }</summary>
                { for [
                    (Drawing::Stage, false, "stage-svg", words.stage_svg),
                    (Drawing::Stage, true, "stage-png", words.stage_png),
                    (Drawing::SpaceTime, false, "space-time-svg", words.space_time_svg),
                    (Drawing::SpaceTime, true, "space-time-png", words.space_time_png),
                ].map(|(drawing, png, form, label)| html! {
                    <button type="button" class="tool" data-form={form} onclick={act.reform(move |_: MouseEvent| Intent::SavePicture { drawing, png })}>{ label }</button>
                }) }
                <button type="button" class="tool" data-form="clip" onclick={Callback::from(|_: MouseEvent| open_clip())}>{ words.clip }</button>
                <p class="help">{ words.pictures_help }</p>
            </details>
            <p class="help">{ words.drop }</p>
        </Group>
    }
}
