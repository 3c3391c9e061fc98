//! What can be done to a link: cut it both ways or one way, heal it, make it slow or lossy.

use super::MenuProps;
use crate::base::ids::NodeId;
use crate::sim::fault::Cut;
use crate::sim::input::Action;
use crate::sim::network::Link;
use crate::ui::picture::popover::Popover;
use crate::ui::store::{Intent, Selection};
use crate::ui::words::words;
use crate::view::link::{lossy, planned, slower};
use crate::view::{cut, names};
use yew::prelude::*;

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
    let picture = &words(language).picture;
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
        </Popover>
    }
}
