//! The Lab: one experiment, everything in reach. Controls at the left, the pictures in the middle,
//! what each service knows at the right, time below.

use crate::base::text::Language;
use crate::base::units::{self, Quantity};
use crate::lesson::course::HEADS;
use crate::ui::app::PageProps;
use crate::ui::browser;
use crate::ui::controls::{Bench, Controls};
use crate::ui::picture::{
    BreakPanel, ChallengePanel, Clients, Code, EyesPanel, Lanes, Logs, Narration, ReceiptPaper, SpaceTime,
    Stage, State, Transport, WhyPanel, veiled,
};
use crate::ui::store::{EngineState, Intent};
use crate::ui::words::words;
use web_sys::HtmlElement;
use yew::prelude::*;
use yew_router::prelude::*;

/// The lab: controls, pictures and the scrubber of one experiment.
#[component]
pub fn Lab(props: &PageProps) -> Html {
    let PageProps { model, act } = props.clone();
    let words = words(model.language).shell();
    // Some doors lead to a part of the page.
    let query = use_location().map(|location| location.query_str().to_owned()).unwrap_or_default();
    let wanted = query.contains("open=files");
    let presents = query.contains("present");
    {
        let act = act.clone();
        use_effect_with(presents, move |presents| {
            if *presents {
                act.emit(Intent::Present(true));
            }
        });
    }
    // Some doors lead to a part of the page.
    let open = use_state(|| wanted);
    use_effect_with(wanted, |wanted| {
        if *wanted {
            browser::reveal("files");
        }
    });
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    // Who chose what to look at wants to see it: where the controls cover the picture, they close.
    let chosen = {
        let (act, open) = (act.clone(), open.clone());
        Callback::from(move |intent: Intent| {
            if matches!(intent, Intent::Begin(_)) {
                open.set(false);
            }
            act.emit(intent);
        })
    };
    html! {
        <main class={if model.presenting { "lab presenting" } else { "lab" }} id="main" tabindex="-1">
            <h1 class="unseen">{ words.lab }</h1>
            // What scrolls is a stop of the Tab key in some browsers, unless it says that it is none.
            <section class={classes!("left", open.then_some("open"))} tabindex="-1" aria-labelledby="controls-title">
                <h2 class="unseen" id="controls-title">{ words.controls }</h2>
                { back_to_lesson(&query, model.language) }
                <button type="button" class="tool drawer" aria-expanded={open.to_string()} aria-controls="controls" onclick={toggle}>
                    { if *open { words.hide_controls } else { words.show_controls } }
                </button>
                <div class="controls" id="controls">
                    <Controls bench={Bench::of(&model, chosen)} can_undo={model.can_undo} can_redo={model.can_redo} />
                </div>
            </section>
            <div class="centre">
                if model.lanes().is_empty() {
                    <Stage model={model.clone()} act={act.clone()} />
                } else {
                    <Lanes model={model.clone()} act={act.clone()} />
                }
                <SpaceTime model={model.clone()} act={act.clone()} />
            </div>
            if model.presenting { <Code model={model.clone()} act={act.clone()} /> }
            <Side model={model.clone()} act={act.clone()} />
            <Narration model={model.clone()} act={act.clone()} />
            <section class="bottom" aria-label={words.transport}>
                <Transport model={model.clone()} act={act.clone()} />
                if let EngineState::Working { done, of } = model.engine {
                    <p class="working">{ (words.working)(&units::write(Quantity::Percent(percent(done, of)), model.language)) }</p>
                }
            </section>
        </main>
    }
}

/// The way back for whoever came from a step of a lesson: the address says which.
fn back_to_lesson(query: &str, language: Language) -> Html {
    let named = query.trim_start_matches('?').split('&').find_map(|part| part.strip_prefix(browser::FROM));
    let found = named.and_then(|named| named.split_once('/')).and_then(|(lesson, step)| {
        let lesson = HEADS.iter().find(|known| known.id == lesson)?;
        let place = lesson.steps.iter().position(|known| *known == step)?;
        Some((lesson, place))
    });
    let Some((lesson, place)) = found else { return Html::default() };
    let said = words(language).learn().back_to;
    let said = said(&lesson.number.to_string(), &(place + 1).to_string());
    html! {
        <p class="from-lesson"><a class="tool" id="from-lesson" href={format!("#/learn/{}/{}", lesson.id, lesson.steps[place])}>
            <span aria-hidden="true">{ "← " }</span>{ said }
        </a></p>
    }
}

/// How far a file is read, while one is.
fn percent(done: u64, of: u64) -> u64 {
    done.saturating_mul(100) / of.max(1)
}

/// The tabs of the right side.
const TABS: usize = 4;

/// The right side: tabs, of which one is shown. Arrow keys go from tab to tab, as everywhere.
#[component]
fn Side(props: &PageProps) -> Html {
    let PageProps { model, act } = props.clone();
    let eyes_words = words(model.language).eyes();
    let words = words(model.language).shell();
    let shown = usize::from(model.tab) % TABS;
    let show = {
        let act = act.clone();
        Callback::from(move |tab: usize| act.emit(Intent::Tab(tab as u8)))
    };
    let names = [words.tab_logs, words.tab_state, words.tab_clients, words.tab_receipt];
    let refs = use_memo((), |()| [(); TABS].map(|()| NodeRef::default()));
    let onkeydown = {
        let (show, refs) = (show.clone(), refs.clone());
        Callback::from(move |event: KeyboardEvent| {
            let to = match event.key().as_str() {
                "ArrowRight" => (shown + 1) % TABS,
                "ArrowLeft" => (shown + TABS - 1) % TABS,
                "Home" => 0,
                "End" => TABS - 1,
                _ => return,
            };
            event.prevent_default();
            show.emit(to);
            if let Some(tab) = refs[to].cast::<HtmlElement>() {
                let _ = tab.focus();
            }
        })
    };
    html! {
        <section class="right" aria-labelledby="side-title">
            <h2 class="unseen" id="side-title">{ words.side }</h2>
            <ChallengePanel model={model.clone()} act={act.clone()} />
            <EyesPanel model={model.clone()} act={act.clone()} />
            <WhyPanel model={model.clone()} act={act.clone()} />
            <BreakPanel model={model.clone()} act={act.clone()} />
            <div class="tabs" role="tablist" aria-labelledby="side-title" {onkeydown}>
                { for names.iter().enumerate().map(|(n, name)| {
                    let (show, chosen) = (show.clone(), shown == n);
                    html! {
                        <button type="button" role="tab" key={n} ref={refs[n].clone()} id={format!("tab-{n}")} aria-selected={chosen.to_string()} aria-controls="side"
                            tabindex={if chosen { "0" } else { "-1" }} onclick={move |_: MouseEvent| show.emit(n)}>{ *name }</button>
                    }
                }) }
            </div>
            <div class="panel" role="tabpanel" id="side" aria-labelledby={format!("tab-{shown}")} tabindex="0">
                { match shown {
                    0 => html! { <Logs {model} {act} /> },
                    1 => html! { <State {model} {act} /> },
                    2 => html! { <Clients {model} {act} /> },
                    _ if veiled(&model).is_some() => html! { <p class="summary">{ eyes_words.no_receipt }</p> },
                    _ => html! { <ReceiptPaper {model} {act} /> },
                } }
            </div>
        </section>
    }
}
