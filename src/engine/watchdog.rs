//! Is the engine alive? A watchdog (a timeout failure detector) decides it from questions, reports
//! and the times that the page gives it.
//!
//! It suspects an engine that owes an answer and has been silent for longer than the question
//! allows. An engine that owes nothing may be silent for ever.

use super::wire::{AskWhat, ReportWhat};

/// How long an engine may take to say that it is there, in milliseconds.
pub const START_MS: u64 = 30_000;
/// The watchdog should look this often, in milliseconds.
pub const LOOK_EVERY_MS: u64 = 500;
/// Looks in a row that must come too late. One is no proof: a page that was asleep finds the time
/// gone and the answer in its letter box.
const LATE_LOOKS: u32 = 3;

/// Watches one engine, from its start to its end. All times are of one clock, in milliseconds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Watchdog {
    owes: bool,
    heard_ms: u64,
    patience_ms: u64,
    late: u32,
}

impl Watchdog {
    /// An engine is being started; it owes the word that it is there.
    pub fn start(now_ms: u64) -> Watchdog {
        Watchdog { owes: true, heard_ms: now_ms, patience_ms: START_MS, late: 0 }
    }

    /// A question goes out. While several are open, the one that may take longest says how long.
    pub fn ask(&mut self, what: &AskWhat, now_ms: u64) {
        if self.owes {
            self.patience_ms = self.patience_ms.max(what.patience_ms());
        } else {
            *self = Watchdog { owes: true, heard_ms: now_ms, patience_ms: what.patience_ms(), late: 0 };
        }
    }

    /// A report came in. Every word is a sign of life. Which question it answers is not looked at:
    /// after a last word, nothing is owed.
    pub fn hear(&mut self, what: &ReportWhat, now_ms: u64) {
        (self.heard_ms, self.late) = (now_ms, 0);
        if what.is_last_word() {
            self.owes = false;
        }
    }

    /// Looks at the clock, and says whether the engine must be taken for dead. A clock that was set
    /// back makes the wait begin anew.
    pub fn look(&mut self, now_ms: u64) -> bool {
        self.heard_ms = self.heard_ms.min(now_ms);
        let late = self.owes && now_ms - self.heard_ms > self.patience_ms;
        self.late = if late { self.late + 1 } else { 0 };
        self.late >= LATE_LOOKS
    }
}
