//! The demos of quorums. Every message takes 40 ms unless a demo says otherwise. Service 0 is the
//! first home of alice; with three copies among three services everybody is.
//!
//! | question | file |
//! | --- | --- |
//! | whether a read meets the last write | `meeting` |
//! | which of two writes stays | `staying` |
//! | whether a copy learns what it missed | `learning` |

mod learning;
mod meeting;
mod staying;

use crate::protocol::manifest::Demo;
use crate::protocol::manifest::script::Script;

/// Every demo of this protocol.
pub(super) const DEMOS: &[Demo] = &[
    meeting::STALE,
    meeting::NEW_THEN_OLD,
    meeting::FAILED_AND_THERE,
    meeting::SLOPPY,
    staying::FAST_CLOCK,
    staying::CLOCK_JUMPS_BACK,
    staying::AT_ONCE,
    staying::ONE_COORDINATOR,
    learning::NO_HANDOFF,
    learning::NO_REPAIR,
    learning::NO_ANTI_ENTROPY,
];

/// R = 2 and W = 2 of three, and nothing that repairs in the background.
fn two_of_three(script: Script) -> Script {
    quiet(script).set("r", 2_u64).set("w", 2_u64)
}

/// Nothing repairs in the background, so that messages can be counted.
fn quiet(script: Script) -> Script {
    script.set("read_repair", false).set("handoff", false).set("anti_entropy", false)
}
