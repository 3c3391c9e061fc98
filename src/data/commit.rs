//! Two-phase commit as decisions alone: what each side may do next, which records have to be on a
//! disk before which message leaves, and what silence means. There is no network here and no disk.
//!
//! ```text
//!   participant      Working ──prepare──▶ Prepared ──hear──▶ Committed | Aborted
//!                       └──────refuse──────────────────────▶ Aborted
//!   coordinator      Open ──commit, once all have said yes──▶ Committed
//!                     └──abort──────────────────────────────▶ Aborted
//! ```
//!
//! A participant is free until it says yes, and bound from there on: [`Participant::Prepared`] has
//! no step of its own. That is all there is to blocking. Gray, *Notes on Data Base Operating
//! Systems* (1978), section 5.8.3; Gray and Lamport, *Consensus on Transaction Commit* (TODS 2006),
//! section 3, whose specification `TwoPhase` has exactly the steps of [`Participant`] and
//! [`Coordinator`]. A test counts the states that are reachable with them.
//!
//! What a variant saves (Mohan, Lindsay and Obermarck, *Transaction Management in the R\*
//! Distributed Database Management System*, TODS 1986, sections 2 and 3):
//!
//! | variant | forced before yes can be said | forced by the coordinator | forced and acknowledged by participants | who asks after it is forgotten hears |
//! | --- | --- | --- | --- | --- |
//! | presumed nothing | | commit, abort | commit, abort | abort |
//! | presumed abort | | commit | commit | abort |
//! | presumed commit | initiation | commit | abort | commit |

/// How a transaction ends.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Decision {
    /// Everywhere.
    Commit,
    /// Nowhere.
    Abort,
}

/// Which end is presumed of a transaction that the coordinator does not remember, and so which ends
/// it has to remember.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Presumption {
    /// None: both ends are remembered until everybody has acknowledged them. Only a coordinator
    /// that crashed before it decided remembers nothing, and then it did not decide to commit.
    Nothing,
    /// Abort.
    Abort,
    /// Commit.
    Commit,
}

impl Presumption {
    /// Whether a record of who takes part must be on the coordinator's disk before anybody is asked
    /// to vote. Without one, a coordinator that crashed before it decided would presume a commit.
    pub fn initiates(self) -> bool {
        self == Presumption::Commit
    }

    /// Whether a decision must be on the coordinator's disk before anybody hears of it. An abort
    /// that follows from a record that is missing, or from an initiation without a decision, need
    /// not be.
    pub fn forces(self, decision: Decision) -> bool {
        decision == Decision::Commit || self == Presumption::Nothing
    }

    /// Whether participants force a decision and acknowledge it, so that the coordinator may forget
    /// it: the end that is not presumed.
    pub fn acknowledges(self, decision: Decision) -> bool {
        match self {
            Presumption::Nothing => true,
            Presumption::Abort => decision == Decision::Commit,
            Presumption::Commit => decision == Decision::Abort,
        }
    }

    /// What a coordinator says of a transaction that it does not remember.
    pub fn of_the_forgotten(self) -> Decision {
        if self == Presumption::Commit { Decision::Commit } else { Decision::Abort }
    }
}

/// Where a participant stands in one transaction.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Participant {
    /// It has not voted, and may still refuse.
    #[default]
    Working,
    /// It has said yes, and waits to be told: it is in doubt.
    Prepared,
    /// What it did is in effect.
    Committed,
    /// Nothing of it is.
    Aborted,
}

impl Participant {
    /// Says yes, if it may.
    pub fn prepare(&mut self) -> bool {
        self.step(Participant::Working, Participant::Prepared)
    }

    /// Aborts by itself, which it may only as long as it has not said yes.
    pub fn refuse(&mut self) -> bool {
        self.step(Participant::Working, Participant::Aborted)
    }

    /// Hears the decision; says whether that ends the transaction here.
    pub fn hear(&mut self, decision: Decision) -> bool {
        let is_over = matches!(self, Participant::Committed | Participant::Aborted);
        if !is_over {
            *self = match decision {
                Decision::Commit => Participant::Committed,
                Decision::Abort => Participant::Aborted,
            };
        }
        !is_over
    }

    fn step(&mut self, from: Participant, to: Participant) -> bool {
        let may = *self == from;
        if may {
            *self = to;
        }
        may
    }
}

/// Who takes part or has said something: a set of at most 32, by number.
pub type Members = u32;

/// The set of one.
pub fn member(number: u16) -> Members {
    1 << (number % 32)
}

/// Where a coordinator stands in one transaction.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Coordinator {
    /// What it decided; nothing yet.
    pub decision: Option<Decision>,
    /// Who has said yes before it decided.
    pub yes: Members,
}

impl Coordinator {
    /// Hears a yes; one that comes after the decision is not counted any more.
    pub fn hear_yes(&mut self, from: Members) {
        if self.decision.is_none() {
            self.yes |= from;
        }
    }

    /// Decides to commit, if all of these have said yes and nothing is decided.
    pub fn commit(&mut self, all: Members) -> bool {
        let may = self.decision.is_none() && self.yes & all == all;
        if may {
            self.decision = Some(Decision::Commit);
        }
        may
    }

    /// Decides to abort, if nothing is decided.
    pub fn abort(&mut self) -> bool {
        let may = self.decision.is_none();
        if may {
            self.decision = Some(Decision::Abort);
        }
        may
    }
}

#[cfg(test)]
mod tests;
