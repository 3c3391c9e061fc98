//! Operations that are told otherwise than by two events: with their beginning and their end in one
//! row, or by their end alone.

use super::builder::HistoryEvent;
use super::heard::Fields;
use super::shape;
use super::{Complaint, Name, Outcome, Usual};
use crate::base::arrange::Arrange;
use crate::check::value::{Value, brief};
use std::collections::{BTreeMap, BTreeSet};

const BEGAN: &[&str] =
    &["start", "call", "invoke", "invoked", "began", "begin", "start_time", "start-time", "call_time"];
const ENDED: &[&str] =
    &["end", "return", "returned", "ended", "finish", "end_time", "end-time", "return_time"];
const STATUS: &[&str] = &["status", "outcome", "ok", "success", "result"];

/// An operation with the moments of its beginning and its end.
pub(super) struct Span {
    began: Value,
    ended: Option<Value>,
    asked: HistoryEvent,
    told: Value,
    outcome: Outcome,
    pub place: u32,
}

/// When an operation began; it is not known yet what it was.
pub(super) struct Begun(Value);

/// Takes the beginning of an operation out of a row that has no type; nothing where there is none.
pub(super) fn begin(fields: &mut Fields) -> Option<Begun> {
    fields.take(BEGAN).filter(|began| !began.is_nil()).map(Begun)
}

impl Begun {
    /// Reads the rest of the row.
    ///
    /// # Errors
    ///
    /// A moment that is none, an outcome that is none, an operation without a name.
    pub fn read(self, fields: &mut Fields, (process, f): (u64, Name), place: u32) -> Result<Span, Complaint> {
        let bad = |field, reason: String| Err(Complaint { place, field, reason });
        let ended = fields.take(ENDED).filter(|ended| !ended.is_nil());
        for moment in [&self.0].into_iter().chain(&ended) {
            if !matches!(moment, Value::Int(_) | Value::Decimal(_) | Value::Text(_)) {
                return bad("time", format!("{} is no moment", brief(moment)));
            }
        }
        let outcome = match fields.take(STATUS) {
            _ if ended.is_none() => Outcome::Info,
            None | Some(Value::Nil | Value::Bool(true)) => Outcome::Ok,
            // Whether it happened is not said by that it was not answered well.
            Some(Value::Bool(false)) => Outcome::Info,
            Some(said) => {
                let word = said.word().map(str::to_lowercase).unwrap_or_default();
                match (word.as_str(), shape::meant(&word)) {
                    ("ok" | "success" | "succeeded" | "done" | "committed", _) => Outcome::Ok,
                    ("info", _) => Outcome::Info,
                    (_, Some(Some(outcome))) => outcome,
                    _ => {
                        let reason = format!("{} is none of ok, fail, info, timeout", brief(&said));
                        return bad("status", reason);
                    }
                }
            }
        };
        let key = fields.take(&["key", "k"]).filter(|key| !key.is_nil());
        let value = shape::steps(fields.take(&["value", "val", "v"]).unwrap_or_default());
        let asked = fields.take(&["input", "arg", "args"]).map(shape::steps);
        let told = fields.take(&["output"]).map(shape::steps);
        let asked = asked.unwrap_or_else(|| asked_with(&f, &value));
        let asked = HistoryEvent { process, f, key, value: asked, ended: None, place };
        Ok(Span { began: self.0, ended, asked, told: told.unwrap_or(value), outcome, place })
    }
}

/// What was asked with, where only what came of it is known: nothing is known of an answer before
/// it is given.
fn asked_with(f: &Name, value: &Value) -> Value {
    let takes = matches!(&**f, "dequeue" | "take" | "poll" | "pop" | "drain");
    if f.usual().is_some_and(Usual::reads) && value.list().is_none_or(|list| list.len() != 2) || takes {
        return Value::Nil;
    }
    value.clone()
}

/// The events of operations, in the order of their moments. At one moment what begins comes before
/// what ends, so that nothing is taken to be over too early; but a process ends what it did before
/// it begins something else.
///
/// # Errors
///
/// Moments that cannot be compared, an end before its beginning.
pub(super) fn events(spans: Vec<Span>) -> Result<Vec<HistoryEvent>, Complaint> {
    let mut shapes = BTreeSet::new();
    let mut order: Vec<(Option<Value>, u32, HistoryEvent)> = Vec::with_capacity(2 * spans.len());
    let mut last: BTreeMap<u64, (Value, u32)> = BTreeMap::new();
    let mut spans = spans;
    spans.arrange_by(|one, other| one.began.cmp(&other.began));
    for span in spans {
        let bad =
            |reason: &str| Err(Complaint { place: span.place, field: "time", reason: reason.to_owned() });
        for moment in [&span.began].into_iter().chain(&span.ended) {
            shapes.insert(form(moment));
        }
        if shapes.len() > 1 {
            return bad("is written in another way than the moments of other operations");
        }
        if span.ended.as_ref().is_some_and(|ended| *ended < span.began) {
            return bad("the operation ends before it begins");
        }
        let before = last.get(&span.asked.process).filter(|(moment, _)| *moment == span.began);
        let phase = before.map_or(0, |(_, phase)| phase + 1);
        let ends = if span.ended.as_ref() == Some(&span.began) { phase + 1 } else { 1 };
        let told = HistoryEvent { value: span.told, ended: Some(span.outcome), ..span.asked.clone() };
        if let Some(ended) = &span.ended {
            last.insert(span.asked.process, (ended.clone(), ends));
        }
        order.push((Some(span.began), phase, span.asked));
        order.push((span.ended, ends, told));
    }
    // What never ended comes last.
    order.arrange_by(|one, other| {
        (one.0.is_none(), &one.0, one.1).cmp(&(other.0.is_none(), &other.0, other.1))
    });
    Ok(order.into_iter().map(|(.., heard)| heard).collect())
}

/// How a moment is written: numbers are alike, and texts are where the same marks stand at the same
/// places, so that the order of letters is that of time.
fn form(moment: &Value) -> String {
    match moment.word() {
        None => String::new(),
        Some(text) => text.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { letter }).collect(),
    }
}

/// Gives completions their beginnings: each process begins its first operation before all that is
/// told, and each other one when the last one has ended.
pub(super) fn begun(ends: Vec<HistoryEvent>) -> Vec<HistoryEvent> {
    let begin = |end: &HistoryEvent| HistoryEvent {
        value: asked_with(&end.f, &end.value),
        ended: None,
        ..end.clone()
    };
    let mut seen = BTreeSet::new();
    let mut events: Vec<HistoryEvent> =
        ends.iter().filter(|end| seen.insert(end.process)).map(begin).collect();
    // From the end: the next operation of the process of each completion.
    let mut next: BTreeMap<u64, usize> = BTreeMap::new();
    let mut follows = vec![None; ends.len()];
    for (at, end) in ends.iter().enumerate().rev() {
        follows[at] = next.insert(end.process, at);
    }
    for (end, follows) in ends.iter().zip(&follows) {
        events.push(end.clone());
        events.extend(follows.map(|at| begin(&ends[at])));
    }
    events
}
