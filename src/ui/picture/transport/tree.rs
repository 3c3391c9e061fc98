//! All branches of a run in a dialog: named, shown, deleted, and any two held against each other.

use crate::engine::wire::Place;
use crate::lab::frame::BranchFrame;
use crate::lab::whole::LONGEST_NAME;
use crate::ui::picture::Props;
use crate::ui::picture::narrate::with_narrator;
use crate::ui::picture::why::difference;
use crate::ui::store::{Intent, Notice};
use crate::ui::words::words;
use crate::view::numbers::{moment, whole};
use web_sys::{HtmlDialogElement, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// What the dialog needs.
#[derive(Clone, PartialEq, Properties)]
pub struct TreeProps {
    pub page: Props,
    /// Whether it is open.
    pub open: bool,
    /// It was closed.
    pub closed: Callback<()>,
}

/// The dialog.
#[component]
pub fn Tree(props: &TreeProps) -> Html {
    let TreeProps { page, open, closed } = props;
    let model = &page.model;
    let all = words(model.language);
    let texts = all.share();
    let dialog = use_node_ref();
    // Which two are compared; nothing before somebody chose.
    let chosen = use_state(|| None::<(u32, u32)>);
    let asked = use_state(|| false);
    use_effect_with((*open, dialog.clone()), |(open, dialog)| {
        if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
            match (*open, dialog.open()) {
                (true, false) => drop(dialog.show_modal()),
                (false, true) => dialog.close(),
                _ => {}
            }
        }
    });
    let close = closed.reform(|_: MouseEvent| ());
    let parent = model.branch().and_then(|branch| branch.parent).unwrap_or(0);
    let last = model.branches.len().saturating_sub(1) as u32;
    let (left, right) = chosen
        .filter(|(left, right)| *left.max(right) <= last)
        .unwrap_or(if model.current == 0 { (0, last) } else { (parent, model.current) });
    let choose = |id: &'static str, label: &'static str, is: u32, other: u32, is_left: bool| {
        let (chosen, asked) = (chosen.clone(), asked.clone());
        let onchange = Callback::from(move |event: Event| {
            let value = event.target_unchecked_into::<HtmlSelectElement>().value().parse().unwrap_or(0);
            chosen.set(Some(if is_left { (value, other) } else { (other, value) }));
            asked.set(false);
        });
        html! {
            <span>
                <label for={id}>{ label }</label>
                <select {id} {onchange}>{ for model.branches.iter().map(|branch| html! {
                    <option value={branch.id.to_string()} selected={branch.id == is}>{ model.branch_name(branch.id) }</option>
                }) }</select>
            </span>
        }
    };
    let compare = {
        let (act, asked, chosen) = (page.act.clone(), asked.clone(), chosen.clone());
        Callback::from(move |_: MouseEvent| {
            chosen.set(Some((left, right)));
            asked.set(true);
            act.emit(Intent::CompareBranches(left, right));
        })
    };
    let answer = model.changed.as_ref().filter(|it| (it.left, it.right) == (left, right) && *asked);
    let go = {
        let (act, closed) = (page.act.clone(), closed.clone());
        answer.and_then(|it| it.changed.differs).map(|at| {
            Callback::from(move |_: MouseEvent| {
                act.emit(Intent::ShowBranch(right));
                act.emit(Intent::Seek(Place::Time { at }));
                closed.emit(());
            })
        })
    };
    let deleted = matches!(model.notice, Some(Notice::BranchDeleted { .. }));
    html! {
        <dialog ref={dialog} class="sheet tree" id="branches-sheet" aria-labelledby="branches-title" onclose={closed.reform(|_: Event| ())}>
            <div class="bar"><h2 id="branches-title">{ all.picture().run.branches }</h2><button type="button" class="tool" onclick={close}>{ all.shell().close }</button></div>
            <p>{ texts.branches_about }</p>
            <table>
                <thead><tr><th scope="col">{ texts.branch_name }</th><th scope="col">{ texts.branch_from }</th><th scope="col">{ texts.branch_steps }</th><th scope="col"><span class="unseen">{ texts.actions }</span></th></tr></thead>
                <tbody>{ for model.branches.iter().map(|branch| row(page, branch)) }</tbody>
            </table>
            <div class="said" role="status">
                if let Some(Notice::BranchDeleted { count }) = model.notice {
                    <span>{ (texts.branch_deleted)(count) }</span>
                }
            </div>
            if deleted { <button type="button" class="tool" id="branch-undo" onclick={page.send(Intent::Undo)}>{ all.shell().undo }</button> }
            if last > 0 {
                <h3>{ texts.compare_title }</h3>
                <div class="two">
                    { choose("compare-left", texts.compare_left, left, right, true) }
                    { choose("compare-right", texts.compare_right, right, left, false) }
                    <button type="button" class="tool" id="compare-branches" disabled={left == right} onclick={compare}>{ texts.compare }</button>
                </div>
                if *asked && answer.is_none() { <p role="status">{ texts.comparing }</p> }
                if let Some(answer) = answer { { with_narrator(model, |narrator| difference(page, answer, false, narrator)) } }
                if let Some(go) = go { <button type="button" class="tool" id="compare-go" onclick={go}>{ all.picture().why.go }</button> }
            }
        </dialog>
    }
}

fn row(page: &Props, branch: &BranchFrame) -> Html {
    let model = &page.model;
    let texts = words(model.language).share();
    let name = model.branch_name(branch.id);
    let given = model.names.iter().find(|it| it.branch == branch.id).map(|it| it.name.clone());
    let id = branch.id;
    let act = page.act.clone();
    let onchange = Callback::from(move |event: Event| {
        act.emit(Intent::NameBranch(id, event.target_unchecked_into::<HtmlInputElement>().value()));
    });
    let is_shown = branch.id == model.current;
    html! {
        <tr key={branch.id} data-row={branch.id.to_string()}>
            <td><input type="text" maxlength={LONGEST_NAME.to_string()} autocomplete="off" aria-label={(texts.name_of)(&name)} placeholder={(words(model.language).picture().run.branch)(id)} value={given.unwrap_or_default()} {onchange} /></td>
            <td>{ branch.parent.map(|parent| (words(model.language).picture().run.from)(&model.branch_name(parent), &moment(branch.forked, model.language))) }</td>
            <td class="n">{ whole(branch.steps) }</td>
            <td class="do">
                <button type="button" class="quiet show" aria-pressed={is_shown.to_string()} aria-label={(texts.show_of)(&name)} onclick={page.send(Intent::ShowBranch(id))}>{ texts.show_branch }</button>
                if id > 0 { <button type="button" class="quiet delete" aria-label={(texts.delete_of)(&name)} onclick={page.send(Intent::DeleteBranch(id))}>{ texts.delete_branch }</button> }
            </td>
        </tr>
    }
}
