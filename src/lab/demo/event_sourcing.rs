//! The demos of event sourcing.

use super::Demo;

/// Every demo of this protocol.
pub(super) const DEMOS: &[Demo] = &[];
