//! Runs side by side under one transport: each with its stage, what was told about it last, and a
//! mark where they become two. A demo is seen so with and without its protection.

use super::Props;
use super::narrate::{Captions, told};
use super::stage::{Stage, StillStage};
use crate::engine::wire::Place;
use crate::lab::demo;
use crate::ui::store::{Intent, Selection};
use crate::ui::words::words;
use crate::view::names;
use crate::view::numbers::moment;
use std::rc::Rc;
use yew::prelude::*;

/// The run that is shown and those beside it.
#[component]
pub fn Lanes(props: &Props) -> Html {
    let model = &props.model;
    let texts = words(model.language).demos();
    let protected = use_memo(Rc::clone(&model.experiment), |experiment| {
        demo::recognise(experiment, None).is_some_and(|(_, protected)| protected)
    });
    let name = |on: bool| if on { texts.on } else { texts.off };
    let class = |on: bool| if on { "lane is-protected" } else { "lane" };
    html! {
        <section class="lanes" aria-labelledby="lanes-title" data-lanes={(model.lanes().len() + 1).to_string()}>
            <div class="lanes-head">
                <h2 id="lanes-title" class="unseen">{ texts.beside }</h2>
                { difference(props) }
                { why(props, *protected) }
            </div>
            <div class="side-by-side">
            <div class={class(*protected)} data-lane={if *protected { "on" } else { "off" }}>
                <h3>{ name(*protected) }</h3>
                <Stage model={model.clone()} act={props.act.clone()} />
                <Captions model={model.clone()} act={props.act.clone()} />
            </div>
            { for model.lanes().iter().enumerate().map(|(place, lane)| {
                let inner = Rc::new(model.of_lane(lane));
                let act = Callback::noop();
                html! {
                    <div key={place} class={class(!*protected)} data-lane={if *protected { "off" } else { "on" }}>
                        <h3>{ name(!*protected) }</h3>
                        <StillStage model={inner.clone()} act={act.clone()} name={name(!*protected)} />
                        <Captions model={inner} {act} />
                    </div>
                }
            }) }
            </div>
        </section>
    }
}

/// Why they differ: what is seen next in each, and the way to what led to it.
fn why(props: &Props, protected: bool) -> Html {
    let model = &props.model;
    let texts = words(model.language).demos();
    let Some(lane) = model.lanes().first().filter(|lane| lane.differs.is_some()) else {
        return Html::default();
    };
    if let Some((node, title)) = &lane.sheet {
        let node = names::nodes(&[*node], &model.experiment.cast(), model.language);
        return html! { <p class="why-differ">{ (texts.only_sheet)(title.in_language(model.language), &node) }</p> };
    }
    let name = |on: bool| if on { texts.on } else { texts.off };
    let [here, there] = &lane.why;
    let ways = [(name(protected), here, true), (name(!protected), there, false)];
    let select = here.as_ref().map(|fact| {
        let (act, id) = (props.act.clone(), fact.id);
        Callback::from(move |_: MouseEvent| {
            act.emit(Intent::Seek(Place::Fact { fact: id }));
            act.emit(Intent::Select(Some(Selection::Fact(id))));
        })
    });
    html! {
        <dl class="why-differ">
            { for ways.map(|(name, fact, shown)| html! {
                <div>
                    <dt>{ name }</dt>
                    <dd>
                        { fact.as_ref().map_or_else(|| texts.nothing_more.to_owned(), |fact| told(model, fact)) }
                        if let Some(onclick) = select.clone().filter(|_| shown) { { " " }<button type="button" class="quiet" id="why-differ" {onclick}>{ texts.led_to_it }</button> }
                    </dd>
                </div>
            }) }
        </dl>
    }
}

/// When the runs first differ for who looks from outside, and the way there.
fn difference(props: &Props) -> Html {
    let model = &props.model;
    let texts = words(model.language).demos();
    let Some(at) = model.turning_point() else {
        return html! { <p class="differs">{ texts.never_differ }</p> };
    };
    let (here, said) = (model.at() == at, (texts.differ)(&moment(at, model.language)));
    let go = props.send(Intent::Seek(Place::Time { at }));
    html! {
        <p class={classes!("differs", here.then_some("is-here"))} data-differs={at.0.to_string()}>
            <span aria-hidden="true">{ "◆ " }</span>
            if here { { texts.differ_here } } else { { said }{ " " }<button type="button" class="quiet" onclick={go}>{ texts.go_there }</button> }
        </p>
    }
}
