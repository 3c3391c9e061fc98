//! What folds the feed beside the projection that answers readers: reports, and a new version of
//! that projection (blue-green).
//!
//! ```text
//!   event   1    2    3    4    5    6    7    8
//!   old     ███████████████████████████████──▶        answers readers, sends mails
//!   new     ██████████──▶                             folds the same events, in silence
//!                                          ▲
//!                                          the mark: here the new one has come as far as the
//!                                          old one; it takes over, and the old one is gone
//! ```
//!
//! | question | file |
//! | --- | --- |
//! | what could not be read | `errors` |
//! | reports: other folds of the same events | `reports` |
//! | how a new version is built, and when it takes over | `version` |
//!
//! Source: Young, "Versioning in an Event Sourced System" (2017), chapter "Whole system
//! versioning": a new read model is replayed beside the old one, with side effects off, until it
//! has caught up.

mod errors;
pub mod reports;
mod version;

pub use errors::Errors;
pub use version::{Newer, begin, go_on, on_build, reader, resume};

/// Which version of the projection is in use. It survives a crash: who began to build goes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Deployed {
    /// How many versions have taken over since the first one.
    pub switches: u32,
    /// Whether a newer one is being built.
    pub building: bool,
    /// How often each report was rebuilt.
    pub reports: [u32; reports::REPORTS],
    /// Whether the question that nobody thought of was asked.
    pub was_asked: bool,
}
