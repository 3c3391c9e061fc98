//! Answers that no one here wrote: published numbers to which the lab is held.
#![cfg(not(target_arch = "wasm32"))]

use eventual::base::chance::{Chance, Lane, Purpose, below};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn published() -> Option<Value> {
    let path = Path::new("../shared/oracles/published.json");
    match fs::read_to_string(path) {
        Ok(text) => Some(serde_json::from_str(&text).expect("the oracle is JSON")),
        Err(_) => {
            eprintln!("skipped: {} is not there", path.display());
            None
        }
    }
}

#[test]
fn the_generator_is_the_published_one() {
    let Some(published) = published() else { return };
    for (n, want) in published["prng"]["first"].as_array().expect("a list").iter().enumerate() {
        assert_eq!(Some(Lane(1_234_567).draw(n as u64)), want.as_u64());
    }
}

/// P(within k versions) = 1 - (C(N-W, R) / C(N, R))^k, with replicas chosen by the lab's own draws: each of the last k writes is at one of three replicas, and a
/// read asks one.
#[test]
fn staleness_in_versions_is_the_closed_form() {
    let Some(published) = published() else { return };
    let lane = Chance::new(2_012).lane(Purpose::Node, 0);
    let trials = 200_000u64;
    for (k, want) in published["k_staleness"]["N3R1W1"].as_object().expect("rows") {
        let versions: u64 = k.parse().expect("a number of versions");
        let replica = |trial: u64, n: u64| below(lane.draw(trial * 64 + n), 3);
        let fresh = (0..trials).filter(|&trial| (1..=versions).any(|version| replica(trial, version) == replica(trial, 0))).count();
        let (found, want) = (fresh as f64 / trials as f64, want.as_f64().expect("a probability"));
        // Four standard errors of a share estimated from this many trials.
        let allowed = 4.0 * (want * (1.0 - want) / trials as f64).sqrt();
        assert!((found - want).abs() <= allowed, "k = {k}: {found} against {want}");
    }
}
