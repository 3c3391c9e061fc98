//! Values in histories: what the files of Jepsen and ours have in common.

use std::collections::BTreeMap;
use std::fmt;

/// A value as a client wrote or read it. Ordered and comparable, so that checkers may sort and group by it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Value {
    /// Nothing: `nil` in EDN, `null` in JSON.
    #[default]
    Nil,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text.
    Text(String),
    /// A name, `:like-this` in EDN. JSON has none: there names are texts.
    Name(String),
    /// Several values in order.
    List(Vec<Value>),
    /// Several different values, without order: `#{1 2}` in EDN.
    Set(Vec<Value>),
    /// Values by name.
    Map(BTreeMap<Value, Value>),
}

impl Value {
    /// The whole number, where it is one.
    pub fn int(&self) -> Option<i64> {
        if let Value::Int(number) = self { Some(*number) } else { None }
    }

    /// The members, where it is a list.
    pub fn list(&self) -> Option<&[Value]> {
        if let Value::List(members) = self { Some(members) } else { None }
    }

    /// The letters of a text or a name.
    pub fn word(&self) -> Option<&str> {
        if let Value::Text(word) | Value::Name(word) = self { Some(word) } else { None }
    }

    /// Whether it is nothing.
    pub fn is_nil(&self) -> bool {
        *self == Value::Nil
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Int(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

/// As a person would write it: `nil`, `5`, `"five"`, `[1 2]`.
impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = |out: &mut fmt::Formatter<'_>, members: &[Value]| {
            members.iter().enumerate().try_for_each(|(at, it)| write!(out, "{}{it}", if at == 0 { "" } else { " " }))
        };
        match self {
            Value::Nil => out.write_str("nil"),
            Value::Bool(it) => write!(out, "{it}"),
            Value::Int(it) => write!(out, "{it}"),
            Value::Text(it) => write!(out, "{it:?}"),
            Value::Name(it) => write!(out, ":{it}"),
            Value::List(members) => {
                out.write_str("[")?;
                all(out, members)?;
                out.write_str("]")
            }
            Value::Set(members) => {
                out.write_str("#{")?;
                all(out, members)?;
                out.write_str("}")
            }
            Value::Map(members) => {
                out.write_str("{")?;
                members
                    .iter()
                    .enumerate()
                    .try_for_each(|(at, (key, value))| write!(out, "{}{key} {value}", if at == 0 { "" } else { ", " }))?;
                out.write_str("}")
            }
        }
    }
}
