//! The demos of log shipping.

use super::Demo;

/// Every demo of this protocol.
pub(super) const DEMOS: &[Demo] = &[];
