//! One demo of the library: what is broken, what protects, and one click to see both.

use crate::base::text::Language;
use crate::lab::demo;
use crate::ui::browser;
use crate::ui::store::Intent;
use crate::ui::words::words;
use yew::prelude::*;

/// Which demo.
#[derive(Clone, PartialEq, Properties)]
pub struct ShownProps {
    /// Its name.
    pub id: &'static str,
    /// Whether it stands among the demos of its protocol: then it need not say which that is.
    pub by_protocol: bool,
    /// In which language.
    pub language: Language,
    /// Takes what the person does to the store.
    pub act: Callback<Intent>,
}

/// A demo.
#[component]
pub fn Shown(props: &ShownProps) -> Html {
    let ShownProps { id, by_protocol, language, ref act } = *props;
    let texts = words(language).shelves();
    let uncopied = use_state(|| None::<String>);
    let Some(demo) = demo::find(id) else { return Html::default() };
    let title = demo.title.in_language(language);
    let story = demo.beginning(language).unwrap_or_else(|| demo.story.in_language(language));
    let place = if by_protocol { demo.shelf().title() } else { demo.entry().title };
    let run = {
        let act = act.clone();
        Callback::from(move |event: MouseEvent| {
            // Who wants another tab gets it from the browser, by the address.
            if event.ctrl_key() || event.meta_key() || event.shift_key() {
                return;
            }
            event.prevent_default();
            act.emit(Intent::Beside(true));
            act.emit(Intent::Begin(Box::new(demo.experiment())));
            browser::turn_page("#/lab");
        })
    };
    let copy = {
        let (act, uncopied) = (act.clone(), uncopied.clone());
        Callback::from(move |_: MouseEvent| {
            let (act, uncopied) = (act.clone(), uncopied.clone());
            wasm_bindgen_futures::spawn_local(async move {
                let address = browser::address_of_demo(id);
                if browser::copy(&address).await {
                    act.emit(Intent::Copied(address.chars().count() as u64));
                } else {
                    uncopied.set(Some(address));
                }
            });
        })
    };
    let heading = format!("demo-{id}");
    html! {
        <li class="demo-card" data-demo={id}>
            <h3 id={heading}>{ title }</h3>
            <p class="of">{ place.in_language(language) }</p>
            <p class="story">{ story.to_owned() }</p>
            <dl>
                <div><dt>{ texts.breaks }</dt><dd>{ demo.breaks().in_language(language) }</dd></div>
                <div><dt>{ texts.protects }</dt><dd>{ for demo.protected_by().iter().map(|it| html! { <span>{ it.in_language(language) }</span> }) }</dd></div>
            </dl>
            <p class="act">
                <a class="tool" href={format!("#/lab?demo={id}")} aria-label={(texts.beside_of)(title)} onclick={run}>{ texts.beside }</a>
                <button type="button" class="quiet" aria-label={(texts.link_of)(title)} onclick={copy}>{ texts.link }</button>
            </p>
            if let Some(address) = &*uncopied {
                <input class="address" type="text" readonly=true aria-label={texts.address} value={address.clone()} />
            }
        </li>
    }
}
