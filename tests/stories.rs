//! Every demo of the catalogue, by itself: its checker finds the anomaly with the protection off
//! and none with it on. The stories of each protocol, step by step, are beside its code.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::run;
use eventual::lab::demo::{self, Demo};
use eventual::lab::experiment::Experiment;
use eventual::lab::read;
use eventual::lab::receipt::receipt;
use eventual::lab::verdicts::Verdict;
use std::collections::BTreeSet;

fn verdict(demo: &Demo, experiment: &Experiment) -> Verdict {
    demo.verdict(experiment, run(experiment, &[]).as_mut()).expect("a short run").verdict
}

#[test]
fn every_demo_shows_its_anomaly_and_its_protection_removes_it() {
    let mut wrong = Vec::new();
    for demo in demo::all() {
        let off_and_on = [demo.experiment(), demo.protected()].map(|experiment| verdict(&demo, &experiment));
        if off_and_on != [demo::OFF, demo::ON] {
            wrong.push(format!("{}: {off_and_on:?}", demo.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn with_its_protection_each_demo_of_event_sourcing_ends_in_agreement() {
    for demo in demo::all().filter(|demo| demo.protocol == "event-sourcing") {
        let experiment = demo.protected();
        assert!(receipt(&experiment, run(&experiment, &[]).as_mut()).apart.agree_at_end, "{}", demo.id);
    }
}

#[test]
fn demos_have_names_of_their_own_and_are_experiments_like_any_other() {
    let mut names = BTreeSet::new();
    for demo in demo::all() {
        assert!(names.insert(demo.id), "{} is there twice", demo.id);
        assert!(!demo.protection.is_empty(), "{} has a protection", demo.id);
        let experiment = demo.experiment();
        assert_eq!(experiment.protocol.name, demo.protocol);
        let text = serde_json::to_string(&demo.protected()).expect("plain values are always JSON");
        assert_eq!(read::experiment(&text).expect("a demo passes the checks of files"), demo.protected());
    }
    for protocol in common::protocols() {
        assert!(
            demo::all().filter(|demo| demo.protocol == protocol).count() >= 8,
            "{protocol} has its demos"
        );
    }
}
