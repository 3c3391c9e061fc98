//! Answers that no one here wrote: published numbers to which the lab is held.
#![cfg(not(target_arch = "wasm32"))]

#[path = "common/facts.rs"]
mod facts;

use eventual::base::chance::{Chance, Lane, Purpose, below};
use facts::{rows, table};

#[test]
fn the_generator_is_the_published_one() {
    let published = &table("published.json")["split_mix"];
    let lane = Lane(published["seed"].as_u64().expect("a seed"));
    for (n, want) in rows(&published["first"]).iter().enumerate() {
        assert_eq!(Some(lane.draw(n as u64)), want.as_u64());
    }
}

/// P(within k versions) = 1 - (C(N-W, R) / C(N, R))^k, with replicas chosen by the lab's own draws:
/// each of the last k writes is at one of three replicas, and a read asks one.
#[test]
fn staleness_in_versions_is_the_closed_form() {
    let published = table("published.json");
    let lane = Chance::new(2_012).lane(Purpose::Node, 0);
    let trials = 200_000u64;
    for (k, want) in published["k_staleness"]["fresh_within"].as_object().expect("rows") {
        let versions: u64 = k.parse().expect("a number of versions");
        let replica = |trial: u64, n: u64| below(lane.draw(trial * 64 + n), 3);
        let fresh = (0..trials)
            .filter(|&trial| (1..=versions).any(|version| replica(trial, version) == replica(trial, 0)))
            .count();
        let (found, want) = (fresh as f64 / trials as f64, want.as_f64().expect("a probability"));
        // Four standard errors of a share estimated from this many trials.
        let allowed = 4.0 * (want * (1.0 - want) / trials as f64).sqrt();
        assert!((found - want).abs() <= allowed, "k = {k}: {found} against {want}");
    }
}
