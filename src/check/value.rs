//! Values in histories: what the files of Jepsen and ours have in common.

use super::decimal::Decimal;
use crate::base::text::named;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// A value as a client wrote or read it. Ordered and comparable, so that checkers may sort and
/// group by it.
///
/// It takes 16 bytes: a history has millions of values, nearly all of them numbers, and a judge
/// that goes through it waits for memory more than for anything else.
#[derive(Clone, Eq, Debug, Default)]
pub enum Value {
    /// Nothing: `nil` in EDN, `null` in JSON.
    #[default]
    Nil,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number of 64 bits.
    Int(i64),
    /// Any other number, never one that could be written as the former.
    Decimal(Box<Decimal>),
    /// A text. It is shared: the states of a search are many copies of the values of a history.
    Text(Arc<String>),
    /// A name, `:like-this` in EDN. JSON has none: there names are texts.
    Name(Arc<String>),
    /// Several values in order.
    List(Box<Vec<Value>>),
    /// Several different values, without order: `#{1 2}` in EDN.
    Set(Box<Vec<Value>>),
    /// Values by keys, in the order of the keys.
    Map(Box<BTreeMap<Value, Value>>),
}

impl Value {
    /// A value from any text.
    pub fn text(text: impl Into<String>) -> Value {
        Value::Text(Arc::new(text.into()))
    }

    /// A keyword of EDN, or a name in JSON.
    pub fn name(name: impl Into<String>) -> Value {
        Value::Name(Arc::new(name.into()))
    }

    /// A set: put in order, and what is given twice is in it once.
    pub fn set(members: Vec<Value>) -> Value {
        Value::Set(Box::new(members))
    }

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

    /// How many parts of 16 bytes it takes to copy it.
    pub fn size(&self) -> usize {
        match self {
            Value::List(members) | Value::Set(members) => 2 + members.iter().map(Value::size).sum::<usize>(),
            Value::Map(members) => {
                2 + members.iter().map(|(name, value)| name.size() + value.size()).sum::<usize>()
            }
            Value::Decimal(_) => 4,
            _ => 1,
        }
    }

    /// Whether it is nothing.
    pub fn is_nil(&self) -> bool {
        matches!(self, Value::Nil)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Int(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::text(text)
    }
}

impl From<Vec<Value>> for Value {
    fn from(members: Vec<Value>) -> Value {
        Value::List(Box::new(members))
    }
}

impl From<BTreeMap<Value, Value>> for Value {
    fn from(map: BTreeMap<Value, Value>) -> Value {
        Value::Map(Box::new(map))
    }
}

impl FromIterator<Value> for Value {
    fn from_iter<T: IntoIterator<Item = Value>>(members: T) -> Value {
        Vec::from_iter(members).into()
    }
}

impl FromIterator<(Value, Value)> for Value {
    fn from_iter<T: IntoIterator<Item = (Value, Value)>>(parts: T) -> Value {
        BTreeMap::from_iter(parts).into()
    }
}

/// Numbers are compared on the spot: nearly all values are.
impl PartialEq for Value {
    #[inline]
    fn eq(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Int(one), Value::Int(other)) => one == other,
            (Value::Int(_), _) | (_, Value::Int(_)) => false,
            _ => self.order(other).is_eq(),
        }
    }
}

impl PartialOrd for Value {
    #[inline]
    fn partial_cmp(&self, other: &Value) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// First by kind, then by what is in it.
impl Ord for Value {
    #[inline]
    fn cmp(&self, other: &Value) -> Ordering {
        match (self, other) {
            (Value::Int(one), Value::Int(other)) => one.cmp(other),
            _ => self.order(other),
        }
    }
}

impl Value {
    fn kind(&self) -> u8 {
        match self {
            Value::Nil => 0,
            Value::Bool(_) => 1,
            Value::Int(_) | Value::Decimal(_) => 2,
            Value::Text(_) => 3,
            Value::Name(_) => 4,
            Value::List(_) => 5,
            Value::Set(_) => 6,
            Value::Map(_) => 7,
        }
    }

    #[inline(never)]
    fn order(&self, other: &Value) -> Ordering {
        match (self, other) {
            (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
            (Value::Text(one), Value::Text(other)) | (Value::Name(one), Value::Name(other)) => {
                // The states of a search hold the same texts: their letters need not be looked at.
                if Arc::ptr_eq(one, other) { Ordering::Equal } else { one.cmp(other) }
            }
            (Value::List(one), Value::List(other)) | (Value::Set(one), Value::Set(other)) => one.cmp(other),
            (Value::Map(one), Value::Map(other)) => one.cmp(other),
            (Value::Int(one), Value::Int(other)) => one.cmp(other),
            (Value::Decimal(one), Value::Decimal(other)) => one.cmp(other),
            (Value::Decimal(one), Value::Int(other)) => one.order_with_int(*other),
            (Value::Int(one), Value::Decimal(other)) => other.order_with_int(*one).reverse(),
            (one, other) => one.kind().cmp(&other.kind()),
        }
    }
}

/// The beginning of a value out of a file, or of a name in it, as a complaint names it.
pub(super) fn brief(value: &impl fmt::Display) -> String {
    named(&value.to_string(), 40)
}

/// As a person would write it: `nil`, `5`, `1.5`, `"five"`, `[1 2]`.
impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = |out: &mut fmt::Formatter<'_>, members: &[Value]| {
            members
                .iter()
                .enumerate()
                .try_for_each(|(at, it)| write!(out, "{}{it}", if at == 0 { "" } else { " " }))
        };
        match self {
            Value::Nil => out.write_str("nil"),
            Value::Bool(it) => write!(out, "{it}"),
            Value::Int(it) => write!(out, "{it}"),
            Value::Decimal(it) => write!(out, "{it}"),
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
                members.iter().enumerate().try_for_each(|(at, (key, value))| {
                    write!(out, "{}{key} {value}", if at == 0 { "" } else { ", " })
                })?;
                out.write_str("}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_ordered_by_kind_and_then_by_what_is_in_them() {
        let text = |it: &str| Value::from(it);
        let map = |it: i64| Value::from_iter([(Value::Int(it), Value::Nil)]);
        let list = |it: &[i64]| it.iter().map(|&it| Value::Int(it)).collect::<Vec<Value>>();
        let all = [
            Value::Nil,
            Value::Bool(false),
            Value::Bool(true),
            Value::Int(-3),
            Value::Int(5),
            text("a"),
            text("ab"),
            Value::name("a"),
            Value::name("b"),
            list(&[1, 2]).into(),
            list(&[3]).into(),
            Value::set(list(&[1])),
            Value::set(list(&[2])),
            map(1),
            map(2),
        ];
        for (nth, one) in all.iter().enumerate() {
            for (other_nth, other) in all.iter().enumerate() {
                assert_eq!(
                    (one.cmp(other), one == other),
                    (nth.cmp(&other_nth), nth == other_nth),
                    "{one} and {other}"
                );
            }
        }
    }

    #[test]
    fn a_value_takes_16_bytes() {
        assert_eq!((size_of::<Value>(), size_of::<Option<Value>>()), (16, 16));
    }
}
