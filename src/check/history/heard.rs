//! What a file says, map by map: events, whole operations with a beginning and an end, and who did
//! them, under whatever names the fields have.

use super::builder::HistoryEvent;
use super::shape::{self, Taken};
use super::spans::{self, Span};
use super::{Complaint, Outcome};
use crate::base::text::{TextBuf, named};
use crate::check::value::{Value, brief};
use std::collections::BTreeMap;

/// From here on a number stands for a process with a name, and from [`ALONE`] on for one that is
/// not told at all. They become small numbers when the file was read.
const NAMED: u64 = 1 << 62;
const ALONE: u64 = 1 << 63;

/// The names under which a field is found: with and without capitals, and as other recorders call
/// it.
const TYPE: &[&str] = &["type"];
const PROCESS: &[&str] = &["process", "client", "client_id", "clientid", "client-id", "thread", "worker"];
const F: &[&str] = &["f", "op", "operation", "function", "action"];
const KEY: &[&str] = &["key", "k"];
const VALUE: &[&str] = &["value", "val", "v"];
const RESULT: &[&str] = &["result"];

/// Everything that was heard of.
#[derive(Default)]
pub(super) struct Heard {
    pub events: Vec<HistoryEvent>,
    /// How many events told of no client.
    pub others: u64,
    spans: Vec<Span>,
    names: BTreeMap<String, u64>,
    /// The line of the first event of nobody, and how many of them there are.
    alone: Option<(u32, u64)>,
}

impl Heard {
    /// Hears one map: an event, or an operation with its beginning and its end. What a nemesis did
    /// is no operation of a client.
    ///
    /// # Errors
    ///
    /// The field that is missing or none of those that are allowed.
    pub fn push(&mut self, value: Value, place: u32) -> Result<(), Complaint> {
        let bad = |field, reason: String| Err(Complaint { place, field, reason });
        let Value::Map(map) = value else {
            return bad("text", format!("{} is no map of an event", brief(&value)));
        };
        let mut fields = Fields(*map);
        let Some(kind) = fields.take(TYPE) else {
            let Some(span) = spans::begin(&mut fields) else {
                return bad("type", "is missing; it must be one of invoke, ok, fail, info".to_owned());
            };
            let Some(process) = self.process(fields.take(PROCESS), false, place)? else { return Ok(()) };
            let f = name(&mut fields, place)?;
            self.spans.push(span.read(&mut fields, (process, f), place)?);
            return Ok(());
        };
        let ended = match kind.word().map(str::to_lowercase).as_deref() {
            Some("invoke") => None,
            Some("ok") => Some(Outcome::Ok),
            Some("fail") => Some(Outcome::Fail),
            Some("info") => Some(Outcome::Info),
            _ => {
                return bad("type", format!("{} is none of invoke, ok, fail, info", brief(&kind)));
            }
        };
        let tells = ended == Some(Outcome::Info);
        let Some(process) = self.process(fields.take(PROCESS), tells, place)? else { return Ok(()) };
        let f = name(&mut fields, place)?;
        // The order of events is that of the lines, whatever their times and numbers say.
        for field in ["time", "index"] {
            match fields.take(&[field]) {
                None | Some(Value::Nil | Value::Int(_) | Value::Decimal(_) | Value::Text(_)) => {}
                Some(other) => return bad(field, format!("{} is no number", brief(&other))),
            }
        }
        let key = fields.take(KEY).filter(|key| !key.is_nil());
        let value = shape::steps(fields.take(VALUE).unwrap_or_default());
        let value = match fields.take(RESULT) {
            Some(result @ Value::Bool(_)) if ended == Some(Outcome::Ok) => result,
            None | Some(Value::Nil | Value::Bool(_)) => value,
            Some(other) => {
                return bad("result", format!("{} is neither true nor false", brief(&other)));
            }
        };
        self.events.push(HistoryEvent { process, f, key, value, ended, place });
        Ok(())
    }

    /// The number of a process; nothing where it is no client. A keyword that only ever tells
    /// something is a part of the test, as the nemesis is.
    fn process(&mut self, said: Option<Value>, tells: bool, place: u32) -> Result<Option<u64>, Complaint> {
        let word = match said {
            Some(Value::Int(process)) if process >= 0 => return Ok(Some(process as u64)),
            // The number that the nemesis has in a history as Jepsen keeps it.
            Some(Value::Int(-1)) if tells => {
                self.others += 1;
                return Ok(None);
            }
            Some(Value::Text(ref word)) if word.parse::<u32>().is_ok() => {
                return Ok(word.parse().ok());
            }
            Some(Value::Text(ref word) | Value::Name(ref word)) if !word.is_empty() => word.to_string(),
            Some(other) if !other.is_nil() => {
                let reason = format!("{} is no whole number from 0 up, and no name", brief(&other));
                return Err(Complaint { place, field: "process", reason });
            }
            _ => {
                let (_, count) = self.alone.get_or_insert((place, 0));
                *count += 1;
                return Ok(Some(ALONE + *count));
            }
        };
        let is_keyword = matches!(said, Some(Value::Name(_)));
        if word.contains("nemesis") || (is_keyword && tells && !self.names.contains_key(&word)) {
            self.others += 1;
            return Ok(None);
        }
        let next = NAMED + self.names.len() as u64;
        Ok(Some(*self.names.entry(word).or_insert(next)))
    }

    /// What is known when all was heard: operations become events, and a history of completions
    /// alone gets its beginnings. Who has a name is called by it.
    ///
    /// # Errors
    ///
    /// An event of nobody where others are asked and answered; an end before its beginning.
    pub fn finish(&mut self, taken: &mut Taken) -> Result<BTreeMap<u64, TextBuf>, Complaint> {
        let spans = std::mem::take(&mut self.spans);
        taken.understand("operations with a beginning and an end in one row", spans.len() as u64);
        if let (Some(span), Some(_)) = (spans.first(), self.events.first()) {
            let reason = "is missing, and other lines have one; it must be one of invoke, ok, fail, info";
            return Err(Complaint { place: span.place, field: "type", reason: reason.to_owned() });
        }
        if self.events.is_empty() {
            self.events = spans::events(spans)?;
        } else if self.events.iter().all(|heard| heard.ended.is_some()) {
            taken.understand(
                "operations of which only the end is told, taken to have begun at any time since the last one of their process",
                self.events.len() as u64,
            );
            self.events = spans::begun(std::mem::take(&mut self.events));
        } else if let Some((place, _)) = self.alone {
            let reason = "is missing; it must be a whole number from 0 up, or a name";
            return Err(Complaint { place, field: "process", reason: reason.to_owned() });
        }
        let plain = self.events.iter().map(|heard| heard.process).filter(|process| *process < NAMED).max();
        let first = plain.map_or(0, |most| most + 1);
        let many = self.names.len() as u64;
        for heard in &mut self.events {
            match heard.process {
                alone @ ALONE.. => heard.process = first + many + (alone - ALONE - 1),
                name @ NAMED.. => heard.process = first + (name - NAMED),
                _ => {}
            }
        }
        let call = |(word, number): (&String, &u64)| {
            let word = named(word, 40);
            (first + (number - NAMED), TextBuf { zh: format!("{word} "), en: word })
        };
        Ok(self.names.iter().map(call).collect())
    }
}

/// The name of the operation of an event; empty where it has none, as a list of steps needs none.
fn name(fields: &mut Fields, place: u32) -> Result<super::Name, Complaint> {
    match fields.take(F) {
        Some(Value::Name(f) | Value::Text(f)) if !f.is_empty() => Ok(f.as_str().into()),
        Some(other) => {
            let reason = format!("{} is no name of an operation", brief(&other));
            Err(Complaint { place, field: "f", reason })
        }
        None => Ok("".into()),
    }
}

/// A map whose names are names in EDN and texts in JSON.
pub(super) struct Fields(pub BTreeMap<Value, Value>);

impl Fields {
    /// What stands under the first of some names that is there; capitals do not matter.
    pub fn take(&mut self, names: &[&str]) -> Option<Value> {
        let found = names.iter().find_map(|name| {
            let is = |key: &&Value| key.word().is_some_and(|word| word.eq_ignore_ascii_case(name));
            self.0.keys().find(is).cloned()
        });
        self.0.remove(&found?)
    }
}
