//! The branches by name: which one is shown, where each left its parent, and where two first
//! differ.

use super::tree::Tree;
use crate::ui::picture::Props;
use crate::ui::store::Intent;
use crate::ui::words::words;
use crate::view::numbers::moment;
use yew::prelude::*;

/// A button for each branch, and a way to all that can be done with them.
#[component]
pub fn Branches(props: &Props) -> Html {
    let model = &props.model;
    let (branches, current, language) = (&model.branches, model.current, model.language);
    let open = use_state(|| false);
    if branches.len() < 2 {
        return Html::default();
    }
    let texts = &words(language).picture().run;
    let manage = words(language).share().branches;
    let shown = model.branch();
    // A branch is compared with where it came from; the original with the youngest of its children.
    let other = shown.and_then(|branch| branch.parent).or_else(|| {
        branches.iter().rev().find(|branch| branch.parent == Some(current)).map(|branch| branch.id)
    });
    let set = |to: bool| {
        let open = open.clone();
        Callback::from(move |()| open.set(to))
    };
    html! {
        <div class="branches" role="group" aria-label={texts.branches}>
            { for branches.iter().map(|branch| {
                let left = branch.parent.map(|parent| (texts.from)(&model.branch_name(parent), &moment(branch.forked, language)));
                html! {
                    <button type="button" key={branch.id} class="branch" aria-pressed={(branch.id == current).to_string()} data-branch={branch.id.to_string()}
                        title={left.clone()} onclick={props.send(Intent::ShowBranch(branch.id))}>
                        { model.branch_name(branch.id) }
                        if branch.parent.is_some() { <small>{ moment(branch.forked, language) }</small> }
                    </button>
                }
            }) }
            if let Some(other) = other {
                <button type="button" class="branch more-of" onclick={props.send(Intent::Compare(current, other))}>{ (texts.compare)(&model.branch_name(other)) }</button>
            }
            <button type="button" class="branch more-of" id="branches-open" aria-haspopup="dialog" onclick={set(true).reform(|_: MouseEvent| ())}>{ manage }</button>
            <Tree page={props.clone()} open={*open} closed={set(false)} />
        </div>
    }
}
