//! The judges: what clients asked and were told, held against what they were promised.
//!
//! A checker reads a [`History`](history::History) and nothing else, so it can be used alone, on
//! histories of real systems. It answers with a [`Verdict`](verdict::Verdict): holds, violated with
//! a witness, unknown because the budget is spent, or vacuous because there was nothing to check.
//! It never guesses. [`judge`] lists them all.

pub mod accesses;
pub mod causal;
pub mod decimal;
pub mod history;
pub mod invariant;
pub mod judge;
pub mod linear;
pub mod model_map;
mod nearly_sorted;
pub mod sessions;
pub mod shrink;
pub mod spec;
pub mod transactions;
pub mod value;
pub mod verdict;
pub mod watch;
