//! Transactions: what isolation did the clients really get?
//!
//! ```text
//!   T1: append x 1, append y 1        T1 ──wr──▶ T2      T2 read what T1 wrote to x,
//!   T2: r x [1],    r y []            T2 ──rw──▶ T1      and did not see what T1 wrote to y.
//! ```
//!
//! A transaction that comes before itself is an anomaly; which kinds of edges lead back tells which
//! promises it breaks (Adya, *Weak Consistency*, 1999). The edges are inferred from what clients
//! wrote and read (Kingsbury & Alvaro, *Elle*, VLDB 2020): [`append`] for lists, [`register`] for
//! registers. [`cycles`] finds the cycles, [`examine`] says what a model of the
//! [map](crate::check::model_map) thinks of them. Where cycles are not the whole truth [`commits`]
//! searches an order of commits, [`axioms`] decides the levels of Biswas & Enea (OOPSLA 2019), and
//! [`version_orders`] searches an order of versions without one of the [`phenomena`] of Adya and of
//! Bailis et al. [`judge`] makes the verdict and its witness. Where somebody watched the copies
//! themselves the order of versions is known, and [`ordered`] names every anomaly without a search.
//!
//! **What is complete.** As long as no value of a key is written twice, every model of the map that
//! speaks of transactions is decided both ways, by search where reads do not tell the order of
//! writes: within the budget, and for up to 1024 transactions where it is versions that are
//! ordered. Cursors and predicates are not seen by reads and writes of items, so what only they
//! could break, is kept. The models of single objects on the map are unknown here unless a stronger
//! one holds.

pub mod append;
pub mod axioms;
pub mod commits;
pub mod cycles;
pub mod examine;
pub mod found;
pub mod graph;
pub mod judge;
pub mod judges;
pub mod ordered;
mod pairs;
pub mod phenomena;
pub mod reach;
pub mod register;
pub mod txn;
mod undisturbed;
pub mod version_orders;
pub mod versions;
pub mod words;
mod written;
