//! JSON: one object a line, or one array of objects.

use super::Complaint;
use crate::check::value::{Value, brief};

/// Each object with its line, as it comes.
pub(super) fn each(text: &str, mut take: impl FnMut(Value, u32) -> Result<(), Complaint>) -> Result<(), Complaint> {
    if text.trim_start().starts_with('[') {
        return elements(text, take);
    }
    for (line, number) in text.lines().zip(1..) {
        if !line.trim().is_empty() {
            take(parse(line, number)?, number)?;
        }
    }
    Ok(())
}

/// The members of one array. Only their ends are looked for here; what is between is read as JSON, so that its line is known.
fn elements(text: &str, mut take: impl FnMut(Value, u32) -> Result<(), Complaint>) -> Result<(), Complaint> {
    let (mut line, mut depth, mut quoted, mut escaped) = (1u32, 0u32, false, false);
    let (mut began, mut began_line, mut members, mut closed) = (0, 1, 0u32, false);
    for (at, byte) in text.bytes().enumerate() {
        let bad = |reason: &str| Err(Complaint { place: line, field: "text", reason: reason.to_owned() });
        let ends = depth == 1 && !quoted && matches!(byte, b',' | b']');
        if ends {
            let member = text[began..at].trim();
            if !(member.is_empty() && byte == b']' && members == 0) {
                let blank = text[began..at].len() - text[began..at].trim_start().len();
                let first = began_line + text[began..began + blank].matches('\n').count() as u32;
                take(parse(member, first)?, first)?;
                members += 1;
            }
            (began, began_line) = (at + 1, line);
        }
        match byte {
            b'\n' => line += 1,
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            _ if closed && !byte.is_ascii_whitespace() => {
                return bad("there is more after the end of the array");
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' if depth == 0 => return bad("a bracket closes nothing"),
            b']' | b'}' => {
                depth -= 1;
                closed = depth == 0;
                if depth == 0 && byte == b'}' {
                    return bad("the array is closed by a brace");
                }
            }
            _ => {}
        }
        if depth == 1 && byte == b'[' && members == 0 && began == 0 {
            (began, began_line) = (at + 1, line);
        }
    }
    if closed { Ok(()) } else { Err(Complaint { place: line, field: "text", reason: "the array is never closed".to_owned() }) }
}

/// One text in JSON.
pub(super) fn parse(text: &str, line: u32) -> Result<Value, Complaint> {
    let bad = |at: u32, reason: String| Complaint { place: at, field: "text", reason };
    let json: serde_json::Value = serde_json::from_str(text).map_err(|error| {
        let reason = error.to_string();
        // What is told of a place inside of this text is told by the line already.
        let reason = reason.split(" at line ").next().unwrap_or_default().to_owned();
        bad(line + (error.line() as u32).saturating_sub(1), format!("is not JSON: {reason}, at column {}", error.column()))
    })?;
    value(json).map_err(|reason| bad(line, reason))
}

/// JSON as a value. Numbers that are not whole are kept as texts; a whole one beyond 64 bits is refused.
fn value(json: serde_json::Value) -> Result<Value, String> {
    use serde_json::Value as Json;
    Ok(match json {
        Json::Null => Value::Nil,
        Json::Bool(it) => Value::Bool(it),
        Json::String(it) => Value::text(it),
        Json::Number(it) => match it.as_i64() {
            Some(whole) => Value::Int(whole),
            None if it.is_f64() => Value::text(it.to_string()),
            None => {
                return Err(format!("the number {} is out of range; whole numbers have 64 bits", brief(&it)));
            }
        },
        Json::Array(members) => members.into_iter().map(value).collect::<Result<_, _>>()?,
        Json::Object(members) => {
            let members = members.into_iter().map(|(name, member)| Ok((Value::text(name), value(member)?)));
            members.collect::<Result<_, String>>()?
        }
    })
}
