//! Two-phase commit: each account lives at one service, and an operation on accounts of several is
//! one transaction. A coordinator asks all of them whether they can commit; only if all say yes is it
//! committed.
//!
//! ```text
//!   service 0           coordinator                 service 1 (alice)          service 2 (bob)
//!     ├─ transaction ──────▶│                             │                          │
//!     │                     ├── work ────────────────────▶│ lock alice               │
//!     │                     ├── work ──────────────────────────────────────────────▶│ lock bob
//!     │                     │◀──────── locked, =500 ──────┤◀──────── locked, =300 ───┤
//!     │                     ├── prepare? ────────────────▶│ prepared record ══disk══ │
//!     │                     ├── prepare? ──────────────────────────────────────────▶│ ══disk══
//!     │                     │◀──────────────────── yes ───┤ from here on in doubt:   │
//!     │                     │◀───────────────────────────────────────────── yes ────┤ its locks stay
//!     │              ══disk══ commit                      │                          │
//!     │◀──── outcome ───────┤── commit ──────────────────▶│ ══disk══ unlock          │
//!     │                     ├── commit ────────────────────────────────────────────▶│ ══disk══ unlock
//!     │                     │◀─────────── acknowledged ───┤◀──────────── acknowledged┤
//!     │                     │ forget                      │                          │
//! ```
//!
//! Who has said yes may not decide: the coordinator may have decided either way and told nobody, and
//! both cases look the same from there. So while the coordinator is away, locks stay. Gray, *Notes on
//! Data Base Operating Systems* (1978); Mohan, Lindsay and Obermarck (TODS 1986) for the variants,
//! read-only participants and what is forced; Bernstein, Hadzilacos and Goodman, *Concurrency Control
//! and Recovery in Database Systems* (1987), chapter 7, for cooperative termination; Rosenkrantz,
//! Stearns and Lewis (TODS 1978) for wait-die; X/Open, *Distributed Transaction Processing: The XA
//! Specification* (1991), for heuristic decisions and the one-phase optimization. What may be decided
//! is [`commit`](crate::data::commit).
//!
//! | setting | without it |
//! | --- | --- |
//! | prepared record before the vote | a crash forgets a promise: half a transfer |
//! | decision on disk before it is sent | one has heard of a commit that the coordinator forgot |
//! | initiation record | a coordinator that never decided presumes a commit |
//! | remember until all have acknowledged | who missed the decision asks, and is told the presumption |
//! | a decision is carried out once | an acknowledgement is lost, the decision comes again, and counts twice |
//! | a yes is binding, no heuristic decision | who guesses may guess wrong |
//! | log of a replaced coordinator | a new coordinator cannot know |
//!
//! What no setting changes: the coordinator is needed. Messages may be late, lost, repeated or out of
//! order, and nodes may crash: nothing is ever half done, but it may not be done for as long as the
//! coordinator is away.
//!
//! | question | file |
//! | --- | --- |
//! | the two phases, at the coordinator and at participants | `coordinator`, `participant` |
//! | the coordinator before them | `request` |
//! | what a transaction does to the bank | `task` |
//! | what a participant does before it votes | `work` |
//! | what a service does for its clients | `service` |
//! | crashes, doubt, guesses, a new coordinator | `doubt` |
//! | what is kept | `state` |
//! | settings, messages, facts; promises; what can be seen | `words`, `entry`, `window` |
//! | what reaches a node | `node` |

mod coordinator;
mod demos;
mod doubt;
mod entry;
mod node;
mod participant;
mod request;
mod service;
mod state;
mod task;
mod window;
mod words;
mod work;

pub use state::{Durable, Volatile};
pub use words::{Config, KNOBS, Message, OwnFact, Timer};

use crate::base::ids::NodeId;
use crate::data::commit::{Members, member};
use crate::sim::protocol::{self, StateOf};

/// Two-phase commit.
#[derive(Clone, PartialEq, Debug)]
pub struct TwoPhaseCommit;

/// One node.
pub type State = StateOf<TwoPhaseCommit>;
/// What its handlers ask for effects with.
pub type Out<'a> = protocol::Out<'a, TwoPhaseCommit>;

fn one(node: NodeId) -> Members {
    member(node.0)
}

fn all_of(members: Members) -> impl Iterator<Item = NodeId> {
    (0..32).map(NodeId).filter(move |&node| members & one(node) != 0)
}

#[cfg(test)]
mod tests;
