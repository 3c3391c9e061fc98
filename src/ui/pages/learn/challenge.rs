//! Something to break: the goal, the budget, three hints, and a run that does it.

use crate::lesson::course::COURSE;
use crate::lesson::play;
use crate::ui::app::PageProps;
use crate::ui::store::Intent;
use crate::ui::words::words;
use yew::prelude::*;

/// Which step's challenge.
#[derive(Clone, PartialEq, Properties)]
pub struct BreakProps {
    /// The page.
    pub page: PageProps,
    /// The lesson, by its place in the course.
    pub lesson: usize,
    /// The step, by its place in the lesson.
    pub step: usize,
}

/// The challenge of a step.
#[component]
pub fn Break(props: &BreakProps) -> Html {
    let PageProps { model, act } = props.page.clone();
    let language = model.language;
    let texts = &words(language).learn;
    let lesson = &COURSE[props.lesson];
    let step = &lesson.steps[props.step];
    let Some(challenge) = step.challenge.as_ref() else { return html! {} };
    let begin = |solved: bool| {
        let act = act.clone();
        Callback::from(move |_: MouseEvent| {
            let run = if solved { play::solution(lesson, challenge) } else { play::run(lesson, step, "") };
            act.emit(Intent::Begin(Box::new(run.0)));
        })
    };
    let (drops, crashes) = (challenge.budget.drops.to_string(), challenge.budget.crashes.to_string());
    html! {
        <section class="break" aria-labelledby="break-title">
            <h3 id="break-title">{ texts.break_it }</h3>
            <p><b>{ challenge.goal.in_language(language) }</b></p>
            <p>{ (texts.budget)(&drops, &crashes) }</p>
            { for challenge.hints.iter().enumerate().map(|(n, hint)| html! {
                <details key={n}><summary>{ (texts.hint)(&(n + 1).to_string()) }</summary><p>{ hint.in_language(language) }</p></details>
            }) }
            <div class="onward">
                <a class="tool" href="#/lab" onclick={begin(false)}>{ texts.try_it }</a>
                <a class="tool" href="#/lab" onclick={begin(true)}>{ texts.give_away }</a>
            </div>
            <p class="dim">{ challenge.protected.in_language(language) }</p>
        </section>
    }
}
