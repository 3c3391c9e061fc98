//! Demos: what can go wrong, each as an experiment that shows it every time, and the switch that
//! removes it.

use super::Bench;
use super::fields::{Pick, Switch};
use crate::lab::demo::{self, Demo, recognise};
use crate::lab::experiment::Experiment;
use crate::ui::pages::with_cut;
use crate::ui::store::Intent;
use crate::ui::words::words;
use yew::prelude::*;

/// The demos of the protocol that is shown, and what the chosen one is about.
#[component]
pub fn Demos(bench: &Bench) -> Html {
    let language = bench.language;
    let words = words(language).demos();
    let demos: Vec<Demo> =
        demo::all().filter(|demo| demo.protocol == bench.experiment.protocol.name).collect();
    // Recognised by what it is: a demo that came by undo, from the last visit or from a file is one
    // all the same.
    let last = use_mut_ref(|| None);
    let shown = use_memo(bench.experiment.clone(), |experiment| {
        let shown = recognise(experiment, *last.borrow());
        *last.borrow_mut() = shown.map(|(demo, _)| demo.id);
        shown
    });
    let names: Vec<AttrValue> = core::iter::once(words.none)
        .chain(demos.iter().map(|demo| demo.title.in_language(language)))
        .map(AttrValue::from)
        .collect();
    let chosen = shown
        .and_then(|(shown, _)| demos.iter().position(|demo| demo.id == shown.id))
        .map_or(0, |place| place + 1);
    let begin = |experiment: Experiment| Intent::Begin(Box::new(experiment));
    let choose = {
        let (act, demos, protocol) =
            (bench.act.clone(), demos.clone(), bench.experiment.protocol.name.clone());
        Callback::from(move |place: usize| {
            let begun = place
                .checked_sub(1)
                .and_then(|place| demos.get(place))
                .map_or_else(|| with_cut(&protocol), |demo| demo.experiment());
            act.emit(begin(begun));
        })
    };
    html! {
        <div class="demos">
            <Pick id="demo" label={words.title} options={names} {chosen} set={choose} {language} />
            if let Some((demo, protected)) = *shown {
                // What comes of it is told when it was seen.
                if bench.seen_end {
                    <p class="story">{ demo.whole().in_language(language).to_owned() }</p>
                } else if let Some(beginning) = demo.beginning(language) {
                    <p class="story">{ beginning }</p>
                }
                <Switch label={words.protection} help={words.protection_help} name="protection" on={protected} {language}
                    set={bench.act.reform(move |on: bool| begin(if on { demo.protected() } else { demo.experiment() }))} />
                <Switch label={words.beside} help={words.beside_help} name="beside" on={bench.pairs} {language}
                    set={bench.act.reform(Intent::Beside)} />
            }
        </div>
    }
}
