//! The demos of log shipping, one for each row of the table of its anomalies and a few more. Every
//! message takes 40 ms and what every client asks is written down, so a person can count along; the
//! protocol's own tests tell the same stories faster.
//!
//! | question | file |
//! | --- | --- |
//! | what an acknowledgement is worth | `acknowledged` |
//! | who may write | `primaries` |
//! | majorities, restores, delayed and new copies | `copies` |
//! | what is read, and what the log remembers | `logs` |

mod acknowledged;
mod copies;
mod logs;
mod primaries;

use crate::protocol::manifest::Demo;

/// Every demo of this protocol.
pub(super) const DEMOS: &[Demo] = &[
    acknowledged::LOST,
    acknowledged::DEGRADED,
    acknowledged::PHANTOM,
    primaries::SPLIT_BRAIN,
    primaries::ZOMBIE,
    primaries::FAST_CLOCKS,
    logs::BACKWARDS,
    logs::DIVERGENT_TAIL,
    logs::TORN_RECORD,
    logs::DOUBLE_CLICK,
    logs::LOST_ANSWER,
    copies::MINORITY,
    copies::RESTORED_OVER_OTHERS,
    copies::LATE_COPY_IS_ASKED,
    copies::GAP_BEHIND_SNAPSHOT,
];
