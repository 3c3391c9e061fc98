//! JSON: one object a line, one array of objects, or an object that holds one.

use super::Complaint;
use super::edn::DEEPEST;
use super::read::LISTS;
use crate::check::decimal;
use crate::check::value::{Value, brief};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Each object with its line, as it comes.
pub(super) fn each(
    text: &str,
    mut take: impl FnMut(Value, u32) -> Result<(), Complaint>,
) -> Result<(), Complaint> {
    if text.trim_start().starts_with('[') {
        return elements(text, take);
    }
    if let Some(inside) = inside(text) {
        return elements(&inside, take);
    }
    for (line, number) in text.lines().zip(1..) {
        if !line.trim().is_empty() {
            take(parse(line, number)?, number)?;
        }
    }
    Ok(())
}

/// The array of an object that holds nothing else, such as `{"history": [...]}`, with as many lines
/// before it as there were.
fn inside(text: &str) -> Option<String> {
    let (before, after) = text.split_once('[')?;
    let name = before.trim_start().strip_prefix('{')?.trim().strip_suffix(':')?.trim();
    let whole = LISTS.contains(&name.trim_matches('"'));
    let after = after.trim_end().strip_suffix('}').filter(|_| whole)?;
    Some(format!("{}[{after}", "\n".repeat(before.matches('\n').count())))
}

/// The members of one array. Only their ends are looked for here; what is between is read as JSON,
/// so that its line is known.
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
    if closed {
        Ok(())
    } else {
        Err(Complaint { place: line, field: "text", reason: "the array is never closed".to_owned() })
    }
}

/// One text in JSON.
pub(super) fn parse(text: &str, line: u32) -> Result<Value, Complaint> {
    let bad = |at: u32, reason: String| Complaint { place: at, field: "text", reason };
    let checked = serde_json::from_str(text).map_err(|error: serde_json::Error| {
        let reason = error.to_string();
        // What is told of a place inside of this text is told by the line already.
        let reason = reason.split(" at line ").next().unwrap_or_default().to_owned();
        bad(
            line + (error.line() as u32).saturating_sub(1),
            format!("is not JSON: {reason}, at column {}", error.column()),
        )
    })?;
    value(checked, DEEPEST).map_err(|reason| bad(line, reason))
}

/// JSON as a value. It is taken apart level by level, because a number in it has to stay the digits
/// that were written.
fn value(json: &RawValue, deeper: u32) -> Result<Value, String> {
    let text = json.get();
    let part = |error: serde_json::Error| {
        format!("is not JSON: {}", error.to_string().split(" at line ").next().unwrap_or_default())
    };
    let deeper =
        deeper.checked_sub(1).ok_or_else(|| format!("values are nested more than {DEEPEST} deep"))?;
    Ok(match text.as_bytes().first() {
        Some(b'n') => Value::Nil,
        Some(b't' | b'f') => Value::Bool(text == "true"),
        Some(b'"') => Value::text(serde_json::from_str::<String>(text).map_err(part)?),
        Some(b'[') => {
            let members: Vec<&RawValue> = serde_json::from_str(text).map_err(part)?;
            members.into_iter().map(|member| value(member, deeper)).collect::<Result<_, _>>()?
        }
        Some(b'{') => {
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(text).map_err(part)?;
            members
                .into_iter()
                .map(|(name, member)| Ok((Value::text(name), value(member, deeper)?)))
                .collect::<Result<_, String>>()?
        }
        _ => decimal::number(text)
            .ok_or_else(|| format!("{} is no number that can be compared", brief(&text)))?,
    })
}
