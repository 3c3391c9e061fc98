//! The fields that controls are made of: a slider with its exact number, a number, a switch, a
//! choice. All are native inputs with labels.

use super::draft::use_draft;
use super::exact::{Scale, Unit};
use crate::base::text::Language;
use crate::ui::words::words;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// A value that a person gave.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Given<T> {
    pub value: T,
    /// Whether it stays so; while a slider moves, it does not.
    pub settled: bool,
}

/// What a number needs.
#[derive(Clone, PartialEq, Properties)]
pub struct NumberProps {
    /// Unique on the page.
    pub id: AttrValue,
    pub label: AttrValue,
    /// What it does, where the label does not say enough.
    #[prop_or_default]
    pub help: Option<AttrValue>,
    /// What it is now.
    pub value: i64,
    pub min: i64,
    pub max: i64,
    /// What a person writes it in.
    #[prop_or(Unit::Count)]
    pub unit: Unit,
    /// How a slider's way is shared out.
    #[prop_or(Scale::Even)]
    pub scale: Scale,
    /// The language of the label.
    pub language: Language,
    /// The person gave another value.
    pub on: Callback<Given<i64>>,
}

/// A slider with its number: one to feel, one to be exact.
#[component]
pub fn Slider(props: &NumberProps) -> Html {
    let NumberProps { id, label, min, max, scale, unit, value, .. } = props.clone();
    let send = |settled: bool| {
        let on = props.on.clone();
        move |input: HtmlInputElement| {
            if let Ok(place) = input.value().parse() {
                on.emit(Given { value: scale.value(place, min, max), settled });
            }
        }
    };
    let (slide, settle) = (send(false), send(true));
    let oninput = Callback::from(move |event: InputEvent| slide(event.target_unchecked_into()));
    let onchange = Callback::from(move |event: Event| settle(event.target_unchecked_into()));
    let text = format!("{} {}", unit.write(value), unit.sign(props.language));
    let track = scale.track(min, max);
    let exactly = (words(props.language).network().exact)(&label);
    html! {
        <div class={asked("slider", &props.help)}>
            <label for={id.clone()}>{ label.clone() }</label>
            <Exact number={props.clone()} label={exactly} />
            <input type="range" {id} min={track.min.to_string()} max={track.max.to_string()} step={track.step.to_string()}
                value={scale.place(value, min, max).to_string()} aria-valuetext={text.trim().to_owned()} {oninput} {onchange} />
            { why(props.help.as_ref(), &props.label, props.language) }
        </div>
    }
}

/// A number with its label, without a slider.
#[component]
pub fn Number(props: &NumberProps) -> Html {
    html! {
        <div class={asked("number", &props.help)}>
            <label for={format!("{}-exact", props.id)}>{ &props.label }</label>
            <Exact number={props.clone()} />
            { why(props.help.as_ref(), &props.label, props.language) }
        </div>
    }
}

/// What the exact number needs.
#[derive(Clone, PartialEq, Properties)]
struct ExactProps {
    number: NumberProps,
    /// The name of the field, where its label names a slider.
    #[prop_or_default]
    label: Option<AttrValue>,
}

/// The number itself. What is typed counts when the field is left or Enter is pressed; what is no
/// number or too much is put right, and the page says so.
#[component]
fn Exact(props: &ExactProps) -> Html {
    let NumberProps { id, min, max, unit, value, on, language, .. } = props.number.clone();
    let draft = use_draft();
    let corrected = use_state(|| None::<AttrValue>);
    let onchange = {
        let (draft, corrected) = (draft.clone(), corrected.clone());
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let typed = unit.read(&input.value());
            let given = typed.map_or(value, |typed| typed.clamp(min, max));
            let limits = |text: fn(&str, &str) -> String| {
                let said =
                    |bound: i64| format!("{} {}", unit.write(bound), unit.sign(language)).trim().to_owned();
                AttrValue::from(text(&said(min), &said(max)))
            };
            corrected.set((typed != Some(given)).then(|| limits(words(language).network().limits)));
            input.set_value(&unit.write(given));
            draft.drop();
            if given != value {
                on.emit(Given { value: given, settled: true });
            }
        })
    };
    let oninput = {
        let (keep, corrected) = (draft.keep(), corrected.clone());
        Callback::from(move |event: InputEvent| {
            corrected.set(None);
            keep.emit(event);
        })
    };
    html! {
        <span class="exact">
            <input type="text" inputmode={if unit == Unit::Count { "numeric" } else { "decimal" }} autocomplete="off" size="7"
                id={format!("{id}-exact")} aria-label={props.label.clone()} value={draft.or(unit.write(value))}
                {oninput} {onchange} onkeydown={draft.escape()} onblur={draft.left()} />
            if !unit.sign(language).is_empty() { <span class="unit">{ unit.sign(language) }</span> }
            if let Some(limits) = &*corrected { <span class="corrected" role="status">{ limits }</span> }
        </span>
    }
}

/// What a switch needs.
#[derive(Clone, PartialEq, Properties)]
pub struct SwitchProps {
    pub label: AttrValue,
    /// What it does, where the label does not say enough.
    #[prop_or_default]
    pub help: Option<AttrValue>,
    /// The name in files, for tests and style sheets.
    #[prop_or_default]
    pub name: AttrValue,
    /// Whether it is on.
    pub on: bool,
    /// The language of the label.
    pub language: Language,
    /// The person moved it.
    pub set: Callback<bool>,
}

/// A checkbox with its label and help.
#[component]
pub fn Switch(props: &SwitchProps) -> Html {
    let set = props.set.clone();
    let onchange = Callback::from(move |event: Event| {
        set.emit(event.target_unchecked_into::<HtmlInputElement>().checked())
    });
    html! {
        <div class={asked("switch", &props.help)}>
            <label>
                <input type="checkbox" role="switch" name={props.name.clone()} checked={props.on} {onchange} />
                <span>{ &props.label }</span>
            </label>
            { why(props.help.as_ref(), &props.label, props.language) }
        </div>
    }
}

/// The class of a field: one that explains itself leaves room for the question mark.
fn asked(class: &'static str, help: &Option<AttrValue>) -> Classes {
    classes!(class, help.is_some().then_some("asked"))
}

/// What a control does, shown on demand: a list of controls with a paragraph under each is no list
/// any more.
fn why(help: Option<&AttrValue>, label: &str, language: Language) -> Html {
    let Some(help) = help else { return html! {} };
    let name = (words(language).network().what_is)(label);
    html! {
        <details class="why">
            <summary aria-label={name.clone()} title={name}><span aria-hidden="true">{ "?" }</span></summary>
            <p class="help">{ help }</p>
        </details>
    }
}

/// What a choice needs.
#[derive(Clone, PartialEq, Properties)]
pub struct PickProps {
    /// Unique on the page.
    pub id: AttrValue,
    pub label: AttrValue,
    /// What can be chosen; those without a text cannot.
    pub options: Vec<AttrValue>,
    /// What is chosen now, by its place.
    pub chosen: usize,
    /// What it does, where the label does not say enough.
    #[prop_or_default]
    pub help: Option<AttrValue>,
    /// The language of the label.
    pub language: Language,
    /// The person chose another.
    pub set: Callback<usize>,
}

/// One of several, as the device shows it.
#[component]
pub fn Pick(props: &PickProps) -> Html {
    let set = props.set.clone();
    let onchange = Callback::from(move |event: Event| {
        let place = event.target_unchecked_into::<HtmlSelectElement>().selected_index();
        set.emit(usize::try_from(place).unwrap_or_default());
    });
    html! {
        <div class={asked("pick", &props.help)}>
            <label for={props.id.clone()}>{ &props.label }</label>
            <select id={props.id.clone()} {onchange}>
                { for props.options.iter().enumerate().map(|(place, text)| html! {
                    <option key={place} value={place.to_string()} selected={place == props.chosen} disabled={text.is_empty()} hidden={text.is_empty()}>{ text }</option>
                }) }
            </select>
            { why(props.help.as_ref(), &props.label, props.language) }
        </div>
    }
}

/// What a group needs.
#[derive(Clone, PartialEq, Properties)]
pub struct GroupProps {
    /// For tests and links.
    pub id: AttrValue,
    /// What it is about.
    pub title: AttrValue,
    /// What is set inside, in a few words.
    #[prop_or_default]
    pub brief: AttrValue,
    /// Whether it is open at first.
    #[prop_or_default]
    pub open: bool,
    pub children: Html,
}

/// A group of controls that opens and closes, and says what is inside while it is closed.
#[component]
pub fn Group(props: &GroupProps) -> Html {
    html! {
        <details class="group" id={props.id.clone()} open={props.open}>
            <summary><h2>{ &props.title }</h2><span class="brief">{ &props.brief }</span></summary>
            <div class="inside">{ props.children.clone() }</div>
        </details>
    }
}
