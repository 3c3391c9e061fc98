//! What the person does. Together with the experiment, the log of inputs is the only truth about a
//! run.

use crate::base::ids::{CommandId, FlightId, NodeId};
use crate::base::time::Time;
use crate::domain::Call;
use crate::sim::fault::{Cut, Treatment};
use crate::sim::network::Link;
use serde::{Deserialize, Serialize};

/// One thing the person did, and where in the run.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Input {
    /// The moment, in true time.
    #[serde(rename = "at_us")]
    pub at: Time,
    /// Among what happens in that same microsecond, it comes after the run's first `step` steps; 0
    /// for before everything.
    #[serde(default)]
    pub step: u64,
    /// What is done to the run.
    #[serde(flatten)]
    pub action: Action,
}

/// What a person can do to a run.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Action {
    /// Asks a node something, as a client of its own. The same `command` twice is a double click.
    Submit {
        /// The service that is asked; what goes to a part or to nobody is ignored.
        node: NodeId,
        /// The operation, with its accounts and amounts.
        call: Call,
        /// What makes two calls the same command; without one, every call is a command of its own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        command: Option<CommandId>,
    },
    /// Stops a node. What is not on its disk is gone.
    Crash {
        /// The node that crashes; nothing happens to one that is down.
        node: NodeId,
        /// Whether the write under way is cut in the middle.
        #[serde(default)]
        torn: bool,
    },
    /// Starts a node again from its disk.
    Restart {
        /// The node that starts; nothing happens to one that is up.
        node: NodeId,
        /// The version of the code it runs from now on; the one it had if left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<u32>,
    },
    /// Lets a node stand still, as a garbage collector does.
    Pause {
        /// The node that handles nothing from now on.
        node: NodeId,
    },
    /// Lets it go on.
    Resume {
        /// The node that goes on and handles what came meanwhile.
        node: NodeId,
    },
    /// Nothing passes on some links until the cut heals.
    Cut {
        /// The links that are cut.
        #[serde(flatten)]
        cut: Cut,
        /// When the cut ends by itself.
        #[serde(default, rename = "heal_at_us", skip_serializing_if = "Option::is_none")]
        heal_at: Option<Time>,
    },
    /// Ends a cut, or all.
    Heal {
        /// Which, counted from 0 in the order they began; all if left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rule: Option<u32>,
    },
    /// Holds a message back.
    Hold {
        /// The message; nothing happens to one that has arrived.
        flight: FlightId,
    },
    /// Lets a message arrive at once, held back or not.
    Release {
        /// The message; one that is on its way arrives at once, too.
        flight: FlightId,
    },
    /// Drops a message that is on its way.
    Drop {
        /// The message; nothing happens to one that has arrived.
        flight: FlightId,
    },
    /// Repeats a message that is on its way.
    Duplicate {
        /// The message; nothing happens to one that is not on its way.
        flight: FlightId,
        /// How much after the first one the second arrives, in microseconds.
        #[serde(default)]
        after_us: u64,
    },
    /// Decides what becomes of a message before it is sent. Nothing else that stands in between (a cut,
    /// loss, a queue, a slow node) then has a say in it.
    Treat {
        /// The number that the message will have; nothing happens where none comes to have it.
        flight: FlightId,
        /// What becomes of it.
        #[serde(flatten)]
        then: Treatment,
    },
    /// Spares a node its next crash, whoever planned it, and the start that was to follow.
    Spare {
        /// The node that goes on.
        node: NodeId,
    },
    /// Changes nothing: a branch begins here.
    Fork,
    /// Replaces one direction of a link.
    SetLink {
        /// The node that sends on the link.
        from: NodeId,
        /// The node that receives on it.
        to: NodeId,
        /// What it is from now on.
        link: Link,
    },
    /// Sets a node's clock.
    SetClock {
        /// The node whose clock is set.
        node: NodeId,
        /// How far it is ahead of true time, in microseconds; negative for behind.
        skew_us: i64,
        /// How much too fast it runs, in parts per million; negative for too slow.
        drift_ppm: i32,
    },
    /// Makes a node's messages slow.
    SetSlow {
        /// The node whose messages become slower or faster, those to it and those from it.
        node: NodeId,
        /// Thousandths of the ordinary time.
        factor_milli: u32,
    },
    /// Lets a node crash between two writes to its disk.
    CrashAtWrite {
        /// The node that will crash, unless it crashes before.
        node: NodeId,
        /// After how many more writes have reached its disk, at least 1: what waited for the last of
        /// them does not happen.
        writes: u32,
        /// Whether that last write is cut in the middle.
        #[serde(default)]
        torn: bool,
    },
    /// Does something to a node's disk.
    Disk {
        /// The node whose disk it is.
        node: NodeId,
        /// What happens to the disk.
        what: DiskFault,
    },
    /// Makes a node's timers coarse: they go off only at whole multiples of a span.
    SetTimers {
        /// The node whose timers are set from now on in this way.
        node: NodeId,
        /// The span in microseconds; 0 for exact timers.
        grain_us: u64,
    },
    /// Gives an order of an operator; each protocol lists its own.
    Order {
        /// The node that is to carry it out.
        node: NodeId,
        /// The number of the order.
        order: u32,
        /// What it is about, 0 where it is about nothing.
        #[serde(default)]
        about: u32,
    },
}

/// What can happen to a disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DiskFault {
    /// It is full: the write under way still reaches it, the next one waits until there is room.
    Full,
    /// There is room on it again.
    Free,
    /// A copy is taken of what is on it; it replaces an older copy.
    Copy,
    /// The copy is put back, and the node is down; nothing happens where there is none.
    PutBack,
    /// A bit flips. Nobody notices before the node starts again.
    Flip,
}

impl Action {
    /// The same action about other nodes, where they have got other numbers.
    #[must_use]
    pub fn renamed(&self, to: &impl Fn(NodeId) -> NodeId) -> Action {
        let mut action = self.clone();
        match &mut action {
            Action::Submit { node, .. }
            | Action::Crash { node, .. }
            | Action::Restart { node, .. }
            | Action::Pause { node }
            | Action::Resume { node }
            | Action::SetClock { node, .. }
            | Action::SetSlow { node, .. }
            | Action::CrashAtWrite { node, .. }
            | Action::Disk { node, .. }
            | Action::SetTimers { node, .. }
            | Action::Spare { node }
            | Action::Order { node, .. }
            | Action::Cut { cut: Cut::Isolate { node }, .. } => *node = to(*node),
            Action::Cut { cut: Cut::Groups { groups }, .. } => {
                groups.iter_mut().flatten().for_each(|node| *node = to(*node))
            }
            Action::Cut { cut: Cut::OneWay { from: a, to: b } | Cut::Link { a, b }, .. }
            | Action::SetLink { from: a, to: b, .. } => {
                (*a, *b) = (to(*a), to(*b));
            }
            Action::Fork
            | Action::Heal { .. }
            | Action::Hold { .. }
            | Action::Release { .. }
            | Action::Drop { .. }
            | Action::Treat { .. }
            | Action::Duplicate { .. } => {}
        }
        action
    }

    /// Whether it asks what would have been otherwise: then everything that was done later is done
    /// all the same, and nothing else differs. Any other action begins another future.
    pub fn keeps_the_future(&self) -> bool {
        matches!(self, Action::Treat { .. } | Action::Spare { .. })
    }

    /// Whether it means the same in another run of the workday: it names no message of this one, and
    /// is no mere branch.
    pub fn is_of_any_run(&self) -> bool {
        !matches!(
            self,
            Action::Fork
                | Action::Hold { .. }
                | Action::Release { .. }
                | Action::Drop { .. }
                | Action::Treat { .. }
                | Action::Duplicate { .. }
        )
    }

    /// The nodes that it names, in order.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> + '_ {
        let (first, second, groups): (Option<NodeId>, Option<NodeId>, &[Vec<NodeId>]) = match self {
            Action::Submit { node, .. }
            | Action::Crash { node, .. }
            | Action::Restart { node, .. }
            | Action::Pause { node }
            | Action::Resume { node }
            | Action::SetClock { node, .. }
            | Action::SetSlow { node, .. }
            | Action::CrashAtWrite { node, .. }
            | Action::Disk { node, .. }
            | Action::SetTimers { node, .. }
            | Action::Spare { node }
            | Action::Order { node, .. }
            | Action::Cut { cut: Cut::Isolate { node }, .. } => (Some(*node), None, &[]),
            Action::Cut { cut: Cut::Groups { groups }, .. } => (None, None, groups),
            Action::Cut { cut: Cut::OneWay { from: a, to: b } | Cut::Link { a, b }, .. }
            | Action::SetLink { from: a, to: b, .. } => (Some(*a), Some(*b), &[]),
            Action::Fork
            | Action::Heal { .. }
            | Action::Hold { .. }
            | Action::Release { .. }
            | Action::Drop { .. }
            | Action::Treat { .. }
            | Action::Duplicate { .. } => (None, None, &[]),
        };
        first.into_iter().chain(second).chain(groups.iter().flatten().copied())
    }
}
