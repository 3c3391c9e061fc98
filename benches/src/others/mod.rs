//! The same run on other people's simulators, each in the way that costs it least.

pub mod floor;
pub mod nexosim;
pub mod numpy;
pub mod simcore;
pub mod simpy;
