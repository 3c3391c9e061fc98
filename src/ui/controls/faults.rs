//! The planned faults, each as a sentence with its time drawn along the run; opened, it can be
//! changed.

use super::Bench;
use super::exact::{Scale, Unit};
use super::fault_list::{Fault, KINDS, Kind, What, faults, plan};
use super::fields::{Group, Number, Pick, Slider, Switch};
use crate::base::ids::NodeId;
use crate::base::text::Language;
use crate::base::time::{Span, Time};
use crate::protocol::catalog;
use crate::protocol::knob::Order;
use crate::sim::cast::Cast;
use crate::sim::fault::Cut;
use crate::sim::input::Action;
use crate::ui::words::words;
use crate::view::{names, numbers};
use yew::prelude::*;

#[component]
pub fn Faults(bench: &Bench) -> Html {
    let language = bench.language;
    let words = words(language).faults();
    let all = faults(&bench.experiment.faults);
    let add = bench.edit(|experiment, kind: Kind| {
        let mut all = faults(&experiment.faults);
        // In the middle of the run, so that there is a before and an after; a second one a little
        // later, so that each can be seen.
        let (run, nth) = (experiment.duration_us, all.len() as u64);
        let from = (run / 4 + nth * run / 10).min(run * 7 / 10) / 10_000 * 10_000;
        let node = if matches!(kind, Kind::Crash | Kind::Pause | Kind::OneWay) {
            NodeId(0)
        } else {
            NodeId(experiment.nodes - 1)
        };
        let other = NodeId(if node.0 == 0 { experiment.nodes - 1 } else { 0 });
        all.push(Fault {
            what: What::of(kind, node, other),
            from: Time(from),
            until: Some(Time(from + run / 5 / 10_000 * 10_000)),
        });
        experiment.faults = plan(&all);
    });
    let kind = use_state(|| 0_usize);
    let choose = {
        let kind = kind.clone();
        Callback::from(move |place: usize| kind.set(place))
    };
    let options: Vec<AttrValue> = words.kinds.map(AttrValue::from).into();
    let onclick = {
        let kind = KINDS[(*kind).min(KINDS.len() - 1)];
        Callback::from(move |_: MouseEvent| add.emit(kind))
    };
    html! {
        <Group id="faults" title={words.faults} brief={(words.count)(all.len())} open=true>
            if all.is_empty() { <p class="help">{ words.none }</p> }
            <ul class="faults">
                { for all.iter().enumerate().map(|(n, fault)| html! { <li key={n}>{ one(bench, n, fault) }</li> }) }
            </ul>
            <div class="add">
                <Pick id="fault-kind" label={words.kind} {options} chosen={*kind} set={choose} {language} />
                <button type="button" class="tool" {onclick}>{ words.add }</button>
            </div>
        </Group>
    }
}

/// A fault as a sentence. `orders` are what an operator can order, by their numbers.
pub fn sentence(what: &What, cast: &Cast, orders: &[Order], language: Language) -> String {
    let words = words(language).faults();
    let name = |node: NodeId| names::node(node, cast, language);
    match what {
        What::Cut(Cut::Isolate { node }) => (words.isolate)(name(*node)),
        What::Cut(Cut::Link { a, b }) => (words.link)(name(*a), name(*b)),
        What::Cut(Cut::OneWay { from, to }) => (words.one_way)(name(*from), name(*to)),
        What::Cut(Cut::Groups { groups }) => {
            (words.split)(&names::nodes(groups.first().map_or(&[], Vec::as_slice), cast, language))
        }
        What::Crash { node, .. } => (words.crash)(name(*node)),
        What::Pause(node) => (words.stop)(name(*node)),
        What::Clock { node, skew_us, .. } => (words.clock)(name(*node), &numbers::skew(*skew_us, language)),
        What::Slow { node, factor_milli } => (words.slow)(name(*node), &numbers::speed(*factor_milli)),
        What::Other(input) => {
            if let Action::Order { node, order, .. } = input.action
                && let Some(order) = orders.get(order as usize)
            {
                return (words.order)(name(node), order.title.in_language(language));
            }
            let text = serde_json::to_value(&input.action).ok();
            let done = text.as_ref().and_then(|value| value["do"].as_str()).unwrap_or_default();
            let told = words.others.iter().find(|(name, _)| *name == done);
            (words.something)(told.map_or(done, |(_, told)| told))
        }
    }
}

fn one(bench: &Bench, n: usize, fault: &Fault) -> Html {
    let language = bench.language;
    let words = words(language).faults();
    let orders = catalog::find(&bench.experiment.protocol.name).map_or(&[][..], |entry| entry.orders);
    let said = sentence(&fault.what, &bench.experiment.cast(), orders, language);
    let seconds = |at: Time| numbers::span(Span(at.0), language);
    let when = match (&fault.what, fault.until) {
        (_, Some(until)) => (words.span)(&seconds(fault.from), &seconds(until)),
        (What::Other(_), None) => seconds(fault.from),
        (_, None) => (words.since)(&seconds(fault.from)),
    };
    let remove = bench.edit(move |experiment, _: MouseEvent| {
        let mut all = faults(&experiment.faults);
        all.remove(n);
        experiment.faults = plan(&all);
    });
    let run = bench.experiment.duration_us.max(1) as f64;
    let x = |at: Time| (at.0 as f64 / run * 1000.0).min(1000.0);
    let until = x(fault.until.unwrap_or(Time(bench.experiment.duration_us)));
    html! {
        <div class="fault">
            <details>
                <summary><span>{ &said }</span><small>{ when }</small></summary>
                <div class="inside">{ fields(bench, n, fault) }</div>
            </details>
            <button type="button" class="quiet remove" aria-label={(words.remove)(&said)} onclick={remove}>{ "✕" }</button>
            <svg class="when" viewBox="0 0 1000 6" preserveAspectRatio="none" aria-hidden="true">
                <rect class="run" x="0" y="2" width="1000" height="2" />
                <rect class="span" x={x(fault.from).to_string()} y="0" width={(until - x(fault.from)).max(6.0).to_string()} height="6" />
            </svg>
        </div>
    }
}

fn fields(bench: &Bench, n: usize, fault: &Fault) -> Html {
    let language = bench.language;
    let words = words(language).faults();
    let run = i64::try_from(bench.experiment.duration_us).unwrap_or(i64::MAX);
    let id = |name: &str| format!("fault-{n}-{name}");
    let change = |set: fn(&mut Fault, i64)| {
        bench.tune(move |experiment, value| {
            let mut all = faults(&experiment.faults);
            if let Some(fault) = all.get_mut(n) {
                set(fault, value);
            }
            experiment.faults = plan(&all);
        })
    };
    let time = |name: &str, label: &'static str, at: Time, set: fn(&mut Fault, i64)| {
        html! { <Number id={id(name)} {label} value={at.0 as i64} min={0} max={run} unit={Unit::Seconds} {language} on={change(set)} /> }
    };
    let switch = bench.edit(move |experiment, ends: bool| {
        let (mut all, run) = (faults(&experiment.faults), experiment.duration_us);
        if let Some(fault) = all.get_mut(n) {
            fault.until = ends.then_some(Time((fault.from.0 + run / 5).min(run)));
        }
        experiment.faults = plan(&all);
    });
    html! { <>
        { places(bench, n, fault) }
        { match fault.what {
            What::Clock { skew_us, drift_ppm, .. } => html! { <>
                <Number id={id("skew")} label={words.ahead} value={skew_us} min={-60_000_000} max={60_000_000} unit={Unit::Millis} {language}
                    on={change(|fault, us| if let What::Clock { skew_us, .. } = &mut fault.what { *skew_us = us })} />
                <Number id={id("drift")} label={words.drift} value={i64::from(drift_ppm)} min={-900_000} max={1_000_000} unit={Unit::Percent} {language}
                    on={change(|fault, ppm| if let What::Clock { drift_ppm, .. } = &mut fault.what { *drift_ppm = ppm as i32 })} />
            </> },
            What::Slow { factor_milli, .. } => html! {
                <Slider id={id("factor")} label={words.times_slower} value={i64::from(factor_milli)} min={1_000} max={1_000_000} unit={Unit::Milli} scale={Scale::Growing(1_000)} {language}
                    on={change(|fault, milli| if let What::Slow { factor_milli, .. } = &mut fault.what { *factor_milli = milli as u32 })} />
            },
            What::Crash { torn, .. } => {
                let set = bench.edit(move |experiment, on| {
                    let mut all = faults(&experiment.faults);
                    if let Some(Fault { what: What::Crash { torn, .. }, .. }) = all.get_mut(n) {
                        *torn = on;
                    }
                    experiment.faults = plan(&all);
                });
                html! { <Switch label={words.torn} on={torn} {set} {language} /> }
            }
            _ => html! {},
        } }
        <div class="pair">
            { time("from", words.from, fault.from, |fault, us| {
                let from = Time(us.unsigned_abs());
                // The whole fault moves; it does not become longer or shorter.
                fault.until = fault.until.map(|until| from + until.since(fault.from));
                fault.from = from;
            }) }
            if let Some(until) = fault.until {
                { time("until", words.until, until, |fault, us| fault.until = Some(Time(us.unsigned_abs()).max(fault.from))) }
            }
        </div>
        if !matches!(fault.what, What::Other(_)) {
            <Switch label={words.never} on={fault.until.is_none()} set={switch.reform(|stays: bool| !stays)} {language} />
        }
    </> }
}

fn places(bench: &Bench, n: usize, fault: &Fault) -> Html {
    let language = bench.language;
    let words = words(language).faults();
    let Some(kind) = fault.what.kind() else { return html! {} };
    let (node, other) = fault.what.nodes();
    let cast = bench.experiment.cast();
    let all: Vec<NodeId> = (0..cast.nodes()).map(NodeId).collect();
    let options: Vec<AttrValue> =
        all.iter().map(|&node| AttrValue::from(names::node(node, &cast, language))).collect();
    let place = move |change: fn(&mut Fault, Kind, NodeId)| {
        bench.edit(move |experiment, place: usize| {
            let mut all = faults(&experiment.faults);
            if let Some(fault) = all.get_mut(n) {
                change(fault, kind, NodeId(place as u16));
            }
            experiment.faults = plan(&all);
        })
    };
    let first = place(|fault, kind, node| {
        let (was, other) = fault.what.nodes();
        // Nobody is linked to himself: then the two change places.
        let other = other.map(|other| if other == node { was } else { other });
        rename(fault, kind, node, other.unwrap_or_default());
    });
    let second = place(|fault, kind, other| {
        let (node, was) = fault.what.nodes();
        let node = if node == other { was.unwrap_or_default() } else { node };
        rename(fault, kind, node, other);
    });
    html! { <div class="pair">
        <Pick id={format!("fault-{n}-node")} label={words.service} options={options.clone()} chosen={node.index()} set={first} {language} />
        if let Some(other) = other {
            <Pick id={format!("fault-{n}-other")} label={words.other} {options} chosen={other.index()} set={second} {language} />
        }
    </div> }
}

/// The same fault elsewhere; what else was set about it stays.
fn rename(fault: &mut Fault, kind: Kind, to: NodeId, other: NodeId) {
    match &mut fault.what {
        What::Crash { node, .. } | What::Clock { node, .. } | What::Slow { node, .. } => *node = to,
        what => *what = What::of(kind, to, other),
    }
}
