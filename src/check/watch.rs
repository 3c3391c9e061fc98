//! A listener for judges that read whole histories: it keeps the book, and asks now and then
//! whether something is broken for good.

use super::history::builder::{HistoryBuilder, HistoryEvent};
use super::history::{Complaint, History};
use super::judge::{CheckFn, MEMORY, Monitor, Question};
use super::spec::Kind;
use super::value::Value;
use super::verdict::Verdict;

/// Whether what was heard so far breaks the promise, whatever comes next: the rest of the history
/// may explain values that nobody has written yet, and operations that are still open may end in
/// any way.
pub type Broken = fn(&Question) -> bool;

/// Up to here it asks after every return; later after every sixteenth part more.
const OFTEN: usize = 32;

/// A judge that listens.
pub struct Watcher {
    builder: HistoryBuilder,
    kind: Kind,
    initial: Option<Value>,
    budget: u64,
    check: CheckFn,
    broken: Broken,
    returns: usize,
    next: usize,
    violated: bool,
}

impl Watcher {
    /// A listener that has heard nothing yet.
    pub fn new(kind: Kind, initial: Option<Value>, budget: u64, check: CheckFn, broken: Broken) -> Watcher {
        Watcher {
            builder: HistoryBuilder::default(),
            kind,
            initial,
            budget,
            check,
            broken,
            returns: 0,
            next: 1,
            violated: false,
        }
    }

    fn question<'a>(&self, history: &'a History) -> Question<'a> {
        Question {
            history,
            kind: self.kind,
            initial: self.initial.clone(),
            budget: self.budget,
            memory: MEMORY,
        }
    }
}

impl Monitor for Watcher {
    fn enter(&mut self, heard: HistoryEvent) -> Result<(), Complaint> {
        let returned = heard.ended.is_some();
        self.builder.enter(heard)?;
        self.returns += usize::from(returned);
        if returned && !self.violated && self.returns >= self.next {
            self.next = self.returns + if self.returns < OFTEN { 1 } else { self.returns / 16 };
            self.violated = (self.broken)(&self.question(self.builder.history()));
        }
        Ok(())
    }

    fn is_violated(&self) -> bool {
        self.violated
    }

    fn verdict(&self) -> Result<Verdict, Complaint> {
        Ok((self.check)(&self.question(self.builder.history()))?.verdict)
    }
}
