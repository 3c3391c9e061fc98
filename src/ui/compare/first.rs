//! The first moment at which clients were told different things, and the ones after it.

use super::PartProps;
use crate::lab::compare::MOST_DIFFERENCES;
use crate::ui::words::words;
use crate::view::numbers::{moment, whole};
use yew::prelude::*;

/// The first difference in what clients were told, with the way to the others.
#[component]
pub fn First(props: &PartProps) -> Html {
    let language = props.model.language;
    let texts = words(language).compare();
    let all = &props.comparison.differences;
    let nth = use_state(|| 0usize);
    let count = props.comparison.difference_count;
    let Some(difference) = all.get((*nth).min(all.len().saturating_sub(1))) else {
        return html! { <section class="first" aria-labelledby="first-title"><h2 id="first-title">{ texts.first }</h2><p>{ texts.never }</p></section> };
    };
    let shown = (*nth).min(all.len() - 1);
    let step = |to: Option<usize>, word: &'static str, id: &'static str| {
        let onclick = {
            let nth = nth.clone();
            let go = to
                .and_then(|to| all.get(to))
                .map(|it| props.go(it.told.iter().map(|told| told.at).max().unwrap_or(it.at)));
            Callback::from(move |event: MouseEvent| {
                if let (Some(to), Some(go)) = (to, &go) {
                    nth.set(to);
                    go.emit(event);
                }
            })
        };
        html! { <button type="button" class="tool" {id} disabled={to.is_none()} {onclick}>{ word }</button> }
    };
    let told_at = difference.told.iter().map(|told| told.at).max().unwrap_or(difference.at);
    html! {
        <section class="first" aria-labelledby="first-title" data-differences={count.to_string()}>
            <h2 id="first-title">{ texts.first }</h2>
            <p class="when"><b>{ moment(difference.at, language) }</b><small>{ (texts.nth)(&whole(shown as u64 + 1), &whole(u64::from(count))) }
                if count as usize > MOST_DIFFERENCES { { " · " }{ (texts.listed)(&whole(MOST_DIFFERENCES as u64)) } }</small></p>
            <p>{ props.say(&difference.asked) }</p>
            <dl>
                { for props.comparison.columns.iter().zip(&difference.told).map(|(column, told)| html! {
                    <div><dt>{ props.say(&column.name) }</dt><dd>{ props.say(&told.said) }<small>{ " " }{ moment(told.at, language) }</small></dd></div>
                }) }
            </dl>
            <p class="steps">
                { step(shown.checked_sub(1), texts.previous, "difference-previous") }
                <button type="button" class="tool" id="difference-go" onclick={props.go(told_at)}>{ texts.go }</button>
                { step(Some(shown + 1).filter(|next| *next < all.len()), texts.next, "difference-next") }
            </p>
        </section>
    }
}
