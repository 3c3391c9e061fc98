//! For a class: a link to any step with its code, the projector, the sheet, and the step inside a
//! page of the teacher's own.

use super::learn::{address, sheet_address};
use crate::base::text::Language;
use crate::lesson::course::COURSE;
use crate::ui::browser;
use crate::ui::picture::qr::Qr;
use crate::ui::words::words;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

/// What the page needs.
#[derive(Clone, PartialEq, Properties)]
pub struct ClassProps {
    /// The language of the page.
    pub language: Language,
}

/// What is there for a class.
#[component]
pub fn Class(props: &ClassProps) -> Html {
    let language = props.language;
    let texts = words(language).class();
    let place = use_state(|| browser::progress().next().unwrap_or((0, 0)));
    let (lesson_at, step_at) = *place;
    let lesson = &COURSE[lesson_at];
    let step = &lesson.steps[step_at.min(lesson.steps.len() - 1)];
    let choose = |part: fn((usize, usize), usize) -> (usize, usize)| {
        let place = place.clone();
        Callback::from(move |event: Event| {
            if let Ok(chosen) = event.target_unchecked_into::<HtmlSelectElement>().value().parse() {
                place.set(part(*place, chosen));
            }
        })
    };
    let fragment = address(lesson.id, step.id);
    let link = browser::whole_address("", &fragment);
    let asks = if language == Language::Zh { "?embed=1&lang=zh" } else { "?embed=1&lang=en" };
    let code =
        browser::frame_code(&browser::whole_address(asks, &fragment), step.title.in_language(language));
    html! {
        <main class="learn class-page" id="main" tabindex="-1">
            <h1>{ texts.title }</h1>
            <p class="lead">{ texts.lead }</p>
            <div class="choose-step">
                <label>{ texts.lesson }{ " " }<select id="class-lesson" onchange={choose(|_, lesson| (lesson, 0))}>
                    { for COURSE.iter().enumerate().map(|(at, it)| html! { <option value={at.to_string()} selected={at == lesson_at}>{ it.number }{ " " }{ it.title.in_language(language) }</option> }) }
                </select></label>
                <label>{ texts.step }{ " " }<select id="class-step" onchange={choose(|(lesson, _), step| (lesson, step))}>
                    { for lesson.steps.iter().enumerate().map(|(at, it)| html! { <option value={at.to_string()} selected={at == step_at}>{ at + 1 }{ " " }{ it.title.in_language(language) }</option> }) }
                </select></label>
            </div>
            <div class="means">
                <section aria-labelledby="link-title">
                    <h2 id="link-title">{ texts.link }</h2>
                    <p>{ texts.link_about }</p>
                    <Qr text={link.clone()} label={texts.code} />
                    <CopyField {language} id="class-link" name={texts.link} text={link} button={texts.copy} />
                </section>
                <section aria-labelledby="projector-title">
                    <h2 id="projector-title">{ texts.projector }</h2>
                    <p>{ texts.projector_about }</p>
                    <a class="main-act" id="project" href={format!("{fragment}?present")}>{ texts.project }</a>
                    <h2>{ texts.sheet }</h2>
                    <p>{ texts.sheet_about }</p>
                    <a class="main-act plain" id="open-sheet" href={sheet_address(lesson.id)}>{ texts.open_sheet }</a>
                </section>
                <section aria-labelledby="embed-title">
                    <h2 id="embed-title">{ texts.embed }</h2>
                    <p>{ texts.embed_about }</p>
                    <CopyField {language} id="embed-code" name={texts.embed} text={code} button={texts.copy_code} lines=5 />
                </section>
            </div>
        </main>
    }
}

/// What a field with a text to copy needs.
#[derive(Clone, PartialEq, Properties)]
pub struct CopyProps {
    /// The language of the page.
    pub language: Language,
    /// The id of the field.
    pub id: AttrValue,
    /// What it is called.
    pub name: AttrValue,
    /// The text.
    pub text: AttrValue,
    /// What the button says.
    pub button: AttrValue,
    /// How many lines it has.
    #[prop_or(1)]
    pub lines: u32,
}

/// A text that can be copied. Where the browser does not let the page, the text is selected.
#[component]
pub fn CopyField(props: &CopyProps) -> Html {
    let texts = words(props.language).class();
    let field = use_node_ref();
    let done = use_state(|| None::<bool>);
    {
        let done = done.clone();
        use_effect_with(props.text.clone(), move |_| done.set(None));
    }
    let copy = {
        let (field, done, text) = (field.clone(), done.clone(), props.text.clone());
        Callback::from(move |_: MouseEvent| {
            let (field, done, text) = (field.clone(), done.clone(), text.clone());
            wasm_bindgen_futures::spawn_local(async move {
                let copied = browser::copy(&text).await;
                if !copied {
                    select(&field);
                }
                done.set(Some(copied));
            });
        })
    };
    let said = match *done {
        Some(true) => texts.copied,
        Some(false) => texts.not_copied,
        None => "",
    };
    html! {
        <div class="copy-field">
            if props.lines > 1 {
                <textarea ref={field} id={props.id.clone()} aria-label={props.name.clone()} readonly=true rows={props.lines.to_string()} value={props.text.clone()} />
            } else {
                <input ref={field} id={props.id.clone()} aria-label={props.name.clone()} readonly=true value={props.text.clone()} />
            }
            <button type="button" class="tool" onclick={copy}>{ &props.button }</button>
            <span role="status">{ said }</span>
        </div>
    }
}

fn select(field: &NodeRef) {
    if let Some(field) = field.cast::<HtmlInputElement>() {
        field.select();
    } else if let Some(field) = field.cast::<HtmlTextAreaElement>() {
        field.select();
    }
}
