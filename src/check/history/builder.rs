//! The book in which a history is kept while it is heard: it pairs every invocation with its
//! return.

use super::{Complaint, History, Name, Operation, Outcome, Place};
use crate::check::value::{Value, brief};
use std::collections::BTreeMap;

/// One event of a history: a client asks, or is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HistoryEvent {
    /// The process that asked, by its number in the history.
    pub process: u64,
    /// What was asked for.
    pub f: Name,
    /// The object it is about, where there are several.
    pub key: Option<Value>,
    /// What goes in, or comes out.
    pub value: Value,
    /// Nothing where it is asked; how it ended where it is told.
    pub ended: Option<Outcome>,
    /// Where it is written down: a line from 1, or a fact.
    pub place: u32,
}

/// A history that grows. Its moments are the numbers of the events that it heard.
#[derive(Clone, Debug, Default)]
pub struct HistoryBuilder {
    history: History,
    /// The open operation of each process that has one.
    busy: BTreeMap<u64, usize>,
    moments: u64,
}

impl HistoryBuilder {
    /// Enters one event; says which operation it belongs to.
    ///
    /// # Errors
    ///
    /// What no client can have done: asking while the last answer is still missing (which after an
    /// answer of unknown outcome it is for ever), or being told what was not asked.
    pub fn enter(&mut self, heard: HistoryEvent) -> Result<usize, Complaint> {
        let complain = |field, reason| Err(Complaint { place: heard.place, field, reason });
        let moment = self.moments;
        self.moments += 1;
        let Some(outcome) = heard.ended else {
            let next = self.history.operations.len();
            if let Some(&open) = self.busy.get(&heard.process) {
                let asked = &self.history.operations[open];
                return complain(
                    "process",
                    format!(
                        "process {} asks again while its {} of {} is open",
                        heard.process,
                        brief(&asked.f),
                        line(asked.place.invoked)
                    ),
                );
            }
            self.busy.insert(heard.process, next);
            self.history.operations.push(Operation {
                process: heard.process,
                f: heard.f,
                key: heard.key,
                asked: heard.value,
                told: Value::Nil,
                invoked: moment,
                returned: None,
                outcome: Outcome::Info,
                place: Place { invoked: heard.place, returned: None },
            });
            return Ok(next);
        };
        let Some(&open) = self.busy.get(&heard.process) else {
            return complain(
                "process",
                format!("process {} is told something and has asked nothing", heard.process),
            );
        };
        let operation = &mut self.history.operations[open];
        if operation.place.returned.is_some() {
            return complain(
                "process",
                format!("process {} is told twice what became of its {}", heard.process, brief(&operation.f)),
            );
        }
        if operation.f != heard.f {
            return complain(
                "f",
                format!(
                    "returned as {:?}, invoked as {:?} in {}",
                    brief(&heard.f),
                    brief(&operation.f),
                    line(operation.place.invoked)
                ),
            );
        }
        if heard.key.is_some() && heard.key != operation.key {
            return complain(
                "key",
                format!(
                    "returned for another key than it was invoked for in {}",
                    line(operation.place.invoked)
                ),
            );
        }
        operation.place.returned = Some(heard.place);
        operation.outcome = outcome;
        if outcome == Outcome::Ok {
            operation.told = heard.value;
        }
        if outcome != Outcome::Info {
            operation.returned = Some(moment);
            self.busy.remove(&heard.process);
        }
        Ok(open)
    }

    /// What was heard so far. Operations whose return is still missing are open.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// What was heard, when there is no more to come.
    pub fn close(self) -> History {
        self.history
    }
}

fn line(place: u32) -> String {
    format!("line {place}")
}
