use super::*;
use crate::lab::experiment::Experiment;
use crate::lab::receipt::receipt;
use crate::lab::{read, setup};
use crate::sim::session::Progress;

fn shows(demo: &Demo, experiment: &Experiment) -> bool {
    let mut session = setup::open(experiment, &[]);
    assert_eq!(session.advance(1_000_000), Progress::Done);
    let receipt = receipt(experiment, session.as_mut());
    (demo.shows)(&receipt, session.as_ref())
}

#[test]
fn each_demo_shows_its_anomaly_and_its_protection_removes_it() {
    for demo in DEMOS {
        assert!(shows(demo, &(demo.experiment)()), "{} shows nothing", demo.name);
        assert!(!shows(demo, &demo.protected()), "the protection of {} does not help", demo.name);
    }
}

#[test]
fn with_its_protection_each_demo_ends_in_agreement() {
    for demo in DEMOS {
        let experiment = demo.protected();
        let mut session = setup::open(&experiment, &[]);
        session.advance(1_000_000);
        assert!(receipt(&experiment, session.as_mut()).apart.agree_at_end, "{}", demo.name);
    }
}

#[test]
fn each_demo_can_be_kept_in_a_file() {
    for demo in DEMOS {
        let experiment = (demo.experiment)();
        let text = serde_json::to_string(&experiment).unwrap();
        assert_eq!(read::experiment(&text), Ok(experiment), "{}", demo.name);
    }
}

#[test]
fn names_are_told_apart() {
    let names: std::collections::BTreeSet<&str> = DEMOS.iter().map(|demo| demo.name).collect();
    assert_eq!(names.len(), DEMOS.len());
}
