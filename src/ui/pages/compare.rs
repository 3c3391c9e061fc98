//! Compare: the same workday several ways, in step under one transport.

use crate::lab::compare::suggested;
use crate::ui::app::PageProps;
use crate::ui::browser;
use crate::ui::compare::{Choose, First, Needs, Phones, Ribbons, Save, Stages, Table};
use crate::ui::picture::{Keys, Spoken};
use crate::ui::store::Intent;
use crate::ui::words::words;
use yew::prelude::*;
use yew_router::prelude::*;

/// Two to four columns: their stages, what a client saw, ribbons, receipts, and who must be up.
#[component]
pub fn Compare(props: &PageProps) -> Html {
    let PageProps { model, act } = props.clone();
    let language = model.language;
    let texts = words(language).compare();
    // The address names the columns; without it those are shown that have another trouble.
    let query = use_location().map(|location| location.query_str().to_owned()).unwrap_or_default();
    {
        let (act, experiment) = (act.clone(), model.experiment.clone());
        use_effect_with(query, move |_| {
            let columns = browser::columns().filter(|it| !it.is_empty());
            act.emit(Intent::Columns(Some(columns.unwrap_or_else(|| suggested(&experiment)))));
        });
    }
    html! {
        <main class="compare" id="main" tabindex="-1">
            <div class="head">
                <h1>{ texts.title }</h1>
                <p class="intro">{ texts.intro }</p>
                <Choose model={model.clone()} act={act.clone()} />
                <Save model={model.clone()} act={act.clone()} />
            </div>
            if let Some(comparison) = model.comparison.clone() {
                <details class="fairness">
                    <summary>{ texts.fairness }</summary>
                    <ul>{ for comparison.same.iter().map(|it| html! { <li>{ it.in_language(language) }</li> }) }</ul>
                    <ul class="differ">{ for comparison.columns.iter().flat_map(|column| {
                        column.differs.iter().map(|it| html! { <li><b>{ column.name.in_language(language) }</b>{ " · " }{ it.in_language(language) }</li> })
                    }) }</ul>
                </details>
                <div class="abreast" data-columns={comparison.columns.len().to_string()}>
                    <Stages model={model.clone()} act={act.clone()} comparison={comparison.clone()} />
                    <First model={model.clone()} act={act.clone()} comparison={comparison.clone()} />
                    <Phones model={model.clone()} act={act.clone()} comparison={comparison.clone()} />
                    <Ribbons model={model.clone()} act={act.clone()} comparison={comparison.clone()} />
                    <div class="over">
                        <Table model={model.clone()} act={act.clone()} comparison={comparison.clone()} />
                        <Needs model={model.clone()} act={act.clone()} {comparison} />
                    </div>
                </div>
            } else {
                <p class="soon" role="status">{ texts.soon }</p>
            }
            <section class="bottom" aria-label={words(language).shell().transport}>
                <Spoken model={model.clone()} act={act.clone()} />
                <Keys {model} {act} />
            </section>
        </main>
    }
}
