//! The object that clients talk to: a small bank. A transaction log is a ledger and everyone can read one, so every protocol serves the same one.
//!
//! | question | file |
//! | --- | --- |
//! | what a client asks for (intent) | `call` |
//! | what it is told | `reply` |
//! | what happened to the money (fact) | `event` |
//! | which events a call leads to, and what an event does to the state | `bank` |

pub mod bank;
mod call;
mod event;
mod reply;

pub use call::{Amount, Call, Request};
pub use event::{Event, EventKind};
pub use reply::{Refusal, Reply};
