//! What a person can set about log shipping, as the protocol reads it.

use super::entry::KNOBS;
use crate::base::time::Span;
use crate::protocol::knob::Settings;

/// When a write is acknowledged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// When it is on the primary's own disk.
    Async,
    /// When secondaries have it too, unless that takes too long.
    SemiSync,
    /// When secondaries have it too, however long that takes.
    Sync,
}

/// When the primary shows a write to others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CommitPoint {
    /// When it may be acknowledged (MySQL: AFTER_SYNC).
    AfterSync,
    /// As soon as it is on the primary's own disk (MySQL: AFTER_COMMIT).
    AfterCommit,
}

/// Who answers a read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReadFrom {
    /// The node that is asked, as it is.
    Local,
    /// The primary.
    Primary,
    /// The node that is asked, once it has replayed all that the session has seen.
    AtLeastSeen,
}

/// What keeps an old primary from doing harm.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Guard {
    /// Nothing.
    None,
    /// It writes only while a majority has promised not to listen to another one.
    Lease,
    /// Every node refuses what comes from an epoch that is over.
    Fence,
}

/// What a person can set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Config {
    /// When a write is acknowledged.
    pub mode: Mode,
    /// How many secondaries must have it, where the mode asks for any.
    pub wait_for: u16,
    /// How long a semi-synchronous primary waits for them.
    pub ack_timeout: Span,
    /// When the primary shows a write.
    pub commit_point: CommitPoint,
    /// Who answers a read.
    pub read_from: ReadFrom,
    /// Whether secondaries take over by themselves.
    pub automatic: bool,
    /// How long they hear nothing before they do.
    pub failover_after: Span,
    /// What keeps an old primary from doing harm.
    pub guard: Guard,
    /// How long a lease lasts.
    pub lease: Span,
    /// How often the primary says that it is there.
    pub heartbeat: Span,
    /// How long a secondary takes to replay one transaction.
    pub apply: Span,
    /// Whether a log that went another way is cut back to where it agrees.
    pub truncate_divergent: bool,
    /// Whether damaged lines are found when a log is read.
    pub checksums: bool,
    /// Whether a command that is in the log already is answered instead of carried out again.
    pub command_ids: bool,
}

impl From<&Settings> for Config {
    fn from(settings: &Settings) -> Config {
        let switch = |name| settings.switch(KNOBS, name);
        let span = |name| Span(settings.number(KNOBS, name));
        let choice = |name| settings.choice(KNOBS, name);
        Config {
            mode: [Mode::Async, Mode::SemiSync, Mode::Sync][choice("mode")],
            wait_for: settings.number(KNOBS, "wait_for") as u16,
            ack_timeout: span("ack_timeout_us"),
            commit_point: [CommitPoint::AfterSync, CommitPoint::AfterCommit][choice("commit_point")],
            read_from: [ReadFrom::Local, ReadFrom::Primary, ReadFrom::AtLeastSeen][choice("read_from")],
            automatic: choice("failover") == 1,
            failover_after: span("failover_after_us"),
            guard: [Guard::None, Guard::Lease, Guard::Fence][choice("guard")],
            lease: span("lease_us"),
            heartbeat: span("heartbeat_us"),
            apply: span("apply_us"),
            truncate_divergent: switch("truncate_divergent"),
            checksums: switch("checksums"),
            command_ids: switch("command_ids"),
        }
    }
}

impl Config {
    /// How many secondaries must have a write before it is acknowledged.
    pub(super) fn wanted(&self, nodes: u16) -> usize {
        if self.mode == Mode::Async { 0 } else { usize::from(self.wait_for.min(nodes - 1)) }
    }
}
