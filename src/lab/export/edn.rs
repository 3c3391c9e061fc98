//! Histories as Jepsen writes them: one map of EDN a line, with keywords for its keys, for what kind
//! of event it is and for what was asked.

use serde_json::Value;

/// Lines of JSON as lines of EDN.
pub(super) fn operations(lines: &str) -> String {
    let mut text = String::new();
    for line in lines.lines() {
        let Ok(Value::Object(map)) = serde_json::from_str(line) else {
            unreachable!("a history is one object a line: {line}")
        };
        text.push('{');
        for (n, (key, value)) in map.iter().enumerate() {
            text += if n > 0 { ", :" } else { ":" };
            text += key;
            text.push(' ');
            match (key.as_str(), value) {
                ("type" | "f" | "error", Value::String(word)) if is_word(word) => {
                    text.push(':');
                    text += word;
                }
                _ => write(value, &mut text),
            }
        }
        text += "}\n";
    }
    text
}

/// Whether it can stand as a keyword.
fn is_word(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Null => *text += "nil",
        Value::Array(members) => {
            text.push('[');
            for (n, member) in members.iter().enumerate() {
                *text += if n > 0 { " " } else { "" };
                write(member, text);
            }
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            for (n, (key, member)) in members.iter().enumerate() {
                *text += if n > 0 { ", " } else { "" };
                write(&Value::String(key.clone()), text);
                text.push(' ');
                write(member, text);
            }
            text.push('}');
        }
        // Numbers, truths and texts are written alike in both.
        plain => *text += &plain.to_string(),
    }
}
