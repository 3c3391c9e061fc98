//! What is measured, and what it is compared with: numbers, times and words never stand for each
//! other.

use crate::base::time::Time;
use crate::base::units::{self, Quantity};
use core::cmp::Ordering;
use core::fmt;

/// A value of a claim.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// Money in its smallest unit, or how many.
    Number(i64),
    /// A moment or a span.
    Time(Time),
    /// One of a few words, such as `holds`, `refused`, `up`.
    Word(String),
}

impl Value {
    /// A word.
    pub(super) fn word(word: &str) -> Value {
        Value::Word(word.to_owned())
    }

    /// Whether it is the word that stands where there is nothing to measure.
    pub(in crate::lab) fn is_nothing(&self) -> bool {
        matches!(self, Value::Word(word) if word == "nothing")
    }

    /// How two values stand to each other; nothing where one is a number and the other a time. A
    /// word equals itself alone, so a balance is not `refused`.
    pub(super) fn order(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
            (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
            (Value::Word(a), Value::Word(b)) => Some(a.cmp(b)),
            (Value::Word(_), _) | (_, Value::Word(_)) => Some(Ordering::Less),
            _ => None,
        }
    }

    /// Whether it can be less than another one.
    pub(super) fn is_ordered(&self) -> bool {
        !matches!(self, Value::Word(_))
    }
}

impl fmt::Display for Value {
    /// As a claim writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Number(number) => write!(f, "{number}"),
            Value::Word(word) => f.write_str(word),
            // The unit is that of every text; a claim writes no zeros that say nothing.
            Value::Time(at) => {
                let text = units::english(Quantity::Tick(*at, 6)).replace(',', "");
                let (number, unit) = text.split_once(' ').unwrap_or((&text, ""));
                write!(f, "{} {unit}", number.trim_end_matches('0').trim_end_matches('.'))
            }
        }
    }
}
