//! The judges, held to verdicts that no one here wrote, to brute force, and to laws.
#![cfg(not(target_arch = "wasm32"))]

#[path = "judges/against.rs"]
mod against;
#[path = "judges/brute.rs"]
mod brute;
#[path = "judges/common.rs"]
mod common;
#[path = "judges/count.rs"]
mod count;
#[path = "common/facts.rs"]
mod facts;
#[path = "judges/files.rs"]
mod files;
#[path = "judges/laws.rs"]
mod laws;
#[path = "common/oracles.rs"]
mod logs;
#[path = "judges/oracles.rs"]
mod oracles;
#[path = "judges/random.rs"]
mod random;
