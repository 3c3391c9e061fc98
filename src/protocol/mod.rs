//! One file or folder, one way to share state. Each has the same order inside: what it is and the paper, Config, Durable, Volatile, Message, Timer, start,
//! on_request, on_message, on_timer, on_order, helpers, tests.

pub mod catalog;
pub mod demo;
pub mod event_sourcing;
pub mod knob;
pub mod log_shipping;
pub mod manifest;
pub mod script;
pub(crate) mod tables;
