//! A clip: a stretch of the run as a file that plays by itself. It begins at the cursor unless
//! somebody says otherwise.

use crate::base::time::{Span, Time};
use crate::engine::wire::{CLIP_DELAY, ClipOrder};
use crate::ui::controls::exact::Unit;
use crate::ui::picture::Props;
use crate::ui::store::{ClipState, Intent};
use crate::ui::words::words;
use crate::view::numbers::{span, speed, whole};
use web_sys::{HtmlInputElement, HtmlSelectElement, SubmitEvent};
use yew::prelude::*;

/// So long a clip is unless somebody says otherwise.
const LENGTH: Span = Span(2_000_000);
/// How fast time may pass in a clip, in thousandths.
const SPEEDS: [u32; 7] = [10, 20, 50, 100, 200, 500, 1_000];

/// What was written into the form; nothing where it follows the cursor.
#[derive(Clone, PartialEq, Default)]
struct Draft {
    from: Option<String>,
    to: Option<String>,
    speed: Option<u32>,
    again: Option<bool>,
}

/// The form of a clip, how far it is, and what came of it.
#[component]
pub fn Clip(props: &Props) -> Html {
    let Props { model, act } = props;
    let texts = words(model.language).clip();
    let draft = use_state(Draft::default);
    let until = model.branch().map_or(Time(model.experiment.duration_us), |branch| branch.until);
    // At the end of the run there is nothing more to come: then what came last.
    let start = if model.at() < until { model.at() } else { Time(until.0.saturating_sub(LENGTH.0)) };
    let read = |text: &str| Unit::Seconds.read(text).and_then(|us| u64::try_from(us).ok()).map(Time);
    let from = draft.from.as_deref().map_or(Some(start), read);
    let to = draft.to.as_deref().map_or_else(|| from.map(|from| until.min(from + LENGTH)), read);
    let nearest = |milli: u32| SPEEDS.into_iter().min_by_key(|it| it.abs_diff(milli)).unwrap_or(100);
    let speed_milli = draft.speed.unwrap_or_else(|| nearest(model.pace_milli()));
    let again = draft.again.unwrap_or(!model.calm);
    let order = from.zip(to).map(|(from, to)| {
        let (camera, language) = (model.camera.clone(), model.language);
        ClipOrder { branch: model.current, from, to, speed_milli, again, camera, language }
    });
    let comes_to = match order.as_ref().map(|order| order.pictures(Some(until))) {
        None => Err(texts.no_time.to_owned()),
        Some(Err(why)) => Err(why.reason.in_language(model.language).to_owned()),
        Some(Ok(pictures)) => {
            let long = Span(u64::from(pictures) * u64::from(CLIP_DELAY) * 10_000);
            Ok((texts.comes_to)(&whole(u64::from(pictures)), &span(long, model.language)))
        }
    };
    let going = match *model.clip {
        ClipState::Going { n, of } => Some((n, of)),
        _ => None,
    };
    let onsubmit = {
        let (act, order, good) = (act.clone(), order.clone(), comes_to.is_ok());
        let is_going = going.is_some();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if is_going {
                act.emit(Intent::StopClip);
            } else if let Some(ClipOrder { from, to, speed_milli, again, .. }) =
                order.clone().filter(|_| good)
            {
                act.emit(Intent::Clip { from, to, speed_milli, again });
            }
        })
    };
    let change = |change: fn(&mut Draft, String)| {
        let draft = draft.clone();
        Callback::from(move |event: InputEvent| {
            let mut changed = (*draft).clone();
            change(&mut changed, event.target_unchecked_into::<HtmlInputElement>().value());
            draft.set(changed);
        })
    };
    let pace = {
        let draft = draft.clone();
        Callback::from(move |event: Event| {
            let chosen = event.target_unchecked_into::<HtmlSelectElement>().value().parse().ok();
            draft.set(Draft { speed: chosen, ..(*draft).clone() });
        })
    };
    let repeat = {
        let draft = draft.clone();
        Callback::from(move |_: Event| draft.set(Draft { again: Some(!again), ..(*draft).clone() }))
    };
    let (here, at) = (Unit::Seconds.write(i64::try_from(model.at().0).unwrap_or(i64::MAX)), model.at());
    let from_here = {
        let (draft, here) = (draft.clone(), here.clone());
        // What ended before ends after it again.
        let to = draft.to.clone().filter(|_| to.is_some_and(|to| to > at));
        Callback::from(move |_: MouseEvent| {
            draft.set(Draft { from: Some(here.clone()), to: to.clone(), ..(*draft).clone() })
        })
    };
    let to_here = {
        let (draft, written) = (draft.clone(), from.map(|from| seconds(from.min(at))));
        Callback::from(move |_: MouseEvent| {
            draft.set(Draft { from: written.clone(), to: Some(here.clone()), ..(*draft).clone() })
        })
    };
    let (shown, wrong) = match &comes_to {
        Ok(said) => (said.clone(), false),
        Err(why) => (why.clone(), true),
    };
    html! {
        <details class="until clip" id="clip">
            <summary>{ texts.title }</summary>
            <form {onsubmit}>
                <label for="clip-from">{ texts.from }</label>
                <input type="text" inputmode="decimal" id="clip-from" autocomplete="off" value={draft.from.clone().unwrap_or_else(|| seconds(start))} oninput={change(|draft, text| draft.from = Some(text))} aria-describedby="clip-comes-to" />
                <label for="clip-to">{ texts.to }</label>
                <input type="text" inputmode="decimal" id="clip-to" autocomplete="off" value={draft.to.clone().unwrap_or_else(|| to.map(seconds).unwrap_or_default())} oninput={change(|draft, text| draft.to = Some(text))} aria-describedby="clip-comes-to" />
                <span>{ texts.seconds }</span>
                <button type="button" class="tool" id="clip-from-here" onclick={from_here}>{ texts.from_here }</button>
                <button type="button" class="tool" id="clip-to-here" onclick={to_here}>{ texts.to_here }</button>
                <label for="clip-speed">{ texts.speed }</label>
                <select id="clip-speed" onchange={pace}>{ for SPEEDS.map(|it| html! { <option value={it.to_string()} selected={it == speed_milli}>{ speed(it) }</option> }) }</select>
                <label class="again"><input type="checkbox" id="clip-again" checked={again} onchange={repeat} />{ texts.again }</label>
                <button type="submit" class="tool" id="clip-make">{ if going.is_some() { texts.stop } else { texts.make } }</button>
                <span id="clip-comes-to" class={wrong.then_some("wrong")}>{ shown }</span>
            </form>
            <div role="status" id="clip-state" data-clip={state_name(&model.clip)}>{ state(props) }</div>
            if let Some((n, of)) = going { <progress max={of.max(1).to_string()} value={n.to_string()} aria-label={texts.title} /> }
            <p>{ texts.help }</p>
        </details>
    }
}

fn seconds(at: Time) -> String {
    Unit::Seconds.write(i64::try_from(at.0).unwrap_or(i64::MAX))
}

fn state_name(state: &ClipState) -> &'static str {
    match state {
        ClipState::Asking => "asking",
        ClipState::Going { .. } => "going",
        ClipState::Made => "made",
        ClipState::Refused(_) => "refused",
        ClipState::Unpainted => "unpainted",
    }
}

/// How far it is, in words. Numbers move in steps of ten, so that nobody is told each one aloud.
fn state(props: &Props) -> String {
    let texts = words(props.model.language).clip();
    match &*props.model.clip {
        // That it was saved is told as of every file.
        ClipState::Asking | ClipState::Made => String::new(),
        ClipState::Going { n, of } if *of > 0 => {
            (texts.going)(&whole(u64::from(n / 10 * 10 + 1)), &whole(u64::from(*of)))
        }
        ClipState::Going { .. } => String::new(),
        ClipState::Refused(problems) => {
            let all: Vec<&str> =
                problems.iter().map(|it| it.reason.in_language(props.model.language)).collect();
            all.join(" ")
        }
        ClipState::Unpainted => texts.unpainted.to_owned(),
    }
}
