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

#[path = "numbers/conflicts.rs"]
mod conflicts;
#[path = "numbers/engine.rs"]
mod engine;
#[path = "numbers/queues.rs"]
mod queues;
#[path = "numbers/quorum.rs"]
mod quorum;
#[path = "numbers/series.rs"]
mod series;
#[path = "numbers/trials.rs"]
mod trials;
