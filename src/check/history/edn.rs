//! A reader of EDN, the notation of Clojure, as far as histories use it.
//!
//! Our own: the crates for EDN are asleep or say that they are, none tells the line of each value,
//! and what histories need is this page. Tags are read over, but for the one that marks the value
//! of an independent key. Numbers are exact, whole or not, however they are written.

use super::Complaint;
use crate::check::decimal;
use crate::check::value::{Value, brief};
use std::collections::BTreeMap;

/// How deep values may be nested.
pub(super) const DEEPEST: u32 = 64;

/// The tag of `[key value]` where a history has several objects.
const INDEPENDENT: &str = "jepsen.independent.tuple";

/// A place in a text.
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    depth: u32,
    /// Whether a value was marked as `[key value]`.
    pub(super) independent: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Reader<'a> {
        Reader { text, at: 0, line: 1, depth: 0, independent: false }
    }

    /// The line of the next letter, from 1.
    pub(super) fn line(&self) -> u32 {
        self.line
    }

    /// Whether the text goes on with this letter, after blanks; if so, reads it.
    pub(super) fn takes(&mut self, letter: char) -> Result<bool, Complaint> {
        self.skip()?;
        let takes = self.text[self.at..].starts_with(letter);
        if takes {
            self.step(letter);
        }
        Ok(takes)
    }

    /// Whether nothing but blanks is left.
    pub(super) fn ended(&mut self) -> Result<bool, Complaint> {
        self.skip()?;
        Ok(self.at == self.text.len())
    }

    /// Enters the list that a map has under one of these names, and says whether it did: as a whole
    /// test is saved, beside other things. What stands before it is read over.
    pub(super) fn enters_list_of(&mut self, names: &[&str]) -> Result<bool, Complaint> {
        let mut ahead = Reader::new(self.text);
        if !ahead.takes('{')? {
            return Ok(false);
        }
        // What is no EDN is found again, and told, by whoever reads the text as events.
        while let Ok(name @ (Value::Name(_) | Value::Text(_))) = ahead.value() {
            ahead.skip()?;
            let is_list = matches!(ahead.peek(), Some('[' | '('));
            if is_list && name.word().is_some_and(|name| names.contains(&name)) {
                *self = ahead;
                return Ok(true);
            }
            if ahead.value().is_err() || ahead.takes('}').unwrap_or(true) {
                break;
            }
        }
        Ok(false)
    }

    /// The next value, of whichever kind.
    pub(super) fn value(&mut self) -> Result<Value, Complaint> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.bad(format!("values are nested more than {DEEPEST} deep"));
        }
        self.skip()?;
        let Some(letter) = self.peek() else {
            return self.bad("the text ends where a value should be");
        };
        let value = match letter {
            '{' => self.map()?,
            '[' => self.members('[', ']').map(Value::from)?,
            '(' => self.members('(', ')').map(Value::from)?,
            '"' => self.quoted().map(Value::text)?,
            '#' => self.tagged()?,
            '\\' => self.letter()?,
            // What is told about a value is read over, and what is quoted is itself.
            '^' => {
                self.step('^');
                self.value()?;
                self.value()?
            }
            '\'' => {
                self.step('\'');
                self.value()?
            }
            ')' | ']' | '}' => return self.bad(format!("{letter:?} closes nothing")),
            _ => self.atom()?,
        };
        self.depth -= 1;
        Ok(value)
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn step(&mut self, letter: char) {
        self.at += letter.len_utf8();
        self.line += u32::from(letter == '\n');
    }

    fn bad<T>(&self, reason: impl Into<String>) -> Result<T, Complaint> {
        Err(Complaint { place: self.line, field: "text", reason: reason.into() })
    }

    /// Reads over blanks, commas, comments and what `#_` hides.
    fn skip(&mut self) -> Result<(), Complaint> {
        while let Some(letter) = self.peek() {
            if letter == ';' {
                let end = self.text[self.at..].find('\n').unwrap_or(self.text.len() - self.at);
                self.at += end;
            } else if self.text[self.at..].starts_with("#_") {
                self.at += 2;
                self.value()?;
            } else if letter == ',' || letter.is_whitespace() {
                self.step(letter);
            } else {
                break;
            }
        }
        Ok(())
    }

    fn members(&mut self, open: char, close: char) -> Result<Vec<Value>, Complaint> {
        let began = self.line;
        self.step(open);
        let mut members = Vec::new();
        while !self.takes(close)? {
            if self.at == self.text.len() {
                return self.bad(format!("the {open:?} of line {began} is never closed"));
            }
            members.push(self.value()?);
        }
        Ok(members)
    }

    fn map(&mut self) -> Result<Value, Complaint> {
        let members = self.members('{', '}')?;
        if members.len() % 2 == 1 {
            return self.bad("a map has a name without a value");
        }
        let mut map = BTreeMap::new();
        let mut members = members.into_iter();
        while let (Some(name), Some(value)) = (members.next(), members.next()) {
            if let Some(twice) = map.insert(name, value) {
                return self.bad(format!("a map has a name twice; its first value is {}", brief(&twice)));
            }
        }
        Ok(map.into())
    }

    fn quoted(&mut self) -> Result<String, Complaint> {
        let began = self.line;
        self.step('"');
        let mut text = String::new();
        loop {
            let Some(letter) = self.peek() else {
                return self.bad(format!("the text of line {began} is never closed"));
            };
            self.step(letter);
            match letter {
                '"' => return Ok(text),
                '\\' => text.push(self.escaped()?),
                _ => text.push(letter),
            }
        }
    }

    fn escaped(&mut self) -> Result<char, Complaint> {
        let Some(letter) = self.peek() else {
            return self.bad("the text ends after a backslash");
        };
        self.step(letter);
        Ok(match letter {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            '"' | '\\' | '/' => letter,
            'u' => {
                let code = self
                    .text
                    .get(self.at..self.at + 4)
                    .filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
                let Some(found) =
                    code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32)
                else {
                    return self.bad("\\u must be followed by the four hexadecimal digits of a letter");
                };
                self.at += 4;
                found
            }
            other => return self.bad(format!("there is no escape \\{}", other.escape_debug())),
        })
    }

    /// What begins with `#`: a set, a value that is no number, or a tag and its value.
    fn tagged(&mut self) -> Result<Value, Complaint> {
        self.step('#');
        if self.peek() == Some('{') {
            let mut members = self.members('{', '}')?;
            members.sort();
            members.dedup();
            return Ok(Value::set(members));
        }
        // A pattern, as errors quote them.
        if self.peek() == Some('"') {
            return self.pattern().map(Value::text);
        }
        // A variable is its name.
        if self.peek() == Some('\'') {
            self.step('\'');
            return Ok(Value::text(self.word()));
        }
        if self.peek() == Some('#') {
            self.step('#');
            let word = self.word();
            return Ok(Value::text(format!("##{word}")));
        }
        let tag = self.word().to_owned();
        if tag.is_empty() {
            return self.bad("# must be followed by a tag or a set");
        }
        let value = self.value()?;
        if tag == INDEPENDENT {
            self.independent = true;
        }
        Ok(value)
    }

    /// The letters of a pattern, in which a backslash means itself.
    fn pattern(&mut self) -> Result<String, Complaint> {
        let began = self.line;
        self.step('"');
        let mut text = String::new();
        while let Some(letter) = self.peek() {
            self.step(letter);
            match letter {
                '"' => return Ok(text),
                '\\' => {
                    text.push(letter);
                    if let Some(next) = self.peek() {
                        self.step(next);
                        text.push(next);
                    }
                }
                _ => text.push(letter),
            }
        }
        self.bad(format!("the pattern of line {began} is never closed"))
    }

    fn letter(&mut self) -> Result<Value, Complaint> {
        self.step('\\');
        let Some(first) = self.peek() else {
            return self.bad("the text ends after a backslash");
        };
        self.step(first);
        let rest = self.word();
        Ok(Value::text(format!("{first}{rest}")))
    }

    /// Everything up to a blank or a bracket.
    fn word(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let ends = |letter: char| {
            letter.is_whitespace() || matches!(letter, ',' | ';' | '"' | '(' | ')' | '[' | ']' | '{' | '}')
        };
        let end = rest.find(ends).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn atom(&mut self) -> Result<Value, Complaint> {
        let word = self.word();
        if let Some(name) = word.strip_prefix(':') {
            return if name.is_empty() {
                self.bad("a name is missing after \":\"")
            } else {
                Ok(Value::name(name))
            };
        }
        Ok(match word {
            "nil" => Value::Nil,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ if word.trim_start_matches(['+', '-']).starts_with(|letter: char| letter.is_ascii_digit()) => {
                return self.number(word);
            }
            _ => Value::text(word),
        })
    }

    fn number(&mut self, word: &str) -> Result<Value, Complaint> {
        let plain = word.strip_suffix(['N', 'M']).unwrap_or(word);
        // Sixteen digits, as the addresses of objects are written.
        let (sign, digits) = plain.strip_prefix('-').map_or((1, plain), |digits| (-1, digits));
        let digits = digits.strip_prefix('+').unwrap_or(digits);
        if let Some(hex) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
            let whole = hex.bytes().all(|byte| byte.is_ascii_hexdigit());
            return match i128::from_str_radix(hex, 16).ok().filter(|_| whole) {
                Some(number) => Ok(decimal::number(&(sign * number).to_string()).unwrap_or_default()),
                None => self.bad(format!("{:?} is no number", brief(&word))),
            };
        }
        match decimal::number(plain).or_else(|| decimal::fraction(word)) {
            Some(number) => Ok(number),
            None if word.contains('/') => self.bad(format!(
                "{} has no end in decimal digits, in which numbers are compared here",
                brief(&word)
            )),
            None => self.bad(format!("{:?} is no number", brief(&word))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Value, String> {
        Reader::new(text).value().map_err(|complaint| format!("{}: {}", complaint.place, complaint.reason))
    }

    #[test]
    fn values_are_read_as_clojure_writes_them() {
        for (text, want) in [
            ("nil", "nil"),
            (" -12 ", "-12"),
            ("[1, 2 (3 4)]", "[1 2 [3 4]]"),
            ("#{3 1 2 1}", "#{1 2 3}"),
            ("{:a 1, :b \"x\\ny\"}", "{:a 1, :b \"x\\ny\"}"),
            ("; a comment\n:name", ":name"),
            ("[1 #_ hidden 2]", "[1 2]"),
            ("#jepsen.history.Op{:index 3}", "{:index 3}"),
            ("#jepsen.independent.tuple [7 nil]", "[7 nil]"),
            ("5N", "5"),
            ("1.50", "1.5"),
            ("-2.00M", "-2"),
            ("1/4", "0.25"),
            ("99999999999999999999", "99999999999999999999"),
            ("0x1F", "31"),
            ("-0xff", "-255"),
            ("[#\"a\\.\\\"b\" #'a/b 'c ^{:x 1} [2]]", "[\"a\\\\.\\\\\\\"b\" \"a/b\" \"c\" [2]]"),
            ("\\newline", "\"newline\""),
            ("\"\\u4e2d\"", "\"中\""),
        ] {
            assert_eq!(read(text).map(|value| value.to_string()), Ok(want.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_no_edn_is_said_with_its_line() {
        for (text, want) in [
            ("", "1: the text ends"),
            ("[1\n2", "2: the '[' of line 1"),
            ("\n{:a}", "2: a map has a name without"),
            ("{:a 1 :a 2}", "1: a map has a name twice"),
            ("\"abc", "1: the text of line 1"),
            ("\"\\q\"", "1: there is no escape"),
            ("\"\\ud800\"", "1: \\u must"),
            ("1/3", "1: 1/3 has no end"),
            ("0x1G", "1: \"0x1G\" is no number"),
            ("#\"a", "1: the pattern of line 1"),
            ("12ab_", "1: \"12ab_\" is no number"),
            ("]", "1: ']' closes nothing"),
            (":", "1: a name is missing"),
            ("#", "1: # must"),
        ] {
            assert!(read(text).is_err_and(|error| error.starts_with(want)), "{text:?}: {:?}", read(text));
        }
        assert!(read(&"[".repeat(100_000)).is_err_and(|error| error.contains("nested")));
        assert!(read(&"#a ".repeat(100_000)).is_err_and(|error| error.contains("nested")));
        assert!(read(&"#_ ".repeat(100_000)).is_err_and(|error| error.contains("nested")));
    }
}
