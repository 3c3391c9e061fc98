//! What one node knows at the cursor: the text of the veiled pictures. The visitor decides, dead or
//! slow, ask again or not, and then lifts the veil from the same moment.

use super::Props;
use super::parts::{Swatch, focus_node};
use crate::base::ids::NodeId;
use crate::lab::frame::{Camera, Eyes, EyesFrame, OtherFrame};
use crate::ui::store::{Intent, Model};
use crate::ui::words::eyes::EyesWords;
use crate::ui::words::words;
use crate::view::eyes::{self, Again, Guess};
use crate::view::names;
use crate::view::numbers::whole;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// The wish to see a moment through the eyes of a node, or of everybody.
pub fn look_through(model: &Model, eyes: Option<Eyes>) -> Intent {
    Intent::SetCamera(Camera { eyes, ..model.camera.clone() })
}

/// The node through whose eyes the pictures are seen, while they are.
pub fn veiled(model: &Model) -> Option<NodeId> {
    let eyes = model.frame.as_ref()?.eyes.as_ref()?;
    (!eyes.lifted).then_some(eyes.node)
}

/// What the node knows, the decision, and what there was to know.
#[component]
pub fn EyesPanel(props: &Props) -> Html {
    let eyes = props.model.frame.as_ref().and_then(|frame| frame.eyes.clone());
    match eyes {
        None => Html::default(),
        Some(eyes) => {
            let key = eyes.node.0.to_string();
            html! { <Open {key} inner={props.clone()} {eyes} /> }
        }
    }
}

#[derive(Clone, PartialEq, Properties)]
struct OpenProps {
    inner: Props,
    eyes: EyesFrame,
}

#[component]
fn Open(props: &OpenProps) -> Html {
    let (inner, eyes) = (&props.inner, &props.eyes);
    let model = &inner.model;
    let language = model.language;
    let texts = words(language).eyes();
    let cast = model.experiment.cast();
    let name = names::node(eyes.node, &cast, language);
    let about = use_state(|| None::<NodeId>);
    let guess = use_state(|| None::<Guess>);
    let again = use_state(|| None::<bool>);
    let heading = use_node_ref();
    {
        let heading = heading.clone();
        use_effect_with(eyes.lifted, move |_| focus_node(heading.cast::<web_sys::Element>().map(Into::into)));
    }
    let chosen = about.and_then(|about| eyes.others.iter().find(|other| other.node == about));
    let Some(other) = chosen.or_else(|| eyes::silent(eyes)) else { return Html::default() };
    let pick = {
        let (about, guess) = (about.clone(), guess.clone());
        Callback::from(move |event: Event| {
            let field: HtmlSelectElement = event.target_unchecked_into();
            about.set(field.value().parse().ok().map(NodeId));
            guess.set(None);
        })
    };
    let lift = {
        // The question stays about the node that it was about, whoever is silent then.
        let (act, about, other, model) = (inner.act.clone(), about.clone(), other.node, model.clone());
        let to = Eyes { node: eyes.node, lifted: !eyes.lifted };
        Callback::from(move |_: MouseEvent| {
            about.set(Some(other));
            act.emit(Intent::Pause);
            act.emit(look_through(&model, Some(to)));
        })
    };
    let choice = |which: Guess, said: &'static str| {
        let guess = guess.clone();
        let checked = *guess == Some(which);
        html! { <label class="option"><input type="radio" name="guess" {checked} disabled={eyes.lifted} onchange={Callback::from(move |_: Event| guess.set(Some(which)))} /><span>{ said }</span></label> }
    };
    let asks = |which: bool, said: &'static str| {
        let again = again.clone();
        let checked = *again == Some(which);
        html! { <label class="option"><input type="radio" name="again" {checked} disabled={eyes.lifted} onchange={Callback::from(move |_: Event| again.set(Some(which)))} /><span>{ said }</span></label> }
    };
    html! {
        <section class="eyes-panel" id="eyes" aria-labelledby="eyes-title" data-lifted={eyes.lifted.to_string()}>
            <div class="why-head">
                <h2 id="eyes-title" ref={heading} tabindex="-1">{ (texts.title)(name) }</h2>
                <button type="button" class="close" aria-label={texts.leave} title={texts.leave} onclick={inner.send(look_through(model, None))}>{ "✕" }</button>
            </div>
            <p class="aside">{ texts.lead }</p>
            <table class="figures">
                <caption>{ texts.known }</caption>
                <thead><tr><th scope="col">{ texts.other }</th><th scope="col">{ texts.heard }</th><th scope="col" class="n">{ texts.sent }</th></tr></thead>
                <tbody>{ for eyes.others.iter().map(|it| html! {
                    <tr key={it.node.0} class={(it.node == other.node).then_some("differs")}>
                        <th scope="row"><Swatch node={it.node} />{ names::node(it.node, &cast, language) }</th>
                        <td>{ eyes::heard(it, language).map_or_else(|| html! { { texts.never } }, |(at, said)| html! { <>{ at }<small>{ said }</small></> }) }</td>
                        <td class="n">{ whole(u64::from(it.sent)) }</td>
                    </tr>
                }) }</tbody>
            </table>
            <label class="row">{ texts.about }
                <select name="about" onchange={pick} disabled={eyes.lifted}>{ for eyes.others.iter().map(|it| html! {
                    <option key={it.node.0} value={it.node.0.to_string()} selected={it.node == other.node}>{ names::node(it.node, &cast, language) }</option>
                }) }</select>
            </label>
            <p>{ eyes::silence(other, model.at(), &cast, language) }</p>
            <fieldset><legend>{ texts.dead_or_slow }</legend>
                { choice(Guess::Dead, texts.dead) }{ choice(Guess::Slow, texts.slow) }{ choice(Guess::Unknowable, texts.unknowable) }
            </fieldset>
            <fieldset><legend>{ texts.retry }</legend>{ asks(true, texts.yes) }{ asks(false, texts.no) }</fieldset>
            if eyes.lifted { <div role="status">{ truth(other, name, *guess, *again, inner, texts) }</div> }
            <button type="button" class={if eyes.lifted { "tool" } else { "tool go" }} id="lift" onclick={lift}>{ if eyes.lifted { texts.cover } else { texts.lift } }</button>
        </section>
    }
}

/// The same moment with everything, beside what was decided.
fn truth(
    other: &OtherFrame,
    node: &str,
    guess: Option<Guess>,
    again: Option<bool>,
    props: &Props,
    texts: &EyesWords,
) -> Html {
    let language = props.model.language;
    let cast = props.model.experiment.cast();
    let (Some(said), Some(truth)) = (eyes::truth(other, node, &cast, language), &other.truth) else {
        return Html::default();
    };
    let verdict = guess.map(|guess| match eyes::is_right(guess, truth) {
        Some(true) => texts.right,
        Some(false) => texts.wrong,
        None => texts.could_not,
    });
    let comes_of = match eyes::again(truth) {
        Again::Twice => texts.again_twice,
        Again::Needed => texts.again_needed,
        Again::Nothing => texts.again_nothing,
    };
    let decided = guess.map(|guess| match guess {
        Guess::Dead => texts.dead,
        Guess::Slow => texts.slow,
        Guess::Unknowable => texts.unknowable,
    });
    html! {
        <>
            <h3>{ texts.truth }</h3>
            <ul class="truth">{ for said.iter().map(|line| html! { <li>{ line }</li> }) }</ul>
            if let (Some(decided), Some(verdict)) = (decided, verdict) { <p class="said">{ texts.you_said }{ " " }<b>{ decided }</b>{ " " }{ verdict }</p> }
            if let Some(again) = again { <p class="said">{ texts.you_said }{ " " }<b>{ if again { texts.yes } else { texts.no } }</b>{ " " }{ comes_of }</p> }
        </>
    }
}
