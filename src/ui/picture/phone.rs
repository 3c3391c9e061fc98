//! The phone of one client beside the cluster. Its frame shows only what the client was told; what
//! only the lab knows stands below it, tied to it.

use super::Props;
use crate::base::time::Span;
use crate::lab::why::Question;
use crate::ui::browser;
use crate::ui::store::Intent;
use crate::ui::words::words;
use crate::view::numbers::{moment, money, span, whole};
use crate::view::phone::{Knows, Phone as Shown, Whose, phone};
use yew::prelude::*;

/// What a phone needs.
#[derive(Clone, PartialEq, Properties)]
pub struct PhoneProps {
    /// The page.
    pub inner: Props,
    /// Whose it is.
    pub whose: WhosePhone,
    /// What its owner is called, where not "client 0".
    #[prop_or_default]
    pub name: Option<AttrValue>,
    /// Whether the way to why stands beside a stale answer: it leads to the Lab.
    #[prop_or_default]
    pub asks_why: bool,
}

/// Whose phone it is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct WhosePhone(pub Whose);

/// The phone at the cursor.
#[component]
pub fn Phone(props: &PhoneProps) -> Html {
    let model = &props.inner.model;
    let texts = words(model.language).compare();
    let Some(frame) = &model.frame else { return Html::default() };
    let name = |client: Option<u32>| match (&props.name, client) {
        (Some(name), _) => name.to_string(),
        (None, Some(client)) => (texts.client_number)(client),
        (None, None) => texts.person.to_owned(),
    };
    let Some(shown) = phone(frame, &model.experiment, props.whose.0, model.language) else {
        let nobody = match props.whose.0 {
            Whose::Client(client) => name(Some(client)),
            Whose::Last => String::new(),
        };
        return html! {
            <div class="with-phone"><div class="phone" data-fate="nothing">
                <p class="bar"><span>{ nobody }</span></p>
                <p class="say">{ texts.nothing_yet }</p>
            </div></div>
        };
    };
    let is_wide = shown.big.chars().count() > 8;
    html! {
        <div class="with-phone">
            <div class="phone" data-fate={fate(&shown.knows)}>
                <p class="bar"><span>{ name(shown.client) }</span><span>{ (texts.at)(shown.node) }</span></p>
                <p class="asked">{ &shown.asked }</p>
                <p class="label">{ (texts.balance_of)(&shown.account) }</p>
                <p class={classes!("big", is_wide.then_some("wide"))}>{ &shown.big }</p>
                <p class="say">{ if shown.said.is_empty() { texts.waiting } else { &shown.said } }</p>
                if !shown.before.is_empty() {
                    <ul class="before">{ for shown.before.iter().map(|line| html! {
                        <li key={line.at.0}><span>{ moment(line.at, model.language) }{ " " }{ &line.what }</span><b>{ &line.got }</b></li>
                    }) }</ul>
                }
            </div>
            { knows(props, &shown) }
        </div>
    }
}

/// The state of the last answer, for style sheets and tests.
fn fate(knows: &Knows) -> &'static str {
    match knows {
        Knows::Waits => "waits",
        Knows::Newest | Knows::Written => "done",
        Knows::Refused => "no",
        Knows::Unknown => "unknown",
        Knows::Stale(_) => "stale",
    }
}

fn knows(props: &PhoneProps, shown: &Shown) -> Html {
    let model = &props.inner.model;
    let all = words(model.language);
    let texts = all.compare();
    let (class, said) = match &shown.knows {
        Knows::Waits => ("calm", texts.knows_waits.to_owned()),
        Knows::Newest => ("calm", texts.knows_done.to_owned()),
        Knows::Written => ("calm", texts.knows_written.to_owned()),
        Knows::Refused => ("calm", texts.knows_no.to_owned()),
        Knows::Unknown => ("unsure", texts.knows_unknown.to_owned()),
        Knows::Stale(read) => {
            let said = (all.picture().standing.stale)(
                &moment(read.at, model.language),
                &whole(u64::from(read.versions)),
                &span(Span(read.age_us), model.language),
                &money(read.newest, model.experiment.decimals),
            );
            ("stale", format!("◐ {said}"))
        }
    };
    let why = match &shown.knows {
        Knows::Stale(read) if props.asks_why => {
            let (act, about) = (props.inner.act.clone(), read.fact);
            let ask = Callback::from(move |_: MouseEvent| {
                act.emit(Intent::TakeOpening);
                act.emit(Intent::Why { about, question: Question::Anything });
            });
            html! { <>{ " " }<a href={browser::lab_from_here()} onclick={ask}>{ all.picture().why.ask }</a></> }
        }
        _ => Html::default(),
    };
    html! { <p class={classes!("knows", class)}>{ said }{ why }</p> }
}
