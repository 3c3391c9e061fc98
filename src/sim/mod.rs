//! The kernel: it carries effects out, moves time and keeps the trace. It knows no protocol.
//!
//! | question | file |
//! | --- | --- |
//! | what a protocol is, and which effects it may ask for | `protocol` |
//! | who takes part, and who holds copies of what | `cast` |
//! | what can be seen of a node | `show` |
//! | what left for the outside world, and how often | `outside` |
//! | what happens next | `agenda` |
//! | how long a message takes, and whether it arrives | `network`, `fault` |
//! | what the person does | `input` |
//! | who asks, and when | `client` |
//! | what reached the disk | `disk` |
//! | what happened, and why | `trace` |
//! | where in a long trace the few things are that last | `index` |
//! | one step of everything | `world` |
//! | the run: fold, seek, fork | `run` |

pub mod agenda;
pub mod cast;
pub mod client;
pub mod disk;
pub mod fact;
pub mod fault;
pub mod index;
pub mod input;
pub mod network;
pub mod outside;
pub mod protocol;
pub mod run;
pub mod show;
pub mod trace;
pub mod world;
