//! What should happen sometimes, if many runs are drawn by chance: a fault that falls into the
//! moment for which a protection was made. Where a goal is never reached, the runs that hold the
//! protection are no proof of it.

/// Steps that follow each other in a run, with anything between them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Goal {
    /// What happened, in a few words joined by hyphens: `failover-while-a-write-was-in-flight`.
    pub name: &'static str,
    /// In which order it happened.
    pub steps: &'static [Step],
}

/// One step towards a goal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// A node tells this fact of its own, by its name in files.
    Own(&'static str),
    /// The node of the first step tells this fact of its own.
    OwnHere(&'static str),
    /// A client asks for a write, for the first time. The steps about an operation that follow are
    /// about this one.
    Asks,
    /// The client asks for the same operation again.
    AsksAgain,
    /// The operation is answered as done.
    Done,
    /// The operation ends, and its client does not know how.
    Unknown,
    /// A node crashes.
    Crashes,
    /// The node of the first step crashes.
    CrashesHere,
    /// A node starts again.
    Restarts,
    /// The node of the first step starts again.
    RestartsHere,
    /// A node stands still.
    Pauses,
    /// The node of the first step goes on after it stood still.
    ResumesHere,
    /// Links are cut.
    Cut,
    /// A cut heals.
    Heals,
    /// A message is lost.
    Loses,
    /// A message is repeated by the network.
    Repeats,
}
