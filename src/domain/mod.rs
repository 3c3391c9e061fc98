//! The object that clients talk to: a small bank. A transaction log is a ledger and everyone can
//! read one, so every protocol serves the same one.
//!
//! | question | file |
//! | --- | --- |
//! | what a client asks for (intent), and how that is said everywhere | `call`, `accounts` |
//! | what it is told | `reply` |
//! | what a session carries from reply to request | `context` |
//! | what happened to the money (fact) | `event` |
//! | which events a call leads to, and what an event does to the state | `bank` |

mod accounts;
pub mod bank;
mod call;
mod context;
mod event;
pub mod handler;
mod reply;

pub use accounts::{Accounts, MOST_ACCOUNTS};
pub use call::{AUDIT, Amount, Call, Request, WITHDRAW_JOINTLY};
pub use context::Context;
pub use event::{Event, EventKind};
pub use reply::{Answer, Refusal, Reply};
