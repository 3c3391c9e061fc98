//! Round trips, as they come out of the tools that measure them: what is taken of an example of
//! each, what is asked, and what becomes of mutilated ones.
#![cfg(not(target_arch = "wasm32"))]

#[path = "latency/change.rs"]
mod change;
#[path = "latency/formats.rs"]
mod formats;
#[path = "latency/mutated.rs"]
mod mutated;

use eventual::lab::import::latency::{Asked, Unit};

/// The text of an example.
fn example(name: &str) -> String {
    std::fs::read_to_string(format!("tests/data/latency/{name}"))
        .unwrap_or_else(|bad| panic!("{name}: {bad}"))
}

/// What a person says where the example does not.
fn asked(name: &str) -> Asked {
    Asked { unit: (name == "hdr.hgrm" || name == "hdr.csv").then_some(Unit::Us), ..Asked::default() }
}
