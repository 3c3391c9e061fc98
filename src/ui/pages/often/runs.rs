//! Runs that are worth a look: the worst ones, each opened at its first bad moment.

use super::results::PointProps;
use crate::lab::sweep::words as names;
use crate::ui::sweeps::{At, Msg, Wanted};
use crate::ui::words::words;
use yew::prelude::*;

/// The value whose median is meant where a person asks for the median run.
const USUAL: [&str; 2] = ["write_latency_us", "read_latency_us"];

/// Buttons for a bad run and an ordinary one, and the list of the worst.
#[component]
pub fn Runs(props: &PointProps) -> Html {
    let PointProps { shown, point, language, to_sweep } = props.clone();
    let texts = words(language).often();
    let Some(tally) = shown.tallies.get(point) else { return html! {} };
    let open = |seed: u64, at: At| {
        let wanted = Wanted { point, seed, at };
        to_sweep.reform(move |_: MouseEvent| Msg::Open(wanted.clone()))
    };
    let median = USUAL.iter().find_map(|name| Some(tally.values.get(*name)?.quantile(500)?.1));
    let said = |name: &String| {
        let title = names::happened(name).in_language(language);
        if names::is_verdict(name) { (texts.broken)(title) } else { title.to_owned() }
    };
    html! {
        <section class="runs" aria-labelledby="often-runs">
            <h2 id="often-runs">{ texts.seeds_to_open }</h2>
            <div class="act">
                if let Some(worst) = tally.worst.first() {
                    <button type="button" class="go" id="bad-seed" onclick={open(worst.seed, At::FirstBad)}>{ texts.a_bad }</button>
                }
                if let Some(seed) = median {
                    <button type="button" class="tool" id="median-seed" onclick={open(seed, At::Beginning)}>{ texts.the_median }</button>
                }
                <span role="status">{ if shown.looking.is_some() { texts.looking } else { "" } }</span>
            </div>
            if tally.worst.is_empty() {
                <p class="note">{ texts.worst_none }</p>
            } else {
                <details id="worst-seeds"><summary>{ texts.worst }</summary>
                    <ol class="worst">
                        { for tally.worst.iter().map(|worst| html! {
                            <li key={worst.seed} data-seed={worst.seed.to_string()}>
                                <button type="button" class="quiet" aria-label={(texts.open_seed)(&worst.seed.to_string())} onclick={open(worst.seed, At::FirstBad)}>{ (texts.seed)(&worst.seed.to_string()) }</button>
                                <span>{ worst.broken.iter().map(said).collect::<Vec<_>>().join(" · ") }</span>
                            </li>
                        }) }
                    </ol>
                </details>
            }
        </section>
    }
}
