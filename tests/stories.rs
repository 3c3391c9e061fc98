//! Every demo of the catalogue, by itself: the anomaly is seen with the protection off and gone with it on. The stories of each protocol, step by step, are beside its code.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::run;
use eventual::lab::demo::{self, Demo};
use eventual::lab::experiment::Experiment;
use eventual::lab::read;
use eventual::lab::receipt::receipt;
use std::collections::BTreeSet;

fn shows(demo: &Demo, experiment: &Experiment) -> bool {
    let mut session = run(experiment, &[]);
    let receipt = receipt(experiment, session.as_mut());
    (demo.shows)(&receipt, session.as_ref())
}

#[test]
fn every_demo_shows_its_anomaly_and_its_protection_removes_it() {
    let mut wrong = Vec::new();
    for demo in demo::all() {
        if !shows(demo, &(demo.experiment)()) {
            wrong.push(format!("{}: the anomaly is not seen", demo.name));
        }
        if shows(demo, &demo.protected()) {
            wrong.push(format!("{}: the anomaly is seen in spite of the protection", demo.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn demos_have_names_of_their_own_and_are_experiments_like_any_other() {
    let mut names = BTreeSet::new();
    for demo in demo::all() {
        assert!(names.insert(demo.name), "{} is there twice", demo.name);
        assert!(!demo.protection.is_empty(), "{} has a protection", demo.name);
        let experiment = (demo.experiment)();
        assert_eq!(experiment.protocol.name, demo.protocol);
        let text = serde_json::to_string(&demo.protected()).expect("plain values are always JSON");
        assert_eq!(read::experiment(&text).expect("a demo passes the checks of files"), demo.protected());
    }
    for protocol in common::protocols() {
        assert!(demo::all().filter(|demo| demo.protocol == protocol).count() >= 8, "{protocol} has its demos");
    }
}
