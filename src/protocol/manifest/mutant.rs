//! Deliberate bugs, behind a switch that only tests have: a protocol with one of them must be
//! caught by a judge that was not written for it. What nobody can catch, nobody checks.
//!
//! A handler asks [`Out::mutant`](crate::sim::protocol::Out::mutant) where the bug would be. In an
//! ordinary build that is a constant `false`, which the compiler takes out; only a build with the
//! feature `mutants` carries a name in the [`Setup`](crate::sim::run::Setup) of each run. So there
//! is no global switch, two runs side by side may have different bugs, and what a release contains
//! does not change.

use super::To;

/// A deliberate bug.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mutant {
    /// What the protocol does wrong, by the name with which its handlers ask for it.
    pub name: &'static str,
    /// With which settings it can do harm, beside those of a promise.
    pub under: &'static [(&'static str, To)],
}

impl Mutant {
    /// A bug that does harm whatever else is set.
    pub const fn new(name: &'static str) -> Mutant {
        Mutant { name, under: &[] }
    }

    /// A bug that needs these settings to do harm.
    pub const fn under(name: &'static str, under: &'static [(&'static str, To)]) -> Mutant {
        Mutant { name, under }
    }
}
