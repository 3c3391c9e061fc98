//! The library: demos by what goes wrong or by protocol, and the runs that this browser keeps.
//!
//! | question | file |
//! | --- | --- |
//! | what is looked for, and how it stands in the address | here |
//! | one demo | `demos` |
//! | the runs that are kept | `saved` |

mod demos;
mod saved;

use crate::base::text::Language;
use crate::lab::demo::shelf::{Shelf, is_found};
use crate::lab::demo::{self, Demo};
use crate::protocol::catalog::ENTRIES;
use crate::ui::app::PageProps;
use crate::ui::browser;
use crate::ui::kept::{Told, Wish};
use crate::ui::words::words;
use demos::Shown;
use saved::SavedRuns;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What the library needs.
#[derive(Clone, PartialEq, Properties)]
pub struct LibraryProps {
    /// The page.
    pub page: PageProps,
    /// What was said last about the runs that are kept, and how often something was said.
    pub told: (Told, u32),
    /// Has something done with them.
    pub wish: Callback<Wish>,
}

/// What is looked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Wanted {
    /// Whether demos stand by their protocols.
    by_protocol: bool,
    /// The one group that is shown, by its name.
    only: Option<String>,
    /// The words that a demo must have.
    query: String,
}

impl Wanted {
    fn in_address() -> Wanted {
        let asked = browser::library_in_address();
        let value = |name: &str| asked.iter().find(|(it, _)| it == name).map(|(_, value)| value.clone());
        Wanted {
            by_protocol: value("by").as_deref() == Some("protocol"),
            only: value("only"),
            query: value("q").unwrap_or_default(),
        }
    }

    fn keep(&self) {
        let by = if self.by_protocol { "protocol" } else { "" };
        browser::keep_library(&[
            ("by", by.to_owned()),
            ("only", self.only.clone().unwrap_or_default()),
            ("q", self.query.clone()),
        ]);
    }
}

/// Some demos under one heading.
struct Group {
    name: &'static str,
    title: &'static str,
    about: &'static str,
    demos: Vec<Demo>,
}

/// Every demo with its words, in the order of its group.
fn groups(all: &[(Demo, String)], wanted: &Wanted, language: Language) -> Vec<Group> {
    let found = || all.iter().filter(|(_, words)| is_found(words, &wanted.query)).map(|(demo, _)| *demo);
    let mut groups: Vec<Group> = if wanted.by_protocol {
        let of = |name: &'static str| found().filter(move |demo| demo.protocol == name).collect();
        let group = |entry: &'static crate::protocol::catalog::Entry| Group {
            name: entry.name,
            title: entry.title.in_language(language),
            about: entry.cost.in_language(language),
            demos: of(entry.name),
        };
        ENTRIES.iter().map(group).collect()
    } else {
        let group = |shelf: Shelf| Group {
            name: shelf.name(),
            title: shelf.title().in_language(language),
            about: shelf.about().in_language(language),
            demos: found().filter(|demo| demo.shelf() == shelf).collect(),
        };
        Shelf::ALL.map(group).into()
    };
    groups.retain(|group| !group.demos.is_empty());
    groups
}

/// The library.
#[component]
pub fn Library(props: &LibraryProps) -> Html {
    let PageProps { model, act } = props.page.clone();
    let language = model.language;
    let texts = words(language).shelves();
    let wanted = use_state(Wanted::in_address);
    let all: Rc<Vec<(Demo, String)>> =
        use_memo((), |()| demo::all().map(|demo| (demo, demo.words())).collect());
    let look = {
        let wanted = wanted.clone();
        Callback::from(move |to: Wanted| {
            to.keep();
            wanted.set(to);
        })
    };
    let groups = groups(&all, &wanted, language);
    // A group that the words leave nothing of is no reason to show nothing.
    let only = wanted.only.as_deref().filter(|only| groups.iter().any(|group| group.name == *only));
    let shown: Vec<&Group> =
        groups.iter().filter(|group| only.is_none_or(|only| group.name == only)).collect();
    let count: usize = shown.iter().map(|group| group.demos.len()).sum();
    let whole: usize = groups.iter().map(|group| group.demos.len()).sum();
    let by = |to: bool, label: &'static str, value: &'static str| {
        let (look, to) = (look.clone(), Wanted { by_protocol: to, only: None, query: wanted.query.clone() });
        let checked = wanted.by_protocol == to.by_protocol;
        html! { <label><input type="radio" name="arrange" {value} {checked} onchange={look.reform(move |_: Event| to.clone())} />{ label }</label> }
    };
    let chip = |name: Option<&'static str>, label: String| {
        let (look, to) = (look.clone(), Wanted { only: name.map(str::to_owned), ..(*wanted).clone() });
        let pressed = (only == name).to_string();
        html! { <button type="button" class="tool" data-group={name} aria-pressed={pressed} onclick={look.reform(move |_: MouseEvent| to.clone())}>{ label }</button> }
    };
    let typed = {
        let (look, wanted) = (look.clone(), wanted.clone());
        Callback::from(move |event: InputEvent| {
            let query = event.target_unchecked_into::<HtmlInputElement>().value();
            look.emit(Wanted { query, ..(*wanted).clone() });
        })
    };
    let clear = look.reform({
        let by_protocol = wanted.by_protocol;
        move |_: MouseEvent| Wanted { by_protocol, ..Wanted::default() }
    });
    html! {
        <main class="demos-page" id="main" tabindex="-1">
            <h1>{ texts.title }</h1>
            <p class="intro">{ texts.intro }</p>
            <div class="shelves">
                <SavedRuns page={props.page.clone()} told={props.told.clone()} wish={props.wish.clone()} />
                <div class="demos-of">
                    <div class="look" role="search">
                        <label for="library-find">{ texts.find }</label>
                        <input type="search" id="library-find" value={wanted.query.clone()} placeholder={texts.find_hint} autocomplete="off" spellcheck="false" oninput={typed} />
                        <fieldset class="arrange"><legend>{ texts.arrange }</legend>{ by(false, texts.by_wrong, "wrong") }{ by(true, texts.by_protocol, "protocol") }</fieldset>
                    </div>
                    <div class="chips" role="group" aria-label={texts.groups}>
                        { chip(None, (texts.all)(&whole.to_string())) }
                        { for groups.iter().map(|group| chip(Some(group.name), (texts.group)(group.title, &group.demos.len().to_string()))) }
                    </div>
                    <p role="status" class="count">{ if count == 0 { texts.none_found.to_owned() } else { (texts.found)(count as u64) } }</p>
                    if count == 0 { <button type="button" class="tool" id="library-clear" onclick={clear}>{ texts.clear }</button> }
                    { for shown.iter().map(|group| html! {
                        <section key={group.name} data-section={group.name} aria-labelledby={format!("group-{}", group.name)}>
                            <h2 id={format!("group-{}", group.name)}>{ group.title }</h2>
                            <p class="about">{ group.about }</p>
                            <ul class="cards">{ for group.demos.iter().map(|demo| html! {
                                <Shown key={demo.id} id={demo.id} by_protocol={wanted.by_protocol} {language} act={act.clone()} />
                            }) }</ul>
                        </section>
                    }) }
                </div>
            </div>
        </main>
    }
}
