//! Sagas: each service owns its accounts in a database of its own, and what concerns several of
//! them is a chain of local transactions. If a later one is refused, those before it are undone by
//! compensations, in reverse order.
//!
//! ```text
//!   client      service 0      orchestrator        service 0 (alice)   service 1 (bob)   outside
//!     │ alice→bob 40 │               │                     │                  │            │
//!     ├─────────────▶├─ begin ──────▶│ log; step 1: debit ▶│ −40              │            │
//!     │              │               │◀──── answer ────────┤                  │            │
//!     │              │               │ log; step 2: credit ──────────────────▶│ +40        │
//!     │              │               │◀──────────────────────── answer ───────┤            │
//!     │              │               │ log; step 3: ship ─▶│ ─────────────────┼── parcel ─▶│
//!     │              │               │      the pivot: from here on only forward           │
//!     │  done, 460   │◀── saga done ─┤                     │                  │            │
//!     │◀─────────────┤               │ confirm (semantic locks) ─▶            │            │
//!     │              │   refused?    │ compensate step 2, then step 1: new events, no edits │
//! ```
//!
//! | setting | promises | does not promise |
//! | --- | --- | --- |
//! | idempotent, tombstone | a step and its compensation happen once, in this order or not at all | that anybody learns of it |
//! | log before a step | after a crash every saga goes on | speed: a forced write before each step |
//! | pivot, only forward | what left for the outside world belongs to a saga that will be done | that it is done soon |
//! | commuting updates and compensations | others' changes to the account stay | that nobody sees what is undone later |
//! | semantic lock | nobody sees or overwrites what may be undone (isolation) | freedom from waiting; order or a timeout against deadlocks |
//! | reread, by value, pessimistic view | fewer of these anomalies | their absence |
//!
//! An `audit` and a `withdraw_jointly` are sagas of looks; without semantic locks each look is of
//! another moment.
//!
//! Sources. Garcia-Molina and Salem, "Sagas" (SIGMOD 1987): compensations, backward and forward
//! recovery. Frank and Zahle, "Semantic ACID Properties in Multidatabases Using Remote Procedure
//! Calls and Update Propagations" (Software: Practice and Experience 28, 1998): pivot,
//! compensatable and retryable steps, the countermeasures. Richardson, "Microservices Patterns"
//! (2018), chapter 4: orchestration, choreography. Pardon and Pautasso, "Atomic Distributed
//! Transactions: a RESTful Design" (WWW 2014): try, confirm, cancel.
//!
//! | what | file |
//! | --- | --- |
//! | a service carries out steps; compensations and confirmations | `forwards`, `endings` |
//! | which steps a call takes; what a saga does next | `steps`, `plan` |
//! | who leads: the orchestrator, or the broker and the services themselves | `lead`, `choreography`, `broker` |
//! | what a service does for its clients | `desk` |
//! | semantic locks; steps that expire | `locks` |
//! | what is kept | `state` |
//! | settings; messages and timers; facts; promises; what can be seen | `config`, `message`, `facts`, `entry`, `window` |

mod broker;
mod choreography;
mod config;
mod demos;
mod desk;
mod endings;
mod entry;
mod facts;
mod forwards;
mod lead;
mod locks;
mod message;
mod node;
mod plan;
mod state;
mod steps;
mod window;

pub use config::{Compensation, Config, Holds, KNOBS, Pivot, SagaLog, Short, Updates, Way};
pub use facts::OwnFact;
pub use message::{Answer, Done, Message, Order, Timer};
pub use plan::Phase;
pub use state::{Durable, Volatile};
pub use steps::Kind;

use crate::base::time::Span;
use crate::domain::{Amount, Refusal};
use crate::sim::protocol::{self, StateOf};
use state::Incoming;

/// Chains of local transactions.
#[derive(Clone, PartialEq, Debug)]
pub struct Sagas;

/// One service, or the part that leads.
pub type State = StateOf<Sagas>;
/// What its handlers ask for effects with.
pub type Out<'a> = protocol::Out<'a, Sagas>;

/// An order arrives at the service that owns its account.
fn arrived(state: &mut State, incoming: Incoming, out: &mut Out<'_>) {
    match incoming.order.phase {
        Phase::Do => forwards::forwards(state, incoming, out),
        Phase::Undo => endings::backwards(state, incoming, out),
        Phase::Confirm => endings::confirmed(state, incoming, out),
    }
}

/// How much money a step moves.
fn amount_of(order: &Order) -> Amount {
    steps::amount(&order.call).unwrap_or(0)
}

/// Puts all that this handler writes on its way to the disk, at once; whatever is wished afterwards
/// waits for it.
fn write(state: &mut State, out: &mut Out<'_>) {
    if !core::mem::replace(&mut state.volatile.wrote, true) {
        state.volatile.written += 1;
        if !out.mutant("answers-before-saved") {
            out.persist();
        }
        out.set_timer(Timer::Saved(state.volatile.written), Span::ZERO);
    }
}

/// Whatever is wished afterwards waits until all that this node wrote is on disk: nobody may be
/// told what a crash could take back.
fn settle(state: &State, out: &mut Out<'_>) {
    if !state.volatile.wrote {
        out.wait_for_disk();
    }
}

/// Says what came of an order to whoever gave it.
fn answer(state: &mut State, to: &Incoming, found: Result<Done, Refusal>, out: &mut Out<'_>) {
    if let Some(saga) = &to.saga {
        return choreography::react(state, saga, found, out);
    }
    let Order { op, command, step, phase, .. } = to.order;
    let answer = Answer { op, command, found, step, phase };
    if to.from == out.me() {
        desk::answered(state, answer, out)
    } else {
        out.send(to.from, Message::Answer(answer))
    }
}

#[cfg(test)]
mod tests;
