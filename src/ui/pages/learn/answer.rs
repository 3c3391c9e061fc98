//! How somebody predicts: by one of several answers, a number, a node, or an order.

use crate::base::ids::NodeId;
use crate::base::text::{Language, Text};
pub use crate::lesson::predicted::Predicted;
use crate::lesson::predicted::says;
use crate::lesson::{Answer, Asked, Question};
use crate::sim::cast::Cast;
use crate::ui::words::words;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// What a question needs.
#[derive(Clone, PartialEq, Properties)]
pub struct AskProps {
    /// The question.
    pub question: QuestionRef,
    /// Who takes part.
    pub cast: CastRef,
    /// The language of the page.
    pub language: Language,
    /// What is predicted so far.
    pub predicted: Option<Predicted>,
    /// Takes a prediction.
    pub predict: Callback<Predicted>,
}

/// A question of the course; one and the same is one.
#[derive(Clone, Copy, Debug)]
pub struct QuestionRef(pub &'static Question);

impl PartialEq for QuestionRef {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self.0, other.0)
    }
}

/// Who takes part; another run has another cast.
#[derive(Clone, Debug)]
pub struct CastRef(pub std::rc::Rc<Cast>);

impl PartialEq for CastRef {
    fn eq(&self, other: &Self) -> bool {
        std::rc::Rc::ptr_eq(&self.0, &other.0)
    }
}

/// The ways to answer a question.
#[component]
pub fn Ask(props: &AskProps) -> Html {
    let (question, cast) = (props.question.0, &*props.cast.0);
    match question.kind {
        Asked::Choice => choice(props),
        Asked::Number(unit) => number(props, unit),
        Asked::Node => nodes(props, cast),
        Asked::Order(items) => {
            let order = match &props.predicted {
                Some(Predicted::Order(order)) => order.clone(),
                _ => (0..items.len()).collect(),
            };
            html! { <ol class="order">{ for (0..order.len()).map(|place| moved(props, &order, place)) }</ol> }
        }
    }
}

fn choice(props: &AskProps) -> Html {
    let question = props.question.0;
    let option = |(place, answer): (usize, &'static Answer)| {
        let predict = props.predict.clone();
        let chosen = props.predicted == Some(Predicted::Answer(place));
        let text = says(answer, question, &props.cast.0, props.language);
        let onchange = Callback::from(move |_: Event| predict.emit(Predicted::Answer(place)));
        html! {
            <label key={place} class={classes!("option", chosen.then_some("chosen"))}>
                <input type="radio" name="answer" value={place.to_string()} checked={chosen} {onchange} />
                <span>{ text }</span>
            </label>
        }
    };
    html! { <div class="options">{ for question.answers.iter().enumerate().map(option) }</div> }
}

fn number(props: &AskProps, unit: Text) -> Html {
    let predict = props.predict.clone();
    let oninput = Callback::from(move |event: InputEvent| {
        let field: HtmlInputElement = event.target_unchecked_into();
        // What is no number is no prediction; it stays in the field.
        if let Ok(number) = field.value().trim().parse() {
            predict.emit(Predicted::Number(number));
        }
    });
    html! {
        <label class="number-answer">{ words(props.language).learn().number }{ " " }
            <input type="number" step="1" inputmode="numeric" {oninput} />
            { " " }{ unit.in_language(props.language) }
        </label>
    }
}

fn nodes(props: &AskProps, cast: &Cast) -> Html {
    let texts = words(props.language).learn();
    let predict = props.predict.clone();
    let onchange = Callback::from(move |event: Event| {
        let field: HtmlSelectElement = event.target_unchecked_into();
        if let Ok(node) = field.value().parse() {
            predict.emit(Predicted::Node(NodeId(node)));
        }
    });
    let node = |node: u16| {
        let chosen = props.predicted == Some(Predicted::Node(NodeId(node)));
        html! { <option value={node.to_string()} selected={chosen}>{ cast.name(NodeId(node)).in_language(props.language) }</option> }
    };
    html! {
        <label class="number-answer">{ texts.node }{ " " }
            <select {onchange}>
                <option value="" selected={props.predicted.is_none()} disabled=true>{ "…" }</option>
                { for (0..cast.nodes()).map(node) }
            </select>
        </label>
    }
}

/// One line of an order, with the ways to move it.
fn moved(props: &AskProps, order: &[usize], place: usize) -> Html {
    let Asked::Order(items) = props.question.0.kind else { return html! {} };
    let swap = |with: usize| {
        let (predict, mut order) = (props.predict.clone(), order.to_vec());
        if with < order.len() {
            order.swap(place, with);
        }
        Callback::from(move |_: MouseEvent| predict.emit(Predicted::Order(order.clone())))
    };
    let item = order.get(place).and_then(|&item| items.get(item));
    html! {
        <li key={order.get(place).copied().unwrap_or_default()}>
            <span>{ item.map(|item| item.in_language(props.language)).unwrap_or_default() }</span>
            <button type="button" class="tool" disabled={place == 0} onclick={swap(place.wrapping_sub(1))}>{ "↑" }</button>
            <button type="button" class="tool" disabled={place + 1 == order.len()} onclick={swap(place + 1)}>{ "↓" }</button>
        </li>
    }
}
