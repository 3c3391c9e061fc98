//! Clocks that are wrong from the beginning on.

use super::Bench;
use super::exact::Unit;
use super::fields::{Group, Number};
use crate::base::arrange::Arrange;
use crate::base::ids::NodeId;
use crate::lab::experiment::{Experiment, WrongClock};
use crate::ui::words::words;
use crate::view::names;
use yew::prelude::*;

/// Changes the clock of a node. One that is right again is not listed.
fn set(experiment: &mut Experiment, node: NodeId, change: impl FnOnce(&mut WrongClock)) {
    let clocks = &mut experiment.clocks;
    let mut clock = clocks.iter().find(|clock| clock.node == node).copied().unwrap_or(WrongClock {
        node,
        skew_us: 0,
        drift_ppm: 0,
    });
    change(&mut clock);
    clocks.retain(|other| other.node != node);
    if (clock.skew_us, clock.drift_ppm) != (0, 0) {
        clocks.push(clock);
        clocks.arrange_by_key(|clock| clock.node);
    }
}

#[component]
pub fn Clocks(bench: &Bench) -> Html {
    let language = bench.language;
    let words = words(language).faults();
    let wrong = bench.experiment.clocks.len();
    let brief = if wrong == 0 { words.clocks_right.to_owned() } else { (words.clocks_wrong)(wrong) };
    let cast = bench.experiment.cast();
    let row = |node: NodeId| {
        let clock = bench.experiment.clocks.iter().find(|clock| clock.node == node);
        let name = names::node(node, &cast, language);
        html! {
            <fieldset class="clock-of" key={node.0}><legend>{ name }</legend><div class="pair">
                <Number id={format!("skew-{node}")} label={words.ahead} value={clock.map_or(0, |clock| clock.skew_us)} min={-60_000_000} max={60_000_000}
                    unit={Unit::Millis} {language} on={bench.tune(move |experiment, us| set(experiment, node, |clock| clock.skew_us = us))} />
                <Number id={format!("drift-{node}")} label={words.drift} value={clock.map_or(0, |clock| i64::from(clock.drift_ppm))} min={-900_000} max={1_000_000}
                    unit={Unit::Percent} {language} on={bench.tune(move |experiment, ppm| set(experiment, node, |clock| clock.drift_ppm = ppm as i32))} />
            </div></fieldset>
        }
    };
    html! {
        <Group id="clocks" title={words.clocks} {brief}>
            <p class="help">{ words.clocks_help }</p>
            { for (0..cast.nodes()).map(NodeId).map(row) }
        </Group>
    }
}
