//! Causal consistency: a process that sees an effect sees its causes.
//!
//! ```text
//!   A: write x 1
//!   B: read x 1,  write y 1          y = 1 was written by somebody who had seen x = 1,
//!   C: read y 1,  read x 0           and C sees y = 1 but not x = 1.
//! ```
//!
//! Where every value is written once, each of the three levels is broken exactly when one of a few
//! patterns is there (Bouajjani, Enea, Guerraoui & Hamza, *On Verifying Causal Consistency*, POPL
//! 2017). *co* is what comes before by sessions and reads; *cf* orders two writes of a key when a
//! read saw one and knew of the other; *hb* is what one process must believe to explain its own
//! reads.
//!
//! | level | patterns that break it |
//! | --- | --- |
//! | CC, weak causal consistency | CyclicCO, WriteCOInitRead, ThinAirRead, WriteCORead |
//! | CCv, causal convergence | those and CyclicCF |
//! | CM, causal memory | those of CC and WriteHBInitRead, CyclicHB |

mod judge;
mod patterns;

pub use judge::{JUDGES, verdict};
pub(in crate::check) use judge::{because, relations};
pub use patterns::{Pattern, patterns, pram};

/// A level of causal consistency.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// Weak causal consistency: each process may order the writes of others that are concurrent in
    /// its own way.
    Cc,
    /// Causal memory: each process also explains its reads by one order of what it knows.
    Cm,
    /// Causal convergence: all processes agree on the order of writes.
    Ccv,
    /// Pipelined memory (Lipton & Sandberg 1988): each process sees the writes of every other one
    /// in their order.
    Pram,
}

impl Level {
    /// The patterns that break it.
    pub fn broken_by(self) -> &'static [&'static str] {
        match self {
            Level::Cc => &["CyclicCO", "WriteCOInitRead", "ThinAirRead", "WriteCORead"],
            Level::Cm => {
                &["CyclicCO", "WriteCOInitRead", "ThinAirRead", "WriteCORead", "WriteHBInitRead", "CyclicHB"]
            }
            Level::Ccv => &["CyclicCO", "WriteCOInitRead", "ThinAirRead", "WriteCORead", "CyclicCF"],
            Level::Pram => &["ThinAirRead", "WriteHBInitRead", "CyclicHB"],
        }
    }
}
