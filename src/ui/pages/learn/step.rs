//! One step: it tells what is on the stage, asks, lets time go on, and lays the prediction beside
//! what happened.

use super::answer::{Ask, CastRef, Predicted, QuestionRef};
use super::challenge::Trying;
use super::explained::Explained;
use super::{address, shown_as};
use crate::base::text::Language;
use crate::base::time::Time;
use crate::engine::wire::Place;
use crate::lab::frame::Camera;
use crate::lesson::course::COURSE;
use crate::lesson::predicted::Kept;
use crate::lesson::{Asked, Lesson, Stop, play};
use crate::ui::app::PageProps;
use crate::ui::browser;
use crate::ui::picture::{EyesPanel, Phone, Props, SpaceTime, Stage, WhosePhone};
use crate::ui::store::{Breaks, Intent};
use crate::ui::words::words;
use crate::view::numbers::moment;
use crate::view::phone::Whose;
use std::rc::Rc;
use yew::prelude::*;
use yew_router::prelude::*;

/// Which step is open.
#[derive(Clone, PartialEq, Properties)]
pub struct StepProps {
    /// The page.
    pub page: PageProps,
    /// The lesson, by its place in the course.
    pub lesson: usize,
    /// The step, by its place in the lesson.
    pub step: usize,
}

/// Where somebody is in a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Phase {
    /// Time stands, and a prediction is asked for.
    Asking,
    /// Time goes on; so many stops lie behind.
    Running(usize),
    /// The prediction stands beside what happened.
    Explained,
    /// The challenge is tried.
    Breaking,
}

/// Fast enough to follow a message: a tenth of real time.
const SPEED_MILLI: u32 = 100;

fn ms(ms: u64) -> Time {
    Time(ms * 1_000)
}

/// A step of a lesson.
#[component]
pub fn StepPage(props: &StepProps) -> Html {
    let PageProps { model, act } = props.page.clone();
    let lesson = &COURSE[props.lesson];
    let step = &lesson.steps[props.step];
    let language = model.language;
    let texts = words(language).learn();
    let experiment = use_memo((), |()| play::run(lesson, step, ""));
    let cast = use_memo((), |()| Rc::new(experiment.cast()));
    let predicted = use_state(|| None::<Predicted>);
    let phase = use_state(|| Phase::Asking);
    let asks_at = ms(step.asks_at_ms);
    {
        let (act, experiment) = (act.clone(), Rc::clone(&experiment));
        use_effect_with((), move |()| {
            act.emit(Intent::Begin(Box::new((*experiment).clone())));
            act.emit(Intent::Pause);
            act.emit(Intent::Speed(SPEED_MILLI));
            act.emit(Intent::Select(None));
            act.emit(Intent::Seek(Place::Time { at: asks_at }));
        });
    }
    // A node of the stage that is selected is an answer, where a node is asked for.
    {
        let predicted = predicted.clone();
        let asked = step.question.kind == Asked::Node && *phase == Phase::Asking;
        use_effect_with(model.node().filter(|_| asked), move |node| {
            if let Some(node) = node {
                predicted.set(Some(Predicted::Node(*node)));
            }
        });
    }
    let (at, end) = (model.at(), Time(experiment.duration_us));
    // While time goes on, it stops where there is something to read, and at the end.
    {
        let (act, phase) = (act.clone(), phase.clone());
        let is_here = model.frame.is_some() && *model.experiment == *experiment;
        use_effect_with((at, model.playing, *phase), move |&(at, playing, now)| {
            let Phase::Running(behind) = now else { return };
            if !is_here {
                return;
            }
            let next = step.stops.iter().filter(|stop| ms(stop.at_ms) > asks_at).nth(behind);
            match next {
                Some(stop) if playing && at >= ms(stop.at_ms) => {
                    act.emit(Intent::Pause);
                    act.emit(Intent::Seek(Place::Time { at: ms(stop.at_ms) }));
                    phase.set(Phase::Running(behind + 1));
                }
                None if at >= end => phase.set(Phase::Explained),
                _ => {}
            }
        });
    }
    // A link may ask for large letters: a class sees the step from afar.
    let presents = use_location().is_some_and(|at| at.query_str().contains("present"));
    {
        let act = act.clone();
        use_effect_with(presents, move |presents| {
            act.emit(Intent::Present(*presents));
            move || act.emit(Intent::Present(false))
        });
    }
    let explained = *phase == Phase::Explained;
    // What is explained is in sight: all of it, from what the step tells of first to the end.
    {
        let (act, begins) = (act.clone(), play::begins(step, &experiment));
        use_effect_with(explained, move |explained| {
            let usual = Camera::default();
            let before_us = end.since(begins).0.saturating_add(100_000).max(usual.before_us);
            let whole = Camera { before_us, after_us: 100_000, ..Camera::default() };
            act.emit(Intent::SetCamera(if *explained { whole } else { Camera::default() }));
            move || act.emit(Intent::SetCamera(usual))
        });
    }
    // On a narrow page what happens is above the question: whoever answered sees it, and then what
    // came of the answer right below.
    use_effect_with(*phase, |now| match now {
        Phase::Running(0) => browser::show("main.step .stage", true),
        Phase::Explained => browser::show("main.step .result", false),
        Phase::Asking | Phase::Running(_) | Phase::Breaking => {}
    });
    let name = format!("{}/{}", lesson.id, step.id);
    {
        let name = name.clone();
        use_effect_with((), move |()| browser::keep_open_step(&name));
    }
    use_effect_with(explained, move |explained| {
        if *explained {
            browser::keep_seen(&name);
        }
    });
    let show = {
        let (act, phase, place) = (act.clone(), phase.clone(), (props.lesson, props.step));
        let predicted = (*predicted).clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(predicted) = predicted.clone() {
                browser::keep_prediction(&Kept { place, predicted });
            }
            phase.set(Phase::Running(0));
            act.emit(Intent::Play);
        })
    };
    let go_on = {
        let act = act.clone();
        Callback::from(move |_: MouseEvent| act.emit(Intent::Play))
    };
    let to_end = {
        let (act, phase) = (act.clone(), phase.clone());
        Callback::from(move |_: MouseEvent| {
            act.emit(Intent::Pause);
            act.emit(Intent::Seek(Place::Time { at: end }));
            phase.set(Phase::Explained);
        })
    };
    // A clicker does not wait: it goes on to the next stop, or to the end.
    let skip = {
        let (act, phase) = (act.clone(), phase.clone());
        Callback::from(move |_: MouseEvent| {
            let Phase::Running(behind) = *phase else { return };
            let stop = step.stops.iter().filter(|stop| ms(stop.at_ms) > asks_at).nth(behind);
            act.emit(Intent::Pause);
            act.emit(Intent::Seek(Place::Time { at: stop.map_or(end, |stop| ms(stop.at_ms)) }));
            phase.set(stop.map_or(Phase::Explained, |_| Phase::Running(behind + 1)));
        })
    };
    let again = {
        let (act, phase, predicted) = (act.clone(), phase.clone(), predicted.clone());
        Callback::from(move |_: MouseEvent| {
            act.emit(Intent::Pause);
            act.emit(Intent::Seek(Place::Time { at: asks_at }));
            predicted.set(None);
            phase.set(Phase::Asking);
        })
    };
    let break_it = {
        let phase = phase.clone();
        Callback::from(move |_: MouseEvent| phase.set(Phase::Breaking))
    };
    // Back to what the explanation speaks of.
    let leave = {
        let (act, phase, experiment) = (act.clone(), phase.clone(), Rc::clone(&experiment));
        Callback::from(move |_: MouseEvent| {
            act.emit(Intent::Begin(Box::new((*experiment).clone())));
            act.emit(Intent::Break(Breaks::Try(None)));
            act.emit(Intent::Seek(Place::Time { at: end }));
            phase.set(Phase::Explained);
        })
    };
    let predict = {
        let predicted = predicted.clone();
        Callback::from(move |it: Predicted| predicted.set(Some(it)))
    };
    // The stop that was reached last, while its run stands there.
    let stop: Option<&Stop> = match *phase {
        Phase::Running(behind @ 1..) if !model.playing => {
            step.stops.iter().filter(|stop| ms(stop.at_ms) > asks_at).nth(behind - 1)
        }
        _ => None,
    };
    html! {
        <main class={classes!("learn", "step", model.presenting.then_some("presenting"))} id="main" tabindex="-1" data-phase={match *phase { Phase::Asking => "asking", Phase::Running(_) => "running", Phase::Explained => "explained", Phase::Breaking => "breaking" }}>
            { head(lesson, props.step, language, presents) }
            if model.presenting { <p class="end"><a class="tool" id="end-present" href={address(lesson.id, step.id)}>{ words(language).class().project_end }</a></p> }
            <div class="panes">
                <div class="pic">
                    <Stage model={model.clone()} act={act.clone()} />
                    if model.frame.as_ref().is_some_and(|frame| !frame.clients.last.is_empty()) {
                        <div class="seen-by-client">
                            <h2 class="who">{ texts.client_sees }</h2>
                            <Phone inner={Props { model: model.clone(), act: act.clone() }} whose={WhosePhone(Whose::Last)} asks_why={explained} />
                        </div>
                    }
                    if explained || *phase == Phase::Breaking { <SpaceTime model={model.clone()} act={act.clone()} /> }
                    <EyesPanel model={model.clone()} act={act.clone()} />
                </div>
                <section class="ask" aria-labelledby="step-title">
                    <h2 id="step-title">{ step.title.in_language(language) }</h2>
                    <p class="prose">{ step.prose.in_language(language) }</p>
                    if *phase == Phase::Asking {
                        <fieldset><legend>{ step.question.asks.in_language(language) }</legend>
                            <Ask question={QuestionRef(&step.question)} cast={CastRef(Rc::clone(&cast))} {language} predicted={(*predicted).clone()} {predict} />
                        </fieldset>
                        // A class predicts aloud, or on its own devices.
                        if predicted.is_none() && !model.presenting { <p class="dim">{ texts.first }</p> }
                        <button type="button" class="go" id="show" data-next="" disabled={predicted.is_none() && !model.presenting} onclick={show}>{ if predicted.is_none() && model.presenting { texts.show_class } else { texts.show } }</button>
                    } else if let Some(predicted) = predicted.as_ref().filter(|_| matches!(*phase, Phase::Running(_))) {
                        <p class="said">{ texts.you_said }{ " " }<b>{ predicted.text(&step.question, &cast, language) }</b></p>
                    }
                    if *phase == Phase::Breaking { <Trying page={props.page.clone()} lesson={props.lesson} step={props.step} turn={leave} /> }
                    if let Phase::Running(_) = *phase {
                        <div class="turn">
                            <div role="status">
                                if let Some(stop) = stop {
                                    <p class="stop"><b>{ moment(ms(stop.at_ms), language) }</b>{ " " }{ stop.says.in_language(language) }</p>
                                } else {
                                    <p class="dim">{ texts.running }</p>
                                }
                            </div>
                            if model.playing && model.presenting { <button type="button" hidden=true data-next="" onclick={skip}>{ texts.go_on }</button> }
                            if !model.playing { <button type="button" class="go" id="go-on" data-next="" onclick={go_on}>{ texts.go_on }</button> }
                            <button type="button" class="tool" id="to-end" onclick={to_end}>{ texts.to_end }</button>
                        </div>
                    }
                    if explained {
                        <Explained page={props.page.clone()} lesson={props.lesson} step={props.step} predicted={(*predicted).clone()} cast={CastRef(Rc::clone(&cast))} {again} {break_it} />
                    }
                </section>
            </div>
            { foot(lesson, language) }
        </main>
    }
}

/// The lesson, and its steps.
fn head(lesson: &'static Lesson, shown: usize, language: Language, presents: bool) -> Html {
    let texts = words(language).learn();
    // A class is shown nobody's own progress.
    let seen = if presents { Vec::new() } else { browser::seen_steps() };
    let of = lesson.steps.len().to_string();
    let link = |(place, step): (usize, &'static crate::lesson::Step)| {
        let number = (place + 1).to_string();
        let is_seen = seen.contains(&format!("{}/{}", lesson.id, step.id));
        let name = format!("{}: {}", (texts.step)(&number, &of), step.title.in_language(language));
        let name = if is_seen { format!("{name} ({})", texts.is_seen) } else { name };
        html! {
            <li key={place}><a href={shown_as(address(lesson.id, step.id), presents)} aria-current={(place == shown).then_some("step")} aria-label={name} class={classes!(is_seen.then_some("seen"))}>
                { number }if is_seen { <span aria-hidden="true">{ "✓" }</span> }
            </a></li>
        }
    };
    html! {
        <div class="lesson-head">
            <p><a href="#/learn">{ texts.all_lessons }</a></p>
            <h1>{ (texts.lesson)(&lesson.number.to_string()) }{ " " }{ lesson.title.in_language(language) }</h1>
            <nav aria-label={texts.steps}><ol class="steps">{ for lesson.steps.iter().enumerate().map(link) }</ol></nav>
            <dl class="about">
                <div><dt>{ texts.watch }</dt><dd>{ lesson.watch.in_language(language) }</dd></div>
                <div><dt>{ texts.know }</dt><dd>{ lesson.know.in_language(language) }</dd></div>
            </dl>
        </div>
    }
}

/// What holds beyond the lab.
fn foot(lesson: &'static Lesson, language: Language) -> Html {
    let texts = words(language).learn();
    html! {
        <footer class="foot">
            <div><h3>{ texts.practice }</h3><p>{ lesson.practice.in_language(language) }</p></div>
            <div><h3>{ texts.sources }</h3><ul>{ for lesson.sources.iter().map(|source| html! { <li>{ *source }</li> }) }</ul></div>
        </footer>
    }
}
