//! What a promise takes of a run beside settings: what its operators and machines must not do to
//! it. Whether a run meets a condition is seen in its facts, by [`left`](crate::lab::outside::left).

use super::{Promise, Rollout};
use crate::base::text::{Text, text};

/// Something that a run has to meet for a promise to hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Condition {
    /// No disk is put back to what it held before. Every promise takes it.
    NoOldDisk,
    /// No node goes back to older code.
    NoOlderCode,
    /// In the end all nodes run the same code.
    SameCode,
    /// In the end some node is in a period of the protocol's own.
    InCharge {
        /// The own fact with which that period begins, by its name in files.
        begins: &'static str,
        /// What is so where no node is in it: a clause without a full stop.
        nobody: Text,
    },
}

impl Rollout {
    /// The conditions of a promise that bears no more than this.
    pub const fn conditions(self) -> &'static [Condition] {
        match self {
            Rollout::Any => &[Condition::NoOldDisk],
            Rollout::Partial => &[Condition::NoOldDisk, Condition::NoOlderCode],
            Rollout::Whole => &[Condition::NoOldDisk, Condition::NoOlderCode, Condition::SameCode],
        }
    }

    /// The same in words, where operators have to heed any of it.
    pub const fn provided(self) -> Option<Text> {
        match self {
            Rollout::Any => None,
            Rollout::Partial => {
                Some(text("as long as no node goes back to older code", "前提是没有节点退回旧版本"))
            }
            Rollout::Whole => Some(text(
                "as long as no node goes back to older code, and in the end all run the same",
                "前提是没有节点退回旧版本，且所有节点最终运行同一版本",
            )),
        }
    }
}

/// A promise that takes one more condition than its roll-out.
#[derive(Clone, Copy, Debug)]
pub struct Conditional {
    /// The promise.
    pub promise: Promise,
    /// The condition.
    pub condition: Condition,
}
