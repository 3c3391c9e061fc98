//! The branches by name: which one is shown, where each left its parent, and where two first
//! differ.

use crate::base::text::Language;
use crate::lab::frame::BranchFrame;
use crate::ui::store::Intent;
use crate::ui::words::words;
use crate::view::numbers::moment;
use std::rc::Rc;
use yew::prelude::*;

/// What the branches need.
#[derive(Clone, PartialEq, Properties)]
pub struct BranchesProps {
    pub branches: Rc<Vec<BranchFrame>>,
    /// The one that is shown.
    pub current: u32,
    pub language: Language,
    pub act: Callback<Intent>,
}

#[component]
pub fn Branches(props: &BranchesProps) -> Html {
    let BranchesProps { branches, current, language, act } = props;
    if branches.len() < 2 {
        return Html::default();
    }
    let texts = &words(*language).picture.run;
    let send = |intent: Intent| {
        let act = act.clone();
        Callback::from(move |_: MouseEvent| act.emit(intent.clone()))
    };
    let shown = branches.iter().find(|branch| branch.id == *current);
    // A branch is compared with where it came from; the original with the youngest of its children.
    let other = shown.and_then(|branch| branch.parent).or_else(|| {
        branches.iter().rev().find(|branch| branch.parent == Some(*current)).map(|branch| branch.id)
    });
    html! {
        <div class="branches" role="group" aria-label={texts.branches}>
            { for branches.iter().map(|branch| {
                let left = branch.parent.map(|parent| (texts.from)(&(texts.branch)(parent), &moment(branch.forked, *language)));
                html! {
                    <button type="button" key={branch.id} class="branch" aria-pressed={(branch.id == *current).to_string()} data-branch={branch.id.to_string()}
                        title={left.clone()} onclick={send(Intent::ShowBranch(branch.id))}>
                        { (texts.branch)(branch.id) }
                        if branch.parent.is_some() { <small>{ moment(branch.forked, *language) }</small> }
                    </button>
                }
            }) }
            if let Some(other) = other {
                <button type="button" class="branch compare" onclick={send(Intent::Compare(*current, other))}>{ (texts.compare)(&(texts.branch)(other)) }</button>
            }
        </div>
    }
}
