//! Histories out of files: EDN and JSON as Jepsen writes them, our own (`eventual run --history`),
//! and the lines that Jepsen prints or writes into `history.txt`.

use super::builder::{HistoryBuilder, HistoryEvent};
use super::edn::Reader;
use super::shape::{self, Taken};
use super::{Complaint, History, Outcome, json, plain, repeats};
use crate::check::value::{Value, brief};
use std::collections::BTreeMap;

/// How a file is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Format {
    /// Found out from how the file begins.
    #[default]
    Auto,
    /// What `eventual run --history` writes: JSON, one object a line.
    Ours,
    /// EDN: one map a line, or one vector or list of maps.
    Edn,
    /// JSON: one object a line, one array of objects, or an object that holds one.
    Json,
    /// The lines that Jepsen prints, or its `history.txt`.
    Log,
}

impl Format {
    /// Every name on the command line.
    pub const NAMES: [&str; 5] = ["auto", "ours", "edn", "json", "log"];

    /// The format with this name.
    pub fn of(name: &str) -> Option<Format> {
        let all = [Format::Auto, Format::Ours, Format::Edn, Format::Json, Format::Log];
        Format::NAMES.iter().position(|known| *known == name).map(|at| all[at])
    }
}

/// Reads a history.
///
/// Where every value is a pair and one that is marked as `[key value]` or a read that is invoked
/// with `[key nil]` says so, pairs are keys with their values.
///
/// # Errors
///
/// The first thing that is wrong: its line, the field, and what is allowed.
pub fn history(text: &str, format: Format) -> Result<History, Complaint> {
    Ok(explained(text, format)?.0)
}

/// The same, with how the file was taken.
///
/// # Errors
///
/// The first thing that is wrong: its line, the field, and what is allowed.
pub fn explained(text: &str, format: Format) -> Result<(History, Taken), Complaint> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let format = match format {
        Format::Auto if looks_like_json(text) => Format::Json,
        Format::Auto if plain::looks_like(text) => Format::Log,
        Format::Auto
            if text.trim_start().starts_with(['{', '[', '(', '#', ';']) || text.trim().is_empty() =>
        {
            Format::Edn
        }
        Format::Auto => return Err(no_history(text)),
        known => known,
    };
    let mut taken = Taken { format: Format::NAMES[format as usize], ..Taken::default() };
    let (mut events, mut independent, mut others) = (Vec::new(), false, 0);
    match format {
        Format::Log => {
            let (over, nemesis) = plain::each(text, |heard| {
                events.push(heard);
                Ok(())
            })?;
            taken.leave_out("lines of the log that are no event", over);
            others = nemesis;
        }
        Format::Ours | Format::Json => {
            json::each(text, |value, line| push(&mut events, &mut others, value, line))?
        }
        Format::Edn | Format::Auto => independent = edn(text, &mut events, &mut others)?,
    }
    taken.leave_out("events of the nemesis and of whoever else is no client", others);
    shape::name(&mut events, &mut taken)?;
    shape::fail(&mut events, &mut taken);
    if independent || pairs_are_keyed(&events) {
        split_keys(&mut events)?;
    }
    let mut builder = HistoryBuilder::default();
    for heard in events {
        let completes = heard.ended == Some(Outcome::Ok);
        let at = builder.enter(heard)?;
        if completes {
            repeats::check(&builder.history().operations[at])?;
        }
    }
    Ok((shape::drain(builder.close(), &mut taken)?, taken))
}

/// The complaint about a text that is no history at all: once, with what is read.
fn no_history(text: &str) -> Complaint {
    let (line, place) = text.lines().zip(1..).find(|(line, _)| !line.trim().is_empty()).unwrap_or(("", 1));
    let reason = format!(
        "{:?} is no event of a history; what is read are maps of type, process, f and value in EDN or JSON (one a line, or one list), Jepsen's history.txt and its log",
        brief(&line.trim())
    );
    Complaint { place, field: "text", reason }
}

/// Reads one value, in JSON or in EDN.
///
/// # Errors
///
/// What is wrong with it.
pub fn value(text: &str) -> Result<Value, Complaint> {
    json::parse(text, 1).or_else(|_| {
        let mut reader = Reader::new(text);
        let value = reader.value()?;
        if reader.ended()? {
            Ok(value)
        } else {
            Err(Complaint { place: 1, field: "text", reason: "there is more than one value".to_owned() })
        }
    })
}

/// In JSON a brace is followed by a quoted name and a colon; in EDN by a name with a colon before
/// it.
fn looks_like_json(text: &str) -> bool {
    let Some(inside) = text.trim_start().trim_start_matches('[').trim_start().strip_prefix('{') else {
        return text.trim_start().starts_with("[]");
    };
    let inside = inside.trim_start();
    inside.starts_with('}')
        || (inside.starts_with('"')
            && inside[1..].split_once('"').is_some_and(|(_, rest)| rest.trim_start().starts_with(':')))
}

fn edn(text: &str, events: &mut Vec<HistoryEvent>, others: &mut u64) -> Result<bool, Complaint> {
    let mut reader = Reader::new(text);
    let closes = if reader.takes('[')? {
        Some(']')
    } else if reader.takes('(')? {
        Some(')')
    } else {
        None
    };
    loop {
        if let Some(close) = closes {
            if reader.takes(close)? {
                break;
            }
            if reader.ended()? {
                return Err(Complaint {
                    place: reader.line(),
                    field: "text",
                    reason: format!("{close:?} is missing at the end"),
                });
            }
        } else if reader.ended()? {
            break;
        }
        let line = reader.line();
        let value = reader.value()?;
        push(events, others, value, line)?;
    }
    if !reader.ended()? {
        return Err(Complaint {
            place: reader.line(),
            field: "text",
            reason: "there is more after the end of the list".to_owned(),
        });
    }
    Ok(reader.independent)
}

/// Reads one event out of its map. What a nemesis did is no operation of a client.
fn push(events: &mut Vec<HistoryEvent>, others: &mut u64, value: Value, place: u32) -> Result<(), Complaint> {
    let bad = |field, reason: String| Err(Complaint { place, field, reason });
    let Value::Map(map) = value else {
        return bad("text", format!("{} is no map of an event", brief(&value)));
    };
    let mut fields = Fields(*map);
    let kind = match fields.take("type") {
        Some(kind) => kind,
        None => {
            return bad("type", "is missing; it must be one of invoke, ok, fail, info".to_owned());
        }
    };
    let ended = match kind.word() {
        Some("invoke") => None,
        Some("ok") => Some(Outcome::Ok),
        Some("fail") => Some(Outcome::Fail),
        Some("info") => Some(Outcome::Info),
        _ => {
            return bad("type", format!("{} is none of invoke, ok, fail, info", brief(&kind)));
        }
    };
    let process = match fields.take("process") {
        Some(Value::Int(process)) if process >= 0 => process as u64,
        Some(other) if matches!(other, Value::Name(_)) || other.word() == Some("nemesis") => {
            *others += 1;
            return Ok(());
        }
        Some(other) => {
            return bad("process", format!("{} is no whole number from 0 up", brief(&other)));
        }
        None => {
            return bad("process", "is missing; it must be a whole number from 0 up".to_owned());
        }
    };
    let f = match fields.take("f") {
        Some(Value::Name(f) | Value::Text(f)) if !f.is_empty() => f.as_str().into(),
        Some(other) => {
            return bad("f", format!("{} is no name of an operation", brief(&other)));
        }
        // A list of steps needs no name.
        None => "".into(),
    };
    for field in ["time", "index"] {
        match fields.take(field) {
            None | Some(Value::Nil | Value::Int(_)) => {}
            Some(other) => {
                return bad(field, format!("{} is no whole number", brief(&other)));
            }
        }
    }
    let key = fields.take("key").filter(|key| !key.is_nil());
    let value = fields.take("value").unwrap_or_default();
    let value = match fields.take("result") {
        Some(result @ Value::Bool(_)) if ended == Some(Outcome::Ok) => result,
        None | Some(Value::Nil | Value::Bool(_)) => value,
        Some(other) => {
            return bad("result", format!("{} is neither true nor false", brief(&other)));
        }
    };
    events.push(HistoryEvent { process, f, key, value, ended, place });
    Ok(())
}

/// A map whose names are names in EDN and texts in JSON.
struct Fields(BTreeMap<Value, Value>);

impl Fields {
    fn take(&mut self, name: &'static str) -> Option<Value> {
        self.0.remove(&Value::name(name)).or_else(|| self.0.remove(&Value::text(name)))
    }
}

/// Whether values are `[key value]`: every invocation has a pair, none a key of its own, and a read
/// asks with the second half left open. A compare-and-set has a pair, too, but a history of
/// compare-and-sets alone has no read with an open half.
fn pairs_are_keyed(events: &[HistoryEvent]) -> bool {
    let mut open = false;
    for heard in events.iter().filter(|heard| heard.ended.is_none()) {
        if heard.key.is_some() || heard.f == "txn" {
            return false;
        }
        let second = match heard.value.list() {
            Some([_, second]) => second,
            // A compare-and-set of three has a key, the old value and the new one.
            Some([_, _, _]) if heard.f == "cas" => {
                open = true;
                continue;
            }
            _ => return false,
        };
        open |= second.is_nil() && matches!(&*heard.f, "read" | "r" | "get");
    }
    open
}

fn split_keys(events: &mut [HistoryEvent]) -> Result<(), Complaint> {
    for heard in events {
        // A result, or an end of which nothing is told, has no key of its own.
        if let (true, Some([key, old, new])) = (heard.f == "cas", heard.value.list()) {
            (heard.key, heard.value) = (Some(key.clone()), vec![old.clone(), new.clone()].into());
            continue;
        }
        if heard.ended.is_some() && !matches!(&heard.value, Value::List(pair) if pair.len() == 2) {
            continue;
        }
        let value = std::mem::take(&mut heard.value);
        let Value::List(pair) = value else {
            return Err(Complaint {
                place: heard.place,
                field: "value",
                reason: format!("{} is no [key value], as the others are", brief(&value)),
            });
        };
        let Ok([key, value]) = <[Value; 2]>::try_from(*pair) else {
            return Err(Complaint {
                place: heard.place,
                field: "value",
                reason: "is no [key value], as the others are".to_owned(),
            });
        };
        (heard.key, heard.value) = (Some(key), value);
    }
    Ok(())
}
