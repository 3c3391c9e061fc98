//! The demos of the shared database. Every message takes 40 ms, so that a step of a transaction
//! takes 80 and what a service thinks in between, and what every client asks is written down. The
//! database is node 3.
//!
//! | question | file |
//! | --- | --- |
//! | what transactions see of each other, and write over each other | `isolation` |
//! | who is in whose way | `waiting` |
//! | what a crash leaves, what is done twice, what an old service does not see | `change` |

mod change;
mod isolation;
mod waiting;

use crate::protocol::manifest::Demo;

/// Every demo of this protocol.
pub(super) const DEMOS: &[Demo] = &[
    isolation::DIRTY_WRITE,
    isolation::ABORTED_READ,
    isolation::INTERMEDIATE_READ,
    isolation::CIRCULAR_FLOW,
    isolation::LOST_UPDATE,
    isolation::READ_SKEW,
    isolation::WRITE_SKEW,
    waiting::DEADLOCK,
    waiting::SLOW_SERVICE,
    change::SCHEMA,
    change::TORN_COMMIT,
    change::NOT_ON_DISK,
    change::CLICKED_TWICE,
];
