//! What each client asked and got: how many operations surely happened, surely did not, or nobody
//! knows, and the last ones one by one.

use super::Props;
use crate::base::ids::FactId;
use crate::base::text::Language;
use crate::base::time::Span;
use crate::engine::wire::Place;
use crate::lab::frame::{ClientsFrame, OperationFrame};
use crate::lab::stale::StaleRead;
use crate::lab::why::Question;
use crate::sim::trace::Outcome;
use crate::ui::store::{Intent, Selection};
use crate::ui::words::picture::SideWords;
use crate::ui::words::words;
use crate::view::{names, narrate, numbers};
use yew::prelude::*;

/// Counts of operations by how they ended, and the last of them as sentences.
#[component]
pub fn Clients(props: &Props) -> Html {
    let Some(frame) = &props.model.frame else { return Html::default() };
    let language = props.model.language;
    let texts = &words(language).picture().side;
    html! {
        <div class="clients">
            { counts(&frame.clients, texts) }
            if frame.clients.last.is_empty() {
                <p class="summary">{ texts.nobody }</p>
            } else {
                <h3>{ texts.last }</h3>
                <ol class="operations">{ for frame.clients.last.iter().rev().map(|asked| operation(asked, props, language, texts)) }</ol>
            }
        </div>
    }
}

/// How operations ended, each with a shape and a word.
fn counts(clients: &ClientsFrame, texts: &SideWords) -> Html {
    let all = [
        ("ok", "✓", clients.ok, texts.ok),
        ("fail", "✕", clients.refused, texts.refused),
        ("info", "?", clients.unknown, texts.unknown),
        ("wait", "…", clients.waiting, texts.waiting),
    ];
    html! {
        <dl class="counts">
            { for all.map(|(class, sign, count, word)| html! {
                <div {class}>
                    <dt><span aria-hidden="true">{ sign }</span>{ " " }{ word }</dt>
                    <dd>{ numbers::whole(u64::from(count)) }</dd>
                </div>
            }) }
        </dl>
    }
}

fn operation(asked: &OperationFrame, props: &Props, language: Language, texts: &SideWords) -> Html {
    let (class, sign) = match asked.outcome {
        Some(Outcome::Ok) => ("ok", "✓"),
        Some(Outcome::Fail) => ("fail", "✕"),
        Some(Outcome::Info) => ("info", "?"),
        None => ("wait", "…"),
    };
    let who = asked.client.map_or_else(|| texts.you.to_owned(), texts.client_number);
    let got = match (asked.outcome, &asked.balances[..], asked.refusal) {
        (Some(Outcome::Ok), balances @ [_, ..], _) => {
            let each: Vec<String> = balances
                .iter()
                .map(|&balance| numbers::money(balance, props.model.experiment.decimals))
                .collect();
            format!("{} {}", texts.balance, each.join(" + "))
        }
        (Some(Outcome::Fail), _, Some(why)) => narrate::refusal(why, language),
        (Some(outcome), ..) => narrate::outcome(outcome, language),
        (None, ..) => texts.waiting.to_owned(),
    };
    let took =
        asked.returned.map(|returned| numbers::span(returned.since(asked.at), language)).unwrap_or_default();
    let go = {
        let (act, fact) = (props.act.clone(), asked.fact);
        Callback::from(move |_: MouseEvent| {
            act.emit(Intent::Seek(Place::Fact { fact }));
            act.emit(Intent::Select(Some(Selection::Fact(fact))));
        })
    };
    let stale = asked.stale.map(|read| stale(&read, props, language));
    let strange = asked.answered.filter(|_| matches!(asked.outcome, Some(Outcome::Fail | Outcome::Info)));
    let class = if stale.is_some() { classes!(class, "is-stale") } else { classes!(class) };
    html! {
        <li key={asked.fact.0} {class}>
            <button type="button" onclick={go} title={narrate::operation(asked, &props.model.experiment, language)}>
                <span class="sign" aria-hidden="true">{ sign }</span>
                <span class="who">{ who }{ " · " }{ names::node(asked.node, &props.model.experiment.cast(), language) }</span>
                <span class="when">{ numbers::moment(asked.at, language) }</span>
                <span class="what">{ narrate::call(&asked.call, &props.model.experiment, language) }</span>
                <span class="got">{ got }</span>
                <span class="took">{ took }</span>
            </button>
            { stale }
            if let Some(about) = strange { <p class="ask">{ why(about, props, language) }</p> }
        </li>
    }
}

/// Asks why an answer is as it is.
pub(super) fn why(about: FactId, props: &Props, language: Language) -> Html {
    html! {
        <button type="button" class="quiet why-ask" data-why={about.to_string()} onclick={props.send(Intent::Why { about, question: Question::Anything })}>{ words(language).picture().why.ask }</button>
    }
}

/// What a stale read missed, and the way to it. The client cannot know it.
pub(super) fn stale(read: &StaleRead, props: &Props, language: Language) -> Html {
    let texts = &words(language).picture().standing;
    let said = (texts.stale)(
        &numbers::moment(read.at, language),
        &numbers::whole(u64::from(read.versions)),
        &numbers::span(Span(read.age_us), language),
        &numbers::money(read.newest, props.model.experiment.decimals),
    );
    let cast = props.model.experiment.cast();
    let missed = (texts.missed)(
        names::node(read.missed_node, &cast, language),
        &numbers::moment(read.missed_at, language),
    );
    let (act, fact) = (props.act.clone(), read.missed);
    let go = Callback::from(move |_: MouseEvent| {
        act.emit(Intent::Seek(Place::Fact { fact }));
        act.emit(Intent::Select(Some(Selection::Fact(fact))));
    });
    html! {
        <p class="stale" data-stale={read.fact.to_string()}>
            <span aria-hidden="true">{ "◐ " }</span>{ said }{ " · " }
            <button type="button" class="quiet" onclick={go}>{ missed }</button>{ " · " }{ why(read.fact, props, language) }
        </p>
    }
}
