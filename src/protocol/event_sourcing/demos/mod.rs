//! The demos of event sourcing. All play on the same stage: three services, a message takes 100 ms,
//! a write 10 ms, and applying an event 20 ms, so that everything can be watched. Hangzhou
//! owns alice (500), Beijing bob (300), Shanghai carol (200).

mod beside;
mod delivery;
mod names;
mod past;
mod replay;
mod reports;
mod upgrade;
mod writing;

use crate::protocol::manifest::Demo;
use crate::protocol::manifest::script::Script;

/// Every demo of this protocol.
pub(super) const DEMOS: &[Demo] = &[
    writing::BLIND_APPEND,
    writing::GIVES_UP,
    writing::DOUBLE_CLICK,
    writing::RETRY,
    writing::TRANSFER_LOST,
    delivery::DUPLICATE,
    delivery::OVERTAKEN,
    delivery::GAP,
    delivery::LOST_EVENT,
    delivery::GHOST_EVENT,
    delivery::POISON,
    delivery::STALE_SESSION,
    upgrade::NO_UPCASTER,
    upgrade::WRONG_ORDER,
    upgrade::RENAMED,
    upgrade::SNAPSHOT,
    replay::IMPURE,
    replay::MAILS,
    replay::ERASURE,
    beside::IN_PLACE,
    beside::UNMUTED,
    beside::WITH_ERRORS,
    beside::FROM_THE_MIDDLE,
    reports::WRONG_DAY,
    reports::ASKED_AFTERWARDS,
    reports::ACCOUNT_UPDATED,
    past::IN_THE_PAST,
    past::RETRACTED,
    names::TWICE,
    names::IN_SILENCE,
];

/// The stage of all of them.
fn stage(s: Script) -> Script {
    s.lasts(4_000).latency(100).disk(10).set("apply_us", 20_000_u64).set("resend_us", 400_000_u64)
}
