//! What a person brings: a ledger becomes the workload, round trips become the latency of a link.
//!
//! Files are read in slices, so that 100,000 rows come in with progress and without freezing
//! anything. A bad row is reported by its line and reason; nothing is taken over unless all rows
//! are good.

pub mod latency;
pub mod ledger;
pub mod samples;
