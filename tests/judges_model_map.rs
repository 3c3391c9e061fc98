//! The map of consistency models is the published one.
#![cfg(not(target_arch = "wasm32"))]

use eventual::check::model_map::{self, CANONICAL, FRIENDLY, IMPLIES, MODELS, PROSCRIBES};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

fn oracle() -> Option<Value> {
    let path = Path::new("../shared/oracles/micro/consistency_model_map.json");
    match fs::read_to_string(path) {
        Ok(text) => Some(serde_json::from_str(&text).expect("the oracle is JSON")),
        Err(_) => {
            eprintln!("skipped: {} is not there", path.display());
            None
        }
    }
}

fn lists(of: &Value) -> BTreeMap<&str, BTreeSet<&str>> {
    let names = |row: &Value| row.as_array().expect("a list").len();
    let rows = of.as_object().expect("rows").iter();
    rows.map(|(name, row)| {
        let set: BTreeSet<&str> = row.as_array().expect("a list").iter().map(|it| it.as_str().expect("a name")).collect();
        assert_eq!(set.len(), names(row));
        (name.as_str(), set)
    })
    .collect()
}

fn ours(of: &[(&'static str, &'static [&'static str])]) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    of.iter().map(|(name, row)| (*name, row.iter().copied().collect())).collect()
}

#[test]
fn the_tables_are_the_published_ones() {
    let Some(oracle) = oracle() else { return };
    assert_eq!(ours(MODELS), lists(&oracle["models"]));
    assert_eq!(ours(IMPLIES), lists(&oracle["implies"]));
    assert_eq!(ours(PROSCRIBES), lists(&oracle["proscribes"]));
    for (table, name) in [(CANONICAL, "canonical_names"), (FRIENDLY, "friendly_names")] {
        let want: BTreeMap<&str, &str> =
            oracle[name].as_object().expect("names").iter().map(|(name, it)| (name.as_str(), it.as_str().expect("a name"))).collect();
        assert_eq!(table.iter().copied().collect::<BTreeMap<_, _>>(), want);
    }
}

#[test]
fn every_anomaly_rules_out_what_was_published() {
    let Some(oracle) = oracle() else { return };
    for table in ["weakest_ruled_out", "tested_by_elle"] {
        for (anomaly, want) in lists(&oracle[table]) {
            let known = model_map::anomalies().into_iter().find(|it| *it == anomaly).expect(anomaly);
            assert_eq!(model_map::weakest_violated([known]), want, "{anomaly}");
        }
    }
}

#[test]
fn what_is_ruled_out_is_closed_upwards_and_what_is_left_downwards() {
    for anomaly in model_map::anomalies() {
        let out = model_map::ruled_out([anomaly]);
        for model in model_map::models() {
            let contains = model_map::contains(model);
            assert_eq!(out.contains(model), model_map::breaks(anomaly, model));
            assert!(out.contains(model) || contains.is_disjoint(&out), "{anomaly} {model}");
        }
    }
}

#[test]
fn no_model_contains_itself_by_way_of_another() {
    for model in model_map::models() {
        for weaker in model_map::contains(model) {
            assert!(weaker == model || !model_map::contains(weaker).contains(model), "{model} {weaker}");
        }
    }
}

#[test]
fn one_model_contains_all_others() {
    assert_eq!(model_map::contains("PL-SS"), model_map::models());
}
