//! Histories out of files: EDN and JSON as Jepsen writes them, our own (`eventual run --history`),
//! tables, and the lines that Jepsen prints or writes into `history.txt`.

use super::builder::{HistoryBuilder, HistoryEvent};
use super::edn::Reader;
use super::heard::Heard;
use super::shape::{self, Taken};
use super::{Complaint, History, Outcome, json, plain, repeats, table};
use crate::check::value::{Value, brief};

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
    /// A table with a header of `process`, `type`, `f`, `value`.
    Csv,
}

impl Format {
    /// Every name on the command line.
    pub const NAMES: [&str; 6] = ["auto", "ours", "edn", "json", "log", "csv"];

    /// The format with this name.
    pub fn of(name: &str) -> Option<Format> {
        let all = [Format::Auto, Format::Ours, Format::Edn, Format::Json, Format::Log, Format::Csv];
        Format::NAMES.iter().position(|known| *known == name).map(|at| all[at])
    }
}

/// The names under which a file keeps the list of its events beside other things.
pub(super) const LISTS: [&str; 4] = ["history", "operations", "events", "ops"];

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
        Format::Auto if table::looks_like(text) => Format::Csv,
        Format::Auto
            if text.trim_start().starts_with(['{', '[', '(', '#', ';']) || text.trim().is_empty() =>
        {
            Format::Edn
        }
        Format::Auto => return Err(no_history(text)),
        known => known,
    };
    let mut taken = Taken { format: Format::NAMES[format as usize], ..Taken::default() };
    let (mut heard, mut independent) = (Heard::default(), false);
    match format {
        Format::Log => {
            let (over, nemesis) = plain::each(text, |event| {
                heard.events.push(event);
                Ok(())
            })?;
            taken.leave_out("lines of the log that are no event", over);
            heard.others = nemesis;
        }
        Format::Ours | Format::Json => json::each(text, |value, line| heard.push(value, line))?,
        Format::Csv => table::each(text, |value, line| heard.push(value, line))?,
        Format::Edn | Format::Auto => independent = edn(text, &mut heard)?,
    }
    taken.leave_out("events of the nemesis and of whoever else is no client", heard.others);
    let callers = heard.finish(&mut taken)?;
    let mut events = heard.events;
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
    let history = shape::drain(builder.close(), &mut taken)?;
    Ok((History { callers, ..history }, taken))
}

/// The complaint about a text that is no history at all: once, with what is read.
fn no_history(text: &str) -> Complaint {
    let (line, place) = text.lines().zip(1..).find(|(line, _)| !line.trim().is_empty()).unwrap_or(("", 1));
    let reason = format!(
        "{:?} is no event of a history; what is read are maps of type, process, f and value in EDN or JSON (one a line, or one list), a table of process,type,f,value, Jepsen's history.txt and its log",
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

fn edn(text: &str, heard: &mut Heard) -> Result<bool, Complaint> {
    let mut reader = Reader::new(text);
    let wrapped = reader.enters_list_of(&LISTS)?;
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
        heard.push(value, line)?;
    }
    while wrapped && !reader.takes('}')? {
        reader.value()?;
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
