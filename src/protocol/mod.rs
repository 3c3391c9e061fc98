//! One folder, one way to share state. Each has the same order inside: what it is and the paper,
//! its tables (settings, messages, timers, orders, facts), its manifest, Durable, Volatile, start,
//! on_request, on_message, on_timer, on_order, helpers, tests.
//!
//! | what every protocol uses | file |
//! | --- | --- |
//! | an enum, its reader, its numbers, its digest and its texts from one row each | [`tables`] |
//! | what a protocol says about itself | [`manifest`], [`manifest::way`], [`knob`] |
//! | how its demos are written down | [`manifest::script`] |
//! | what random runs should come to, and which bugs they should find | [`manifest::goal`], [`manifest::mutant`] |
//! | when it goes on, whatever broke before | [`manifest::progress`] |
//! | the list of protocols, one line each | [`catalog`] |

pub mod async_events;
pub mod catalog;
pub mod event_sourcing;
pub mod knob;
pub mod log_shipping;
pub mod manifest;
pub mod quorum;
pub mod rpc;
pub mod saga;
pub mod shared_database;
pub mod tables;
pub mod two_phase_commit;
