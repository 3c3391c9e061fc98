//! How far a sweep is, and what can be done about it.

use crate::base::text::Language;
use crate::base::time::Span;
use crate::engine::crew::State;
use crate::ui::sweeps::{Msg, Shown};
use crate::ui::words::words;
use crate::view::numbers::{span, whole};
use std::rc::Rc;
use yew::prelude::*;

/// What the parts about a sweep need.
#[derive(Clone, PartialEq, Properties)]
pub struct SweepProps {
    /// The sweep.
    pub shown: Rc<Shown>,
    /// In which language.
    pub language: Language,
    /// Takes what the person does to the sweep.
    pub to_sweep: Callback<Msg>,
}

/// A bar, a sentence, and the buttons that go with how the sweep is.
#[component]
pub fn Progress(props: &SweepProps) -> Html {
    let SweepProps { shown, language, to_sweep } = props.clone();
    let texts = words(language).often();
    let standing = shown.standing;
    let (done, of) = (whole(standing.done), whole(standing.of));
    let button = |msg: Msg, text: &'static str, id: &'static str| {
        let onclick = to_sweep.reform(move |_: MouseEvent| msg.clone());
        html! { <button type="button" class="tool" {id} {onclick}>{ text }</button> }
    };
    let ms = |ms: f64| span(Span((ms.max(0.0) * 1_000.0) as u64), language);
    let took =
        if standing.per_second > 0.0 { standing.done as f64 * 1_000.0 / standing.per_second } else { 0.0 };
    let (name, said) = match &shown.state {
        State::Starting => ("starting", texts.starting.to_owned()),
        State::Running => ("running", String::new()),
        State::Paused => ("paused", (texts.paused)(&done, &of)),
        State::Done => ("done", (texts.done)(&done, &ms(took))),
        State::Cancelled => ("cancelled", (texts.cancelled)(&done, &of)),
        State::Refused(_) => ("refused", texts.refused.to_owned()),
        State::Lost => ("lost", (texts.lost)(&done, &of)),
        State::OldPage => ("old", texts.old_page.to_owned()),
    };
    // Told in steps: whoever listens wants to hear more than this.
    let tenth = standing.done * 10 / standing.of.max(1) * standing.of / 10;
    let heard = if said.is_empty() { (texts.running)(&whole(tenth), &of) } else { said.clone() };
    html! {
        <section class="progress" id="sweep-progress" data-state={name} data-done={standing.done.to_string()} data-of={standing.of.to_string()} data-workers={shown.workers.to_string()} aria-label={texts.results}>
            if shown.state.is_open() {
                <progress max={standing.of.to_string()} value={standing.done.to_string()} aria-label={(texts.running)(&done, &of)} />
            }
            <p class="unseen" role="status">{ heard }</p>
            if shown.state == State::Running {
                <p class="far">
                    <b>{ (texts.running)(&done, &of) }</b>
                    if standing.per_second > 0.0 { <span>{ (texts.rate)(&whole(standing.per_second.round() as u64)) }</span> }
                    if let Some(left) = standing.left_ms { <span>{ (texts.left)(&ms(left)) }</span> }
                </p>
            } else {
                <p class={classes!("far", matches!(shown.state, State::Refused(_) | State::Lost | State::OldPage).then_some("bad"))}>{ said }</p>
            }
            if let State::Refused(problems) = &shown.state {
                <ul class="problems">{ for problems.iter().map(|it| html! { <li><code>{ &it.place }</code>{ " " }{ it.reason.in_language(language) }</li> }) }</ul>
            }
            { for shown.left_out.iter().map(|it| html! { <p class="problem">{ (texts.left_out)(&it.seed.to_string(), &it.point) }</p> }) }
            <div class="act">
                if shown.state == State::Running { { button(Msg::Pause, texts.pause, "sweep-pause") } }
                if shown.state == State::Paused { { button(Msg::Resume, texts.resume, "sweep-resume") } }
                if shown.state.is_open() { { button(Msg::Cancel, texts.cancel, "sweep-cancel") } }
            </div>
        </section>
    }
}
