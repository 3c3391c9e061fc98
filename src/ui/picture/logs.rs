//! A node's logs as passbooks, and what else it shows. The engine sends only the rows around the
//! replay position, so a log of a million entries costs no more than a short one.

use super::parts::Swatch;
use super::tables::Tables;
use super::{Props, veiled};
use crate::base::ids::{AccountId, NodeId};
use crate::base::text::Language;
use crate::lab::experiment::Experiment;
use crate::lab::frame::{Camera, Frame, NodeFrame, Status};
use crate::sim::cast::Cast;
use crate::sim::show;
use crate::sim::trace::Write;
use crate::ui::store::{Intent, Selection};
use crate::ui::words::words;
use crate::view::numbers::whole;
use crate::view::passbook::{Line, Tone, passbook, summary};
use crate::view::tables::tables;
use crate::view::{card, names};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Never more rows than this are on the page.
const MOST_ROWS: usize = 64;

/// The rows of each node's log around its replay position.
#[component]
pub fn Logs(props: &Props) -> Html {
    let model = &props.model;
    let last = use_state(|| NodeId(0));
    let Some(frame) = &model.frame else { return Html::default() };
    // A node that is selected anywhere is the one whose log is shown; when the selection moves on,
    // it stays.
    let wanted = model.node().unwrap_or(*last);
    let Some(node) = frame.nodes.iter().find(|node| node.id == wanted).or_else(|| frame.nodes.first()) else {
        return Html::default();
    };
    let pick = {
        let (act, last) = (props.act.clone(), last.clone());
        Callback::from(move |node: NodeId| {
            last.set(node);
            act.emit(Intent::Select(Some(Selection::Node(node))));
        })
    };
    if veiled(model).is_some_and(|eyes| eyes != node.id) {
        let unknown = words(model.language).eyes().veiled;
        return html! { <div class="logs">{ chooser(props, frame, node.id, &pick) }<p class="summary veiled">{ unknown }</p></div> };
    }
    html! {
        <div class="logs">
            { chooser(props, frame, node.id, &pick) }
            // Where other tables follow, that there is no log is no news.
            if node.log().is_some() { { only(props) } } else if tables(node, &model.experiment, model.language).is_empty() { <p class="summary">{ (words(model.language).picture().side.no_log)(card::name(node, model.language)) }</p> }
            { for (0..show::logs(&node.sections).count()).map(|which| html! {
                <Book key={which} {which} lit={model.lit().and_then(|why| why.write)} node={node.clone()} experiment={model.experiment.clone()} language={model.language} />
            }) }
            <Tables node={node.clone()} experiment={model.experiment.clone()} language={model.language} />
        </div>
    }
}

fn chooser(props: &Props, frame: &Frame, shown: NodeId, pick: &Callback<NodeId>) -> Html {
    let language = props.model.language;
    html! {
        <div class="choose" role="group" aria-label={words(language).picture().side.log_of}>
            { for frame.nodes.iter().map(|node| {
                let (id, pick) = (node.id, pick.clone());
                html! {
                    <button type="button" class="whose" aria-pressed={(id == shown).to_string()} onclick={Callback::from(move |_: MouseEvent| pick.emit(id))}>
                        <Swatch node={id} />{ card::name(node, language) }
                    </button>
                }
            }) }
        </div>
    }
}

/// Only the rows of one account.
fn only(props: &Props) -> Html {
    let model = &props.model;
    let texts = &words(model.language).picture().side;
    let onchange = {
        let (act, camera) = (props.act.clone(), model.camera.clone());
        Callback::from(move |event: Event| {
            let only = event.target_unchecked_into::<HtmlSelectElement>().value().parse().ok().map(AccountId);
            act.emit(Intent::SetCamera(Camera { only, ..camera.clone() }));
        })
    };
    html! {
        <label class="only">{ texts.only }
            <select {onchange}>
                <option value="" selected={model.camera.only.is_none()}>{ texts.all }</option>
                { for model.experiment.accounts.iter().take(500).enumerate().map(|(i, account)| html! {
                    <option value={i.to_string()} selected={model.camera.only == Some(AccountId(i as u32))}>{ &account.name }</option>
                }) }
            </select>
        </label>
    }
}

/// What a passbook needs.
#[derive(Clone, PartialEq, Properties)]
struct BookProps {
    node: NodeFrame,
    which: usize,
    /// The write that was missed where something is asked about: its row is lit.
    lit: Option<Write>,
    experiment: std::rc::Rc<Experiment>,
    language: Language,
}

#[component]
fn Book(props: &BookProps) -> Html {
    let BookProps { node, which, lit, experiment, language } = props;
    let Some(log) = show::logs(&node.sections).nth(*which) else { return Html::default() };
    let texts = &words(*language).picture().side;
    let book = passbook(log, node.status == Status::Down, experiment, *language);
    let is_lit = |line: &Line| {
        let row = log.rows.iter().find(|row| row.index == line.index);
        lit.zip(row)
            .is_some_and(|(write, row)| (write.key, write.version.place()) == (row.account, row.index))
    };
    let gap = |text: String| html! { <tr class="gap"><td colspan="4">{ text }</td></tr> };
    html! {
        <>
            if show::logs(&node.sections).nth(1).is_some() { <h3>{ log.title.in_language(*language) }</h3> }
            <table class="book">
                <caption class="unseen">{ (texts.passbook)(card::name(node, *language)) }</caption>
                <thead><tr>
                    <th scope="col" class="n">{ "#" }</th><th scope="col">{ texts.event }</th><th scope="col" class="n">{ texts.amount }</th><th scope="col" class="n">{ texts.balance }</th>
                </tr></thead>
                <tbody>
                    if book.before > 0 { { gap((texts.earlier)(&whole(book.before))) } }
                    { for book.rows.iter().take(MOST_ROWS).map(|line| row(line, is_lit(line), &experiment.cast(), *language)) }
                    if book.rows.is_empty() { { gap(texts.empty.to_owned()) } }
                    if book.after > 0 && !book.rows.is_empty() { { gap((texts.later)(&whole(book.after))) } }
                </tbody>
            </table>
            <p class="summary">{ summary(node, log, *language) }</p>
        </>
    }
}

fn row(line: &Line, lit: bool, cast: &Cast, language: Language) -> Html {
    let tone = match line.tone {
        Tone::Past => "past",
        Tone::Now => "now",
        Tone::Future => "future",
        Tone::Unsaved => "unsaved",
        Tone::Bad => "bad",
    };
    let origin = names::node(line.origin, cast, language);
    html! {
        <tr key={line.index} class={classes!(tone, lit.then_some("is-why"))} aria-current={(line.tone == Tone::Now).then_some("true")} title={line.remark.clone()}>
            <td class="n">{ whole(line.index) }</td>
            <td><span class="from" title={origin}><Swatch node={line.origin} /></span>{ &line.event }
                if let Some(remark) = &line.remark { <span class="remark">{ remark }</span> }
            </td>
            <td class="n">{ &line.amount }</td>
            <td class="n">{ &line.balance }</td>
        </tr>
    }
}
