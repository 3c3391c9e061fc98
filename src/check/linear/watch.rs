//! The same verdicts while the run plays.
//!
//! For linearizability the watcher keeps every place where the object can be: its state, and which of the operations that are under way have taken effect. An
//! invocation adds an operation that is under way. A return leaves the places in which that operation has taken effect; if there are none, no order explains what
//! was heard, and nothing that comes later can change that (just-in-time linearization: Lowe 2017, section 4).

use crate::check::history::Complaint;
use crate::check::history::book::{Book, Heard};
use crate::check::judge::{self, Question, Watch};
use crate::check::spec::Kind;
use crate::check::value::Value;
use crate::check::verdict::Verdict;

/// Listens for one of the judges of single objects.
pub(super) struct Watcher {
    name: &'static str,
    kind: Kind,
    initial: Option<Value>,
    budget: u64,
    book: Book,
    /// The verdict, once it is violated.
    violated: Option<Verdict>,
}

impl Watcher {
    pub(super) fn new(name: &'static str, kind: Kind, initial: Option<Value>, budget: u64) -> Watcher {
        Watcher { name, kind, initial, budget, book: Book::default(), violated: None }
    }
}

impl Watch for Watcher {
    fn hear(&mut self, heard: Heard) -> Result<(), Complaint> {
        self.book.hear(heard).map(|_| ())
    }

    fn is_violated(&self) -> bool {
        self.violated.is_some()
    }

    fn verdict(&self) -> Result<Verdict, Complaint> {
        if let Some(verdict) = &self.violated {
            return Ok(verdict.clone());
        }
        let question = Question { history: self.book.history(), kind: self.kind, initial: self.initial.clone(), budget: self.budget };
        let judge = judge::find(self.name, self.kind).expect("a watcher is made by its judge");
        (judge.judge)(&question).map(|answer| answer.verdict)
    }
}
