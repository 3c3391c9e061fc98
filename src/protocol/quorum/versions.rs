//! Versions of an account: which of two follows from the other, and what is kept where neither
//! does.
//!
//! A version knows who wrote it (its *dot*: the coordinator and that one's count) and what its
//! writer had read (its *past*: a vector, for each coordinator the highest count that was seen).
//!
//! | rule | a version replaces another one if | what it costs |
//! | --- | --- | --- |
//! | node clock | its stamp, the writer's clock, is higher | a clock that is ahead beats everybody; one that jumps back loses to itself |
//! | hybrid clock | its stamp is higher, and stamps are higher than all that their writers saw | of two who wrote at once one loses, and is not told |
//! | server vectors | its vector, with its own dot in it, reaches the other's dot | two clients of one coordinator look like one after the other: one loses |
//! | dotted vectors | its past reaches the other's dot | both are kept, and somebody has to say what they come to |
//!
//! Sources: Parker et al., *Detection of Mutual Inconsistency in Distributed Systems* (1983), for
//! vectors; Preguiça et al., *Dotted Version Vectors* (2010, 2012), for dots; Kulkarni et al.,
//! *Logical Physical Clocks* (2014), for hybrid clocks.

use super::words::{Config, Siblings, Wins};
use crate::base::chance::mix;
use crate::base::digest::{Digest, Stable};
use crate::base::ids::{CommandId, NodeId};
use crate::base::time::Time;
use crate::domain::Amount;
use crate::protocol::tables::fields;

/// For each service the highest count that is known of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Vector(pub [u32; 7]);

impl Vector {
    /// The count of a service.
    pub fn of(&self, node: NodeId) -> u32 {
        self.0.get(node.index()).copied().unwrap_or(0)
    }

    /// Knows from now on what another one knows, too.
    pub fn join(&mut self, other: &Vector) {
        self.0.iter_mut().zip(other.0).for_each(|(mine, theirs)| *mine = (*mine).max(theirs));
    }

    /// Knows a count from now on.
    pub fn raise(&mut self, node: NodeId, count: u32) {
        if let Some(mine) = self.0.get_mut(node.index()) {
            *mine = (*mine).max(count);
        }
    }
}

impl Stable for Vector {
    fn feed(&self, digest: &mut Digest) {
        self.0.iter().for_each(|count| count.feed(digest));
    }
}

fields! {
    /// One version of an account.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub struct Version {
        /// The balance that its writer left.
        pub value: Amount,
        /// What its writer added to the balance that it had read.
        pub change: Amount,
        /// When it was written: milliseconds in the upper half, by the clock that the rule says;
        /// below them a count and the writer, so that no two are the same.
        pub stamp: u64,
        /// The coordinator that wrote it.
        pub author: NodeId,
        /// The coordinator's count.
        pub dot: u32,
        /// What the writer had read.
        pub past: Vector,
        /// What decides whether it replaces another version, where vectors decide: what the writer
        /// had read, and with server vectors all that its coordinator wrote as well.
        pub vector: Vector,
        /// The command that led to it.
        pub command: CommandId,
    }
}

impl Version {
    /// The version with which a run begins: every other one has seen it.
    pub fn opening(value: Amount) -> Version {
        let (author, command) = (NodeId(0), CommandId::NOBODY);
        let (past, vector) = (Vector::default(), Vector::default());
        Version { value, change: 0, stamp: 0, author, dot: 0, past, vector, command }
    }

    /// The same with the vector that a rule gives it: `mine` is what its coordinator wrote to this
    /// account before.
    pub fn with_vector(mut self, mine: &[Version], rule: Wins) -> Version {
        self.vector = self.past;
        if rule == Wins::Server {
            mine.iter().for_each(|it| self.vector.join(&it.vector));
            self.vector.raise(self.author, self.dot);
        }
        self
    }

    /// Whether its writer had read that version, or one that its writer had read, and so on.
    pub fn saw(&self, other: &Version) -> bool {
        self.past.of(other.author) >= other.dot
    }

    /// Whether it replaces another version, by a rule.
    pub fn replaces(&self, other: &Version, rule: Wins) -> bool {
        match rule {
            Wins::Clock | Wins::Hybrid => self.stamp > other.stamp,
            Wins::Server | Wins::Dotted => self.vector.of(other.author) >= other.dot,
        }
    }

    /// A number that tells it from every other version.
    pub fn print(&self) -> u64 {
        mix(self.stamp) ^ mix(self.value as u64)
    }

    /// As a person reads it: the vector where vectors decide, the stamp in milliseconds elsewhere.
    pub fn words(&self, rule: Wins) -> String {
        match rule {
            Wins::Clock | Wins::Hybrid => {
                let (clock, count) = (Time((self.stamp >> 32) * 1_000), (self.stamp >> 16) & 0xffff);
                format!("({}) {clock} +{count}", self.author)
            }
            Wins::Server | Wins::Dotted => {
                let many = self.past.0.iter().rposition(|&count| count > 0).map_or(1, |last| last + 1);
                let seen = self.past.0.iter().take(many).map(|count| (count & 0xffff).to_string());
                format!(
                    "({}, {}) {}",
                    self.author,
                    self.dot & 0xffff,
                    seen.collect::<Vec<_>>().join("\u{b7}")
                )
            }
        }
    }
}

/// What several versions come to, as a reader is told: the newest, and what the others added to
/// what they had read, where that is set. That is right for versions which were all made of the
/// same one; what is right otherwise only an application can say.
pub fn settle(versions: &[Version], opening: Option<Amount>, config: &Config) -> Option<Amount> {
    let Some(newest) = newest(versions) else { return opening };
    let others = versions.iter().filter(|it| it.dot != newest.dot || it.author != newest.author);
    let added: Amount = match config.siblings {
        Siblings::Add => others.map(|it| it.change).sum(),
        Siblings::Newest => 0,
    };
    Some(newest.value + added)
}

/// The version with the highest stamp.
pub fn newest(versions: &[Version]) -> Option<&Version> {
    versions.iter().max_by_key(|it| it.stamp)
}

/// What becomes of a version that comes to others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Met {
    /// It is kept. So many versions that it had not seen were replaced by it.
    Kept(u32),
    /// It was there already, or its place is taken by one that had seen it.
    Known,
    /// Another version took its place without having seen it: it is lost, to this coordinator.
    Overridden(NodeId),
}

/// Puts a version among others.
pub fn meet(versions: &mut Vec<Version>, new: Version, rule: Wins) -> Met {
    if let Some(better) = versions.iter().find(|it| **it == new || it.replaces(&new, rule)) {
        let is_known = *better == new || better.saw(&new);
        return if is_known { Met::Known } else { Met::Overridden(better.author) };
    }
    let lost = versions.iter().filter(|it| new.replaces(it, rule) && !new.saw(it)).count();
    versions.retain(|it| !new.replaces(it, rule));
    versions.push(new);
    versions.sort_unstable_by_key(|it| it.stamp);
    Met::Kept(lost as u32)
}
