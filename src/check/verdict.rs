//! What a judge says, and how it proves it.

use crate::base::text::Said;

/// What a judge says about a history.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Everything that was promised was kept.
    Holds,
    /// It was not, and here is why.
    Violated(Box<Witness>),
    /// The budget is spent. Neither yes nor no.
    Unknown(Unknown),
    /// There was nothing to check; the text says what was looked for.
    Vacuous(Said),
}

impl Verdict {
    /// The word for files and exit codes: `holds`, `violated`, `unknown`, `vacuous`.
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Holds => "holds",
            Verdict::Violated(_) => "violated",
            Verdict::Unknown(_) => "unknown",
            Verdict::Vacuous(_) => "vacuous",
        }
    }
}

/// The operations that prove a violation: take any one away, and what is left holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Witness {
    /// What went wrong, by its name in the literature: `nonlinearizable`, `G1c`, `monotonic-reads`, ...
    pub anomaly: &'static str,
    /// The operations, as places in the history's list, in the order in which they were invoked.
    pub operations: Vec<usize>,
    /// How they hang together.
    pub relations: Vec<Relation>,
    /// Why, in a sentence or a few that a student understands.
    pub because: Said,
}

/// Why one operation of a witness comes before another, or what joins them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Relation {
    /// A place in the history's list.
    pub from: usize,
    /// A place in the history's list.
    pub to: usize,
    /// `realtime`, `process`, `ww`, `wr`, `rw`, `reads-from`, ...
    pub kind: &'static str,
    /// Between which values, where that says more: a key, a value.
    pub about: Option<String>,
}

/// How far a judge came before its budget was spent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unknown {
    /// The budget, in steps.
    pub budget: u64,
    /// The longest order that was found to be possible: places in the history's list.
    pub longest: Vec<usize>,
}
