//! What a person brings: a ledger becomes the workload, round trips become the latency of a link.
//! The command line and the page read through this one door.
//!
//! | question | file |
//! | --- | --- |
//! | in which encoding does it stand | `encoding` |
//! | which rows and columns are in it | `table` |
//! | what can a person say that the file does not | `options` |
//! | what is taken, how was it read, what must be decided | `reading` |
//! | the rows of a ledger | `ledger` |
//! | round trips, and what becomes of a link | `latency`, `samples` |
//!
//! Files are read in slices, so that 100,000 rows come in with progress and without freezing
//! anything. Nothing is taken in silence: a bad row is told by its line and reason, a row that is
//! left out is listed, and what a file does not say is asked.

pub mod encoding;
pub mod latency;
pub mod ledger;
pub mod options;
pub mod reading;
pub mod samples;
pub mod table;
