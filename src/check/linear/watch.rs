//! Monitors: the verdicts on single objects, kept up to date while a run plays.
//!
//! For linearizability the watcher follows every place where the object can be ([`super::follow`]).
//! Regular and safe registers are judged read by read, when it returns. Sequential consistency
//! cannot be judged early: what was read before anybody wrote it may yet be written, and come first
//! in the order that is looked for; so that judge waits until it is asked.

use super::Order;
use super::follow::{self, Follow};
use super::regular;
use crate::check::history::builder::{HistoryBuilder, HistoryEvent};
use crate::check::history::{Complaint, Outcome};
use crate::check::judge::{self, Monitor, Question};
use crate::check::spec::Kind;
use crate::check::value::Value;
use crate::check::verdict::Verdict;

/// Listens for one of the judges of single objects.
pub(super) struct Watcher {
    name: &'static str,
    kind: Kind,
    initial: Option<Value>,
    budget: u64,
    builder: HistoryBuilder,
    follow: Option<Box<dyn Follow>>,
    /// The verdict, once it is violated.
    violated: Option<Verdict>,
}

impl Watcher {
    pub(super) fn new(name: &'static str, kind: Kind, initial: Option<Value>, budget: u64) -> Watcher {
        let follow = if name == "linearizable" { follow::open(kind, initial.as_ref()) } else { None };
        Watcher { name, kind, initial, budget, builder: HistoryBuilder::default(), follow, violated: None }
    }

    fn question(&self) -> Question<'_> {
        Question {
            history: self.builder.history(),
            kind: self.kind,
            initial: self.initial.clone(),
            budget: self.budget,
            memory: judge::MEMORY,
        }
    }

    fn check(&self) -> Result<Verdict, Complaint> {
        let judge = judge::find(self.name, self.kind).expect("a watcher is made by its judge");
        (judge.judge)(&self.question()).map(|answer| answer.verdict)
    }
}

impl Monitor for Watcher {
    fn enter(&mut self, heard: HistoryEvent) -> Result<(), Complaint> {
        let ended = heard.ended;
        let name = self.builder.enter(heard)?;
        if self.violated.is_some() {
            return Ok(());
        }
        let history = self.builder.history();
        let impossible = match (self.name, &mut self.follow) {
            (_, Some(follow)) => !follow.enter(name, &history.operations[name], ended)?,
            ("regular" | "safe", None) if ended == Some(Outcome::Ok) => {
                regular::is_wrong(history, name, self.initial.as_ref(), self.name == "regular")
            }
            // What was read may have come from a write that turns out not to have happened.
            ("regular" | "safe", None) if ended == Some(Outcome::Fail) => {
                matches!(self.check()?, Verdict::Violated(_))
            }
            _ => false,
        };
        if impossible {
            // That it is violated is known; the judge only says why. The weaker registers are
            // judged read by read, whatever the budget.
            let verdict = match &self.follow {
                Some(_) => super::known_violated(&self.question(), Order::Time)?,
                None => self.check()?,
            };
            debug_assert_eq!(verdict.word(), "violated", "the watcher and the judge disagree");
            self.violated = Some(verdict);
        }
        Ok(())
    }

    fn is_violated(&self) -> bool {
        self.violated.is_some()
    }

    fn verdict(&self) -> Result<Verdict, Complaint> {
        self.violated.clone().map_or_else(|| self.check(), Ok)
    }
}
