//! What was set: the protections, and how the services behave.

use super::knobs::KNOBS;
use crate::base::time::Span;
use crate::data::upcast::Upcasters;
use crate::domain::Amount;
use crate::protocol::knob::Settings;

/// When peers are told of an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Publish {
    /// Right after it is durable, and again until they have it.
    Outbox,
    /// Once, a moment after it is durable: a crash in between loses it.
    AfterCommit,
    /// Once, before it is durable: a crash leaves a ghost.
    BeforeCommit,
}

/// What a projection does with an event that it cannot read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Poison {
    /// Puts it aside, visibly, and goes on.
    Park,
    /// Passes over it and forgets it.
    Skip,
    /// Stands still, and everything behind it waits.
    Stop,
}

/// Where reads are answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReadFrom {
    /// From the service's own projection, which may be behind.
    Local,
    /// From it too, unless the session has been told of a higher version; then the owner is asked.
    AtLeastSeen,
    /// From the owner of the account.
    Owner,
}

/// All that is set.
#[derive(Clone, Debug)]
pub struct Config {
    /// Whether an owner appends only what was decided on its newest version.
    pub expected_version: bool,
    /// Whether an owner remembers what was asked, so that asking twice is asking once.
    pub command_ids: bool,
    /// When peers are told of an event.
    pub publish: Publish,
    /// Whether a service checks versions before it believes an event.
    pub projection_checkpoint: bool,
    /// What a projection does with an event that it cannot read.
    pub poison: Poison,
    /// Whether a transfer has a process manager.
    pub process_manager: bool,
    /// Whether a snapshot of other code is thrown away.
    pub snapshot_version_check: bool,
    /// How the upcasters are set up.
    pub upcaster: Upcasters,
    /// Whether new code knows the old names of events.
    pub type_alias: bool,
    /// Whether the fold is a function of the events and nothing else.
    pub pure_fold: bool,
    /// Whether a replay has no effects outside.
    pub effects_once: bool,
    /// Whether a projection goes on when an event's key was erased.
    pub survive_erasure: bool,
    /// Where reads are answered.
    pub read_from: ReadFrom,
    /// How often a service decides again after a conflict.
    pub retries: u64,
    /// How many events lie between two snapshots; 0 for none.
    pub snapshot_every: u64,
    /// How long a projection takes for one event.
    pub apply: Span,
    /// How long a service waits before it sends again what nobody acknowledged.
    pub resend: Span,
    /// A deposit above this sends a mail.
    pub mail_above: Amount,
}

impl From<&Settings> for Config {
    fn from(settings: &Settings) -> Config {
        let switch = |name| settings.switch(KNOBS, name);
        let number = |name| settings.number(KNOBS, name);
        let choice = |name| settings.choice(KNOBS, name);
        Config {
            expected_version: switch("expected_version"),
            command_ids: switch("command_ids"),
            publish: [Publish::Outbox, Publish::AfterCommit, Publish::BeforeCommit][choice("publish")],
            projection_checkpoint: switch("projection_checkpoint"),
            poison: [Poison::Park, Poison::Skip, Poison::Stop][choice("poison")],
            process_manager: switch("process_manager"),
            snapshot_version_check: switch("snapshot_version_check"),
            upcaster: [Upcasters::InOrder, Upcasters::WrongOrder, Upcasters::None][choice("upcaster")],
            type_alias: switch("type_alias"),
            pure_fold: switch("pure_fold"),
            effects_once: switch("effects_once"),
            survive_erasure: switch("survive_erasure"),
            read_from: [ReadFrom::Local, ReadFrom::AtLeastSeen, ReadFrom::Owner][choice("read_from")],
            retries: number("retries"),
            snapshot_every: number("snapshot_every"),
            apply: Span(number("apply_us")),
            resend: Span(number("resend_us")),
            mail_above: number("mail_above") as Amount,
        }
    }
}

impl Default for Config {
    /// Every knob at its default: all protections on.
    fn default() -> Config {
        Config::from(&Settings::default())
    }
}
