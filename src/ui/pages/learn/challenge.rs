//! Something to break: the goal, the budget, three hints, and a run that does it. Who tries it acts
//! in the run that is shown, and is told how far that is.

use crate::base::time::Time;
use crate::engine::wire::Place;
use crate::lesson::course::COURSE;
use crate::lesson::{Challenge, challenge, play};
use crate::ui::app::PageProps;
use crate::ui::browser;
use crate::ui::picture::Tried;
use crate::ui::store::{Breaks, Challenged, Intent};
use crate::ui::words::words;
use crate::view::names;
use crate::view::numbers::moment;
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
    /// Begins the challenge, or goes back to the explanation.
    pub turn: Callback<MouseEvent>,
}

fn of(props: &BreakProps) -> Option<&'static Challenge> {
    COURSE[props.lesson].steps[props.step].challenge.as_ref()
}

/// How much may break, in a sentence.
fn budget(challenge: &Challenge, props: &BreakProps) -> String {
    let language = props.page.model.language;
    let texts = words(language).learn();
    let crate::lesson::Budget { drops, crashes, pauses } = challenge.budget;
    let all = [(drops, texts.drops), (crashes, texts.crashes), (pauses, texts.pauses)];
    let parts: Vec<String> =
        all.iter().filter(|(many, _)| *many > 0).map(|(many, said)| said(*many)).collect();
    (texts.budget)(&names::list(&parts.iter().map(String::as_str).collect::<Vec<_>>(), language))
}

/// The challenge of a step, below its explanation: what is to be broken, and the way in.
#[component]
pub fn Break(props: &BreakProps) -> Html {
    let language = props.page.model.language;
    let Some(challenge) = of(props) else { return Html::default() };
    html! {
        <section class="break" aria-labelledby="break-title">
            <h3 id="break-title">{ words(language).learn().break_it }</h3>
            <p><b>{ challenge.goal.in_language(language) }</b></p>
            <p>{ budget(challenge, props) }</p>
            <div class="onward">
                <button type="button" class="tool" id="break-here" onclick={props.turn.clone()}>{ words(language).breaks().try_here }</button>
            </div>
        </section>
    }
}

/// The challenge while it is tried.
#[component]
pub fn Trying(props: &BreakProps) -> Html {
    let PageProps { model, act } = props.page.clone();
    let language = model.language;
    let (texts, breaks) = (words(language).learn(), words(language).breaks());
    let (lesson, step) = (&COURSE[props.lesson], &COURSE[props.lesson].steps[props.step]);
    let heading = use_node_ref();
    let begin = {
        let (act, at) = (act.clone(), (props.lesson, props.step));
        move |solved: bool| {
            let Some(challenge) = &step.challenge else { return };
            let run = if solved {
                play::solution(lesson, challenge)
            } else {
                challenge::run(lesson, step, challenge)
            };
            act.emit(Intent::Begin(Box::new(run)));
            act.emit(Intent::Pause);
            act.emit(Intent::Select(None));
            let goal = challenge.reached.iter().map(|&said| said.to_owned()).collect();
            let challenged = Challenged::new(at.0, at.1, goal, challenge::budget(challenge));
            act.emit(Intent::Break(Breaks::Try(Some(challenged))));
            // A run that does it is watched from its end, where it has done it.
            let to = if solved { Time(u64::MAX) } else { Time::ZERO };
            act.emit(Intent::Seek(Place::Time { at: to }));
        }
    };
    {
        let (begin, heading) = (begin.clone(), heading.clone());
        use_effect_with((), move |()| {
            begin(false);
            if let Some(heading) = heading.cast::<web_sys::HtmlElement>() {
                let _ = heading.focus();
            }
        });
    }
    let Some(challenge) = of(props) else { return Html::default() };
    let click = |solved: bool| {
        let begin = begin.clone();
        Callback::from(move |_: MouseEvent| begin(solved))
    };
    let send = |intent: Intent| {
        let act = act.clone();
        Callback::from(move |_: MouseEvent| act.emit(intent.clone()))
    };
    html! {
        <section class="break trying" aria-labelledby="trying-title">
            <h3 id="trying-title" ref={heading} tabindex="-1">{ texts.break_it }</h3>
            <p><b>{ challenge.goal.in_language(language) }</b></p>
            <p>{ budget(challenge, props) }</p>
            <div class="onward" role="group" aria-label={texts.break_it}>
                <button type="button" class="tool" aria-label={breaks.back} title={breaks.back} onclick={send(Intent::Seek(Place::By { steps: -1 }))}>{ "◀" }</button>
                <button type="button" class="tool" id="trying-play" onclick={send(Intent::TogglePlay)}>{ if model.playing { breaks.pause } else { breaks.play } }</button>
                <button type="button" class="tool" aria-label={breaks.on} title={breaks.on} onclick={send(Intent::Seek(Place::By { steps: 1 }))}>{ "▶" }</button>
                <span class="at">{ moment(model.at(), language) }</span>
            </div>
            <p class="dim">{ breaks.how }</p>
            <Tried model={model.clone()} act={act.clone()} />
            { for challenge.hints.iter().enumerate().map(|(n, hint)| html! {
                <details key={n} class="clue"><summary>{ (texts.hint)(&(n + 1).to_string()) }</summary>
                    <p>{ hint.in_language(language) }</p>
                    if n + 1 == challenge.hints.len() { <button type="button" class="tool" id="give-away" onclick={click(true)}>{ texts.give_away }</button> }
                </details>
            }) }
            <p class="dim">{ challenge.protected.in_language(language) }</p>
            <div class="onward">
                <button type="button" class="tool" id="restart" onclick={click(false)}>{ breaks.restart }</button>
                <a class="tool" href={browser::lab_from_here()}>{ breaks.in_lab }</a>
                <button type="button" class="tool" id="leave-break" onclick={props.turn.clone()}>{ breaks.leave }</button>
            </div>
        </section>
    }
}
