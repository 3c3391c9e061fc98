//! The runs that this browser keeps: opened, named, deleted and had again, saved as files. And a
//! file that becomes one.

use crate::base::text::Language;
use crate::engine::wire::ImportKind;
use crate::lab::demo;
use crate::protocol::catalog;
use crate::ui::app::PageProps;
use crate::ui::browser;
use crate::ui::files;
use crate::ui::kept::{Saved, Told, Wish};
use crate::ui::store::{Notice, Unkept};
use crate::ui::words::words;
use js_sys::{Date, Object, Reflect};
use web_sys::{HtmlInputElement, KeyboardEvent, SubmitEvent};
use yew::prelude::*;

/// What the runs need.
#[derive(Clone, PartialEq, Properties)]
pub struct SavedProps {
    /// The page.
    pub page: PageProps,
    /// What was said last, and how often something was said.
    pub told: (Told, u32),
    /// Has something done.
    pub wish: Callback<Wish>,
}

/// The runs that are kept.
#[component]
pub fn SavedRuns(props: &SavedProps) -> Html {
    let PageProps { model, act } = props.page.clone();
    let language = model.language;
    let texts = words(language).shelves();
    let list = use_state(|| None::<Option<Vec<Saved>>>);
    let said = use_state(|| None::<Told>);
    let naming = use_state(|| None::<String>);
    // Whether a run is on its way, to be seen in the Lab.
    let opening = use_mut_ref(|| false);
    {
        let wish = props.wish.clone();
        use_effect_with((), move |()| wish.emit(Wish::List));
    }
    {
        let (list, said) = (list.clone(), said.clone());
        use_effect_with(props.told.clone(), move |(told, _)| match told {
            Told::List(all) => list.set(Some(all.clone())),
            Told::Awaited | Told::File(..) => {}
            other => said.set(Some(other.clone())),
        });
    }
    {
        let opening = opening.clone();
        use_effect_with(model.notice.clone(), move |notice| {
            if matches!(notice, Some(Notice::Restored | Notice::RunRead { .. })) && opening.replace(false) {
                browser::turn_page("#/lab");
            }
        });
    }
    // Whoever renames types at once, and is afterwards where they were: a field that comes later has no
    // focus by itself, since a page gives that away once.
    {
        let before = use_mut_ref(|| None::<String>);
        use_effect_with((*naming).clone(), move |now| match now {
            Some(slot) => {
                *before.borrow_mut() = Some(slot.clone());
                browser::focus("run-name");
                browser::field("run-name").inspect(HtmlInputElement::select);
            }
            None => {
                before.take().inspect(|slot| browser::focus(&rename_of(slot)));
            }
        });
    }
    let wish = |what: Wish| props.wish.reform(move |_: MouseEvent| what.clone());
    let copied = {
        let wish = props.wish.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(field) = browser::field("copy-name") {
                wish.emit(Wish::Copy(field.value()));
                field.set_value("");
            }
        })
    };
    let brought = {
        let (act, opening) = (act.clone(), opening.clone());
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            *opening.borrow_mut() = true;
            files::send_first(input.files(), Some(ImportKind::Run), &act);
            input.set_value("");
        })
    };
    let row = |saved: &Saved| {
        let name = called(saved, language);
        let open = {
            let (wish, opening, slot, here) =
                (props.wish.clone(), opening.clone(), saved.slot.clone(), saved.is_here);
            Callback::from(move |_: MouseEvent| {
                if here {
                    browser::turn_page("#/lab");
                } else {
                    *opening.borrow_mut() = true;
                    wish.emit(Wish::Open(slot.clone()));
                }
            })
        };
        let rename = {
            let (naming, slot) = (naming.clone(), saved.slot.clone());
            Callback::from(move |_: MouseEvent| naming.set(Some(slot.clone())))
        };
        let named = {
            let (naming, slot, wish) = (naming.clone(), saved.slot.clone(), props.wish.clone());
            Callback::from(move |event: SubmitEvent| {
                event.prevent_default();
                if let Some(field) = browser::field("run-name") {
                    wish.emit(Wish::Rename(slot.clone(), field.value()));
                }
                naming.set(None);
            })
        };
        let cancel = {
            let naming = naming.clone();
            Callback::from(move |_: MouseEvent| naming.set(None))
        };
        let escaped = {
            let naming = naming.clone();
            Callback::from(move |event: KeyboardEvent| {
                if event.key() == "Escape" {
                    naming.set(None);
                }
            })
        };
        let is_named = naming.as_ref() == Some(&saved.slot);
        html! {
            <li key={saved.slot.clone()} class="saved" data-slot={saved.slot.clone()}>
                if is_named {
                    <form class="naming" onsubmit={named} onkeydown={escaped}>
                        <label for="run-name">{ texts.name }</label>
                        <input id="run-name" type="text" maxlength="80" autocomplete="off" value={saved.name.clone().unwrap_or_default()} />
                        <button type="submit" class="tool">{ texts.keep_name }</button>
                        <button type="button" class="quiet" onclick={cancel}>{ texts.cancel }</button>
                    </form>
                } else {
                    <h3>{ &name }</h3>
                }
                <p class="of">{ about(saved, language) }</p>
                <p class="act">
                    if saved.summary.is_some() { <button type="button" class="tool open" aria-label={(texts.open_of)(&name)} onclick={open}>{ texts.open }</button> }
                    if !is_named { <button type="button" class="quiet rename" id={rename_of(&saved.slot)} aria-label={(texts.rename_of)(&name)} onclick={rename}>{ texts.rename }</button> }
                    <button type="button" class="quiet export" aria-label={(texts.export_of)(&name)} onclick={wish(Wish::Export(saved.slot.clone()))}>{ texts.export }</button>
                    if !saved.is_here { <button type="button" class="quiet delete" aria-label={(texts.delete_of)(&name)} onclick={wish(Wish::Delete(saved.slot.clone()))}>{ texts.delete }</button> }
                </p>
            </li>
        }
    };
    let kept = match &*list {
        None => html! { <p>{ texts.mine_soon }</p> },
        Some(None) => html! { <p>{ texts.mine_forbidden }</p> },
        Some(Some(all)) if all.is_empty() => html! { <p>{ texts.mine_none }</p> },
        Some(Some(all)) => html! { <ul class="kept">{ for all.iter().map(row) }</ul> },
    };
    let is_deleted = matches!(&*said, Some(Told::Deleted(_)));
    html! {
        <section class="mine" aria-labelledby="mine-title">
            <h2 id="mine-title">{ texts.mine }</h2>
            <p class="about">{ texts.mine_about }</p>
            <div class="said">
                <p role="status" id="library-said">{ said.as_ref().map(|told| say(told, language)) }</p>
                if is_deleted { <button type="button" class="tool" id="library-undo" onclick={wish(Wish::Restore)}>{ texts.undo }</button> }
            </div>
            { kept }
            if matches!(&*list, Some(Some(_))) {
                <form class="naming" onsubmit={copied}>
                    <label for="copy-name">{ texts.copy }</label>
                    <input id="copy-name" type="text" maxlength="80" autocomplete="off" placeholder={texts.name} />
                    <button type="submit" class="tool">{ texts.copy_button }</button>
                </form>
            }
            <label class="tool file">
                <input type="file" id="library-import" accept=".json,application/json" class="unseen" onchange={brought} />
                <span>{ texts.import }</span>
            </label>
            <p class="help">{ texts.import_help }</p>
        </section>
    }
}

/// The button that renames a run.
fn rename_of(slot: &str) -> String {
    format!("rename-{slot}")
}

/// What a run is called: as the person called it, or by what it is.
fn called(saved: &Saved, language: Language) -> String {
    let texts = words(language).shelves();
    if let Some(name) = &saved.name {
        return name.clone();
    }
    let Some(summary) = &saved.summary else { return texts.foreign.to_owned() };
    if let Some(demo) = summary.demo.and_then(demo::find) {
        return demo.title.in_language(language).to_owned();
    }
    let title = catalog::find(&summary.protocol).map_or("", |entry| entry.title.in_language(language));
    (texts.unnamed)(title, &summary.seed.to_string())
}

/// What it holds, and when it was last written.
fn about(saved: &Saved, language: Language) -> String {
    let texts = words(language).shelves();
    let mut parts = vec![when(saved.saved_ms, language)];
    match &saved.summary {
        Some(summary) => {
            if saved.name.is_some() {
                let title = catalog::find(&summary.protocol).map(|entry| entry.title.in_language(language));
                parts.extend(title.map(str::to_owned));
            }
            parts.push((texts.holds)(summary.branches, summary.marks));
        }
        None => parts.push(texts.foreign_about.to_owned()),
    }
    if saved.is_here {
        parts.push(texts.here.to_owned());
    }
    parts.join(" · ")
}

/// A day and a time of day, as the browser writes them in a language.
fn when(ms: f64, language: Language) -> String {
    let options = Object::new();
    for (name, value) in [("dateStyle", "medium"), ("timeStyle", "short")] {
        // A browser that does not know a style leaves it out.
        let _ = Reflect::set(&options, &name.into(), &value.into());
    }
    Date::new(&ms.into()).to_locale_string(browser::tag(language), &options).into()
}

fn say(told: &Told, language: Language) -> String {
    let texts = words(language).shelves();
    match told {
        Told::Deleted(Some(name)) => (texts.deleted)(name),
        Told::Deleted(None) => texts.deleted_unnamed.to_owned(),
        Told::Restored => texts.restored.to_owned(),
        Told::Shown => texts.shown_elsewhere.to_owned(),
        Told::Gone => texts.gone.to_owned(),
        Told::Failed(Unkept::Full | Unkept::Large { .. }) => texts.full.to_owned(),
        Told::Failed(Unkept::Forbidden) => texts.forbidden.to_owned(),
        Told::Awaited | Told::List(_) | Told::File(..) => String::new(),
    }
}
