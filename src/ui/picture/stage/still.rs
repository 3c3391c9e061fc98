//! A stage that is only looked at: a run beside the one in which things can be done. All of it can
//! be read as a table.

use super::draw::use_draw;
use super::picture;
use crate::lab::frame::Frame;
use crate::ui::picture::measure::use_size;
use crate::ui::picture::parts::light;
use crate::ui::picture::text_alternatives::StageText;
use crate::ui::store::{Intent, Model};
use crate::ui::words::words;
use crate::view::layout::{Layout, layout};
use crate::view::{moment, standing};
use std::rc::Rc;
use yew::prelude::*;

/// What it needs.
#[derive(Clone, PartialEq, Properties)]
pub struct StillProps {
    /// The page, about the run that is looked at.
    pub model: Rc<Model>,
    /// Takes nothing: nobody does anything here.
    pub act: Callback<Intent>,
    /// What the run is called.
    pub name: AttrValue,
}

/// The stage of a run in which nobody does anything.
#[component]
pub fn StillStage(props: &StillProps) -> Html {
    let host = use_node_ref();
    let (width, height) = use_size(&host);
    let model = &props.model;
    let nodes = usize::from(model.experiment.cast().nodes());
    let services = usize::from(model.experiment.nodes);
    let layout: Rc<Layout> =
        use_memo((services, nodes - services, width as u32, height as u32), |&(services, parts, w, h)| {
            layout(services, parts, f64::from(w), f64::from(h))
        });
    let open = use_state(|| None);
    let draw = use_draw(&host, &layout, false, &props.act);
    let Some(frame) = &model.frame else { return Html::default() };
    let inner = crate::ui::picture::Props { model: model.clone(), act: props.act.clone() };
    let (copies, said) = standing::copies(frame, model.language);
    let parts = (nodes > services).then_some("has-parts");
    html! {
        <div class={classes!("stage", "still", format!("nodes-{nodes}"), parts)} role="group" aria-label={props.name.clone()}>
            <div class="picture-head"><span class="lights">{ light(copies, said) }{ broken(model, frame) }</span></div>
            <div class="stage-room" ref={host} inert=true>
                if width > 0.0 { { picture(&inner, frame, &layout, &open, &draw) } }
            </div>
            <div class="picture-foot">
                <p class="moment">{ moment::sentence(frame, &model.experiment, model.language) }</p>
                <StageText frame={frame.clone()} experiment={model.experiment.clone()} language={model.language} />
            </div>
        </div>
    }
}

/// The second light: whether a promise is broken by now.
fn broken(model: &Model, frame: &Frame) -> Html {
    let texts = &words(model.language).picture().standing;
    match standing::broken(model.branch(), frame).as_deref() {
        None => Html::default(),
        Some([]) => {
            html! { <span class="light kept"><span aria-hidden="true">{ "△ " }</span>{ texts.no_breach }</span> }
        }
        Some([first, ..]) => {
            let at = crate::view::numbers::moment(first.at, model.language);
            let said = (texts.breach)(first.title.in_language(model.language), &at);
            html! { <span class="light broken" data-broken={first.model.clone()}><span aria-hidden="true">{ "▲ " }</span>{ said }</span> }
        }
    }
}
