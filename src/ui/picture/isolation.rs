//! What the transactions of a run show, on the receipt: the strongest models that they keep, and
//! every kind of anomaly with its witness.

use super::Props;
use super::receipt::{ask_why, proof};
use crate::lab::transactions::{Anomaly, Isolation, model_title};
use crate::ui::words::picture::ReceiptWords;
use crate::view::numbers::whole;
use yew::prelude::*;

/// The part of the receipt about transactions.
pub(super) fn isolation(of: &Isolation, props: &Props, texts: &ReceiptWords) -> Html {
    let (coarse, finer): (Vec<&Anomaly>, Vec<&Anomaly>) = of.anomalies.iter().partition(|it| !it.is_finer);
    let language = props.model.language;
    let titles = |names: &[String]| {
        let titles = names.iter().map(|name| model_title(name).in_language(language).to_owned());
        titles.collect::<Vec<_>>().join(" · ")
    };
    let models = |class: &'static str, sign: &'static str, what: &'static str, names: &[String]| {
        html! {
            if !names.is_empty() {
                <li {class}><b><span class="sign" aria-hidden="true">{ sign }</span>{ " " }{ what }</b><p>{ titles(names) }</p></li>
            }
        }
    };
    let count = |count: u32| whole(u64::from(count));
    html! {
        <>
            <h3>{ texts.isolation }</h3>
            <p class="help">{ (texts.transactions)(&count(of.committed), &count(of.aborted)) }</p>
            <ul class="verdicts" data-part="isolation">
                { models("ok", "✓", texts.strongest, &of.strongest) }
                { models("fail", "✕", texts.ruled_out, &of.ruled_out) }
                { for coarse.iter().map(|it| anomaly(it, props, texts)) }
            </ul>
            if !finer.is_empty() {
                <details>
                    <summary>{ (texts.finer)(&whole(finer.len() as u64)) }</summary>
                    <ul class="verdicts">{ for finer.iter().map(|it| anomaly(it, props, texts)) }</ul>
                </details>
            }
        </>
    }
}

fn anomaly(it: &Anomaly, props: &Props, texts: &ReceiptWords) -> Html {
    let language = props.model.language;
    html! {
        <li class="fail" data-anomaly={it.name.clone()}>
            <b><span class="sign" aria-hidden="true">{ "✕" }</span>{ " " }{ it.title.in_language(language) }{ (texts.called)(&it.name) }</b>
            <p class="help">{ (texts.shown_by)(&whole(u64::from(it.transactions)), it.transactions == 1) }</p>
            <p>{ it.because.in_language(language) }</p>
            { proof(&it.proof, texts.proof, props, texts) }
            { ask_why(&it.name, it.title.in_language(language), it.proof.iter().max().copied(), props) }
        </li>
    }
}
