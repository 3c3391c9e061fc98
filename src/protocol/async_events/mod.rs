//! Asynchronous events: each service owns accounts in a database of its own, tells the others
//! through a broker what happened, and answers reads from its database and from its copies of what
//! the others own.
//!
//! ```text
//!   client          service 0 (owns alice)          broker                    service 1 (owns bob)
//!     │ alice→bob 40   │                              │                            │
//!     ├───────────────▶│ one transaction:             │                            │
//!     │                │   alice −40                  │                            │
//!     │                │   outbox: alice#5 −40      ══disk══                       │
//!     │◀──── done, #5 ─┤                              │                            │
//!     │                │ relay ── publish ───────────▶│ append to a partition      │
//!     │                │                            ══disk══                       │
//!     │                │◀───────────── published ─────┤──── event alice#5 −40 ────▶│ one transaction:
//!     │                │ mark the row                 │                            │   id in the inbox?
//!     │                │                              │  ✗ lost: again, later      │   copy of alice, bob +40
//!     │                │                              │◀─── acknowledgement ───────┤   outbox: bob#9 +40
//!     │                │◀──────── event bob#9 +40 ────┤◀──────────── publish ──────┤ ══disk══
//! ```
//!
//! | setting | promises | but |
//! | --- | --- | --- |
//! | outbox | every committed change is published, and nothing else | perhaps several times |
//! | gap-safe checkpoint, or change capture | no row is passed over, whenever its transaction commits | |
//! | inbox in the same transaction | each event has its effect once at each consumer | not at the same moment |
//! | order per key | an account's events are processed in their order | those of two accounts in any order |
//! | dead letters | one bad event does not stop the others | someone must redrive it |
//! | copies by version | a copy never goes backwards | it is behind |
//! | the owner decides | no update is lost | the asked service waits for the owner |
//! | wait, poll, push | a client sees its own writes | it waits, or reads wait, or only its own service knows |
//! | an agreed expiry | a hold and its transfer have one outcome in both services | |
//!
//! A transfer is debited in one database and credited in another a moment later. So as one
//! transaction it is not isolated, and an `audit` may see half of it. `withdraw_jointly` is decided
//! by the owner of the account that pays, on its copy of the other one, which may be out of date.
//! No setting changes that, so no model of transactions is promised; the judges say what it was
//! worth.
//!
//! Sources. Helland, "Life beyond Distributed Transactions" (CIDR 2007): messages between
//! databases, idempotence, tentative operations. Richardson, "Microservices Patterns" (2018),
//! chapters 3 and 4: transactional outbox, polling publisher, transaction log tailing, idempotent
//! consumer. Hohpe and Woolf, "Enterprise Integration Patterns" (2003): dead letters, guaranteed
//! delivery. Kleppmann, "Designing Data-Intensive Applications" (2017), chapter 11: logs, change
//! capture, dual writes. Fowler, "What do you mean by Event-Driven?" (2017): event-carried state.
//!
//! | question | file |
//! | --- | --- |
//! | an owner commits, a consumer processes | `owner`, `consumer` |
//! | how an event gets from the outbox to the broker | `relay` |
//! | how the broker hands it out | `broker` |
//! | when is a client told, and what does it read | `ask` |
//! | a timer and a transfer race | `hold` |
//! | what the broker keeps, as a pure structure | [`topics`](crate::data::topics) |
//! | what reaches a node, and who sees to it | `node` |
//! | what is kept, what a crash takes | `state` |
//! | settings, messages, facts, promises | `config`, `message`, `facts`, `entry` |
//! | what can be seen | `window` |

mod ask;
mod broker;
mod config;
mod consumer;
mod demos;
mod entry;
mod facts;
mod hold;
mod message;
mod node;
mod owner;
mod relay;
mod state;
mod window;

pub use config::{Config, KNOBS};
pub use entry::{Order, Timer};
pub use facts::OwnFact;
pub use message::Message;
pub use state::{Durable, Volatile};

use crate::sim::protocol::{self, StateOf};

/// Asynchronous events through a broker.
#[derive(Clone, PartialEq, Debug)]
pub struct AsyncEvents;

/// One node.
pub type State = StateOf<AsyncEvents>;
/// What its handlers ask for effects with.
pub type Out<'a> = protocol::Out<'a, AsyncEvents>;

#[cfg(test)]
mod tests;
