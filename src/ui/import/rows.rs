//! The first rows as they will be taken, what each column is, and what is left out.

use super::OpenedProps;
use crate::engine::wire::ImportKind;
use crate::lab::import::options::{Choice, LEDGER_ROLES, Role, Which};
use crate::ui::controls::Pick;
use crate::ui::words::{import::ImportWords, words};
use yew::prelude::*;

/// So many of the lines that are left out are shown.
const SHOWN: usize = 100;

/// The first rows.
#[component]
pub fn First(props: &OpenedProps) -> Html {
    let language = props.language;
    let words = words(language).import();
    let Some(reading) = props.import.reading.as_ref().filter(|reading| !reading.first.is_empty()) else {
        return html! {};
    };
    let as_taken = reading.count > 0 && reading.round_trips.is_none();
    let title = if as_taken { words.first } else { words.first_raw };
    html! {
        <div>
            <h3 id="first-title">{ title }</h3>
            <div class="wide" tabindex="0" role="region" aria-labelledby="first-title">
                <table class="first">
                    <thead><tr>
                        <th scope="col">{ words.line }</th>
                        { for reading.heads.iter().map(|head| html! { <th scope="col">{ head.in_language(language) }</th> }) }
                    </tr></thead>
                    <tbody>{ for reading.first.iter().map(|row| html! {
                        <tr key={row.line}>
                            <td>{ row.line }</td>
                            { for row.cells.iter().map(|cell| html! { <td>{ cell.in_language(language) }</td> }) }
                        </tr>
                    }) }</tbody>
                </table>
            </div>
        </div>
    }
}

/// What a role is called.
fn name(role: Role, words: &ImportWords) -> &'static str {
    match role {
        Role::Time => words.role_time,
        Role::Clock => words.role_clock,
        Role::Account => words.role_account,
        Role::Kind => words.role_kind,
        Role::Amount | Role::Main => words.role_amount,
        Role::Income => words.role_income,
        Role::Expense => words.role_expense,
        Role::Counterparty => words.role_counterparty,
        Role::Currency => words.role_currency,
        Role::State => words.role_state,
        Role::RoundTrip => words.role_round_trip,
    }
}

/// Each column with what it was taken for, to be changed.
#[component]
pub fn Columns(props: &OpenedProps) -> Html {
    let language = props.language;
    let words = words(language).import();
    let Some(reading) = props.import.reading.as_ref().filter(|reading| !reading.columns.is_empty()) else {
        return html! {};
    };
    let roles: &'static [Role] = match props.import.kind {
        ImportKind::Samples { .. } => &[Role::RoundTrip],
        _ => &LEDGER_ROLES,
    };
    let options: Vec<AttrValue> = std::iter::once(words.unused)
        .chain(roles.iter().map(|role| name(*role, words)))
        .map(AttrValue::from)
        .collect();
    html! {
        <section aria-labelledby="columns-title">
            <h3 id="columns-title">{ words.columns }</h3>
            <div class="picks">{ for reading.columns.iter().enumerate().map(|(at, column)| {
                let label = if column.name.is_empty() { (words.column)(at + 1) } else { column.name.clone() };
                let chosen = roles.iter().position(|role| Some(*role) == column.role).map_or(0, |role| role + 1);
                let props = props.clone();
                let set = Callback::from(move |place: usize| {
                    let role = place.checked_sub(1).map(|role| roles[role]);
                    let column = Which::At(at as u32);
                    props.say(|options| options.columns.push(Choice { column: column.clone(), role }));
                });
                html! { <Pick key={at} id={format!("import-column-{}", at + 1)} {label} options={options.clone()} {chosen} {language} {set} /> }
            }) }</div>
        </section>
    }
}

/// What is left out, and why.
#[component]
pub fn LeftOut(props: &OpenedProps) -> Html {
    let language = props.language;
    let words = words(language).import();
    let Some(reading) = props.import.reading.as_ref().filter(|reading| reading.left_out_count > 0) else {
        return html! {};
    };
    let shown = &reading.left_out[..reading.left_out.len().min(SHOWN)];
    let more = reading.left_out_count - shown.len() as u64;
    html! {
        <details class="more left-out">
            <summary>{ (words.left_out)(reading.left_out_count) }</summary>
            <table>
                <thead><tr><th scope="col">{ words.line }</th><th scope="col">{ words.why }</th></tr></thead>
                <tbody>{ for shown.iter().map(|out| html! {
                    <tr key={out.line}><td>{ out.line }</td><td>{ out.why.in_language(language) }</td></tr>
                }) }</tbody>
            </table>
            if more > 0 { <p>{ (words.more)(more) }</p> }
        </details>
    }
}
