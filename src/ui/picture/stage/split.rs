//! Parts the cluster without drawing: the nodes that are ticked stand on the other side. The way
//! for keyboards and screen readers, and for any shape of partition.

use super::MenuProps;
use crate::base::ids::NodeId;
use crate::sim::fault::Cut;
use crate::sim::input::Action;
use crate::ui::picture::popover::Popover;
use crate::ui::store::Intent;
use crate::ui::words::words;
use crate::view::names;
use yew::prelude::*;

/// What the dialog needs.
#[derive(Clone, PartialEq, Properties)]
pub struct SplitProps {
    /// What every menu needs.
    pub base: MenuProps,
}

/// The dialog that parts the cluster.
#[component]
pub fn Split(props: &SplitProps) -> Html {
    let base = props.base.clone();
    let language = base.inner.model.language;
    let menu = &words(language).picture().menu;
    let cast = base.inner.model.experiment.cast();
    let ids: Vec<NodeId> = base.frame.nodes.iter().map(|node| node.id).collect();
    let ticked = use_state(|| ids.last().copied().into_iter().collect::<Vec<NodeId>>());
    let parts = !ticked.is_empty() && ticked.len() < ids.len();
    let onsubmit = {
        let (base, ticked, ids) = (base.clone(), ticked.clone(), ids.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let rest: Vec<NodeId> = ids.iter().copied().filter(|node| !ticked.contains(node)).collect();
            if !rest.is_empty() && !ticked.is_empty() {
                base.inner.act.emit(Intent::Act(Action::Cut {
                    cut: Cut::Groups { groups: vec![rest, (*ticked).clone()] },
                    heal_at: None,
                }));
                base.close.emit(());
            }
        })
    };
    html! {
        <Popover title={menu.split_title} at={base.at} opener="stage-split" {language} close={base.close.clone()}>
            <form {onsubmit}>
                <fieldset>
                    <legend>{ menu.split_help }</legend>
                    <div class="ticks">
                        { for ids.iter().map(|&node| {
                            let checked = ticked.contains(&node);
                            let ticked = ticked.clone();
                            let onchange = Callback::from(move |_: Event| {
                                let mut now: Vec<NodeId> = ticked.iter().copied().filter(|other| *other != node).collect();
                                if !checked {
                                    now.push(node);
                                    now.sort_unstable();
                                }
                                ticked.set(now);
                            });
                            html! { <label class="tick"><input type="checkbox" {checked} {onchange} />{ names::node(node, &cast, language) }</label> }
                        }) }
                    </div>
                </fieldset>
                if !parts { <p class="about" role="status">{ menu.split_empty }</p> }
                <div class="choices"><button type="submit" class="danger" disabled={!parts}>{ menu.cut }</button></div>
            </form>
        </Popover>
    }
}
