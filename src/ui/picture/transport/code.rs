//! While a run is shown to a class: its link as a code beside the stage, so that everybody in the
//! room opens the same run.

use crate::ui::browser;
use crate::ui::picture::Props;
use crate::ui::picture::qr::Qr;
use crate::ui::store::{EngineState, Intent, Share};
use crate::ui::words::words;
use yew::prelude::*;

/// The code of the run as it stands: it is made anew for another run, and for another moment while
/// time stands still.
#[component]
pub fn Code(props: &Props) -> Html {
    let model = &props.model;
    let texts = words(model.language).share();
    let is_ready = model.engine == EngineState::Ready;
    let digest = model.branch().and_then(|branch| branch.digest);
    // A code that changes with every frame could not be read.
    let at = (!model.playing).then(|| model.at());
    {
        let act = props.act.clone();
        use_effect_with((is_ready, digest, at, model.current), move |(is_ready, ..)| {
            if *is_ready {
                act.emit(Intent::Share(Share::Make));
            }
        });
    }
    html! {
        <aside class="code" tabindex="-1" aria-label={texts.scan}>
            <details open=true>
                <summary>{ texts.scan }</summary>
                if let Some(link) = &model.link {
                    <Qr text={browser::address_of(link, None)} label={texts.code} too_long={texts.no_code} />
                    <button type="button" class="tool" onclick={props.send(Intent::Share(Share::Show))}>{ texts.larger }</button>
                } else {
                    <p class="help">{ texts.no_code }</p>
                }
            </details>
        </aside>
    }
}
