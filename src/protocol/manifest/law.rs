//! Laws of the literature that a protocol is held to: how often something fails, is lost or gets
//! stuck, by a formula that is older than the lab. The workload belongs to the law; which settings
//! make the protocol what the law speaks of, and what is counted, belongs to the protocol.

use super::To;

/// A law that a protocol is held to.
#[derive(Clone, Copy, Debug)]
pub struct Law {
    /// The topic of [`TOPICS`](crate::lab::numbers::TOPICS) that it is a measurement of.
    pub topic: &'static str,
    /// What is set about the protocol; the rest has its default.
    pub under: &'static [(&'static str, To)],
    /// The protocol's own fact that is counted; nothing where operations that succeed are.
    pub counts: Option<&'static str>,
}
