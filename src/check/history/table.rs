//! Histories in tables: a header of `process`, `type`, `f`, `value`, and one event a row; or one
//! operation a row, with the columns of its beginning and its end.

use super::{Complaint, read};
use crate::check::value::Value;
use std::collections::BTreeMap;

const DIVIDERS: [char; 4] = [',', ';', '\t', '|'];

/// What divides the columns, if the first line is a header of a history.
fn divider(text: &str) -> Option<char> {
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    DIVIDERS.into_iter().find(|divider| {
        let names: Vec<String> =
            first.split(*divider).map(|name| name.trim().trim_matches('"').to_lowercase()).collect();
        let has = |wanted: &[&str]| names.iter().any(|name| wanted.contains(&name.as_str()));
        has(&["f", "op", "operation"]) && has(&["type", "start", "call", "start_time", "invoke"])
    })
}

/// Whether a text is such a table.
pub(super) fn looks_like(text: &str) -> bool {
    divider(text).is_some()
}

/// Each row as a map, with its line. A cell is a value in JSON or EDN, and a text where it is
/// neither; an empty one is nil.
pub(super) fn each(
    text: &str,
    mut take: impl FnMut(Value, u32) -> Result<(), Complaint>,
) -> Result<(), Complaint> {
    let bad = |place: u64, reason: &str| Complaint {
        place: u32::try_from(place).unwrap_or(u32::MAX),
        field: "text",
        reason: reason.to_owned(),
    };
    let divider = divider(text).ok_or_else(|| bad(1, "is no header of a history: process,type,f,value"))?;
    let mut rows =
        csv::ReaderBuilder::new().trim(csv::Trim::All).delimiter(divider as u8).from_reader(text.as_bytes());
    let names: Vec<Value> =
        rows.headers().map_err(|_| bad(1, "cannot be read"))?.iter().map(Value::text).collect();
    let mut line = Line { text, byte: 0, line: 1 };
    for row in rows.records() {
        let row = row.map_err(|error| {
            let at = error.position().map_or(0, |at| at.byte() as usize);
            bad(u64::from(line.at(at)), "has another number of cells than the header")
        })?;
        let place = line.at(row.position().map_or(0, |at| at.byte() as usize));
        let cells: BTreeMap<Value, Value> =
            names.iter().cloned().zip(row.iter().map(cell)).filter(|(_, cell)| !cell.is_nil()).collect();
        take(cells.into(), place)?;
    }
    Ok(())
}

fn cell(text: &str) -> Value {
    if text.is_empty() {
        return Value::Nil;
    }
    read::value(text).unwrap_or_else(|_| Value::text(text))
}

/// Lines of places in a text, which are asked for in order.
struct Line<'a> {
    text: &'a str,
    byte: usize,
    line: u32,
}

impl Line<'_> {
    /// The line of the first letter from a place on that ends no line.
    fn at(&mut self, byte: usize) -> u32 {
        let bytes = self.text.as_bytes();
        let rest = &bytes[byte.min(bytes.len())..];
        let to = byte + rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        if to > self.byte {
            self.line += bytes[self.byte..to].iter().filter(|byte| **byte == b'\n').count() as u32;
            self.byte = to;
        }
        self.line
    }
}
