//! What can be done to a message on its way: hold it, let it arrive now, drop it, repeat it.

use super::MenuProps;
use crate::base::ids::FlightId;
use crate::sim::input::Action;
use crate::ui::picture::popover::Popover;
use crate::ui::store::Intent;
use crate::ui::words::words;
use crate::view::flight;
use yew::prelude::*;

/// What the menu of a message needs.
#[derive(Clone, PartialEq, Properties)]
pub struct FlightMenuProps {
    pub flight: FlightId,
    /// What every menu needs.
    pub base: MenuProps,
}

/// The menu of a message.
#[component]
pub fn FlightMenu(props: &FlightMenuProps) -> Html {
    let FlightMenuProps { flight, base } = props.clone();
    let language = base.inner.model.language;
    let menu = &words(language).picture().menu;
    let shown = base.frame.flights.iter().find(|shown| shown.id == flight);
    let title = shown.map_or_else(
        || format!("#{flight}"),
        |shown| format!("{} {}", shown.name.in_language(language), shown.gist),
    );
    let act = |action: Action| base.send::<MouseEvent>(Intent::Act(action));
    let about = match shown {
        Some(shown) => {
            html! { <p class="about">{ flight::said(shown, &base.inner.model.experiment.cast(), language) }</p> }
        }
        None => html! { <p class="about">{ menu.gone }</p> },
    };
    html! {
        <Popover {title} at={base.at} opener={format!("flight-{flight}")} {language} close={base.close.clone()} {about}>
            if let Some(shown) = shown {
                <div class="choices">
                    if shown.arrives.is_some() { <button type="button" onclick={act(Action::Hold { flight })}>{ menu.hold }</button> }
                    <button type="button" class="main" onclick={act(Action::Release { flight })}>{ menu.release }</button>
                    <button type="button" class="danger" onclick={act(Action::Drop { flight })}>{ menu.drop }</button>
                    <button type="button" onclick={act(Action::Duplicate { flight, after_us: 0 })}>{ menu.duplicate }</button>
                    <button type="button" onclick={act(Action::Duplicate { flight, after_us: 1_000_000 })}>{ menu.duplicate_later }</button>
                </div>
            }
        </Popover>
    }
}
