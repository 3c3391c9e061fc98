//! What everything else stands on: names, time, chance, samplers, the stable digest, the vector that
//! forks, the way back, and a small sort.
//!
//! Nothing here knows that there is a network, a protocol or a page.

pub mod arrange;
pub mod chance;
pub mod digest;
pub mod distribution;
pub mod forkmap;
pub mod forkvec;
pub mod ids;
pub mod longvec;
pub mod text;
pub mod time;
pub mod undo;
pub mod units;
