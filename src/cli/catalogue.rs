//! `eventual protocols` and `eventual experiment`: the catalogue, and an experiment to edit.

use super::{Stop, quoted, write};
use crate::lab::demo;
use crate::lab::experiment::Experiment;
use crate::lab::network_presets::PRESETS;
use crate::lab::promised::{never, promised};
use crate::protocol::catalog::knob::{Kind, Setting, Settings, Unit};
use crate::protocol::catalog::{ENTRIES, Entry};
use serde_json::{Value, json};

pub(super) fn protocols() -> Result<(), Stop> {
    let presets: Vec<Value> = PRESETS
        .iter()
        .map(|preset| json!({"name": preset.name, "title": preset.title.en, "title_zh": preset.title.zh, "source": preset.source.en, "latency": (preset.latency)()}))
        .collect();
    let protocols: Vec<Value> = ENTRIES.iter().map(entry).collect();
    write::out(&pretty(&json!({"protocols": protocols, "presets": presets})))
}

/// Prints a complete experiment to edit.
pub(super) fn experiment(name: &str) -> Result<(), Stop> {
    if let Some(experiment) = Experiment::of(name).or_else(|| demo::find(name).map(|demo| demo.experiment()))
    {
        let text = serde_json::to_string_pretty(&experiment).expect("plain values are always JSON");
        return write::out(&(text + "\n"));
    }
    let known: Vec<&str> = ENTRIES.iter().map(|entry| entry.name).collect();
    Err(Stop::Given(vec![format!(
        "eventual experiment: there is no protocol or demo {}; protocols are {}, and `eventual demos` lists the demos",
        quoted(name),
        known.join(", ")
    )]))
}

fn entry(entry: &'static Entry) -> Value {
    let knobs: Vec<Value> = entry
        .knobs
        .iter()
        .map(|knob| {
            let mut value = json!({
                "name": knob.name, "title": knob.title.en, "title_zh": knob.title.zh, "help": knob.help.en, "help_zh": knob.help.zh,
                "protects": knob.protects, "default": knob.default_setting(), "allowed": knob.allowed(),
            });
            if let Kind::Number { unit: Unit::Microseconds, .. } = knob.kind {
                value["unit"] = json!("us");
            }
            value
        })
        .collect();
    let orders = |(number, order): (usize, &crate::protocol::catalog::knob::Order)| json!({"order": number, "name": order.name, "title": order.title.en, "title_zh": order.title.zh, "help": order.help.en});
    let demos: Vec<Value> = demo::of(entry)
        .map(|demo| {
            let protection = demo.protection.iter().map(|(knob, value)| json!({"knob": knob, "value": Setting::from(*value)})).collect::<Vec<_>>();
            let story = demo.whole();
            json!({"name": demo.id, "title": demo.title.en, "title_zh": demo.title.zh, "anomaly": story.en, "anomaly_zh": story.zh, "protection": protection})
        })
        .collect();
    let promises: Vec<Value> = promised(entry, &Settings::default())
        .iter()
        .map(|it| {
            json!({
                "name": it.model, "title": it.title.en, "title_zh": it.title.zh, "because": it.because.en, "because_zh": it.because.zh,
                "by_default": it.is_given(), "under": under(entry, it.model),
                "provided": it.provided().map(|text| text.en), "provided_zh": it.provided().map(|text| text.zh),
            })
        })
        .collect();
    json!({
        "name": entry.name, "title": entry.title.en, "title_zh": entry.title.zh, "summary": entry.summary.en, "summary_zh": entry.summary.zh,
        "way": entry.way.title().en, "way_zh": entry.way.title().zh, "cost": entry.cost.en, "cost_zh": entry.cost.zh,
        "knobs": knobs, "orders": entry.orders.iter().enumerate().map(orders).collect::<Vec<_>>(), "demos": demos,
        "promises": promises,
        "never": never(entry).map(|(name, title)| json!({"name": name, "title": title.en, "title_zh": title.zh})).collect::<Vec<_>>(),
    })
}

/// The settings under which something is promised: one object for each way to it.
fn under(entry: &'static Entry, model: &str) -> Vec<Value> {
    let ways = entry.promises.iter().filter(|promise| promise.holds.contains(&model));
    ways.map(|promise| {
        promise.under.iter().map(|&(knob, to)| (knob.to_owned(), json!(Setting::from(to)))).collect()
    })
    .collect()
}

/// JSON for people, with a line break at its end.
pub(super) fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("plain values are always JSON") + "\n"
}
