//! What goes wrong between services that tell each other events, and what removes it. Service 0
//! owns alice, 1 owns bob, 2 owns carol; the broker is node 3. A message takes 10 ms, a write 20 ms,
//! and processing an event nothing, so that a reader can follow each story with a clock: what is
//! asked at 200 ms is committed at 220, published at 240, at the broker at 250, on its disk at 270,
//! delivered at 280, in effect at 300 and acknowledged at 310.

mod consuming;
mod deciding;
mod order;
mod publishing;
pub(super) mod waiting;

use crate::protocol::manifest::Demo;
use crate::protocol::manifest::script::Script;

/// All demos, by what they are about.
pub const DEMOS: &[Demo] = &[
    publishing::LOST,
    publishing::GHOST,
    publishing::GAP,
    publishing::RELAYS,
    publishing::LOCK,
    publishing::SCHEMA,
    consuming::LOST_ACK,
    consuming::BEHIND,
    consuming::AHEAD,
    consuming::INBOX_AFTER,
    consuming::INBOX_BEFORE,
    consuming::RETENTION,
    order::REORDERED,
    order::LAST_ARRIVAL,
    order::POISON,
    order::REDRIVE,
    deciding::LOST_UPDATE,
    deciding::OPTIMISTIC,
    deciding::HOLD,
    waiting::BACKLOG,
    waiting::OWN_WRITE,
    waiting::OWN_WRITE_POLLED,
    waiting::OWN_WRITE_PUSHED,
];

/// The stage of every demo.
pub(super) fn stage(s: Script) -> Script {
    s.latency(10).disk(20).patience(1_800, 0).set("work_us", 0_u64)
}
