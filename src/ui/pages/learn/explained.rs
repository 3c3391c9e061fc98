//! What happened, beside what was predicted: the explanation, and every answer held against the
//! run.

use super::answer::{CastRef, Predicted};
use super::beside::Ways;
use super::challenge::Break;
use super::{address, shown_as};
use crate::base::time::Time;
use crate::engine::wire::Place;
use crate::lab::claim::Claim;
use crate::lesson::course::COURSE;
use crate::lesson::predicted::says;
use crate::lesson::{Answer, play};
use crate::ui::app::PageProps;
use crate::ui::browser;
use crate::ui::store::Intent;
use crate::ui::words::words;
use crate::view::numbers::moment;
use yew::prelude::*;

/// What the explanation needs.
#[derive(Clone, PartialEq, Properties)]
pub struct ExplainedProps {
    /// The page.
    pub page: PageProps,
    /// The lesson, by its place in the course.
    pub lesson: usize,
    /// The step, by its place in the lesson.
    pub step: usize,
    /// What was predicted; nothing where a class predicted aloud.
    pub predicted: Option<Predicted>,
    /// Who takes part.
    pub cast: CastRef,
    /// Asks once more.
    pub again: Callback<MouseEvent>,
    /// Begins to break the run.
    pub break_it: Callback<MouseEvent>,
}

/// The moment of the run that an answer's claims speak of, where one does.
fn moment_of(answer: &Answer) -> Option<Time> {
    let own = answer.claims.iter().map(|claim| play::about(claim)).filter(|(run, _)| run.is_empty());
    own.filter_map(|(_, claim)| Claim::parse(claim).ok()?.at).next()
}

/// The explanation of a step.
#[component]
pub fn Explained(props: &ExplainedProps) -> Html {
    let PageProps { model, act } = props.page.clone();
    let (language, cast) = (model.language, &props.cast.0);
    let texts = words(language).learn();
    let lesson = &COURSE[props.lesson];
    let step = &lesson.steps[props.step];
    let question = &step.question;
    let is_yours =
        |place: usize, answer: &Answer| props.predicted.as_ref().is_some_and(|it| it.is(place, answer, cast));
    let is_right = question.answers.iter().enumerate().any(|(place, it)| it.right && is_yours(place, it));
    let right = question.answers.iter().find(|answer| answer.right);
    let line = |(place, answer): (usize, &'static Answer)| {
        let yours = is_yours(place, answer);
        let go = moment_of(answer).map(|at| {
            let act = act.clone();
            let go = Callback::from(move |_: MouseEvent| act.emit(Intent::Seek(Place::Time { at })));
            html! { <button type="button" class="quiet" onclick={go}>{ (texts.go_there)(&moment(at, language)) }</button> }
        });
        html! {
            <li key={place} class={classes!(yours.then_some("yours"), answer.right.then_some("right"))}>
                <b>
                    { says(answer, question, cast, language) }
                    if answer.right { <span class="tag">{ "✓ " }{ texts.is_right }</span> }
                    if yours { <span class="tag">{ texts.is_yours }</span> }
                </b>
                <p>{ answer.why.in_language(language) }{ " " }{ go.unwrap_or_default() }</p>
            </li>
        }
    };
    let next_step =
        lesson.steps.get(props.step + 1).map(|next| (address(lesson.id, next.id), texts.next_step));
    let next_lesson =
        COURSE.get(props.lesson + 1).map(|next| (address(next.id, next.steps[0].id), texts.next_lesson));
    let (next, next_name) = next_step.or(next_lesson).unwrap_or(("#/learn".to_owned(), texts.all_lessons));
    html! {
        <>
            <div class="result">
                <table class="beside-said">
                    <tbody>
                        if let Some(predicted) = &props.predicted {
                            <tr><th scope="row">{ texts.you_said }</th><td class="you">{ predicted.text(question, cast, language) }</td></tr>
                        }
                        <tr><th scope="row">{ texts.the_run }</th><td><b>{ right.map(|it| says(it, question, cast, language)).unwrap_or_default() }</b></td></tr>
                    </tbody>
                </table>
                if props.predicted.is_some() { <p role="status"><b>{ if is_right { texts.right } else { texts.wrong } }</b></p> }
                <h3>{ texts.explain }</h3>
                <p>{ step.explain.in_language(language) }</p>
            </div>
            <div class="more">
                <Ways page={props.page.clone()} lesson={props.lesson} step={props.step} />
                <h3>{ texts.answers }</h3>
                <ul class="answers">{ for question.answers.iter().enumerate().map(line) }</ul>
                if step.challenge.is_some() { <Break page={props.page.clone()} lesson={props.lesson} step={props.step} turn={props.break_it.clone()} /> }
                <div class="onward">
                    <a class="go" href={shown_as(next, model.presenting)} id="next" data-next="">{ next_name }</a>
                    <button type="button" class="tool" onclick={props.again.clone()}>{ texts.again }</button>
                    <a class="tool" id="to-lab" href={browser::lab_from_here()}>{ texts.to_lab }</a>
                </div>
            </div>
        </>
    }
}
