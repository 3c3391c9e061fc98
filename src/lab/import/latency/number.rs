//! Decimal numbers with a unit, as whole microseconds. No float: what is read must not depend on
//! rounding of binary fractions.

use serde::{Deserialize, Serialize};

/// No round trip is longer than this: an hour, in microseconds. A larger number is a moment, or a
/// size.
pub const LONGEST_US: u64 = 3_600_000_000;

/// A unit of time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Nanoseconds.
    Ns,
    /// Microseconds.
    Us,
    /// Milliseconds.
    Ms,
    /// Seconds.
    S,
}

impl Unit {
    /// The unit by its word, in any spelling that tools and headers use.
    pub fn of_word(word: &str) -> Option<Unit> {
        Some(match word.to_lowercase().as_str() {
            "ns" | "nsec" | "nanos" | "nanosecond" | "nanoseconds" | "纳秒" => Unit::Ns,
            "us" | "µs" | "μs" | "usec" | "usecs" | "micros" | "microsecond" | "microseconds" | "微秒" => {
                Unit::Us
            }
            "ms" | "msec" | "msecs" | "millis" | "millisecond" | "milliseconds" | "毫秒" | "мс" | "мсек" => {
                Unit::Ms
            }
            "s" | "sec" | "secs" | "second" | "seconds" | "sekunden" | "secondes" | "segundos" | "秒" => {
                Unit::S
            }
            _ => return None,
        })
    }

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Unit::Ns => "ns",
            Unit::Us => "us",
            Unit::Ms => "ms",
            Unit::S => "s",
        }
    }

    /// The power of ten that makes microseconds of it.
    const fn power(self) -> i32 {
        match self {
            Unit::Ns => -3,
            Unit::Us => 0,
            Unit::Ms => 3,
            Unit::S => 6,
        }
    }
}

/// A decimal number as whole microseconds, rounded half up, if it is from 0 to [`LONGEST_US`]. The
/// mark before its decimals is `.` or `,`; groups of three digits may be divided by the other one.
/// An exponent may follow, as `3.1e-03`.
pub fn micros(text: &str, unit: Unit, mark: char) -> Option<u64> {
    let text = text.trim();
    let (number, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, part) = number.split_once(mark).unwrap_or((number, ""));
    let whole = ungrouped(whole, if mark == '.' { ',' } else { '.' })?;
    if (part.is_empty() && (whole.is_empty() || number.ends_with(mark)))
        || !part.bytes().all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let digits = format!("{whole}{part}");
    let digits = digits.trim_start_matches('0');
    if digits.len() > 36 || !(-60..=60).contains(&exponent) {
        return None;
    }
    if digits.is_empty() {
        return Some(0);
    }
    let number: u128 = digits.parse().ok()?;
    let power = exponent + unit.power() - i32::try_from(part.len()).ok()?;
    let us = if power >= 0 {
        number.checked_mul(10u128.checked_pow(power.unsigned_abs())?)?
    } else {
        match 10u128.checked_pow(power.unsigned_abs()) {
            Some(scale) => number / scale + u128::from(number % scale >= scale.div_ceil(2)),
            None => 0,
        }
    };
    u64::try_from(us).ok().filter(|us| *us <= LONGEST_US)
}

/// Digits without the mark between their groups of three; nothing if a group is not of three.
fn ungrouped(whole: &str, mark: char) -> Option<String> {
    let plain = |of: &str| of.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(mark);
    let first = groups.next().unwrap_or_default();
    let mut out = first.to_owned();
    if !plain(first) {
        return None;
    }
    for group in groups {
        if group.len() != 3 || !plain(group) || first.is_empty() || first.len() > 3 || first.starts_with('0')
        {
            return None;
        }
        out += group;
    }
    Some(out)
}

/// Whether a number with a comma may mean thousands as well as decimals: `1,500`.
pub fn is_ambiguous(text: &str) -> bool {
    text.trim().split_once(',').is_some_and(|(whole, part)| {
        !whole.starts_with('0')
            && (1..=3).contains(&whole.len())
            && part.len() == 3
            && whole.chars().chain(part.chars()).all(|letter| letter.is_ascii_digit())
    })
}

/// A number and the word behind it, if one is: `12.5 ms`.
pub fn with_unit(text: &str) -> (&str, &str) {
    let text = text.trim();
    let number = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',' | '+' | '-');
    let exponent = |at: usize| {
        let rest = text[at..].trim_start_matches(['e', 'E']).trim_start_matches(['+', '-']);
        text[at..].starts_with(['e', 'E']) && rest.starts_with(|letter: char| letter.is_ascii_digit())
    };
    match text.char_indices().find(|(at, letter)| !number(*letter) && !exponent(*at)) {
        Some((at, _)) if at > 0 => (text[..at].trim_end(), text[at..].trim()),
        _ => (text, ""),
    }
}

/// A span as Go and wrk write it: `1m2.5s`, `144.56ms`, `663.96µs`, `0s`.
pub fn duration(text: &str) -> Option<u64> {
    let mut rest = text.trim();
    let mut sum = 0u64;
    while !rest.is_empty() {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
        let (number, tail) = rest.split_at(digits);
        let end = tail.find(|letter: char| letter.is_ascii_digit()).unwrap_or(tail.len());
        let (word, tail) = tail.split_at(end);
        let us = match word {
            "h" => micros(number, Unit::S, '.')?.checked_mul(3_600)?,
            "m" => micros(number, Unit::S, '.')?.checked_mul(60)?,
            word => micros(number, Unit::of_word(word)?, '.')?,
        };
        sum = sum.checked_add(us)?;
        rest = tail;
    }
    (!text.trim().is_empty() && sum <= LONGEST_US).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_whole_microseconds() {
        for (text, unit, mark, us) in [
            ("12.5", Unit::Ms, '.', Some(12_500)),
            ("12,5", Unit::Ms, ',', Some(12_500)),
            ("1,234.5", Unit::Ms, '.', Some(1_234_500)),
            ("1.234,5", Unit::Ms, ',', Some(1_234_500)),
            ("3.1000000000e-03", Unit::S, '.', Some(3_100)),
            (".010", Unit::S, '.', Some(10_000)),
            ("459.865729", Unit::Ms, '.', Some(459_866)),
            ("1499", Unit::Ns, '.', Some(1)),
            ("1500", Unit::Ns, '.', Some(2)),
            ("0", Unit::Us, '.', Some(0)),
            ("3600", Unit::S, '.', Some(LONGEST_US)),
            ("3600.000001", Unit::S, '.', None),
            ("1e400", Unit::S, '.', None),
            ("-1", Unit::Ms, '.', None),
            ("1,23.5", Unit::Ms, '.', None),
            ("12.5.1", Unit::Ms, '.', None),
            ("12.", Unit::Ms, '.', None),
            ("1e", Unit::Ms, '.', None),
            (".", Unit::Ms, '.', None),
            ("", Unit::Ms, '.', None),
        ] {
            assert_eq!(micros(text, unit, mark), us, "{text}");
        }
        assert!(is_ambiguous("1,500") && !is_ambiguous("0,500") && !is_ambiguous("12,5"));
    }

    #[test]
    fn a_number_is_told_from_the_word_behind_it() {
        assert_eq!(with_unit("12.5 ms"), ("12.5", "ms"));
        assert_eq!(with_unit("3e-3s"), ("3e-3", "s"));
        assert_eq!(with_unit("ms"), ("ms", ""));
        for (text, us) in [
            ("1m2.5s", Some(62_500_000)),
            ("144.56ms", Some(144_560)),
            ("663.96µs", Some(664)),
            ("0s", Some(0)),
            ("1h1s", None),
            ("", None),
            ("5", None),
            ("5x", None),
        ] {
            assert_eq!(duration(text), us, "{text}");
        }
    }
}
