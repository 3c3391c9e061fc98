//! Transactions: what isolation did the clients really get?
//!
//! ```text
//!   T1: append x 1, append y 1        T1 ──wr──▶ T2      T2 read what T1 wrote to x,
//!   T2: r x [1],    r y []            T2 ──rw──▶ T1      and did not see what T1 wrote to y.
//! ```
//!
//! A transaction that comes before itself is an anomaly; which kinds of edges lead back tells which promises it breaks (Adya, *Weak Consistency*, 1999). The edges are
//! inferred from what clients wrote and read (Kingsbury & Alvaro, *Elle*, VLDB 2020): [`append`] for lists, [`register`] for registers. [`cycles`] finds the circles,
//! [`examine`] says what a model of the [map](crate::check::model_map) thinks of them, and where circles are not the whole truth [`commits`] searches an order of
//! commits and [`axioms`] decides the levels of Biswas & Enea (OOPSLA 2019). [`judge`] makes the verdict and its witness.
//!
//! **What is complete.** For lists every level up to strict serializability is decided both ways, as long as no value of a key is written twice; where several appends to
//! one key were never read, snapshot isolation and its neighbours are decided by search. For registers, violations are always real, and that a history holds is claimed
//! only with an order of commits at hand; else the answer is unknown. Levels that need cursors or predicates to tell apart are unknown unless a stronger one holds.

pub mod append;
pub mod axioms;
pub mod commits;
pub mod cycles;
pub mod examine;
pub mod found;
pub mod graph;
pub mod judge;
pub mod judges;
pub mod reach;
pub mod register;
pub mod txn;
pub mod words;
