//! How often: one experiment under many seeds, and what the runs come to together.
//!
//! | question | file |
//! | --- | --- |
//! | which runs there are: protocols, varied fields, seeds, and the share of one machine | `plan` |
//! | what one run shows | `sample` |
//! | what many runs show: rates, distributions, the worst seeds; sums that can be merged | `tally` |
//! | how a distribution is kept, so that two of them add up | `histogram` |
//! | how sure a rate is | `interval` |
//! | the file that a sweep leaves, and how shards of it are merged | `report` |
//!
//! A tally is a commutative monoid: runs may be counted in any order, on any number of threads or
//! machines, and the sum has the same bytes. So nothing here spreads the work; whoever has machines
//! gives each a shard and merges what comes back.

mod histogram;
mod interval;
mod plan;
mod report;
mod sample;
mod tally;

pub use histogram::Histogram;
pub use interval::{Interval, wilson};
pub use plan::{Plan, Point, Seeds, Shard, Vary};
pub use report::{FORMAT, Report, merge};
pub use sample::{Sample, sample};
pub use tally::{Rate, Tally, Worst};
