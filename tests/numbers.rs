//! The lab held against numbers that others published: by trials without an engine, and by the
//! engine itself.
#![cfg(not(target_arch = "wasm32"))]

mod common;
#[path = "common/desk.rs"]
mod desk;
#[path = "common/facts.rs"]
mod facts;
#[path = "common/oracles.rs"]
mod oracles;

#[path = "numbers/trials.rs"]
mod trials;
