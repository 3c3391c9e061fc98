//! What a session may expect of replicas that lag: the four guarantees of Terry, Demers, Petersen,
//! Spreitzer, Theimer & Welch (*Session Guarantees for Weakly Consistent Replicated Data*, 1994).
//!
//! | guarantee | a session that ... | smallest break, with two replicas A and B |
//! | --- | --- | --- |
//! | read your writes | wrote, sees it from then on | write at A, read at B |
//! | monotonic reads | saw something, does not see the world before it | read at A (new), read at B (old) |
//! | monotonic writes | wrote twice, is seen in that order | the second write reaches C first |
//! | writes follow reads | wrote after it read, is seen after what it read | C sees the reply without the post |
//!
//! The same guarantees are judged twice. [`seen`] is black-box: it knows only what clients read, so
//! it accuses only when what a read saw is *older* than something that it should have seen, or is
//! the initial state. [`reached`] is white-box: it knows when each write reached each replica and
//! in which order, and applies the definitions literally. Whenever the black box accuses, the white
//! box does too; the other way round much stays unseen.

mod judge;
pub mod reached;
pub mod seen;

pub use judge::{JUDGES, verdict};

/// One of the four.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Guarantee {
    /// A session sees what it wrote.
    ReadYourWrites,
    /// A session never sees an older state than it saw before.
    MonotonicReads,
    /// The writes of a session are in its order everywhere.
    MonotonicWrites,
    /// A write is everywhere after what its session had read.
    WritesFollowReads,
}

impl Guarantee {
    /// All four, as Terry and others list them (1994).
    pub const ALL: [Guarantee; 4] = [
        Guarantee::ReadYourWrites,
        Guarantee::MonotonicReads,
        Guarantee::MonotonicWrites,
        Guarantee::WritesFollowReads,
    ];

    /// Its name on the map of models.
    pub fn word(self) -> &'static str {
        ["read-your-writes", "monotonic-reads", "monotonic-writes", "writes-follow-reads"][self as usize]
    }
}
