//! The stage of each column, side by side, with the way into the Lab.

use super::PartProps;
use crate::ui::app::Route;
use crate::ui::picture::{Patterns, StillStage};
use crate::ui::store::Intent;
use crate::ui::words::words;
use yew::prelude::*;
use yew_router::prelude::*;

/// A stage a column, each with the way into the Lab.
#[component]
pub fn Stages(props: &PartProps) -> Html {
    let texts = words(props.model.language).compare();
    let navigator = use_navigator();
    html! {
        <section class="stages" id="stages" aria-labelledby="stages-title">
            <h2 class="unseen" id="stages-title">{ texts.stages }</h2>
            <Patterns />
            <div class="columns">
                { for props.comparison.columns.iter().enumerate().map(|(place, column)| {
                    let Some(model) = props.column(place) else { return Html::default() };
                    let name = props.say(&column.name).to_owned();
                    let open = {
                        let (act, navigator) = (props.act.clone(), navigator.clone());
                        Callback::from(move |_: MouseEvent| {
                            act.emit(Intent::OpenColumn(place));
                            if let Some(navigator) = &navigator {
                                navigator.push(&Route::Lab);
                            }
                        })
                    };
                    let settings = if column.settings.is_empty() {
                        texts.as_shown.to_owned()
                    } else {
                        column.settings.iter().map(|it| props.say(it)).collect::<Vec<_>>().join(" · ")
                    };
                    html! {
                        <article class="lane column" key={place} data-column={column.protocol.clone()} aria-labelledby={format!("column-{place}")}>
                            <header>
                                <h3 id={format!("column-{place}")}>{ &name }</h3>
                                <p class="way">{ props.say(&column.way) }{ " · " }{ props.say(&column.price) }</p>
                                <p class="settings">{ settings }</p>
                            </header>
                            <StillStage {model} act={Callback::noop()} name={name.clone()} />
                            <p class="to-lab"><button type="button" class="tool" aria-label={(texts.open)(&name)} onclick={open}>{ texts.open_short }</button></p>
                        </article>
                    }
                }) }
            </div>
        </section>
    }
}
