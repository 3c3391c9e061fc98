//! What would your user have seen? The phone of one client in each column, at the cursor. The frame
//! shows only what its client was told.

use super::PartProps;
use crate::base::text::Language;
use crate::lab::compare::{Column, Fate};
use crate::ui::words::compare::CompareWords;
use crate::ui::words::words;
use crate::view::columns::{Screen, clients, screen};
use crate::view::numbers::span;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// The phone of one client in each column, and beside it what the client cannot know.
#[component]
pub fn Phones(props: &PartProps) -> Html {
    let language = props.model.language;
    let texts = words(language).compare();
    let all = props.comparison.columns.first().map(clients).unwrap_or_default();
    // Whoever was first told something else is of interest first.
    let first = props.comparison.differences.first().and_then(|it| {
        let column = props.comparison.columns.first()?;
        column.requests.iter().find(|request| request.at == it.at).map(|request| request.client)
    });
    let chosen = use_state(|| None::<Option<u32>>);
    let client = (*chosen).or(first).filter(|it| all.contains(it)).or(all.first().copied()).flatten();
    let onchange = {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| {
            chosen.set(Some(event.target_unchecked_into::<HtmlSelectElement>().value().parse().ok()));
        })
    };
    html! {
        <section class="phones" aria-labelledby="phones-title">
            <div class="about">
                <h2 id="phones-title">{ texts.user }</h2>
                <p>{ texts.user_about }</p>
                <label for="phone-client">{ texts.client }</label>
                <select id="phone-client" {onchange}>
                    { for all.iter().map(|it| {
                        let value = it.map_or_else(|| "you".to_owned(), |client| client.to_string());
                        html! { <option {value} selected={*it == client}>{ name(*it, texts) }</option> }
                    }) }
                </select>
            </div>
            <div class="columns">
                { for props.comparison.columns.iter().enumerate().map(|(place, column)| html! {
                    <div class="seen-by" key={place} role="group" aria-label={props.say(&column.name).to_owned()}>
                        <p class="of" aria-hidden="true">{ props.say(&column.name) }</p>
                        { phone(props, column, client, texts) }
                    </div>
                }) }
            </div>
        </section>
    }
}

fn name(client: Option<u32>, texts: &CompareWords) -> String {
    client.map_or_else(|| texts.person.to_owned(), texts.client_number)
}

fn phone(props: &PartProps, column: &Column, client: Option<u32>, texts: &CompareWords) -> Html {
    let language = props.model.language;
    let seen = screen(column, client, props.model.at());
    let Some(Screen { request, waits }) = seen else {
        return html! { <div class="phone"><p class="bar"><span>{ name(client, texts) }</span></p><p class="say">{ texts.nothing_yet }</p></div> };
    };
    let node = column.nodes.get(usize::from(request.node)).map(|it| props.say(it)).unwrap_or_default();
    let took = request.until.map(|until| span(until.since(request.at), language));
    let (big, said) = match (waits, &request.balance) {
        (true, _) => ("…".to_owned(), texts.waiting.to_owned()),
        (false, Some(balance)) => (balance.clone(), took.map(|it| (texts.answered)(&it)).unwrap_or_default()),
        (false, None) => ("—".to_owned(), sentence(props.say(&request.told), language)),
    };
    let (class, knows) = match (waits, request.fate, &request.missed) {
        (true, ..) => ("calm", texts.knows_waits.to_owned()),
        (_, Fate::Stale, Some(missed)) => ("stale", props.say(missed).to_owned()),
        (_, Fate::Done | Fate::Stale, _) if request.reads => ("calm", texts.knows_done.to_owned()),
        (_, Fate::Done | Fate::Stale, _) => ("calm", texts.knows_written.to_owned()),
        (_, Fate::No, _) => ("calm", texts.knows_no.to_owned()),
        (_, Fate::Rejected, _) => ("calm", texts.knows_rejected.to_owned()),
        (_, Fate::Unknown, _) => ("unsure", texts.knows_unknown.to_owned()),
    };
    html! {
        <>
            <div class="phone" data-fate={if waits { "waits" } else { crate::view::columns::class(request.fate) }}>
                <p class="bar"><span>{ name(client, texts) }</span><span>{ (texts.at)(node) }</span></p>
                <p class="ask">{ sentence(props.say(&request.asked), language) }</p>
                <p class="label">{ (texts.balance_of)(&request.account) }</p>
                <p class="big">{ big }</p>
                <p class="say">{ said }</p>
            </div>
            <p class={classes!("knows", class)}>{ knows }</p>
        </>
    }
}

/// Words as a sentence by itself.
fn sentence(words: &str, language: Language) -> String {
    let mut letters = words.chars();
    match (language, letters.next()) {
        (Language::En, Some(first)) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        (Language::Zh, Some(_)) => format!("{words}。"),
        (_, None) => String::new(),
    }
}
