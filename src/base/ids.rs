//! Names of things, one type each, so that a message can never be taken for an operation.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident($repr:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $repr);

        impl $name {
            /// The place of this name in a vector indexed by it.
            #[inline]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// A service, or a node that a protocol brings with it. Counted from 0.
    NodeId(u16);
    /// A client: one session, living at a service.
    ClientId(u32);
    /// One operation of one client, from its invocation to its return.
    OpId(u32);
    /// What a client wants done once, however often it asks: equal on every retry.
    CommandId(u32);
    /// One fact of the trace: its position, counted from 0.
    FactId(u32);
    /// One payload travelling once; a duplicate is a flight of its own.
    FlightId(u32);
    /// An account of the bank; its name is in the experiment.
    AccountId(u32);
}

impl CommandId {
    /// Stands for a command where no client asked: an operator ordered it.
    pub const NOBODY: CommandId = CommandId(u32::MAX);
}

impl OpId {
    /// Stands for an operation where no client asked: an operator ordered it.
    pub const NOBODY: OpId = OpId(u32::MAX);
}

impl FactId {
    /// The cause of a fact that nothing in the run caused: the beginning, or the person.
    pub const NONE: FactId = FactId(u32::MAX);

    /// This id, or nothing where there is no cause.
    pub fn known(self) -> Option<FactId> {
        (self != Self::NONE).then_some(self)
    }
}
