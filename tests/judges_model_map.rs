//! The map of consistency models is the published one.
#![cfg(not(target_arch = "wasm32"))]

#[path = "common/facts.rs"]
mod facts;

use eventual::check::model_map::{self, CANONICAL, FRIENDLY, IMPLIES, MODELS, PROSCRIBES};
use facts::{relation, table, text};
use std::collections::{BTreeMap, BTreeSet};

fn ours(of: &[(&'static str, &'static [&'static str])]) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    of.iter().map(|(name, row)| (*name, row.iter().copied().collect())).collect()
}

#[test]
fn the_tables_are_the_published_ones() {
    let published = table("consistency_model_map.json");
    assert_eq!(ours(MODELS), relation(&published["models"]));
    assert_eq!(ours(IMPLIES), relation(&published["implies"]));
    assert_eq!(ours(PROSCRIBES), relation(&published["proscribes"]));
    let (mut canonical, mut friendly) = (BTreeMap::new(), BTreeMap::new());
    for (model, row) in published["names"].as_object().expect("rows") {
        let names: Vec<&str> = text(row).split(' ').collect();
        friendly.insert(model.as_str(), names[0]);
        canonical.extend(names.into_iter().map(|name| (name, model.as_str())));
    }
    assert_eq!(CANONICAL.iter().copied().collect::<BTreeMap<_, _>>(), canonical);
    assert_eq!(FRIENDLY.iter().copied().collect::<BTreeMap<_, _>>(), friendly);
}

#[test]
fn every_anomaly_rules_out_what_was_published() {
    let published = table("consistency_model_map.json");
    for rows in ["weakest_ruled_out", "expected_by_elle"] {
        for (anomaly, want) in relation(&published[rows]) {
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
