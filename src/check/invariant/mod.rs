//! Invariants: what must be true at every moment of a run, or whenever it is quiet.
//!
//! Each is a small machine that hears records in the order in which things happened and remembers
//! the first that broke it; a finished history is heard from the beginning to the end. Records are
//! plain data, so an invariant does not care whether they come from a run of the lab or from the
//! books of a real bank. A witness names records by their place in that order, from 0.

pub mod all_or_nothing;
pub mod atomic;
pub mod conservation;
pub mod convergence;
pub mod covered;
pub mod delivery;
pub mod effects;
pub mod logs;
pub mod non_negative;
pub mod stale_time;
pub mod stale_versions;

use super::value::Value;
use super::verdict::{Relation, Verdict, Witness};
use crate::base::text::{Text, TextBuf};
use std::rc::Rc;

/// A machine that hears what happened and says whether it was allowed.
pub trait Invariant: Sized {
    /// What it is fed, one record after the other.
    type Record;

    /// Hears what happened next. What is violated stays violated.
    fn observe(&mut self, record: &Self::Record);

    /// What it says of everything that it has heard.
    fn verdict(&self) -> Verdict;

    /// Whether something is violated already.
    fn is_violated(&self) -> bool {
        matches!(self.verdict(), Verdict::Violated(_))
    }

    /// Judges a finished list of records.
    fn judge<'a>(mut self, records: impl IntoIterator<Item = &'a Self::Record>) -> Verdict
    where
        Self::Record: 'a,
    {
        records.into_iter().for_each(|record| self.observe(record));
        self.verdict()
    }
}

/// What replicas are called in sentences: by names where somebody gave them any, or else by their
/// numbers.
#[derive(Clone, Debug, Default)]
pub struct Names(Option<Rc<[Text]>>);

impl Names {
    /// These names, by the numbers of the replicas.
    pub fn new(names: &[Text]) -> Names {
        Names(Some(names.into()))
    }

    /// What a replica is called in the middle of a sentence. In Chinese a number is followed by a
    /// space, so that any word can come next.
    fn of(&self, replica: u32) -> TextBuf {
        let name = self.0.as_ref().and_then(|names| names.get(usize::try_from(replica).ok()?));
        name.map_or_else(
            || TextBuf { en: format!("replica {replica}"), zh: format!("副本 {replica} ") },
            |name| (*name).into(),
        )
    }
}

/// A sentence whose first letter is a capital.
fn capital(sentence: String) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The name of an account, a key or an entry in a sentence.
fn named(value: &Value) -> String {
    value.word().map_or_else(|| value.to_string(), str::to_owned)
}

/// What every machine keeps: how much it heard, whether there was anything to check, and the first
/// violation.
#[derive(Clone, Debug, Default)]
struct Notes {
    heard: usize,
    checked: bool,
    violated: Option<Witness>,
}

impl Notes {
    /// The place of the record that is heard now.
    fn next(&mut self) -> usize {
        self.heard += 1;
        self.heard - 1
    }

    /// Remembers the first violation. The relation joins the first and the last record.
    fn violate(
        &mut self,
        anomaly: &'static str,
        operations: Vec<usize>,
        kind: &'static str,
        because: TextBuf,
    ) {
        let relations = match operations.as_slice() {
            [first, .., last] => vec![Relation { from: *first, to: *last, kind, about: None }],
            _ => Vec::new(),
        };
        self.violated.get_or_insert(Witness { anomaly, operations, relations, because });
    }

    fn verdict(&self, nothing: Text) -> Verdict {
        match &self.violated {
            Some(witness) => Verdict::Violated(Box::new(witness.clone())),
            None if self.checked => Verdict::Holds,
            None => Verdict::Vacuous(nothing.into()),
        }
    }
}
