//! What a node shows beside its logs and balances: one small table for each section.

use crate::base::text::Language;
use crate::lab::experiment::Experiment;
use crate::lab::frame::NodeFrame;
use crate::ui::words::words;
use crate::view::tables::{Table, tables};
use std::rc::Rc;
use yew::prelude::*;

/// What the tables of a node need.
#[derive(Clone, PartialEq, Properties)]
pub struct TablesProps {
    pub node: NodeFrame,
    /// For the names of accounts.
    pub experiment: Rc<Experiment>,
    pub language: Language,
}

/// The tables of a node; nothing where it has none.
#[component]
pub fn Tables(props: &TablesProps) -> Html {
    let TablesProps { node, experiment, language } = props;
    html! { { for tables(node, experiment, *language).iter().map(|table| drawn(table, *language)) } }
}

fn drawn(table: &Table, language: Language) -> Html {
    let texts = &words(language).picture().side;
    html! {
        <div class="wide-table" tabindex="0" role="region" aria-label={table.title.clone()}>
            <table class={if table.alarming { "section alarm" } else { "section" }}>
                <caption>{ &table.title }</caption>
                <thead><tr>{ for table.head.iter().map(|head| html! { <th scope="col">{ head }</th> }) }</tr></thead>
                <tbody>
                    { for table.rows.iter().map(|row| html! { <tr>{ for row.iter().map(|cell| html! { <td>{ cell }</td> }) }</tr> }) }
                    if table.rows.is_empty() { <tr class="gap"><td colspan={table.head.len().to_string()}>{ texts.none }</td></tr> }
                </tbody>
            </table>
        </div>
    }
}
