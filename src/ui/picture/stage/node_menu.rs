//! What can be done to a node: crash it, start it again, let it stand still, cut it off, set its
//! clock and its timers, harm its disk, slow its messages, give it an order, ask it something.

use super::MenuProps;
use super::disk_forms::{Disk, Timers};
use super::node_forms::{Ask, Clock, Orders, Restart};
use crate::base::ids::NodeId;
use crate::lab::frame::{Eyes, Status};
use crate::sim::fault::Cut;
use crate::sim::input::Action;
use crate::ui::picture::look_through;
use crate::ui::picture::popover::Popover;
use crate::ui::store::Intent;
use crate::ui::words::words;
use crate::view::numbers::{skew, speed, whole};
use crate::view::{cut, names};
use yew::prelude::*;

/// What the menu of a node needs.
#[derive(Clone, PartialEq, Properties)]
pub struct NodeMenuProps {
    pub node: NodeId,
    /// What every menu needs.
    pub base: MenuProps,
}

/// How many times slower a node's messages can be made.
const SLOW: [u32; 3] = [3, 10, 100];

#[component]
pub fn NodeMenu(props: &NodeMenuProps) -> Html {
    let NodeMenuProps { node, base } = props.clone();
    let language = base.inner.model.language;
    let menu = &words(language).picture().menu;
    let Some(shown) = base.frame.nodes.iter().find(|shown| shown.id == node) else { return Html::default() };
    let act = |action: Action| base.send::<MouseEvent>(Intent::Act(action));
    let rules = cut::isolating(&base.frame.cuts, node, base.frame.nodes.iter().map(|other| other.id));
    let is_cut = !rules.is_empty();
    let reconnect = {
        let base = base.clone();
        Callback::from(move |_: MouseEvent| {
            rules
                .iter()
                .for_each(|&rule| base.inner.act.emit(Intent::Act(Action::Heal { rule: Some(rule) })));
            base.close.emit(());
        })
    };
    html! {
        <Popover title={names::node(node, &base.inner.model.experiment.cast(), language)} at={base.at} opener={format!("node-{node}")} {language} close={base.close.clone()} about={about(&base, node)}>
            <div class="choices">
                if shown.status == Status::Down {
                    <Restart {node} version={shown.version} base={base.clone()} />
                } else {
                    <button type="button" class="danger" onclick={act(Action::Crash { node, torn: false })}>{ menu.crash }</button>
                    <button type="button" class="danger" onclick={act(Action::Crash { node, torn: true })}>{ menu.crash_torn }</button>
                    if shown.status == Status::Paused {
                        <button type="button" onclick={act(Action::Resume { node })}>{ menu.resume }</button>
                    } else {
                        <button type="button" onclick={act(Action::Pause { node })}>{ menu.pause }</button>
                    }
                }
                if base.frame.nodes.len() > 1 {
                    <button type="button" class="look" onclick={base.send::<MouseEvent>(look_through(&base.inner.model, Some(Eyes { node, lifted: false })))}>{ words(language).eyes().look }</button>
                }
                if is_cut {
                    <button type="button" onclick={reconnect}>{ menu.reconnect }</button>
                } else {
                    <button type="button" onclick={act(Action::Cut { cut: Cut::Isolate { node }, heal_at: None })}>{ menu.isolate }</button>
                }
            </div>
            // Clients talk to services only.
            if shown.part.is_none() { <Ask {node} base={base.clone()} /> }
            <Orders {node} base={base.clone()} />
            <details class="further">
            <summary>{ menu.more }</summary>
            <Disk {node} base={base.clone()} />
            <Clock {node} ahead_us={shown.ahead_us} base={base.clone()} />
            <Timers {node} base={base.clone()} />
            <fieldset>
                <legend>{ menu.slowness }</legend>
                <div class="choices">
                    <button type="button" aria-pressed={(shown.slow_milli == 1_000).to_string()} onclick={act(Action::SetSlow { node, factor_milli: 1_000 })}>{ menu.normal }</button>
                    { for SLOW.map(|times| html! {
                        <button type="button" aria-pressed={(shown.slow_milli == times * 1_000).to_string()}
                            onclick={act(Action::SetSlow { node, factor_milli: times * 1_000 })}>{ (menu.times)(times) }</button>
                    }) }
                </div>
            </fieldset>
            </details>
        </Popover>
    }
}

/// What the node is right now, in a line of facts.
fn about(base: &MenuProps, node: NodeId) -> Html {
    let language = base.inner.model.language;
    let texts = &words(language).picture().stage;
    let Some(shown) = base.frame.nodes.iter().find(|shown| shown.id == node) else { return Html::default() };
    let mut facts = vec![shown.role.in_language(language).to_owned()];
    facts.extend(shown.log().map(|log| (texts.log)(log.len, log.applied)));
    if shown.epoch > 0 {
        facts.push(format!("{} {}", texts.epoch, shown.epoch));
    }
    if shown.ahead_us != 0 {
        facts.push(format!("{} {}", texts.clock, skew(shown.ahead_us, language)));
    }
    if shown.slow_milli != 1_000 {
        facts.push(format!("{} {}", texts.slow, speed(shown.slow_milli)));
    }
    if shown.version != 1 {
        facts.push(format!("{} {}", texts.version, shown.version));
    }
    let counters: Vec<Html> = shown.counters().map(|counter| {
        let value = u64::try_from(counter.value).map_or_else(|_| counter.value.to_string(), whole);
        html! { <li class={if counter.alarming { "alarm" } else { "" }}>{ format!("{}: {value}", counter.name.in_language(language)) }</li> }
    }).collect();
    html! {
        <>
            <p class="about">{ facts.join(" · ") }</p>
            if !counters.is_empty() { <ul class="remarks">{ for counters }</ul> }
        </>
    }
}
