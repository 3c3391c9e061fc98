//! Event sourcing: each service owns the streams of its accounts, appends immutable events to them,
//! tells the others asynchronously, and every service folds all events into a read model of its
//! own.
//!
//! ```text
//!   client                service 0                       service 1 (owns bob)              service 2
//!     │ withdraw bob 40      │                                  │                               │
//!     ├─────────────────────▶│ decide on own read model         │                               │
//!     │                      │ (bob is at version 5)            │                               │
//!     │                      ├── append bob@5 −40 ─────────────▶│ 5 is the last one? append,    │
//!     │                      │                                  │ make it durable               │
//!     │        done, #6      │◀───────────────── appended #6 ───┤                               │
//!     │◀─────────────────────┤◀─────────────── event bob#6 −40 ─┼── event bob#6 −40 ───────────▶│
//!     │                      ├── got it ───────────────────────▶│◀──────────────────── got it ──┤
//!     │                      │ fold it into the projection      │ fold                          │ fold
//!     │                      │                                  │                               │
//!     │                      │ if others were first:            │                               │
//!     │                      │◀── wrong expected version 5≠7 ───┤ with events #6 and #7         │
//!     │                      │ catch up, decide again           │                               │
//! ```
//!
//! Sources: Young, "CQRS Documents" (2010), for streams, expected versions, projections and
//! snapshots; Vernon, "Implementing Domain-Driven Design" (2013), for aggregates and process
//! managers; Helland, "Life beyond Distributed Transactions" (CIDR 2007), for one aggregate a
//! transaction, at-least-once messages and reservations between aggregates; Fowler, "Event
//! Sourcing" (2005), for replay and effects outside.
//!
//! What a person may rely on with every protection on: an answer `done` was durable before it was
//! given; a refusal is final; a stream has no gaps and no event ever changes; all projections come
//! to the same state once messages get through and all services run the same code; money is neither
//! made nor destroyed. Code decides nothing about a stream that holds an event which it cannot read
//! and other code can.
//!
//! What nobody may rely on: that several streams change, or are read, at one moment. A transfer
//! between two owners is two appends, one after the other, so as one transaction it is not
//! isolated: audits see half of it, and two that go opposite ways can meet in another order in each
//! stream (G0). No model of transactions is promised.
//!
//! | question | file |
//! | --- | --- |
//! | what can be set, and the page's texts | `config`, `entry` |
//! | what is kept, what is told | `state`, `message`, `facts` |
//! | a client asks | `commands` |
//! | what streams begin with | `opening` |
//! | an owner appends | `owner` |
//! | the same command again | `idempotency` |
//! | peers are told, again and again | `publish` |
//! | events arrive | `subscribe` |
//! | the projection folds | `project` |
//! | a new version of it is built beside it; reports | `beside` |
//! | money moves between two owners | `transfer` |
//! | the past is looked at; an earlier event is taken back | `past` |
//! | a name that only one account may bear | `names` |
//! | an operator orders | `orders` |
//! | a service starts again | `recover` |
//! | what can be seen | `window`, `sheets` |

mod beside;
mod commands;
mod config;
mod demos;
mod entry;
mod facts;
mod idempotency;
mod message;
mod names;
mod opening;
mod orders;
mod owner;
mod past;
mod project;
mod publish;
mod recover;
mod sheets;
mod state;
mod subscribe;
mod transfer;
mod window;

pub use config::{Config, KNOBS};
pub use entry::{Order, Timer};
pub use facts::OwnFact;
pub use message::Message;
pub use state::{Durable, Volatile};

use crate::base::ids::NodeId;
use crate::base::time::Span;
use crate::domain::Request;
use crate::sim::protocol::{Label, Protocol, StateOf};
use crate::sim::show::{Lens, VisibleState};
use state::Out;

/// Each service owns streams of events; see the module.
#[derive(Clone, PartialEq, Debug)]
pub struct EventSourcing;

impl Protocol for EventSourcing {
    type Config = Config;
    type Volatile = Volatile;
    type Durable = Durable;
    type Message = Message;
    type Timer = Timer;
    type OwnFact = OwnFact;

    fn start(state: &mut StateOf<Self>, out: &mut Out<'_>) {
        recover::start(state, out);
    }

    fn on_request(state: &mut StateOf<Self>, request: Request, out: &mut Out<'_>) {
        commands::on_request(state, &request, out);
    }

    fn on_message(state: &mut StateOf<Self>, from: NodeId, message: &Message, out: &mut Out<'_>) {
        match message {
            Message::Append(append) => owner::on_append(state, from, append, out),
            Message::Appended { op, version, balance } => {
                commands::on_appended(state, *op, *version, *balance, out)
            }
            Message::Conflict { op, found, newer } => commands::on_conflict(state, *op, *found, newer, out),
            Message::Refused { op, why } => commands::on_refused(state, *op, *why, out),
            Message::Ask { op, account } => owner::on_ask(state, from, *op, *account, out),
            Message::Answer { op, account, found } => commands::on_answer(state, *op, *account, *found, out),
            Message::Publish(line) => subscribe::on_events(state, from, core::slice::from_ref(line), out),
            Message::Events(lines) => subscribe::on_events(state, from, lines, out),
            Message::Ack(positions) => publish::on_ack(state, from, positions),
            Message::CatchUp { stream, has } => publish::on_catch_up(state, from, *stream, *has, out),
            Message::Deliver { sent, id, command, from: payer, to, amount } => {
                transfer::on_deliver(
                    state,
                    from,
                    transfer::Arriving {
                        sent: *sent,
                        id: *id,
                        command: *command,
                        from: *payer,
                        to: *to,
                        amount: *amount,
                    },
                    out,
                );
            }
            Message::Delivered { sent, accepted } => transfer::on_delivered(state, *sent, *accepted, out),
            Message::Erase(account) => orders::on_erase(state, from, *account, out),
            Message::Retract { account, version } => {
                past::retract::on_retract(state, *account, *version, out)
            }
            Message::Claim(account) => names::claim(state, *account, out),
            Message::Reserve(account) => names::on_reserve(state, from, *account, out),
            Message::Reserved { account, first } => names::on_reserved(state, *account, *first, out),
            Message::Named(account) => names::on_named(state, *account, out),
            Message::Erased(account) => orders::on_erased(state, from, *account),
        }
    }

    fn on_timer(state: &mut StateOf<Self>, timer: Timer, out: &mut Out<'_>) {
        match timer {
            Timer::Saved(entries) => project::on_saved(state, entries, out),
            Timer::Apply => project::on_apply(state, out),
            Timer::Tick => publish::on_tick(state, out),
            Timer::Publish(position) => publish::on_publish(state, position, out),
            Timer::Report(number) => beside::reports::on_report(state, number, out),
            Timer::Present => past::on_present(state, out),
            Timer::Watch(position) => project::stall::on_watch(state, position, out),
            Timer::Build => beside::on_build(state, out),
        }
    }

    fn on_order(state: &mut StateOf<Self>, order: u32, about: u32, out: &mut Out<'_>) {
        orders::on_order(state, order, about, out);
    }

    fn fingerprint(state: &StateOf<Self>) -> u64 {
        state.volatile.projection.bank.fingerprint()
    }

    fn inspect(config: &Config, me: NodeId, state: &StateOf<Self>, lens: &Lens) -> VisibleState {
        window::inspect(config, me, state, lens)
    }

    fn describe(message: &Message) -> Label {
        message.label()
    }

    fn timer_number(timer: &Timer) -> u32 {
        timer.number()
    }

    fn settles(config: &Config) -> Span {
        config.resend.max(config.apply)
    }

    fn torn(before: &Durable, after: &Durable) -> Durable {
        recover::torn(before, after)
    }

    fn unshared(durable: &Durable) -> u64 {
        const POSITION: u64 = 16;
        let above: usize = durable.acked.iter().map(|peer| peer.above.len()).sum();
        (durable.transfers.len() + above) as u64 * POSITION
    }

    fn heap(message: &Message) -> u64 {
        const LINE: u64 = 64;
        match message {
            Message::Events(lines) => lines.len() as u64 * LINE,
            Message::Ack(positions) => positions.len() as u64 * 8,
            _ => 0,
        }
    }

    fn weight(state: &StateOf<Self>) -> usize {
        window::weight(state)
    }
}

#[cfg(test)]
mod tests;
