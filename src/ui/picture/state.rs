//! The replicas side by side: every balance at every node, differences marked with a shape and a
//! word.

use super::Props;
use super::parts::{Swatch, light, seal_icon, standing_said};
use super::tables::Tables;
use crate::base::text::Language;
use crate::lab::frame::{Camera, Frame};
use crate::ui::store::Intent;
use crate::ui::words::picture::SideWords;
use crate::ui::words::words;
use crate::view::compare::{Cell, Comparison, compare};
use crate::view::numbers::whole;
use crate::view::standing::{self, Light};
use crate::view::tables::tables;
use crate::view::{card, names, seal};
use yew::prelude::*;

/// The replicas side by side.
#[component]
pub fn State(props: &Props) -> Html {
    let model = &props.model;
    let Some(frame) = &model.frame else { return Html::default() };
    let language = model.language;
    let texts = &words(language).picture().side;
    let table = compare(frame, &model.experiment);
    let standings = seal::standings_of(frame);
    let cast = model.experiment.cast();
    let copies = standing::copies(frame, language);
    let is_compared = frame.nodes.iter().any(|node| node.group.is_some());
    let different = table.accounts.iter().filter(|row| row.differs).count();
    html! {
        <div class="state-side">
            if is_compared {
                <p class="agreement">
                    { light(copies.0, copies.1) }
                    { if different > 0 { format!(" · {}", (texts.differences)(different)) } else { format!(" · {}", texts.no_difference) } }
                </p>
            } else {
                <p class="agreement neutral">{ words(language).picture().stage.no_copies }</p>
            }
            if table.nodes.is_empty() { <p class="summary">{ texts.no_balances }</p> } else {
            <div class="wide-table" tabindex="0" role="region" aria-label={texts.states}>
                <table class="balances">
                    <caption class="unseen">{ texts.states }</caption>
                    <thead>
                        <tr>
                            <th scope="col">{ texts.account }</th>
                            { for table.nodes.iter().map(|&node| html! { <th scope="col" class="n"><Swatch {node} />{ names::node(node, &cast, language) }</th> }) }
                        </tr>
                        <tr class="seals">
                            <td></td>
                            { for frame.nodes.iter().zip(&standings).filter(|(node, _)| table.nodes.contains(&node.id)).map(|(node, standing)| html! {
                                <td class="n"><span role="img" aria-label={standing_said(node.stands, node.group.is_some(), language)} title={standing_said(node.stands, node.group.is_some(), language)}>{ node.group.map(|_| seal_icon(&node.seal, *standing, node.stands)) }</span></td>
                            }) }
                        </tr>
                    </thead>
                    <tbody>
                        { for table.accounts.iter().map(|row| html! {
                            <tr key={row.account.0} class={if row.differs { "differs" } else { "" }}>
                                <th scope="row">{ &row.name }</th>{ for row.cells.iter().map(|cell| value(cell, language)) }
                            </tr>
                        }) }
                    </tbody>
                    <tfoot><tr><th scope="row">{ texts.total }</th>{ for table.total.iter().map(|cell| value(cell, language)) }</tr></tfoot>
                </table>
            </div>
            }
            { pages(props, &table, texts) }
            { remarks(frame, props, texts) }
            { for frame.nodes.iter().filter(|node| !tables(node, &model.experiment, language).is_empty()).map(|node| html! {
                <>
                    <h3><Swatch node={node.id} />{ card::name(node, language) }</h3>
                    <Tables node={node.clone()} experiment={model.experiment.clone()} {language} />
                </>
            }) }
        </div>
    }
}

fn value(cell: &Cell, language: Language) -> Html {
    let texts = &words(language).picture().side;
    let legend = &words(language).picture().standing.off;
    let off =
        cell.off.map(|off| if off == Light::Behind { ("behind", legend[0]) } else { ("odd", legend[1]) });
    let class = classes!("n", off.map(|(class, _)| class), cell.down.then_some("is-down"));
    html! {
        <td {class}>
            { cell.text.clone().unwrap_or_else(|| texts.unknown_account.to_owned()) }
            if let (Some((_, word)), Some(light)) = (off, cell.off) { <span class="word"><span aria-hidden="true">{ light.sign() }{ " " }</span>{ word }</span> }
            if cell.down { <span class="word">{ texts.down }</span> }
        </td>
    }
}

/// Which accounts are shown, where there are more than fit.
fn pages(props: &Props, table: &Comparison, texts: &SideWords) -> Html {
    let camera = &props.model.camera;
    let (from, to) = (camera.accounts.start, camera.accounts.end.min(table.count));
    let length = camera.accounts.end.saturating_sub(from).max(1);
    if from == 0 && table.count <= camera.accounts.end {
        return Html::default();
    }
    let turn = |start: u32| {
        Intent::SetCamera(Camera { accounts: start..start.saturating_add(length), ..camera.clone() })
    };
    let range =
        (texts.range)(&whole(u64::from(from) + 1), &whole(u64::from(to)), &whole(u64::from(table.count)));
    html! {
        <div class="pages">
            <button type="button" class="tool" disabled={from == 0} aria-label={texts.previous} onclick={props.send(turn(from.saturating_sub(length)))}>{ "‹" }</button>
            <span>{ range }</span>
            <button type="button" class="tool" disabled={to >= table.count} aria-label={texts.next} onclick={props.send(turn(from.saturating_add(length)))}>{ "›" }</button>
        </div>
    }
}

/// What else nodes say about themselves.
fn remarks(frame: &Frame, props: &Props, texts: &SideWords) -> Html {
    let language = props.model.language;
    let all: Vec<Html> = frame
        .nodes
        .iter()
        .flat_map(|node| node.counters().map(move |counter| (node, counter)))
        .map(|(node, counter)| {
            let text = format!("{} · {}: {}", card::name(node, language), counter.name.in_language(language), counter.value);
            html! { <li class={if counter.alarming { "alarm" } else { "" }}><Swatch node={node.id} />{ text }</li> }
        })
        .collect();
    html! {
        if !all.is_empty() {
            <h3>{ texts.remarks }</h3>
            <ul class="remarks">{ for all }</ul>
        }
    }
}
