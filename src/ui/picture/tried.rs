//! How far somebody is who tries a challenge: whether the goal is reached in the run that is shown,
//! what is missing, and how much of the budget is spent.

use super::Props;
use crate::base::text::Language;
use crate::lab::experiment::Experiment;
use crate::lab::search::{Spent, Stands};
use crate::lesson::challenge;
use crate::lesson::course::COURSE;
use crate::ui::store::{Breaks, Challenged, Intent, Stood};
use crate::ui::words::words;
use crate::view::numbers::moment;
use crate::view::{broken, claimed};
use yew::prelude::*;

/// What was caused in the run that is shown, beside what the challenge began with.
fn spent_in(props: &Props, challenged: &Challenged, stood: &Stood) -> Spent {
    let lesson = &COURSE[challenged.lesson];
    let step = &lesson.steps[challenged.step];
    let begun = step.challenge.as_ref().map(|it| challenge::run(lesson, step, it));
    let own = begun.map(|experiment| Spent::of_run(&experiment, &[])).unwrap_or_default();
    Spent::of_run(&props.model.experiment, &[]).beyond(&own).and(&stood.spent)
}

/// How the run that is shown stands to the challenge that is tried; nothing where none is.
#[component]
pub fn Tried(props: &Props) -> Html {
    let model = &props.model;
    let language = model.language;
    let texts = words(language).breaks();
    let Some(challenged) = &model.challenged else { return Html::default() };
    let stood = challenged.stood.as_ref().filter(|stood| stood.branch == model.current);
    let Some(stood) = stood else {
        return html! { <p class="tried dim" role="status">{ texts.working }</p> };
    };
    let spent = spent_in(props, challenged, stood);
    let within = challenged.budget.covers(&spent);
    let (state, said) = match stood.at {
        Some(at) if within => ("reached", (texts.reached)(&moment(at, language))),
        Some(_) => ("over", texts.over.to_owned()),
        None => ("not-yet", texts.not_yet.to_owned()),
    };
    let sign = match state {
        "reached" => "✓ ",
        "over" => "△ ",
        _ => "○ ",
    };
    html! {
        <div class="tried" data-state={state}>
            <p class="over-line">{ texts.state }</p>
            <p role="status"><b><span aria-hidden="true">{ sign }</span>{ said }</b></p>
            <p class="over-line">{ texts.parts }</p>
            <ul class="parts">{ for stood.parts.iter().map(|part| part_of(part, &model.experiment, language)) }</ul>
            <p class="over-line">{ texts.spent }</p>
            <ul class="spent">
                { for broken::spent(&spent, &challenged.budget).into_iter().map(|(kind, used, of)| html! {
                    <li key={kind.name()} class={(used > of).then_some("over")} data-kind={kind.name()}>
                        { kind.title().in_language(language) }{ if language == Language::Zh { "：" } else { ": " } }{ (texts.used)(used, of) }
                        <span class="pips" aria-hidden="true">{ for (0..of.max(used)).map(|n| html! { <i class={if n < used { "full" } else { "" }} /> }) }</span>
                    </li>
                }) }
                if spent.other > 0 { <li class="over">{ (texts.other)(spent.other) }</li> }
            </ul>
        </div>
    }
}

/// A part of the goal in words; a claim that has none stands as it is written.
fn part_of(part: &Stands, experiment: &Experiment, language: Language) -> Html {
    let texts = words(language).breaks();
    let said = if part.holds {
        texts.holds.to_owned()
    } else {
        (texts.is_now)(&claimed::found(&part.found, language))
    };
    let claim = claimed::sentence(&part.claim, experiment, language);
    html! {
        <li class={if part.holds { "holds" } else { "open" }}>
            if let Some(claim) = claim { { claim } } else { <code>{ &part.claim }</code> }
            { " " }<b>{ if language == Language::Zh { format!("（{said}）") } else { format!("({said})") } }</b>
            if let Some(because) = &part.because { <small>{ because.in_language(language) }</small> }
        </li>
    }
}

/// In the Lab: the challenge that somebody brought along, and the way back.
#[component]
pub fn ChallengePanel(props: &Props) -> Html {
    let Some(challenged) = &props.model.challenged else { return Html::default() };
    let language = props.model.language;
    let texts = words(language).breaks();
    let lesson = &COURSE[challenged.lesson];
    let step = &lesson.steps[challenged.step];
    let Some(challenge) = &step.challenge else { return Html::default() };
    html! {
        <section class="break-panel" aria-labelledby="challenge-title">
            <div class="why-head">
                <h2 id="challenge-title">{ (texts.of_lesson)(step.title.in_language(language)) }</h2>
                <button type="button" class="close" aria-label={texts.give_up} onclick={props.send(Intent::Break(Breaks::Try(None)))}>{ "✕" }</button>
            </div>
            <p>{ challenge.goal.in_language(language) }</p>
            <Tried model={props.model.clone()} act={props.act.clone()} />
            <p><a class="tool" href={format!("#/learn/{}/{}", lesson.id, step.id)}>{ texts.to_lesson }</a></p>
        </section>
    }
}
