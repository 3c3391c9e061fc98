//! The demos of two-phase commit, all on one stage: three services and a coordinator, a message takes
//! 50 ms and a write 5 ms. Hangzhou owns alice (500), Beijing bob (300), Shanghai carol (200).
//!
//! What happens to a transfer from alice to bob that Shanghai asks for at 200 ms: the coordinator
//! hears of it at 250, both have their locks at 300, are asked to vote at 400 and have said yes at
//! 405; their votes are there at 455, the decision is on the disk at 460, and known to both at 510.

mod records;
mod waiting;

use crate::protocol::manifest::Demo;
use crate::protocol::manifest::script::{ALICE, BOB, Message, Script, message, transfer};

/// Every demo of this protocol.
pub(super) const DEMOS: &[Demo] = &[
    waiting::BLOCKING,
    waiting::HEURISTIC_ABORT,
    waiting::HEURISTIC_COMMIT,
    waiting::TIMEOUT_AFTER_YES,
    waiting::DEADLOCK,
    waiting::READ_ONLY,
    waiting::ONE_PHASE,
    records::UNFORCED_DECISION,
    records::FORGOTTEN_VOTE,
    records::FORGOTTEN_DECISION,
    records::LOST_ACKNOWLEDGEMENT,
    records::NO_INITIATION,
    records::NEW_COORDINATOR,
];

/// The number of the coordinator.
const COORDINATOR: u16 = 3;

/// The stage of all.
fn stage(s: Script) -> Script {
    s.lasts(9_000).latency(50).disk(5).patience(3_000, 0)
}

/// The stage where nobody asks anybody but the coordinator, with the transfer.
fn transferred(s: Script) -> Script {
    stage(s).set("cooperative", false).at(200).ask(2, transfer(ALICE, BOB, 40))
}

/// What the coordinator sends to a service: first that it is to work, then that it is to prepare,
/// then the decision.
fn prepare_to(service: u16) -> Message {
    message(COORDINATOR, service).behind(1)
}

/// See [`prepare_to`].
fn decision_to(service: u16) -> Message {
    message(COORDINATOR, service).behind(2)
}
