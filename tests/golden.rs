//! Determinism is a promise: the digests of two dozen experiments a protocol, with all faults
//! mixed, are the same natively and in the browser, in debug and release, for ever. They are pinned
//! in `tests/golden/digests.txt`; a change that is meant to change them writes them anew with
//! `EVENTUAL_BLESS=1 cargo test --test golden` and raises the version of the engine.

mod common;

use common::{lane, mixed, protocols, run};
use wasm_bindgen_test::wasm_bindgen_test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const PINNED: &str = include_str!("golden/digests.txt");
const EACH: u64 = 24;

fn digests() -> String {
    let mut lines = String::new();
    for protocol in protocols() {
        for n in 0..EACH {
            let session = run(&mixed(protocol, n), &[]);
            lines += &format!("{protocol} {n} {} {}\n", session.digest(), session.fact_count());
        }
    }
    lines
}

#[test]
#[wasm_bindgen_test]
fn digests_are_the_pinned_ones() {
    let found = digests();
    #[cfg(not(target_arch = "wasm32"))]
    if std::env::var_os("EVENTUAL_BLESS").is_some() {
        std::fs::write("tests/golden/digests.txt", &found).expect("the pinned digests can be written");
        return;
    }
    for (found, pinned) in found.lines().zip(PINNED.lines()) {
        assert_eq!(found, pinned);
    }
    assert_eq!(found.lines().count(), PINNED.lines().count());
}

#[test]
#[wasm_bindgen_test]
fn every_run_folded_twice_is_the_same_run() {
    for protocol in protocols() {
        for n in 100..106 {
            let experiment = mixed(protocol, n);
            assert_eq!(run(&experiment, &[]).digest(), run(&experiment, &[]).digest());
        }
    }
}

#[test]
#[wasm_bindgen_test]
fn another_seed_is_another_run() {
    for protocol in protocols() {
        let mut experiment = mixed(protocol, 1);
        let before = run(&experiment, &[]).digest();
        experiment.seed += 1;
        assert_ne!(before, run(&experiment, &[]).digest());
    }
}

#[test]
#[wasm_bindgen_test]
fn protocols_whose_names_are_equally_long_get_experiments_of_their_own() {
    for n in 0..EACH {
        assert_ne!(lane("saga", n), lane("crdt", n));
        assert_ne!(lane("log-shipping", n), lane("gnippihs-gol", n));
    }
}
