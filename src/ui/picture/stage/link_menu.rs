//! What can be done to a link: cut it both ways or one way, heal it, make it slow or lossy; and to the
//! messages that are on it, for whom a message is too small or too quick to be taken hold of.

use super::MenuProps;
use crate::base::ids::NodeId;
use crate::lab::frame::FlightFrame;
use crate::sim::fault::Cut;
use crate::sim::input::Action;
use crate::sim::network::Link;
use crate::ui::picture::popover::Popover;
use crate::ui::store::{Intent, Selection};
use crate::ui::words::words;
use crate::view::link::{lossy, planned, slower};
use crate::view::{cut, flight, names};
use yew::prelude::*;

/// So many messages of a link are listed.
const MOST_LISTED: usize = 5;

/// What the menu of a link needs.
#[derive(Clone, PartialEq, Properties)]
pub struct LinkMenuProps {
    pub a: NodeId,
    pub b: NodeId,
    /// What every menu needs.
    pub base: MenuProps,
}

#[component]
pub fn LinkMenu(props: &LinkMenuProps) -> Html {
    let LinkMenuProps { a, b, base } = props.clone();
    let model = &base.inner.model;
    let language = model.language;
    let picture = words(language).picture();
    let menu = &picture.menu;
    let cast = base.inner.model.experiment.cast();
    let (name_a, name_b) = (names::node(a, &cast, language), names::node(b, &cast, language));
    let act = |action: Action| base.send::<MouseEvent>(Intent::Act(action));
    let cuts = &base.frame.cuts;
    let (there, back) = (cut::blocked(cuts, a, b), cut::blocked(cuts, b, a));
    let heal = {
        let (base, rules) = (base.clone(), cut::rules(cuts, a, b));
        Callback::from(move |_: MouseEvent| {
            rules
                .iter()
                .for_each(|&rule| base.inner.act.emit(Intent::Act(Action::Heal { rule: Some(rule) })));
            base.close.emit(());
        })
    };
    // Both directions change alike; whoever wants them apart finds each in the settings at the
    // side.
    let change = |changed: fn(&Link) -> Link| {
        let base = base.clone();
        Callback::from(move |_: MouseEvent| {
            for (from, to) in [(a, b), (b, a)] {
                let link = changed(planned(&base.inner.model.experiment, from, to));
                base.inner.act.emit(Intent::Act(Action::SetLink { from, to, link }));
            }
            base.close.emit(());
        })
    };
    let one_way = |from, to| act(Action::Cut { cut: Cut::OneWay { from, to }, heal_at: None });
    let edit = |from, to| base.send::<MouseEvent>(Intent::Select(Some(Selection::Link(from, to))));
    html! {
        <Popover title={format!("{name_a} – {name_b}")} at={base.at} opener={format!("link-{a}-{b}")} {language} close={base.close.clone()}>
            <div class="choices">
                if there || back {
                    <button type="button" class="main" onclick={heal}>{ menu.heal }</button>
                }
                if !(there && back) {
                    <button type="button" class="danger" onclick={act(Action::Cut { cut: Cut::Link { a, b }, heal_at: None })}>{ menu.cut_both }</button>
                }
                if !there { <button type="button" class="danger" onclick={one_way(a, b)}>{ (menu.cut_one_way)(name_a, name_b) }</button> }
                if !back { <button type="button" class="danger" onclick={one_way(b, a)}>{ (menu.cut_one_way)(name_b, name_a) }</button> }
            </div>
            <div class="choices">
                <button type="button" onclick={change(|link| slower(link, 10))}>{ menu.slow_link }</button>
                <button type="button" onclick={change(|link| lossy(link, 300_000))}>{ menu.lossy_link }</button>
                <button type="button" onclick={change(Link::clone)}>{ menu.planned_link }</button>
            </div>
            <div class="choices">
                <button type="button" class="quiet" onclick={edit(a, b)}>{ (menu.edit_link)(name_a, name_b) }</button>
                <button type="button" class="quiet" onclick={edit(b, a)}>{ (menu.edit_link)(name_b, name_a) }</button>
            </div>
            { on_its_way(&base, a, b) }
        </Popover>
    }
}

/// The messages on a link, each with what can be done to it.
fn on_its_way(base: &MenuProps, a: NodeId, b: NodeId) -> Html {
    let model = &base.inner.model;
    let language = model.language;
    let menu = &words(language).picture().menu;
    let cast = model.experiment.cast();
    let ends =
        |flight: &&FlightFrame| matches!((flight.from, flight.to), ends if ends == (a, b) || ends == (b, a));
    let all: Vec<&FlightFrame> = base.frame.flights.iter().filter(ends).collect();
    if all.is_empty() {
        return Html::default();
    }
    let more = all.len().saturating_sub(MOST_LISTED);
    html! {
        <fieldset class="on-its-way">
            <legend>{ menu.on_its_way }</legend>
            { for all.iter().take(MOST_LISTED).map(|shown| {
                let flight = shown.id;
                let act = |action: Action| base.send::<MouseEvent>(Intent::Act(action));
                html! {
                    <div key={flight.0} class="choices" role="group" aria-label={flight::said(shown, &cast, language)} data-on-its-way={flight.to_string()}>
                        <span>{ format!("{} → {}: {} {}", names::node(shown.from, &cast, language), names::node(shown.to, &cast, language), shown.name.in_language(language), shown.gist) }</span>
                        if shown.arrives.is_some() { <button type="button" onclick={act(Action::Hold { flight })}>{ menu.hold }</button> }
                        <button type="button" onclick={act(Action::Release { flight })}>{ menu.release }</button>
                        <button type="button" class="danger" onclick={act(Action::Drop { flight })}>{ menu.drop }</button>
                        <button type="button" onclick={act(Action::Duplicate { flight, after_us: 0 })}>{ menu.duplicate }</button>
                    </div>
                }
            }) }
            if more > 0 { <p class="about">{ (menu.and_more)(more) }</p> }
        </fieldset>
    }
}
