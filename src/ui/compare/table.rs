//! The receipts, row by row: a figure a column, best and worst with a word, and why.

use super::PartProps;
use crate::lab::compare::{Cell, Rank, Row, Section};
use crate::ui::browser;
use crate::ui::words::words;
use crate::view::numbers::moment;
use yew::prelude::*;

/// A reason of more bytes than this is folded: a row stays a row.
const LONGEST: usize = 420;

/// Every section of the comparison, as a table each.
#[component]
pub fn Table(props: &PartProps) -> Html {
    html! { <>{ for props.comparison.sections.iter().map(|it| section(it, props)) }</> }
}

fn section(it: &Section, props: &PartProps) -> Html {
    let texts = words(props.model.language).compare();
    let heading = format!("table-{}", it.id);
    html! {
        <section class="receipts" data-part={it.id.clone()} aria-labelledby={heading.clone()}>
            <h2 id={heading.clone()}>{ props.say(&it.title) }</h2>
            <p class="note">{ props.say(&it.note) }</p>
            <table aria-labelledby={heading}>
                <thead><tr>
                    <th scope="col"><span class="unseen">{ texts.what }</span></th>
                    { for props.comparison.columns.iter().map(|column| html! { <th scope="col">{ props.say(&column.name) }</th> }) }
                    <th scope="col">{ texts.why }</th>
                </tr></thead>
                <tbody>{ for it.rows.iter().map(|row| line(row, props)) }</tbody>
            </table>
        </section>
    }
}

fn line(row: &Row, props: &PartProps) -> Html {
    let texts = words(props.model.language).compare();
    let proof = |it: &crate::lab::compare::Proof| {
        let column = &props.comparison.columns[usize::from(it.column)];
        let name = props.say(&column.name);
        let go = props.go(it.at);
        let onclick = Callback::from(move |event: MouseEvent| {
            go.emit(event);
            browser::reveal("stages");
        });
        html! { <button type="button" class="quiet" {onclick}>{ (texts.proof)(&moment(it.at, props.model.language), name) }</button> }
    };
    html! {
        <tr key={row.id.clone()} data-row={row.id.clone()}>
            <th scope="row">{ props.say(&row.title) }if let Some(note) = &row.note { <small>{ props.say(note) }</small> }</th>
            { for row.cells.iter().enumerate().map(|(n, it)| cell(it, props.say(&props.comparison.columns[n].name), props)) }
            <td class="why">
                if let Some(why) = &row.why {
                    if props.say(&why.said).len() > LONGEST {
                        <details><summary>{ texts.show_why }</summary><p>{ props.say(&why.said) }</p></details>
                    } else {
                        <span>{ props.say(&why.said) }</span>
                    }
                    <span class="proofs">{ for why.proof.iter().map(proof) }</span>
                }
            </td>
        </tr>
    }
}

fn cell(it: &Cell, name: &str, props: &PartProps) -> Html {
    let texts = words(props.model.language).compare();
    let (class, word) = match it.rank {
        Rank::Best => ("best", Some(texts.best)),
        Rank::Worst => ("worst", Some(texts.worst)),
        Rank::Neither => ("", None),
        Rank::Cannot => ("cannot", None),
    };
    html! {
        <td class={class} data-column={name.to_owned()}>
            <span class="figure">{ props.say(&it.said) }</span>
            if let Some(word) = word { <b class="rank">{ word }</b> }
            if let Some(more) = &it.more { <small>{ props.say(more) }</small> }
            if !it.series.is_empty() { { spark(&it.series, (texts.goodput)(&it.series.iter().map(u32::to_string).collect::<Vec<_>>().join(", "))) } }
        </td>
    }
}

/// How much got done, window by window.
fn spark(series: &[u32], said: String) -> Html {
    let most = f64::from(series.iter().copied().max().unwrap_or(0).max(1));
    let wide = 120.0 / series.len() as f64;
    html! {
        <svg class="spark" viewBox="0 0 120 24" role="img" aria-label={said} preserveAspectRatio="none">
            { for series.iter().enumerate().map(|(n, &count)| {
                let tall = f64::from(count) / most * 22.0;
                html! { <rect x={format!("{:.1}", wide * n as f64)} y={format!("{:.1}", 23.0 - tall)} width={format!("{:.1}", (wide - 0.8).max(0.4))} height={format!("{:.1}", tall + 1.0)} /> }
            }) }
        </svg>
    }
}
