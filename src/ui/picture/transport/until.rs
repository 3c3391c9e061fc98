//! Run until: the next broken promise, the next fact of a kind, or the moment at which a condition
//! becomes true.

use crate::base::ids::NodeId;
use crate::lab::claim::kinds;
use crate::lab::until::{LONGEST_CONDITION, Sought};
use crate::protocol::catalog;
use crate::ui::browser;
use crate::ui::picture::Props;
use crate::ui::store::{Intent, Model};
use crate::ui::words::words;
use web_sys::{HtmlSelectElement, SubmitEvent};
use yew::prelude::*;

/// The ways to run on until something happens.
#[component]
pub fn Until(props: &Props) -> Html {
    let Props { model, act } = props;
    let texts = words(model.language).share();
    let kind = use_node_ref();
    let next = {
        let (kind, act) = (kind.clone(), act.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(kind) = kind.cast::<HtmlSelectElement>() {
                act.emit(Intent::Until(Sought::Fact { kind: kind.value() }));
            }
        })
    };
    let when = {
        let act = act.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(field) = browser::field("until-condition") {
                act.emit(Intent::Until(Sought::Condition { text: field.value() }));
            }
        })
    };
    let known = known(model);
    let node = model.experiment.cast().slug(NodeId(0));
    let account = model.experiment.accounts.first().map_or("", |account| &account.name);
    let example = format!("balance({node}, {account}) < 0");
    html! {
        <details class="until" id="until">
            <summary>{ texts.until }</summary>
            <div class="ways">
                <button type="button" class="tool" id="until-verdict" onclick={props.send(Intent::Until(Sought::Verdict))}>{ texts.until_verdict }</button>
                <span>
                    <label for="until-kind">{ texts.until_kind }</label>
                    <select ref={kind} id="until-kind">{ for known.into_iter().map(|(name, title)| html! { <option value={name}>{ title }</option> }) }</select>
                    <button type="button" class="tool" id="until-fact" onclick={next}>{ texts.until_fact }</button>
                </span>
                <form onsubmit={when}>
                    <label for="until-condition">{ texts.until_condition }</label>
                    <input type="text" id="until-condition" maxlength={LONGEST_CONDITION.to_string()} autocomplete="off" spellcheck="false" placeholder={example.clone()} aria-describedby="until-help" />
                    <button type="submit" class="tool" id="until-go">{ texts.until_go }</button>
                </form>
                if model.sought.is_some() {
                    <span role="status">{ texts.until_running }</span>
                    <button type="button" class="tool" id="until-stop" onclick={props.send(Intent::StopUntil)}>{ texts.until_stop }</button>
                }
            </div>
            <p id="until-help">{ texts.until_help }</p>
        </details>
    }
}

/// Every kind of fact that can be looked for, with what it is called. What the protocol marks on the
/// ribbon is called as it is there; the rest by its name in files.
fn known(model: &Model) -> Vec<(&'static str, &'static str)> {
    let own = catalog::find(&model.experiment.protocol.name).map(|entry| entry.facts).unwrap_or_default();
    let own = own.iter().map(|row| {
        let title = row.mark.map_or(row.name, |mark| mark.in_language(model.language));
        (row.name, title)
    });
    kinds().map(|(name, title)| (name, title.in_language(model.language))).chain(own).collect()
}

/// What is looked for, as the page calls it.
pub fn sought_as(sought: &Sought, model: &Model) -> String {
    match sought {
        Sought::Verdict => words(model.language).share().sought_promise.to_owned(),
        Sought::Condition { text } => text.clone(),
        Sought::Fact { kind } => {
            let found = known(model).into_iter().find(|(name, _)| name == kind);
            found.map_or_else(|| kind.clone(), |(_, title)| format!("“{title}”"))
        }
    }
}
