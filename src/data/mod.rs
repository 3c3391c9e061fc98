//! Pure structures that protocols are made of. None of them knows that there is a network.

pub mod bank;
pub mod forkmap;
pub mod ledger;
