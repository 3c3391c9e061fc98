//! Numbers that are not whole, and whole ones beyond 64 bits: exact, as they were written in
//! decimal digits. No verdict rests on a binary fraction.

use super::value::Value;
use std::cmp::Ordering;
use std::fmt;

/// How far the point of a number may lie from its digits. What is beyond is no number of anything.
const FARTHEST: i64 = 1_000_000_000;

/// A number that is no whole number of 64 bits: its digits times a power of ten.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decimal {
    negative: bool,
    /// Without zeros at either end, so that each number is written in one way only.
    digits: String,
    /// The power of ten of the last digit.
    exponent: i64,
}

impl Decimal {
    /// Below, at or above zero, where the first digit stands, and the digits: what a number is
    /// compared by.
    fn parts(&self) -> (i8, i64, &str) {
        (if self.negative { -1 } else { 1 }, self.exponent + self.digits.len() as i64, &self.digits)
    }

    /// Compares with a whole number, which it never is equal to.
    pub(super) fn order_with_int(&self, whole: i64) -> Ordering {
        let digits = whole.unsigned_abs().to_string();
        compare(self.parts(), (whole.signum() as i8, digits.len() as i64, digits.trim_end_matches('0')))
    }
}

fn compare(one: (i8, i64, &str), other: (i8, i64, &str)) -> Ordering {
    let size = || (one.1, one.2).cmp(&(other.1, other.2));
    one.0.cmp(&other.0).then_with(|| match one.0 {
        0 => Ordering::Equal,
        1 => size(),
        _ => size().reverse(),
    })
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        compare(self.parts(), other.parts())
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// As it can be read again: `1.5`, `-0.25`, `6.02e23`.
impl fmt::Display for Decimal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (digits, point) = (&self.digits, self.exponent + self.digits.len() as i64);
        if self.negative {
            out.write_str("-")?;
        }
        match point {
            -5..=0 => write!(out, "0.{}{digits}", "0".repeat(point.unsigned_abs() as usize)),
            1..=24 if point < digits.len() as i64 => {
                write!(out, "{}.{}", &digits[..point as usize], &digits[point as usize..])
            }
            1..=24 => write!(out, "{digits}{}", "0".repeat(point as usize - digits.len())),
            _ if digits.len() == 1 => write!(out, "{digits}e{}", point - 1),
            _ => write!(out, "{}.{}e{}", &digits[..1], &digits[1..], point - 1),
        }
    }
}

/// Reads a number: a sign, digits, a point with more digits, an exponent. Equal numbers are equal
/// values however they are written: 42.0 is 42. Nothing where it is none.
pub(super) fn number(text: &str) -> Option<Value> {
    if let Ok(whole) = text.parse() {
        return Some(Value::Int(whole));
    }
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse().ok()?),
        None => (rest, 0i64),
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |of: &str| of.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || exponent.abs() > FARTHEST {
        return None;
    }
    Some(of(negative, &format!("{whole}{part}"), exponent - part.len() as i64))
}

/// A fraction of two whole numbers, as Clojure prints one, where it has an end in decimal digits.
pub(super) fn fraction(text: &str) -> Option<Value> {
    let (above, below) = text.split_once('/')?;
    let (above, below) = (
        i128::from(above.parse::<i64>().ok()?),
        i128::from(below.parse::<u32>().ok().filter(|below| *below > 0)?),
    );
    let (mut shared, mut rest) = (above.abs(), below);
    while rest > 0 {
        (shared, rest) = (rest, shared % rest);
    }
    let (mut above, mut below, mut places) = (above / shared, below / shared, 0);
    // Each step makes the denominator smaller by a factor that it shares with ten.
    while below > 1 {
        let factor = [10, 5, 2].into_iter().find(|factor| below % factor == 0)?;
        (above, below, places) = (above.checked_mul(10 / factor)?, below / factor, places + 1);
    }
    Some(of(above < 0, &above.unsigned_abs().to_string(), -places))
}

/// The number that these digits are, times a power of ten.
fn of(negative: bool, digits: &str, exponent: i64) -> Value {
    let kept = digits.trim_start_matches('0').trim_end_matches('0');
    if kept.is_empty() {
        return Value::Int(0);
    }
    let exponent = exponent + (digits.len() - digits.trim_end_matches('0').len()) as i64;
    if exponent >= 0 && kept.len() as i64 + exponent <= 19 {
        let whole = format!("{}{kept}{}", if negative { "-" } else { "" }, "0".repeat(exponent as usize));
        if let Ok(whole) = whole.parse() {
            return Value::Int(whole);
        }
    }
    Value::Decimal(Box::new(Decimal { negative, digits: kept.to_owned(), exponent }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_one_value_however_it_is_written() {
        for (one, other, shown) in [
            ("42", "42.0", "42"),
            ("42", "4.2e1", "42"),
            ("1.50", "1.5", "1.5"),
            ("0.10", "1e-1", "0.1"),
            ("-0.0", "0", "0"),
            ("1e3", "1000", "1000"),
            ("0.0000001", "1E-7", "1e-7"),
            (
                "123456789012345678901234567890",
                "1.2345678901234567890123456789e29",
                "1.2345678901234567890123456789e29",
            ),
            ("9223372036854775808", "9223372036854775808.0", "9223372036854775808"),
            ("-9223372036854775808", "-9223372036854775808.00", "-9223372036854775808"),
        ] {
            let (one, other) = (number(one).expect("a number"), number(other).expect("a number"));
            assert_eq!((&one, one.to_string().as_str()), (&other, shown));
            assert_eq!(number(&one.to_string()), Some(other));
        }
        for (text, shown) in
            [("1/2", "0.5"), ("-7/20", "-0.35"), ("6/3", "2"), ("9/12", "0.75"), ("1/1024", "0.0009765625")]
        {
            assert_eq!(fraction(text).map(|it| it.to_string()).as_deref(), Some(shown));
        }
        for none in ["", "-", ".5", "1.2.3", "1e", "1e99999999999999999999", "0x1F", "1,5", "１"] {
            assert_eq!(number(none), None, "{none}");
        }
        assert!(["1/3", "1/0", "a/2", "1/"].iter().all(|it| fraction(it).is_none()));
    }

    #[test]
    fn numbers_are_ordered_by_how_much_they_are() {
        let all = [
            "-1e30",
            "-9223372036854775808",
            "-10.5",
            "-10",
            "-0.1",
            "-0.01",
            "0",
            "1e-9",
            "0.12",
            "0.123",
            "1",
            "1.5",
            "2",
            "10",
            "10.01",
        ];
        let all: Vec<Value> = all
            .iter()
            .chain(&["9223372036854775807", "1e30"])
            .map(|it| number(it).expect("a number"))
            .collect();
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
}
