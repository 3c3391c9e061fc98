//! How often: one experiment under many seeds, and what the runs come to together.
//!
//! | question | file |
//! | --- | --- |
//! | what a person asks, as an address holds it | `asked` |
//! | which fields are worth varying, over which values | `fields` |
//! | one figure of many runs, with its interval | `measure` |
//! | everything as rows for a spreadsheet | `rows` |
//! | which runs there are: protocols, varied fields, seeds, and the share of one machine | `plan` |
//! | what one run shows | `sample` |
//! | some shards, a run at a time | `work` |
//! | what many runs show: rates, distributions, the worst seeds; sums that can be merged | `tally` |
//! | the first bad moment of a run | `bad` |
//! | what people call all of it | `words` |
//! | how a distribution is kept, so that two of them add up | `histogram` |
//! | how sure a rate is | `interval` |
//! | shards that come in from workers, in any order | `gathered` |
//! | the file that a sweep leaves, and how shards of it are merged | `report` |
//!
//! A tally is a commutative monoid: runs may be counted in any order, on any number of threads or
//! machines, and the sum has the same bytes. So nothing here spreads the work; whoever has machines
//! gives each a shard and merges what comes back.

mod asked;
mod bad;

mod fields;
mod gathered;
mod histogram;
mod interval;
mod measure;
mod plan;
mod report;
mod rows;
mod sample;
mod tally;
pub mod words;
mod work;

pub use asked::{Asked, seeds};
pub use bad::{Bad, first_bad};
pub use fields::{Field, fields, with_outage};
pub use gathered::Gathered;
pub use histogram::Histogram;
pub use interval::{Interval, wilson};
pub use measure::{Estimate, Measure, measures};
pub use plan::{Order, Plan, Point, Seeds, Shard, Vary};
pub use report::{FORMAT, Quantiles, Report, Shards, Summary, merge};
pub use rows::csv;
pub use sample::{Sample, sample};
pub use tally::{Rate, Tally, Worst};
pub use work::{Work, run_of};
