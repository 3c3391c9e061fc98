//! Why something is as it is: the story, with its facts lit in the pictures, and the ways to see it
//! go otherwise.

use super::Props;
use super::narrate::with_narrator;
use super::parts::focus_node;
use super::receipt::called;
use crate::base::ids::FactId;
use crate::engine::wire::Place;
use crate::lab::why::{Counted, Question, Turn, Why};
use crate::ui::store::{AskedWhy, Intent, Model, Otherwise, Selection};
use crate::ui::words::picture::WhyWords;
use crate::ui::words::words;
use crate::view::narrate::Narrator;
use crate::view::numbers::{moment, whole};
use crate::view::why::{self, Part, Sentence};
use yew::prelude::*;

/// The answer to why, where something was asked.
#[component]
pub fn WhyPanel(props: &Props) -> Html {
    let model = &props.model;
    let panel = use_node_ref();
    // Who asked comes back to where that was, once the answer is put away.
    let from = use_mut_ref(|| None::<web_sys::Element>);
    {
        use_effect_with(asked_about(model), move |about| came_from(&mut from.borrow_mut(), about.is_some()));
    }
    // Who asks hears and reads the answer: the panel takes the focus when it opens and when the
    // answer is there.
    let asked = model.why.as_ref().map(|why| (why.branch, why.about, why.answer.is_some()));
    {
        let panel = panel.clone();
        use_effect_with(asked, move |asked| {
            if asked.is_some() {
                let panel = panel.cast::<web_sys::Element>();
                panel.as_ref().inspect(|panel| into_view(panel));
                focus_node(panel.map(Into::into));
            }
        });
    }
    // What changed stands below the ways that led to it: it comes into view.
    let seen = model.changed.as_ref().map(|changed| (changed.left, changed.right));
    {
        let panel = panel.clone();
        use_effect_with(seen, move |seen| {
            let changed = panel.cast::<web_sys::Element>().filter(|_| seen.is_some());
            if let Some(shown) = changed.and_then(|panel| panel.query_selector(".changed").ok().flatten()) {
                shown.scroll_into_view();
            }
        });
    }
    let Some(asked) = &model.why else { return Html::default() };
    let texts = &words(model.language).picture().why;
    let heading =
        asked.answer.as_ref().map_or_else(|| texts.ask.to_owned(), |it| why::title(it, model.language));
    html! {
        <section class="why" id="why" ref={panel} tabindex="-1" aria-labelledby="why-title" data-about={asked.about.to_string()} data-answered={asked.answer.is_some().to_string()}>
            <div class="why-head">
                <h2 id="why-title">{ heading }</h2>
                <button type="button" class="close" aria-label={texts.close} onclick={props.send(Intent::CloseWhy)}>{ "✕" }</button>
            </div>
            { place(props, asked, texts) }
            { match &asked.answer {
                None => html! { <p class="summary" role="status">{ texts.working }</p> },
                Some(answer) => with_narrator(model, |narrator| answered(props, asked, answer, texts, narrator)),
            } }
        </section>
    }
}

/// What is asked about, and of which branch.
fn asked_about(model: &Model) -> Option<(u32, FactId)> {
    model.why.as_ref().map(|why| (why.branch, why.about))
}

/// Keeps where the focus was when something was asked, and puts it there again when the answer was
/// put away, unless it is elsewhere by then.
fn came_from(from: &mut Option<web_sys::Element>, is_open: bool) {
    let document = web_sys::window().and_then(|window| window.document());
    let focused = document.and_then(|document| document.active_element());
    let focused = focused.filter(|it| it.tag_name() != "BODY");
    let inside = |it: &web_sys::Element| it.closest("#why").ok().flatten().is_some();
    if is_open {
        *from = focused.filter(|it| !inside(it)).or(from.take());
    } else if let (Some(from), None) = (from.take(), focused) {
        focus_node(from.is_connected().then(|| from.into()));
    }
}

/// Brings the head of the panel into view where it is not: on a phone it stands above what asked.
fn into_view(panel: &web_sys::Element) {
    let height = web_sys::window().and_then(|it| it.inner_height().ok()).and_then(|it| it.as_f64());
    let top = panel.get_bounding_client_rect().top();
    if height.is_some_and(|height| top < 0.0 || top > height / 2.0) {
        panel.scroll_into_view();
    }
}

/// Which of those that a line of the receipt counts is asked about, and the way to the one before and
/// the next one.
fn place(props: &Props, asked: &AskedWhy, texts: &WhyWords) -> Html {
    let model = &props.model;
    let Question::Line(line) = asked.question else { return Html::default() };
    let Some(shown) = model.shown(line).filter(|_| asked.branch == model.current) else {
        return Html::default();
    };
    let Some(n) = shown.facts.iter().position(|&fact| fact == asked.about) else { return Html::default() };
    let title = called(line, &words(model.language).picture().receipt);
    let go = |to: Option<usize>, text: &'static str, name: &'static str| {
        let about = to.and_then(|to| shown.facts.get(to).copied());
        let act = props.act.clone();
        let onclick = about.map(|about| {
            Callback::from(move |_: MouseEvent| {
                act.emit(Intent::Why { about, question: Question::Line(line) });
            })
        });
        html! { <button type="button" class="quiet" data-go={name} disabled={about.is_none()} {onclick}>{ text }</button> }
    };
    html! {
        <p class="place" data-line={line.name()}>
            { title }{ words(model.language).picture().receipt.colon }{ why::place(line, n + 1, &shown, model.language) }
            if shown.facts.len() > 1 {
                { " " }{ go(n.checked_sub(1), texts.previous, "previous") }
                { " " }{ go(Some(n + 1), texts.next, "next") }
            }
        </p>
    }
}

fn answered(
    props: &Props,
    asked: &AskedWhy,
    answer: &Why,
    texts: &WhyWords,
    narrator: &Narrator<'_>,
) -> Html {
    let model = &props.model;
    let story = why::story(answer, &model.experiment, narrator);
    html! {
        <>
            <ol class="told" aria-label={texts.story}>{ for story.iter().map(|it| sentence(props, asked, it, texts)) }</ol>
            if let Some(turn) = &answer.turn { { ways(props, answer, turn, texts, narrator) } }
            if answer.tried > 0 { <p class="hint">{ (texts.tried)(&whole(u64::from(answer.tried))) }</p> }
            if let Some(changed) = &model.changed { { difference(props, changed, true, narrator) } }
        </>
    }
}

fn sentence(props: &Props, asked: &AskedWhy, told: &Sentence, texts: &WhyWords) -> Html {
    let class = match told.part {
        Part::Happened => "",
        Part::Turn => "turn",
        Part::So => "so",
        Part::Otherwise => "otherwise",
    };
    let Some(fact) = told.fact else { return html! { <li {class}>{ &told.said }</li> } };
    let chosen = props.model.selected == Some(Selection::Fact(fact));
    let (act, branch, current) = (props.act.clone(), asked.branch, props.model.current);
    let onclick = Callback::from(move |_: MouseEvent| {
        if branch != current {
            act.emit(Intent::ShowBranch(branch));
        }
        act.emit(Intent::Seek(Place::Fact { fact }));
        act.emit(Intent::Select(Some(Selection::Fact(fact))));
    });
    html! {
        <li class={classes!(class, chosen.then_some("is-selected"))}>
            <button type="button" {onclick} data-fact={fact.to_string()}>
                if told.part == Part::Turn { <span class="sign" aria-hidden="true">{ "◆ " }</span><span class="unseen">{ texts.turn }</span> }
                { &told.said }
            </button>
        </li>
    }
}

/// The ways to see it go otherwise.
fn ways(props: &Props, answer: &Why, turn: &Turn, texts: &WhyWords, narrator: &Narrator<'_>) -> Html {
    let model = &props.model;
    html! {
        <div class="ways" role="group" aria-labelledby="ways-title">
            <h3 id="ways-title">{ texts.ways }</h3>
            <p class="hint">{ texts.ways_help }</p>
            { for turn.ways.iter().map(|way| html! {
                <button type="button" class={way.helps.then_some("helps")} data-way={format!("{:?}", way.what)}
                    onclick={props.send(Intent::Otherwise { before: way.before, action: way.action.clone() })}>
                    { why::way(way, turn, narrator) }
                    <small>{ why::came_of(way, answer, &model.experiment, model.language) }</small>
                </button>
            }) }
        </div>
    }
}

/// What changed in the branch in which something is otherwise.
///
/// Beside the answer to why it also leads to the moment, and back to the branch that was asked about.
pub fn difference(props: &Props, shown: &Otherwise, is_why: bool, narrator: &Narrator<'_>) -> Html {
    let language = props.model.language;
    let texts = &words(language).picture().why;
    let [left, right] = [shown.left, shown.right].map(|id| props.model.branch_name(id));
    let changed = &shown.changed;
    let [was, is] = &changed.counted;
    let broken = |it: &Counted| it.broken.as_ref().map_or(0, Vec::len) as u32;
    let rows = [
        (texts.stale, was.stale, is.stale),
        (texts.broken, broken(was), broken(is)),
        (texts.ok, was.ok, is.ok),
        (texts.refused, was.refused, is.refused),
        (texts.unknown, was.unknown, is.unknown),
    ];
    let only = |these: &Counted, those: &Counted| {
        let those = those.broken.as_deref().unwrap_or_default();
        let all = these.broken.iter().flatten().filter(|title| !those.contains(title));
        let all: Vec<&str> = all.map(|title| title.in_language(language)).collect();
        (!all.is_empty()).then(|| crate::view::names::list(&all, language))
    };
    html! {
        <div class="changed" role="status" data-left={shown.left.to_string()} data-right={shown.right.to_string()}>
            <h3>{ (texts.changed)(&left, &right) }</h3>
            <table class="figures">
                <thead class="unseen"><tr><th scope="col">{ texts.column }</th><th scope="col">{ &left }</th><th scope="col">{ &right }</th></tr></thead>
                <tbody>{ for rows.iter().filter(|(_, was, is)| was + is > 0).map(|&(what, was, is)| html! {
                    <tr class={(was != is).then_some("differs")}>
                        <th scope="row">{ what }</th>
                        <td class="n">{ whole(u64::from(was)) }</td>
                        <td class="n">{ "→ " }{ if was == is { texts.same.to_owned() } else { whole(u64::from(is)) } }</td>
                    </tr>
                }) }{ for changed.figures.iter().map(|it| html! {
                    <tr class="differs">
                        <th scope="row">{ it.what.in_language(language) }</th>
                        <td class="n">{ it.said[0].in_language(language) }</td>
                        <td class="n">{ "→ " }{ it.said[1].in_language(language) }</td>
                    </tr>
                }) }</tbody>
            </table>
            if let Some(kept) = only(was, is) { <p class="kept"><span aria-hidden="true">{ "△ " }</span>{ (texts.kept)(&kept) }</p> }
            if let Some(newly) = only(is, was) { <p class="newly"><span aria-hidden="true">{ "▲ " }</span>{ (texts.newly)(&newly) }</p> }
            if let Some(at) = changed.differs {
                <p>{ (texts.first)(&moment(at, language)) }{ " " }if is_why { <button type="button" class="quiet" onclick={props.send(Intent::Seek(Place::Time { at }))}>{ texts.go }</button> }</p>
                <ul class="first">
                    { for [(&left, &changed.facts[0]), (&right, &changed.facts[1])].into_iter().map(|(name, fact)| html! {
                        <li><b>{ name }</b>{ " " }{ fact.as_ref().map_or_else(|| texts.nothing.to_owned(), |fact| narrator.timed(fact)) }</li>
                    }) }
                </ul>
            } else {
                <p>{ texts.no_difference }</p>
            }
            if is_why && props.model.current == shown.right {
                <button type="button" class="tool" onclick={props.send(Intent::ShowBranch(shown.left))}>{ texts.back }</button>
            }
        </div>
    }
}
